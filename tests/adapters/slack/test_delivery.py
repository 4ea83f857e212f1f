"""Posts and notices on Slack: in order, not twice, not held back by others, and by the way that is left."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.slack.incoming import Live
from adapters.slack.names import PARCEL
from bot.disclosure import Sensitive
from bot.ports import Heard, PlaceKind
from tests.adapters.slack.people import Somebody, shown, until
from tests.adapters.slack.scene import Scene, open_scene
from tests.slack_fake.faults import How
from tests.slack_fake.payloads import response_url


@pytest.fixture
async def one(tmp_path: Path, migrated: Path) -> AsyncIterator[Scene]:
    async with open_scene(tmp_path, migrated) as scene:
        yield scene


def _in_seats(scene: Scene) -> list[str]:
    return [line.rpartition(" · ")[2] for line in scene.lines(scene.seats)]


async def test_lines_carry_a_random_id_and_unfold_nothing(one: Scene) -> None:
    await one.raised()
    await one.waits(hours=8)
    posts = one.slack.messages(one.seats)
    assert posts
    for post in posts:
        assert post.metadata is not None
        assert post.metadata["event_type"] == PARCEL
        assert set(post.metadata["event_payload"]) == {"id"}
    for call in one.slack.calls("chat.postMessage"):
        assert {call.args["unfurl_links"], call.args["unfurl_media"]} <= {False, "false"}


@pytest.mark.parametrize("how", ["status", "reset"])
async def test_an_answer_that_was_lost_is_not_posted_twice(one: Scene, how: How) -> None:
    """Slack posted it, and the answer never came."""
    await one.raised()
    await one.waits(hours=7, minutes=25)
    one.slack.faults.loses_answer("chat.postMessage", how)
    await one.waits(hours=1)
    await one.waits(minutes=10)
    assert _in_seats(one) == ["waiting for a first answer"]


async def test_a_restart_after_a_post_does_not_post_again(one: Scene) -> None:
    """The program died after Slack had the line and before the store knew."""
    await one.raised()
    await one.waits(hours=8)
    assert len(_in_seats(one)) == 1
    async with one.house.unit() as unit:
        await unit.commit()
    await _forget_what_was_sent(one)
    await one.restarts()
    await one.waits(minutes=5)
    assert _in_seats(one) == ["waiting for a first answer"]


async def _forget_what_was_sent(scene: Scene) -> None:
    with sqlite3.connect(scene.folder / "confer.db") as connection:
        connection.execute("update outbox set waiting = 1, sent = null, message = null")


async def test_one_channel_that_must_wait_holds_back_no_other(one: Scene) -> None:
    ref = await one.taken()
    one.slack.faults.limits("chat.postMessage", 30, channel=one.seats.id)
    await one.waits(hours=8)
    before = len(one.slack.calls("chat.postMessage"))
    coordinator = one.people["coordinator"]
    await coordinator.types(f"/owner name {ref} @social because:relationship")
    await coordinator.hears("is asked to own")
    await one.delivers()
    assert len(one.slack.calls("chat.postMessage")) > before
    assert any("Something is waiting" in t for t in one.people["social"].reads())
    circle = one.circle(ref)
    assert any("owner is named" in line for line in one.lines(circle))


async def test_what_slack_asked_to_wait_with_is_not_asked_again_too_early(one: Scene) -> None:
    await one.raised()
    one.slack.faults.limits("chat.postMessage", 600, channel=one.seats.id)
    await one.waits(hours=8)
    asked = _asked(one)
    await one.waits(seconds=5)
    assert (asked, _asked(one)) == (1, 1)


def _asked(scene: Scene) -> int:
    """How often a line was sent to the seats' channel."""
    calls = scene.slack.calls("chat.postMessage")
    return len([call for call in calls if call.args["channel"] == scene.seats.id])


