"""Everything Confer says, as sentences: the only file that makes text of values.

Templates are literal English; other languages come from the catalogues (bot/labels.py). Shared posts have
no text to leak; private replies may hold sealed words, which are opened here for the one person who reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from string import Formatter
from typing import Final, LiteralString
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from bot.command import Draft, Line, Offer, Part, Reply
from bot.disclosure import Sensitive
from bot.errors import (
    BadWords,
    ChangedMeanwhile,
    Expired,
    Gap,
    GuardRefused,
    KeptOpen,
    Lacks,
    NoButton,
    NoneInSight,
    NotFound,
    NothingOpen,
    NotOpenNow,
    NotSound,
    Refusal,
    SaidAloud,
    TooMuch,
    Unfit,
)
from bot.files import Attachment, Chart, Paper, Timeline
from bot.labels import label, sentence
from bot.people import Directory
from bot.policies.access import speaking
from bot.ports import Button, Notice, NoticeKind, Telling, TellingKind
from bot.vocabulary.base import Word
from bot.vocabulary.numbers import Day, PersonNo, SeatNo, Slot
from bot.vocabulary.process import Act, Guard

REFUSALS: Final[Mapping[Guard, LiteralString]] = {
    Guard.SEAT_LIVE: "Your agency's seat is not ready yet. See /agency seat for what is missing.",
    Guard.LADDER_DONE: "Step {n} of your ladder is still open. Do it, or say why not.",
    Guard.ABSTRACT_OK: (
        "This would say more than a shared place may carry. Here is the nearest version that may go."
    ),
    Guard.FOOTING_RECORDED: "Say first on what footing, for what purpose and to whom.",
    Guard.URGENT_GROUND: "First: have you called {emergency_number}? Then choose the ground.",
    Guard.FREE_TO_WORK: "This case cannot move right now. You will hear when it can.",
    Guard.WITHIN_LIMITS: "Not this way for now. Ask the coordinator what is possible.",
    Guard.NO_CONFLICT: "Someone here has stepped aside from this case. Ask a deputy to decide.",
    Guard.QUORUM: "The conference is missing {seats}. Invite a deputy or move the date.",
    Guard.ANSWERS_IN: "{n} answers are still open. Wait, or record that you go on without.",
    Guard.JUDGEMENTS_IN: "{n} more own judgements are needed before they are shown together.",
    Guard.OWNER_SETTLED: "There is no owner yet. Name one with /owner name.",
    Guard.PARTICIPATION_SETTLED: (
        "Nobody has recorded yet whether the person takes part. Use /consent record."
    ),
    Guard.PLAN_READY: "The plan needs {missing}.",
    Guard.CLOSING_READY: "Before closing: {missing}.",
    Guard.SECOND_PERSON: "A second person from another agency has to confirm this.",
    Guard.OVERRIDE_COMPLETE: "The form misses {missing}. Nothing was sent.",
    Guard.GUEST_TERMS: "Say why this guest, what they bring and until when.",
    Guard.HANDOVER_READY: "The other side has not accepted, or its agreement does not fit.",
    Guard.ERASURE_FREE: "Erasure waits: {reason}.",
    Guard.REASON_GIVEN: "Choose a reason first.",
}

# How a step is called where open steps are listed.
STEPS: Final[Mapping[Act, str]] = {
    Act.RAISE: "/concern new",
    Act.DROP: "/concern rest",
    Act.ANSWER: "/case answer",
    Act.TAKE_UP: "/case take",
    Act.POINT_ON: "/case point",
    Act.FOLD_IN: "/case fold",
    Act.RE_RAISE: "/concern again",
    Act.ADOPT: "/assess adopt",
    Act.RETHINK: "/assess rethink",
    Act.START: "/plan start",
    Act.PROPOSE_CLOSE: "/case close",
    Act.CLOSE: "/case close",
    Act.NOT_YET: "/case close",
    Act.CONSENT_WITHDRAWN: "/consent withdraw",
    Act.DECLINED_BY_PERSON: "/consent declined",
}

WAITS: Final = "Something is waiting for you in Confer."

NOTICES: Final[Mapping[NoticeKind, LiteralString]] = {
    NoticeKind.WAITING: "Something is waiting for you in Confer.",
    NoticeKind.NEW_CONCERN: (
        "Something new is waiting for a first answer. Please open it within {left}."
    ),
    NoticeKind.DUE_SOON: "A first answer is due in {left}.",
    NoticeKind.OVERDUE: "A first answer is overdue.",
    NoticeKind.OWNER_WORD: (
        "Someone is waiting for a first word from you. Please answer within {left}."
    ),
    NoticeKind.OWNER_WORD_SOON: "A first word is due in {left}.",
    NoticeKind.OWNER_WORD_OVERDUE: "A first word is overdue.",
    NoticeKind.ANSWER_AWAITED: "An answer from you is awaited.",
    NoticeKind.ANSWER_OWED: (
        'One answer is owed. "We hold nothing" and "we may not" are answers too.'
    ),
    NoticeKind.AGENCY_OWES: "Your agency owes one answer, and its time has run out. Please see to it.",
    NoticeKind.ANSWERS_OPEN: "An answer that was asked for has not come. Open to see how many are open.",
    NoticeKind.ADVICE_ASKED: "Somebody asks for a thought of yours, without names.",
    NoticeKind.STEPS_LEFT: (
        "Steps that an emergency left open are still to be done. What you thought then, in a few words?"
    ),
    NoticeKind.PAUSES_STAND: "Pauses stand that nobody renewed or lifted. Open to see how many.",
    NoticeKind.ASSESSMENT_NEAR: "A joint look at something is due soon. Please see to its date.",
    NoticeKind.ASSESSMENT_MISSED: "A joint look at something has not taken place in time.",
    NoticeKind.OWNER_LACKS: "Somebody is needed who takes something on. You may hold it meanwhile.",
    NoticeKind.PLAN_LACKS: "A first plan is awaited.",
    NoticeKind.WORD_WITH_PERSON: "A talk with a person about what they want is due.",
    NoticeKind.STEP_DUE: "One of your steps is due soon, or today.",
    NoticeKind.STEP_LATE: "One step has not been reported on yet. Done, changed or stopped?",
    NoticeKind.REVIEW_NEAR: "A look at how things go, together, is due.",
    NoticeKind.REVIEW_MISSED: "A look at how things go, together, has not taken place yet.",
    NoticeKind.NO_ENTRY: "Nothing was noted on one thing for three weeks. How is it going?",
    NoticeKind.CLOSING_WORD: "Something is coming to its end. Your word on it is awaited.",
    NoticeKind.DRAFT_WAITS: (
        "You were thinking something through. Carry on, ask someone, or let it rest?"
    ),
    NoticeKind.NO_MEETING_LATELY: "It has been a while since you last met. Shall dates be proposed?",
    NoticeKind.WEEK_BEGINS: "A new week. Open to see what waits, which steps are due, and who meets.",
    NoticeKind.KEEPING_ENDS: "A keeping time ends soon. Please look whether anything stands against it.",
    NoticeKind.GUEST_INVITED: "You are invited to help with one thing. Open to see why, and until when.",
    NoticeKind.GUEST_ENDS: "Your guest access ends soon. Thank you for what you bring.",
    NoticeKind.GUEST_LEAVES: "A guest's access ends soon. Open to see, and to let them stay.",
    NoticeKind.GUEST_ENDED: "Your guest access has ended. Thank you for what you brought.",
    NoticeKind.MANY_CONTACTS: ("Several agencies plan contact close together. Would one visit do?"),
    NoticeKind.VISIT_NEAR: "A visit is near. Please look at its safety check once more.",
    NoticeKind.BACK_SAFE: "Are you back? One tap is enough.",
    NoticeKind.NOT_BACK: "Two colleagues have not said that they are back. Please call them now.",
    NoticeKind.DEBRIEF: "A few words on how it went are awaited.",
    NoticeKind.FEEDBACK_OWED: "Someone who helped has not heard back yet.",
    NoticeKind.LOOK_BACK: "A look back at something that ended is due.",
    NoticeKind.HANDOVER: "Another partnership offers to hand something over. Please open it.",
    NoticeKind.OFFER_OPEN: (
        "What you offered to another partnership has no answer yet. A call may help; it stays yours meanwhile."
    ),
    NoticeKind.THANKS: "Something you gave to has ended. Thank you for your part.",
    NoticeKind.RELEASED: "Something was shared with your seat. Open it to read it, until its end.",
    NoticeKind.TAKEN_BACK: (
        "Something that you had opened was taken back. Please make no more use of it, and tell nobody."
    ),
    NoticeKind.MIND_CHANGED: "A person changed their mind. Voluntary steps stop now.",
    NoticeKind.OWN_DUTY: (
        "A person does not want the support that you were part of, and it ends. Please look whether your agency"
        " has a duty of its own."
    ),
    NoticeKind.SECOND_ASKED: (
        "A second person is needed now, and you are asked. Please open it within 30 minutes."
    ),
    NoticeKind.TO_BE_CHECKED: "Something was shared on a narrow path. Please check it within 72 hours.",
    NoticeKind.CHECKS_OPEN: (
        "What was shared on a narrow path was not checked in time. Open to see how often."
    ),
    NoticeKind.WAS_CHECKED: "What you shared on a narrow path was checked.",
    NoticeKind.NOT_WATCHED: "Clocks were not watched for a while. Please look at what is due.",
    NoticeKind.NUDGES_STAND: (
        "Due nudges stand unsent. Please look at what is due, and at the machine:  confer doctor"
    ),
    NoticeKind.UNREACHABLE: "A notice could not be delivered. Please look at who is reachable.",
    NoticeKind.DAY_BEGINS: "Your list for today is ready in Confer.",
    NoticeKind.OVERLOAD: "Somebody has more waiting than one person can do. Please look who could help.",
    NoticeKind.STANDS_IN: "Somebody is away, or will not hold a seat much longer. Open to see who stands in.",
    NoticeKind.SEAT_LEFT: "A seat needs a look: who holds it, and who stands in?",
    NoticeKind.AGREEMENT_ENDS: (
        "An agency's agreement runs out soon, or has run out. Please have it signed anew."
    ),
    NoticeKind.CARD_ENDS: (
        "A seat's mandate card or training runs out soon, or has run out. Please look at it anew."
    ),
    NoticeKind.NO_DATE_YET: "No date yet for this month's meeting without cases.",
    NoticeKind.PLATFORM_GONE: (
        "Confer was taken off one chat platform. Nobody hears of it there until it is installed again."
    ),
    NoticeKind.CHANNEL_GONE: (
        "Confer cannot post in a shared channel any more. Please bring the channel back, or invite it."
    ),
    NoticeKind.GUESSES: (
        "Somebody tried codes, pages, forms or case names again and again that are not theirs. All were"
        " refused; the audit says when."
    ),
    NoticeKind.STOPPED_LATELY: (
        "Last month messages in shared places were stopped because they may describe a person. How many stands"
        " in the logs; what they said was not kept."
    ),
    NoticeKind.MANY_STOPPED: (
        "Messages of one person were stopped again and again today because they may describe somebody. Whose,"
        " the audit says. It may be a habit to talk about, or somebody who tries names."
    ),
    NoticeKind.CLOCK_BACK: (
        "The clock of Confer's machine was set back. Confer goes on by the later time, so that nothing that"
        " ended is open again. If the earlier time is right:  confer audit accept-clock"
    ),
    NoticeKind.UNUSUAL_OPENING: "Something was opened that is worth a look.",
    NoticeKind.AUDIT_DOUBT: (
        "The audit does not hold, or its end could not be kept outside. Please have  confer audit verify  run"
        " by somebody you trust, and keep what it says."
    ),
    NoticeKind.LINES_LEFT: "Some lines in shared channels could not be removed. Please look which.",
    NoticeKind.WHICH_DATE: (
        "A meeting is planned. Which dates suit you? Choose as many as you like."
    ),
    NoticeKind.MEETING_STANDS: "The date of a meeting stands: {when}.",
    NoticeKind.MEETING_MOVED: "The date of a meeting has changed. Now it is {when}.",
    NoticeKind.MEETING_OFF: "A meeting is called off. It was to be {when}.",
    NoticeKind.SHARES_USED: (
        "Recovery shares of the master key were printed or used. If you did not expect it, ask the coordinator"
        " now."
    ),
    NoticeKind.ERASED: "Something was erased, and its certificate is there for you.",
    NoticeKind.UNSOUND: (
        "Something that is stored does not fit where it stands, and was not shown. Somebody may have changed"
        " the database. Please have  confer audit verify  run by somebody you trust, and keep older backups."
    ),
    NoticeKind.ERASURE_WAITS: "Something was to be erased by now, and something stands against it.",
    NoticeKind.HOLD_LOOK: (
        "A legal hold is to be looked at again. Lift it, or let it stand for ninety more days."
    ),
    NoticeKind.RIGHTS_WAIT: "Somebody asked for something that is their right. An answer is awaited.",
    NoticeKind.BREACH_REPORTED: (
        "Somebody reports that something was read, sent or lost that should not have been. Please look now."
    ),
    NoticeKind.BREACH_DUE: "Whether the authority has to hear of something is due in {left}.",
    NoticeKind.BREACH_LATE: "Whether the authority has to hear of something is overdue.",
}
_LATE: Final = "(late)"
_INSTEAD: Final = "(You stand in.)"
_PASS: Final[tuple[LiteralString, LiteralString]] = ("Pass to deputy", "confer pass {ref}")
# The likeliest answers besides [Open], each with its line.
_LIKELY: Final[Mapping[NoticeKind, tuple[tuple[LiteralString, LiteralString], ...]]] = {
    NoticeKind.NEW_CONCERN: (_PASS,),
    NoticeKind.DUE_SOON: (_PASS,),
    NoticeKind.OVERDUE: (("I take it", "case answer {ref}"),),
    NoticeKind.OWNER_WORD: (_PASS,),
    NoticeKind.OWNER_WORD_SOON: (_PASS,),
    NoticeKind.ANSWER_AWAITED: (_PASS,),
    NoticeKind.STEP_DUE: (
        ("Done", "plan progress {ref} action:{subject} status:done"),
        ("Changed", "plan write {ref}"),
    ),
    NoticeKind.STEP_LATE: (
        ("Done", "plan progress {ref} action:{subject} status:done"),
        ("Changed", "plan write {ref}"),
    ),
    NoticeKind.NO_ENTRY: (("Note how it goes", "plan progress {ref}"),),
    NoticeKind.DRAFT_WAITS: (("Let it rest", "concern rest"),),
    NoticeKind.NO_MEETING_LATELY: (("Propose dates", "meeting call"),),
    NoticeKind.NO_DATE_YET: (("Skip this month", "meeting skip"),),
}
_CLOSED: Final = frozenset(
    {
        NoticeKind.GUEST_ENDED,
        NoticeKind.TAKEN_BACK,
        NoticeKind.OWN_DUTY,
        NoticeKind.NOT_WATCHED,
        NoticeKind.NUDGES_STAND,
        NoticeKind.PLATFORM_GONE,
        NoticeKind.CHANNEL_GONE,
        NoticeKind.AUDIT_DOUBT,
        NoticeKind.GUESSES,
        NoticeKind.CLOCK_BACK,
        NoticeKind.UNSOUND,
        NoticeKind.MANY_STOPPED,
        NoticeKind.SHARES_USED,
        NoticeKind.AGENCY_OWES,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """Who reads: in which language, in which zone, and by which names people and seats go."""

    language: str
    zone: str
    directory: Directory


def reply(said: Reply, ear: Ear, kind: TellingKind = TellingKind.REPLY) -> Telling:
    """A reply as the text of one person."""
    text = "\n".join(line(one, ear) for one in said.lines)
    buttons = tuple(button(offer, ear.language, ear.zone) for offer in said.offers)
    return Telling(
        kind=kind, text=Sensitive(text), buttons=buttons, passing=said.passing, url=said.url
    )


def paper(draft: Draft, ear: Ear) -> Paper:
    """A paper's words, as its one recipient reads them."""
    parts = (tuple(line(one, ear) for one in part_) for part_ in draft.parts)
    return Paper(
        title=line(draft.title, ear),
        marks=tuple(line(mark, ear) for mark in draft.marks),
        parts=tuple((lines[0], lines[1:]) for lines in parts),
    )


