"""Mirrors commands/assess.py: questions to seats, own judgements, the conference."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.ports import Exchanged
from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
WAITS = "Something is waiting for you in Confer."
OWED = 'One answer is owed. "We hold nothing" and "we may not" are answers too.'


async def taken(full: Talks, circle: str = "social,school,mental_health") -> str:
    return await full.taken(circle)


async def judged(full: Talks, ref: str, *words: str) -> None:
    for who, word in zip(("social", "teacher", "psychologist"), words, strict=False):
        await full.says(who, f"/assess judge {ref} judgement:{word} because:{CANARY}")


# --- taking up ---


async def test_the_needs_propose_the_circle_and_what_it_lacks_stays_in_sight(full: Talks) -> None:
    """H9."""
    ref = await full.cleared()

    asked = await full.says("coordinator", f"/case take {ref}", "fits_here")
    told = await full.says("coordinator", "social, school")

    assert asked[-1].text.splitlines()[0] == "The needs propose: Schools, Neighbourhood NGO"
    assert asked[-1].buttons[0] == "Take these"
    assert told[-1].text.splitlines() == [
        f"{ref} is taken up together: Social services, Schools.",
        "From the needs one might also ask: Neighbourhood NGO",
        "The needs also point to sectors without a seat here: youth work",
        "Next: questions to seats, own judgements, then the conference.",
    ]
    shown = await full.says("coordinator", "/case show")
    assert "The needs propose, and the circle lacks: Neighbourhood NGO" in shown[-1].text
    assert "circle lacks" not in (await full.says("teacher", "/case show"))[-1].text


async def test_what_the_needs_propose_is_taken_with_one_button(full: Talks) -> None:
    ref = await full.cleared()

    told = await full.says("coordinator", f"/case take {ref}", "fits_here", "[Take these]")

    assert told[-1].text.startswith(f"{ref} is taken up together: Schools, Neighbourhood NGO.")


# --- ask and answer ---


async def test_whether_somebody_is_known_is_asked_of_one_case_and_answered_without_words(
    full: Talks,
) -> None:
    """Hit or no hit: the seat sees one abstract, gives one word, and the case is gone again. (H17)"""
    ref = await taken(full)
    await full.says("coordinator", f"/assess ask {ref} seats:housing question:known")
    assert full.reads("housing", "notice") == [OWED]

    seen = await full.says("housing", "[Open]")
    asked = await full.says("housing", "[Answer the question]", "share")
    told = await full.says("housing", "known_before")

    assert seen[-1].text.splitlines()[-1] == "Your seat is asked: known to you?"
    assert "In the circle" not in seen[-1].text
    assert asked[0].text.splitlines()[0] == f"{ref}: known to you?"
    assert [line.kind for line in asked] == ["question", "question"]
    assert told[-1].text == f"Your answer on {ref}: we share. Thank you."
    assert full.reads(f"circle:{ref}")[-1] == (
        f"{ref} · Housing, known to you? we share, known before."
    )
    assert texts(await full.says("housing", f"/case show {ref}")) == [NOTHING]


async def test_no_words_are_taken_where_known_or_not_is_the_whole_answer(full: Talks) -> None:
    ref = await taken(full)
    await full.says("coordinator", f"/assess ask {ref} seats:housing question:known")

    told = await full.says("housing", f"/assess answer reply:share known:known_now detail:{CANARY}")

    assert told[0].text == "Known or not known is the whole answer here; no words are taken."


async def test_a_health_seat_may_say_the_least(full: Talks) -> None:
    """Known or not, safe to approach or not, need X; no words are asked of it. (H66)"""
    ref = await taken(full)
    await full.says("coordinator", f"/assess ask {ref} seats:health question:what_helps")

    asked = await full.says("nurse", "/assess answer", "share_less")
    told = await full.says("nurse", "known_now", "go_together", "counselling")

    assert asked[-1].text == "Is the person known to you?"
    assert told[-1].text.startswith(f"Your answer on {ref}: we share less.")
    assert full.reads(f"circle:{ref}")[-1] == (
        f"{ref} · Health centre, what helps? we share less, known now, go together, counselling."
    )


async def test_what_a_seat_writes_is_sealed_and_its_circle_opens_it(full: Talks) -> None:
    ref = await taken(full)
    await full.says("coordinator", f"/assess ask {ref} seats:social question:what_helps")

    await full.says("social", "/assess answer", "share", "known_now", "fine", "skip", CANARY)

    opened = await full.says("teacher", f"/case open {ref} what:detail why:prepare_meeting")
    assert opened[-1].text.count(CANARY) == 2


async def test_may_not_is_an_answer_and_says_why_in_a_word(full: Talks) -> None:
    """H40."""
    ref = await taken(full)
    await full.says("coordinator", f"/assess ask {ref} seats:housing question:in_contact")

    asked = await full.says("housing", "/assess answer may_not")
    told = await full.says("housing", "no_footing")

    assert asked[-1].text == "Why may you not?"
    assert told[-1].text.startswith(f"Your answer on {ref}: we may not.")
    assert full.reads(f"circle:{ref}")[-1] == (
        f"{ref} · Housing, in contact? we may not, no footing."
    )


async def test_silence_goes_to_the_deputy_then_to_the_agencys_manager(full: Talks) -> None:
    """And whoever runs the process reads how many are open. (H40)"""
    ref = await taken(full)
    await full.says("coordinator", f"/assess ask {ref} seats:health question:in_contact")

    told = await full.waits(days=8)

    heard = [(said.place, said.text) for said in told if said.kind == "notice"]
    assert heard.count(("nurse", OWED)) == 2
    assert heard.count(("health_deputy", OWED)) == 2
    assert (
        "manager",
        "Your agency owes one answer, and its time has run out. Please see to it.",
    ) in heard
    assert (
        "coordinator",
        "An answer that was asked for has not come. Open to see how many are open.",
    ) in heard


async def test_an_answer_ends_the_asking_and_more_time_does_not(full: Talks) -> None:
    ref = await taken(full)
    await full.says("coordinator", f"/assess ask {ref} seats:housing,ngo question:known")
    await full.says("housing", f"/assess answer {ref} hold_nothing")
    await full.says("ngo", f"/assess answer {ref} need_time")

    told = await full.waits(days=8)

    assert [said for said in told if said.place == "housing"] == []
    assert [said.text for said in told if said.place == "ngo"] == [OWED, OWED]


async def test_urgency_shortens_each_answer_that_is_owed_and_loses_none(full: Talks) -> None:
    ref = await taken(full)
    await full.says("coordinator", f"/assess ask {ref} seats:housing,ngo question:known")
    await full.says("teacher", f"/concern urgent {ref} called:not_needed ground:danger_to_self")
    await full.says("housing", f"/assess answer {ref} hold_nothing")

    told = await full.waits(hours=5)

    owed = [(said.place, said.text) for said in told if said.place in {"housing", "ngo"}]
    assert owed == [("ngo", OWED), ("ngo", OWED)]


async def test_seats_are_asked_by_whoever_runs_the_case_alone(full: Talks) -> None:
    ref = await taken(full)

    for who in ("teacher", "housing", "nurse", "mentor", "admin"):
        line = f"/assess ask {ref} seats:housing question:known"
        assert texts(await full.says(who, line)) == [NOTHING], who
        assert texts(await full.says(who, f"/assess answer {ref} hold_nothing")) == [NOTHING], who


async def test_an_answer_that_is_owed_is_not_asked_for_twice(full: Talks) -> None:
    ref = await taken(full)
    line = f"/assess ask {ref} seats:housing question:known"
    await full.says("coordinator", line)

    told = await full.says("coordinator", line)

    assert told[-1].text == "These seats were asked that already, and owe an answer."


# --- own judgements ---


async def test_own_judgements_come_first_and_are_shown_all_together(full: Talks) -> None:
    """Nobody reads another's before; not even that one came. Differences are the agenda. (H59)"""
    ref = await taken(full)
    before = len(full.reads(f"circle:{ref}"))
    await judged(full, ref, "support", "act_now")

    hidden = [await full.says(who, f"/case show {ref}") for who in ("psychologist", "officer")]
    mine = await full.says("teacher", f"/case show {ref}")
    runs = await full.says("coordinator", f"/case show {ref}")

    assert all("judgement" not in told[-1].text for told in hidden)
    assert "Your own judgement: act now. Nobody else reads it yet." in mine[-1].text
    assert "Own judgements that are in: 2.\nAwaited: Mental health team" in runs[-1].text
    assert "act now" not in runs[-1].text
    assert len(full.reads(f"circle:{ref}")) == before
    await full.says("psychologist", f"/assess judge {ref} judgement:support")
    assert full.reads(f"circle:{ref}")[before:] == [
        f"{ref} · Own judgements, all together: act now, support, support. Where they differ is the"
        " agenda."
    ]
    shown = await full.says("officer", f"/case show {ref}")
    assert "Own judgement of Schools: act now" in shown[-1].text


