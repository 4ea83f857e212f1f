"""/case export: one case as a file for a named recipient, under four eyes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.case import Case
from bot.casework.exporting import draft, readable
from bot.command import Args, Reply, command
from bot.conversation.second import Leave
from bot.days import add_days
from bot.endings import Exported
from bot.errors import GuardRefused, NotFound, Unfit
from bot.fields import CASE, On, Ref, SeatOf, Who, ask, may
from bot.parts import TextKind
from bot.people import Duty, Person
from bot.policies import access
from bot.policies.guards import Given
from bot.scene import Context
from bot.vocabulary.numbers import Day, SeatNo
from bot.vocabulary.process import Act, Guard
from bot.vocabulary.roles import Permission
from bot.vocabulary.sharing import Footing, OpenWhy

LEAVE: Final = timedelta(hours=24)
LASTS_DAYS: Final = 30
LONGEST_DAYS: Final = 90
_KINDS: Final = (TextKind.DETAIL, TextKind.NOTE, TextKind.REASONS, TextKind.LINE)


class ExportArgs(Args):
    ref: Ref = ask(CASE)
    for_: SeatOf = ask("For which seat is the file?", "It holds what that seat may read, no more.")
    footing: Footing = ask("On what footing?")
    until: On | None = may("Until when may they keep it?", "At most 90 days; left out: 30d.")
    second: Who | None = may("Who confirms it as the second person?")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """The partnership's own footing, unless said otherwise."""
        agreed = ctx.partnership.footing
        return {"footing": agreed} if agreed and "footing" not in given else {}


@command(
    "case export",
    Act.EXPORT_CASE,
    permission=Permission.EXPORT_CASE,
    examples=["case export amber-harbour-47-K for:social"],
    private=True,
)
async def export(ctx: Context, args: ExportArgs) -> Reply:
    """Make a file for a named recipient.

    A second person confirms it; then whoever asked fetches it once, within a day. Every page is marked with
    agreement, purpose, recipient and end. Those who gave what stands in it see that it was opened.
    """
    case = await ctx.case(args.ref, Act.EXPORT_CASE)
    until = args.until or add_days(ctx.today, LASTS_DAYS)
    if not ctx.today <= until <= add_days(ctx.today, LONGEST_DAYS):
        raise Unfit("until", "A file is kept for at most 90 days from today. Until which day?")
    recipient = _recipient(ctx, args.for_)
    leave = Leave(by=ctx.actor.no, case=case.id, what=f"export.{args.for_}")
    if ctx.confirmed_by is not None or not await leave.take(ctx.unit, ctx.now):
        ctx.check(Act.EXPORT_CASE, case, Given(footing=args.footing))
        return await _agreed(ctx, case, args, until, leave)
    made = next(
        m for m in reversed(case.facts.exported) if (m.by, m.to) == (ctx.actor.no, args.for_)
    )
    grant = access.reading(ctx.actor, Permission.EXPORT_CASE, case, ctx.scene)
    may_read = readable(case, recipient, ctx)
    found = [pair for kind in _KINDS for pair in await ctx.unit.cases.read(case, kind, grant)]
    found = [(item, text) for item, text in found if item.no in may_read]
    why, items = OpenWhy.ANSWER_REQUEST.code, [item for item, _text in found]
    if items:
        await ctx.unit.audit.opened(case, items, ctx.actor.no, why, ctx.now)
    case.did(Act.EXPORT_CASE, by=ctx.actor.no, at=ctx.now, whom=recipient.no, until=made.until)
    said = Reply.of(
        "The file for {seat}, to be destroyed after {day}:", seat=args.for_, day=made.until
    )
    return replace(said, draft=draft(case, found, ctx, made)).for_a_short_time()


async def _agreed(ctx: Context, case: Case, args: ExportArgs, until: Day, leave: Leave) -> Reply:
    """Whoever asked may fetch it now, once."""
    second = ctx.confirmed_by
    if second is None:
        raise GuardRefused(Guard.SECOND_PERSON)
    await leave.give(ctx.unit, ctx.now + LEAVE)
    case.facts.exported.append(
        Exported(
            by=ctx.actor.no,
            second=second.no,
            to=args.for_,
            at=ctx.now,
            footing=args.footing,
            until=until,
        )
    )
    line = f"case export {case.name} for:{ctx.directory.seats[args.for_].key}"
    return Reply.of("Agreed.").offer_line(
        "Fetch the file", f"{line} footing:{args.footing.code} until:{until}"
    )


def _recipient(ctx: Context, seat: SeatNo) -> Person:
    """Who holds the seat: what the file may say is what this person may read. Raises NotFound."""
    found = ctx.directory.of_seat(seat, Duty.HOLDER) or ctx.directory.of_seat(seat)
    if not found:
        raise NotFound
    return found[0]