def described(plan: Timeline, ear: Ear) -> str:
    """A picture of a plan in words."""
    rows = [
        f"{bar.label}, {bar.seat}, {day(bar.first, ear.language)} – {day(bar.last, ear.language)}:"
        f" {bar.status}{', ' + plan.late_word if bar.late and not bar.over else ''}"
        for bar in plan.bars
    ]
    return "\n".join([plan.title, *rows])


def charted(chart: Chart) -> str:
    """A picture of figures in words."""
    rows = [f"{name}: {'*' if value is None else value}" for name, value in chart.bars]
    return "\n".join([chart.title, *rows, chart.note])


def content(file: Attachment) -> bytes:
    """A file's bytes, for the platform that hands it to its one reader."""
    return speaking().open(file.content)


def alt(file: Attachment) -> str:
    """What a file shows, in words."""
    return speaking().open(file.alt)


def button(offer: Offer, language: str, zone: str = "UTC") -> Button:
    """Where a label names a case or a number, it is the last word of its line; a date is local."""
    when = date_time(offer.slot, language, zone) if offer.slot else ""
    last = offer.line.rpartition(" ")[2]
    named = sentence(offer.label, language).format(case=last, n=last, slot=when)
    return Button(label=named, line=offer.line)


def line(one: Line, ear: Ear) -> str:
    """One sentence with its gaps filled; a line whose only part is empty is left out by the caller."""
    template = sentence(one.template, ear.language)
    names = [name for _text, name, _spec, _conversion in Formatter().parse(template) if name]
    filled = {name: part(one.parts.get(name), ear) for name in names}
    return template.format_map(filled)