async def test_what_makes_one_think_so_is_opened_by_nobody_before_all_are_shown(
    full: Talks,
) -> None:
    ref = await taken(full)
    line = f"/case open {ref} what:detail why:prepare_meeting"
    await judged(full, ref, "support", "act_now")
    assert (await full.says("psychologist", line))[-1].text.count(CANARY) == 1

    await full.says("psychologist", f"/assess judge {ref} judgement:support")

    assert (await full.says("psychologist", line))[-1].text.count(CANARY) == 3


async def test_an_own_judgement_may_be_changed_until_then_and_not_after(full: Talks) -> None:
    ref = await taken(full)
    await judged(full, ref, "support", "act_now")
    await full.says("teacher", f"/assess judge {ref} judgement:watch_in_ordinary_care")
    await full.says("psychologist", f"/assess judge {ref} judgement:support")

    told = await full.says("teacher", f"/assess judge {ref} judgement:support")

    assert "watch in ordinary care" in full.reads(f"circle:{ref}")[-1]
    assert told[-1].text == (
        f"The judgements on {ref} are shown already. Bring yours into the conference."
    )


async def test_fewer_than_three_seats_of_two_sectors_are_not_shown(full: Talks) -> None:
    ref = await taken(full, "social,school")
    await judged(full, ref, "support", "support")
    shown = await full.says("coordinator", f"/case show {ref}")
    assert "Show the judgements" not in shown[-1].buttons

    told = await full.says("coordinator", f"/assess reveal {ref}")

    assert told[0].text == "1 more own judgements are needed before they are shown together."


