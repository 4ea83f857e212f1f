"""Mirrors commands/concern.py and commands/concern_later.py."""

from __future__ import annotations

import pytest

from bot.parts import TextKind
from bot.policies import access
from bot.vocabulary.reference import CaseRef
from tests.house import CANARY, WHOLE, Talks, texts

NOTHING = "There is nothing here for you under that name."
ANSWERS = (
    "/concern new topic:alone urgency:this_week",
    "= 12_15",
    "= seen_myself",
    "= fairly",
    "= activity,friends",
    "= would_not_guess",
    f"= He sits alone {CANARY}",
)


async def test_a_nurse_is_asked_question_by_question_sees_what_goes_out_and_sends_it(
    house: Talks,
) -> None:
    asked = await house.says("nurse", *ANSWERS)
    sent = await house.says("nurse", "[Send]")

    assert [line.kind for line in asked] == ["question"] * 7
    assert "This is all that others will read." in asked[-1].text
    assert CANARY not in asked[-1].text
    assert texts(sent, "reply") == [
        f"Thank you. Your concern is {house.ref}.\nA named person answers within 24 hours; you will hear."
    ]


async def test_the_seats_read_the_coarse_line_at_the_next_fixed_time_and_nothing_before(
    house: Talks,
) -> None:
    ref = await house.raised()
    assert house.seats == []

    await house.waits(hours=5)

    assert house.seats == [
        f"{ref} · relations, online · child · this week · waiting for a first answer"
    ]


async def test_a_line_for_today_leaves_at_once(house: Talks) -> None:
    ref = await house.raised(urgency="today")

    assert house.seats == [
        f"{ref} · relations, online · child · today · waiting for a first answer"
    ]


async def test_where_a_colleague_would_guess_the_seats_read_nothing_ever(house: Talks) -> None:
    ref = await house.raised(guessable="would_guess")
    await house.says("coordinator", f"/case answer {ref} next:screening by:2d")
    await house.waits(days=2)

    assert [line for line in house.seats if ref in line] == []


async def test_the_coordinator_and_the_police_contact_hear_bare_that_something_waits(
    house: Talks,
) -> None:
    ref = await house.raised()

    for who in ("coordinator", "officer"):
        (notice,) = house.reads(who, "notice")
        assert ref not in notice
    opened = await house.says("coordinator", "[Open]")
    assert opened[0].text.startswith(f"{ref} · withdrawn or alone, what happens online")


async def test_now_asks_the_emergency_question_before_anything_else(house: Talks) -> None:
    asked = await house.says("teacher", "/concern new topic:self_safety urgency:now")

    assert asked[-1].text.startswith("First: have you called 112?")
    asked = await house.says("teacher", "= called", "= danger_to_self", "= 16_17")
    assert "How do you know?" in asked[-1].text


async def test_an_urgent_concern_is_said_at_once_and_shortens_the_clock(house: Talks) -> None:
    await house.raised("teacher", urgency="now")

    assert "within the hour" in house.reads("teacher", "reply")[-1]
    assert house.seats[-1].endswith("waiting for a first answer")
    assert house.reads("coordinator", "notice")


async def test_a_draft_is_seen_by_its_author_alone_and_can_be_carried_on(house: Talks) -> None:
    await house.says("nurse", *ANSWERS)
    kept = await house.says("nurse", "[Keep as a draft]")

    assert "Kept as a draft" in kept[-1].text
    assert house.seats == []
    assert house.reads("coordinator") == []
    carried = await house.says("nurse", "[Carry on]")
    assert "This is all that others will read." in carried[-1].text
    sent = await house.says("nurse", "= send")
    assert "Thank you." in sent[-1].text


async def test_a_draft_that_rests_leaves_no_trace(house: Talks) -> None:
    await house.says("nurse", *ANSWERS, "[Keep as a draft]")

    rested = await house.says("nurse", "/concern rest")

    assert "at rest" in rested[-1].text
    again = await house.says("nurse", "/concern rest")
    assert texts(again) == [NOTHING]


