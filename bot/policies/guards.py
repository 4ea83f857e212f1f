"""The conditions that may refuse an act: one function each, asked in the order of the act's row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, LiteralString

from bot.case import Case
from bot.errors import Gap, GuardRefused, Lacks
from bot.people import Duty, Person, Seat, SeatState
from bot.policies import assessment, ladder, quorum
from bot.policies.access import Scene
from bot.policies.calendar import add_months
from bot.process import ACTS, Profile
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.vocabulary.people import Sector
from bot.vocabulary.process import Act, Guard, State
from bot.vocabulary.sharing import ConsentKind, ConsentSupport, Footing, Participation
from bot.vocabulary.view import Limit
from bot.vocabulary.work import ActionKind, ExpertAsked, Level

HEALTH: Final = frozenset({Sector.HEALTH, Sector.MENTAL_HEALTH})

# What a standing limit forbids, whoever would do it.
FORBIDS: Final[Mapping[Limit, frozenset[ActionKind]]] = {
    Limit.NO_HOME_VISIT: frozenset({ActionKind.JOINT_HOME_VISIT}),
    Limit.NO_JOINT_VISIT: frozenset({ActionKind.JOINT_HOME_VISIT}),
    Limit.NO_ONLINE_CONTACT: frozenset({ActionKind.ONLINE_SAFETY_TALK}),
    Limit.NO_CONTACT_WITH_CIRCLE_OF: frozenset({ActionKind.FAMILY_WORK}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the form of the act brought, as far as a guard asks for it."""

    footing: Footing | None = None
    previewed: bool = False
    attested: bool = False  # the author says that the six steps were gone through
    emergency: bool = False  # the emergency question is answered and a ground chosen
    kinds: tuple[ActionKind, ...] = ()
    people: tuple[PersonNo, ...] = ()  # whoever else decides or is named
    missing: tuple[LiteralString, ...] = ()  # of an override's form
    proposed_by: PersonNo | None = None  # who did the first half of a four-eyes act
    present: tuple[SeatNo, ...] = ()  # which seats sat in the conference that decides
    without: bool = False  # it goes on without the answers that are still open
    expert: ExpertAsked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Everything a guard may look at."""

    case: Case
    act: Act
    actor: Person
    scene: Scene
    given: Given = field(default_factory=Given)
    confirmed_by: Person | None = None

    @property
    def light(self) -> bool:
        return self.scene.partnership.profile == Profile.LIGHT


MENDS: Final = (
    "mends"  # not a gap of the sentence: the form's questions that would satisfy the guard
)

# They look at the case alone; while it is urgent those who sit together may do without all judgements.
STANDING: Final = frozenset({Guard.FREE_TO_WORK, Guard.OWNER_SETTLED, Guard.JUDGEMENTS_IN})

Check = Callable[[Look], Mapping[str, Gap] | None]  # None: it holds; else the gaps of its sentence


def hold(guards: Iterable[Guard], look: Look) -> None:
    """Raises GuardRefused for the first guard that does not hold."""
    for guard in guards:
        refused = CHECKS[guard](look)
        if refused is not None:
            raise GuardRefused(guard, refused)


def standing(acts: Iterable[Act], look: Look) -> GuardRefused | None:
    """What refuses each of these acts whatever its form will bring; None where one of them may be open."""
    refused: GuardRefused | None = None
    for act in acts:
        fixed = [guard for guard in ACTS[act].guards if guard in STANDING]
        if look.case.facts.urgent is not None:
            fixed = [guard for guard in fixed if guard is not Guard.JUDGEMENTS_IN]
        try:
            hold(fixed, look)
        except GuardRefused as why:
            refused = refused or why
        else:
            return None
    return refused


def seat_missing(person: Person, scene: Scene) -> tuple[str, ...]:
    """What a person's seat lacks to be live: seat, agreement, deputy, admission. Empty where it is live."""
    seat = scene.directory.seat_of(person)
    if seat is None:
        return ("seat",)
    missing = [
        ("agreement", _agreement_over(seat, scene)),
        ("holder", not scene.directory.of_seat(seat.no, Duty.HOLDER)),
        ("deputy", not scene.directory.of_seat(seat.no, Duty.DEPUTY)),
        ("admission", seat.state is not SeatState.LIVE),
    ]
    return (*(name for name, lacks in missing if lacks), *_of_card(seat, scene))


CARD_MONTHS: Final = 12
TRAINED_MONTHS: Final = 24


def _of_card(seat: Seat, scene: Scene) -> tuple[str, ...]:
    """A seat comes in only with card, training and hours; one that is in keeps them from running out.

    Those that were live before cards were kept stay so: they are asked for them, and not shut out.
    """
    today, comes_in = scene.now.date(), seat.state is SeatState.ASKED
    lacks: list[str] = []
    for name, since, months in (
        ("card", seat.carded_on, CARD_MONTHS),
        ("training", seat.trained_on, TRAINED_MONTHS),
    ):
        if comes_in if since is None else today >= add_months(since, months):
            lacks.append(name)
    return (*lacks, "hours") if comes_in and seat.hours is None else tuple(lacks)


