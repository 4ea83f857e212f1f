"""Mirrors commands/override.py."""

from __future__ import annotations

import pytest

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
ASKED = "A second person is needed now, and you are asked. Please open it within 30 minutes."
UNCHECKED = "What was shared on a narrow path was not checked in time. Open to see how often."
CHECK = "Something was shared on a narrow path. Please check it within 72 hours."
FORM = (
    "/consent override {ref} ground:{ground} why_not_asked:refused data:safety to:housing until:7d"
    " told:now second:@{second} words:do not open the door {canary} necessity:he said so {canary}"
)


async def _asks(
    house: Talks, ref: str, second: str = "social", ground: str = "danger_to_others"
) -> None:
    line = FORM.format(ref=ref, ground=ground, second=second, canary=CANARY)
    await house.says("teacher", line, "send")


async def _shared(house: Talks) -> str:
    ref = await house.owned()
    await _asks(house, ref)
    await house.says("social", "[Open]", "yes")
    return ref


async def test_h60_h61_a_second_person_sees_the_whole_form_and_then_it_goes_with_its_mark(
    house: Talks,
) -> None:
    ref = await house.owned()
    await _asks(house, ref)
    assert house.reads("social", "notice")[-1] == ASKED
    assert texts(
        await house.says("housing", f"/case open {ref} what:detail why:prepare_visit")
    ) == [NOTHING]

    shown = await house.says("social", "[Open]")
    assert shown[-1].text.splitlines() == [
        "teacher asks you to be the second person for sharing without consent.",
        "Ground: danger to others. Consent: refused.",
        "Kinds: safety. Seats: Housing. Until Mon 9 Mar.",
        "The person is told: now",
        f"Why it is necessary: he said so {CANARY}",
        "Do you agree that it is shared?",
    ]
    told = await house.says("social", "yes")

    assert texts(told, "reply") == [
        "You agreed, and it is shared. The auditor looks at it within 72 hours."
    ]
    opened = await house.says("housing", f"/case open {ref} what:detail why:prepare_visit")
    assert f"do not open the door {CANARY}" in opened[-1].text
    assert opened[-1].text.splitlines()[-1] == "   Without consent: danger to others."
    assert "without consent" not in "\n".join(house.reads(f"circle:{ref}")).casefold()


async def test_h61_a_no_shares_nothing(house: Talks) -> None:
    ref = await house.owned()
    await _asks(house, ref)

    told = await house.says("social", "[Open]", "no")

    assert texts(told, "reply") == [
        "You did not agree. Nothing was shared; the one who asked hears it."
    ]
    assert house.reads("housing", "notice") == []
    assert texts(await house.says("social", "/consent confirm 1 agree:yes")) == [
        "Request 1 is decided already."
    ] or texts(await house.says("social", "/consent confirm 1 agree:yes")) == [NOTHING]


@pytest.mark.parametrize("second", ["teacher", "school_deputy", "admin", "mentor"])
async def test_h61_the_second_person_is_of_another_agency(house: Talks, second: str) -> None:
    ref = await house.owned()

    told = await house.says(
        "teacher", FORM.format(ref=ref, ground="danger_to_self", second=second, canary=CANARY)
    )

    assert told[0].text.startswith("The second person is of another agency, or the auditor")


async def test_h61_nobody_of_the_own_agency_is_proposed_as_second_person(house: Talks) -> None:
    ref = await house.owned()
    line = FORM.format(ref=ref, ground="danger_to_self", second="social", canary=CANARY)

    asked = await house.says("teacher", line.replace(" second:@social", ""))

    assert asked[-1].text.startswith("Who confirms it as the second person?")
    assert asked[-1].buttons
    assert not any("school" in button for button in asked[-1].buttons)


async def test_the_auditor_may_be_the_second_person_and_nobody_unasked_confirms(
    house: Talks,
) -> None:
    ref = await house.owned()
    await _asks(house, ref, second="auditor")

    assert texts(await house.says("social", "/consent confirm 1 agree:yes")) == [NOTHING]
    told = await house.says("auditor", "[Open]", "yes")
    assert texts(told, "reply")[-1].startswith("You agreed, and it is shared.")