async def test_lines_stay_in_order_when_the_first_fails(one: Scene) -> None:
    ref = await one.raised()
    await one.waits(hours=7, minutes=25)
    one.slack.faults.fails("chat.postMessage", times=2)
    await one.waits(hours=1)
    coordinator = one.people["coordinator"]
    await coordinator.types(f"/case answer {ref} next:screening by:2d")
    await coordinator.hears("You answered")
    await one.waits(days=1)
    assert _in_seats(one)[:2] == ["a newer line stands below.", "being looked at"]


async def test_an_hour_without_slack_loses_nothing(one: Scene) -> None:
    ref = await one.raised()
    one.slack.faults.down()
    coordinator = one.people["coordinator"]
    await coordinator.types(f"/case answer {ref} next:screening by:2d")
    await one.waits(hours=1)
    assert not any("You answered" in text for text in coordinator.reads())
    one.slack.faults.up()
    await one.waits(hours=8)
    assert one.platform is not None
    one.platform.wake()
    await coordinator.hears("You answered", within=15)
    await until(lambda: _in_seats(one), "a line")


async def test_where_an_ephemeral_answer_cannot_be_the_direct_conversation_takes_it(
    one: Scene,
) -> None:
    """Typed in a channel where Confer is not, with the response address used up."""
    nurse = one.people["nurse"]
    elsewhere = one.slack.channel(one.team, "elsewhere", [nurse.user], kind="private")
    await nurse.types("/case list", elsewhere)
    await nurse.hears("There is no case here for you.")
    assert one.slack.messages(nurse.direct) == []
    one.slack.faults.fails("response_url", 404)
    await nurse.types("/case list", elsewhere)
    await until(lambda: one.slack.messages(nurse.direct), "an answer")


async def test_a_response_address_is_used_five_times_within_half_an_hour_and_then_the_channel(
    one: Scene,
) -> None:
    """The sixth answer, and one after thirty minutes, is an ephemeral message where the person typed."""
    nurse = one.people["nurse"]
    assert one.platform is not None
    running = one.platform._open
    assert running is not None
    now = asyncio.get_running_loop().time()

    async def answers(live: Live, count: int) -> tuple[int, int]:
        heard = Heard(
            key="c.1",
            platform="slack",
            account=nurse.id,
            place=PlaceKind.PRIVATE,
            room=one.seats.id,
            words=Sensitive(""),
            at=one.clock.now(),
        )
        methods = ("response_url", "chat.postEphemeral")
        before = [len(one.slack.calls(method)) for method in methods]
        for _ in range(count):
            await running.teller.fixed(heard, "Thank you.", "en", live)
        by_address, in_channel = (len(one.slack.calls(method)) for method in methods)
        return by_address - before[0], in_channel - before[1]

    assert await answers(Live(born=now, response=_address(one, nurse)), 7) == (5, 2)
    late = Live(born=now - 1800, response=_address(one, nurse))
    assert await answers(late, 1) == (0, 1)
    assert [message.text for message in one.slack.ephemerals(nurse.user, one.seats)] == [
        "Thank you."
    ] * 8
    assert one.slack.messages(nurse.direct) == []
    assert one.slack.violations == []


def _address(one: Scene, who: Somebody) -> str:
    """What Slack gives along with a command."""
    assert one.installed is not None
    return response_url(one.slack.core, one.installed, who.user, one.seats, None)


async def test_nobody_is_answered_in_the_channel(one: Scene) -> None:
    await one.taken()
    said = one.slack.calls("response_url")
    assert said
    assert all(call.args["response_type"] == "ephemeral" for call in said)


async def test_a_person_who_left_slack_is_noticed_by_others(one: Scene) -> None:
    one.people["coordinator"].user.deleted = True
    await one.raised()
    await one.waits(hours=3)
    assert any("could not be delivered" in text for text in one.people["deputy"].reads())


async def test_who_cannot_be_invited_holds_up_nobody(one: Scene) -> None:
    ref = await one.raised()
    one.people["teacher"].user.deleted = True
    coordinator = one.people["coordinator"]
    await coordinator.types(f"/case answer {ref} next:screening by:2d")
    await coordinator.hears("You answered")
    await coordinator.types(
        f"/case take {ref} why:fits_here circle:social,school police_said:clear"
    )
    await coordinator.hears("is taken up together")
    await one.delivers()
    assert one.members(one.circle(ref)) == {"coordinator", "deputy", "social"}


