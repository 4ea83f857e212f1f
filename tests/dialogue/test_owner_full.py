"""Who owns a case in full: most seats agree, the nominee accepts, and a new face is brought along."""

from __future__ import annotations

from tests.house import Talks, texts

NOTHING = "There is nothing here for you under that name."
WAITS = "Something is waiting for you in Confer."
LACKS = "Somebody is needed who takes something on. You may hold it meanwhile."


async def taken(full: Talks, circle: str = "social,school,mental_health") -> str:
    ref = await full.answered()
    await full.says("officer", f"/case police {ref} answer:clear")
    await full.says("coordinator", f"/case take {ref} why:fits_here circle:{circle}")
    return ref


async def test_somebody_of_the_circle_nominates_and_most_seats_agree_before_the_nominee_accepts(
    full: Talks,
) -> None:
    """H83: the owner is appointed together."""
    ref = await taken(full)

    told = await full.says("psychologist", f"/owner name {ref} @teacher because:relationship,time")
    assert texts(told, "reply") == [
        f"teacher is nominated to own {ref}.\n"
        "Agreed so far: Mental health team, Schools, of Social services, Mental health team, Schools."
        "\nThat is enough; the nominee may accept."
    ]

    done = await full.says("teacher", f"/owner accept {ref}")
    assert done[0].text.startswith(f"You own {ref}.")
    assert full.reads(f"circle:{ref}")[-1] == f"{ref} · This case has an owner."


async def test_a_nominee_waits_until_most_seats_agree_and_then_hears(full: Talks) -> None:
    ref = await taken(full, "social,school,mental_health,housing")
    await full.says("psychologist", f"/owner name {ref} @teacher because:relationship")

    told = await full.says("teacher", f"/owner accept {ref}")
    assert told[0].text.splitlines()[0] == (
        "Not yet: the seats of the circle agree first, then you hear."
    )
    assert told[0].text.splitlines()[-1] == "1 more needed."

    before = len(full.reads("teacher", "notice"))
    agreed = await full.says("social", "/owner agree")
    assert agreed[0].text.startswith(f"Your seat agrees that teacher owns {ref}.")
    assert full.reads("teacher", "notice")[before:] == [WAITS]
    opened = await full.says("teacher", "[Open]", "[Accept]")
    assert opened[-2].text.startswith(f"You own {ref}.")


async def test_a_seat_agrees_once_and_nobody_outside_the_circle_agrees(full: Talks) -> None:
    ref = await taken(full, "social,school,mental_health,housing")
    await full.says("psychologist", f"/owner name {ref} @teacher because:relationship")

    told = await full.says("psychologist", f"/owner agree {ref}")
    assert told[0].text.startswith("Your seat agreed already.")
    for who in ("ngo", "nurse", "mentor", "admin"):
        assert texts(await full.says(who, f"/owner agree {ref}")) == [NOTHING]


async def test_naming_the_same_person_again_keeps_what_the_seats_said(full: Talks) -> None:
    ref = await taken(full, "health,social,mental_health")
    await full.says("psychologist", f"/owner name {ref} @social because:time")
    await full.says("nurse", f"/owner agree {ref}")

    told = await full.says("coordinator", f"/owner name {ref} @social because:relationship")

    assert "Agreed so far: Social services, Health centre, Mental health team" in told[0].text
    accepted = await full.says("social", f"/owner accept {ref}")
    assert accepted[0].text.startswith(f"You own {ref}.")


async def test_only_the_circle_is_chosen_from_unless_who_runs_the_process_adds(full: Talks) -> None:
    ref = await taken(full)

    told = await full.says("social", f"/owner name {ref} @housing because:time")
    assert told[0].text == ("That person is not in the circle. Whom of the circle do you propose?")
    await full.says("social", "cancel")
    added = await full.says("coordinator", f"/owner name {ref} @housing because:time")
    assert added[0].text.startswith(f"housing is nominated to own {ref}.")


async def test_confer_proposes_who_has_relationship_competence_and_time(full: Talks) -> None:
    """H90: closest relationship or most fitting competence; a button asks them."""
    ref = await taken(full, "health,social,mental_health")

    told = await full.says("social", f"/case show {ref}")

    assert "Could own it: nurse (has the relationship, has the time)" in told[-1].text
    assert "Ask @nurse" in told[-1].buttons
    asked = await full.says("social", "[Ask @nurse]")
    assert asked[0].text.startswith(f"nurse is nominated to own {ref}.")


async def test_h20_a_new_face_is_brought_along_by_the_old_one_and_changes_are_counted(
    full: Talks,
) -> None:
    ref = await full.started()
    await full.says("social", f"/owner give_back {ref} why:no_time")
    assert full.reads("social")[-1].endswith(
        "Whoever takes it on is brought along by you: one joint introduction."
    )
    await full.says("coordinator", f"/owner name {ref} @teacher because:relationship")
    await full.says("social", f"/owner agree {ref}")
    await full.says("teacher", f"/owner agree {ref}")

    accepted = await full.says("teacher", f"/owner accept {ref}")

    assert accepted[0].text.startswith(f"You own {ref}.")
    shown = (await full.says("teacher", f"/case show {ref}"))[0].text
    assert "The face before: social. Changes so far: 1." in shown
    plan = (await full.says("teacher", f"/plan show {ref}"))[0].text
    assert "2. Joint introduction: social brings teacher along, by Mon 16 Mar: agreed" in plan


async def test_the_coordinator_is_asked_to_hold_a_case_that_finds_no_owner_and_starts_no_support(
    full: Talks,
) -> None:
    ref = await full.adopted()
    await full.waits(days=6)
    assert LACKS in full.reads("coordinator", "notice")

    told = await full.says("coordinator", f"/case show {ref}", "[Hold it meanwhile]")
    assert told[-1].text.splitlines()[0] == f"You hold {ref} until an owner is found."
    count = full.reads("coordinator", "notice").count(LACKS)
    await full.waits(days=3)
    assert full.reads("coordinator", "notice").count(LACKS) == count
    shown = (await full.says("social", f"/case show {ref}"))[-1].text
    assert "Holds it meanwhile: coordinator" in shown
    refused = await full.says(
        "coordinator", f"/plan start {ref} no_family:later no_community:later"
    )
    assert texts(refused)[0].startswith("There is no owner yet. Name one with /owner name.")
    assert texts(await full.says("social", f"/owner hold {ref}")) == [NOTHING]
