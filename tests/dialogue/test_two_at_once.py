"""Two people change one case: the second is told whose change came between, and chooses."""

from __future__ import annotations

import asyncio

from bot import dispatch
from bot.disclosure import Sensitive
from bot.ports import Heard, PlaceKind
from tests.house import CANARY, Talks, texts

CHANGED = "coordinator changed this while you were writing. Yours or theirs?"


async def _both_write(house: Talks) -> str:
    ref = await house.owned()
    await house.says("social", f"/plan write {ref} action:counselling level:person")
    await house.says(
        "coordinator",
        f"/case circle {ref} add:@psychologist why:special_knowledge brings:knowledge until:60d",
    )
    return ref


async def test_the_second_hears_who_changed_it(house: Talks) -> None:
    await _both_write(house)

    told = await house.says("social", "@social", f"note: gently {CANARY}", "14d")

    assert texts(told)[-1] == CHANGED
    assert told[-1].buttons == ("Yours", "Theirs")


async def test_yours_does_what_was_written(house: Talks) -> None:
    ref = await _both_write(house)
    await house.says("social", "@social", "14d")

    told = await house.says("social", "[Yours]")

    assert told[0].text.startswith(f"Step 1 of {ref}: counselling (person, voluntary), social")
    shown = await house.says("coordinator", f"/case show {ref}")
    assert "In the circle: psychologist" in shown[-1].text


async def test_theirs_leaves_the_case_as_the_other_made_it(house: Talks) -> None:
    ref = await _both_write(house)
    await house.says("social", "@social", "14d")

    told = await house.says("social", "[Theirs]")

    assert texts(told) == ["Thrown away. Nothing was sent."]
    shown = await house.says("social", f"/plan show {ref}")
    assert shown[-1].text.splitlines()[0] == f"{ref} has no plan yet."


async def test_a_change_of_ones_own_in_between_asks_nothing(house: Talks) -> None:
    ref = await house.owned()
    await house.says("social", f"/plan write {ref} action:counselling level:person")
    await house.says("social", f"/owner reply {ref} next:meet by:today")

    told = await house.says("social", "@social", "14d")

    assert any(text.startswith(f"Step 1 of {ref}") for text in texts(told, "reply"))


async def test_an_answer_given_meanwhile_is_found_closed_when_yours_is_chosen(house: Talks) -> None:
    ref = await house.raised()
    await house.says("deputy", f"/case answer {ref} next:screening")
    await house.says("coordinator", f"/case answer {ref} next:call_today by:today")

    told = await house.says("deputy", "2d")
    assert texts(told) == [CHANGED]
    told = await house.says("deputy", "yours")

    assert told[0].text.startswith(
        "That step is not open now. Open: /case take, /case point, /case fold."
    )


async def test_two_messages_at_the_same_moment_are_both_done(house: Talks) -> None:
    ref = await house.taken()
    home = house.player.house
    lines = {"social": f"/concern detail {ref} one", "teacher": f"/concern detail {ref} two"}
    for who, words in lines.items():
        async with home.unit() as unit:
            await dispatch.hear(unit, _heard(house, who, words))
            await unit.commit()

    answers = await asyncio.gather(*(dispatch.work(home, "console", who) for who in lines))

    assert all(answer.tellings for answer in answers)
    opened = await house.says("social", f"/case open {ref} what:detail why:prepare_meeting")
    assert {"2. one", "3. two"} <= set(opened[-1].text.splitlines())


def _heard(house: Talks, who: str, words: str) -> Heard:
    return Heard(
        key=who,
        platform="console",
        account=who,
        place=PlaceKind.PRIVATE,
        room=who,
        words=Sensitive(words),
        at=house.clock.now(),
    )


async def test_a_message_heard_twice_is_done_once(house: Talks) -> None:
    ref = await house.taken()
    home = house.player.house
    heard = _heard(house, "social", f"/concern detail {ref} only once")
    for _ in range(2):
        async with home.unit() as unit:
            await dispatch.hear(unit, heard)
            await unit.commit()
        await dispatch.work(home, "console", heard.key)

    opened = await house.says("social", f"/case open {ref} what:detail why:prepare_meeting")
    assert opened[-1].text.count("only once") == 1
