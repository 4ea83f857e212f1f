"""What platforms and browsers deliver: read, passed over, or refused in the one way that is caught."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from adapters.matrix.batch import batch_of
from adapters.matrix.incoming import line, names, said
from adapters.page.body import Unclear, _fields
from adapters.slack import incoming, modals
from adapters.slack.incoming import Ears
from tests.fuzz.some import QUICK, json, spoiled, texts, words

NOW: Final = datetime(2026, 3, 2, 8, tzinfo=UTC)
ME: Final = "@confer:server.example"
EARS: Final = Ears(team="T1")
MESSAGE: Final[dict[str, Any]] = {
    "type": "m.room.message",
    "event_id": "$1",
    "sender": "@nurse:server.example",
    "origin_server_ts": 1_700_000_000_000,
    "content": {
        "msgtype": "m.text",
        "body": "!case list",
        "m.mentions": {"user_ids": [ME]},
        "m.relates_to": {"rel_type": "m.thread", "m.in_reply_to": {"event_id": "$0"}},
        "m.new_content": {"body": "x"},
    },
    "unsigned": {"redacted_because": {}, "prev_content": {"membership": "join"}},
    "state_key": ME,
}
SYNC: Final[dict[str, Any]] = {
    "next_batch": "s1",
    "rooms": {
        "join": {"!r": {"timeline": {"events": [MESSAGE], "limited": True, "prev_batch": "p"}}},
        "invite": {"!i": {"invite_state": {"events": [MESSAGE]}}},
    },
    "to_device": {"events": [{}]},
}
TYPED: Final[dict[str, Any]] = {
    "command": "/case",
    "text": "list",
    "user_id": "U1",
    "team_id": "T1",
    "channel_id": "C1",
    "trigger_id": "1.2.a",
    "response_url": "https://hooks.example/1",
}
PRESSED: Final[dict[str, Any]] = {
    "trigger_id": "1.2.a",
    "response_url": "https://hooks.example/1",
    "user": {"id": "U1", "team_id": "T1"},
    "team": {"id": "T1"},
    "container": {"channel_id": "C1", "thread_ts": "1.1"},
    "channel": {"id": "C1"},
    "callback_id": "confer_concern",
    "view": {
        "id": "V1",
        "hash": "h",
        "callback_id": "form:case answer",
        "private_metadata": "f",
        "state": {"values": {"next": {"input": {"selected_option": {"value": "screening"}}}}},
    },
}
SAID: Final[dict[str, Any]] = {
    "event_id": "E1",
    "team_id": "T1",
    "event": {"type": "app_mention", "user": "U1", "text": "<@B1> case list", "channel": "C1"},
}
# Slack signs what it sends; what is broken all the same ends in one of these, which the way in turns into 400.
CAUGHT: Final = (KeyError, TypeError, AttributeError, ValueError)


@given(spoiled(SYNC))
@QUICK
def test_a_sync_of_anything_stops_nobody_from_reading_the_rest(raw: dict[str, Any]) -> None:
    batch = batch_of({"next_batch": "s1", **raw}, {}, ME)
    for timeline in batch.timelines:
        for event in timeline.events:
            assert isinstance(event.at_s, float)
            assert isinstance(event.lets_in(ME), bool)
            heard = said(event, ME)
            if heard is not None:
                for private in (True, False):
                    line(heard, names(ME, "Confer"), private=private)


@given(spoiled(TYPED), spoiled(PRESSED), spoiled(SAID))
@QUICK
def test_what_slack_sends_is_heard_or_refused_in_a_way_that_is_caught(
    typed: dict[str, Any], pressed: dict[str, Any], spoken: dict[str, Any]
) -> None:
    for hear in (
        lambda: incoming.command(typed, EARS, NOW, 0.0),
        lambda: incoming.action(pressed, {"action_id": "x", "value": "y"}, EARS, NOW, 0.0),
        lambda: incoming.shortcut(pressed, EARS, NOW, 0.0),
        lambda: incoming.submission(pressed, EARS, NOW, 0.0),
        lambda: incoming.message(spoken, EARS, NOW, 0.0),
    ):
        try:
            found = hear()
        except CAUGHT:
            continue
        assert found is None or found.heard.platform == "slack"


@given(st.dictionaries(words, json, max_size=4))
@QUICK
def test_the_state_of_a_modal_is_read_as_text_whatever_it_holds(state: dict[str, Any]) -> None:
    for value in modals.typed({"values": state}).values():
        assert isinstance(value, str)


@given(
    st.binary(max_size=200) | texts.map(lambda text: f"detail={text}".encode("utf-8", "replace"))
)
@QUICK
def test_a_form_of_a_page_is_fields_or_unclear(body: bytes) -> None:
    try:
        fields = _fields(body)
    except Unclear as wrong:
        assert str(wrong) == ""
        return
    assert all(isinstance(text, str) and "\r" not in text for text in fields.values())
