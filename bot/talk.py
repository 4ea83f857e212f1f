"""The conversation with one person: a line becomes a command, a form asks for what is missing.

A form is asked one question at a time, or all at once where the platform can draw it; it lives for 30
minutes, sealed, survives a crash, and keeps what was typed when an answer cannot be read or a guard
refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot import line, second, wording
from bot.command import AnyCommand, Offer, Reply
from bot.disclosure import Sensitive
from bot.errors import (
    BadWords,
    ChangedMeanwhile,
    Expired,
    GuardRefused,
    NotFound,
    NotOpenNow,
    Refusal,
    SaidAloud,
)
from bot.form import Field, Kind, Reader, Unreadable, find_field, form, next_question, read, sealed
from bot.labels import label, sentence
from bot.people import Person
from bot.policies import access
from bot.ports import Answered, Button, Dialogue, Heard, PlaceKind, Telling, TellingKind, Unit
from bot.scene import Context
from bot.settle import settle
from bot.vocabulary.numbers import Day
from bot.vocabulary.process import Guard
from bot.vocabulary.reference import CaseRef
from bot.wired import House

FORM_LIFE: Final = timedelta(minutes=30)
CONFIRM: Final = "!confirm"
RETRY: Final = "!retry"
CHANGED: Final = "!changed"
MOST_CANDIDATES: Final = 20

_SEND: Final = frozenset(
    ["send", "yes", "y", "ja", "oui", "ok", "confirm", "raise", "mine", "again"]
) | {"try again"}
_STOP: Final = frozenset(["cancel", "stop", "theirs", "no"]) | {"throw away", "start over"}
_SKIP: Final = frozenset(["skip", "-", "none", "nothing", "n/a", "no"]) | {""}


async def once(house: House, platform: str, key: str) -> Answered:
    """One try at one message. A refusal changes nothing but the person's own open form."""
    async with house.unit() as unit:
        heard = await unit.inbox.get(platform, key)
        if heard is None:
            return await _stored(unit, platform, key)
        talk = await Talk.of(house, unit, heard)
        if talk is None:
            answered = Answered(to=None)
            await unit.inbox.worked(heard, answered)
            await unit.commit()
            return answered
        try:
            answered = await talk.answer()
            await settle(house, talk.context)
            await talk.finish(answered)
        except Refusal as why:
            refused = why
        else:
            return answered
    async with house.unit() as unit:
        again = replace_unit(talk, unit)
        answered = await again.refused(refused)
        await again.finish(answered)
        return answered


async def _stored(unit: Unit, platform: str, key: str) -> Answered:
    for heard, answered in await unit.inbox.untold(platform):
        if heard.key == key:
            return answered
    return Answered(to=None)


def replace_unit(talk: Talk, unit: Unit) -> Talk:
    """The same conversation over a fresh transaction; what the refused one did is gone."""
    context = replace(talk.context, unit=unit, notices=[], seats_posts=[], deadlines=[])
    return replace(talk, unit=unit, context=context)