async def test_enough_are_shown_without_the_last_by_whoever_runs_the_process(full: Talks) -> None:
    ref = await taken(full, "social,school,mental_health,ngo")
    await judged(full, ref, "support", "support", "support")

    await full.says("coordinator", "/case show", "[Show the judgements]")

    assert full.reads(f"circle:{ref}")[-1] == (
        f"{ref} · Own judgements, all together: support, support, support. They agree."
    )


@pytest.mark.parametrize("last", ["ngo", "coordinator"])
async def test_h75_each_judgement_counts_once_and_who_only_shows_them_gave_none(
    full: Talks, last: str
) -> None:
    ref = await taken(full, "social,school,mental_health,ngo")
    before = await _gave(full)
    await judged(full, ref, "support", "support", "support")
    if last == "coordinator":
        await full.says("coordinator", f"/case show {ref}", "[Show the judgements]")
    else:
        await full.says("ngo", f"/assess judge {ref} judgement:support")

    assert "Own judgements, all together" in full.reads(f"circle:{ref}")[-1]
    after = await _gave(full)
    seats = {"social", "school", "mental_health", *({last} - {"coordinator"})}
    assert after - before == Counter(seats)


async def _gave(full: Talks) -> Counter[str]:
    async with full.player.house.unit() as unit:
        directory = await unit.people.directory()
        counted = await unit.exchanges.of("2026-Q1")
    return Counter(
        {
            directory.seats[seat].key: count
            for (seat, kind), count in counted.items()
            if kind is Exchanged.GAVE
        }
    )


