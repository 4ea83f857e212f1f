"""One walk: random people do random things in one house, the clock moves, the machine dies; a rule that breaks
is told with the shortest walk that was found to break it, as a scenario for `confer play`."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

from adapters.console.stage import NAME, Spot
from bot import dispatch
from bot.case import ACTIVE
from bot.conversation import line
from bot.disclosure import Sensitive
from bot.form import form
from bot.policies import access
from bot.ports import Heard, PlaceKind, TellingKind, Unit
from bot.process import ACTS
from bot.vocabulary.reference import CaseRef
from tests.house import WHOLE, Talks
from tests.walks import lines
from tests.walks.ending import finish
from tests.walks.rules import Broken, Rules

_CASE: Final = re.compile(r"\{case:(\d+)\}")
_REF: Final = re.compile(r"\b[a-z]+-[a-z]+-\d{2}-[A-Z]\b")
_SPANS: Final = ((1, "h"), (3, "h"), (9, "h"), (1, "d"), (4, "d"), (15, "d"), (100, "d"))
# The last takes a minute where nobody answers, for it rings every two hours: it is for the long run.
_NEAR: Final = (4, 4, 4, 4, 3, 1, 0)
_FAR: Final = (*_NEAR[:-1], 0.3)
_UNITS: Final = {"h": "hours", "d": "days"}
MOST_CASES: Final = 4
WAYS: Final = ("", "raised", "taken", "judging", "met", "owned", "started", "closing")
IN_FULL: Final = frozenset({"judging", "met"})


@dataclass(frozen=True, slots=True)
class Step:
    """`who` types `words`; without `who`: `crash`, or `wait 4d`. `dies`: the machine does before it answers.

    `later`: what is due is not done at once.
    """

    who: str
    words: str
    dies: bool = False
    later: bool = False


class Walk:
    def __init__(self, talks: Talks, *, far: bool = False) -> None:
        """`far`: the clock is moved by months, too."""
        self.talks = talks
        self._weights = _FAR if far else _NEAR
        self.rules = Rules(talks)
        self.steps: list[Step] = []
        self._count = 0
        self._last: dict[str, str] = {}  # what kind of line each person read last
        self._buttons: dict[str, tuple[str, ...]] = {}

    async def open(self, way: str) -> None:
        """`way`: how far a first case has come before the walk begins."""
        await self.talks.open()
        if way:
            await getattr(self.talks, way)()
        self.rules.open()
        await self.rules.meet()
        await self.rules.hold()

    async def close(self) -> None:
        self.rules.close()
        await self.talks.close()

    # --- to draw a step ---

    async def draw(self, random: Random) -> Step:
        luck = random.random()
        if luck < 0.02:
            return Step("", "crash")
        if luck < 0.07:
            count, unit = random.choices(_SPANS, weights=self._weights)[0]
            return Step("", f"wait {count}{unit}")
        who, words = await self._words(random)
        return Step(who, words, dies=random.random() < 0.02, later=random.random() < 0.75)

    async def _words(self, random: Random) -> tuple[str, str]:
        known = lines.Known(self.rules.cases, self.rules.scene)
        asked = [who for who, kind in self._last.items() if kind == "question"]
        if asked and random.random() < 0.6:
            who = asked[-1]
            return who, await self._answer(random, who, known)
        alive = [case for case in known.cases.values() if case.state in ACTIVE]
        if not alive or (len(alive) < MOST_CASES and random.random() < 0.03):
            return self._raise(random)
        offered = [who for who, buttons in self._buttons.items() if buttons]
        if offered and random.random() < 0.3:
            who = random.choice(offered)
            return who, f"[{random.choice(self._buttons[who])}]"
        return lines.line(random, known)

    def _raise(self, random: Random) -> tuple[str, str]:
        urgency = random.choice(["this_week", "today", "now"])
        words = WHOLE.format(urgency=urgency, guessable="would_not_guess")
        if urgency != "now":
            words = words.replace(" called:not_needed ground:danger_to_self", "")
        return random.choice(["nurse", "teacher", "social", "officer"]), f"/{words}"

    async def _answer(self, random: Random, who: str, known: lines.Known) -> str:
        """Most often something that fits the question that is open."""
        person = known.directory.by_key(who)
        async with self.talks.player.house.unit() as unit:
            open_ = await unit.dialogues.get(person.no) if person else None
        if open_ is None or random.random() < 0.1:
            return lines.loose(random)
        command = self.talks.player.house.commands.get(open_.command)
        asked = {f.name: f for f in form(command)} if command else {}
        field = asked.get(open_.asked or "")
        if field is None:
            return random.choice(["send", "send", "send", "cancel"])
        if field.optional and random.random() < 0.3:
            return "skip"
        number = next((n for n, c in known.cases.items() if c.ref == open_.case), 0)
        return f"= {lines.value(random, field, known, number)}".replace('"', "")

    # --- to do it ---

    async def take(self, step: Step) -> None:
        """Raises Broken where a rule does not hold afterwards."""
        self.steps.append(step)
        if step.words == "crash":
            await self.talks.crashes()
            self.rules.open()
        elif not step.who:
            count, unit = int(step.words[5:-1]), step.words[-1]
            await self.talks.player.wait(timedelta(**{_UNITS[unit]: count}))
        else:
            await self._says(step)
        await self.rules.hold()
        self._look()

    async def _says(self, step: Step) -> None:
        refs = self.rules.refs
        numbers = [int(number) for number in _CASE.findall(step.words)]
        if any(number >= len(refs) for number in numbers):
            return  # in a shorter walk there is no such case
        words = _CASE.sub(lambda found: refs[int(found.group(1))], step.words)
        self._count += 1
        heard = Heard(
            key=f"walk.{self._count}",
            platform=NAME,
            account=step.who,
            place=PlaceKind.PRIVATE,
            room=step.who,
            words=Sensitive(words),
            at=self.talks.clock.now(),
        )
        before = self.rules.weight()
        await self.talks.player.house.hear(heard)
        if step.dies:
            await self.talks.crashes()
            self.rules.open()
            before = self.rules.weight()
        answered = await dispatch.work(self.talks.player.house, NAME, heard.key)
        self.talks.stage.answer(Spot(PlaceKind.PRIVATE), step.who, answered)
        kinds = {telling.kind.value for telling in answered.tellings}
        if kinds and kinds <= {"refusal", "question"} and self.rules.weight() != before:
            raise Broken("refused and done", f"{step.words} was refused and changed something")
        offered = [b for t in answered.tellings if t.kind is TellingKind.REPLY for b in t.buttons]
        async with self.talks.player.house.unit() as unit:
            for button in offered:
                await self._is_open(unit, step.who, button.line)
        if step.dies:
            await self._once_only(heard.key)
        if not step.later:
            await self.talks.player.tick()

    async def _is_open(self, unit: Unit, who: str, typed: str) -> None:
        """What a private view offers as the next step is open to this person now."""
        found = _REF.search(typed)
        command = line.find(typed, self.talks.player.house.commands).command
        if found is None or command is None or not command.acts:
            return
        case = await unit.cases.get(CaseRef.parse(found.group()))
        directory = await unit.people.directory()
        person = directory.by_key(who)
        scene = self.rules.scene
        if person is None or access.allowed(person, command.permission, case, scene):
            return
        held = access.roles(person, case, scene)
        if not any(held & set(ACTS[act].who) for act in command.acts if lines.fits(act, case)):
            raise Broken("closed button", f"{who} is offered {command.name} in {case.state}")

    async def _once_only(self, key: str) -> None:
        """Whoever asks again for the answer to a message gets it, and nothing is done a second time."""
        before = self.rules.weight()
        await dispatch.work(self.talks.player.house, NAME, key)
        if self.rules.weight() != before:
            raise Broken("done twice", key)

    def _look(self) -> None:
        for said in self.talks.stage.lines[-8:]:
            self._last.pop(said.place, None)
            self._last[said.place] = said.kind
            self._buttons[said.place] = said.buttons

    async def end(self) -> None:
        """The whole audit holds, and nobody's own words lie on the disk."""
        async with self.talks.player.house.unit() as unit:
            await unit.audit.verify()


