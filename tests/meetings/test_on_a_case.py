"""A meeting on a case: only those with part in it are asked, and whoever picks sees whether it may decide."""

from __future__ import annotations

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
ASKED = "A meeting is planned. Which dates suit you? Choose as many as you like."
TUESDAY, FRIDAY = "Tue 3 Mar 10:00", "Fri 6 Mar 14:00"


async def called(house: Talks, kind: str = "conference", seats: str = "") -> str:
    ref = await house.taken("social,school")
    dates = "tomorrow-10:00,friday-14:00"
    await house.says("coordinator", f"/meeting call kind:{kind} refs:{ref} dates:{dates}{seats}")
    return ref


async def test_the_circle_and_the_police_contact_are_asked_and_nobody_else(house: Talks) -> None:
    ref = await called(house)

    asked = {line.place for line in house.stage.lines if line.text == ASKED}
    assert asked == {"social", "teacher", "officer"}
    assert house.seats == []
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · A meeting on this case is called. Open it for the dates."
    )


async def test_no_word_of_the_case_stands_in_a_notice_or_its_buttons(house: Talks) -> None:
    ref = await called(house)

    for line in house.stage.lines:
        if line.kind == "notice" and "meeting" in line.text:
            assert ref not in line.text + " ".join(line.buttons)
            assert CANARY not in line.text


async def test_a_seat_without_part_in_the_case_is_not_asked_and_the_caller_hears_so(
    house: Talks,
) -> None:
    ref = await house.taken("social,school")

    told = await house.says(
        "coordinator",
        f"/meeting call kind:ad_hoc refs:{ref} dates:tomorrow-10:00 seats:housing,social",
    )

    assert told[-1].text.splitlines()[0] == (
        "Housing: not asked, for nobody there has part in the case. Add them with  /case circle"
    )
    assert house.reads("housing", "notice") == []
    assert texts(await house.says("housing", "/meeting open 1")) == [NOTHING]
    assert texts(await house.says("housing", "/meeting answer 1 round:1 can:1")) == [NOTHING]


async def test_whether_a_date_makes_a_quorum_is_shown_without_who_is_missing(house: Talks) -> None:
    await called(house)
    await house.says("coordinator", f"[{TUESDAY}]", f"[{FRIDAY}]")
    await house.says("social", f"[{FRIDAY}]")

    told = await house.says("coordinator", "/meeting open 1")

    assert told[-1].text.splitlines()[-4:] == [
        f"{TUESDAY}: 1 can come",
        "– not yet enough for a quorum",
        f"{FRIDAY}: 2 can come",
        "– enough for a quorum",
    ]


async def test_in_full_a_quorum_needs_four_professions(full: Talks) -> None:
    ref = await full.raised()
    await full.says("coordinator", f"/case answer {ref} next:screening by:2d")
    dates = "tomorrow-10:00,friday-14:00"
    await full.says("coordinator", f"/meeting call kind:conference refs:{ref} dates:{dates}")
    await full.says("coordinator", f"[{TUESDAY}]")

    told = await full.says(
        "coordinator", "/meeting record 1 present:municipality,police face_to_face:no"
    )

    assert told[-1].text.splitlines() == [
        "Meeting 1 is recorded, not face to face: Municipality, Police.",
        "Missing for a quorum: social services, behavioural expertise. Who took part is recorded.",
    ]


async def test_the_circle_hears_that_a_date_stands_and_that_it_is_called_off(house: Talks) -> None:
    ref = await called(house)
    await house.says("coordinator", "/meeting open 1", f"[Pick {FRIDAY}]")
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · The date of a meeting on this case stands. Open it to see when."
    )

    await house.says("coordinator", "[Call it off]")

    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · A meeting on this case is called off."
    assert house.seats == []


async def test_somebody_who_left_the_circle_hears_nothing_more(house: Talks) -> None:
    ref = await called(house)
    await house.says("coordinator", f"/case circle {ref} remove:@teacher why:knows_the_person")
    before = len(house.reads("teacher", "notice"))

    await house.says("coordinator", "/meeting open 1", f"[Pick {FRIDAY}]")

    assert house.reads("teacher", "notice")[before:] == []
    assert texts(await house.says("teacher", "/meeting answer 1 round:1 can:1")) == [NOTHING]
    assert texts(await house.says("teacher", "/meeting next")) == ["No meeting is planned."]


async def test_a_guest_is_asked_only_where_the_invitation_names_meetings(house: Talks) -> None:
    ref = await house.started()
    for who, what in (("mentor", "meeting"), ("youth", "own_actions")):
        terms = f"why:community_trust brings:knowledge may:{what} until:30d"
        await house.says("coordinator", f"/guest invite {ref} @{who} {terms}")

    dates = "friday-10:00,friday-14:00"
    await house.says("social", f"/meeting call kind:ad_hoc refs:{ref} dates:{dates}")

    assert ASKED in house.reads("mentor")
    assert ASKED not in house.reads("youth")


async def test_a_conference_is_on_a_case(house: Talks) -> None:
    told = await house.says("social", "/meeting call kind:conference dates:tomorrow-10:00", "skip")

    assert "A conference is on a case." in texts(told)


async def test_a_record_keeps_the_decision_and_leads_to_the_plan(house: Talks) -> None:
    ref = await called(house)

    told = await house.says(
        "coordinator",
        "/meeting record 1 present:municipality,social face_to_face:yes decision:adopt",
    )

    assert told[-1].text.splitlines() == [
        "Meeting 1 is recorded, face to face: Municipality, Social services.",
        "There was a quorum.",
        "Decided: taken on. Now do it:",
    ]
    assert told[-1].buttons == ("Write a step", f"Show {ref}")
