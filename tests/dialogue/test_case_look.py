"""Mirrors commands/case_look.py."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.case import Case
from bot.parts import Facts
from bot.vocabulary.process import State
from bot.vocabulary.reference import CaseRef
from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."


async def test_the_list_shows_each_case_by_reference_and_status_with_a_button(house: Talks) -> None:
    first = await house.taken()
    second = await house.raised("teacher")

    told = await house.says("coordinator", "/case list")

    assert set(told[-1].text.splitlines()) == {
        f"{first}: people are working on it together · no owner",
        f"{second}: waiting for a first answer",
    }
    assert set(told[-1].buttons) == {f"Show {first}", f"Show {second}"}
    shown = await house.says("coordinator", f"[Show {second}]")
    assert shown[-1].text.startswith(f"{second} · withdrawn or alone, what happens online")


async def test_the_list_can_be_narrowed_to_one_status(house: Talks) -> None:
    await house.taken()
    second = await house.raised("teacher")

    told = await house.says("coordinator", "/case list status:waiting")

    assert told[-1].text == f"{second}: waiting for a first answer"


async def test_a_long_list_goes_on_with_a_button_and_no_reader_passes_the_filter(
    house: Talks,
) -> None:
    first = await house.raised()
    async with house.player.house.unit() as unit:
        nurse = (await unit.cases.get(CaseRef.parse(first))).facts.referrer
        for hour in range(1, 121):
            case = Case(facts=Facts(referrer=nurse), ref=await unit.cases.free_ref())
            case.state, case.facts.raised = State.RAISED, house.clock.now() + timedelta(hours=hour)
            await unit.cases.add(case)
        await unit.commit()

    pages = [(await house.says("nurse", line))[-1] for line in ("/case list", "[Next page]")]
    pages += await house.says("nurse", "[Next page]")

    shown = [line.partition(":")[0] for page in pages for line in page.text.splitlines()]
    assert [len(page.text.splitlines()) for page in pages] == [50, 50, 21]
    assert shown[-1] == first
    assert len(set(shown)) == 121
    assert "Next page" not in pages[-1].buttons
    cut = await house.says("nurse", "/case list status:waiting", "[Next page]")
    assert [len(one.text.splitlines()) for one in cut] == [50, 50]
    stranger = await house.says("housing", f"/case list after:{shown[49]}", "/case list")
    assert texts(stranger) == [NOTHING, "There is no case here for you."]


async def test_everybody_lists_only_what_they_may_see(house: Talks) -> None:
    ref = await house.taken()

    assert texts(await house.says("social", "/case list")) == [
        f"{ref}: people are working on it together"
    ]
    assert texts(await house.says("housing", "/case list")) == ["There is no case here for you."]
    assert texts(await house.says("mentor", "/case list")) == [NOTHING]


async def test_one_page_shows_abstract_people_until_when_and_the_lead(house: Talks) -> None:
    ref = await house.taken()

    told = await house.says("social", f"/case show {ref}")

    assert told[-1].text.splitlines() == [
        f"{ref} · withdrawn or alone, what happens online, this week, 12 to 15, school or training"
        " · people are working on it together",
        "What carries: a sport, craft or interest, good friends",
        "What is needed: someone to talk to, safe online",
        "Leads the process: coordinator",
        "First answer: coordinator. we look at it, by Wed 4 Mar.",
        "In the circle: social (Social services): special knowledge; brings knowledge; until Sun 31"
        " May",
        "In the circle: teacher (Schools): offers a service; brings relationship; until Sun 31 May",
    ]
    assert CANARY not in told[-1].text


async def test_only_coordinator_and_police_read_the_police_check(house: Talks) -> None:
    ref = await house.taken()

    for who in ("coordinator", "officer"):
        assert "Police check: clear (Mon 2 Mar)" in (await house.says(who, "/case show"))[-1].text
    assert "Police" not in (await house.says("social", f"/case show {ref}"))[-1].text


@pytest.mark.parametrize("who", ["housing", "mentor", "nurse", "admin", "auditor"])
async def test_whoever_has_no_part_is_told_there_is_nothing(house: Talks, who: str) -> None:
    ref = await house.taken()

    assert texts(await house.says(who, f"/case show {ref}")) == [NOTHING]
    assert texts(await house.says(who, "/case show amber-harbour-47-K")) == [NOTHING]


async def test_sealed_words_open_for_the_circle_with_a_reason_and_the_giver_sees_it(
    house: Talks,
) -> None:
    ref = await house.taken()
    asked = await house.says("social", f"/case open {ref} what:detail")
    assert asked[-1].text.splitlines()[0] == "What for?"

    told = await house.says("social", "prepare a visit")

    assert told[-1].text.splitlines() == [
        f"{ref}, for your eyes only, for ten minutes:",
        f"1. sits alone every day {CANARY}",
    ]
    seen = await house.says("nurse", "/my opened")
    assert seen[-1].text == f"{ref}, item 1: social, Mon 2 Mar, prepare a visit"


async def test_the_coordinator_outside_the_circle_opens_nothing(house: Talks) -> None:
    ref = await house.taken()

    told = await house.says("coordinator", f"/case open {ref} what:detail why:check_quality")

    assert texts(told) == [NOTHING]


async def test_the_referrer_opens_only_what_the_referrer_gave(house: Talks) -> None:
    ref = await house.taken()
    await house.says("social", f"/concern detail {ref} from our side")

    told = await house.says("nurse", f"/case open {ref} what:detail why:answer_request")

    assert told[-1].text.splitlines()[1:] == [f"1. sits alone every day {CANARY}"]


async def test_where_nothing_is_sealed_it_says_so(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says("social", f"/case open {ref} what:identity why:prepare_visit")

    assert texts(told) == ["Nothing sealed is here for you to open."]
