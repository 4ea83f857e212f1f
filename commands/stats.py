"""/stats: figures, small numbers hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, LiteralString

from bot.command import Args, Line, Reply, command
from bot.errors import Unfit
from bot.fields import WhichQuarter, ask, may
from bot.files import Chart
from bot.labels import label, sentence
from bot.policies import access, figures, small_numbers
from bot.policies.figures import Block, Cell, Row
from bot.ports import Exchanged, Figure
from bot.scene import Context
from bot.vocabulary.base import Word
from bot.vocabulary.concern import Status
from bot.vocabulary.numbers import Quarter
from bot.vocabulary.public import Table
from bot.vocabulary.roles import Permission, Role

TABLES: Final = frozenset(
    {Table.RESPONSE_TIMES, Table.RAISES, Table.OUTCOMES, Table.GIVE_AND_RECEIVE, Table.MEETINGS}
)
NOTE: Final[LiteralString] = (
    "* hides fewer than eight and what would give them away; the rest is rounded to five."
)


class TableArgs(Args):
    table: Table = ask("Which table?")
    quarter: WhichQuarter | None = may(
        "Which quarter?", "Such as 2026-Q1; the last one that is over, if you name none."
    )

    @classmethod
    def narrowed(cls, given: Mapping[str, str]) -> Mapping[str, frozenset[Word]]:
        """What is counted so far."""
        del given
        return {"table": frozenset(TABLES)}


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter, or a whole year where a quarter would tell too much. Its figures change no more."""

    name: Quarter | int
    keys: tuple[str, ...]  # what was counted under
    year: int


@command(
    "stats show",
    permission=Permission.STATS_OWN,
    examples=["stats show table:response_times", "stats show table:raises quarter:2026-Q1"],
)
async def show(ctx: Context, args: TableArgs) -> Reply:
    """One table at a time, of a quarter that is over; small numbers hidden."""
    period = await _period(ctx, args.quarter)
    said = Reply.of("{table}, {period}", table=args.table, period=period.name)
    blocks, lines = await _table(ctx, args.table, period)
    for block in blocks:
        said = said.join(_said(block))
    said = said.join(lines)
    if not any(block.rows for block in blocks):
        return said.then("Nothing was counted then.")
    said = said.then(NOTE)
    line = f"stats picture table:{args.table.code} quarter:{args.quarter or ctx.quarter.before}"
    return said.offer_line("As a picture", line)


@command(
    "stats picture",
    permission=Permission.STATS_OWN,
    examples=["stats picture table:response_times"],
    hidden=True,
    private=True,
)
async def picture(ctx: Context, args: TableArgs) -> Reply:
    """The first figures of a table as bars."""
    period = await _period(ctx, args.quarter)
    blocks, _lines = await _table(ctx, args.table, period)
    block = next((block for block in blocks if block.rows), None)
    if block is None:
        return Reply.of("Nothing was counted then.")
    language = ctx.actor.language.code
    chart = Chart(
        title=f"{sentence(block.heading, language)} · {period.name}",
        bars=tuple((label(row.name, language), row.value) for row in block.rows),
        note=sentence(NOTE, language),
    )
    said = Reply.of("{table}, {period}, as a picture:", table=args.table, period=period.name)
    return replace(said, chart=chart)


async def _period(ctx: Context, asked: Quarter | None) -> Period:
    """Raises Unfit for a quarter that is not over. With few concerns a year there are no quarters."""
    quarter = asked or ctx.quarter.before
    if quarter >= ctx.quarter:
        raise Unfit("quarter", "That quarter is not over. Which one before it?")
    quarters = [str(Quarter(quarter.year, number)) for number in (1, 2, 3, 4)]
    reached = await ctx.unit.figures.of(quarters, Figure.REACHED)
    if reached.get(Status.WAITING.code, 0) >= small_numbers.YEARLY_UNDER:
        return Period(quarter, (str(quarter),), quarter.year)
    if quarter.year >= ctx.quarter.year:
        raise Unfit(
            "quarter",
            "With so few concerns figures are shown by the year, once it is over. Which earlier quarter?",
        )
    return Period(quarter.year, tuple(quarters), quarter.year)