def _agreement_over(seat: Seat, scene: Scene) -> bool:
    """Not signed, or run out: the seat reads only until it is signed anew."""
    months = scene.partnership.agreement_months
    if seat.agreement is not None and seat.agreement < scene.partnership.agreement:
        return True  # another version is in force by now
    if seat.agreed_on is None or months is None:
        return seat.agreed_on is None
    return scene.now.date() >= add_months(seat.agreed_on, months)


def core_missing(scene: Scene) -> tuple[quorum.Needed, ...]:
    """What a full partnership lacks to go live: a core sector of which no permanent seat ever came in.

    One that came in and was suspended later stops nobody from raising a concern; the conference needs it.
    """
    if scene.partnership.profile != Profile.FULL:
        return ()
    seats = scene.directory.seats.values()
    came = [seat.no for seat in seats if seat.permanent and seat.state is not SeatState.ASKED]
    return quorum.missing(came, scene.directory, Profile.FULL)


def _seat_live(look: Look) -> Mapping[str, Gap] | None:
    lacks = seat_missing(look.actor, look.scene) or core_missing(look.scene)
    return {} if lacks else None


def _ladder_done(look: Look) -> Mapping[str, Gap] | None:
    seat = look.scene.directory.seat_of(look.actor)
    entries = look.case.hidden.ladder
    if seat is None or seat.sector not in HEALTH:
        return None
    if look.given.attested and not ladder.begun(entries):
        return None
    waits = ladder.open_steps(entries)
    return {"n": waits[0].code[0]} if waits else None


def _abstract_ok(look: Look) -> Mapping[str, Gap] | None:
    said = look.case.facts.abstract is not None or look.act is Act.ASK_NO_NAMES
    return None if said and look.given.previewed else {}


def _footing_recorded(look: Look) -> Mapping[str, Gap] | None:
    known = look.given.footing or look.case.facts.release or look.scene.partnership.footing
    return None if known else {}


def _urgent_ground(look: Look) -> Mapping[str, Gap] | None:
    if look.given.emergency:
        return None
    return {"emergency_number": look.scene.partnership.emergency_number}


def _free_to_work(look: Look) -> Mapping[str, Gap] | None:
    return None if look.case.police_clear and not look.case.paused else {}


def _within_limits(look: Look) -> Mapping[str, Gap] | None:
    kinds = look.given.kinds or tuple(a.kind for a in look.case.facts.plan.actions if a.open)
    made = look.case.facts.adopted
    if made is not None and made.short and set(kinds) - {ActionKind.SAFETY_STEP}:
        return {}  # a short conference agreed first safety steps only
    forbidden = {kind for limit in look.case.hidden.limits for kind in FORBIDS[limit]}
    return {} if forbidden.intersection(kinds) else None


def _no_conflict(look: Look) -> Mapping[str, Gap] | None:
    deciding = {look.actor.no, *look.given.people}
    return {} if deciding.intersection(look.case.facts.recused) else None


def _quorum(look: Look) -> Mapping[str, Gap] | None:
    """Who may decide is there or deputised; while it is urgent a short conference may."""
    if look.light or _short_conference(look):
        return None
    there = assessment.able(look.given.present, look.case, look.scene.directory)
    lacks = quorum.missing(there, look.scene.directory, Profile.FULL)
    if not lacks:
        return None
    return {"seats": lacks}


def _short_conference(look: Look) -> bool:
    """While it is urgent police, a care profession and the coordinator may agree first safety steps."""
    there = assessment.able(look.given.present, look.case, look.scene.directory)
    urgent = look.case.facts.urgent is not None
    return urgent and not quorum.missing_short(there, look.scene.directory)


def _answers_in(look: Look) -> Mapping[str, Gap] | None:
    owed = [asked for asked in look.case.facts.asked if asked.open]
    if look.given.without or not owed:
        return None
    return {"n": str(len(owed))}


def _judgements_in(look: Look) -> Mapping[str, Gap] | None:
    if look.light or look.case.facts.judged or _short_conference(look):
        return None
    lacks = assessment.judgements_lacking(look.case.hidden.views, look.scene.directory)
    return {"n": str(lacks)} if lacks else None


def _owner_settled(look: Look) -> Mapping[str, Gap] | None:
    """In full somebody who was agreed on, not who holds the case meanwhile."""
    owner = look.case.facts.owner
    if look.case.owner is None or owner is None:
        return {}
    return {} if owner.interim and not look.light else None


def _participation_settled(look: Look) -> Mapping[str, Gap] | None:
    about = (ConsentKind.SUPPORT, ConsentKind.NOTICE)
    again = look.case.facts.reopened  # a new purpose is asked for anew
    consents = [
        c for c in look.case.facts.consents if c.kind in about and (again is None or c.at >= again)
    ]
    if not consents:
        return {}
    newest = consents[-1]
    if newest.mode is Participation.COMPULSORY:
        decided = newest.basis and newest.authority and newest.told
        return None if decided else {}
    given = {ConsentSupport.GIVEN, ConsentSupport.GIVEN_IN_PART}
    return None if newest.given in given else {}


