"""Mirrors commands/consent.py."""

from __future__ import annotations

import pytest

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."


async def test_consent_is_recorded_and_the_circle_reads_the_set_words(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says(
        "social", f"/consent record {ref} words:I want this {CANARY}", "1", "given", "1", "spoken"
    )

    assert texts(told, "reply") == [f"Noted for {ref}: taking part in support: given."]
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · taking part in support: given (voluntary)."
    )


async def test_three_kinds_are_kept_apart(house: Talks) -> None:
    ref = await house.owned()
    await house.says(
        "social", f"/consent record {ref} kind:waiver given:given mode:voluntary how:written"
    )

    told = await house.says(
        "social", f"/plan start {ref} action:counselling level:person holder:@social due:14d"
    )

    assert told[0].text.startswith("Nobody has recorded yet whether the person takes part.")


async def test_the_newest_word_of_the_person_rules(house: Talks) -> None:
    ref = await house.owned()
    for given in ("given", "declined"):
        await house.says(
            "social", f"/consent record {ref} kind:support given:{given} mode:voluntary how:spoken"
        )

    told = await house.says(
        "social", f"/plan start {ref} action:counselling level:person holder:@social due:14d"
    )

    assert told[0].text.startswith("Nobody has recorded yet whether the person takes part.")


@pytest.mark.parametrize("who", ["coordinator", "housing", "officer", "mentor", "admin"])
async def test_whoever_does_not_speak_with_the_person_records_nothing(
    house: Talks, who: str
) -> None:
    ref = await house.owned()

    told = await house.says(
        who, f"/consent record {ref} kind:support given:given mode:voluntary how:spoken"
    )

    assert texts(told) == [NOTHING]


# --- withdrawing and declining ---

LATE = "One step has not been reported on yet. Done, changed or stopped?"
MIND = "A person changed their mind. Voluntary steps stop now."


async def _with_steps(house: Talks) -> str:
    """Support runs, with a voluntary step of the social worker and a compulsory one of the teacher."""
    ref = await house.started()
    await house.says(
        "social",
        f"/plan write {ref} action:legal_measure level:person holder:@teacher due:14d"
        " basis:child_law authority:child_services",
    )
    return ref


async def test_h67_support_taken_back_stops_voluntary_steps_at_once_and_no_others(
    house: Talks,
) -> None:
    ref = await _with_steps(house)

    told = await house.says("social", f"/consent withdraw {ref}")

    assert texts(told, "reply")[0].splitlines()[0] == (
        f"Noted for {ref}: taking part in support: withdrawn."
    )
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · The person changed their mind. Voluntary steps stop now; open the case to see."
    )
    assert house.reads("coordinator", "notice")[-1] == MIND
    shown = (await house.says("social", f"/plan show {ref}"))[-1].text
    assert "1. counselling (person, voluntary), social, by Mon 16 Mar: stopped" in shown
    assert "2. legal measure (person, compulsory), teacher, by Mon 16 Mar: agreed" in shown
    assert house.reads("seats", "post") == [] or "support" not in house.seats[-1]


async def test_h67_nothing_stands_in_the_way_of_a_withdrawal_a_pause_included(house: Talks) -> None:
    ref = await house.started()
    await house.says("officer", f"/case pause {ref}")

    told = await house.says("social", f"/consent withdraw {ref} kind:support")

    assert texts(told, "reply")[0].startswith(
        f"Noted for {ref}: taking part in support: withdrawn."
    )


async def test_whom_the_person_told_notes_it_the_referrer_too(house: Talks) -> None:
    ref = await house.started()

    await house.says("nurse", f"/consent withdraw {ref} kind:support")

    assert house.reads("social", "notice")[-1] == MIND
    assert ": stopped" in (await house.says("social", f"/plan show {ref}"))[-1].text
    # The word is written down and steps stop; that the case steps back is for its circle to say.
    assert (await house.says("nurse", f"/concern status {ref}"))[-1].text.startswith(
        f"{ref}: support is running"
    )
    told = await house.says("social", "[Open]", "[Prepare it anew]")
    assert texts(told)[-1] == f"{ref} is prepared anew: talk with the person first."
    told = await house.says("social", f"/consent withdraw {ref} kind:support")
    assert texts(told) == [f"{ref}: that was taken back already, and stays so."]


async def test_what_stopped_waits_and_goes_on_once_the_person_says_yes_again(house: Talks) -> None:
    ref = await house.started()
    await house.says(
        "teacher", f"/plan write {ref} action:school_plan level:person", "@teacher", "2d"
    )
    await house.says("social", f"/consent withdraw {ref} kind:support")
    page = (await house.says("social", f"/plan show {ref}"))[-1].text
    assert page.count("stopped\n   Waits: the person has changed their mind.") == 2
    await house.waits(days=5)
    assert LATE not in house.reads("teacher", "notice")

    line = f"/consent record {ref} kind:support mode:voluntary how:spoken"
    await house.says("social", f"{line} given:declined")
    assert "Waits:" in (await house.says("social", f"/plan show {ref}"))[-1].text
    await house.says("social", f"{line} given:given")

    page = (await house.says("social", f"/plan show {ref}"))[-1].text
    assert "Waits: the person" not in page
    assert "1. counselling (person, voluntary), social, by Mon 16 Mar: agreed" in page
    assert "2. school plan (person, voluntary), teacher, by Sat 21 Mar: agreed" in page


