"""A calendar fetches somebody's meetings: dates alone, behind an address that opens until it is replaced."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest
from icalendar import Calendar, Event

from bot.errors import StoreTrouble
from bot.people import SeatState
from bot.vocabulary.reference import CaseRef
from tests.adapters.page.scene import Scene, Seen
from tests.house import CANARY, Talks

CALL = "/meeting call kind:non_case dates:tomorrow-10:00,friday-14:00"
FRIDAY = "Fri 6 Mar 14:00"
MAKE = ("/meeting calendar", "[Make an address]")


def address(lines: list[str]) -> str:
    """The newest address in what somebody reads."""
    words = " ".join(lines).split()
    return [word for word in words if word.startswith("https://confer.example/feed/")][-1]


async def subscribed(scene: Scene, who: str) -> str:
    """An address of somebody's, at this machine."""
    await scene.talks.says(who, "/meeting calendar address:new")
    return here(scene, address(scene.talks.reads(who)))


def here(scene: Scene, url: str) -> str:
    return url.replace("https://confer.example", scene.here)


def events(seen: Seen) -> list[Event]:
    assert seen.status == 200
    return list(Calendar.from_ical(seen.body).walk("VEVENT"))


async def stands(talks: Talks) -> None:
    await talks.says("coordinator", CALL, f"[Pick {FRIDAY}]")


async def test_an_address_is_made_by_a_button_and_shown_for_a_short_time(scene: Scene) -> None:
    told = await scene.talks.says("nurse", *MAKE)

    assert told[-1].text.splitlines()[0] == (
        "Subscribe to this address in your calendar. It is yours alone:"
    )
    assert (await scene.opens(here(scene, address([told[-1].text])))).status == 200


async def test_a_meeting_comes_into_the_feed_once_its_date_stands(scene: Scene) -> None:
    url = await subscribed(scene, "nurse")
    await scene.talks.says("coordinator", CALL)
    assert events(await scene.opens(url)) == []

    await scene.talks.says("coordinator", f"[Pick {FRIDAY}]")

    seen = await scene.opens(url)
    (event,) = events(seen)
    assert f"{event.start:%d %b %H:%M %Z}" == "06 Mar 14:00 CET"
    assert seen.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert seen.headers["Cache-Control"] == "no-store"
    assert seen.headers["Content-Disposition"] == 'attachment; filename="meeting.ics"'
    assert seen.headers["X-Robots-Tag"].startswith("noindex")


