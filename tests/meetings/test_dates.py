"""A meeting finds its date: who is to come says which dates suit, and whoever called it picks one."""

from __future__ import annotations

import pytest

from tests.house import Talks, texts

CALL = "/meeting call kind:non_case dates:tomorrow-10:00,friday-14:00"
TUESDAY, FRIDAY = "Tue 3 Mar 10:00", "Fri 6 Mar 14:00"
ASKED = "A meeting is planned. Which dates suit you? Choose as many as you like."
NOTHING = "There is nothing here for you under that name."
COUNTS = "{n} of 8 seats answered.\n{tue}: {a} can come\n{fri}: {b} can come"


def counts(n: int, tuesday: int, friday: int) -> str:
    return COUNTS.format(n=n, a=tuesday, b=friday, tue=TUESDAY, fri=FRIDAY)


async def test_every_seat_is_asked_in_private_with_a_button_a_date(house: Talks) -> None:
    told = await house.says("coordinator", CALL)

    assert told[-1].text.splitlines()[0] == f"Meeting 1, without cases: {TUESDAY}, {FRIDAY}."
    asked = [line for line in house.stage.lines if line.text == ASKED]
    people = {"nurse", "teacher", "officer", "social", "psychologist", "housing", "ngo"}
    assert {line.place for line in asked} == people
    assert {line.buttons for line in asked} == {(TUESDAY, FRIDAY, "None of them", "Open")}


async def test_several_dates_may_be_chosen_and_changed(house: Talks) -> None:
    await house.says("coordinator", CALL)

    told = await house.says("nurse", f"[{TUESDAY}]")
    assert told[-1].text.splitlines()[1] == f"You can come: {TUESDAY}."
    assert told[-1].buttons == (f"Not {TUESDAY}", FRIDAY, "None of them")
    told = await house.says("nurse", f"[{FRIDAY}]")
    assert told[-1].text.splitlines()[1] == f"You can come: {TUESDAY}, {FRIDAY}."
    told = await house.says("nurse", f"[Not {TUESDAY}]")
    assert told[-1].text.splitlines()[1] == f"You can come: {FRIDAY}."
    told = await house.says("nurse", "[None of them]")
    assert told[-1].text.splitlines()[1] == "None of these dates suits you."
    assert told[-1].buttons == (TUESDAY, FRIDAY)


async def test_a_number_chooses_as_a_button_does(house: Talks) -> None:
    await house.says("coordinator", CALL)

    await house.says("nurse", "2")
    told = await house.says("nurse", "1")

    assert told[-1].text.splitlines()[1] == f"You can come: {TUESDAY}, {FRIDAY}."


async def test_only_the_caller_reads_the_counts_and_nobody_who_said_what(house: Talks) -> None:
    await house.says("social", CALL)
    await house.says("nurse", f"[{TUESDAY}]")
    await house.says("teacher", "[None of them]")

    told = await house.says("social", "/meeting open 1")
    assert counts(2, 1, 0) in told[-1].text
    assert f"Pick {TUESDAY}" in told[-1].buttons
    told = await house.says("teacher", "/meeting open 1")
    assert "can come\n" not in told[-1].text
    assert not any(button.startswith("Pick") for button in told[-1].buttons)
    read = [text for who in ("social", "teacher", "seats") for text in house.reads(who)]
    assert not any("nurse" in text or "Health" in text for text in read)


async def test_two_of_one_seat_count_once(house: Talks) -> None:
    await house.says("coordinator", CALL)
    await house.says("nurse", f"[{TUESDAY}]")
    await house.says("health_deputy", "/meeting open 1", f"[{TUESDAY}]")

    told = await house.says("coordinator", "/meeting open 1")

    assert counts(1, 1, 0) in told[-1].text


async def test_the_caller_hears_once_all_have_answered(house: Talks) -> None:
    await house.says(
        "social", "/meeting call kind:ad_hoc dates:friday-10:00,friday-14:00 seats:health", "= skip"
    )
    before = len(house.reads("social", "notice"))

    await house.says("nurse", "1")
    await house.says("nurse", "2")

    assert house.reads("social", "notice")[before:] == ["Something is waiting for you in Confer."]
    told = await house.says("social", "[Open]")
    assert "1 of 1 seats answered." in told[-1].text


async def test_a_picked_date_is_told_to_all_who_were_asked(house: Talks) -> None:
    await house.says("coordinator", CALL)
    await house.says("nurse", f"[{FRIDAY}]")

    told = await house.says("coordinator", "/meeting open 1", f"[Pick {FRIDAY}]")

    assert told[-1].text.splitlines()[0] == f"Meeting 1, without cases, stands: {FRIDAY}."
    stands = f"The date of a meeting stands: {FRIDAY}."
    assert {line.place for line in house.stage.lines if line.text == stands} == {
        "nurse",
        "teacher",
        "officer",
        "social",
        "psychologist",
        "housing",
        "ngo",
    }
    assert house.seats[-1] == f"Meeting 1, without cases, stands: {FRIDAY}."
    told = await house.says("nurse", "/meeting next")
    assert told[-1].text == f"Meeting 1, without cases, stands: {FRIDAY}."


async def test_once_a_date_stands_one_says_whether_one_comes(house: Talks) -> None:
    await house.says("coordinator", CALL)
    await house.says("nurse", f"[{FRIDAY}]")
    await house.says("coordinator", "/meeting open 1", f"[Pick {FRIDAY}]")

    told = await house.says("nurse", "[I cannot come]")
    assert "You said that you cannot come." in told[-1].text
    told = await house.says("teacher", "[I can come]")
    assert "You said that you can come." in told[-1].text
    told = await house.says("coordinator", "/meeting open 1")
    assert f"2 of 8 seats answered.\n{FRIDAY}: 1 can come" in told[-1].text


