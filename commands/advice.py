"""/concern ask: a question without names, to a colleague, an expert or another agency; and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.case import Case
from bot.casework import consults
from bot.casework.ladder_view import asked_words, fresh
from bot.command import Args, Reply, command
from bot.disclosure import Sensitive
from bot.errors import Unfit
from bot.fields import Ref, Who, ask, codes, may
from bot.parts import Consult, LadderEntry, TextKind
from bot.people import Duty, Person
from bot.policies import ladder as rules
from bot.policies.guards import Given
from bot.ports import NoticeKind
from bot.scene import Context
from bot.vocabulary.concern import FAMILY, Need, Topic
from bot.vocabulary.numbers import SeatNo
from bot.vocabulary.process import Act, State
from bot.vocabulary.roles import Permission
from bot.vocabulary.view import LadderResult, LadderStep
from bot.vocabulary.work import Judgement


class AskArgs(Args):
    to: Who = ask("Who is asked?", "Such as @expert-online, or a seat, such as @school-seat.")
    topic: Annotated[tuple[Topic, ...], codes(Topic)] = ask("What is it about?", most=2)
    needs: Annotated[tuple[Need, ...] | None, codes(Need)] = may(
        "What may be needed?", most=5, asked=True
    )
    ref: Ref | None = may("For which case?")

    @classmethod
    async def filled(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, str]:
        """What the draft says already need not be said again."""
        kept = None if given.get("ref") else await ctx.unit.cases.draft_of(ctx.actor.no)
        said = kept.facts.abstract if kept else None
        if said is None:
            return {}
        return {
            "topic": ",".join(word.code for word in said.topics),
            "needs": ",".join(word.code for word in said.needs),
        }

    @classmethod
    async def shown(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, Reply]:
        """Experts by theme, language and area, and the own agency's managers."""
        topics = tuple(Topic.of(code) for code in given.get("topic", "").split(",") if code)
        said = Reply(())
        for person in consults.pool(ctx, topics)[:3]:
            said = said.then(
                "{name} knows about: {words}",
                name=person.no,
                words=[topic for topic in Topic if topic in person.expert_on],
            ).offer_line("Ask {n}", f"= @{person.key}")
        seat = ctx.actor.seat
        managers = ctx.directory.of_seat(seat, Duty.MANAGER) if seat else ()
        for person in [p for p in managers if p.no != ctx.actor.no and not p.away(ctx.now)][:3]:
            said = said.then("{name} is a manager of your agency", name=person.no)
            said = said.offer_line("Ask {n}", f"= @{person.key}")
        return {"to": said} if said.lines else {}


def _asks(ctx: Context, args: AskArgs) -> Consult:
    other = _other(ctx, args)
    theme = consults.theme_for(ctx.actor, other, args.topic)
    families = tuple(dict.fromkeys(FAMILY[topic] for topic in args.topic))
    return Consult(
        no=1,
        to=other.no,
        by=ctx.actor.no,
        at=ctx.now,
        topics=args.topic if theme else (),
        families=() if theme else families,
        needs=args.needs or (),
    )


def _other(ctx: Context, args: AskArgs) -> Person:
    """Raises Unfit for somebody who cannot be asked."""
    other = ctx.directory.people.get(args.to)
    if other is None or other.no == ctx.actor.no:
        raise Unfit("to", "Somebody else than you. Who is asked?")
    if Duty.ADMINISTRATOR in other.duties or (
        other.seat is None and Duty.EXPERT not in other.duties
    ):
        raise Unfit("to", "That person cannot be asked here. Who else?")
    return other


async def _preview(ctx: Context, args: AskArgs) -> Reply:
    """All that the other reads."""
    consult = _asks(ctx, args)
    said = Reply.of("{name} reads this and no more:", name=consult.to)
    said = said.then("{words}", words=asked_words(consult))
    if consult.families:
        said = said.then("The theme itself is for experts on it and for your own agency.")
    return said.then("No name, no case, and not who asks: only from which agency.")