def _back_from(newest: int) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{{ref:{max(newest - int(found.group(1)), 1)}}}"


def scenario(profile: str, way: str, steps: Sequence[Step]) -> str:
    """The walk as `confer play` takes it; which case was meant is counted from the newest."""
    told = [f"profile {profile}", *([f"# first all that house.{way}() does"] if way else [])]
    raised = int(bool(way))
    for step in steps:
        raised += step.words.startswith("/concern new")
        words = _CASE.sub(_back_from(raised), step.words)
        told.append(f"{step.who}: {words}" if step.who else words)
    return "\n".join(told)


class Field:
    """Where walks are walked: a folder of houses, one profile."""

    def __init__(self, folder: Path, migrated: Path, profile: str, *, far: bool = False) -> None:
        self._folder, self._migrated, self.profile = folder, migrated, profile
        self._far = far
        self._made = 0

    async def begin(self, way: str) -> Walk:
        self._made += 1
        folder = self._folder / f"{self.profile}{self._made}"
        folder.mkdir()
        talks = Talks(folder, self._migrated, profile=self.profile, unlimited=True)
        walk = Walk(talks, far=self._far)
        await walk.open(way)
        return walk

    async def again(self, way: str, steps: Sequence[Step]) -> str | None:
        """Which rule these steps break, in a house of their own."""
        walk = await self.begin(way)
        try:
            for step in steps:
                await walk.take(step)
            await finish(walk)
        except Broken as broken:
            return broken.rule
        finally:
            await walk.close()
        return None

    async def shortest(
        self, way: str, steps: Sequence[Step], rule: str, seconds: float
    ) -> list[Step]:
        """Leave out whatever is not needed to break the same rule, as long as there is time."""
        until, left, size = time.monotonic() + seconds, list(steps), max(1, len(steps) // 2)
        while size and time.monotonic() < until:
            at = 0
            while at < len(left) and time.monotonic() < until:
                fewer = left[:at] + left[at + size :]
                if await self.again(way, fewer) == rule:
                    left = fewer
                else:
                    at += size
            size //= 2
        return left