async def test_one_date_alone_stands_at_once(house: Talks) -> None:
    told = await house.says("social", "/meeting call kind:ordinary dates:tomorrow-10:00")

    assert told[-1].text.splitlines()[0] == f"Meeting 1, ordinary, stands: {TUESDAY}."
    assert house.reads("nurse", "notice")[-1] == f"The date of a meeting stands: {TUESDAY}."


async def test_another_date_may_be_picked_and_all_hear_that_it_moved(house: Talks) -> None:
    await house.says("coordinator", CALL, "/meeting open 1", f"[Pick {FRIDAY}]")

    await house.says("coordinator", f"[Pick {TUESDAY}]")

    moved = f"The date of a meeting has changed. Now it is {TUESDAY}."
    assert house.reads("nurse", "notice")[-1] == moved


async def test_other_dates_ask_anew_and_an_old_button_chooses_nothing(house: Talks) -> None:
    await house.says("coordinator", CALL)
    await house.says("nurse", f"[{TUESDAY}]")
    told = await house.says("coordinator", "/meeting open 1", "[Other dates]")
    assert told[-1].text.splitlines()[0] == "Which dates?"
    told = await house.says("coordinator", "9.3. 10:00, 10.3. 10:00")
    assert "None has answered yet." in told[-1].text
    assert house.reads("nurse", "notice")[-1] == ASKED

    told = await house.says("nurse", "/meeting answer 1 round:1 can:1")

    assert told[-1].text.splitlines()[:2] == [
        "Other dates were proposed since; nothing of your answer was noted.",
        "Meeting 1, without cases: Mon 9 Mar 10:00, Tue 10 Mar 10:00.",
    ]
    told = await house.says("coordinator", "/meeting open 1")
    assert "None has answered yet." in told[-1].text


async def test_a_meeting_is_called_off_and_nobody_chooses_any_more(house: Talks) -> None:
    await house.says("coordinator", CALL, "/meeting open 1", f"[Pick {FRIDAY}]")

    told = await house.says("coordinator", "[Call it off]")

    assert told[-1].text == "Meeting 1, without cases, is called off."
    assert house.seats[-1] == "Meeting 1, without cases, is called off."
    off = f"A meeting is called off. It was to be {FRIDAY}."
    assert house.reads("nurse", "notice")[-1] == off
    told = await house.says("nurse", "/meeting answer 1 round:1 can:1")
    assert told[-1].text == "Meeting 1, without cases, is called off."
    told = await house.says("coordinator", "/meeting pick 1 round:1 date:1")
    assert told[-1].text == "Meeting 1, without cases, is called off."
    assert texts(await house.says("nurse", "/meeting next")) == ["No meeting is planned."]


@pytest.mark.parametrize(
    "line",
    ["/meeting pick 1 round:1 date:1", "/meeting move 1 dates:friday-10:00", "/meeting off 1"],
)
async def test_nobody_but_the_caller_and_who_runs_the_process_decides(
    house: Talks, line: str
) -> None:
    await house.says("social", CALL)

    assert texts(await house.says("nurse", line)) == [NOTHING]
    assert texts(await house.says("deputy", line)) != [NOTHING]


async def test_no_more_than_three_dates_are_asked_for(house: Talks) -> None:
    dates = "friday-10:00,friday-11:00,friday-12:00,friday-13:00"
    told = await house.says("social", f"/meeting call kind:non_case dates:{dates}")

    assert texts(told)[0] == ("At most three dates, so that everybody looks at each. Which three?")
    told = await house.says("social", "friday 10:00")
    assert texts(told)[0].splitlines()[0] == "Meeting 1, without cases, stands: Fri 6 Mar 10:00."


@pytest.mark.parametrize("place", ["9", "3"])
async def test_a_date_that_was_not_proposed_cannot_be_picked(house: Talks, place: str) -> None:
    await house.says("social", CALL)

    told = await house.says("social", f"/meeting pick 1 round:1 date:{place}")

    assert texts(told)[0] == "There is no such date. Which of them?"


async def test_a_crash_between_question_and_answer_loses_nothing(house: Talks) -> None:
    await house.says("coordinator", CALL)
    await house.says("nurse", f"[{TUESDAY}]")
    await house.crashes()

    await house.says("nurse", f"[{FRIDAY}]")
    told = await house.says("coordinator", "/meeting open 1")

    assert counts(1, 1, 1) in told[-1].text


async def test_a_deputy_is_asked_while_the_holder_is_away(house: Talks) -> None:
    async with house.player.house.unit() as unit:
        from dataclasses import replace
        from datetime import timedelta

        nurse = (await unit.people.directory()).by_key("nurse")
        assert nurse is not None
        await unit.people.change(replace(nurse, away_until=house.clock.now() + timedelta(days=9)))
        await unit.commit()

    await house.says("coordinator", CALL)

    assert ASKED in house.reads("health_deputy")
    assert ASKED not in house.reads("nurse")


async def test_a_question_in_the_evening_waits_for_the_morning(house: Talks) -> None:
    await house.waits(hours=11)  # eight in the evening there
    await house.says("coordinator", "/meeting call kind:non_case dates:friday-10:00,friday-14:00")
    assert ASKED not in house.reads("nurse")

    await house.waits(hours=11)
    assert ASKED not in house.reads("nurse")
    await house.waits(hours=1, minutes=1)
    assert ASKED in house.reads("nurse")


async def test_a_meeting_of_the_same_night_is_said_at_once(house: Talks) -> None:
    await house.waits(hours=11)

    await house.says("coordinator", "/meeting call kind:ordinary dates:today-22:30")

    assert "The date of a meeting stands: Mon 2 Mar 22:30." in house.reads("nurse")
