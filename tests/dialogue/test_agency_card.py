"""Mirrors commands/agency_card.py, and what a seat needs before it comes in."""

from __future__ import annotations

import pytest

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
CARD = {
    "can": "find rooms within a week",
    "cannot": "say who rents what",
    "basis": "the law on housing",
    "how_fast": "two working days",
}


async def _written(house: Talks, seat: str, who: str) -> None:
    for field, words in CARD.items():
        await house.says(who, f"/agency card {seat} field:{field} value:{words}")


async def _confirmed(house: Talks, line: str) -> None:
    await house.says("coordinator", f"{line} second:@deputy")
    await house.says("deputy", "[Open]", "[Confirm]")


async def test_h46_a_seat_writes_its_mandate_card_and_everybody_reads_it(house: Talks) -> None:
    await _written(house, "housing", "housing")

    told = await house.says("nurse", "/agency card housing")

    assert told[-1].text.splitlines() == [
        "Housing (housing)",
        "– can do: find rooms within a week",
        "– cannot do: say who rents what",
        "– on what basis: the law on housing",
        "– how fast: two working days",
        "– deputy: housing deputy",
    ]


async def test_h18_h34_h46_a_seat_comes_in_with_card_training_and_time_for_it(house: Talks) -> None:
    await _confirmed(house, "/agency seat housing step:ask")
    shown = await house.says("housing", "/agency seat")
    assert shown[-1].text.splitlines()[1:] == [
        "– the coordinator's admission",
        "– its mandate card: can, cannot, basis, how fast:  /agency card",
        "– the minimum training, noted by the coordinator or a manager",
        "– hours a month for whoever holds it:  /agency seat step:holder",
    ]
    await house.says("coordinator", "/agency seat housing step:admit second:@deputy")
    await house.says("deputy", "[Open]")
    refused = await house.says("deputy", "[Confirm]")
    assert refused[0].text.startswith("Your agency's seat is not ready yet.")

    await _written(house, "housing", "housing")
    await house.says(
        "coordinator", "/agency card housing field:training value:two evenings, both done"
    )
    await _confirmed(house, "/agency seat housing step:holder holder:@housing hours:8")
    await _confirmed(house, "/agency seat housing step:admit")

    assert texts(await house.says("housing", "/agency seat")) == ["Housing is ready."]


@pytest.mark.parametrize(
    ("who", "line"),
    [
        ("nurse", "/agency card housing field:can value:anything"),
        ("housing", "/agency card housing field:training value:done"),
        ("mentor", "/agency card housing field:can value:anything"),
        ("admin", "/agency card housing field:can value:anything"),
    ],
)
async def test_nobody_writes_another_seats_card_nor_the_own_training(
    house: Talks, who: str, line: str
) -> None:
    assert texts(await house.says(who, line)) == [NOTHING]


async def test_a_card_that_may_describe_a_person_is_asked_again(house: Talks) -> None:
    told = await house.says("housing", "/agency card housing field:can value:call 004512345678")

    assert told[0].text.startswith("That may describe a person")


async def test_h27_departments_and_who_to_ask_inside_stand_on_the_card(house: Talks) -> None:
    await house.says(
        "nurse", "/agency card health field:departments value:school nurses; crisis team"
    )

    told = await house.says("teacher", "/agency card health")

    assert "– departments: school nurses; crisis team" in told[-1].text


async def test_h27_a_question_to_a_seat_goes_to_the_department_that_is_chosen(house: Talks) -> None:
    """Else to whoever holds the seat; the contact answers for the agency, and knows this one question only."""
    ref = await house.taken()
    await house.says(
        "nurse", "/agency card health field:departments value:crisis team; school nurses"
    )
    line = "/agency card health field:departments value:school nurses who:@"
    wrong = await house.says("nurse", f"{line}teacher")
    assert wrong[0].text == "Whom one asks inside is of this agency. Who?"
    await house.says("nurse", "@manager")
    card = (await house.says("teacher", "/agency card health"))[-1].text
    assert "– departments: crisis team; school nurses\n" in card
    assert "– in school nurses one asks manager" in card
    before = len(house.reads("nurse", "notice"))

    asked = await house.says("coordinator", f"/assess ask {ref}", "health", "1")
    assert asked[-1].text.splitlines()[:2] == ["1. crisis team (–)", "2. school nurses (manager)"]
    await house.says("coordinator", "[Department 2]")

    assert house.reads("nurse", "notice")[before:] == []
    answered = await house.says("manager", "[Open]", f"/assess answer {ref} reply:hold_nothing")
    assert texts(answered, "reply")[-1].startswith(f"Your answer on {ref}: we hold nothing.")


async def test_h29_a_role_card_is_shown_when_one_first_meets_a_seat_in_a_circle(
    house: Talks,
) -> None:
    await _written(house, "social", "social")
    ref = await house.taken()

    first = (await house.says("teacher", f"/case show {ref}"))[-1].text
    again = (await house.says("teacher", f"/case show {ref}"))[-1].text

    assert "Social services, whom you meet here first:\n– can do: find rooms" in first
    assert "whom you meet here first" not in again


async def test_h48_whoever_joins_accepts_the_lines_of_their_seats_card(house: Talks) -> None:
    await _written(house, "social", "social")
    ref = await house.taken()

    shown = await house.says("social", f"/case show {ref}")
    assert "This is what the circle expects of you, by your seat's card:" in shown[-1].text
    told = await house.says("social", "[I accept that]")

    assert texts(told) == [f"Noted: you accept what your seat brings to {ref}."]
    assert "expects of you" not in (await house.says("social", f"/case show {ref}"))[-1].text


async def test_h46_a_card_that_nobody_looked_at_for_a_year_closes_the_seat(house: Talks) -> None:
    await _written(house, "housing", "housing")
    await house.waits(days=366)

    shown = await house.says("housing", "/agency seat")

    assert "– its mandate card" in shown[-1].text


async def test_h35_what_a_leaver_holds_goes_to_the_next_holder_and_the_account_closes(
    house: Talks,
) -> None:
    ref = await house.started()
    await house.says(
        "social",
        f"/guest invite {ref} @mentor why:offers_a_service brings:knowledge may:add until:30d",
        "/my leave for_good:yes",
    )

    await _confirmed(house, "/agency seat social step:holder holder:@youth")

    shown = (await house.says("youth", f"/case show {ref}"))[-1].text
    assert "Owner: youth" in shown
    assert "sponsor youth" in (await house.says("youth", f"/guest list {ref}"))[-1].text
    assert (
        "1. counselling (person, voluntary), youth"
        in (await house.says("youth", f"/plan show {ref}"))[-1].text
    )
    assert await house.says("social", f"/case show {ref}") == []
    opened = await house.says("youth", f"/case open {ref} what:detail why:do_my_action")
    assert CANARY in opened[-1].text