async def test_h61_after_thirty_minutes_of_silence_danger_now_may_go_alone(house: Talks) -> None:
    ref = await house.owned()
    await _asks(house, ref)
    early = await house.says("teacher", "[Nobody answers]")
    assert early[-1].text.startswith("The second person has 30 minutes to answer.")

    await house.waits(minutes=31)
    told = await house.says("teacher", "[Nobody answers]")

    assert told[-1].text.startswith("It is shared, on the ground of serious and immediate danger.")
    assert CHECK in house.reads("auditor", "notice")
    checked = await house.says("auditor", "/consent check 1")
    assert "Nobody had answered for 30 minutes" in checked[-1].text


async def test_h61_on_another_ground_nobody_goes_alone(house: Talks) -> None:
    ref = await house.owned()
    await _asks(house, ref, ground="duty_to_report")
    await house.waits(minutes=31)

    told = await house.says("teacher", "/consent now 1")

    assert told[-1].text.startswith("On this ground a second person is needed.")


async def test_h61_two_unchecked_emergency_releases_of_a_seat_block_a_third(house: Talks) -> None:
    ref = await house.owned()
    for number in (1, 2, 3):
        await _asks(house, ref)
        await house.waits(minutes=31)
        told = await house.says("teacher", f"/consent now {number}")
    assert told[-1].text.startswith("Earlier releases of your seat were not checked yet")

    await house.says("auditor", "/consent check 1 result:upheld")
    told = await house.says("teacher", "/consent now 3")

    assert told[-1].text.startswith("It is shared")


async def test_h61_the_auditor_is_reminded_until_it_is_checked(house: Talks) -> None:
    await _shared(house)
    await house.waits(days=2)
    before = house.reads("auditor", "notice").count(CHECK)
    assert before >= 2

    told = await house.says("auditor", "/consent check 1", "upheld")
    await house.waits(days=4)

    assert texts(told, "reply")[-1] == "Request 1: upheld. The one who shared it hears so."
    assert house.reads("auditor", "notice").count(CHECK) == before
    assert house.reads("teacher", "notice")[-1] == "What you shared on a narrow path was checked."
    heard = await house.says("teacher", "[Open]")
    assert "What you shared on a narrow path, request 1, was checked: upheld" in heard[-1].text
    again = await house.says("auditor", "/consent check 1")
    assert texts(again) == ["Request 1 was looked at: upheld."]


async def test_after_72_hours_the_coordinator_hears_once_how_many_are_unchecked_and_not_of_which(
    house: Talks,
) -> None:
    ref = await _shared(house)
    await house.says("social", f"/owner reply {ref} next:call_today by:today")
    before = len(house.reads("coordinator", "notice"))
    await house.waits(days=6)
    heard = house.reads("coordinator", "notice")[before:]

    assert heard.count(UNCHECKED) == 1
    assert CHECK not in heard
    shown = texts(await house.says("coordinator", "/confer week"))[0].splitlines()
    assert "Shared without consent, and not checked in time: 1" in shown
    assert not any(line.startswith("Late") for line in shown)


async def test_ended_by_the_auditor_it_is_closed_and_its_readers_hear(house: Talks) -> None:
    ref = await _shared(house)
    line = f"/case open {ref} what:detail why:prepare_visit"
    await house.says("housing", line)

    await house.says("auditor", "/consent check 1 result:ended")

    assert texts(await house.says("housing", line)) == [NOTHING]
    assert house.reads("housing", "notice")[-1].startswith(
        "Something that you had opened was taken back."
    )


@pytest.mark.parametrize("who", ["coordinator", "mentor", "admin", "auditor", "ngo"])
async def test_whoever_has_no_part_overrides_nothing(house: Talks, who: str) -> None:
    ref = await house.owned()

    told = await house.says(
        who, FORM.format(ref=ref, ground="court_order", second="social", canary="x")
    )

    assert texts(told)[0] == NOTHING
    assert texts(await house.says(who, "/consent check 1 result:upheld"))[0] == NOTHING


async def test_h75_give_and_take_are_counted_by_seat_and_quarter(house: Talks) -> None:
    await _shared(house)

    async with house.player.house.unit() as unit:
        directory = await unit.people.directory()
        counted = {
            (directory.seats[seat].key, kind.value): count
            for (seat, kind), count in (await unit.exchanges.of("2026-Q1")).items()
        }
    assert counted["health", "gave"] == 1
    assert counted["school", "gave"] == 1
    assert counted["school", "overrode"] == 1
    assert counted["housing", "received"] == 1
