"""The conversation with one person: a message becomes a command, an answer to a form, or a help."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot import wording
from bot.command import AnyCommand, Offer, Reply
from bot.conversation import aside, line, linking, mending, menus, onward, options, overheard
from bot.conversation.asking import DECISIONS, RETRY, Filling, answers_only, asks_by_button
from bot.disclosure import Sensitive
from bot.errors import (
    Expired,
    KeptOpen,
    NoButton,
    NoneInSight,
    NotFound,
    NothingOpen,
    NotSound,
    Refusal,
    SaidAloud,
    TooMuch,
    Unsound,
)
from bot.form import Reader, complete, next_question, sealed
from bot.people import Duty, Person
from bot.policies import access
from bot.policies.wording_check import sounds_personal
from bot.ports import (
    Answered,
    Answers,
    Button,
    Dialogue,
    Finding,
    Heard,
    PlaceKind,
    Telling,
    TellingKind,
    Unit,
)
from bot.scene import Context
from bot.settle import settle
from bot.vocabulary.numbers import Day
from bot.wired import House

SEEN_EVERY: Final = timedelta(days=5)  # nobody is to know by the day when somebody wrote
ANSWERS: Final = frozenset({"skip", "send", "yes", "no", "ok"})  # said where nothing is asked
CANCELS: Final = frozenset({"cancel", "stop", "throw away", "start over"})


async def once(house: House, platform: str, key: str) -> Answered:
    """One try at one message. A refusal changes nothing but the person's own open form."""
    async with house.unit() as unit:
        heard = await unit.inbox.get(platform, key)
        if heard is None:
            return await _stored(unit, platform, key)
        talk = await Talk.of(house, unit, heard)
        if heard.overheard is not None:
            return await _mended(house, unit, heard, heard.overheard, talk)
        if talk is None:
            answered = await linking.stranger(house, unit, heard) or Answered(to=None)
            await unit.inbox.worked(heard, answered)
            await unit.commit()
            return answered
        try:
            house.limits.line(talk.person, talk.context.now)
            answered = talk.answered(await talk.answer())
            await talk.keep_left()
            await settle(house, talk.context)
            await talk.finish(answered)
        except Refusal as why:
            refused = why
            if isinstance(why, TooMuch):
                talk.leave_unread()
        except Unsound as why:
            house.limits.unsound(talk.person, talk.context.now)
            refused = NotFound() if why.early else NotSound()
        else:
            return answered
    return await _refuse(house, talk, refused)


async def _refuse(house: House, talk: Talk, refused: Refusal) -> Answered:
    """Say why, in a transaction of its own."""
    if isinstance(refused, NotFound):
        house.limits.wrong_case(talk.person, talk.context.now)
        house.limits.even.add(f"{talk.heard.platform} {talk.heard.key}")
    async with house.unit() as unit:
        talk.move_to(unit)
        answered = talk.answered(await talk.refused(refused))
        await talk.keep_left()
        await talk.finish(answered)
        return answered


async def _noticed(unit: Unit, person: Person, platform: str, now: datetime) -> Person:
    """Where somebody was last active, and for holders of seats in which week."""
    today = now.date()
    holds = Duty.HOLDER in person.duties
    seen = person.seen
    if holds and (seen is None or today - seen >= SEEN_EVERY):
        seen = today
    place = platform if len(person.accounts) > 1 else person.place
    if (place, seen) == (person.place, person.seen):
        return person
    changed = replace(person, place=place, seen=seen)
    await unit.people.change(changed)
    return changed


async def _mended(
    house: House, unit: Unit, heard: Heard, found: Finding, talk: Talk | None
) -> Answered:
    """A message that was no line for Confer. A stranger's is taken away as well, and nothing is told."""
    if talk is not None:
        answered = await mending.said(house, talk.context, heard, found)
        await talk.finish(answered)
        return answered
    answered = Answered(to=None, hide=found is Finding.STOPPED)
    await unit.inbox.worked(heard, answered)
    await unit.commit()
    return answered


async def _stored(unit: Unit, platform: str, key: str) -> Answered:
    for heard, answered in await unit.inbox.untold(platform):
        if heard.key == key:
            return answered
    return Answered(to=None)


