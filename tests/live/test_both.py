"""One partnership on Matrix and Slack at once: one case, both shared places, each noticed in one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

import pytest
import pytest_asyncio

from adapters.matrix import kept
from adapters.schedule import courier
from adapters.slack.address import Address
from adapters.slack.installs import Secrets, write_secrets
from adapters.slack.platform import Connection, SlackPlatform
from bot import dispatch
from bot.vocabulary.reference import CaseRef
from tests.adapters.matrix.scene import Scene
from tests.adapters.slack.people import Somebody, until
from tests.house import CANARY
from tests.slack_fake import Channel, FakeSlack

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("synapse"), pytest.mark.timeout(300)]


@dataclass
class Both:
    matrix: Scene
    slack: FakeSlack
    seats: Channel
    people: dict[str, Somebody]

    async def delivers(self) -> None:
        while await dispatch.remind(self.matrix.house):
            pass
        await courier(self.matrix.house)


@pytest_asyncio.fixture
async def both(scene: Scene) -> AsyncIterator[Both]:  # noqa: PLR0915 - two platforms
    """The nurse is on Matrix, the teacher on Slack, the coordinator on both."""
    async with FakeSlack() as slack:
        team, app = slack.team(), slack.app("socket")
        installed = slack.install(app, team)
        users = {key: slack.user(team, key) for key in ("teacher", "coordinator")}
        seats = slack.channel(team, "seats", [installed.bot, *users.values()])
        async with scene.store.unit() as unit:
            directory = await unit.people.directory()
            for key, user in users.items():
                person = directory.by_key(key)
                assert person is not None
                there = {} if key == "teacher" else dict(person.accounts)
                await unit.people.change(replace(person, accounts={**there, "slack": user.id}))
            secrets = Secrets(bot_token=installed.token, app_token=app.app_token)
            await write_secrets(unit, secrets)
            await unit.commit()
        connection = Connection(seats=(Address(seats.id),), api_url=slack.base_url)
        house = scene.house
        platform = SlackPlatform(connection, house.unit, house.clock, house.partnership)
        cast("dict[str, Any]", house.platforms)["slack"] = platform
        await platform.prepare(house)
        running = asyncio.ensure_future(platform.run())
        await slack.connected(app)
        people = {key: Somebody(slack, user, seats) for key, user in users.items()}
        yield Both(scene, slack, seats, people)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        for request in slack.requests:
            assert CANARY.encode() not in request.raw
        assert slack.violations == []


async def test_one_case_across_two_platforms(both: Both) -> None:  # noqa: PLR0915 - one story
    scene, coordinator = both.matrix, both.people["coordinator"]
    nurse = scene.nurse
    room = await scene.direct(nurse)
    scene.clock.to_tuesday()

    # The coordinator was last seen on Slack, and is noticed there alone.
    await coordinator.types("/case list")
    await coordinator.hears("There is no case here for you.")

    await nurse.say(
        room,
        "!concern new topic:alone,online urgency:this_week age:12_15 basis:seen_myself sure:fairly"
        f" strengths:activity,friends guessable:would_not_guess detail:alone every day {CANARY}",
    )
    await nurse.hears("This is all that others will read.", room=room)
    await nurse.say(room, "1")
    thanks = await nurse.hears("Thank you. Your concern is", room=room)
    ref = re.findall(r"[a-z]+-[a-z]+-\d{2}-[A-Z]", thanks.body)[0]
    await both.delivers()
    await coordinator.hears("Something new is waiting")
    assert scene.platform.direct_room(scene.accounts["coordinator"]) is None

    # Both shared places read the same line.
    scene.clock.ahead += timedelta(hours=4)
    await both.delivers()
    aloud = await nurse.hears("waiting for a first answer", room=scene.seats)
    assert aloud.body in [message.text for message in both.slack.messages(both.seats)]

    # Answered on Slack, heard on Matrix.
    await coordinator.types(f"/case answer {ref} next:call_today by:today")
    await coordinator.hears(f"You answered {ref}")
    await both.delivers()
    await nurse.hears("Something is waiting for you", room=room)

    # The circle has a place on both: the teacher is on Slack, nobody but Confer on Matrix.
    line = f"/case take {ref} why:fits_here circle:school police_said:clear"
    await coordinator.types(line)
    await coordinator.hears("is taken up together")
    await both.delivers()
    circle = next(c for c in both.slack.world.channels.values() if c.name == ref.lower())
    assert both.people["teacher"].id in circle.members
    await until(lambda: both.slack.messages(circle), "the abstract in the circle")
    async with scene.store.unit() as unit:
        assert CaseRef.parse(ref) in await kept.circles(unit)