def part(value: Part, ear: Ear) -> str:
    """A value as its reader reads it."""
    match value:
        case None:
            return "–"
        case Sensitive():
            return speaking().open(value)
        case Word():
            return label(value, ear.language)
        case SeatNo():
            seat = ear.directory.seats.get(value)
            return seat.name if seat else "–"
        case PersonNo():
            person = ear.directory.people.get(value)
            return speaking().open(person.name) if person else "–"
        case Day():
            return day(value.date, ear.language)
        case Slot():
            return slot(value, ear)
        case _ if isinstance(value, Sequence):
            return ", ".join(part(item, ear) for item in value) or "–"
        case _:
            return str(value)


_ENGLISH_DAY: Final = "EEE d MMM"
# Where a short month ends in a stop it is written out: a sentence may end with a day.
_DAY: Final[Mapping[str, str]] = {"da": "EEE d. MMMM", "de": "EEE d. MMMM", "fr": "EEE d MMMM"}


def day(when: date, language: str) -> str:
    return format_date(when, _DAY.get(language, _ENGLISH_DAY), locale=language)


def slot(when: Slot, ear: Ear) -> str:
    return date_time(when, ear.language, ear.zone)


def date_time(when: Slot, language: str, zone: str) -> str:
    local = when.moment.astimezone(ZoneInfo(zone))
    return format_datetime(local, f"{_DAY.get(language, _ENGLISH_DAY)} HH:mm", locale=language)


