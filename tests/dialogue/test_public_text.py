"""The one door for texts that everybody is to read."""

from __future__ import annotations

import pytest

from adapters.console.stage import NAME
from bot import wording
from bot.conversation.public_text import DESCRIBES, fit
from bot.disclosure import Sensitive
from bot.errors import Unfit
from bot.scene import Context
from bot.wording import reply
from tests.house import Talks

WHO = "Mia Lindqvist, born 3.2.2011"


async def fits(house: Talks, text: str, who: str = "teacher") -> str:
    """What the writer reads besides the answer; raises Unfit."""
    one = house.player.house
    async with one.unit() as unit:
        directory = await unit.people.directory()
        person = directory.by_account(NAME, who)
        assert person is not None
        ctx = Context(
            actor=person,
            now=one.clock.now(),
            unit=unit,
            directory=directory,
            partnership=one.partnership,
            limits=one.limits,
            guard=one.guard,
            opened=one.opened,
        )
        said = await fit(ctx, "can", Sensitive(text))
        return wording.text(reply(said, one.ear(directory, person)))


@pytest.mark.parametrize(
    "text", ["Ask Mia Lindqvist", "Ask Lindquist, Mia", "Call 22 33 44 55", "a@example.org"]
)
async def test_what_may_describe_a_person_is_refused_in_one_sentence_and_the_same_words_again_are_taken(
    house: Talks, text: str
) -> None:
    ref = await house.taken()
    await house.says("social", f"/concern detail {ref} who: {WHO}")

    with pytest.raises(Unfit) as refused:
        await fits(house, text)
    assert (refused.value.field, refused.value.why) == ("can", DESCRIBES)
    with pytest.raises(Unfit):
        await fits(house, text, "nurse")
    assert await fits(house, text) == ""
    with pytest.raises(Unfit):
        await fits(house, text)


async def test_a_plain_text_passes_with_other_ways_to_say_it(house: Talks) -> None:
    assert await fits(house, "We help young people find work within two weeks.") == ""
    said = await fits(house, "We work with every extremist.")
    assert said.startswith("Instead of “extremist” try: has voiced views")
