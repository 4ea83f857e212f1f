"""Plans in full: three levels, compulsory steps, try-outs, reasons, reviews, fewer agencies."""

from __future__ import annotations

from pathlib import Path

from bot.config import parse
from bot.house.serving import partnership
from tests.house import Talks, texts

EXAMPLE = (Path(__file__).parents[2] / "config.example.toml").read_text("utf-8")
WAITS = "Something is waiting for you in Confer."
CROWD = "Several agencies plan contact close together. Would one visit do?"
WORD = "given:given how:spoken mode:voluntary"
STEP = "action:counselling level:person holder:@social due:14d mode:voluntary"


async def test_support_starts_only_when_every_level_has_a_step_or_a_reason_for_none(
    full: Talks,
) -> None:
    """H86, H84: person, family and community, from what carries and what is needed."""
    ref = await full.owned()

    await full.says("social", f"/consent record {ref} kind:support {WORD}")
    await full.says("social", f"/plan write {ref} {STEP}")

    told = await full.says("social", f"/plan start {ref}")
    assert texts(told) == ["Nothing is planned for the family. Why is nothing needed?"]
    again = await full.says("social", "nobody within reach")
    assert again[-1].text == "Nothing is planned for the community. Why is nothing needed?"
    done = await full.says("social", "carried already")
    assert done[0].text.startswith(f"Support for {ref} has started.")

    page = (await full.says("social", f"/plan show {ref}"))[-1].text.splitlines()
    assert "Nothing for the family: nobody within reach" in page
    assert "What carries: a sport, craft or interest, good friends" in page
    assert "No step yet for: safe online" in page


async def test_h92_in_full_the_persons_word_and_each_step_are_acts_of_their_own(
    full: Talks,
) -> None:
    """The domain joins them on one form in light alone; here their own forms open, filled in so far."""
    ref = await full.owned()

    told = await full.says("social", f"/plan start {ref} {WORD}")
    assert texts(told)[0] == "First what the person said, which is an act of its own:"
    noted = await full.says("social", "[Go on]")
    assert texts(noted)[0] == f"Noted for {ref}: taking part in support: given."
    told = await full.says("social", f"/plan start {ref} {STEP}")
    assert texts(told)[0] == "First the step, which is an act of its own:"
    planned = await full.says("social", "[Go on]")
    assert texts(planned)[0].startswith(f"Step 1 of {ref}: counselling (person, voluntary), social")

    started = await full.says("social", f"/plan start {ref} no_family:later no_community:later")

    assert started[0].text.startswith(f"Support for {ref} has started.")


async def test_in_full_an_early_start_leads_to_what_the_person_says(full: Talks) -> None:
    ref = await full.owned()

    told = await full.says("social", f"/plan start {ref}")

    assert texts(told)[0].startswith("Nobody has recorded yet whether the person takes part.")
    asked = await full.says("social", "[Does the person take part?]")
    assert asked[-1].text.startswith("Which consent?")


async def test_a_compulsory_step_names_its_law_and_who_decided_it_and_the_mix_is_shown(
    full: Talks,
) -> None:
    """H91: assistance and legal pressure beside each other."""
    ref = await full.started()

    told = await full.says(
        "social", f"/plan write {ref} action:legal_measure level:person holder:@social due:30d"
    )
    assert told[-1].text == "On what legal basis?"
    assert (await full.says("social", "skip"))[-1].text == "Which authority decided it?"
    refused = await full.says("social", "a court")
    assert texts(refused)[0] == "A compulsory step rests on a law. On what basis was it decided?"
    done = await full.says("social", "order of a court")
    assert done[0].text.splitlines()[1] == "order of a court, decided by a court"
    page = (await full.says("social", f"/plan show {ref}"))[-1].text
    assert "Voluntary: 1, compulsory: 1" in page


async def test_a_try_out_asks_a_question_ends_in_sixty_days_and_with_an_answer(full: Talks) -> None:
    ref = await full.started()
    line = f"/plan write {ref} action:try_out mode:voluntary level:family holder:@teacher"

    told = await full.says("social", f"{line} due:90d question:does a walk help")
    assert texts(told)[0] == "A try-out ends within 60 days. By which day?"
    await full.says("social", "30d")
    ended = await full.says(
        "teacher", f"/plan progress {ref} action:2 status:done helped:too_early"
    )
    assert texts(ended)[0] == "A try-out ends with an answer: did it help?"
    assert (await full.says("teacher", "helped"))[0].text.startswith(f"Step 2 of {ref}: done.")


async def test_a_step_is_changed_for_a_reason_and_the_versions_say_so(full: Talks) -> None:
    """H101: what changed, and why, stands with the plan."""
    ref = await full.started()

    told = await full.says("social", f"/plan write {ref} change:1 due:30d")
    assert "Why is it changed?" in texts(told)[-1]
    done = await full.says("social", "more time is needed")
    assert done[0].text.startswith(f"Step 1 of {ref}: counselling (person, voluntary), social, by")
    page = (await full.says("social", f"/plan show {ref}"))[-1].text
    assert "a step was changed, more time is needed" in page
    assert f"{ref}, plan 2:" in page