async def test_a_circle_is_made_to_fit_again(one: Scene) -> None:
    """Somebody whom the case does not know was let in by hand, beside a hundred others."""
    ref = await one.taken()
    circle = one.circle(ref)
    assert one.members(circle) == {"coordinator", "deputy", "social", "teacher"}
    circle.members += [one.slack.user(one.team, f"more{n}").id for n in range(150)]
    circle.members.append(one.people["housing"].id)
    coordinator = one.people["coordinator"]
    await coordinator.types(f"/owner name {ref} @social because:relationship")
    await coordinator.hears("is asked to own")
    await one.delivers()
    assert one.members(circle) == {"coordinator", "deputy", "social", "teacher"}
    assert len(circle.members) == 5


async def test_a_circle_made_before_a_crash_is_found_again(one: Scene) -> None:
    ref = await one.raised()
    coordinator = one.people["coordinator"]
    made = one.slack.channel(one.team, ref.lower(), [one.bot], kind="private")
    made.creator = one.bot.id
    await coordinator.types(f"/case answer {ref} next:screening by:2d")
    await coordinator.hears("You answered")
    await coordinator.types(
        f"/case take {ref} why:fits_here circle:social,school police_said:clear"
    )
    await coordinator.hears("is taken up together")
    await one.delivers()
    assert one.circle(ref) is made
    assert len(one.lines(made)) == 1


async def test_the_reference_may_be_left_out_in_the_circle(one: Scene) -> None:
    ref = await one.taken()
    coordinator = one.people["coordinator"]
    await coordinator.types("/case show", one.circle(ref))
    await coordinator.hears("Police check: clear")


async def test_confer_removed_from_the_seats_channel_is_said(one: Scene) -> None:
    assert one.installed is not None
    await one.slack.removes_bot(one.installed, one.seats)
    coordinator = one.people["coordinator"]
    await until(lambda: _delivered(one), "the notices")
    await one.delivers()
    assert any("cannot post in a shared channel" in text for text in coordinator.reads())
    ref = await one.raised()
    await one.waits(hours=8)
    assert one.lines(one.seats) == []
    one.seats.members.append(one.bot.id)
    await one.waits(hours=1)
    assert [line.partition(" · ")[0] for line in one.lines(one.seats)] == [ref]


def _delivered(scene: Scene) -> bool:
    with sqlite3.connect(scene.folder / "confer.db") as connection:
        ((count,),) = connection.execute("select count(*) from outbox where kind = 'Notice'")
    return bool(count)


async def test_a_token_that_was_revoked_loses_nothing(one: Scene) -> None:
    ref = await one.raised()
    assert one.installed is not None
    token = one.slack.world.tokens[one.installed.token]
    token.revoked = True
    await one.waits(hours=9)
    assert one.lines(one.seats) == []
    token.revoked = False
    one.clock.move_to(one.clock.now() + timedelta(minutes=10))
    await one.delivers()
    assert [line.partition(" · ")[0] for line in one.lines(one.seats)] == [ref]


async def test_names_and_signs_are_never_markup(one: Scene) -> None:
    await one.taken()
    for message in one.slack.world.messages:
        if message.user_id == one.bot.id:
            assert "<!" not in message.text
            assert "<@" not in shown(message)


async def _ended(scene: Scene) -> str:
    """A concern that was pointed on, and its lines. Thirty days later is Easter, so they go the week after."""
    ref = await scene.raised()
    await scene.waits(hours=8)
    coordinator = scene.people["coordinator"]
    await coordinator.types(f"/case answer {ref} next:other_help by:2d")
    await coordinator.hears("You answered")
    await coordinator.types(f"/case point {ref} why:other_help_fits")
    await coordinator.hears("Which other help is named?")
    await scene.opens(coordinator)
    await scene.writes_there(coordinator, to="family advice")
    await coordinator.hears("pointed on")
    await scene.waits(days=1)
    return ref


