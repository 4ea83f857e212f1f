"""Which events are words to Confer, and how a command may look."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.matrix.batch import Event
from adapters.matrix.incoming import line, names, said
from adapters.matrix.outgoing import MOST_BYTES, pieces, text

ME = "@confer:server.example"
NAMES = names(ME, "Confer (bot)")


def event(body: object = "!case list", sender: str = "@nurse:server.example", **more: Any) -> Event:
    content = {"msgtype": "m.text", "body": body} | more.pop("content", {})
    source = {"type": "m.room.message", "event_id": "$1", "sender": sender, "content": content}
    return Event("!room", source | more)


def read(body: str, *, private: bool = False, mentioned: bool = False) -> str | None:
    content = {"m.mentions": {"user_ids": [ME]}} if mentioned else {}
    heard = said(event(body, content=content), ME)
    assert heard is not None
    return line(heard, NAMES, private=private)


@pytest.mark.parametrize(
    "typed",
    [
        "!concern new",
        "/concern new",
        "//concern new",
        "  \n!concern new",
        "! concern new",
        "Confer: !concern new",
        f"{ME} /concern new",
        "@confer: //concern new",
    ],
)
@pytest.mark.parametrize("private", [True, False])
def test_every_form_of_a_command_is_one(typed: str, private: bool) -> None:
    assert read(typed, private=private) == "/concern new"


def invoked(command: object, arguments: object, *, mentioned: bool = True) -> str | None:
    """What a client that knows MSC4391 sends; what it shows may be anything."""
    content = {"org.matrix.msc4391.command": {"command": command, "arguments": arguments}}
    content |= {"m.mentions": {"user_ids": [ME]}} if mentioned else {}
    heard = said(event("raise a concern, please", content=content), ME)
    assert heard is not None
    return line(heard, NAMES, private=False)


def test_a_command_that_the_client_put_together_is_read_from_its_parts() -> None:
    assert (
        invoked("concern new", {"topic": ["alone", "online"], "keep": True, "age": "", "who": None})
        == '/concern new topic:"alone,online" keep:yes'
    )
    assert invoked("plan progress", {"action": 1, "note": 'said "no" since: monday'}) == (
        '/plan progress action:1 note:"said "no\u201d since: monday"'
    )


@pytest.mark.parametrize("command", [None, 7, "", "concern new topic:alone", "CONCERN", "a\nb"])
def test_a_command_that_is_none_is_left_to_what_the_message_says(command: object) -> None:
    assert invoked(command, {}) is None


@pytest.mark.parametrize("arguments", [None, [], "topic", {"Two words:": "x", "": "y"}])
def test_arguments_that_are_none_are_left_out(arguments: object) -> None:
    assert invoked("case list", arguments) == "/case list"


def test_a_command_for_another_bot_is_not_for_confer() -> None:
    assert invoked("case list", {}, mentioned=False) is None


@pytest.mark.parametrize(
    "typed",
    [
        "Confer: concern new",
        "confer, concern new",
        f"{ME} concern new",
        f"{ME}: concern new",
        "Confer (bot): concern new",
    ],
)
@pytest.mark.parametrize("private", [True, False])
def test_the_bots_name_in_front_opens_a_command(typed: str, private: bool) -> None:
    assert read(typed, private=private) == "/confer concern new"


def test_a_bare_name_in_front_counts_where_the_client_says_that_it_is_a_mention() -> None:
    assert read("Confer concern new", mentioned=True) == "/confer concern new"
    assert read("Confer concern new") is None


@pytest.mark.parametrize(
    "typed", ["hello all", "!!! good", "/ / /", "!", "Conference at ten", "about Confer: nothing"]
)
def test_in_a_shared_room_other_words_are_not_for_confer(typed: str) -> None:
    assert read(typed) is None


@pytest.mark.parametrize("typed", ["sits alone", "!!! good", "3", " [Send] ", "Confer is nice"])
def test_in_private_every_word_counts_as_it_was_typed(typed: str) -> None:
    assert read(typed, private=True) == typed


@pytest.mark.parametrize(
    "passed_over",
    [
        event(sender=ME),
        event(content={"msgtype": "m.notice"}),
        event(content={"msgtype": "m.image"}),
        event(content={"m.relates_to": {"rel_type": "m.replace", "event_id": "$0"}}),
        event(content={"m.new_content": {"body": "!case list"}}),
        event(unsigned={"redacted_because": {}}),
        event(body=["no", "text"]),
        event(type="m.room.member"),
        Event("!room", {"type": "m.room.message", "content": "broken"}),
    ],
)
def test_what_is_no_new_text_of_a_person_is_passed_over(passed_over: Event) -> None:
    assert said(passed_over, ME) is None


def test_the_quote_that_clients_put_before_a_reply_is_left_out() -> None:
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": "$0"}}}
    heard = said(event("> <@confer:x> Which one?\n> 1. this\n\n2", content=reply), ME)
    assert heard is not None
    assert heard.text == "2"


def test_long_words_are_cut_at_line_ends_and_nothing_is_lost() -> None:
    words = "\n".join(f"line {n} \u0007 👩‍👩‍👧 אבג" for n in range(3000))
    cut = pieces(words)
    assert "".join(cut) == words
    assert all(piece.endswith("\n") for piece in cut[:-1])
    assert all(len(piece) <= MOST_BYTES for piece in cut)


def test_html_is_escaped() -> None:
    content = text("<b>1 < 2</b>\n& more")[0]
    assert content["formatted_body"] == "&lt;b&gt;1 &lt; 2&lt;/b&gt;<br>&amp; more"
    assert content["m.mentions"] == {}