def moment(when: datetime, ear: Ear) -> str:
    """A time of day on a day, local."""
    return slot(Slot.of(when), ear)


def left(seconds: int, language: str) -> str:
    """How long is left, in whole hours or minutes."""
    span = timedelta(seconds=max(seconds, 0))
    hours = round(span / timedelta(hours=1))
    if hours >= 1:
        return sentence("1 hour" if hours == 1 else "{n} hours", language).format(n=hours)
    minutes = max(1, round(span / timedelta(minutes=1)))
    return sentence("1 minute" if minutes == 1 else "{n} minutes", language).format(n=minutes)


# --- notices --------------------------------------------------------------------------------------


def notice(what: Notice, ear: Ear) -> Telling:
    """A bare word to one person; the reference appears after opening."""
    text = sentence(NOTICES[what.kind], ear.language).format(
        left=left(what.left_s or 0, ear.language),
        when=slot(what.slots[0], ear) if what.slots else "–",
    )
    if what.late:
        text = f"{sentence(_LATE, ear.language)} {text}"
    if what.instead:
        text = f"{sentence(_INSTEAD, ear.language)} {text}"
    offers = _dates(what)
    if what.kind not in _CLOSED:
        offers.append(Offer("Open", what.opens))
    ref, subject = what.opens.rpartition(" ")[2], what.clock.subject if what.clock else 0
    for likely, line in _LIKELY.get(what.kind, ()):
        offers.append(Offer(likely, line.format(ref=ref, subject=subject)))
    if what.later:
        offers.append(Offer("Later", what.later))
    buttons = tuple(button(offer, ear.language, ear.zone) for offer in offers)
    return Telling(kind=TellingKind.NOTICE, text=Sensitive(text), buttons=buttons)