@dataclass(slots=True, kw_only=True)
class Talk:
    """One message of one person."""

    house: House
    unit: Unit
    heard: Heard
    person: Person
    context: Context
    text: str
    command: AnyCommand | None = None
    given: dict[str, str] | None = None
    version: int | None = None
    hide: bool = False
    passing: bool = False
    aloud_told: bool = False

    @classmethod
    async def of(cls, house: House, unit: Unit, heard: Heard) -> Talk | None:
        """None where the partnership does not know the account."""
        directory = await unit.people.directory()
        person = directory.by_account(heard.platform, heard.account)
        if person is None:
            return None
        if person.place != heard.platform and len(person.accounts) > 1:
            person = replace(person, place=heard.platform)
            await unit.people.change(person)
        context = Context(
            actor=person,
            now=house.clock.now(),
            unit=unit,
            directory=directory,
            partnership=house.partnership,
            holidays=house.holidays,
            commands=house.commands,
        )
        text = access.listening().open(heard.words)
        return cls(house=house, unit=unit, heard=heard, person=person, context=context, text=text)

    # --- what everybody needs ---

    @property
    def ear(self) -> wording.Ear:
        return self.house.ear(self.context.directory, self.person)

    @property
    def aloud(self) -> bool:
        return self.heard.place is not PlaceKind.PRIVATE

    @property
    def reader(self) -> Reader:
        today = self.context.now.astimezone(ZoneInfo(self.person.zone)).date()
        return Reader(
            language=self.person.language.code,
            directory=self.context.directory,
            today=Day.of(today),
            zone=self.person.zone,
        )

    async def finish(self, answered: Answered) -> None:
        """Keep the answer and its buttons, and end the transaction."""
        buttons = [button for telling in answered.tellings for button in telling.buttons]
        if buttons:
            await self.unit.offers.put(self.person.no, buttons)
        await self.unit.inbox.worked(self.heard, answered)
        await self.unit.commit()

    def answered(self, *tellings: Telling) -> Answered:
        if self.hide and not self.aloud_told:
            self.aloud_told = True
            tellings = (wording.refusal(SaidAloud(), self.ear), *tellings)
        return Answered(to=self.person.no, tellings=tellings, hide=self.hide, passing=self.passing)

    # --- the way of a message ---

    async def answer(self) -> Answered:
        """Raises Refusal."""
        text = self.text.strip()
        pressed = await self._pressed(text)
        if pressed is not None:
            text = pressed
        if line.is_command(text) or (pressed is not None and not text.startswith("=")):
            return await self._command(text)
        if self.aloud:
            return await self._command(text)  # the adapter saw a mention of Confer in front
        dialogue = await self._open_form()
        if dialogue is not None:
            return await self._form_answer(dialogue, text.removeprefix("=").strip())
        if text.startswith("="):
            raise Expired
        return await self._command(text)

    async def _pressed(self, text: str) -> str | None:
        """The line behind a button, pressed by `[Label]` or, where no form is open, by its number."""
        if text.startswith("[") and text.endswith("]"):
            found = await self.unit.offers.find(self.person.no, text[1:-1])
            if found is None:
                raise Expired
            return found.line
        if text.isascii() and text.isdecimal() and len(text) <= 2 and not self.aloud:
            dialogue = await self.unit.dialogues.get(self.person.no)
            listed = dialogue is None or self._asks_by_button(dialogue)
            found = await self.unit.offers.find(self.person.no, text) if listed else None
            return found.line if found else None
        return None

    def _asks_by_button(self, dialogue: Dialogue) -> bool:
        """Questions without a closed list are answered by words; there a number presses a button."""
        if dialogue.asked in {CONFIRM, RETRY, CHANGED}:
            return True
        command = self.house.commands.get(dialogue.command)
        fields = {f.name: f for f in form(command)} if command else {}
        asked = fields.get(dialogue.asked or "")
        return asked is not None and asked.kind in {Kind.TEXT, Kind.REF, Kind.PERSON}

    async def _open_form(self) -> Dialogue | None:
        dialogue = await self.unit.dialogues.get(self.person.no)
        if dialogue is None or dialogue.expires <= self.context.now:
            return None
        return dialogue

    # --- commands ---

    async def _command(self, text: str) -> Answered:
        typed = line.find(text, self.house.commands)
        if typed.command is None:
            self.hide = self.aloud and self._may_hold_words(text)
            return self.answered(self._did_you_mean(typed))
        command = typed.command
        self.command = command
        if not access.knows(self.person, command.permission, self.context.scene):
            self.hide = self.aloud and bool(typed.rest.strip())
            access.require(self.person, command.permission, self.context.scene)
        found = line.spread(command, typed.rest, self.reader)
        self.hide = self.aloud and (bool(sealed(command)) or found.surplus or found.sealed)
        self.passing = found.sealed
        self.given = found.given
        await self._fill_case()
        await self._look_ahead()
        if found.wrong:
            wrong = found.wrong[0]
            return await self._ask(wrong.field, near=wrong.near, wrong=True)
        if found.surplus and not next_question(command, found.given) and form(command):
            return await self._surplus()
        return await self._go_on()

    def _may_hold_words(self, text: str) -> bool:
        return len(text.split()) > 2

    def _did_you_mean(self, typed: line.Typed) -> Telling:
        if typed.near:
            said = Reply.of("I do not know that one. Did you mean:")
            names = typed.near
        elif typed.group:
            said = Reply.of("What would you like to do?")
            names = tuple(n for n in self.house.commands if n.startswith(f"{typed.group} "))
        else:
            said = Reply.of("I did not understand that. /confer help shows what you can do here.")
            names = ("confer help",)
        known = [n for n in names if self._knows(n)]
        buttons = tuple(Button(label=f"/{name}", line=f"/{name}") for name in known)
        telling = wording.reply(said, self.ear, TellingKind.REFUSAL)
        return replace(telling, buttons=buttons)

    def _knows(self, name: str) -> bool:
        permission = self.house.commands[name].permission
        return access.knows(self.person, permission, self.context.scene)

    async def _surplus(self) -> Answered:
        """Everything is there and one word fits nowhere: ask before anything is done."""
        await self._keep(RETRY)
        said = Reply.of("One word fits nowhere here, so I have done nothing yet. Go on without it?")
        return self.answered(self._with_retry(wording.reply(said, self.ear, TellingKind.QUESTION)))

    async def _fill_case(self) -> None:
        """Inside a circle the reference may be left out, and where only one case is in sight."""
        assert self.command is not None and self.given is not None
        field = next(
            (f for f in form(self.command) if f.kind is Kind.REF and f.name == "ref"), None
        )
        if field is None or field.name in self.given:
            return
        if self.heard.case is not None:
            self.given["ref"] = str(self.heard.case)
        elif field.required:
            candidates = await self._candidates()
            if len(candidates) == 1:
                self.given["ref"] = str(candidates[0])

    async def _candidates(self) -> list[CaseRef]:
        """Cases on which this command is open to this person now."""
        assert self.command is not None
        mine = None if self._runs_cases() else self.person.no
        found: list[CaseRef] = []
        for row in await self.unit.cases.lines(party=mine, limit=MOST_CANDIDATES):
            case = await self.unit.cases.get(row.ref)
            acts = self.command.acts
            if any(self.context.may(act, case) for act in acts) or (
                not acts
                and access.allowed(self.person, self.command.permission, case, self.context.scene)
            ):
                found.append(row.ref)
        return found

    def _runs_cases(self) -> bool:
        return self.context.sees_all

    async def _look_ahead(self) -> None:
        """Refuse at once what would be refused after eight answers: case, sight, state. Raises Refusal."""
        assert self.command is not None and self.given is not None
        ref = self.given.get("ref")
        if ref is None:
            return
        acts = self.command.acts
        wanted = CaseRef.parse(ref)
        if not acts:
            case = await self.context.seen(wanted, self.command.permission)
        else:
            case = await self.context.case(wanted, *acts)
            if not any(self.context.may(act, case) for act in acts):
                raise NotOpenNow(self.context.open_acts(case))
        self.version = case.version

    # --- the form ---

    async def _go_on(self) -> Answered:
        """Ask the next question, show what would go out, or do it."""
        assert self.command is not None and self.given is not None
        question = next_question(self.command, self.given)
        if question is not None:
            return await self._ask(question)
        return await self._submit()

    async def _submit(self, *, confirmed: bool = False, mine: bool = False) -> Answered:
        assert self.command is not None and self.given is not None
        args = self.command.read({name: value for name, value in self.given.items() if value})
        if not mine:
            await self._unchanged()
        if self.command.preview is not None and not confirmed:
            shown = await self.command.preview(self.context, args)
            if shown.lines:
                await self._keep(CONFIRM)
                return self.answered(self._with_confirm(wording.reply(shown, self.ear)))
        self.context.previewed = True
        reply = await self.command.run(self.context, args)
        await self.unit.dialogues.end(self.person.no)
        return self.answered(wording.reply(reply, self.ear))

    async def _unchanged(self) -> None:
        """Raises ChangedMeanwhile where somebody else saved the case after this form was opened."""
        assert self.given is not None
        ref = self.given.get("ref")
        if ref is None or self.version is None:
            return
        case = await self.unit.cases.get(CaseRef.parse(ref))
        by = case.facts.changed_by
        if case.version != self.version and by is not None and by != self.person.no:
            raise ChangedMeanwhile(self.context.directory.people[by].name)

    async def _form_answer(self, dialogue: Dialogue, text: str) -> Answered:
        command = self.house.commands.get(dialogue.command)
        if command is None:
            raise Expired
        self.command, self.given, self.version = command, dict(dialogue.given), dialogue.version
        word = text.casefold().strip()
        if dialogue.asked in {CONFIRM, RETRY, CHANGED}:
            done = await self._decided(dialogue.asked, word)
            if done is not None:
                return done
        elif word in {"cancel", "throw away", "start over"}:
            return await self._thrown_away()
        fields = {f.name: f for f in form(command)}
        asked = fields.get(dialogue.asked or "")
        return await self._take(asked, text, fields)

    async def _decided(self, asked: str, word: str) -> Answered | None:
        """A yes, a no, or None: something else, that changes an answer."""
        if word in _SEND:
            self.passing = False
            return await self._submit(confirmed=asked != RETRY, mine=asked == CHANGED)
        if word in _STOP:
            return await self._thrown_away()
        return None

    async def _thrown_away(self) -> Answered:
        await self.unit.dialogues.end(self.person.no)
        return self.answered(wording.reply(Reply.of("Thrown away. Nothing was sent."), self.ear))

    async def _take(self, asked: Field | None, text: str, fields: Mapping[str, Field]) -> Answered:
        assert self.command is not None and self.given is not None
        name, _colon, value = text.partition(":")
        named = fields.get(name.strip().casefold())
        if named is not None and _colon:
            asked, text = named, value.strip()
        elif asked is None or (other := find_field(self.command, text.strip())) not in {
            None,
            asked,
        }:
            asked = find_field(self.command, text.strip()) or asked
        if asked is None:
            return await self._repeat()
        self.passing = asked.sealed
        if not asked.required and text.casefold().strip() in _SKIP:
            self.given[asked.name] = ""
            return await self._go_on()
        try:
            self.given[asked.name] = read(asked, text, self.reader)
        except Unreadable as wrong:
            return await self._ask(asked, near=wrong.near, wrong=True)
        if asked.name == "ref":
            await self._look_ahead()
        return await self._go_on()

    async def _repeat(self) -> Answered:
        said = Reply.of(
            "I did not understand that. Answer with a number, or change one thing, such as"
        )
        said = said.then("{name}: …", name=Sensitive(self._a_name()))
        telling = wording.reply(said, self.ear, TellingKind.QUESTION)
        await self._keep(CONFIRM)
        return self.answered(self._with_confirm(telling))

    def _a_name(self) -> str:
        assert self.command is not None
        return form(self.command)[0].name

    async def _ask(
        self, field: Field, *, near: tuple[str, ...] = (), wrong: bool = False
    ) -> Answered:
        """Put a question, and keep the form; after an answer that could not be read, with the nearest."""
        await self._keep(field.name)
        return self.answered(await self._question(field, near, wrong=wrong))

    async def _question(self, field: Field, near: tuple[str, ...], *, wrong: bool) -> Telling:
        say = self.person.language.code
        text = [sentence(field.label, say)]
        if wrong:
            complaint = sentence("I could not read that, so please once more.", say)
            if near:
                words = ", ".join(self._near(field, code) for code in near)
                complaint = sentence("I could not read that. Did you mean: {words}?", say).format(
                    words=words
                )
            text.insert(0, complaint)
        if field.hint:
            text.append(sentence(field.hint, say))
        if field.most and field.most > 1:
            text.append(sentence("At most {n}, with commas between.", say).format(n=field.most))
        elif field.kind is Kind.CHOICES:
            text.append(sentence("One or more, with commas between.", say))
        return Telling(
            kind=TellingKind.QUESTION,
            text=Sensitive("\n".join(text)),
            buttons=await self._options(field),
        )

    def _near(self, field: Field, code: str) -> str:
        word = next((w for w in field.words or () if w.code == code), None)
        return label(word, self.person.language.code) if word else code

    async def _options(self, field: Field) -> tuple[Button, ...]:
        say = self.person.language.code
        if field.words is not None:
            found = [Button(label=label(w, say), line=f"= {w.code}") for w in field.words]
        elif field.kind is Kind.YES_NO:
            found = [Button(label=sentence(w, say), line=f"= {w}") for w in ("yes", "no")]
        elif field.kind is Kind.REF:
            found = [Button(label=str(r), line=f"= {r}") for r in await self._candidates()]
        else:
            found = []
        if not field.required:
            found.append(Button(label=sentence("Skip", say), line="= skip"))
        return tuple(found)

    def _with_confirm(self, telling: Telling) -> Telling:
        offers = (Offer("Send", "= send"), Offer("Throw away", "= cancel"))
        buttons = tuple(wording.button(offer, self.ear.language) for offer in offers)
        first, *rest = buttons
        return replace(telling, kind=TellingKind.QUESTION, buttons=(first, *telling.buttons, *rest))

    def _with_retry(self, telling: Telling) -> Telling:
        offers = (Offer("Try again", "= again"), Offer("Throw away", "= cancel"))
        buttons = tuple(wording.button(offer, self.ear.language) for offer in offers)
        return replace(telling, buttons=(*telling.buttons, *buttons))

    async def _keep(self, asked: str) -> None:
        assert self.command is not None and self.given is not None
        ref = self.given.get("ref")
        await self.unit.dialogues.put(
            Dialogue(
                person=self.person.no,
                command=self.command.name,
                given=self.given,
                asked=asked,
                expires=self.context.now + FORM_LIFE,
                version=self.version,
                case=CaseRef.parse(ref) if ref else None,
            )
        )

    # --- refusals ---

    async def refused(self, why: Refusal) -> Answered:
        """Say why and what to do next; the answers given so far stay."""
        telling = wording.refusal(why, self.ear)
        if self.command is None or self.given is None:
            return self.answered(telling)
        if (
            isinstance(why, GuardRefused)
            and why.guard is Guard.SECOND_PERSON
            and self.given.get("second")
        ):
            asked = await second.ask(self.house, self.context, self.command, self.given)
            await self.unit.dialogues.end(self.person.no)
            return self.answered(wording.reply(asked, self.ear))
        if isinstance(why, BadWords):
            return await self._mend(why)
        if isinstance(why, GuardRefused) and why.guard is Guard.FOOTING_RECORDED:
            footing = next((f for f in form(self.command) if f.name == "footing"), None)
            if footing is not None:
                await self._keep("footing")
                return self.answered(telling, await self._question(footing, (), wrong=False))
        if isinstance(why, ChangedMeanwhile):
            return await self._mine_or_theirs(telling)
        typed = {name for name, value in self.given.items() if value and name != "ref"}
        if typed and not isinstance(why, NotFound):
            await self._keep(RETRY)
            return self.answered(self._with_retry(self._kept(telling)))
        return self.answered(telling)

    def _kept(self, telling: Telling) -> Telling:
        kept = sentence("What you typed is kept for 30 minutes.", self.ear.language)
        return replace(telling, text=Sensitive(f"{wording.text(telling)}\n{kept}"))

    async def _mend(self, why: BadWords) -> Answered:
        """Ask again for what the command itself could not read."""
        assert self.command is not None and self.given is not None
        fields = {f.name: f for f in form(self.command)}
        wrong = next((fields[name] for name in why.complaints if name in fields), None)
        if wrong is None:
            return self.answered(wording.refusal(why, self.ear))
        self.given.pop(wrong.name, None)
        return await self._ask(wrong, wrong=True)

    async def _mine_or_theirs(self, telling: Telling) -> Answered:
        await self._keep(CHANGED)
        offers = (Offer("Yours", "= mine"), Offer("Theirs", "= theirs"))
        buttons = tuple(wording.button(offer, self.ear.language) for offer in offers)
        return self.answered(replace(telling, buttons=buttons))