async def test_many_contacts_by_several_agencies_warn_the_owner_once(full: Talks) -> None:
    """H89: one recognisable contact; a family is not flooded."""
    ref = await full.started()
    write = f"/plan write {ref} level:family due:14d"
    await full.says("teacher", f"{write} action:school_plan holder:@teacher")
    assert (
        full.reads("social", "notice")[-1] == WAITS
    )  # another agency's contact comes to the owner
    await full.says("psychologist", f"{write} action:family_work holder:@psychologist")
    before = len(full.reads("social", "notice"))

    told = await full.says("teacher", f"{write} action:practical_help holder:@teacher")

    assert "4 contacts by Social services, Mental health team, Schools" in told[0].text
    assert full.reads("social", "notice")[before:].count(CROWD) == 1
    await full.says("teacher", f"{write} action:housing_help holder:@teacher")
    assert full.reads("social", "notice")[before:].count(CROWD) == 1
    assert "many contacts" in (await full.says("coordinator", "/case list"))[-1].text


async def test_h89_how_much_is_crowded_is_for_the_partnership_to_say(
    tmp_path: Path, migrated: Path
) -> None:
    """As config.toml says: two contacts of one agency within a week are enough to warn, and no wider apart."""
    settings = parse(
        EXAMPLE.replace("contacts = 3", "contacts = 1")
        .replace("agencies = 2", "agencies = 1")
        .replace("days = 14", "days = 7")
    )
    talks = Talks(tmp_path, migrated)
    talks.crowded_by(partnership(settings))
    await talks.open()
    ref = await talks.started()
    line = f"/plan write {ref} level:family holder:@teacher"

    apart = await talks.says("teacher", f"{line} action:school_plan due:7d")
    near = await talks.says("teacher", f"{line} action:family_work due:13d")
    shown = await talks.says("coordinator", "/confer settings")
    await talks.close()

    assert "contacts by" not in apart[0].text
    assert "2 contacts by Social services, Schools" in near[0].text
    assert "many contacts: more than 1 by more than 1 agencies within 7 days" in shown[-1].text


async def test_a_review_needs_a_quorum_makes_a_version_and_asks_the_police_again(
    full: Talks,
) -> None:
    ref = await full.started()
    await full.waits(days=21)

    refused = await full.says("social", f"/plan review {ref} trend:better present:social,school")
    assert texts(refused)[0].startswith("The conference is missing municipality, police.")
    before = len(full.reads("officer", "notice"))
    done = await full.says(
        "social",
        "cancel",
        f"/plan review {ref} trend:better present:municipality,police,social,mental_health",
    )
    lines = done[-1].text.splitlines()
    assert lines[0] == f"{ref} was looked at together: better. The plan is version 2 now."
    assert lines[1] == "Still late: steps 1. Change or stop them."
    assert full.reads("officer", "notice")[before:]
    assert full.reads(f"circle:{ref}")[-1] == (
        f"{ref} · The plan was looked at together. Open it to see."
    )
    assert done[-1].buttons[0] == "Fewer agencies"


async def test_it_gets_lighter_with_a_second_person_and_full_again_without(full: Talks) -> None:
    ref = await full.started()
    await full.says(
        "social",
        f"/guest invite {ref} @mentor why:community_trust brings:relationship may:own_actions"
        " until:30d",
    )

    asked = await full.says(
        "social", f"/plan lighter {ref} why:going_well leave:school second:@psychologist"
    )
    assert asked[-1].text.startswith("psychologist is asked to confirm.")
    await full.says("psychologist", "[Open]", "[Confirm]")
    assert full.reads("mentor", "notice")[-1].startswith("Your guest access has ended.")
    assert not (await full.says("teacher", f"/case show {ref}"))[-1].text.startswith(ref)

    back = await full.says("social", f"/plan lighter {ref} why:step_up")
    assert back[0].text.startswith(f"{ref} is back to full; the circle is restored.")
    assert (await full.says("teacher", f"/case show {ref}"))[-1].text.startswith(ref)


async def test_the_list_says_what_waits_to_who_monitors_and_to_nobody_else(full: Talks) -> None:
    """H102: late, orphaned, no owner, review due."""
    ref = await full.started()
    await full.waits(days=78)

    for who in ("coordinator", "social"):
        told = await full.says(who, "/case list")
        assert told[-1].text == f"{ref}: support is running · late steps, a review is due"
    assert (await full.says("teacher", "/case list"))[-1].text == f"{ref}: support is running"

    await full.says("social", f"/owner give_back {ref} why:no_time")
    told = await full.says("coordinator", "/case list")
    assert "no owner, late steps" in told[-1].text


async def test_a_step_of_which_it_was_too_early_to_tell_is_asked_about_before_the_end(
    full: Talks,
) -> None:
    ref = await full.started()
    done = await full.says("social", f"/plan progress {ref} action:1 status:done helped:too_early")
    assert "Log progress" in done[0].buttons
    await full.says("social", f"/case close {ref} step:propose why:goals_met outcome:goals_met")

    refused = await full.says("coordinator", f"/case close {ref} step:finish")
    assert refused[0].text.startswith("Before closing: whether step 1 helped + ")

    asked = await full.says("social", f"/case show {ref}", "[Log progress]")
    assert asked[-1].text.splitlines()[0] == "1. counselling, by Mon 16 Mar"
    assert asked[-1].text.splitlines()[1] == "Did it help?"
    told = await full.says("social", "helped")
    assert told[0].text.startswith(f"Step 1 of {ref}: done.")
    assert "Log progress" not in told[0].buttons
    refused = await full.says("coordinator", f"/case close {ref} step:finish")
    assert "whether step" not in refused[0].text