def _dates(what: Notice) -> list[Offer]:
    """One button a date, and one for none of them; where one date stands, whether one can come."""
    if what.kind is NoticeKind.WHICH_DATE:
        dates = [
            Offer("{slot}", a, slot) for a, slot in zip(what.answers, what.slots, strict=False)
        ]
        return [*dates, *(Offer("None of them", line) for line in what.answers[len(dates) :])]
    if what.kind is NoticeKind.NO_DATE_YET:
        return [Offer("Pick {slot}", a, s) for a, s in zip(what.answers, what.slots, strict=True)]
    return [
        Offer(label, line)
        for label, line in zip(("I can come", "I cannot come"), what.answers, strict=False)
    ]


# --- refusals -------------------------------------------------------------------------------------


def refusal(why: Refusal, ear: Ear) -> Telling:
    """What a person is told instead of an answer: why, and what to do next."""
    text = _refusal_text(why, ear)
    return Telling(kind=TellingKind.REFUSAL, text=Sensitive(text))


def _gap(gap: Gap, say: str) -> str:
    """What a refusal names: as it is, words of a list, or what is missing."""
    if isinstance(gap, str):
        return gap
    said = [label(one, say) if isinstance(one, Word) else _lacking(one, say) for one in gap]
    return (" + " if any(isinstance(one, Lacks) for one in gap) else ", ").join(said)


