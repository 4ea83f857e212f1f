"""Shared posts as sentences. They hold set words, so there is nothing here that could be sealed."""

from __future__ import annotations

from typing import assert_never

from bot.labels import label, sentence
from bot.posts import (
    ActionPlanned,
    AnyPost,
    AuditFingerprint,
    ChannelLine,
    CircleAbstract,
    CircleNews,
    ConsentNoted,
    FirstAnswerOverdue,
    Joined,
    JudgementsShown,
    LineMoved,
    MeetingCalled,
    MeetingEve,
    MeetingHeld,
    MeetingOff,
    MeetingStands,
    MonthlyInvitation,
    MonthlyReminder,
    MonthSkipped,
    OwnerSaid,
    ProgressMade,
    Released,
    SeatAnswered,
    SeatChanged,
    SettingChanged,
)
from bot.vocabulary.base import Word
from bot.wording import Ear, part


def post(said: AnyPost, ear: Ear) -> str:
    """The line as it stands in the shared place."""
    match said:
        case ChannelLine() | CircleAbstract():
            return _abstract(said, ear)
        case CircleNews(case=case, news=news):
            return f"{case} · {label(news, ear.language)}"
        case LineMoved(case=case):
            return f"{case} · {sentence('a newer line stands below.', ear.language)}"
        case FirstAnswerOverdue():
            return sentence("A first answer is overdue. Duty members, please look.", ear.language)
        case JudgementsShown() | SeatAnswered() | Released():
            return _given(said, ear)
        case Joined() | ActionPlanned() | ProgressMade() | OwnerSaid() | ConsentNoted():
            return _circle(said, ear)
        case MeetingCalled() | MeetingStands() | MeetingOff() | MeetingHeld():
            return _meeting(said, ear)
        case (
            MonthlyInvitation()
            | MonthlyReminder()
            | MeetingEve()
            | MonthSkipped()
            | SeatChanged()
            | SettingChanged()
        ):
            return _public(said, ear)
        case AuditFingerprint(fingerprint=fingerprint):
            said_so = (
                "This week's fingerprint of the audit: {words}. Please leave this line standing."
            )
            return sentence(said_so, ear.language).format(words=fingerprint)
        case _:
            assert_never(said)


def _abstract(said: ChannelLine | CircleAbstract, ear: Ear) -> str:
    groups: list[tuple[Word, ...]] = []
    if isinstance(said, ChannelLine):
        age = (said.age,) if said.age else ()
        groups = [said.families, age, (said.urgency,), (said.status,)]
    else:
        one = [(word,) if word else () for word in (said.age, said.setting, said.sector)]
        time = tuple(word for word in (said.trend, said.since) if word)
        groups = [said.topics or said.families, (said.urgency,), *one, time]
        groups += [said.strengths, said.needs, (said.status,)]
    cells = [", ".join(label(word, ear.language) for word in group) for group in groups if group]
    return " · ".join([str(said.case), *cells])


def _circle(
    said: Joined | ActionPlanned | ProgressMade | OwnerSaid | ConsentNoted, ear: Ear
) -> str:
    fill = {name: part(getattr(said, name), ear) for name in said.__dataclass_fields__}
    match said:
        case Joined(seat=None):
            template = "{case} · A guest joins: {why}; brings {brings}; until {until}."
        case Joined():
            template = "{case} · {seat} joins: {why}; brings {brings}; until {until}."
        case ActionPlanned(holder=None):
            template = "{case} · Step {action}: {kind} ({level}, {mode}), a guest, by {due}."
        case ActionPlanned():
            template = "{case} · Step {action}: {kind} ({level}, {mode}), {holder}, by {due}."
        case ProgressMade(helped=None):
            template = "{case} · Step {action}, {kind}: {status}."
        case ProgressMade():
            template = "{case} · Step {action}, {kind}: {status}; {helped}."
        case OwnerSaid():
            template = "{case} · The owner: {next}, by {by}."
        case ConsentNoted():
            template = "{case} · {kind}: {given} ({mode})."
        case _:
            assert_never(said)
    return sentence(template, ear.language).format_map(fill)


def _given(said: JudgementsShown | SeatAnswered | Released, ear: Ear) -> str:
    if isinstance(said, Released):
        return _released(said, ear)
    if isinstance(said, JudgementsShown):
        agree = len(set(said.judgements)) == 1
        template = (
            "{case} · Own judgements, all together: {judgements}. They agree."
            if agree
            else "{case} · Own judgements, all together: {judgements}. Where they differ is the agenda."
        )
        fill = {"case": said.case, "judgements": part(said.judgements, ear)}
        return sentence(template, ear.language).format_map(fill)
    words = [said.reply, said.known, said.approach, said.why_not, *said.needs]
    template = "{case} · {seat}, {question} {words}."
    fill = {
        "case": said.case,
        "seat": part(said.seat, ear),
        "question": part(said.question, ear),
        "words": part([word for word in words if word is not None], ear),
    }
    return sentence(template, ear.language).format_map(fill)


def _released(said: Released, ear: Ear) -> str:
    fill = {name: part(getattr(said, name), ear) for name in said.__dataclass_fields__}
    if not said.to:
        fill["to"] = sentence("a guest", ear.language)
    template = (
        "{case} · Something was shared with {to}: {purpose}; {footing}; agreement {agreement} ({kind}); until"
        " {until}."
    )
    return sentence(template, ear.language).format_map(fill)


def _meeting(said: MeetingCalled | MeetingStands | MeetingOff | MeetingHeld, ear: Ear) -> str:
    fill = {name: part(getattr(said, name), ear) for name in said.__dataclass_fields__}
    match said:
        case MeetingCalled():
            template = "Meeting {number}, {kind}. Which date suits: {slots}?"
        case MeetingStands():
            template = "Meeting {number}, {kind}, stands: {slot}."
        case MeetingOff():
            template = "Meeting {number}, {kind}, is called off."
        case MeetingHeld(manner=None):
            template = "Meeting {number}, {kind}, was held. There: {present}."
        case MeetingHeld():
            template = "Meeting {number}, {kind}, was held, {manner}. There: {present}."
        case _:
            assert_never(said)
    return sentence(template, ear.language).format_map(fill)


def _public(
    said: MonthlyInvitation
    | MonthlyReminder
    | MeetingEve
    | MonthSkipped
    | SeatChanged
    | SettingChanged,
    ear: Ear,
) -> str:
    fill = {name: part(getattr(said, name), ear) for name in said.__dataclass_fields__}
    match said:
        case MonthlyInvitation():
            template = (
                "Time to meet without a case on the table. Which date suits: {slots}? Bring someone we do not"
                " know yet."
            )
        case MonthlyReminder():
            template = "Two minutes for our meeting without cases: {slots}?"
        case MeetingEve():
            template = "We meet without cases: {slot}."
        case MonthSkipped():
            template = "No meeting without cases this month: {why}."
        case SeatChanged():
            template = "Seat {seat}: {step}."
        case SettingChanged():
            template = "Changed by two people: {setting}, version {version}."
        case _:
            assert_never(said)
    return sentence(template, ear.language).format_map(fill)
