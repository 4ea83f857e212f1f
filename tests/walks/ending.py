"""From wherever a case has come, people can bring it to an end: they try, as people would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final
from uuid import UUID

from bot.case import ACTIVE, Case
from bot.parts import PauseKind
from bot.vocabulary.process import State
from tests.house import CANARY
from tests.walks.rules import Broken

if TYPE_CHECKING:
    from tests.walks.walk import Walk

RUN: Final = ("coordinator", "deputy")
SECONDS: Final = (
    "social",
    "teacher",
    "nurse",
    "psychologist",
    "housing",
    "ngo",
    "officer",
    "deputy",
)
MOST: Final = 8  # acts of moving a case on
_EARLY: Final = frozenset({State.RAISED, State.SCREENING, State.ASSESSING, State.PREPARING})
_ROUND: Final = "helped:helped together:yes shared:yes heard:yes again:yes"


async def finish(walk: Walk) -> None:
    """End every case of the walk that has not ended, and look at the whole once more. Raises Broken."""
    await walk.rules.hold()
    for id in list(walk.rules.lives):
        await Ending(walk, id).go()
    await walk.end()


class Ending:
    def __init__(self, walk: Walk, id: UUID) -> None:
        self._walk, self._id = walk, id

    @property
    def case(self) -> Case | None:
        life = self._walk.rules.lives.get(self._id)
        return life.case if life and life.case.state in ACTIVE else None

    async def go(self) -> None:
        """Raises Broken where nobody can end it."""
        begun = self.case
        tried: list[str] = []
        for _ in range(MOST):
            case = self.case
            if case is None:
                return
            before = case.state
            async for who, line in self._ways(case):
                tried.append(f"{before}: {who}: {line} -> {await self._says(who, line)}")
                if self.case is None or self.case.state is not before:
                    break
            else:
                break
        if self.case is not None and begun is not None:
            told = "\n".join(tried[-40:])
            raise Broken("no end", f"{self.case.ref} stays {self.case.state}\n{told}")

    async def _says(self, who: str, line: str) -> str:
        talks = self._walk.talks
        told = await talks.says(who, "cancel", f"/{line}")
        await self._walk.rules.hold()
        return told[-1].text.splitlines()[0] if told else ""

    async def _ways(self, case: Case) -> AsyncIterator[tuple[str, str]]:
        """What people would try in this state, likeliest first."""
        if case.state in _EARLY:
            for who in RUN:
                point = f"case point {case.ref} why:changed to:elsewhere-{CANARY}"
                yield who, point
                for second in SECONDS:
                    yield who, f"{point} second:@{second}"
                    await self._confirmed(second)
        elif case.state is State.SUPPORTING:
            if case.owner is None:
                for who in RUN:
                    yield who, f"owner hold {case.ref}"
            for who in (*self._owner(case), *RUN):
                yield who, f"case close {case.ref} step:propose why:goals_met outcome:chose_to_stop"
        else:
            async for way in self._closing(case):
                yield way

    async def _confirmed(self, second: str) -> None:
        talks = self._walk.talks
        asked = [line for line in talks.stage.lines[-6:] if line.place == second]
        if asked and asked[-1].buttons:
            await talks.says(second, "cancel", f"[{asked[-1].buttons[0]}]", "[Confirm]")
            await self._walk.rules.hold()

    async def _closing(self, case: Case) -> AsyncIterator[tuple[str, str]]:
        for pause in case.hidden.pauses:
            yield self._key(pause.by.value), f"case pause {case.ref} lift:yes"
            if pause.kind is PauseKind.HOLD:
                yield "officer", f"case pause {case.ref} lift:yes"
        if not case.police_clear:
            for who in ("officer", "police_deputy", *RUN):
                yield who, f"case police {case.ref} answer:clear"
        async for way in self._answered(case):
            yield way
        for who in RUN:
            end = f"case close {case.ref} step:finish outcome:chose_to_stop"
            yield who, end
            for second in SECONDS:
                yield who, f"{end} second:@{second}"
                await self._confirmed(second)

    async def _answered(self, case: Case) -> AsyncIterator[tuple[str, str]]:
        """Every step of the plan, and the closing round; where the owner is gone, it goes back to find one."""
        if case.owner is None:
            for who in RUN:
                yield who, f"case close {case.ref} step:not_yet why:still_needed"
        for action in case.facts.plan.actions:
            if action.open or action.untold:
                done = f"plan progress {case.ref} action:{action.no} status:done helped:helped"
                for who in (*self._owner(case), self._key(action.holder.value)):
                    yield who, done
        members = [self._key(member.person.value) for member in case.facts.circle]
        for who in (
            *self._owner(case),
            *members,
            *RUN,
        ):  # where all others left, who runs it is the second
            yield who, f"case close {case.ref} step:answer {_ROUND} line:skip"

    def _owner(self, case: Case) -> list[str]:
        return [self._key(case.owner.value)] if case.owner else []

    def _key(self, number: int) -> str:
        people = self._walk.rules.directory.people.values()
        return next(person.key for person in people if person.no.value == number)