async def test_an_untouched_draft_is_erased_after_ninety_days(house: Talks) -> None:
    await house.says("nurse", *ANSWERS, "[Keep as a draft]")

    await house.waits(days=91)

    assert texts(await house.says("nurse", "/concern rest")) == [NOTHING]


async def test_steps_of_the_ladder_begun_and_left_open_refuse_the_raise(house: Talks) -> None:
    await house.says("nurse", "/concern ladder step:1_recognise result:done")
    await house.says("nurse", *ANSWERS)

    refused = await house.says("nurse", "= send")

    assert refused[-1].text.startswith(
        "Step 2 of your ladder is still open. Do it, or say why not."
    )
    assert "kept for 30 minutes" in refused[-1].text
    for step, result in (("2_speak", "done"), ("3_consult", "done"), ("4_manager", "agrees")):
        await house.says("nurse", f"/concern ladder step:{step} result:{result}")
    skipped = await house.says(
        "nurse", "/concern ladder step:5_specialist result:skipped skip_why:not_indicated"
    )
    assert "Noted" in skipped[0].text
    await house.says("nurse", "[Go on]")
    assert "Thank you." in (await house.says("nurse", "= send"))[-1].text


async def test_a_step_that_cannot_be_skipped_says_so(house: Talks) -> None:
    told = await house.says(
        "nurse", f"/concern ladder step:1_recognise result:skipped skip_why:emergency note:{CANARY}"
    )

    assert texts(told) == ["This step cannot be skipped.", "How did it go?"]
    assert (await house.says("nurse", "planned"))[-1].text.startswith("Noted:")


async def test_a_reason_that_does_not_fit_a_step_is_asked_again(house: Talks) -> None:
    told = await house.says(
        "nurse", "/concern ladder step:4_manager result:skipped skip_why:cannot_reach note:later"
    )

    assert texts(told) == [
        "Asking the manager is skipped only in an emergency, or by somebody who works alone.",
        "Why was it skipped?",
    ]
    assert (await house.says("nurse", "sole_practitioner"))[-1].text.startswith("Noted:")


async def test_what_is_added_is_sealed_and_the_circle_hears_only_that_something_was(
    house: Talks,
) -> None:
    ref = await house.taken()

    told = await house.says("nurse", f"/concern detail {ref}", f"= Came back {CANARY}")

    assert told[-1].text.startswith(f"Added to {ref}, sealed, as item 2.")
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · Something was added. Open the case to read it."
    )


async def test_who_gives_may_take_back_and_then_nobody_opens_it(house: Talks) -> None:
    ref = await house.taken()

    await house.says("nurse", f"/concern detail {ref} take_back:1")

    opened = await house.says("social", f"/case open {ref} what:detail why:prepare_meeting")
    assert texts(opened) == ["Nothing sealed is here for you to open."]
    assert texts(await house.says("social", f"/concern detail {ref} take_back:1")) == [NOTHING]


async def test_identity_is_sealed_under_another_key_than_the_details(house: Talks) -> None:
    await house.says("nurse", *ANSWERS, f"who: Somebody {CANARY}", "= send")

    async with house.player.house.unit() as unit:
        case = await unit.cases.get(CaseRef.parse(house.ref))
        directory = await unit.people.directory()
        nurse = directory.by_key("nurse")
        assert nurse is not None
        scene = access.Scene(
            directory=directory, partnership=house.player.house.partnership, now=house.clock.now()
        )
        grant = access.reading(nurse, access.Permission.OPEN_IDENTITY, case, scene)
        assert len(await unit.cases.read(case, TextKind.IDENTITY, grant)) == 1
        assert len(await unit.cases.read(case, TextKind.DETAIL, grant)) == 1


