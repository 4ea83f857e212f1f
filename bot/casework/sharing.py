"""What a release does, and how it ends: shared by /share, /consent and whatever cuts access."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.case import Case
from bot.errors import Unfit
from bot.parts import Item, Share
from bot.people import Duty, Person, SeatState
from bot.ports import NoticeKind
from bot.scene import Context
from bot.vocabulary.numbers import ItemNo, PersonNo, SeatNo
from bot.vocabulary.process import Act


def named(ctx: Context, seats: tuple[SeatNo, ...]) -> tuple[SeatNo, ...]:
    """Live seats other than one's own. Raises Unfit."""
    for number in seats:
        seat = ctx.directory.seats.get(number)
        if seat is None or seat.state is not SeatState.LIVE:
            raise Unfit(
                "to", "One of these seats is not live, so nobody there may open it. Which seats?"
            )
    others = tuple(dict.fromkeys(number for number in seats if number != ctx.actor.seat))
    if not others:
        raise Unfit("to", "That is your own seat, which has it already. Which other seats?")
    return others


def receivers(ctx: Context, share: Share) -> list[Person]:
    """Who hears of it: the holder of each seat, the deputy while that one is away, or the one guest."""
    if share.guest is not None:
        guest = ctx.directory.people.get(share.guest)
        return [guest] if guest else []
    found: list[Person] = []
    for seat in share.to:
        holder = next(iter(ctx.directory.of_seat(seat, Duty.HOLDER, Duty.DEPUTY)), None)
        if holder is None:
            continue
        away = holder.away_until is not None and holder.away_until > ctx.now
        found.append((ctx.directory.deputy_of(holder) if away else None) or holder)
    return found


def release(ctx: Context, case: Case, share: Share) -> None:
    """From now on it may be opened; whoever may is told so in a bare word."""
    case.hidden.shares.append(share)
    ctx.tell(receivers(ctx, share), NoticeKind.RELEASED, f"case open {case.name} what:detail")


async def opened_by(
    ctx: Context, case: Case, items: Collection[int], seats: Collection[SeatNo] = ()
) -> list[PersonNo]:
    """Who opened one of these, the one who acts now left out. `seats`: only people of these."""
    found: list[PersonNo] = []
    for one in await ctx.unit.audit.openings_in(case.id):
        person = ctx.directory.people.get(one.by)
        theirs = not seats or (person is not None and person.seat in seats)
        if one.item in items and theirs and one.by != ctx.actor.no:
            found.append(one.by)
    return list(dict.fromkeys(found))


async def hide(ctx: Context, case: Case, item: Item) -> None:
    """Nobody opens it from now on; those who had are told. It does not undo what was read."""
    item.withdrawn = ctx.now
    for share in case.hidden.shares:
        if share.ended is None and all(_gone(case, number) for number in share.items):
            share.ended = ctx.now
    ctx.tell(await opened_by(ctx, case, {item.no}), NoticeKind.TAKEN_BACK)
    case.did(Act.WITHDRAW_DETAIL, by=ctx.actor.no, at=ctx.now, item=ItemNo(item.no))


def _gone(case: Case, number: int) -> bool:
    return any(item.no == number and item.withdrawn is not None for item in case.facts.items)


async def cut(ctx: Context, case: Case, share: Share, seats: Sequence[SeatNo] = ()) -> None:
    """End a release, or end it for some of its seats; those of them who had opened it are told."""
    gone = [seat for seat in share.to if seat in seats] if seats else list(share.to)
    told = await opened_by(ctx, case, set(share.items), gone)
    if seats and len(gone) < len(share.to):
        share.to = tuple(seat for seat in share.to if seat not in gone)
    else:
        share.ended = ctx.now
    ctx.tell(told, NoticeKind.TAKEN_BACK)
