"""A meeting on Slack: its dates are buttons in private, and its calendar is behind a link."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.adapters.slack.scene import MODES, Scene, open_scene

ASKED = "A meeting is planned. Which dates suit you?"
TUESDAY, FRIDAY = "Tue 3 Mar 10:00", "Fri 6 Mar 14:00"
CALL = "/meeting call kind:{} dates:tomorrow-10:00,friday-14:00"


@pytest.fixture(params=MODES)
async def one(
    request: pytest.FixtureRequest, tmp_path: Path, migrated: Path
) -> AsyncIterator[Scene]:
    async with open_scene(tmp_path, migrated, request.param) as scene:
        yield scene
        scene.silent()


async def test_a_meeting_finds_its_date_by_buttons_and_is_told_to_all(one: Scene) -> None:
    coordinator, nurse, teacher = one.coordinator, one.nurse, one.teacher
    await coordinator.types(CALL.format("non_case"))
    await coordinator.hears("Seats that are asked: 8")
    await one.delivers()
    assert f"[{TUESDAY}] [{FRIDAY}] [None of them] [Open]" in await nurse.hears(ASKED)

    await nurse.presses(TUESDAY)
    await nurse.hears(f"You can come: {TUESDAY}.")
    await nurse.presses(FRIDAY)
    await nurse.hears(f"You can come: {TUESDAY}, {FRIDAY}.")
    await teacher.presses("None of them")
    await teacher.hears("None of these dates suits you.")
    await coordinator.types("/meeting open 1")
    await coordinator.hears(f"2 of 8 seats answered.\n{TUESDAY}: 1 can come\n{FRIDAY}: 1 can come")
    await coordinator.presses(f"Pick {FRIDAY}")
    await coordinator.hears(f"Meeting 1, without cases, stands: {FRIDAY}.")
    await one.delivers()

    await teacher.hears(f"The date of a meeting stands: {FRIDAY}.")
    assert one.lines(one.seats)[-1] == f"Meeting 1, without cases, stands: {FRIDAY}."


async def test_what_people_answer_stands_in_no_channel(one: Scene) -> None:
    ref = await one.taken()
    await one.coordinator.types(f"{CALL.format('conference')} refs:{ref}")
    await one.coordinator.hears("Seats that are asked")
    await one.delivers()
    await one.social.presses("None of them")
    await one.social.hears("None of these dates suits you.")
    await one.delivers()

    circle = one.lines(one.circle(ref))
    assert circle[-1].endswith("A meeting on this case is called. Open it for the dates.")
    assert not any("suits" in line or "Mar" in line for line in circle + one.lines(one.seats))
    assert not any(ref in text for text in one.social.reads() if ASKED in text)
    assert any(ASKED in text for text in one.social.reads())
    assert not any(ASKED in text for text in one.housing.reads())


async def test_a_button_of_dates_that_were_replaced_chooses_nothing(one: Scene) -> None:
    await one.coordinator.types(CALL.format("non_case"))
    await one.coordinator.hears("Seats that are asked")
    await one.delivers()
    await one.nurse.hears(ASKED)
    old = next(m for m in one.nurse.messages() if ASKED in str(m.blocks))
    await one.coordinator.types("/meeting move 1 dates:9.3.-10:00,10.3.-10:00")
    await one.coordinator.hears("Mon 9 Mar 10:00, Tue 10 Mar 10:00")

    await one.nurse.presses(TUESDAY, old)

    await one.nurse.hears("Other dates were proposed since; nothing of your answer was noted.")


async def test_the_invitation_is_a_link_to_a_file(one: Scene) -> None:
    await one.coordinator.types("/meeting call kind:ordinary dates:tomorrow-10:00")
    await one.coordinator.hears("stands")
    await one.delivers()
    await one.nurse.hears("The date of a meeting stands")
    await one.nurse.presses("Open")
    await one.nurse.hears("[For my calendar]")
    await one.nurse.presses("For my calendar")
    await one.nurse.hears("[Into my calendar]")

    async with one.browser.get(one.nurse.link()) as answer:
        parsed = Calendar.from_ical(await answer.text())

    (event,) = parsed.walk("VEVENT")
    assert (parsed["METHOD"], f"{event.start:%d %b %H:%M}") == ("REQUEST", "03 Mar 10:00")


async def test_an_address_to_subscribe_to_is_shown_on_the_page_and_not_in_slack(one: Scene) -> None:
    await one.nurse.types("/meeting calendar address:new")
    await one.nurse.hears("[Read it on Confer's page]")
    _status, page = await one.reads_there(one.nurse)

    assert "/feed/" in page
    assert not any("/feed/" in text for text in one.nurse.reads())
    assert not any(b"/feed/" in request.raw for request in one.slack.requests)