async def _table(ctx: Context, table: Table, period: Period) -> tuple[list[Block], Reply]:
    match table:
        case Table.RESPONSE_TIMES:
            return await _response_times(ctx, period)
        case Table.RAISES:
            reached = await ctx.unit.figures.of(period.keys, Figure.REACHED)
            by = await ctx.unit.figures.of(period.keys, Figure.RAISED_BY)
            return [figures.reached(reached), figures.raised_by(by)], Reply(())
        case Table.OUTCOMES:
            return await _outcomes(ctx, period)
        case Table.GIVE_AND_RECEIVE:
            return await _give_and_receive(ctx, period)
        case _:
            met = await ctx.unit.figures.of(period.keys, Figure.MET)
            face = await ctx.unit.figures.of(period.keys, Figure.FACE_TO_FACE)
            said = Reply(())
            share = small_numbers.percent(sum(face.values()), sum(met.values()))
            if share is not None:
                said = said.then("{n} % of them face to face.", n=share)
            return [figures.meetings(met)], said


async def _response_times(ctx: Context, period: Period) -> tuple[list[Block], Reply]:
    hours = await ctx.unit.figures.of(period.keys, Figure.ANSWER_HOURS)
    kept = await ctx.unit.figures.of(period.keys, Figure.ANSWER_IN_TIME)
    days = await ctx.unit.figures.of(period.keys, Figure.SUPPORT_DAYS)
    said = Reply(())
    middle, support, share = figures.middle(hours), figures.middle(days), figures.in_time(kept)
    if middle is not None:
        said = said.then("Half of the first answers came within {n} hours.", n=middle)
    if share is not None:
        said = said.then("{n} % came within the agreed time.", n=share)
    if ctx.actor.seat is not None and any(k.startswith(f"{ctx.actor.seat}:") for k in kept):
        within, outside = figures.of_seat(kept, ctx.actor.seat)
        said = said.join(_own("Your seat answered within the agreed time: {n}", within))
        said = said.join(_own("Your seat answered later: {n}", outside))
    if support is not None:
        said = said.then("For half of those supported, support began within {n} days.", n=support)
    return [figures.answers(hours)], said


async def _outcomes(ctx: Context, period: Period) -> tuple[list[Block], Reply]:
    """How cases ended is split for the strategic level alone, and by the year alone."""
    helped = figures.helped(await ctx.unit.figures.of(period.keys, Figure.HELPED))
    if Role.STRATEGIC not in access.general_roles(ctx.actor, ctx.scene):
        return [helped], Reply.of("How cases ended is for the strategic level, by the year.")
    year = min(period.year, ctx.quarter.year - 1)
    ended = figures.outcomes(await ctx.unit.figures.of((str(year),), Figure.OUTCOME))
    said = Reply.of("How cases ended is of the year {year}.", year=year)
    return [ended, helped], said


async def _give_and_receive(ctx: Context, period: Period) -> tuple[list[Block], Reply]:
    counts = [await ctx.unit.exchanges.of(key) for key in period.keys]
    together = {key: sum(one.get(key, 0) for one in counts) for one in counts for key in one}
    blocks = [figures.exchanged(together, None)]
    if ctx.actor.seat is not None:
        blocks.append(figures.exchanged(together, ctx.actor.seat))
    said = Reply(())
    if Role.AUDITOR in access.general_roles(ctx.actor, ctx.scene):
        times = sum(n for (_seat, kind), n in together.items() if kind is Exchanged.OVERRODE)
        said = _own("Shared without consent: {n}", small_numbers.total(times))
    return blocks, said


def _said(block: Block) -> Reply:
    if not block.rows:
        return Reply(())
    said = Reply.of(block.heading).join(Reply(tuple(_line(row) for row in block.rows)))
    return said.join(_own("all together: {n}", block.total)) if block.has_total else said


def _line(row: Row) -> Line:
    return Line("· {what}: {n}", {"what": row.name, "n": _cell(row.value)})


def _own(template: LiteralString, value: int | None) -> Reply:
    return Reply.of(template, n=_cell(value))


def _cell(value: int | None) -> int | Cell:
    return Cell.HIDDEN if value is None else value