def _lacking(one: Lacks, say: str) -> str:
    gaps = {k: label(v, say) if isinstance(v, Word) else v for k, v in one.parts.items()}
    return sentence(one.template, say).format_map(gaps)


def _refusal_text(why: Refusal, ear: Ear) -> str:
    say = ear.language
    match why:
        case GuardRefused():
            gaps = {name: _gap(gap, say) for name, gap in why.parts.items()}
            return sentence(REFUSALS[why.guard], say).format_map(gaps)
        case NotOpenNow():
            steps = dict.fromkeys(STEPS[act] for act in why.open_acts if act in STEPS)
            listed = ", ".join(steps) or sentence("none for you", say)
            return sentence("That step is not open now. Open: {steps}.", say).format(steps=listed)
        case ChangedMeanwhile():
            return sentence(
                "{name} changed this while you were writing. Yours or theirs?", say
            ).format(name=speaking().open(why.by))
        case BadWords():
            wrong = ", ".join(
                f"{name} {sentence(what, say)}" for name, what in why.complaints.items()
            )
            return sentence("I could not read that: {wrong}.", say).format(wrong=wrong)
        case Unfit():
            return sentence(why.why, say)
        case (
            NotFound()
            | NoneInSight()
            | NotSound()
            | Expired()
            | NothingOpen()
            | NoButton()
            | SaidAloud()
            | KeptOpen()
            | TooMuch()
        ):
            return sentence(_fixed(why), say)
        case _:
            return sentence("That cannot be done.", say)


# A line that was said aloud: it goes on in private; or no form took it in, and it is kept.
_ALOUD: Final[Mapping[bool, LiteralString]] = {
    False: "Others read along there, so I took your line away. Nothing is lost: go on here, where only you"
    " read.",
    True: "Others read along there, so I took your line away. For 30 minutes it is kept, sealed, for you alone."
    " Shall I help you move it?",
}


def _fixed(why: Refusal) -> LiteralString:
    match why:
        case NotFound():
            return "There is nothing here for you under that name."
        case NoneInSight():
            return "No case of yours asks for that now."
        case TooMuch():
            return (
                "That was very much in one minute, so this was not taken in. Nothing else is lost, and an open"
                " form waits for you. Please send it again in a minute."
            )
        case NotSound():
            return (
                "What is stored there does not fit, so it was not used. Nothing was changed. Whoever audits"
                " hears of it now."
            )
        case Expired():
            return "This form is too old. Start again; nothing was sent."
        case NothingOpen():
            return (
                "No form is open here, so there is nothing to answer. What was sent before stays sent."
                " /confer help shows what you can do here."
            )
        case NoButton():
            return "There is no such button here. /confer help shows what you can do here."
        case KeptOpen():
            return (
                "Your own words are not for this line: the chat keeps what is typed into it. I took in nothing"
                " of them. Please delete them there if you can, and write them on Confer's own page."
            )
        case SaidAloud():
            return _ALOUD[why.kept]
        case _:
            return "That cannot be done."


def numbered(buttons: Sequence[Button], language: str) -> str:
    """The answers as a numbered list, for clients without buttons."""
    if not buttons:
        return ""
    rows = "\n".join(f"{n}. {one.label}" for n, one in enumerate(buttons, start=1))
    return f"{rows}\n{sentence('Answer with a number.', language)}"


def text(telling: Telling) -> str:
    """The words of a telling, for the platform that says them to this one person."""
    return speaking().open(telling.text)