async def test_support_starts_again_only_when_the_person_says_yes_again(house: Talks) -> None:
    ref = await house.started()
    await house.says("social", f"/consent withdraw {ref} kind:support")

    asked = await house.says("social", f"/plan start {ref}")
    assert texts(asked) == ["Does the person take part in support?"]
    told = await house.says(
        "social",
        f"/plan start {ref} given:given how:spoken mode:voluntary action:counselling level:person"
        " holder:@social due:14d",
    )

    assert texts(told, "reply")[0].startswith(f"Support for {ref} has started.")


async def test_h67_a_waiver_taken_back_stops_what_that_profession_would_newly_share(
    house: Talks,
) -> None:
    ref = await house.answered()
    await house.says(
        "nurse",
        f"/consent record {ref} kind:waiver given:given mode:voluntary scope:wellbeing how:spoken",
    )
    await house.says("nurse", f"/consent withdraw {ref} kind:waiver")

    told = await house.says(
        "nurse",
        f"/share send {ref} data:wellbeing to:social until:30d helps:counselling words:{CANARY}",
    )

    assert told[0].text.startswith("The person no longer frees your profession to speak")


async def test_h67_data_protection_taken_back_closes_what_rests_on_it_and_nothing_else(
    house: Talks,
) -> None:
    ref = await house.owned()
    await house.says(
        "teacher",
        f"/consent record {ref} kind:data_protection given:given mode:voluntary scope:attendance,family"
        " how:written",
    )
    for footing, words in (("consent", "on consent"), ("public_task", "on the task")):
        await house.says(
            "teacher",
            f"/share send {ref} data:attendance to:housing until:30d helps:learning_support"
            f" footing:{footing} words:{words} {CANARY}",
            "send",
        )
    line = f"/case open {ref} what:detail why:prepare_visit"
    assert "on consent" in (await house.says("housing", line))[-1].text

    await house.says("teacher", f"/consent withdraw {ref} kind:data_protection")

    left = (await house.says("housing", line))[-1].text
    assert "on consent" not in left
    assert "on the task" in left


async def test_h67_a_consent_runs_out_and_its_owner_hears_two_weeks_before(house: Talks) -> None:
    ref = await house.owned()
    await house.says(
        "social",
        f"/consent record {ref} kind:data_protection given:given mode:voluntary scope:attendance"
        " how:spoken until:30d",
    )
    due = "A talk with a person about what they want is due."
    before = house.reads("social", "notice").count(due)

    await house.waits(days=17)

    assert house.reads("social", "notice").count(due) == before + 1
    await house.waits(days=14)
    told = await house.says(
        "teacher",
        f"/share send {ref} data:attendance to:housing until:7d helps:learning_support footing:consent"
        f" words:{CANARY}",
    )
    assert told[0].text.startswith("The person's data-protection consent does not cover this")


async def test_what_is_compulsory_names_its_law_and_who_decided(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says(
        "social", f"/consent record {ref} kind:notice given:not_required mode:compulsory how:spoken"
    )
    assert told[-1].text.startswith("On what legal basis is it compulsory?")
    told = await house.says("social", "law on children in need", "child services", "now")

    assert texts(told, "reply")[-1].startswith(
        f"Noted for {ref}: the person was told: not required."
    )
    started = await house.says(
        "social",
        f"/plan start {ref} action:legal_measure level:person holder:@social due:14d"
        " basis:child_law authority:child_services",
    )
    assert started[0].text.startswith(f"Support for {ref} has started.")


async def test_a_notice_is_no_consent_to_take_back(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says("social", f"/consent withdraw {ref} kind:notice")

    assert told[0].text == "A notice is no consent, and cannot be taken back. Which of the three?"


async def test_the_person_declines_and_a_second_person_confirms_it(house: Talks) -> None:
    ref = await house.owned()

    told = await house.says(
        "social",
        f"/consent declined {ref} why:does_not_want_now to:a friend of the family {CANARY}",
        "@teacher",
    )
    assert texts(told, "reply")[-1].startswith("teacher is asked to confirm.")
    await house.says("teacher", "[Open]", "[Confirm]")

    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · The person does not want support. Voluntary support ends here. Thank you."
    )
    assert house.reads("teacher", "notice")[-1].endswith("has a duty of its own.")
    status = await house.says("nurse", f"/concern status {ref}")
    assert status[-1].text.splitlines() == [
        f"{ref}: others are helping",
        f"Other help: a friend of the family {CANARY}",
    ]
    assert texts(await house.says("teacher", f"/case show {ref}")) == [NOTHING]