@dataclass(slots=True, kw_only=True)
class Talk:
    """One message of one person. `hide`: others read along, and it may hold what they should not read."""

    house: House
    heard: Heard
    context: Context
    text: str
    filling: Filling | None = None
    hide: bool = False
    passing: bool = False
    too_old: str | None = None  # the command whose form ran out before this message
    left: str = ""  # what of a line said aloud stands in no form, and nothing was done with

    @classmethod
    async def of(cls, house: House, unit: Unit, heard: Heard) -> Talk | None:
        """None where the partnership does not know the account."""
        await house.refresh(unit)
        directory = await unit.people.directory()
        person = directory.by_account(heard.platform, heard.account)
        if person is None:
            return None
        person = await _noticed(unit, person, heard.platform, house.clock.now())
        account = linking.account(heard)
        context = house.context(unit, directory, person, account=account)
        text = line.clean(access.listening().open(heard.words))
        return cls(house=house, heard=heard, context=context, text=text)

    def move_to(self, unit: Unit) -> None:
        """Go on over a fresh transaction; what the refused one did is gone."""
        self.context = replace(
            self.context, unit=unit, notices=[], later=[], seats_posts=[], deadlines=[], events=[]
        )
        if self.filling is not None:
            self.filling.context = self.context

    @property
    def person(self) -> Person:
        return self.context.actor

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
        unit = self.context.unit
        buttons = [button for telling in answered.tellings for button in telling.buttons]
        if buttons:
            await unit.offers.put(self.person.no, buttons, answered.offered)
        await unit.inbox.worked(self.heard, answered)
        await unit.commit()

    def answered(self, tellings: tuple[Telling, ...]) -> Answered:
        if self.hide:
            tellings = self._taken_away(tellings)
        passing = self.passing or (self.filling is not None and self.filling.passing)
        return Answered(
            to=self.person.no,
            tellings=tellings,
            hide=self.hide,
            passing=passing,
            offered=secrets.token_urlsafe(9),
        )

    def _taken_away(self, tellings: tuple[Telling, ...]) -> tuple[Telling, ...]:
        """Say where the words are now: in a form or done with, else kept, with a last button to move them."""
        if not self.left:
            return (wording.refusal(SaidAloud(), self.ear), *tellings)
        helps = wording.button(Offer("Help", "my wording choice:move"), self.ear.language)
        said = (wording.refusal(SaidAloud(kept=True), self.ear), *tellings)
        return (*said[:-1], replace(said[-1], buttons=(*said[-1].buttons, helps)))

    def leave_unread(self) -> None:
        """It is not taken in. Where others read along it may be anything: it is taken away all the same."""
        if self.aloud and len(self.text.split()) > 2:
            self.hide, self.left = True, self.text.strip()

    async def keep_left(self) -> None:
        """As what the guard stops: sealed, for its writer alone, for a while."""
        if self.hide and self.left:
            kept = replace(self.heard, words=Sensitive(self.left))
            await overheard.keep(self.context.unit, kept, self.person.no, self.context.now)

    # --- the way of a message ---

    async def answer(self) -> tuple[Telling, ...]:
        """Raises Refusal."""
        dialogue = None if self.aloud else await self._open_form()
        if self.heard.answers is not None:
            return await self._sent_in(self.heard.answers, dialogue)
        text = self.text.strip()
        bare = text.removeprefix("=").strip()
        pressed = await self._pressed(bare if bare.isdecimal() else text, dialogue)
        if pressed is not None:
            text = pressed
        answers = text.startswith("=") or (pressed is None and not line.is_command(text))
        if self.aloud or not answers:
            return await self._command(
                text
            )  # aloud the adapter saw a command, or Confer's name in front
        if dialogue is not None:
            return await self._form_answer(dialogue, text.removeprefix("=").strip())
        if self.too_old is not None:
            raise Expired
        if text.startswith("=") or text.casefold() in ANSWERS:
            raise NothingOpen
        if text.casefold() in CANCELS:
            return (wording.reply(Reply.of("No form is open. Nothing was sent."), self.ear),)
        return await self._command(text)

    async def _open_form(self) -> Dialogue | None:
        dialogue = await self.context.unit.dialogues.get(self.person.no)
        if dialogue is not None and dialogue.expires <= self.context.now:
            self.too_old = dialogue.command
            return None
        return dialogue

    async def _pressed(self, text: str, dialogue: Dialogue | None) -> str | None:
        """The line behind a button, pressed by `[Label]` or, where no list is asked from, by its number."""
        offers = self.context.unit.offers
        if self.heard.pressed is not None:
            return await self._named(self.heard.pressed)
        if text.startswith("[") and text.endswith("]"):
            found = await offers.find(self.person.no, text[1:-1])
            if found is None:
                raise NoButton if self.too_old is None else Expired
            return found.line
        number = text.isascii() and text.isdecimal() and len(text) <= 2
        decides = dialogue is not None and dialogue.asked in DECISIONS and not text.startswith("=")
        if dialogue is None and not (number or self.aloud or line.is_command(text)):
            named = await offers.find(self.person.no, text)  # a label, typed without its brackets
            return named.line if named else await options.dates(offers, self.person.no, text)
        if not (number or decides) or self.aloud:
            return None
        command = self.house.commands.get(dialogue.command) if dialogue else None
        if dialogue and command and not asks_by_button(command, dialogue.asked):
            return None
        found = await offers.find(self.person.no, text)
        proposed = dialogue is not None and command and answers_only(command, dialogue.asked)
        if found is not None and proposed and not found.line.startswith("="):
            return None
        return found.line if found else None

    async def _named(self, name: str) -> str:
        """The line behind a button that the platform names. Raises Expired."""
        found = await self.context.unit.offers.pressed(self.person.no, name)
        if found is None:
            raise Expired
        return found.line

    async def _sent_in(self, sent: Answers, dialogue: Dialogue | None) -> tuple[Telling, ...]:
        """A form that was drawn whole. One that ran out meanwhile is opened anew, so that nothing is lost."""
        command = self.house.commands.get(sent.command)
        if command is None:
            raise Expired
        if dialogue is not None and dialogue.id == sent.form and dialogue.command == sent.command:
            self.filling = self._back_to(command, dialogue)
        else:
            self.filling = self._fill(command, {})
            await self._beside(self.filling, bare=False)
            await self.filling.fill_case(self.heard.case)
        listening = access.listening()
        values = {name: line.clean(listening.open(one)) for name, one in sent.values.items()}
        return await self.filling.take(values)

    async def _form_answer(self, dialogue: Dialogue, text: str) -> tuple[Telling, ...]:
        command = self.house.commands.get(dialogue.command)
        if command is None:
            raise Expired
        self.filling = self._back_to(command, dialogue)
        return await self.filling.answer(dialogue.asked, text)

    def _back_to(self, command: AnyCommand, dialogue: Dialogue) -> Filling:
        given = dict(dialogue.given)
        before = given.pop(aside.KEY, "")
        filling = self._fill(command, given, dialogue.version)
        filling.opened, filling.before, filling.id = True, before, dialogue.id
        return filling

    async def _beside(self, filling: Filling, *, bare: bool) -> None:
        """A form that is open already: the same command goes on with it, another puts it aside."""
        dialogue = await self._open_form()
        if dialogue is None:
            return
        behind = dialogue.given.get(aside.KEY, "")
        if bare and behind and aside.unpack(behind, self.person.no).command == filling.command.name:
            dialogue = aside.unpack(behind, self.person.no)
        if dialogue.command != filling.command.name:
            said = any(value for name, value in dialogue.given.items() if name != aside.KEY)
            filling.before = aside.pack(dialogue) if said else behind
            return
        same = self._back_to(filling.command, dialogue)
        filling.opened, filling.before, filling.id = True, same.before, same.id
        ref = filling.given.get("ref")
        if bare and ref in {None, same.given.get("ref")}:
            filling.given, filling.version = same.given, same.version

    def _fill(
        self, command: AnyCommand, given: dict[str, str], version: int | None = None
    ) -> Filling:
        return Filling(
            house=self.house,
            context=self.context,
            reader=self.reader,
            command=command,
            given=given,
            version=version,
            kept_open=self.heard.kept_open,
        )

    # --- commands ---

    async def _command(self, text: str) -> tuple[Telling, ...]:
        typed = await menus.opened(self.context, line.find(text, self.house.commands))
        command = typed.command
        if command is None:
            return await self._unknown(text, typed)
        self.left = typed.rest.strip()
        if not access.knows(self.person, command.permission, self.context.scene):
            self.hide = self.aloud and bool(typed.rest.strip())
            access.require(self.person, command.permission, self.context.scene)
        found = line.spread(command, typed.rest, self.reader)
        self.hide = self.aloud and (bool(sealed(command)) or found.surplus or found.sealed)
        self.passing = found.sealed
        filling = self.filling = self._fill(command, found.given)
        filling.brief = complete(command, found.given)
        await self._beside(filling, bare=not set(found.given) - {"ref"})
        await filling.fill_case(self.heard.case)
        await filling.look_ahead()
        await filling.know()
        if self.heard.kept_open and self._too_open(filling, found, typed.rest):
            return (wording.refusal(KeptOpen(), self.ear), *await self._without(filling))
        if found.wrong:
            return await filling.ask(found.wrong[0].field, found.wrong[0])
        if found.surplus:
            return await self._surplus(filling, found.near)
        told = await filling.go_on()
        self.left = ""  # it is done, or stands in the form
        return told

    async def _unknown(self, text: str, typed: line.Typed) -> tuple[Telling, ...]:
        self.hide = self.aloud and len(text.split()) > 2  # the rest may be anything
        self.left = text
        said = await self._did_you_mean(typed)
        asked = await self.context.unit.offers.find(self.person.no, "1")
        if not typed.group and asked is not None and asked.line.startswith("meeting answer"):
            # Their numbers still answer the question for dates.
            said = replace(said, buttons=())
        return (said,)

    def _too_open(self, filling: Filling, found: line.Spread, rest: str) -> bool:
        """Whether own words stood in a line that the platform keeps; they are taken out."""
        own = {name for name in found.given if filling.fields[name].own_words}
        for name in own:
            filling.given.pop(name, None)
        wrong = any(why.field.own_words for why in found.wrong)
        return bool(own) or wrong or (found.surplus and sounds_personal(rest))

    async def _without(self, filling: Filling) -> tuple[Telling, ...]:
        """Ask for what was taken out; else for whatever comes next."""
        question = next((f for f in filling.fields.values() if f.own_words), None)
        question = next_question(filling.command, filling.given) or question
        return () if question is None else await filling.ask(question)

    async def _surplus(self, filling: Filling, near: Sequence[str]) -> tuple[Telling, ...]:
        """One word fits nowhere: say so before anything is asked or done."""
        said = Reply.of("One word of your line fits nowhere here, so I left it out.")
        if near:
            said = said.then("Did you mean  {name}: …", name=Sensitive(near[0]))
        if next_question(filling.command, filling.given, brief=filling.brief):
            return (wording.reply(said, self.ear, TellingKind.REFUSAL), *await filling.go_on())
        await filling.keep(RETRY)
        said = said.then("Nothing is done yet. Go on without it?")
        return (filling.with_retry(wording.reply(said, self.ear, TellingKind.QUESTION)),)

    async def _did_you_mean(self, typed: line.Typed) -> Telling:
        names = tuple(name for name in typed.near if menus.knows(self.context, name))
        if names:
            said = Reply.of("I do not know that one. Did you mean:")
        elif typed.group:
            said = Reply.of("I do not know that one. Here you can:")
            if not typed.rest:
                said = Reply.of("What would you like to do?")
            names = await menus.menu(self.context, typed.group)
            if not names:
                raise NoneInSight
        else:
            said = Reply.of("I did not understand that. /confer help shows what you can do here.")
            names = ("confer help", "concern new")
        known = [name for name in names if menus.knows(self.context, name)]
        menu = typed.group is not None and not typed.rest and not typed.near
        kind = TellingKind.REPLY if menu else TellingKind.REFUSAL
        telling = wording.reply(said, self.ear, kind)
        return replace(telling, buttons=tuple(Button(f"/{name}", f"/{name}") for name in known))

    async def refused(self, why: Refusal) -> tuple[Telling, ...]:
        """Say why and what to do next; the answers given so far stay."""
        if isinstance(why, Expired) and self.too_old is not None:
            await self.context.unit.dialogues.end(self.person.no)
            again = Button(f"/{self.too_old}", f"/{self.too_old}")
            return (replace(wording.refusal(why, self.ear), buttons=(again,)),)
        if self.filling is not None and not isinstance(why, NotFound | NotSound | NoneInSight):
            self.left = ""  # the answers given so far stay in the form
        if self.filling is None:
            lost = isinstance(why, NotFound | NoneInSight | NoButton | NothingOpen)
            helps = (wording.button(onward.HELP, self.ear.language),) if lost else ()
            return (replace(wording.refusal(why, self.ear), buttons=helps),)
        return await self.filling.refused(why)