async def test_a_date_that_moves_and_an_end_keep_the_name_and_count_up(scene: Scene) -> None:
    url = await subscribed(scene, "nurse")
    await stands(scene.talks)
    (first,) = events(await scene.opens(url))
    await scene.talks.says("coordinator", "[Pick Tue 3 Mar 10:00]")
    (second,) = events(await scene.opens(url))
    await scene.talks.says("coordinator", "[Call it off]")
    (third,) = events(await scene.opens(url))

    found = [first, second, third]
    assert len({str(event["UID"]) for event in found}) == 1
    assert [event["SEQUENCE"] for event in found] == [0, 1, 2]
    assert [str(event["STATUS"]) for event in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert f"{second.start:%d %b %H:%M}" == "03 Mar 10:00"


async def test_nothing_of_a_case_stands_in_a_feed(scene: Scene) -> None:
    ref = await scene.talks.taken("social,school")
    await scene.talks.says(
        "coordinator", f"/meeting call kind:conference refs:{ref} dates:tomorrow-10:00"
    )

    seen = await scene.opens(await subscribed(scene, "social"))

    assert len(events(seen)) == 1
    for word in (ref, *ref.split("-")[:2], "conference", "case", "Social", "demo", CANARY):
        assert word not in seen.body


async def test_the_feed_is_of_those_who_are_asked_and_may_see_it_now(scene: Scene) -> None:
    ref = await scene.talks.taken("social,school")
    await scene.talks.says(
        "coordinator", f"/meeting call kind:conference refs:{ref} dates:friday-10:00"
    )
    teacher, housing = await subscribed(scene, "teacher"), await subscribed(scene, "housing")
    assert len(events(await scene.opens(teacher))) == 1
    assert events(await scene.opens(housing)) == []

    await scene.talks.says(
        "coordinator", f"/case circle {ref} remove:@teacher why:knows_the_person"
    )

    assert events(await scene.opens(teacher)) == []


async def test_a_meeting_on_an_erased_case_is_in_nobodys_calendar(scene: Scene) -> None:
    ref = await scene.talks.taken("social,school")
    await scene.talks.says(
        "coordinator", f"/meeting call kind:conference refs:{ref} dates:friday-10:00"
    )
    url = await subscribed(scene, "social")
    async with scene.house.unit() as unit:
        await unit.cases.erase(await unit.cases.get(CaseRef.parse(ref)))
        await unit.commit()

    assert events(await scene.opens(url)) == []
    told = await scene.talks.says("social", "/meeting next")
    assert told[-1].text == "No meeting is planned."


async def test_a_new_address_ends_the_old_one_and_none_ends_both(scene: Scene) -> None:
    old = await subscribed(scene, "nurse")
    told = await scene.talks.says("nurse", "/meeting calendar", "[A new one instead]")
    new = here(scene, address([told[-1].text]))
    assert told[-1].text.splitlines()[-1] == "The one before opens nothing any more."
    assert [(await scene.opens(url)).status for url in (old, new)] == [404, 200]

    told = await scene.talks.says("nurse", "/meeting calendar", "[None any more]")

    assert told[-1].text == "Your calendar address opens nothing any more."
    assert (await scene.opens(new)).status == 404


async def test_an_unknown_address_and_a_revoked_one_are_answered_alike(scene: Scene) -> None:
    revoked = await subscribed(scene, "nurse")
    await scene.talks.says("nurse", "/meeting calendar address:none")
    unknown = f"{scene.here}/feed/{'A' * 43}.ics"
    wrong = [f"{scene.here}/feed/{name}" for name in ("short.ics", "A" * 43, "%00.ics")]

    answers = [await scene.opens(url) for url in (revoked, unknown, *wrong)]

    assert {one.status for one in answers} == {404}
    assert len({one.body for one in answers}) == 1
    heads = [{name: v for name, v in one.headers.items() if name != "Date"} for one in answers]
    assert all(head == heads[0] for head in heads)


async def test_the_address_stands_nowhere_in_the_database(scene: Scene) -> None:
    url = await subscribed(scene, "nurse")
    token = url.rpartition("/")[2].removesuffix(".ics")

    for file in scene.talks.file.parent.glob("confer.db*"):
        assert token.encode() not in file.read_bytes()


@pytest.mark.parametrize("how", ["left", "seat ended"])
async def test_who_left_fetches_nothing_more(scene: Scene, how: str) -> None:
    url = await subscribed(scene, "nurse")
    if how == "left":
        await scene.leaves("nurse")
    else:
        async with scene.house.unit() as unit:
            directory = await unit.people.directory()
            seat = directory.seat_by_key("health")
            assert seat is not None
            await unit.people.change_seat(replace(seat, state=SeatState.ENDED))
            await unit.commit()

    assert (await scene.opens(url)).status == 404


async def test_one_meeting_is_a_file_that_asks_and_later_cancels(scene: Scene) -> None:
    await stands(scene.talks)
    told = await scene.talks.says("nurse", "/meeting open 1", "[For my calendar]")
    url = here(scene, address([told[-1].text]))
    asked = await scene.opens(url)
    assert Calendar.from_ical(asked.body)["METHOD"] == "REQUEST"

    await scene.talks.says("coordinator", "/meeting open 1", "[Call it off]")

    cancelled = await scene.opens(url)
    assert Calendar.from_ical(cancelled.body)["METHOD"] == "CANCEL"
    one, other = events(asked)[0], events(cancelled)[0]
    assert (one["UID"], one["SEQUENCE"], other["SEQUENCE"]) == (other["UID"], 0, 1)


async def test_nobody_gets_a_file_of_a_meeting_that_they_may_not_see(scene: Scene) -> None:
    ref = await scene.talks.taken("social,school")
    await scene.talks.says(
        "coordinator", f"/meeting call kind:conference refs:{ref} dates:friday-10:00"
    )

    told = await scene.talks.says("housing", "/meeting calendar meeting:1")

    assert told[-1].text == "There is nothing here for you under that name."


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND"])
async def test_a_calendar_is_only_read(scene: Scene, method: str) -> None:
    url = await subscribed(scene, "nurse")

    answer = await scene.asks(method, url)

    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


async def test_head_says_what_get_says_without_the_words(scene: Scene) -> None:
    url = await subscribed(scene, "nurse")

    answer = await scene.asks("HEAD", url)

    assert (answer.status, answer.body) == (200, "")


async def test_no_address_stands_in_a_log(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "confer")
    caplog.set_level(logging.DEBUG, "uvicorn")
    url = await subscribed(scene, "nurse")

    await scene.opens(url)
    await scene.opens(url[:-6] + "AA.ics")
    await asyncio.sleep(0)

    assert url.rpartition("/")[2][:20] not in caplog.text


async def test_a_store_in_trouble_is_said_and_not_taken_for_an_end(scene: Scene) -> None:
    url = await subscribed(scene, "nurse")
    scene.store.trouble = StoreTrouble()

    assert (await scene.opens(url)).status == 503


async def test_without_pages_the_dates_are_said_and_nothing_is_promised(house: Talks) -> None:
    await stands(house)

    told = await house.says("nurse", *MAKE)
    assert told[-1].text == (
        "Confer has no page here, so there is no address to fetch. /meeting next shows the dates."
    )
    told = await house.says("nurse", "/meeting calendar meeting:1")
    assert told[-1].text.splitlines()[1] == (
        "For your calendar: Partnership meeting, Fri 6 Mar 14:00 to Fri 6 Mar 15:00"
    )


async def test_settings_lead_to_the_calendar(house: Talks) -> None:
    told = await house.says("nurse", "/my settings", "[My calendar]")

    assert told[-1].text == "Your calendar can fetch your meetings: dates only, never a case."