# --- the conference ---


async def test_a_case_is_taken_on_by_those_who_sat_in_the_recorded_conference(full: Talks) -> None:
    ref = await full.met()

    asked = await full.says("coordinator", "/assess adopt")
    told = await full.says(
        "coordinator", "known_enough", f"we agree {CANARY}", f"one does not {CANARY}"
    )

    assert asked[-1].text == "Was an expert asked?"
    assert told[-1].text == (
        f"{ref} is taken on. There: Municipality, Police, Social services, Mental health team."
    )
    assert full.reads(f"circle:{ref}")[-1] == (
        f"{ref} · This case is taken on together. An owner is to be found."
    )
    shown = await full.says("teacher", "/case show")
    assert "Somebody saw it otherwise; the words are sealed with the reasons." in shown[-1].text
    opened = await full.says("teacher", "/case open what:detail why:prepare_meeting")
    assert opened[-1].text.count(CANARY) == 3


async def test_without_the_four_no_conference_decides(full: Talks) -> None:
    """H49."""
    ref = await full.judging()
    await judged(full, ref, "support", "support", "support")
    await full.recorded(ref, "municipality,police,school,housing")

    told = await full.says("coordinator", f"/assess adopt {ref} known_enough reasons:x", "skip")

    assert told[-1].text.splitlines()[0] == (
        "The conference is missing social services. Invite a deputy or move the date."
    )


async def test_a_seat_whose_people_stepped_aside_counts_for_no_quorum(full: Talks) -> None:
    """H49."""
    ref = await full.met()
    for who in ("social", "social_deputy"):
        await full.says(who, f"/case aside {ref}", "= send")

    told = await full.says("coordinator", f"/assess adopt {ref} known_enough reasons:x", "skip")

    assert told[-1].text.startswith("The conference is missing social services.")


async def test_own_judgements_are_needed_before_it_is_decided(full: Talks) -> None:
    ref = await full.judging()
    await full.recorded(ref)

    told = await full.says("coordinator", f"/assess adopt {ref} known_enough reasons:x", "skip")

    assert told[-1].text.startswith("3 more own judgements are needed")


async def test_open_answers_hold_it_up_until_going_on_without_is_said(full: Talks) -> None:
    ref = await full.met()
    await full.says("coordinator", f"/assess ask {ref} seats:ngo question:in_contact")

    asked = await full.says("coordinator", f"/assess adopt {ref} known_enough reasons:x", "skip")
    told = await full.says("coordinator", "yes")

    assert texts(asked)[1:] == [
        "1 answers are still open. Wait, or record that you go on without.",
        "Go on without the answers that are still open?",
    ]
    assert told[-1].text.startswith(f"{ref} is taken on.")
    assert [said for said in await full.waits(days=9) if said.place == "ngo"] == []
    assert "in contact? Gone on without." in (await full.says("social", "/case show"))[-1].text


async def test_a_theme_with_an_expert_asks_why_none_was_asked(full: Talks) -> None:
    """H78."""
    ref = await full.met()

    told = await full.says("coordinator", f"/assess adopt {ref} not_mapped reasons:x", "skip")

    assert texts(told)[-2].startswith("There is an expert on it: /concern ask asks one")
    assert told[-1].text == "Was an expert asked?"


