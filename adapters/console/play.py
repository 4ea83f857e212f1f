"""Plays scenarios on a whole house over a real SQLite file, with a clock that can be moved."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from adapters.console.scenario import Crash, Says, ScenarioWrong, Step, Wait
from adapters.console.stage import NAME, Said, Spot, Stage
from bot import dispatch
from bot.conversation import line, overheard
from bot.disclosure import Sensitive
from bot.errors import NotFound
from bot.ports import Finding, Heard, PlaceKind
from bot.rounds import beats, carrying, passing
from bot.vocabulary.reference import CaseRef
from bot.wired import House

REF: Final = re.compile(r"\b[a-z]+-[a-z]+-\d{2}-[A-Z]\b")
_ASKED: Final = re.compile(r"\{ref(?::(\d+))?\}")
_TO_CONFER: Final = re.compile(r"@?confer\s*[,:]?\s+", re.IGNORECASE)
MOST_TICKS: Final = 100_000


class MovedClock:
    """A clock that stands until it is moved."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> None:
        self._now = max(self._now, moment)


class Opened(Protocol):
    """A house that can be shut: what bot/house.py gives."""

    @property
    def house(self) -> House: ...
    async def close(self) -> None: ...


class Player:
    """One run. `reopen` opens the house again from storage, as after a crash."""

    def __init__(
        self,
        stage: Stage,
        clock: MovedClock,
        opened: Opened,
        reopen: Callable[[], Awaitable[Opened]],
        beside: Callable[[], Awaitable[Player]] | None = None,
    ) -> None:
        self.stage = stage
        self.clock = clock
        self._opened = opened
        self._reopen = reopen
        self._open_beside = beside
        self._beside: Player | None = None
        self._count = 0
        self._looked = 0
        self._ticked: datetime | None = None
        self._listen()
        self.refs: list[str] = []

    def _listen(self) -> None:
        self.house.wakes.append(self._wake)
        self._woken = True

    def _wake(self) -> None:
        self._woken = True

    @property
    def house(self) -> House:
        return self._opened.house

    async def play(self, steps: list[Step]) -> None:
        """Raises ScenarioWrong for a reference that is not there yet."""
        for step in steps:
            await self.step(step)

    async def step(self, step: Step) -> None:
        match step:
            case Says(place="north"):
                await self._says_beside(step)
            case Says():
                spot = self._spot(step)
                await self.says(step.who, self.filled(step.words, step.number), spot)
            case Wait(span=span):
                await self.wait(span)
            case Crash():
                await self.crash()

    async def _says_beside(self, step: Says) -> None:
        """In the second partnership, which is there from the first such line on."""
        if self._beside is None:
            if self._open_beside is None:
                raise ScenarioWrong(step.number, "there is no second partnership here")
            self._beside = await self._open_beside()
        await self._beside.tick()
        await self._beside.says(step.who, self.filled(step.words, step.number))
        self.refs += [ref for ref in self._beside.refs if ref not in self.refs]
        await self.tick()

    async def says(self, who: str, words: str, spot: Spot | None = None) -> None:
        """One person types one line; whatever is due at once is said."""
        place = spot or Spot(PlaceKind.PRIVATE)
        if place.kind is not PlaceKind.PRIVATE and not line.is_command(words):
            named = _TO_CONFER.match(words)
            if named is None:
                await self._overheard(self._heard(who, words, place))
                return
            words = f"/{words[named.end() :]}"
        await self._work(self._heard(who, words, place), place)

    def _heard(self, who: str, words: str, place: Spot) -> Heard:
        self._count += 1
        return Heard(
            key=f"{self.clock.now().timestamp()}.{self._count}",
            platform=NAME,
            account=who,
            place=place.kind,
            room=who,
            words=Sensitive(words),
            at=self.clock.now(),
            case=place.case,
        )

    async def _overheard(self, said: Heard) -> None:
        """People talk to each other there: nothing of it is handed on but what the guard stops at."""
        async with self.house.unit() as unit:
            directory = await unit.people.directory()
            person = directory.by_account(NAME, said.account)
            found = await overheard.look(self.house, unit, said, person)
            await unit.commit()
        await overheard.report(self.house)
        if found is not Finding.CLEAN:
            place = Spot(said.place, said.case)
            await self._work(replace(said, overheard=found), place)

    async def _work(self, heard: Heard, place: Spot) -> None:
        async with self.house.unit() as unit:
            await dispatch.hear(unit, heard)
            await unit.commit()
        answered = await dispatch.work(self.house, NAME, heard.key)
        self.stage.answer(place, heard.account, answered)
        await dispatch.told(self.house, NAME, heard.key)
        if self._woken or self.clock.now() != self._ticked:
            await self.tick()
        await self._remember()

    async def tick(self) -> None:
        """Do what is due now, in order."""
        self._woken, self._ticked = False, self.clock.now()
        known = self.house.lately()
        if known is None:
            async with self.house.unit() as unit:
                known = await unit.people.directory()
        self.stage.directory = known
        await beats.go(self.house)
        await carrying.go(self.house)
        await passing.go(self.house)
        while await dispatch.remind(self.house) or await dispatch.deliver(self.house, NAME):
            pass
        if self._beside is not None:
            await self._beside.tick()

    async def wait(self, span: timedelta) -> None:
        """Move the clock; what falls due on the way is done at its time."""
        target = self.clock.now() + span
        await self.tick()
        for _ in range(MOST_TICKS):
            due = await dispatch.next_due(self.house)
            if due is None or due > target:
                break
            self.clock.move_to(max(due, self.clock.now() + timedelta(milliseconds=1)))
            await self.tick()
        self.clock.move_to(target)
        await self.tick()
        await self._remember()

    async def crash(self) -> None:
        """Memory is thrown away; the house is opened again from storage."""
        await self._opened.close()
        self._opened = await self._reopen()
        self._listen()
        await self.tick()
        await self._remember()

    async def close(self) -> None:
        if self._beside is not None:
            await self._beside.close()
        await self._opened.close()

    async def _remember(self) -> None:
        """Every reference that was read, in order; not those that only stand in an example."""
        fresh = self.stage.lines[self._looked :]
        self._looked = len(self.stage.lines)
        found = dict.fromkeys(ref for said in fresh for ref in REF.findall(said.text))
        for ref in found:
            if ref not in self.refs and await self._exists(ref):
                self.refs.append(ref)

    async def _exists(self, ref: str) -> bool:
        try:
            async with self.house.unit() as unit:
                await unit.cases.get(CaseRef.parse(ref))
        except (NotFound, ValueError):
            return False
        return True

    def filled(self, words: str, number: int) -> str:
        """`{ref}` becomes the newest reference, `{ref:2}` the one before. Raises ScenarioWrong."""

        def one(match: re.Match[str]) -> str:
            back = int(match.group(1) or 1)
            if not 1 <= back <= len(self.refs):
                raise ScenarioWrong(number, "there is no such reference yet")
            return self.refs[-back]

        return _ASKED.sub(one, words)

    def _spot(self, step: Says) -> Spot:
        if step.place == "private":
            return Spot(PlaceKind.PRIVATE)
        if step.place == "seats":
            return Spot(PlaceKind.SEATS)
        name = step.place.partition(":")[2] or "{ref}"
        try:
            return Spot(PlaceKind.CIRCLE, CaseRef.parse(self.filled(name, step.number)))
        except ValueError:
            raise ScenarioWrong(step.number, "there is no such reference yet") from None


def as_json(said: Said) -> str:
    """One object a line, for machines."""
    return json.dumps(
        {
            "at": said.at.isoformat(),
            "place": said.place,
            "kind": said.kind,
            "text": said.text,
            "buttons": list(said.buttons),
        },
        ensure_ascii=False,
    )