async def test_an_older_line_is_edited_and_a_restart_in_between_changes_nothing(one: Scene) -> None:
    ref = await one.raised()
    await one.waits(hours=8)
    first = one.slack.messages(one.seats)[0]
    one.slack.faults.fails("chat.update", times=1)
    coordinator = one.people["coordinator"]
    await coordinator.types(f"/case answer {ref} next:screening by:2d")
    await coordinator.hears("You answered")
    await one.waits(days=1)
    await one.restarts()
    await one.waits(minutes=10)

    assert [line.text for line in one.slack.messages(one.seats)] == [
        f"{ref} · a newer line stands below.",
        f"{ref} · relations, online · child · this week · being looked at",
    ]
    assert one.slack.messages(one.seats)[0].ts == first.ts


async def test_a_line_that_cannot_be_removed_is_listed_for_the_auditor_alone(one: Scene) -> None:
    ref = await _ended(one)
    one.slack.faults.refuses("chat.delete", "cant_delete_message", times=1)
    await one.waits(days=37)

    auditor, admin = one.people["auditor"], one.people["admin"]
    await auditor.hears("Some lines in shared channels could not be removed")
    await auditor.presses("Open")
    listed = await auditor.hears("These lines could not be removed.")
    assert f"{ref}: slack, the seats' channel, posted" in listed
    await admin.types("/confer logs")
    counted = await admin.hears("Lines that could not be removed: 1")
    assert ref not in counted


async def test_a_line_that_somebody_removed_by_hand_counts_as_gone(one: Scene) -> None:
    await _ended(one)
    for message in one.slack.messages(one.seats):
        message.deleted = True
    await one.waits(days=37)

    auditor = one.people["auditor"]
    await auditor.types("/confer logs")
    await auditor.hears("Every line that was to be removed from a shared place is gone.")


async def test_slack_limits_or_down_at_the_moment_of_removal_only_delays_it(one: Scene) -> None:
    ref = await _ended(one)
    one.slack.faults.limits("chat.delete", 1)
    one.slack.faults.fails("chat.delete", times=2)
    await one.waits(days=37)

    assert not any(ref in line for line in one.lines(one.seats))


async def test_after_weeks_without_slack_the_next_try_is_minutes_away(one: Scene) -> None:
    """A parcel that was tried two thousand times is tried again."""
    ref = await one.raised()
    one.slack.faults.down()
    await one.waits(hours=8)
    file = sqlite3.connect(one.folder / "confer.db")
    with file:
        assert file.execute("update outbox set tries = 2000 where waiting").rowcount > 0
    file.close()
    await one.waits(minutes=20)
    one.slack.faults.up()
    await one.waits(minutes=20)

    assert any(ref in line for line in one.lines(one.seats))


async def test_a_seats_channel_that_was_archived_is_said_and_its_lines_come_later(
    one: Scene,
) -> None:
    ref = await one.raised()
    coordinator = one.people["coordinator"]
    await one.slack.archives(one.seats, coordinator.user)
    coordinator.here = coordinator.direct
    for _ in range(200):
        await one.delivers()
        if any("cannot post in a shared channel" in text for text in coordinator.reads()):
            break
        await asyncio.sleep(0.02)
    else:
        pytest.fail("nobody was told")
    await one.waits(hours=8)
    assert not any(ref in line for line in one.lines(one.seats))

    one.seats.archived = False
    await one.waits(hours=1)
    assert [ref in line for line in one.lines(one.seats)].count(True) == 1


async def test_a_seats_channel_that_is_renamed_and_made_private_is_the_same_channel(
    one: Scene,
) -> None:
    ref = await one.raised()
    await one.slack.renames(one.seats, "everybody")
    one.seats.kind = "private"
    await one.waits(hours=8)

    assert any(ref in line for line in one.lines(one.seats))
    coordinator = one.people["coordinator"]
    assert not any("cannot post" in text for text in coordinator.reads())