async def test_more_information_is_asked_for_twice_then_it_is_decided(full: Talks) -> None:
    ref = await full.met()
    call = f"/meeting call kind:conference refs:{ref} dates:tomorrow-10:00"
    for number in (2, 3):
        line = f"/meeting record {number} present:police,social face_to_face:yes"
        await full.says("coordinator", call, f"{line} decision:more_needed")
    await full.says("coordinator", call)

    told = await full.says(
        "coordinator",
        "/meeting record 4 present:police,social face_to_face:yes decision:more_needed",
    )

    assert told[0].text == (
        "More was asked for twice already: decide with what is there. What was decided?"
    )


async def test_back_at_the_table_judgements_are_given_anew(full: Talks) -> None:
    ref = await full.adopted()

    told = await full.says("coordinator", "/assess rethink changed")

    assert told[-1].text == f"{ref} is back at the table: things changed."
    assert full.reads(f"circle:{ref}")[-1] == f"{ref} · This case is back at the table."
    again = await full.says("coordinator", f"/assess adopt {ref} known_enough reasons:x")
    assert again[-1].text.splitlines()[1] == "Which seats sat in the conference?"
    await full.says("coordinator", "cancel")
    assert "Own judgement" in (await full.says("social", "/case show"))[-1].buttons


async def test_the_joint_look_is_called_for_as_its_time_runs_out(full: Talks) -> None:
    ref = await taken(full)

    told = await full.waits(days=29)

    near = "A joint look at something is due soon. Please see to its date."
    missed = "A joint look at something has not taken place in time."
    heard = {(said.place, said.text) for said in told if said.kind == "notice"}
    assert {("coordinator", near), ("social", near), ("coordinator", missed)} <= heard
    assert texts(await full.says("housing", f"/case show {ref}")) == [NOTHING]


# --- urgent ---


async def test_a_short_conference_agrees_first_safety_steps_and_a_full_one_confirms_it(
    full: Talks,
) -> None:
    """The police contact in the room counts as the answer; a copy goes out to confirm or correct."""
    ref = await full.raised("teacher", urgency="now")
    await full.says(
        "coordinator",
        f"/case answer {ref} call_today today",
        f"/meeting call kind:ad_hoc refs:{ref} dates:today-15:00",
        "/meeting record 1 present:municipality,police,health face_to_face:no",
    )
    assert full.reads("officer", "notice")[-1] == "An answer from you is awaited."

    taken_up = await full.says("coordinator", f"/case take {ref} urgent circle:social,health")
    told = await full.says("coordinator", f"/assess adopt {ref} none_in_time reasons:x", "skip")

    assert "A short conference within 24 hours" in texts(taken_up, "reply")[-1]
    assert told[-1].text.splitlines()[1] == (
        "A short conference agrees first safety steps only, for seven days; the next full one"
        " confirms it."
    )
    await full.recorded(ref)
    shown = await full.says("social", f"/case show {ref}")
    assert "A short conference" in shown[-1].text
    await full.says("coordinator", f"/meeting call kind:conference refs:{ref} dates:tomorrow-10:00")
    await full.says(
        "coordinator",
        "/meeting record 3 present:municipality,police,social,health face_to_face:yes decision:adopt",
    )
    assert "A short conference" not in (await full.says("social", f"/case show {ref}"))[-1].text


# --- tools ---


async def test_of_a_tool_the_register_tells_who_may_use_it_and_a_case_its_band(full: Talks) -> None:
    """H73."""
    ref = await taken(full)
    about = await full.says("psychologist", "/assess tool structured_judgement")
    assert "Only for those trained in it" in about[-1].text

    told = await full.says(
        "psychologist", f"/assess tool {ref} tool:structured_judgement band:middle on:yesterday"
    )

    assert told[-1].text == (
        f"Noted for {ref}: structured judgement tool, Sun 1 Mar, middle. Nothing else of it."
    )
    assert (
        "structured judgement tool, Sun 1 Mar: middle"
        in (await full.says("social", f"/case show {ref}"))[-1].text
    )
    assert "middle" not in (await full.says("coordinator", f"/case show {ref}"))[-1].text