# The questions of the start form that say why a level is left out.
_LEFT_OUT: Final[Mapping[Level, str]] = {
    Level.PERSON: "no_person",
    Level.FAMILY: "no_family",
    Level.COMMUNITY: "no_community",
}


def _plan_ready(look: Look) -> Mapping[str, Gap] | None:
    """One step and one contact; in full every level has a step, or a reason for none."""
    plan = look.case.facts.plan
    missing: list[Lacks] = []
    mends: list[str] = []
    if not any(a.open for a in plan.actions):
        missing, mends = (
            [Lacks("an action with a holder and a date")],
            ["action", "holder", "due"],
        )
    if plan.contact is None:
        missing, mends = [*missing, Lacks("one contact person")], [*mends, "contact"]
    if not look.light and not missing:
        empty = plan.empty()
        missing = [Lacks("a step for the {level}, or why none", {"level": one}) for one in empty]
        mends = [_LEFT_OUT[level] for level in empty]
    return {"missing": missing, MENDS: ",".join(mends)} if missing else None


def _closing_ready(look: Look) -> Mapping[str, Gap] | None:
    case, closing = look.case, look.case.facts.closing
    actions = case.facts.plan.actions
    missing: list[Lacks] = []
    if any(a.open for a in actions):
        missing.append(Lacks("an answer to every open action"))
    if not look.light:
        untold = ", ".join(str(a.no) for a in actions if a.untold)
        missing += [Lacks("whether step {n} helped", {"n": untold})] if untold else []
        missing += _round_lacks(case, look.scene)
    mends = "" if missing else "outcome"  # the form cannot close steps
    if case.hidden.outcome is None:
        missing.append(Lacks("an outcome"))
    if closing is None or not closing.feedback_ready:
        missing.append(Lacks("a word back to those who gave"))
        mends = ""
    return {"missing": missing, MENDS: mends} if missing else None


def _round_lacks(case: Case, scene: Scene) -> list[Lacks]:
    """The owner and one other agency answer the closing round."""
    owner = scene.directory.people.get(case.owner) if case.owner else None
    said = case.hidden.round
    missing: list[Lacks] = []
    if owner is not None and all(one.by != owner.no for one in said):
        missing.append(Lacks("the owner's word in the closing round"))
    if all(owner is not None and one.seat == owner.seat for one in said):
        missing.append(Lacks("the word of one other agency in the closing round"))
    return missing


def _handover_ready(look: Look) -> Mapping[str, Gap] | None:
    """The other coordinator accepted, which takes an agreement that fits."""
    offered = look.case.facts.offered
    return None if offered is not None and offered.accepted is not None else {}


def _second_person(look: Look) -> Mapping[str, Gap] | None:
    early = {State.RAISED, State.SCREENING}
    if look.light and look.act is Act.POINT_ON and look.case.state in early:
        return None
    first = (
        look.scene.directory.people.get(look.given.proposed_by) if look.given.proposed_by else None
    )
    if first is not None and first.no != look.actor.no and first.no not in look.case.facts.recused:
        apart = first.seat is None or first.seat != look.actor.seat
        if apart or look.light:
            return None
    second = look.confirmed_by
    if second is None or second.no == look.actor.no or second.no in look.case.facts.recused:
        return {}
    if Duty.ADMINISTRATOR in second.duties:
        return {}
    same_agency = second.seat is not None and second.seat == look.actor.seat
    return {} if same_agency and not look.light else None


def _erasure_free(look: Look) -> Mapping[str, Gap] | None:
    if not look.case.kept:
        return None
    return {"reason": [Lacks("a hold or an open request stands; whoever audits knows which")]}


def _override_complete(look: Look) -> Mapping[str, Gap] | None:
    return {"missing": [Lacks(one) for one in look.given.missing]} if look.given.missing else None


def _holds(_look: Look) -> Mapping[str, Gap] | None:
    """The form itself cannot be sent without it: the argument is required."""
    return None


CHECKS: Final[Mapping[Guard, Check]] = {
    Guard.SEAT_LIVE: _seat_live,
    Guard.LADDER_DONE: _ladder_done,
    Guard.ABSTRACT_OK: _abstract_ok,
    Guard.FOOTING_RECORDED: _footing_recorded,
    Guard.URGENT_GROUND: _urgent_ground,
    Guard.FREE_TO_WORK: _free_to_work,
    Guard.WITHIN_LIMITS: _within_limits,
    Guard.NO_CONFLICT: _no_conflict,
    Guard.QUORUM: _quorum,
    Guard.ANSWERS_IN: _answers_in,
    Guard.JUDGEMENTS_IN: _judgements_in,
    Guard.OWNER_SETTLED: _owner_settled,
    Guard.PARTICIPATION_SETTLED: _participation_settled,
    Guard.PLAN_READY: _plan_ready,
    Guard.CLOSING_READY: _closing_ready,
    Guard.SECOND_PERSON: _second_person,
    Guard.OVERRIDE_COMPLETE: _override_complete,
    Guard.GUEST_TERMS: _holds,
    Guard.HANDOVER_READY: _handover_ready,
    Guard.ERASURE_FREE: _erasure_free,
    Guard.REASON_GIVEN: _holds,
}
