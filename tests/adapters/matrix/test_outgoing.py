"""What Confer says, as it is typed in Matrix."""

from __future__ import annotations

from adapters.matrix import outgoing
from bot.disclosure import Sensitive
from bot.ports import Button, Telling, TellingKind


def bodies(*said: Telling) -> list[object]:
    return [message.content["body"] for message in outgoing.tellings(said, "en")]


def test_a_command_is_shown_as_clients_let_it_through() -> None:
    """Element keeps `/help` for itself."""
    telling = Telling(
        kind=TellingKind.REPLY,
        text=Sensitive("/case show: one case, and/or 12/3, https://example.org/x\nSuch as  /help"),
        buttons=(Button(label="/guest list", line="guest list"),),
    )

    (body,) = bodies(telling)

    assert body == (
        "!case show: one case, and/or 12/3, https://example.org/x\nSuch as  !help"
        "\n\n1. !guest list\nAnswer with a number."
    )


def test_what_somebody_wrote_stays_as_it_was_written() -> None:
    words = Sensitive("he types /help all day")

    assert bodies(Telling(kind=TellingKind.REPLY, text=words, passing=True)) == [
        "he types /help all day"
    ]
