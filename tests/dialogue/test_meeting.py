"""Mirrors commands/meeting.py."""

from __future__ import annotations

import pytest

from tests.house import Talks, texts

NOTHING = "There is nothing here for you under that name."


async def test_a_meeting_without_cases_is_said_to_all_seats(house: Talks) -> None:
    told = await house.says(
        "social", "/meeting call", "without cases", "tomorrow-10:00, friday 14:00"
    )

    assert told[-1].text.splitlines() == [
        "Meeting 1, without cases: Tue 3 Mar 10:00, Fri 6 Mar 14:00.",
        "Which dates suit you? Choose as many as you like.",
        "Seats that are asked: 8. None has answered yet.",
    ]
    assert len(house.seats) == 1
    assert "Tue 3 Mar 10:00" in house.seats[0]


async def test_a_meeting_on_a_case_is_said_to_its_circle_only(house: Talks) -> None:
    ref = await house.taken()
    before = len(house.reads("teacher", "notice"))

    told = await house.says("social", f"/meeting call kind:ad_hoc refs:{ref} dates:tomorrow-10:00")

    assert told[-1].text.splitlines()[0] == "Meeting 1, ad hoc, stands: Tue 3 Mar 10:00."
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · The date of a meeting on this case stands. Open it to see when."
    )
    stands = "The date of a meeting stands: Tue 3 Mar 10:00."
    assert house.reads("teacher", "notice")[before:] == [stands]
    assert house.seats == []
    opened = await house.says("teacher", "[Open]")
    assert opened[-1].text == "Meeting 1, ad hoc, stands: Tue 3 Mar 10:00."
    assert texts(await house.says("housing", "/meeting next")) == ["No meeting is planned."]


@pytest.mark.parametrize("dates", ["sometime", "tomorrow", "tomorrow-25:00", "32.1. 10:00"])
async def test_dates_that_cannot_be_read_are_asked_again(house: Talks, dates: str) -> None:
    told = await house.says("social", "/meeting call kind:non_case", dates)

    assert told[-1].text == (
        "I could not read that, so please once more.\n"
        "Which dates?\n"
        "One to three, such as tomorrow-10:00, friday 14:00.\n"
        "To leave all of it:  cancel"
    )


async def test_a_date_that_is_past_calls_nothing(house: Talks) -> None:
    told = await house.says("social", "/meeting call kind:non_case dates:today-08:00")

    assert texts(told)[0] == "One of the dates is past. Which dates from now on?"
    assert house.seats == []
    assert (await house.says("social", "friday 14:00"))[0].text.startswith("Meeting 1,")


async def test_the_coordinator_records_who_came(house: Talks) -> None:
    await house.says("social", "/meeting call kind:ordinary dates:tomorrow-10:00")

    told = await house.says("coordinator", "/meeting record 1 police,social yes")

    assert texts(told, "reply") == ["Meeting 1 is recorded, face to face: Police, Social services."]
    assert house.seats[-1] == (
        "Meeting 1, ordinary, was held, face to face. There: Police, Social services."
    )
    assert texts(await house.says("social", "/meeting next")) == ["No meeting is planned."]


async def test_a_meeting_that_is_not_there_is_nothing(house: Talks) -> None:
    told = await house.says("coordinator", "/meeting record 12 present:police face_to_face:yes")

    assert texts(told) == [NOTHING]


async def test_a_month_is_skipped_with_a_reason_for_all_to_read(house: Talks) -> None:
    told = await house.says("coordinator", "/meeting skip", "holiday month")

    assert texts(told, "reply") == ["No meeting without cases this month: holiday month."]
    assert "holiday month" in house.seats[0]


async def test_only_who_runs_the_process_records_or_skips(house: Talks) -> None:
    await house.says("social", "/meeting call kind:ordinary dates:tomorrow-10:00")

    assert texts(await house.says("social", "/meeting skip why:just_met")) == [NOTHING]
    told = await house.says("social", "/meeting record 1 present:police face_to_face:yes")
    assert texts(told) == [NOTHING]


async def test_somebody_without_part_calls_no_meeting_on_a_case(house: Talks) -> None:
    ref = await house.taken()

    told = await house.says("housing", f"/meeting call kind:ad_hoc refs:{ref} dates:tomorrow-10:00")

    assert texts(told) == [NOTHING]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("tomorrow 10 and friday 14.30", "Tue 3 Mar 10:00, Fri 6 Mar 14:30"),
        ("5 march 2pm; March 6th at 9:30", "Thu 5 Mar 14:00, Fri 6 Mar 09:30"),
        ("i morgen kl. 10, 5. marts 14h", "Tue 3 Mar 10:00, Thu 5 Mar 14:00"),
    ],
)
async def test_dates_are_read_as_people_write_them(house: Talks, typed: str, shown: str) -> None:
    told = await house.says("social", "/meeting call kind:non_case", typed)

    assert told[-1].text.splitlines()[0] == f"Meeting 1, without cases: {shown}."


async def test_several_dates_are_chosen_by_their_numbers_and_a_slip_leaves_them_standing(
    house: Talks,
) -> None:
    call = "/meeting call kind:non_case dates:tomorrow-10:00,wednesday-10:00,friday-14:00"
    await house.says("coordinator", call)

    assert texts(await house.says("nurse", "rather late"))[0].startswith("I did not understand")
    told = await house.says("nurse", "1 and 3")
    assert told[-1].text.splitlines()[1] == "You can come: Tue 3 Mar 10:00, Fri 6 Mar 14:00."
    told = await house.says("officer", "none of them")  # a button's label, typed
    assert told[-1].text.splitlines()[1] == "None of these dates suits you."
    told = await house.says("teacher", "2,3")
    assert told[-1].text.splitlines()[1] == "You can come: Wed 4 Mar 10:00, Fri 6 Mar 14:00."
    picked = await house.says("coordinator", "/meeting pick 1", "3")
    assert picked[-1].text.splitlines()[0] == "Meeting 1, without cases, stands: Fri 6 Mar 14:00."


async def test_a_meeting_that_is_days_away_is_not_recorded_by_a_slip(house: Talks) -> None:
    await house.says("coordinator", "/meeting call kind:ordinary dates:friday-10:00")
    told = await house.says("coordinator", "/meeting record 1 present:all face_to_face:yes")
    assert texts(told)[0] == "That one is still to come. Which meeting was held?"

    await house.waits(days=5)
    told = await house.says("coordinator", "/meeting record 1", "police, social and schools", "no")
    assert texts(told, "reply") == [
        "Meeting 1 is recorded, not face to face: Police, Social services, Schools."
    ]


async def test_an_unknown_step_of_a_meeting_shows_those_there_are(house: Talks) -> None:
    told = await house.says("coordinator", "/meeting change 1")

    assert told[-1].text == "I do not know that one. Here you can:"
    assert "/meeting next" in told[-1].buttons
