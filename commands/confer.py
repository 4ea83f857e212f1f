"""/confer: help, and the answers behind a notice's buttons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from bot.casework import sight
from bot.command import AnyCommand, Args, Reply, command
from bot.conversation import overheard
from bot.conversation.second import decide, look
from bot.disclosure import Sensitive
from bot.errors import NotFound
from bot.fields import Ref, YesNo, ask, may
from bot.form import form, usage
from bot.partnership import snooze
from bot.partnership.snooze import LaterWhy
from bot.policies import access
from bot.policies.access import listening
from bot.policies.unusual import unusual
from bot.ports import ErasedWhy, NoticeKind
from bot.rounds import daily, weekly
from bot.scene import Context
from bot.vocabulary.concern import Status
from bot.vocabulary.numbers import Day
from bot.vocabulary.process import State
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission

SHOWN = 20  # of the newest erasures
WHY = {
    ErasedWhy.TIME: "its keeping time ended",
    ErasedWhy.AUTHOR: "its author let it rest",
    ErasedWhy.REQUEST: "a request was granted",
}


class HelpArgs(Args):
    topic: Sensitive[str] | None = may("About what?", plain=True)
    ref: Ref | None = may("On which case?")


@command(
    "confer help",
    permission=Permission.OWN_SETTINGS,
    examples=["confer help", "confer help topic:guest"],
)
async def help_(ctx: Context, args: HelpArgs) -> Reply:
    """What you may do here, in your language.

    What is open to you now: on the case you are at, else on those in your sight, and what needs no case.
    """
    may = access.known(ctx.actor, ctx.scene)
    known = [c for c in ctx.commands.values() if not c.hidden and c.permission in may]
    topic = listening().open(args.topic).strip().lstrip("/!").casefold() if args.topic else ""
    chosen = [c for c in known if topic in {c.name, c.group, c.sub}]
    if len(chosen) == 1:
        return _one(chosen[0])
    if topic:
        said = _listed(Reply.of("What you can do here."), chosen or known)
    else:
        said = await _open_now(ctx, known, args.ref)
    said = said.then("Every command asks for what it needs. More on one, such as  /help agency map")
    return said if topic else said.offer("All commands", "confer help topic:all")


async def _open_now(ctx: Context, known: Sequence[AnyCommand], ref: CaseRef | None) -> Reply:
    """By the states of the cases in sight; first what they ask for, then what needs no case."""
    here = [await ctx.seen(ref, Permission.SEE_CASE_EXISTS)] if ref else await sight.cases(ctx)
    on_cases = {
        one.name: [case.name for case in here if sight.fits(one, case, ctx)]
        for one in known
        if any(field.name == "ref" and field.required for field in form(one))
    }
    refs = {name for names in on_cases.values() for name in names}
    said = Reply(())
    if len(refs) == 1:
        said = Reply.of("What you can do on {case} now:", case=min(refs, key=str))
    elif refs:
        said = Reply.of("What you can do on your cases now:")
    said = _listed(said, [one for one in known if on_cases.get(one.name)])
    drafts = await ctx.unit.cases.draft_of(ctx.actor.no) is not None
    others = (one for one in known if one.name not in on_cases)
    free = [one for one in others if await sight.is_open(one, here, ctx, drafts=drafts)]
    if refs:
        return _by_group(said.then("What needs no case:"), free)
    if len(free) <= 1:  # help alone
        return Reply.of(
            "You have no part in a case now. Where somebody invites you, you hear of it."
        )
    return _by_group(Reply.of("What you can do here."), free)


def _by_group(said: Reply, commands: Iterable[AnyCommand]) -> Reply:
    """A line a group, short enough for a phone: what is not at hand now is looked up one by one."""
    groups: dict[str, list[str]] = {}
    for one in commands:
        groups.setdefault(one.group, []).append(one.sub)
    for group, subs in groups.items():
        said = said.then(
            "/{group}: {subs}", group=Sensitive(group), subs=Sensitive(", ".join(subs))
        )
    return said


def _listed(said: Reply, commands: Sequence[AnyCommand]) -> Reply:
    for one in commands:
        said = said.then("/{name}: {what}", name=Sensitive(one.name), what=Sensitive(one.summary))
    return said


def _one(one: AnyCommand) -> Reply:
    said = Reply.of("/{usage}", usage=Sensitive(usage(one)))
    said = said.then("{what}", what=Sensitive(one.help))
    for example in one.examples:
        said = said.then("Such as:  /{example}", example=Sensitive(example))
    return said


MOST_COUNTED: Final = 10_000
LOOKED_BACK: Final = timedelta(days=30)
_MONTHS: Final = 3


class LogsArgs(Args):
    ref: Ref | None = may("Which case?")


@command(
    "confer logs",
    permission=Permission.ALL_LOGS,
    examples=["confer logs", "confer logs amber-harbour-47-K"],
)
async def logs(ctx: Context, args: LogsArgs) -> Reply:
    """Logs: unusual openings, lines left in shared places, and what was erased."""
    access.require(ctx.actor, Permission.ALL_LOGS, ctx.scene)
    said = (await _unusual(ctx, args.ref)).join(await _lines_left(ctx, args.ref))
    if args.ref:
        return said
    return said.join(await _pauses(ctx)).join(await _stopped(ctx)).join(await _erased(ctx))


async def _stopped(ctx: Context) -> Reply:
    """How many messages the guard stopped in shared places, by month; what they said was not kept."""
    said = Reply(())
    for month in (await overheard.months(ctx.unit))[:_MONTHS]:
        found = await overheard.counts(ctx.unit, month)
        said = said.then(
            "Messages that may describe a person, {month}: {stopped} stopped, {warned} warned of, {harmless}"
            " called harmless",
            month=Sensitive(month),
            stopped=found.get("stopped", 0),
            warned=found.get("warned", 0),
            harmless=found.get("harmless", 0),
        )
    return said


async def _unusual(ctx: Context, ref: CaseRef | None) -> Reply:
    """Who opened much in a day, or at night, in the last thirty days."""
    openings = await ctx.unit.audit.openings_since(ctx.now - LOOKED_BACK)
    of_case = [one for one in openings if ref in {None, one.case}]
    found = unusual(of_case, ctx.directory, ctx.holidays)
    if not found:
        return Reply.of("No unusual openings in the last thirty days.")
    if not access.knows(ctx.actor, Permission.ALL_LOGS, ctx.scene):
        return Reply.of("Unusual openings in the last thirty days: {n}", n=len(found))
    said = Reply.of("Openings worth a look. They may well be right: ask who opened.")
    for one in found:
        said = said.then(
            "{name}, {day}: {n} sealed items, {night} of them at night, in {cases}",
            name=one.by,
            day=Day.of(one.day),
            n=one.items,
            night=one.at_night,
            cases=one.cases,
        )
    return said


async def _erased(ctx: Context) -> Reply:
    """Certificates: what was destroyed and when. Drafts have none, for nothing of them was ever shared."""
    said = Reply(())
    if not access.knows(ctx.actor, Permission.ALL_LOGS, ctx.scene):
        return said
    for one in (await ctx.unit.cases.erased())[:SHOWN]:
        if one.state is not State.DRAFT:
            said = said.then(
                "Erased on {day}: {keys} data keys, then {texts} sealed texts and all rows ({why}). Whole"
                " certificate: confer certificates",
                day=Day.of(one.at.date()),
                keys=one.keys,
                texts=one.texts,
                why=Sensitive(WHY[one.why]),
            )
    return said


async def _pauses(ctx: Context) -> Reply:
    """How many stand where others read the word; never which, nor of which kind."""
    found = await ctx.unit.cases.lines(party=None, status=Status.PAUSED, limit=MOST_COUNTED)
    return Reply.of("Pauses that stand: {n}", n=len(found)) if found else Reply(())


async def _lines_left(ctx: Context, ref: CaseRef | None) -> Reply:
    left = [line for line in await ctx.unit.lines.left() if ref in {None, line.case}]
    if not left:
        return Reply.of("Every line that was to be removed from a shared place is gone.")
    if not access.knows(ctx.actor, Permission.ALL_LOGS, ctx.scene):
        return Reply.of("Lines that could not be removed: {n}", n=len(left))
    said = Reply.of("These lines could not be removed. Please have them removed by hand.")
    for line in left:
        where = "the seats' channel" if line.seats else "the circle's place"
        said = said.then(
            "{case}: {platform}, {place}, posted {day}",
            case=line.case,
            platform=Sensitive(line.platform),
            place=Sensitive(where),
            day=Day.of(line.posted.date()),
        )
    return said


class WeekArgs(Args):
    pass


@command("confer week", permission=Permission.OWN_SETTINGS, examples=["confer week"], hidden=True)
async def week(ctx: Context, _args: WeekArgs) -> Reply:
    """What waits for you, your steps, your cases, the next meetings; for the coordinator what is late."""
    return await weekly.shown(ctx)


class DayArgs(Args):
    pass


@command("confer day", permission=Permission.OWN_SETTINGS, examples=["confer day"], hidden=True)
async def day(ctx: Context, _args: DayArgs) -> Reply:
    """What came together since your last list, and what else waits for you."""
    return await daily.shown(ctx)


class LaterArgs(Args):
    ref: Ref = ask("Which case?")
    key: Sensitive[str] = ask("Which reminder?", plain=True)
    why: LaterWhy = ask("Why later?")


@command(
    "confer later",
    permission=Permission.OWN_SETTINGS,
    examples=["confer later amber-harbour-47-K key:review_by.0.1 why:in_hand"],
    hidden=True,
)
async def later(ctx: Context, args: LaterArgs) -> Reply:
    """Be reminded later: once, and after half of the time that is left. What is due stays due."""
    case = await ctx.unit.cases.get(args.ref)
    access.check(ctx.actor, Permission.SEE_ABSTRACT, case, ctx.scene)
    return await snooze.once(ctx, case, listening().open(args.key), args.why)


class PassArgs(Args):
    ref: Ref = ask("Which case?")


@command(
    "confer pass",
    permission=Permission.OWN_SETTINGS,
    examples=["confer pass amber-harbour-47-K"],
    hidden=True,
)
async def pass_(ctx: Context, args: PassArgs) -> Reply:
    """Pass what waits for you to your deputy. The clock runs on: only the answer stops it."""
    case = await ctx.unit.cases.get(args.ref)
    access.check(ctx.actor, Permission.SEE_ABSTRACT, case, ctx.scene)
    deputy = ctx.directory.deputy_of(ctx.actor)
    if deputy is None:
        return Reply.of("You have no deputy yet. Name one with  /my settings deputy:@…")
    if not access.allowed(deputy, Permission.SEE_ABSTRACT, case, ctx.scene):
        said = Reply.of("{name}, your deputy, has no part in this case yet.", name=deputy.no)
        return said.then("Ask the coordinator to add them:  /case circle")
    ctx.tell([deputy], NoticeKind.WAITING, f"case show {case.name}")
    return Reply.of("Passed to {name}. It still waits for an answer.", name=deputy.no)


class SecondArgs(Args):
    key: Sensitive[str] = ask("Which request?", plain=True)
    yes: YesNo | None = may("Do you confirm it?")


@command(
    "confer second",
    permission=Permission.OWN_SETTINGS,
    examples=["confer second key:0a1b2c3d"],
    hidden=True,
)
async def second_(ctx: Context, args: SecondArgs) -> Reply:
    """Be the second person: see what is asked, and say yes or no."""
    key = listening().open(args.key).strip()
    if args.yes is not None:
        return await decide(ctx, key, yes=args.yes)
    name, given, by = await look(ctx, key)
    if name not in ctx.commands:
        raise NotFound
    said = Reply.of("{name} asks you to be the second person.", name=by)
    said = said.then("/{name}", name=Sensitive(name)).join(_abstract(ctx, name, given))
    return said.offer_line("Confirm", f"confer second key:{key} yes:yes").offer_line(
        "Do not confirm", f"confer second key:{key} yes:no"
    )


def _abstract(ctx: Context, name: str, given: Mapping[str, str]) -> Reply:
    """What was asked for, without the words somebody wrote: those stay sealed until it is done."""
    asked = ctx.commands[name]
    args = asked.read({key: value for key, value in given.items() if value})
    said = Reply(())
    for field in form(asked):
        if given.get(field.name) and not field.own_words and field.name != "second":
            said = said.then(
                "– {question} {value}", question=Sensitive(field.label), value=args.said(field.name)
            )
    if any(given.get(field.name) for field in form(asked) if field.own_words):
        said = said.then("– and words of its own, which stay sealed.")
    return said
