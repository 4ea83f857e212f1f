"""One person's day: what is said at once, what waits for the morning's list, and the list itself.

The list comes at the same hour on every day of work, in the same words, whether anything waits or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot import wording
from bot.command import Reply
from bot.conversation import home
from bot.disclosure import Sensitive
from bot.labels import sentence
from bot.people import Directory
from bot.policies import budget
from bot.ports import Notice, Unit
from bot.scene import Context
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.reference import CaseRef
from bot.wired import House


async def told(
    house: House, unit: Unit, directory: Directory, bodies: Iterable[object]
) -> dict[PersonNo, int]:
    """How often each reader of these was told today of what can wait. Where nothing comes round there are no
    lists, and nobody is counted."""
    found: dict[PersonNo, int] = {}
    if house.partnership.rhythms is None:
        return found
    for notice in bodies:
        if isinstance(notice, Notice) and budget.counts(notice) and notice.to not in found:
            person = directory.people.get(notice.to)
            if person is not None:
                since = budget.day_begins(person, house.clock.now())
                found[person.no] = await unit.outbox.counted(person.no, since)
    return found


def is_for_list(notice: Notice, told: Mapping[PersonNo, int]) -> bool:
    """Whether it waits for its reader's next list: it came in the time of rest, or enough was said today."""
    if notice.to not in told or not budget.counts(notice):
        return False
    return notice.waited or told[notice.to] >= budget.MOST_A_DAY


async def waiting(unit: Unit, person: PersonNo) -> list[Notice]:
    """What is on somebody's next list: each thing once, the oldest duty first, nothing that is done by now."""
    found: list[Notice] = []
    for notice in budget.newest(await unit.outbox.held(person)):
        if notice.clock is None or await unit.clocks.find(notice.clock) is not None:
            found.append(notice)
    return found


async def shown(ctx: Context) -> Reply:
    """The list, each thing with its button, then what else is this person's. Nothing of it waits any more."""
    say = ctx.actor.language.code
    said = Reply(())
    for notice in await waiting(ctx.unit, ctx.actor.no):
        said = said.join(_item(notice, say, button=len(said.offers) < home.MOST_BUTTONS))
    await ctx.unit.outbox.shown(ctx.actor.no)
    if said.lines:
        title = Reply.of("{title}", title=Sensitive(sentence("Since your last list", say)))
        said = title.join(said)
    return said.join(await home.overview(ctx))


def _item(notice: Notice, say: str, *, button: bool) -> Reply:
    text = Sensitive(sentence(wording.NOTICES[notice.kind], say).format(left="–", when="–"))
    ref = _ref(notice.opens)
    if ref is None:
        said = Reply.of("– {what}", what=text).join(home.for_whom(notice.whose))
        return said.offer_line("Open", notice.opens) if button else said
    said = Reply.of("– {case}: {what}", case=ref, what=text).join(home.for_whom(notice.whose))
    return said.offer_line("Show {case}", notice.opens) if button else said


def _ref(opens: str) -> CaseRef | None:
    """The case that a button's line ends with, where it names one."""
    try:
        return CaseRef.parse(opens.rpartition(" ")[2])
    except ValueError:
        return None
