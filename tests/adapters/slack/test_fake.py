"""The fake Slack, held to itself with the real slack-bolt and slack-sdk, in both of Slack's modes."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from aiohttp import ClientError, ClientSession, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_fake import FakeSlack, Impossible, signature
from tests.slack_fake.stage import Stage, open_stage
from tests.slack_fake.workspace import Json, Mode

TEXT: Json = {"type": "plain_text", "text": "Go"}
BUTTON: Json = {"type": "button", "action_id": "go", "text": TEXT, "value": "one"}
ACTIONS: Json = {"type": "actions", "block_id": "row", "elements": [BUTTON]}
WORDS: Json = {
    "type": "input",
    "block_id": "words",
    "label": {"type": "plain_text", "text": "Words"},
    "element": {"type": "plain_text_input", "action_id": "typed", "max_length": 20},
}
MODAL: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": TEXT,
    "blocks": [WORDS],
}
HOME: Json = {"type": "home", "blocks": [ACTIONS]}


@pytest.fixture(params=["http", "socket"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    async with open_stage(cast("Mode", request.param)) as opened:
        yield opened


def answers_with_a_form(stage: Stage, content: Json = MODAL) -> None:
    @stage.bolt.command("/form")
    async def form(ack: Any, body: Json, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=content)


async def test_a_slash_command_is_acknowledged_and_answered_to_one_person(stage: Stage) -> None:
    @stage.bolt.command("/concern")
    async def concern(ack: Any, body: Json, client: Any) -> None:
        await ack("One moment")
        await client.chat_postEphemeral(
            channel=body["channel_id"], user=body["user_id"], text="Two"
        )

    answer = await stage.slack.slash(stage.ada, stage.room, "/concern", "new")

    assert answer.acked
    assert sorted(m.text for m in stage.slack.ephemerals(stage.ada)) == ["One moment", "Two"]
    assert stage.slack.seen_by(stage.ben) == ""
    assert stage.slack.channel_text(stage.room) == ""
    assert stage.slack.violations == []


async def test_a_form_is_opened_sent_back_with_errors_and_then_closed(stage: Stage) -> None:
    answers_with_a_form(stage)

    @stage.bolt.view("form")
    async def form(ack: Any, view: Json) -> None:
        said = view["state"]["values"]["words"]["typed"]["value"]
        if said == "bad":
            await ack(response_action="errors", errors={"words": "Not that"})
        else:
            await ack()

    await stage.slack.slash(stage.ada, stage.room, "/form")
    view = stage.slack.modal(stage.ada)
    assert view is not None
    sent_back = await stage.slack.submit(stage.ada, view, {"words": "bad"})
    assert sent_back.errors == {"words": "Not that"}
    assert stage.slack.modal(stage.ada) is view

    assert (await stage.slack.submit(stage.ada, view, {"words": "good"})).acked
    assert stage.slack.modal(stage.ada) is None
    assert stage.slack.violations == []


async def refused(call: Any) -> str:
    """The error code with which Slack refuses a call."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


# --- views ---


async def test_a_third_view_may_be_pushed_and_no_fourth(stage: Stage) -> None:
    deeper: Json = MODAL | {"blocks": [ACTIONS]}
    errors = list[str]()
    answers_with_a_form(stage, deeper)

    @stage.bolt.action("go")
    async def go(ack: Any, body: Json, client: Any) -> None:
        await ack()
        try:
            await client.views_push(trigger_id=body["trigger_id"], view=deeper)
        except SlackApiError as error:
            errors.append(error.response["error"])

    await stage.slack.slash(stage.ada, stage.room, "/form")
    for _ in range(3):
        top = stage.slack.modals(stage.ada)[-1]
        await stage.slack.click(stage.ada, top, "Go")

    assert len(stage.slack.modals(stage.ada)) == 3
    assert errors == ["push_limit_reached"]