# --- light ---


async def test_in_light_one_form_takes_a_case_on_and_judging_is_a_choice(house: Talks) -> None:
    ref = await house.taken()
    assert "Name an owner" in (await house.says("coordinator", f"/case show {ref}"))[-1].buttons
    await house.says("coordinator", f"/assess rethink {ref} changed")

    await house.says("social", f"/assess judge {ref} judgement:support")
    shown = await house.says("coordinator", f"/case show {ref}", "[Show the judgements]")
    told = await house.says(
        "coordinator", f"/assess adopt {ref} present:municipality,social known_enough reasons:x"
    )

    assert shown[-1].text == f"Shown to the circle of {ref}, all together."
    assert told[-1].text == f"{ref} is taken on. There: Municipality, Social services."


async def test_from_judgements_that_are_shown_buttons_lead_to_the_conference_and_its_record(
    full: Talks,
) -> None:
    """Nobody types a reference or a meeting's number where one alone is in sight."""
    ref = await full.judging()
    await judged(full, ref, "support", "support", "support")
    await full.says("coordinator", "/case show", "[Call the conference]", "tomorrow-10:00")

    told = await full.says(
        "coordinator", "/meeting record", "municipality, police, social, school", "yes"
    )

    assert told[0].text.startswith("Which seats were there?")
    assert told[-1].text.splitlines()[-1] == "There was a quorum."
    taken_on = await full.says("coordinator", f"[Take on {ref}]", "known_enough", CANARY, "skip")
    assert taken_on[-1].text.startswith(f"{ref} is taken on.")


# --- what no answer would change is said before the first question ---


async def test_a_conference_without_judgements_is_not_asked_for_its_reasons_first(
    full: Talks,
) -> None:
    ref = await taken(full)

    told = await full.says("coordinator", f"/assess adopt {ref}")

    assert told[0].text.splitlines()[0] == (
        "3 more own judgements are needed before they are shown together."
    )
    assert told[0].buttons


async def test_urgent_those_who_sit_together_are_asked_all_the_same(full: Talks) -> None:
    ref = await taken(full)
    await full.says("coordinator", f"/concern urgent {ref} called:not_needed danger_to_self")

    told = await full.says("coordinator", f"/assess adopt {ref}")

    assert told[0].kind == "question"


async def test_before_the_police_see_no_obstacle_nobody_fills_in_a_form_to_hear_so(
    full: Talks,
) -> None:
    ref = await full.answered()
    shown = await full.says("coordinator", f"/case show {ref}")
    assert "Take up" not in shown[-1].buttons

    told = await full.says("coordinator", f"/case take {ref}")

    assert told[0].text.splitlines()[0] == (
        "This case cannot move right now. You will hear when it can."
    )
    await full.says("officer", f"/case police {ref} answer:clear")
    assert "Take up" in (await full.says("coordinator", f"/case show {ref}"))[-1].buttons


async def test_in_light_the_form_asks_for_what_the_police_said(house: Talks) -> None:
    ref = await house.answered()
    assert "Take up" in (await house.says("coordinator", f"/case show {ref}"))[-1].buttons

    told = await house.says("coordinator", f"/case take {ref}")

    assert told[0].kind == "question"


async def test_on_a_paused_case_no_step_is_asked_for(house: Talks) -> None:
    ref = await house.started()
    await house.says("coordinator", f"/case pause {ref} why:person_away")
    shown = await house.says("social", f"/case show {ref}")
    assert "Plan a step" not in shown[-1].buttons

    told = await house.says("social", f"/plan write {ref}")

    assert told[0].text.splitlines()[0] == (
        "This case cannot move right now. You will hear when it can."
    )
