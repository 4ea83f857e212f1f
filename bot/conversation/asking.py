"""One command being filled in: what is given, what is asked next, and what to do when all is there.

A form is asked one question at a time; it lives for 30 minutes, sealed, survives a crash, and keeps what
was typed when an answer cannot be read or a guard refuses.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot import wording
from bot.case import Case
from bot.casework import sight
from bot.command import AnyCommand, Offer, Reply
from bot.conversation import aside, leading, mending, onward, options, second
from bot.conversation.attaching import attach
from bot.disclosure import Sensitive
from bot.errors import (
    BadWords,
    ChangedMeanwhile,
    GuardRefused,
    KeptOpen,
    NoneInSight,
    NotFound,
    NotOpenNow,
    NotSound,
    Refusal,
    Unfit,
)
from bot.form import (
    Field,
    Kind,
    Reader,
    Unreadable,
    find_field,
    form,
    next_question,
    open_fields,
    read,
)
from bot.labels import label, sentence
from bot.policies import access, guards
from bot.ports import Blank, Dialogue, Telling, TellingKind
from bot.process import Profile
from bot.scene import Context
from bot.vocabulary.process import Guard
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Role
from bot.wired import House

FORM_LIFE: Final = timedelta(minutes=30)

# What a form may be waiting for, besides the answer to one of its questions.
CONFIRM: Final = "!confirm"
RETRY: Final = "!retry"
CHANGED: Final = "!changed"
# Which questions of a form satisfy a guard: they are put where it refuses and they are unanswered.
MENDS: Final[Mapping[Guard, tuple[str, ...]]] = {
    Guard.FOOTING_RECORDED: ("footing",),
    Guard.URGENT_GROUND: ("called", "ground"),
    Guard.FREE_TO_WORK: ("police_said",),
    Guard.PARTICIPATION_SETTLED: ("given", "mode"),
    Guard.SECOND_PERSON: ("second",),
    Guard.ANSWERS_IN: ("without", "expert"),
    Guard.REASON_GIVEN: ("why", "brings", "until"),
}
DECISIONS: Final = frozenset({CONFIRM, RETRY, CHANGED})

_SEND: Final = frozenset(
    [
        "send",
        "yes",
        "y",
        "ja",
        "oui",
        "ok",
        "confirm",
        "raise",
        "mine",
        "yours",
        "again",
        "try again",
    ]
)
_STOP: Final = frozenset(["cancel", "stop", "theirs", "no", "throw away", "start over"])
_AWAY: Final = frozenset({"cancel", "throw away", "start over"})
_SKIP: Final = frozenset(["skip", "-", "none", "nothing", "n/a", "no", ""])


@dataclass(slots=True, kw_only=True)
class Filling:
    """A command and its answers so far. `version`: of the case when the form was opened."""

    house: House
    context: Context
    reader: Reader
    command: AnyCommand
    given: dict[str, str]
    version: int | None = None
    brief: bool = False  # all that is needed came in one line
    opened: bool = False  # it stands in the store
    passing: bool = False  # the newest answer was a person's own words
    kept_open: bool = False  # no own words come this way
    id: str = ""  # of the form, once it stands in the store
    before: str = ""  # the form that was put aside for this one

    @property
    def ear(self) -> wording.Ear:
        return self.house.ear(self.context.directory, self.context.actor)

    @property
    def _say(self) -> str:
        return self.context.actor.language.code

    @property
    def fields(self) -> dict[str, Field]:
        narrowed = self.command.args.narrowed(self.given)
        needed = self.command.args.needed(self.context)
        return {
            f.name: replace(f, only=narrowed.get(f.name), needed=f.needed or f.name in needed)
            for f in form(self.command)
        }

    # --- which case ---

    async def fill_case(self, here: CaseRef | None) -> None:
        """Inside a circle the reference may be left out, and where only one case is in sight."""
        field = self.fields.get("ref")
        if field is None or field.kind is not Kind.REF or "ref" in self.given:
            return
        if here is not None:
            self.given["ref"] = str(here)
        elif field.required:
            candidates = await self.candidates()
            if len(candidates) == 1:
                self.given["ref"] = str(candidates[0])

    async def candidates(self) -> list[CaseRef]:
        """Cases on which this command is open to this person now."""
        found = await sight.cases(self.context)
        return [case.name for case in found if sight.fits(self.command, case, self.context)]

    async def open_on(self, command: AnyCommand, ref: CaseRef) -> bool:
        """Whether another command is open to this person on this case."""
        return sight.fits(command, await self.context.unit.cases.get(ref), self.context)

    async def look_ahead(self) -> None:
        """Refuse at once what would be refused after eight answers: case, sight, state. Raises Refusal."""
        case, acts = await self._in_sight(), self.command.acts
        if case is None:
            return
        within = sight.in_its_states(self.command, case)
        if not within or (acts and not any(self.context.may(act, case) for act in acts)):
            raise NotOpenNow(self.context.open_acts(case))
        if self.version is None:
            self.version = case.version

    async def _in_sight(self) -> Case | None:
        """The case of this form. Raises NotFound where it is out of this person's sight, maybe only since the
        form was opened: what it asks and says would tell what became of the case."""
        if not (ref := self.given.get("ref")):
            return None
        if not self.command.acts:
            return await self.context.seen(CaseRef.parse(ref), self.command.permission)
        return await self.context.case(CaseRef.parse(ref), *self.command.acts)

    # --- asking ---

    async def go_on(self) -> tuple[Telling, ...]:
        """Ask the next question, show what would go out, or do it. Raises Refusal."""
        await self.know()
        question = next_question(self.command, self.given, brief=self.brief)
        if question is not None:
            if question.kind is Kind.REF and not await self.candidates():
                return await self.ask(self._typed_case(question))
            if question.kind is not Kind.REF and not self._answered:
                await self._nothing_stands()
            return await self.ask(self.fields[question.name])
        return await self.submit()

    async def _nothing_stands(self) -> None:
        """Before the first question what no answer to any would change. Raises GuardRefused."""
        case, context = await self._in_sight(), self.context
        acts = [act for act in self.command.acts if case is not None and context.may(act, case)]
        if case is None or not acts:
            return
        look = guards.Look(case=case, act=acts[0], actor=context.actor, scene=context.scene)
        why = guards.standing(acts, look)
        if why is not None and await self._missing(why) is None:
            raise why

    def _typed_case(self, question: Field) -> Field:
        """Whoever audits has no list of cases and is told a reference; for all others a question that has no
        answer would be a dead end. Raises NoneInSight."""
        if Role.AUDITOR not in access.general_roles(self.context.actor, self.context.scene):
            raise NoneInSight
        return replace(question, hint="Its reference, such as amber-harbour-47-K.")

    async def ask(self, field: Field, wrong: Unreadable | None = None) -> tuple[Telling, ...]:
        """Put a question, and keep the form; after an answer that could not be read, with the nearest."""
        await self.keep(field.name)
        return (await self.question(field, wrong),)

    async def question(self, field: Field, wrong: Unreadable | None = None) -> Telling:
        say = self._say
        text = [self._complaint(wrong)] if wrong else []
        first = await self._first(field)
        if first is not None:
            text.append(wording.text(first))
        numbers = {"emergency_number": self.context.partnership.emergency_number}
        text.append(sentence(field.label, say).format_map(numbers))
        if field.hint:
            text.append(sentence(field.hint, say))
        if field.most and field.most > 1:
            text.append(sentence("At most {n}, with commas between.", say).format(n=field.most))
        elif field.kind is Kind.CHOICES:
            text.append(sentence("One or more, with commas between.", say))
        if wrong:
            text.append(sentence("To leave all of it:  cancel", say))
        return Telling(
            kind=TellingKind.QUESTION,
            text=Sensitive("\n".join(text)),
            buttons=(*(first.buttons if first else ()), *await options.under(self, field)),
            passing=first is not None and first.passing,
            blank=await self._blank(field, _above(first)),
        )

    async def _first(self, field: Field) -> Telling | None:
        """What is read before this question, and answers that are proposed; not while more is wrong."""
        shown = await self.command.args.shown(self.context, self.given)
        said = shown.get(field.name)
        return wording.reply(said, self.ear) if said else None

    async def _blank(self, asked: Field, above: str = "") -> Blank:
        """The same form for a platform that draws it whole; of sealed answers only that they are there."""
        wanted = open_fields(self.command, self.given, brief=self.brief)
        refs = any(field.kind in {Kind.REF, Kind.REFS} for field in (asked, *wanted))
        given = {n: "" if self.fields[n].sealed else value for n, value in self.given.items()}
        return Blank(
            id=self.id,
            command=self.command.name,
            given=given,
            asked=asked.name,
            brief=self.brief,
            refs=tuple(map(str, await self.candidates())) if refs else (),
            above=above,
        )

    def _complaint(self, wrong: Unreadable) -> str:
        say = self._say
        if wrong.why:
            return sentence(wrong.why, say)
        if not wrong.near:
            return sentence("I could not read that, so please once more.", say)
        words = {word.code: label(word, say) for word in wrong.field.words or ()}
        listed = ", ".join(words.get(code, code) for code in wrong.near)
        return sentence("I could not read that. Did you mean: {words}?", say).format(words=listed)

    async def keep(self, asked: str) -> None:
        """Store the form, sealed, and what it waits for."""
        self.opened = True
        self.id = self.id or secrets.token_urlsafe(9)
        ref = self.given.get("ref")
        behind = {aside.KEY: self.before} if self.before else {}
        await self.context.unit.dialogues.put(
            Dialogue(
                person=self.context.actor.no,
                command=self.command.name,
                given={**self.given, **behind},
                asked=asked,
                expires=self.context.now + FORM_LIFE,
                version=self.version,
                case=CaseRef.parse(ref) if ref else None,
                id=self.id,
            )
        )

    # --- answers ---

    async def answer(self, asked: str | None, text: str) -> tuple[Telling, ...]:
        """An answer to what the form waits for. Raises Refusal."""
        word = text.casefold().strip()
        if word in (_STOP if asked in DECISIONS else _AWAY):
            return await self.throw_away()
        await self._in_sight()
        if asked in DECISIONS and word in _SEND:
            return await self.submit(confirmed=asked != RETRY, mine=asked == CHANGED)
        if asked == CONFIRM and word in _SKIP:
            return await self.submit()
        field = self.fields.get(asked or "")
        if asked == CONFIRM and self.command.preview is not None:
            field = self._own_words()
        return await self._take(field, text)

    def _own_words(self) -> Field | None:
        """At the preview, words that are no answer are what the person still wanted to say."""
        sealed = (field for field in self.fields.values() if field.sealed)
        return next((field for field in sealed if not self.given.get(field.name)), None)

    async def know(self) -> None:
        """Answers that need not be asked for after those so far; what was typed rules."""
        known = await self.command.args.filled(self.context, self.given)
        self.given = {**known, **self.given}

    async def throw_away(self) -> tuple[Telling, ...]:
        said = wording.reply(Reply.of("Thrown away. Nothing was sent."), self.ear)
        return (said, *await self.end())

    async def end(self) -> tuple[Telling, ...]:
        """This form is done; the one that was put aside for it is put again where it was."""
        if not self.opened:
            return ()  # done in one line: a form that is open beside it stays open
        unit, person = self.context.unit, self.context.actor.no
        await unit.dialogues.end(person)
        earlier = aside.unpack(self.before, person) if self.before else None
        if earlier is None or earlier.expires <= self.context.now:
            return ()
        command = self.house.commands[earlier.command]
        back = replace(
            self, command=command, given=dict(earlier.given), version=earlier.version, before=""
        )
        try:
            await back.look_ahead()
        except Refusal:
            return ()  # what was done meanwhile leaves nothing of it to do
        return await back.resume(earlier.asked)

    async def resume(self, asked: str | None) -> tuple[Telling, ...]:
        """Put again what this form waits for, after something else."""
        told = Reply.of("Now back to where you were:  /{name}", name=Sensitive(self.command.name))
        telling = wording.reply(told, self.ear, TellingKind.QUESTION)
        field = self.fields.get(asked or "")
        if field is not None and field.wanted(self.given, brief=self.brief):
            return (telling, *await self.ask(field))
        if asked == CONFIRM and self.command.preview is not None:
            return (telling, *await self.go_on())
        await self.keep(RETRY)
        return (self.with_retry(telling),)

    async def _take(self, asked: Field | None, text: str) -> tuple[Telling, ...]:
        field, value = self._meant(asked, text)
        if field is None:
            return await self._repeat()
        self.passing = field.sealed
        if not value and text.strip().endswith(":"):
            return await self.ask(field)  # only which question was said
        if field.own_words and self.kept_open and value.casefold().strip() not in _SKIP:
            return (wording.refusal(KeptOpen(), self.ear), *await self.ask(field))
        if field.optional and value.casefold().strip() in _SKIP:
            self.given[field.name] = ""
            return await self.go_on()
        try:
            value = await options.numbered(self, field, value)
            self.given[field.name] = _fitting(field, read(field, value, self.reader))
        except Unreadable as wrong:
            skip = len(await options.under(self, field))  # the last of the numbered answers
            if not field.optional or value.strip() != str(skip):
                return await self.ask(field, wrong)
            self.given[field.name] = ""
        if field.name == "ref":
            await self.look_ahead()
        return await self.go_on()

    async def take(self, values: Mapping[str, str]) -> tuple[Telling, ...]:
        """Answers that came together; one that cannot be read is asked again, the others are kept."""
        await self._in_sight()
        wrong: Unreadable | None = None
        for name, typed in values.items():
            field = self.fields.get(name)
            if field is None or not (field.optional or typed.strip()):
                continue
            if field.own_words and self.kept_open and typed.strip():
                continue  # it was not drawn there; whoever sends it all the same is not heard
            self.passing = self.passing or field.sealed
            try:
                self.given[name] = read(field, typed, self.reader) if typed.strip() else ""
            except Unreadable as why:
                wrong = wrong or why
        if "ref" in values:
            await self.look_ahead()
        return await (self.go_on() if wrong is None else self.ask(wrong.field, wrong))

    def _meant(self, asked: Field | None, text: str) -> tuple[Field | None, str]:
        """`name: value` answers that question; so does a code that only another question's list holds."""
        name, colon, value = text.partition(":")
        named = self.fields.get(name.strip().casefold())
        if named is not None and colon:
            return named, value.strip()
        other = find_field(self.command, text.strip())
        if other is not None and (asked is None or asked.words is None or other is not asked):
            fits_asked = (
                asked is not None and asked.words is not None and _holds(asked, text.strip())
            )
            return (asked if fits_asked else other), text
        return asked, text

    async def _repeat(self) -> tuple[Telling, ...]:
        said = Reply.of(
            "I did not understand that. Answer with a number, or change one answer, such as"
        )
        said = said.then("{name}: …", name=Sensitive(form(self.command)[0].name))
        await self.keep(CONFIRM)
        return (self.with_confirm(wording.reply(said, self.ear)),)

    # --- doing ---

    async def submit(self, *, confirmed: bool = False, mine: bool = False) -> tuple[Telling, ...]:
        """Do it, after a preview where the command has one. Raises Refusal."""
        args = self.command.read({name: value for name, value in self.given.items() if value})
        if not mine:
            await self._unchanged()
        if self.command.preview is not None and not confirmed:
            shown = await self.command.preview(self.context, args)
            if shown.lines:
                for field in self.fields.values():
                    if field.asked:
                        self.given.setdefault(field.name, "")  # the preview offers what is left
                await self.keep(CONFIRM)
                return (
                    *self._advice(sealed=False),
                    self.with_confirm(wording.reply(shown, self.ear)),
                )
        self.context.previewed = True
        reply = await self.command.run(self.context, args)
        told = await attach(self.house, reply, wording.reply(reply, self.ear), self.ear)
        if reply.lead is not None:
            return (told, *await leading.go_on(self, reply.lead))
        return (told, *self._advice(sealed=True), *await self.end())

    def _advice(self, *, sealed: bool) -> tuple[Telling, ...]:
        """On the words that go into the vault with this form."""
        own = [self.given.get(name, "") for name, field in self.fields.items() if field.own_words]
        return mending.advice(own, self.context, self.ear, sealed=sealed)

    async def _unchanged(self) -> None:
        """Raises ChangedMeanwhile where somebody else saved the case after this form was opened."""
        ref = self.given.get("ref")
        if not ref or self.version is None:
            return
        case = await self.context.unit.cases.get(CaseRef.parse(ref))
        by = case.facts.changed_by
        if case.version != self.version and by is not None and by != self.context.actor.no:
            raise ChangedMeanwhile(self.context.directory.people[by].name)

    # --- refusals ---

    async def refused(self, why: Refusal) -> tuple[Telling, ...]:
        """Say why and what to do next; the answers given so far stay."""
        telling = self._offering(wording.refusal(why, self.ear), *await onward.offers(self, why))
        match why:
            case GuardRefused(guard=Guard.SECOND_PERSON) if self.given.get("second"):
                return await self._ask_second()
            case GuardRefused():
                missing = await self._missing(why)
                if missing is None:
                    return await self._kept(telling)
                self.version = None  # what is tried again is tried on the case as it is then
                if not self._answered:
                    return await self.ask(
                        missing
                    )  # nobody did anything wrong: it is the first question
                said = replace(telling, kind=TellingKind.REPLY, buttons=())
                return (said, *await self.ask(replace(missing, needed=True)))
            case Unfit():
                return await self._unfit(why, telling)
            case BadWords():
                return await self._mend(why, telling)
            case ChangedMeanwhile():
                await self.keep(CHANGED)
                return (
                    self._offering(telling, Offer("Yours", "= mine"), Offer("Theirs", "= theirs")),
                )
            case NotFound() | NoneInSight() | NotSound():
                return (telling,)
            case _:
                return await self._kept(telling)

    async def _unfit(self, why: Unfit, telling: Telling) -> tuple[Telling, ...]:
        if why.field not in self.fields:
            return (telling,)  # of the act that a second person confirms
        field = self.fields[why.field]
        if self.brief and field.name not in self.given and field.wanted(self.given):
            return await self.ask(field)  # the short line left it out: it is asked, not refused
        self.given.pop(field.name, None)
        return (telling, *await self.ask(field))

    async def _ask_second(self) -> tuple[Telling, ...]:
        try:
            asked = await second.ask(self.house, self.context, self.command, self.given)
        except Unfit as why:
            return await self.refused(why)
        return (wording.reply(asked, self.ear), *await self.end())

    async def _missing(self, why: GuardRefused) -> Field | None:
        """The first question of this form that would satisfy the guard and has no answer yet."""
        if why.guard is Guard.FREE_TO_WORK and await self._police_answered():
            return None
        listed = why.parts.get(guards.MENDS, "")
        mends = [name for name in listed.split(",") if name] if isinstance(listed, str) else []
        closed = self.command.args.closed(self.context)
        named = (name for name in mends or MENDS.get(why.guard, ()) if name not in closed)
        names = (name for name in named if not self.given.get(name))
        return next((self.fields[name] for name in names if name in self.fields), None)

    async def _police_answered(self) -> bool:
        if self.context.partnership.profile != Profile.LIGHT:
            return True  # in full the police contact answers, whatever form this is
        case = await self.context.unit.cases.get(CaseRef.parse(self.given["ref"]))
        return bool(case.hidden.police)

    @property
    def _answered(self) -> bool:
        """Whether more was said than which case it is about."""
        return any(value for name, value in self.given.items() if name != "ref")

    async def _kept(self, telling: Telling) -> tuple[Telling, ...]:
        if not self._answered:
            return (telling,)
        self.version = None  # what is tried again is tried on the case as it is then
        await self.keep(RETRY)
        kept = sentence("What you typed is kept for 30 minutes.", self.ear.language)
        text = Sensitive(f"{wording.text(telling)}\n{kept}")
        return (self.with_retry(replace(telling, text=text)),)

    async def _mend(self, why: BadWords, telling: Telling) -> tuple[Telling, ...]:
        """Ask again for what the command itself could not read."""
        wrong = next((self.fields[name] for name in why.complaints if name in self.fields), None)
        if wrong is None:
            return (telling,)
        self.given.pop(wrong.name, None)
        return await self.ask(wrong, Unreadable(wrong))

    # --- buttons ---

    def with_confirm(self, telling: Telling) -> Telling:
        """Send first, throw away last, whatever else is offered between."""
        send = wording.button(Offer(self.command.args.DOES, "= send"), self.ear.language)
        away = wording.button(Offer("Throw away", "= cancel"), self.ear.language)
        buttons = (send, *telling.buttons, away)
        return replace(telling, kind=TellingKind.QUESTION, buttons=buttons)

    def with_retry(self, telling: Telling) -> Telling:
        return self._offering(telling, Offer("Go on", "= again"), Offer("Throw away", "= cancel"))

    def _offering(self, telling: Telling, *offers: Offer) -> Telling:
        buttons = tuple(wording.button(offer, self.ear.language) for offer in offers)
        return replace(telling, buttons=(*telling.buttons, *buttons))