@command(
    "concern ask",
    Act.ASK_NO_NAMES,
    permission=Permission.ASK_NO_NAMES,
    examples=["concern ask to:@expert-online topic:online"],
    preview=_preview,
)
async def ask_(ctx: Context, args: AskArgs) -> Reply:
    """Ask a colleague, expert or seat without a name.

    The question is made of set words alone, so it may go to another agency. The answer comes back to your
    own draft, or to the case that you name, and nobody else reads it.
    """
    consult = _asks(ctx, args)
    case = await _asks_for(ctx, args)
    ctx.check(Act.ASK_NO_NAMES, case, Given(previewed=ctx.previewed))
    consult.no = len(case.hidden.consults) + 1
    consult.of_case = case.state is not State.DRAFT
    key = await consults.put(ctx.unit, case, consult)
    case.did(Act.ASK_NO_NAMES, by=ctx.actor.no, at=ctx.now)
    ctx.tell([consult.to], NoticeKind.ADVICE_ASKED, f"concern advise key:{key}")
    said = Reply.of("{name} is asked. The answer comes to you alone.", name=consult.to)
    if case.state is not State.DRAFT or not ctx.may(Act.LADDER_STEP, case):
        return said
    return said.offering("The six steps", "concern ladder").offering("Let it rest", "concern rest")


async def _asks_for(ctx: Context, args: AskArgs) -> Case:
    """The case that is named, where this person works on it; else the own draft."""
    if args.ref is not None:
        return await ctx.case(args.ref, Act.ASK_NO_NAMES)
    return await ctx.unit.cases.draft_of(ctx.actor.no) or await fresh(ctx)


class AdviseArgs(Args):
    key: Sensitive[str] | None = may("Which question?", plain=True)
    view: Judgement = ask("How would you see it?")
    helps: Annotated[tuple[Need, ...] | None, codes(Need)] = may(
        "What may help?", most=5, asked=True
    )
    words: Sensitive[str] | None = may(
        "What would you say to whoever asks?",
        "Sealed; only the one who asked reads it.",
        asked=True,
    )

    @classmethod
    async def shown(cls, ctx: Context, given: Mapping[str, str]) -> Mapping[str, Reply]:
        _case, consult = await consults.find(ctx, given.get("key") or None, ladder=False)
        seat, words = _seat(ctx, consult), asked_words(consult)
        if seat is None:
            return {"view": Reply.of("Somebody asks, without names: {words}", words=words)}
        said = Reply.of("Somebody of {seat} asks, without names: {words}", seat=seat, words=words)
        return {"view": said}


def _seat(ctx: Context, consult: Consult) -> SeatNo | None:
    asker = ctx.directory.people.get(consult.by)
    return asker.seat if asker else None


@command(
    "concern advise",
    permission=Permission.OWN_SETTINGS,
    examples=["concern advise"],
    private=True,
    hidden=True,
)
async def advise(ctx: Context, args: AdviseArgs) -> Reply:
    """Answer a question without names. You learn no name and no case, and need none."""
    key = consults.text(args.key) if args.key else None
    case, consult = await consults.find(ctx, key, ladder=False)
    consult.answered, consult.view, consult.helps = ctx.now, args.view, args.helps or ()
    if args.words is not None:
        consult.words = case.keep(args.words, TextKind.ADVICE, by=ctx.actor.no, at=ctx.now).no
    if not consult.of_case:
        entry = LadderEntry(
            step=LadderStep.CONSULT, result=LadderResult.DONE, skip_why=None, at=ctx.now
        )
        case.hidden.ladder = rules.replaced(case.hidden.ladder, entry)
    case.did(Act.ANSWER_INFO, by=ctx.actor.no, at=ctx.now)
    opens = f"concern look ref:{case.name}" if consult.of_case else "concern look"
    ctx.tell([consult.by], NoticeKind.WAITING, opens)
    return Reply.of("Whoever asked reads it. Thank you.")