async def test_a_trigger_opens_one_view_and_lives_three_seconds(stage: Stage) -> None:
    slack, client = stage.slack, stage.client
    trigger = slack.world.trigger(stage.app, stage.ada)
    await client.views_open(trigger_id=trigger, view=MODAL)
    assert (
        await refused(client.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    )

    late = slack.world.trigger(stage.app, stage.ada)
    slack.clock.passes(3.0)
    assert await refused(client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.x", view=MODAL)) == "invalid_trigger_id"


async def test_an_acknowledgement_may_replace_push_or_clear_the_form(stage: Stage) -> None:
    answers_with_a_form(stage)
    second: Json = MODAL | {"title": {"type": "plain_text", "text": "Second"}}

    @stage.bolt.view("form")
    async def form(ack: Any, view: Json) -> None:
        match view["state"]["values"]["words"]["typed"]["value"]:
            case "clear":
                await ack(response_action="clear")
            case action:
                await ack(response_action=action, view=second)

    slack, ada = stage.slack, stage.ada
    await slack.slash(ada, stage.room, "/form")
    for action, depth in (("update", 1), ("push", 2), ("clear", 0)):
        await slack.submit(ada, slack.modals(ada)[-1], {"words": action})
        assert len(slack.modals(ada)) == depth
    assert slack.violations == []


async def test_an_error_beside_no_field_is_a_violation(stage: Stage) -> None:
    answers_with_a_form(stage)

    @stage.bolt.view("form")
    async def form(ack: Any) -> None:
        await ack(response_action="errors", errors={"word": "Not that"})

    await stage.slack.slash(stage.ada, stage.room, "/form")
    await stage.slack.submit(stage.ada, stage.slack.modals(stage.ada)[0], {"words": "x"})

    assert stage.slack.violations == ["ack: an error stands at 'word', which is no input"]


async def test_a_person_cannot_send_what_slack_itself_holds_back(stage: Stage) -> None:
    answers_with_a_form(stage)
    await stage.slack.slash(stage.ada, stage.room, "/form")
    view = stage.slack.modals(stage.ada)[0]

    for wrong in ({}, {"words": "x" * 21}, {"other": "x"}):
        with pytest.raises(Impossible):
            await stage.slack.submit(stage.ada, view, wrong)
    with pytest.raises(Impossible):
        await stage.slack.submit(stage.ben, view, {"words": "x"})


async def test_an_old_hash_changes_no_view(stage: Stage) -> None:
    trigger = stage.slack.world.trigger(stage.app, stage.ada)
    view = (await stage.client.views_open(trigger_id=trigger, view=MODAL))["view"]
    id, old = view["id"], view["hash"]
    await stage.client.views_update(view_id=id, hash=old, view=MODAL)

    again = stage.client.views_update(view_id=id, hash=old, view=MODAL)
    assert await refused(again) == "hash_conflict"


async def test_closing_is_told_only_if_it_was_asked_for(stage: Stage) -> None:
    closed = list[bool]()

    @stage.bolt.view_closed("form")
    async def form(ack: Any, body: Json) -> None:
        await ack()
        closed.append(body["is_cleared"])

    for content in (MODAL, MODAL | {"notify_on_close": True}):
        trigger = stage.slack.world.trigger(stage.app, stage.ada)
        await stage.client.views_open(trigger_id=trigger, view=content)
        await stage.slack.close_view(stage.ada, stage.slack.modals(stage.ada)[0])

    assert closed == [False]


async def test_the_home_tab_is_published_and_its_button_pressed(stage: Stage) -> None:
    pressed = list[str]()

    @stage.bolt.event("app_home_opened")
    async def opened(event: Json, client: Any) -> None:
        await client.views_publish(user_id=event["user"], view=HOME)

    @stage.bolt.action("go")
    async def go(ack: Any, body: Json) -> None:
        await ack()
        pressed.append(body["actions"][0]["value"])

    assert (await stage.slack.opens_home(stage.ada)).acked
    home = stage.slack.home(stage.ada)
    assert home is not None
    await stage.slack.click(stage.ada, home, "go")

    assert pressed == ["one"]
    assert stage.slack.home(stage.ben) is None


# --- messages ---


async def test_a_button_in_a_message_replaces_it_by_its_response_url(stage: Stage) -> None:
    @stage.bolt.action("go")
    async def go(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Done", replace_original=True)

    message = await stage.posts(blocks=[ACTIONS])
    await stage.slack.click(stage.ada, message, "Go")

    assert stage.slack.channel_text(stage.room) == "Done"
    with pytest.raises(Impossible):
        await stage.slack.click(stage.ada, message, "Go")


async def test_a_response_url_is_good_five_times_for_half_an_hour(stage: Stage) -> None:
    answered = list[tuple[int, str]]()
    kept = list[Any]()

    @stage.bolt.command("/concern")
    async def concern(ack: Any, respond: Any) -> None:
        await ack()
        kept.append(respond)

    async def answers() -> None:
        answer = await kept[-1](text="Hello")
        answered.append((answer.status_code, answer.body))

    for uses in (6, 1):
        await stage.slack.slash(stage.ada, stage.room, "/concern")
        if uses == 1:
            stage.slack.clock.passes(1800)
        for _ in range(uses):
            await answers()

    assert [status for status, _ in answered] == [200] * 5 + [404] * 2
    assert ["used_url" in answered[5][1], "expired_url" in answered[6][1]] == [True, True]
    assert len(stage.slack.ephemerals(stage.ada)) == 5


async def test_an_update_of_the_text_alone_takes_the_blocks_away(stage: Stage) -> None:
    metadata = {"event_type": "parcel", "event_payload": {"id": "p1"}}
    message = await stage.posts("Before", blocks=[ACTIONS], metadata=metadata)
    place = {"channel": stage.room.id, "ts": message.ts}

    await stage.client.api_call("chat.update", json={**place, "metadata": {}})
    assert stage.slack.channel_text(stage.room) == "Before\nGo"
    assert message.metadata is None
    await stage.client.chat_update(**place, text="After")
    assert stage.slack.channel_text(stage.room) == "After"


async def test_a_message_is_found_again_by_its_metadata(stage: Stage) -> None:
    metadata = {"event_type": "parcel", "event_payload": {"id": "p1"}}
    await stage.posts(metadata=metadata)

    async def found(**asked: Any) -> list[Any]:
        got = await stage.client.conversations_history(channel=stage.room.id, **asked)
        return [one.get("metadata") for one in got["messages"]]

    assert await found(include_all_metadata=True, oldest="0", limit=5) == [metadata]
    assert await found() == [None]


async def test_only_its_own_messages_can_be_changed(stage: Stage) -> None:
    client, room = stage.client, stage.room
    stage.app.events = frozenset()
    await stage.slack.says(stage.ada, room, "Hello")
    ts = stage.slack.messages(room)[-1].ts

    assert (
        await refused(client.chat_update(channel=room.id, ts=ts, text="x")) == "cant_update_message"
    )
    assert await refused(client.chat_delete(channel=room.id, ts=ts)) == "cant_delete_message"
    unknown = client.chat_delete(channel=room.id, ts="1700000000.000100")
    assert await refused(unknown) == "message_not_found"


async def test_an_ephemeral_message_reaches_nobody_who_is_away_and_no_stranger(
    stage: Stage,
) -> None:
    client, room, slack = stage.client, stage.room, stage.slack
    stage.ada.away = True
    await client.chat_postEphemeral(channel=room.id, user=stage.ada.id, text="Psst")
    await client.chat_postEphemeral(channel=room.id, user=stage.ben.id, text="Psst")
    assert [slack.seen_by(stage.ada), slack.seen_by(stage.ben)] == ["", "Psst"]
    slack.reloads(stage.ben)
    assert slack.seen_by(stage.ben) == ""

    zoe = slack.user(slack.world.teams[stage.ada.team_id], "zoe")
    psst = client.chat_postEphemeral(channel=room.id, user=zoe.id, text="Psst")
    assert await refused(psst) == "user_not_in_channel"


# --- events ---


async def test_an_event_comes_again_until_it_is_acknowledged(stage: Stage) -> None:
    heard = list[tuple[str, str]]()
    stage.slack.core.ack_s = 0.1

    @stage.bolt.event("message")
    async def message(body: Json, request: Any) -> None:
        retry = request.headers.get("x-slack-retry-num", ["0"])[0]
        heard.append((body["event_id"], retry))
        if retry != "2":
            raise RuntimeError("not yet")

    answer = await stage.slack.says(
        stage.ada, stage.slack.world.im(stage.ada.id, stage.bot.id), "Hi"
    )

    assert (answer.status, answer.tries) == (200, 3)
    assert [retry for _, retry in heard] == ["0", "1", "2"]
    assert len({id for id, _ in heard}) == 1


async def test_what_was_acknowledged_comes_again_if_the_acknowledgement_was_lost(
    stage: Stage,
) -> None:
    heard = list[str]()

    @stage.bolt.event("message")
    async def message(body: Json) -> None:
        heard.append(body["event_id"])

    im = stage.slack.world.im(stage.ada.id, stage.bot.id)
    stage.slack.faults.loses_acks()
    await stage.slack.says(stage.ada, im, "Hi")
    stage.slack.faults.doubles_events()
    await stage.slack.says(stage.ada, im, "Ho")

    assert len(heard) == 4
    assert len(set(heard)) == 2


async def test_an_app_hears_of_the_end_of_its_installation_and_its_token_ends(stage: Stage) -> None:
    heard = list[str]()

    @stage.bolt.event("tokens_revoked")
    async def revoked(body: Json) -> None:
        heard.append(body["event"]["type"])

    stage.app.events = frozenset({"tokens_revoked"})
    answer = await stage.slack.revokes_tokens(stage.installed)

    assert answer.tries == 1
    assert heard == ["tokens_revoked"]
    assert await refused(stage.client.auth_test()) == "token_revoked"
    await stage.slack.uninstalls(stage.installed)
    assert await refused(stage.client.auth_test()) == "account_inactive"


async def test_every_other_event_is_shaped_so_that_bolt_takes_it(stage: Stage) -> None:
    heard = list[str]()

    @stage.bolt.event({"type": "message", "subtype": "message_changed"})
    @stage.bolt.event({"type": "message", "subtype": "message_deleted"})
    @stage.bolt.event("member_joined_channel")
    @stage.bolt.event("member_left_channel")
    @stage.bolt.event("channel_archive")
    @stage.bolt.event("channel_rename")
    @stage.bolt.event("channel_left")
    @stage.bolt.event("user_change")
    @stage.bolt.event("app_mention")
    async def happened(event: Json) -> None:
        heard.append(event.get("subtype") or event["type"])

    slack, room = stage.slack, stage.room
    zoe = slack.user(slack.world.teams[stage.ada.team_id], "zoe")
    stage.app.events = frozenset({"app_mention"})
    await slack.says(stage.ada, room, f"<@{stage.bot.id}> help")
    said = slack.messages(room)[-1]
    stage.app.events = None
    await slack.edits(said, "Never mind")
    await slack.deletes(said)
    await slack.joins(zoe, room)
    await slack.leaves(zoe, room)
    await slack.renames(room, "seats")
    await slack.deactivates(zoe)
    await slack.archives(room, stage.ada)
    await slack.removes_bot(stage.installed, room)

    assert heard == [
        "app_mention",
        "message_changed",
        "message_deleted",
        "member_joined_channel",
        "member_left_channel",
        "channel_rename",
        "user_change",
        "channel_archive",
        "channel_left",
    ]


async def test_shortcuts_come_with_a_trigger_and_their_message(stage: Stage) -> None:
    heard = list[str]()

    @stage.bolt.shortcut("anywhere")
    async def anywhere(ack: Any, body: Json, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @stage.bolt.message_shortcut("here")
    async def here(ack: Any, body: Json) -> None:
        await ack()
        heard.append(body["message"]["text"])

    await stage.slack.shortcut(stage.ada, "anywhere")
    await stage.slack.message_shortcut(stage.ada, "here", await stage.posts("Look"))

    assert stage.slack.modal(stage.ada)
    assert heard == ["Look"]


# --- what goes wrong ---


async def test_each_fault_comes_as_often_as_it_was_asked_for(stage: Stage) -> None:
    faults, slack = stage.slack.faults, stage.slack

    faults.limits("chat.postMessage", 7, channel=stage.room.id)
    with pytest.raises(SlackApiError) as caught:
        await stage.posts()
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"

    faults.refuses("chat.postMessage", "restricted_action")
    assert await refused(stage.posts()) == "restricted_action"

    faults.fails("chat.postMessage", 503)
    with pytest.raises(SlackApiError):
        await stage.posts()
    faults.resets("chat.postMessage")
    with pytest.raises(ClientError):
        await stage.posts()
    assert slack.messages(stage.room) == []


async def test_an_answer_may_be_lost_after_its_effect_and_all_may_be_down(stage: Stage) -> None:
    faults, slack = stage.slack.faults, stage.slack

    faults.loses_answer("chat.postMessage")
    with pytest.raises(SlackApiError):
        await stage.posts()
    faults.loses_answer("chat.postMessage", "reset")
    with pytest.raises(ClientError):
        await stage.posts()
    assert len(slack.messages(stage.room)) == 2

    faults.down()
    with pytest.raises(SlackApiError):
        await stage.posts()
    faults.up()
    await stage.posts()
    assert len(slack.messages(stage.room)) == 3


@pytest.mark.parametrize("warned", [True, False])
async def test_an_app_comes_back_when_its_socket_ends(warned: bool) -> None:
    async with open_stage("socket") as stage:
        before = list(stage.slack.wire.sockets[stage.app.id])
        await stage.slack.disconnect(stage.app, warned=warned)
        sockets = stage.slack.wire.sockets
        await stage.slack.until(lambda: sockets[stage.app.id] not in ([], before))
        answers_with_a_form(stage)

        assert (await stage.slack.slash(stage.ada, stage.room, "/form")).acked


async def test_bolt_refuses_a_request_that_slack_did_not_sign() -> None:
    async with open_stage("http") as stage:
        body = b"command=%2Fform"
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        right = signature(stage.app.signing_secret, body)
        old = signature(stage.app.signing_secret, body, at=1_700_000_000)
        forged = signature("another secret", body)

        for headers in (old, forged, right | {"X-Slack-Signature": "v0=0"}):
            answer = await stage.slack.wire.post(stage.app, body, form | headers)
            assert answer.status == 401


async def test_an_address_is_verified_by_its_challenge() -> None:
    async with open_stage("http") as stage:
        assert (await stage.slack.verifies_url(stage.app)).acked
        assert stage.slack.violations == []


# --- the Web API ---


async def test_every_method_asks_for_its_scope(stage: Stage) -> None:
    stage.installed.scopes = frozenset({"chat:write"})
    client, room = stage.client, stage.room.id
    for call in (
        client.users_info(user=stage.ada.id),
        client.conversations_info(channel=room),
        client.conversations_history(channel=room),
        client.conversations_create(name="x", is_private=True),
        client.conversations_open(users=stage.ada.id),
        client.users_lookupByEmail(email="ada@example.org"),
    ):
        assert await refused(call) == "missing_scope"


async def test_what_slack_does_not_know_is_refused_and_kept(stage: Stage) -> None:
    client = stage.client
    assert await refused(client.api_call("chat.shout")) == "unknown_method"
    assert await refused(client.api_call("chat.delete", json={"ts": "1"})) == "invalid_arguments"
    odd = client.chat_postMessage(channel=stage.room.id, text="x", colour="red")
    assert await refused(odd) == "invalid_arguments"
    assert await refused(client.chat_postMessage(channel="#duty", text="x")) == "channel_not_found"
    assert stage.slack.violations == [
        "chat.shout: there is no such method",
        "chat.delete: missing required field: channel",
        "chat.postMessage: unknown argument: colour",
        "chat.postMessage: channel '#duty' is not the id of a channel",
    ]


async def test_a_circle_is_made_filled_emptied_and_closed(stage: Stage) -> None:
    client, slack = stage.client, stage.slack
    made = await client.conversations_create(name="k-7f3q2m", is_private=True)
    id = made["channel"]["id"]
    await client.conversations_invite(channel=id, users=[stage.ada.id, stage.ben.id])
    again = client.conversations_invite(channel=id, users=stage.ben.id)
    assert await refused(again) == "already_in_channel"
    assert await refused(client.conversations_create(name="k-7f3q2m")) == "name_taken"
    assert await refused(client.conversations_create(name="K 7")) == "invalid_name_specials"
    await client.conversations_kick(channel=id, user=stage.ben.id)
    page = await client.conversations_members(channel=id, limit=1)
    assert page["members"] == [stage.bot.id]
    cursor = page["response_metadata"]["next_cursor"]
    assert (await client.conversations_members(channel=id, cursor=cursor))["members"] == [
        stage.ada.id
    ]
    listed = await client.users_conversations(types="private_channel")
    assert [one["name"] for one in listed["channels"]] == ["k-7f3q2m"]
    await client.conversations_archive(channel=id)
    assert await refused(client.chat_postMessage(channel=id, text="x")) == "is_archived"
    assert slack.violations == []


async def test_a_channel_that_the_bot_is_not_in_stays_closed_to_it(stage: Stage) -> None:
    slack, client = stage.slack, stage.client
    team = slack.world.teams[stage.ada.team_id]
    secret = slack.channel(team, "secret", [stage.ada], kind="private")
    open_to_all = slack.channel(team, "open", [stage.ada])

    hidden = client.chat_postMessage(channel=secret.id, text="x")
    assert await refused(hidden) == "channel_not_found"
    outside = client.chat_postMessage(channel=open_to_all.id, text="x")
    assert await refused(outside) == "not_in_channel"


async def test_a_person_of_another_workspace_is_a_stranger_without_an_address(stage: Stage) -> None:
    stage.installed.scopes |= {"users:read.email"}
    slack, client = stage.slack, stage.client
    other = slack.team("elsewhere")
    eve, unknown = slack.user(other, "eve"), slack.user(other, "far")
    home = slack.world.teams[stage.ada.team_id]
    shared = slack.channel(home, "shared", [stage.ada, eve, stage.bot])

    async def seen(id: str) -> Json:
        found: Json = (await client.users_info(user=id, include_locale=True))["user"]
        return found

    known, stranger = await seen(stage.ada.id), await seen(eve.id)
    assert (known["is_stranger"], known["locale"]) == (False, "en-GB")
    assert (stranger["is_stranger"], stranger["team_id"]) == (True, other.id)
    assert ["email" in one["profile"] for one in (known, stranger)] == [True, False]
    assert await refused(client.users_info(user=unknown.id)) == "user_not_visible"
    assert shared.is_ext_shared


async def test_who_pressed_in_a_shared_channel_is_told_by_team_and_id(stage: Stage) -> None:
    slack, pressed = stage.slack, list[tuple[str, str]]()
    eve = slack.user(slack.team("elsewhere"), "eve")
    stage.room.members.append(eve.id)

    @stage.bolt.action("go")
    async def go(ack: Any, body: Json) -> None:
        await ack()
        pressed.append((body["user"]["team_id"], body["user"]["id"]))

    await slack.click(eve, await stage.posts(blocks=[ACTIONS]), "go")
    assert pressed == [(eve.team_id, eve.id)]


async def test_every_byte_that_the_app_sent_is_kept(stage: Stage) -> None:
    @stage.bolt.command("/concern")
    async def concern(ack: Any, respond: Any) -> None:
        await ack("heron-ack")
        await respond("heron-url")

    await stage.posts("heron-post")
    await stage.client.users_info(user=stage.ada.id)
    await stage.slack.slash(stage.ada, stage.room, "/concern")

    raw = b"".join(one.raw for one in stage.slack.requests)
    for word in (b"heron-ack", b"heron-url", b"heron-post", stage.ada.id.encode()):
        assert word in raw
    assert len(stage.slack.calls("response_url")) == 1


# --- OAuth ---


# slack_sdk 3.47 sends an app's secret in a way that aiohttp 3.14 will give up.
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_an_approval_becomes_a_token_that_is_renewed_once_each() -> None:
    async with FakeSlack() as slack, ClientSession() as session, redirected() as (address, came):
        app = slack.app(rotates=True)
        ada = slack.user(slack.team(), "ada")
        url = "https://slack.com/oauth/v2/authorize?" + urlencode(
            {
                "client_id": app.client_id,
                "scope": "chat:write,im:write",
                "state": "s",
                "redirect_uri": address,
            }
        )
        assert (await slack.approve(ada, url)).status == 200
        code = came[0]["code"]
        assert came[0]["state"] == "s"
        client = AsyncWebClient(base_url=slack.base_url, session=session)
        own = {"client_id": app.client_id, "client_secret": app.client_secret}

        first = await client.oauth_v2_access(**own, code=code, redirect_uri=address)
        twice = client.oauth_v2_access(**own, code=code, redirect_uri=address)
        assert await refused(twice) == "invalid_code"
        assert (first["expires_in"], first["scope"]) == (43_200, "chat:write,im:write")

        asked: Json = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        second = await client.oauth_v2_access(**own, **asked)
        assert await refused(client.oauth_v2_access(**own, **asked)) == "invalid_refresh_token"
        assert await refused(client.auth_test(token=first["access_token"])) == "token_expired"
        assert (await client.auth_test(token=second["access_token"]))["ok"]
        slack.clock.passes(43_200)
        assert await refused(client.auth_test(token=second["access_token"])) == "token_expired"

        wrong = client.oauth_v2_access(**own | {"client_secret": "x"}, code="y")
        assert await refused(wrong) == "bad_client_secret"
        assert (await slack.declines(ada, url)).status == 200
        assert came[1] == {"error": "access_denied", "state": "s"}
        assert slack.violations == []


@asynccontextmanager
async def redirected() -> AsyncIterator[tuple[str, list[dict[str, str]]]]:
    """An app's redirect address, and the queries that it was called with."""
    came = list[dict[str, str]]()

    async def back(request: web.Request) -> web.Response:
        came.append(dict(request.query))
        return web.Response(text="Thank you")

    site = web.Application()
    site.router.add_get("/back", back)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/back", came
    finally:
        await runner.cleanup()


# --- what may be sent ---


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": [{"type": "marquee"}]}, "invalid_blocks"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {"event_type": "x", "event_payload": {"x": "y" * 16_000}}},
            "metadata_too_large",
        ),
        ({"text": "x", "unfurl_links": "perhaps"}, "invalid_arguments"),
        ({"text": "x", "thread_ts": "1700000000.000100"}, "thread_not_found"),
    ],
)
async def test_a_message_that_slack_would_not_take_is_refused(message: Json, error: str) -> None:
    async with open_stage("http") as stage:
        sent = {"channel": stage.room.id, **message}
        assert await refused(stage.client.api_call("chat.postMessage", json=sent)) == error
        assert bool(stage.slack.violations) == (error != "thread_not_found")
        assert stage.slack.messages(stage.room) == []


async def test_answers_outside_the_web_api_are_checked_too(stage: Stage) -> None:
    @stage.bolt.command("/concern")
    async def concern(ack: Any, respond: Any) -> None:
        await ack(blocks=[{"type": "marquee"}], text="x")
        await respond(text="x", blocks=[{"type": "marquee"}])

    await stage.slack.slash(stage.ada, stage.room, "/concern")

    assert stage.slack.seen_by(stage.ada) == ""
    assert {one.partition(":")[0] for one in stage.slack.violations} == {"ack", "response_url"}


async def test_the_next_event_goes_to_the_next_socket_of_an_app() -> None:
    async with open_stage("socket") as stage:
        second = cast("Any", AsyncSocketModeHandler(stage.bolt, stage.app.app_token))
        await second.connect_async()
        await stage.slack.until(lambda: len(stage.slack.wire.sockets[stage.app.id]) == 2)
        answers_with_a_form(stage)

        answers = [await stage.slack.slash(stage.ada, stage.room, "/form") for _ in range(4)]
        await second.close_async()

        assert all(one.acked for one in answers)


async def test_a_slow_call_takes_the_time_that_was_asked_for(stage: Stage) -> None:
    stage.slack.faults.slows("chat.postMessage", 0.05)
    began = time.perf_counter()
    await stage.posts()
    assert time.perf_counter() - began >= 0.05


async def test_a_command_that_is_not_acknowledged_is_not_sent_again(stage: Stage) -> None:
    stage.slack.core.ack_s = 0.05
    heard = list[str]()

    @stage.bolt.command("/concern")
    async def concern(body: Json) -> None:
        heard.append(body["text"])
        raise RuntimeError("not now")

    answer = await stage.slack.slash(stage.ada, stage.room, "/concern", "new")

    assert (answer.acked, heard) == (False, ["new"])