def _above(first: Telling | None) -> str:
    """What a drawn form says above its questions; sealed words, which pass, do not stand there."""
    return wording.text(first) if first is not None and not first.passing else ""


def _fitting(field: Field, code: str) -> str:
    """Raises Unreadable for a word of the list that does not fit what was answered before."""
    if field.only is not None and code not in {word.code for word in field.only}:
        raise Unreadable(field, why="That does not fit here. Which of these?")
    return code


def _holds(field: Field, code: str) -> bool:
    return field.words is not None and any(word.code == code for word in field.words)


_BY_BUTTON: Final = frozenset(
    {Kind.TEXT, Kind.REF, Kind.REFS, Kind.PERSON, Kind.SEAT, Kind.SEATS, Kind.DAY}
)


def answers_only(command: AnyCommand, asked: str | None) -> bool:
    """A question whose buttons are proposals: a number presses one of those, and nothing older."""
    field = next((field for field in form(command) if field.name == asked), None)
    return field is not None and field.kind in {Kind.SEAT, Kind.SEATS, Kind.REFS}


def asks_by_button(command: AnyCommand, asked: str | None) -> bool:
    """Questions without a closed list are answered by words; there a number presses a button."""
    if asked in DECISIONS:
        return True
    fields: Mapping[str, Field] = {field.name: field for field in form(command)}
    field = fields.get(asked or "")
    return field is not None and field.kind in _BY_BUTTON
