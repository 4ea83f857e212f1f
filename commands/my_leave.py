"""/my leave: away until a day, or giving the seat up; and who stands in meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.command import Args, Reply, command
from bot.days import add_days
from bot.errors import Unfit
from bot.fields import On, YesNo, may
from bot.people import Directory, Duty, OnCall, Person
from bot.policies.calendar import work_days
from bot.policies.receivers import coordinators
from bot.ports import NoticeKind
from bot.scene import Context
from bot.vocabulary.numbers import Day, PersonNo
from bot.vocabulary.process import Act
from bot.vocabulary.roles import Permission

LONGEST = timedelta(days=400)
SILENT = timedelta(days=21)  # domain: seat_leaving


class LeaveArgs(Args):
    until: On | None = may(
        "Until which day, that day included?", "Such as friday, 2w or 2026-08-10."
    )
    for_good: YesNo | None = may("Do you give your seat up?")


@command(
    "my leave",
    Act.SET_PREFERENCES,
    permission=Permission.OWN_SETTINGS,
    examples=["my leave until:2026-08-10", "my leave"],
)
async def leave(ctx: Context, args: LeaveArgs) -> Reply:
    """Away until, or leaving the seat.

    What would come to you goes to your deputy until the end of that day. Your 24-hour clocks run on.
    Without arguments it shows what stands, and takes you back.
    """
    me = ctx.actor
    if args.until is None and args.for_good is None:
        return _standing(ctx, me)
    if args.for_good is False:
        back = replace(me, away_until=None, leaving=None)
        await _keep(ctx, back)
        return Reply.of("You are here again. What is due comes to you.")
    if args.until is not None:
        me = replace(me, away_until=_until(ctx, args.until))
    if args.for_good:
        me = replace(me, leaving=me.leaving or ctx.now)
    await _keep(ctx, me)
    deputy = ctx.directory.deputy_of(me)
    people = [*([deputy] if deputy else []), *coordinators(ctx.directory)]
    ctx.tell(people, NoticeKind.STANDS_IN, "my cover")
    return _standing(ctx, me)


def _until(ctx: Context, day: Day) -> datetime:
    if day.number < ctx.today.number:
        raise Unfit("until", "That day is past. Until which day, that day included?")
    if day.number - ctx.today.number > LONGEST.days:
        raise Unfit("until", "That is more than a year. Until which day, or  for_good:yes")
    return ctx.end_of(day)


async def _keep(ctx: Context, person: Person) -> None:
    await ctx.unit.people.change(person)
    ctx.did(Act.SET_PREFERENCES)


def _standing(ctx: Context, me: Person) -> Reply:
    said = Reply(())
    if me.away(ctx.now) and me.away_until is not None:
        last = ctx.local_day(me.away_until)
        said = said.then(
            "You are away to the end of {day}, and back on {back}.",
            day=last,
            back=Day.of(next(work_days(me, add_days(last, 1).date, ctx.holidays))),
        )
    if me.leaving is not None:
        said = said.then("You give your seat up. Whoever names the next holder has heard of it.")
    if not said.lines:
        said = Reply.of("You are here. Away? Say until when:  /my leave until:friday")
        if me.seat is not None:
            said = said.then("Giving your seat up:  /my leave for_good:yes")
        return said.offer("Away today", "my leave until:today").offer(
            "Away for a week", "my leave until:7d"
        )
    return said.join(_stands_in(ctx, me)).offer("I am here again", "my leave for_good:no")


def _stands_in(ctx: Context, me: Person) -> Reply:
    """Who hears instead, and what would be left without anybody."""
    deputy = ctx.directory.deputy_of(me)
    said = Reply.of("You have no deputy. Name one first:  /my settings deputy:@…")
    if deputy is not None and deputy.away(ctx.now):
        said = Reply.of("{name} stands in for you, and is away too.", name=deputy.no)
    elif deputy is not None:
        said = Reply.of("{name} stands in for you.", name=deputy.no)
    if _weekends_open(ctx.directory, me, ctx):
        said = said.then(
            "Nobody who runs the process is on call at weekends now. Please arrange it."
        )
    return said


def _weekends_open(directory: Directory, me: Person, ctx: Context) -> bool:
    others = (p for p in coordinators(directory) if p.no != me.no and not p.away(ctx.now))
    mine = OnCall.WEEKENDS in me.on_call and me.no in {p.no for p in coordinators(directory)}
    return mine and not any(OnCall.WEEKENDS in p.on_call for p in others)


class CoverArgs(Args):
    pass


@command("my cover", permission=Permission.OWN_SETTINGS, examples=["my cover"], hidden=True)
async def cover(ctx: Context, _args: CoverArgs) -> Reply:
    """For whom you stand in; for who runs the process, everybody who is away or leaves."""
    said = Reply(())
    for person in ctx.directory.people.values():
        deputy = ctx.directory.deputy_of(person)
        mine = deputy is not None and deputy.no == ctx.actor.no
        if person.no == ctx.actor.no or not (mine or ctx.runs_the_process):
            continue
        said = said.join(_of(ctx, person, deputy.no if deputy else None))
    return said if said.lines else Reply.of("Everybody is here.")


def _silent(ctx: Context, person: Person) -> bool:
    here = ctx.runs_the_process and Duty.HOLDER in person.duties and not person.away(ctx.now)
    return here and person.seen is not None and ctx.now.date() - person.seen >= SILENT


def _of(ctx: Context, person: Person, deputy: PersonNo | None) -> Reply:
    said = Reply(())
    if person.away(ctx.now) and person.away_until is not None:
        last = ctx.local_day(person.away_until)
        said = said.then(
            "{name} is away to the end of {day}. Stands in: {deputy}",
            name=person.no,
            day=last,
            deputy=deputy,
        )
    if _silent(ctx, person):
        said = said.then(
            "{name}, {seat}, has not written for three weeks.", name=person.no, seat=person.seat
        )
    if person.leaving is not None and Duty.HOLDER in person.duties:
        said = said.then(
            "{name} gives up {seat}. Name the next holder:  /agency seat",
            name=person.no,
            seat=person.seat,
        )
    return said
