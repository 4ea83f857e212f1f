"""The conversation with one person: a message becomes a command, an answer to a form, or a help."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot import line, wording
from bot.asking import RETRY, Filling, asks_by_button
from bot.command import AnyCommand, Reply
from bot.errors import Expired, Refusal, SaidAloud
from bot.form import Reader, form, next_question, sealed
from bot.people import Person
from bot.policies import access
from bot.ports import Answered, Button, Dialogue, Heard, PlaceKind, Telling, TellingKind, Unit
from bot.scene import Context
from bot.settle import settle
from bot.vocabulary.numbers import Day
from bot.wired import House


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
            answered = talk.answered(await talk.answer())
            await settle(house, talk.context)
            await talk.finish(answered)
        except Refusal as why:
            refused = why
        else:
            return answered
    async with house.unit() as unit:
        talk.move_to(unit)
        answered = talk.answered(await talk.refused(refused))
        await talk.finish(answered)
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
        return cls(house=house, heard=heard, context=context, text=text)

    def move_to(self, unit: Unit) -> None:
        """Go on over a fresh transaction; what the refused one did is gone."""
        self.context = replace(
            self.context, unit=unit, notices=[], seats_posts=[], deadlines=[], events=[]
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
            await unit.offers.put(self.person.no, buttons)
        await unit.inbox.worked(self.heard, answered)
        await unit.commit()

    def answered(self, tellings: tuple[Telling, ...]) -> Answered:
        if self.hide:
            tellings = (wording.refusal(SaidAloud(), self.ear), *tellings)
        passing = self.passing or (self.filling is not None and self.filling.passing)
        return Answered(to=self.person.no, tellings=tellings, hide=self.hide, passing=passing)

    # --- the way of a message ---

    async def answer(self) -> tuple[Telling, ...]:
        """Raises Refusal."""
        dialogue = None if self.aloud else await self._open_form()
        text = self.text.strip()
        pressed = await self._pressed(text, dialogue)
        if pressed is not None:
            text = pressed
        answers = text.startswith("=") or (pressed is None and not line.is_command(text))
        if self.aloud or not answers:
            return await self._command(
                text
            )  # aloud the adapter saw a command, or Confer's name in front
        if dialogue is not None:
            return await self._form_answer(dialogue, text.removeprefix("=").strip())
        if text.startswith("="):
            raise Expired
        return await self._command(text)

    async def _open_form(self) -> Dialogue | None:
        dialogue = await self.context.unit.dialogues.get(self.person.no)
        if dialogue is None or dialogue.expires <= self.context.now:
            return None
        return dialogue

    async def _pressed(self, text: str, dialogue: Dialogue | None) -> str | None:
        """The line behind a button, pressed by `[Label]` or, where no list is asked from, by its number."""
        offers = self.context.unit.offers
        if text.startswith("[") and text.endswith("]"):
            found = await offers.find(self.person.no, text[1:-1])
            if found is None:
                raise Expired
            return found.line
        if not (text.isascii() and text.isdecimal() and len(text) <= 2) or self.aloud:
            return None
        command = self.house.commands.get(dialogue.command) if dialogue else None
        if dialogue and command and not asks_by_button(command, dialogue.asked):
            return None
        found = await offers.find(self.person.no, text)
        return found.line if found else None

    async def _form_answer(self, dialogue: Dialogue, text: str) -> tuple[Telling, ...]:
        command = self.house.commands.get(dialogue.command)
        if command is None:
            raise Expired
        self.filling = self._fill(command, dict(dialogue.given), dialogue.version)
        return await self.filling.answer(dialogue.asked, text)

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
        )

    # --- commands ---

    async def _command(self, text: str) -> tuple[Telling, ...]:
        typed = line.find(text, self.house.commands)
        command = typed.command
        if command is None:
            self.hide = self.aloud and len(text.split()) > 2  # the rest may be anything
            return (self._did_you_mean(typed),)
        if not access.knows(self.person, command.permission, self.context.scene):
            self.hide = self.aloud and bool(typed.rest.strip())
            access.require(self.person, command.permission, self.context.scene)
        found = line.spread(command, typed.rest, self.reader)
        self.hide = self.aloud and (bool(sealed(command)) or found.surplus or found.sealed)
        self.passing = found.sealed
        filling = self.filling = self._fill(command, found.given)
        await filling.fill_case(self.heard.case)
        await filling.look_ahead()
        if found.wrong:
            wrong = found.wrong[0]
            return await filling.ask(wrong.field, near=wrong.near, wrong=True)
        if found.surplus and form(command) and not next_question(command, found.given):
            return await self._surplus(filling)
        return await filling.go_on()

    async def _surplus(self, filling: Filling) -> tuple[Telling, ...]:
        """Everything is there and one word fits nowhere: ask before anything is done."""
        await filling.keep(RETRY)
        said = Reply.of("One word fits nowhere here, so I have done nothing yet. Go on without it?")
        telling = wording.reply(said, self.ear, TellingKind.QUESTION)
        return (filling.with_retry(telling),)

    def _did_you_mean(self, typed: line.Typed) -> Telling:
        names = typed.near
        if names:
            said = Reply.of("I do not know that one. Did you mean:")
        elif typed.group:
            said = Reply.of("What would you like to do?")
            names = tuple(n for n in self.house.commands if n.startswith(f"{typed.group} "))
        else:
            said = Reply.of("I did not understand that. /confer help shows what you can do here.")
            names = ("confer help",)
        known = [name for name in names if self._knows(name)]
        telling = wording.reply(said, self.ear, TellingKind.REFUSAL)
        return replace(telling, buttons=tuple(Button(f"/{name}", f"/{name}") for name in known))

    def _knows(self, name: str) -> bool:
        command = self.house.commands[name]
        if command.hidden:
            return False
        return access.knows(self.person, command.permission, self.context.scene)

    async def refused(self, why: Refusal) -> tuple[Telling, ...]:
        """Say why and what to do next; the answers given so far stay."""
        if self.filling is None:
            return (wording.refusal(why, self.ear),)
        return await self.filling.refused(why)
