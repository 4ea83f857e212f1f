"""Mirrors commands/case_end.py and commands/case_after.py: the full profile's ending, and what follows."""

from __future__ import annotations

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
ROUND = "helped:helped together:yes shared:partly heard:yes again:yes"
OWED = "Someone who helped has not heard back yet."
LOOK = "A look back at something that ended is due."


async def ended(talks: Talks) -> str:
    ref = await talks.closing()
    if talks.profile == "full":
        for who in ("social", "teacher"):
            await talks.says(who, f"/case close {ref} step:answer {ROUND} line:thanks {CANARY}")
    await talks.says("coordinator", f"/case close {ref} step:finish")
    return ref


async def test_a_case_ends_in_full_after_owner_and_another_agency_looked_back_together(
    full: Talks,
) -> None:
    """H103: five closed questions and one line; H105: no open step; four eyes of two agencies."""
    ref = await full.closing()

    early = await full.says("coordinator", f"/case close {ref} step:finish")
    assert texts(early)[0].splitlines()[0] == (
        "Before closing: the owner's word in the closing round + the word of one other agency in the"
        " closing round."
    )
    short = await full.says("social", f"/case close {ref} step:answer helped:helped")
    assert texts(short) == ["Did the agencies work well together?"]
    done = await full.says("social", "yes", "partly", "yes", "yes", f"it held {CANARY}")
    assert done[-1].text.startswith(f"Your answer to the closing round of {ref} is noted.")
    await full.says("teacher", f"/case close {ref} step:answer {ROUND} line:good")
    assert (await full.says("nurse", f"/case close {ref} step:answer {ROUND} line:good"))[
        0
    ].text.startswith("Your answer to the closing round")
    over = await full.says("coordinator", f"/case close {ref} step:finish")
    assert over[0].text.startswith(f"{ref} has ended.")


async def test_everyone_who_gave_hears_back_at_the_decision_and_at_the_end(full: Talks) -> None:
    """H68, H75, H106: feedback to referrer and contributors; who is left out is asked for."""
    ref = await full.adopted()
    await full.waits(days=9)
    assert OWED in full.reads("coordinator", "notice")

    told = await full.says(
        "coordinator", f"/case feedback {ref} to:referrer line:reached_help,thank_you"
    )
    assert told[-1].text.splitlines()[0] == "1 people hear: help has been reached, thank you"
    assert told[-1].buttons[0] == "Tell them too"
    heard = await full.says("nurse", "[Open]")
    assert "You hear back: help has been reached, thank you (" in heard[-1].text
    await full.says("coordinator", "[Tell them too]", "your part mattered")
    seat = await full.says("housing", "[Open]")
    assert seat[-1].text.splitlines()[0] == f"{ref}:"
    assert "your part mattered" in seat[-1].text
    count = full.reads("coordinator", "notice").count(OWED)
    await full.waits(days=10)
    assert full.reads("coordinator", "notice").count(OWED) == count
    assert texts(await full.says("housing", f"/case show {ref}")) == [NOTHING]


async def test_two_looks_back_and_the_case_is_archived(full: Talks) -> None:
    """H105: at six and twelve months."""
    ref = await ended(full)
    await full.waits(days=170)
    assert full.reads("social", "notice")[-1] == LOOK
    opened = await full.says("social", "[Open]", "better")
    assert opened[-1].text == "Noted: better. Confer asks once more in time."
    assert texts(await full.says("teacher", f"/case lookback {ref} trend:same")) == [NOTHING]

    before = full.reads("coordinator", "notice").count(LOOK)
    await full.waits(days=197)
    assert full.reads("coordinator", "notice").count(LOOK) > before
    waived = await full.says("coordinator", f"/case lookback {ref} trend:waived", "moved away")
    assert waived[-1].text == f"Noted: waived. {ref} is archived, and kept for its time."
    assert texts(await full.says("social", f"/case show {ref}")) == [NOTHING]


async def test_an_ended_case_is_opened_again_only_with_a_fresh_police_answer(full: Talks) -> None:
    ref = await ended(full)
    await full.waits(days=30)
    assert texts(await full.says("officer", f"/case police {ref} answer:clear")) == [NOTHING]

    told = await full.says("coordinator", f"/case reopen {ref} why:new_need")
    assert told[0].text.startswith("Not yet: the police check must be fresh")
    await full.says("officer", f"/case police {ref} answer:clear")
    done = await full.says("coordinator", f"/case reopen {ref} why:new_need")
    assert done[0].text.startswith(f"{ref} is open again")
    shown = (await full.says("social", f"/case show {ref}"))[-1].text
    assert "people are working on it together" in shown
    assert "Owner:" not in shown


async def test_in_light_the_round_may_be_left_out_and_reopening_takes_one_form(
    house: Talks,
) -> None:
    ref = await ended(house)

    told = await house.says("coordinator", f"/case reopen {ref} why:worse police_said:clear")

    assert told[0].text.startswith(f"{ref} is open again")