async def test_the_referrer_reads_where_it_stands_in_a_few_words(house: Talks) -> None:
    ref = await house.answered()

    told = await house.says("nurse", "/concern status")
    one = await house.says("nurse", "[Open]")

    where = f"{ref}: being looked at\ncoordinator has this. Next: we look at it, by Wed 4 Mar."
    assert texts(told) == [where]
    assert texts(one) == [where]

    other = await house.raised()
    told = await house.says("nurse", "/concern status")
    assert sorted(texts(told)[0].splitlines()) == sorted(
        [f"{ref}: being looked at", f"{other}: waiting for a first answer"]
    )


async def test_pointing_on_tells_the_referrer_which_other_help_is_named(house: Talks) -> None:
    ref = await house.raised()

    await house.says(
        "coordinator", f"/case point {ref} why:other_help_fits to:Family advice {CANARY}"
    )

    assert house.reads("nurse", "notice") == ["Something is waiting for you in Confer."]
    told = await house.says("nurse", "[Open]")
    assert told[-1].text == f"{ref}: others are helping\nOther help: Family advice {CANARY}"


@pytest.mark.parametrize("who", ["teacher", "social", "youth", "mentor", "admin", "deputy"])
async def test_nobody_else_learns_where_a_concern_stands(house: Talks, who: str) -> None:
    ref = await house.raised()

    told = await house.says(who, f"/concern status {ref}")

    if who == "deputy":  # the deputy coordinator runs the process too
        assert ref in told[-1].text
    else:
        assert texts(told) == [NOTHING]


async def test_urgent_shortens_the_clock_wakes_people_and_lapses_after_72_hours(
    house: Talks,
) -> None:
    ref = await house.started()
    await house.waits(hours=30)

    asked = await house.says("nurse", f"/concern urgent {ref}")
    assert asked[-1].text.startswith("First: have you called 112?")  # who raised it may say so
    await house.says("nurse", "cancel")
    asked = await house.says("social", f"/concern urgent {ref}")
    assert asked[-1].text.startswith("First: have you called 112?")
    done = await house.says("social", "= not_needed", "= missing_tonight")
    assert texts(done, "reply") == [
        f"{ref} is urgent now. The people on call are woken; it ends by itself after 72 hours."
    ]
    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · This is urgent now."
    await house.waits(hours=73)
    assert f"{ref} · This is no longer urgent." in house.reads(f"circle:{ref}")


async def test_the_preview_names_each_step_that_makes_a_line_coarser(house: Talks) -> None:
    line = WHOLE.format(urgency="this_week", guessable="would_not_guess")
    line = line.replace(" called:not_needed ground:danger_to_self", "")
    shown = await house.says("nurse", f"/{line}")

    assert (
        "So that it fits many people, those who work on it do not read: who raised it\n"
        "To say still less:  age: not_said  or  setting: skip"
    ) in shown[0].text
    less = await house.says("nurse", "setting: skip")
    assert "do not read" not in less[0].text


@pytest.mark.parametrize(
    "typed",
    ["/concern {}", "/concern student {}", "!Concern I am worried: {}", "/confer concern {}"],
)
async def test_a_sentence_behind_the_bare_command_is_kept_as_what_was_seen(
    house: Talks, typed: str
) -> None:
    asked = await house.says("teacher", typed.format(f"he sits alone every day {CANARY}"))
    assert asked[-1].text.startswith("What is the worry about?")

    shown = await house.says("teacher", "alone", "this week", "12", "1", "1", "friends", "2")

    assert "Sealed, opened one person at a time: your own words." in shown[-1].text


async def test_a_sentence_behind_the_bare_command_is_taken_away_where_others_read(
    house: Talks,
) -> None:
    told = await house.says("teacher", f"/concern he sits alone every day {CANARY}", aloud=True)

    assert told[0].text.startswith("Others read along there, so I took your line away.")
    assert house.reads("seats", "removed")
