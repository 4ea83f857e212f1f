"""A deputy can do what the ping asks: while a first word is owed, and while somebody is away; and no more."""

from __future__ import annotations

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
WORD = "A first word is due in 6 hours."


async def test_an_owners_deputy_who_is_called_gives_the_first_word_and_sees_no_more_after(
    house: Talks,
) -> None:
    ref = await house.owned()
    await house.says("nurse", f"/concern detail {ref} detail:lives with an aunt {CANARY}")
    assert texts(await house.says("health_deputy", f"/case show {ref}")) == [NOTHING]
    await house.waits(hours=19)
    assert WORD in house.reads("social_deputy", "notice")

    shown = await house.says("social_deputy", "[Open]")
    assert shown[-1].text.startswith(ref)
    assert "First word" in shown[-1].buttons
    for line in (
        f"/case open {ref} what:detail why:prepare_visit",
        f"/owner give_back {ref} why:no_time",
        f"/case pause {ref} why:waiting_for_service",
        f"/case circle {ref} add:@housing why:knows_the_person brings:resource until:30d",
    ):
        assert texts(await house.says("social_deputy", line)) == [NOTHING], line

    said = await house.says("social_deputy", f"/owner reply {ref} next:call_today by:2d")
    assert said[-1].text.startswith(f"The circle of {ref} hears: I call today")
    assert texts(await house.says("social_deputy", f"/case show {ref}")) == [NOTHING]
    told = await house.waits(hours=30)
    assert not any("first word" in line.text for line in told)


async def test_who_is_away_is_told_of_a_case_through_the_deputy_who_can_do_it_and_reads_why(
    house: Talks,
) -> None:
    """The holder of a step and the owner are away; what was written stays closed to both deputies."""
    ref = await house.started()
    await house.says(
        "social",
        f"/owner reply {ref} next:call_today by:2d",
        f"/plan write {ref} action:mentoring level:person holder:@teacher due:4d",
    )
    assert texts(await house.says("school_deputy", f"/case show {ref}")) == [NOTHING]
    await house.says("teacher", "/my leave until:2w")
    await house.says("social", "/my leave until:2w")
    told = await house.waits(days=2)

    due = [line for line in told if "One of your steps is due" in line.text]
    assert [(line.place, line.text) for line in due] == [
        ("school_deputy", "(You stand in.) One of your steps is due soon, or today.")
    ]
    assert (await house.says("school_deputy", "[Open]"))[-1].text.startswith(ref)
    sealed = f"/case open {ref} what:detail why:prepare_visit"
    for who in ("school_deputy", "social_deputy"):
        assert texts(await house.says(who, sealed)) == [NOTHING]
    done = await house.says(
        "school_deputy", f"/plan progress {ref} action:2 status:done helped:helped"
    )
    assert "Step 2" in done[-1].text
    before = len(house.reads("social_deputy", "notice"))
    await house.says("teacher", f"/case escalate {ref} why:worse")
    assert house.reads("social_deputy", "notice")[before:]
    assert all(
        text.startswith("(You stand in.)")
        for text in house.reads("social_deputy", "notice")[before:]
    )
    back = await house.says("social_deputy", f"/owner give_back {ref} why:no_time")
    assert back[-1].text.startswith(f"{ref} is back with the coordinator.")
    assert texts(
        await house.says("social_deputy", f"/case open {ref} what:detail why:prepare_visit")
    ) == [NOTHING]

    await house.says("teacher", "/my leave for_good:no")
    assert texts(await house.says("school_deputy", f"/case show {ref}")) == [NOTHING]


async def test_a_nominee_who_is_away_is_said_to_be_and_nobody_accepts_instead(house: Talks) -> None:
    ref = await house.taken()
    await house.says("social", "/my leave until:friday")

    told = await house.says("coordinator", f"/owner name {ref} @social because:relationship")

    assert told[-1].text.splitlines()[:2] == [
        f"social is asked to own {ref}.",
        "social is away to the end of Fri 6 Mar, and accepts after.",
    ]
    assert house.reads("social_deputy", "notice")[-1] == (
        "(You stand in.) Something is waiting for you in Confer."
    )
    assert texts(await house.says("social_deputy", f"/owner accept {ref}")) == [NOTHING]
