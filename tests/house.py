"""A whole partnership over a real SQLite file, and verbs to talk to it."""

from __future__ import annotations

import copy
import secrets
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any, ClassVar, Final, ParamSpec

from adapters.console import cast
from adapters.console.play import MovedClock, Player
from adapters.console.stage import NAME, SEATS, Said, Spot, Stage
from adapters.guard import CaseGuard
from bot import dispatch
from bot.disclosure import Sensitive
from bot.house import Opened, open_house
from bot.ports import Heard, Partnership, PlaceKind, Rhythms
from bot.vocabulary.reference import CaseRef
from bot.wired import House
from storage import MasterKeys

CANARY: Final = "canary-7c1e"  # stands in every sensitive fixture; must turn up nowhere else
START: Final = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday, 09:00 in the partnership's zone
KEYS: Final = MasterKeys.of(bytes(range(32)))

WHOLE: Final = (
    "concern new topic:alone,online urgency:{urgency} called:not_needed ground:danger_to_self"
    " age:12_15 basis:seen_myself sure:fairly strengths:activity,friends guessable:{guessable}"
    " setting:school needs:someone_to_talk,safe_online detail:sits alone every day " + CANARY
)


@dataclass(frozen=True)
class _Walked:
    """A house at the end of a way that many tests begin with: its database and what its stage holds."""

    database: bytes
    stage: dict[str, Any]
    player: dict[str, Any]
    now: datetime

    STAGE = ("lines", "circles", "_keys", "_stands")
    PLAYER = ("refs", "_count", "_looked")


_P = ParamSpec("_P")
_WALKED: Final[dict[str, _Walked]] = {}


def once(way: Callable[_P, Awaitable[str]]) -> Callable[_P, Awaitable[str]]:
    """Walk a way once in a run of the tests; every other untouched house begins where it ended, as after a
    restart. The way is the real one, typed line by line: only its repetition is spared."""

    @wraps(way)
    async def walk(*args: _P.args, **kwargs: _P.kwargs) -> str:
        talks = args[0]
        assert isinstance(talks, Talks)
        if not talks.untouched:
            return await way(*args, **kwargs)
        key = repr((way.__module__, way.__qualname__, args[1:], kwargs, talks.kind))
        if key in _WALKED:
            await talks.jump(_WALKED[key])
        else:
            await way(*args, **kwargs)
            _WALKED[key] = await talks.keep()
        return talks.ref

    return walk


class Talks:
    """People of the partnership type, and what everybody reads is looked at."""

    on: ClassVar[type[Stage]] = Stage

    def __init__(
        self,
        folder: Path,
        migrated: Path,
        *,
        profile: str = "light",
        public_url: str | None = None,
        unlimited: bool = False,
        rhythms: Rhythms | None = None,
    ) -> None:
        self.file = folder / "confer.db"
        self.profile = profile
        shutil.copy(migrated, self.file)
        self.clock = MovedClock(START)
        self.stage = self.on(self.clock, language="en", zone=cast.ZONE)
        self._partnership = replace(
            cast.partnership(profile), public_url=public_url, rhythms=rhythms
        )
        self._unlimited = unlimited  # for more than a person types in a minute
        self._player: Player | None = None
        self.served = False
        self._furnished = ""

    def speaking(self, language: str) -> None:
        """What its shared places are in; to be said before the house is opened."""
        self.stage = self.on(self.clock, language=language, zone=cast.ZONE)
        self._partnership = replace(self._partnership, language=language)

    def agreed_for(self, months: int) -> None:
        """How long signed agreements hold; to be said before the house is opened."""
        self._partnership = replace(self._partnership, agreement_months=months)

    def crowded_by(self, said: Partnership) -> None:
        """What these settings call too many contacts with a family; to be said before the house is opened."""
        self._partnership = replace(
            self._partnership,
            crowd_contacts=said.crowd_contacts,
            crowd_agencies=said.crowd_agencies,
            crowd_days=said.crowd_days,
        )

    def agreed_to(self, version: int, *, purposes: Sequence[str], data: Sequence[str]) -> None:
        """The agreement that is in force from the next opening on."""
        self._partnership = replace(
            self._partnership,
            agreement=version,
            agreement_purposes=tuple(purposes),
            agreement_data=tuple(data),
        )

    def neighbour(self, rhythms: Rhythms | None = None) -> Talks:
        """A second partnership in the same database, by the same clock; open it."""
        other = copy.copy(self)
        other.stage = Stage(self.clock, language="en", zone=cast.ZONE)
        other._partnership = replace(
            self._partnership, no=2, key="north-coast", name="North coast", rhythms=rhythms
        )
        other._player = None
        return other

    async def open(self) -> None:
        self._player = await self._new_player()
        self._begun = self._looks()

    @property
    def untouched(self) -> bool:
        """True while nothing was said or done since the house was opened for the first time, and nobody
        else holds it: whoever serves its pages cannot follow into another one."""
        alone = self._player is not None and not self.served
        return alone and self._begun == self._looks()

    @property
    def kind(self) -> object:
        return self._partnership, self._unlimited, self._furnished

    def furnished(self, how: str) -> None:
        """What was put into every house of this kind by hand is where its ways begin."""
        self._furnished = how
        self._begun = self._looks()

    def _looks(self) -> object:
        files = sorted(self.file.parent.glob(f"{self.file.name}*"))
        written = [(one.name, one.stat().st_size, one.stat().st_mtime_ns) for one in files]
        return written, len(self.stage.lines), self.clock.now(), id(self.player.house)

    async def keep(self) -> _Walked:
        await self.player.close()
        stage, player = vars(self.stage), vars(self.player)
        walked = _Walked(
            self.file.read_bytes(),
            {name: copy.copy(stage[name]) for name in _Walked.STAGE},
            {name: copy.copy(player[name]) for name in _Walked.PLAYER},
            self.clock.now(),
        )
        await self.jump(walked)
        return walked

    async def jump(self, to: _Walked) -> None:
        await self.player.close()
        self.file.write_bytes(to.database)
        self.clock.move_to(to.now)
        vars(self.stage).update({name: copy.copy(value) for name, value in to.stage.items()})
        self._player = await self._new_player()
        vars(self.player).update({name: copy.copy(value) for name, value in to.player.items()})

    async def _new_player(self) -> Player:
        opened = await self._reopen()
        return Player(self.stage, self.clock, opened, self._reopen, self._beside)

    async def _beside(self) -> Player:
        other = self.neighbour()
        await other.open()
        return other.player

    async def _reopen(self) -> Opened:
        opened = await open_house(
            f"sqlite:///{self.file}",
            KEYS,
            partnership=self._partnership,
            clock=self.clock,
            platforms={NAME: self.stage},
            founders=cast.directory(NAME),
        )
        opened = opened.guarded(CaseGuard(cast.COUNTRY))  # a crash throws away what it knew
        # How long a refusal takes is measured in the bench; here nobody waits for it.
        opened = replace(opened, house=replace(opened.house, even_s=0.0))
        return opened.unlimited() if self._unlimited else opened

    @property
    def player(self) -> Player:
        assert self._player is not None
        return self._player

    async def close(self) -> None:
        await self.player.close()

    # --- verbs ---

    async def says(
        self, who: str, *lines: str, aloud: bool = False, circle: str = ""
    ) -> list[Said]:
        """Types each line; gives what that person was told since the first of them."""
        before = len(self.stage.lines)
        spot = Spot(PlaceKind.SEATS) if aloud else Spot(PlaceKind.PRIVATE)
        if circle:
            spot = Spot(PlaceKind.CIRCLE, CaseRef.parse(circle))
        for line in lines:
            await self.player.says(who, line, spot)
        return [said for said in self.stage.lines[before:] if said.place == who]

    async def waits(self, **span: float) -> list[Said]:
        """Moves the clock (hours=24); gives everything that was said meanwhile."""
        before = len(self.stage.lines)
        await self.player.wait(timedelta(**span))
        return self.stage.lines[before:]

    async def crashes(self) -> None:
        await self.player.crash()

    def reads(self, place: str, kind: str | None = None) -> list[str]:
        """What stands in a place: a person's key, `seats` or `circle:REF`."""
        return [
            said.text
            for said in self.stage.lines
            if said.place == place and kind in {None, said.kind}
        ]

    @property
    def seats(self) -> list[str]:
        return self.reads(SEATS, "post")

    @property
    def ref(self) -> str:
        """The newest reference that anybody read."""
        return self.player.refs[-1]

    # --- the way of a case, up to a point ---

    @once
    async def raised(
        self, who: str = "nurse", urgency: str = "this_week", guessable: str = "would_not_guess"
    ) -> str:
        line = WHOLE.format(urgency=urgency, guessable=guessable)
        if urgency != "now":
            line = line.replace(" called:not_needed ground:danger_to_self", "")
        await self.says(who, f"/{line}", "= send")
        return self.ref

    @once
    async def answered(self) -> str:
        ref = await self.raised()
        await self.says("coordinator", f"/case answer {ref} next:screening by:2d")
        return ref

    @once
    async def taken(self, circle: str = "social,school") -> str:
        if self.profile == "full":
            ref = await self.cleared()
            await self.says("coordinator", f"/case take {ref} why:fits_here circle:{circle}")
            return ref
        ref = await self.answered()
        await self.says(
            "coordinator", f"/case take {ref} why:fits_here circle:{circle} police_said:clear"
        )
        return ref

    @once
    async def cleared(self) -> str:
        """Answered, and the police see no obstacle."""
        ref = await self.answered()
        await self.says("officer", f"/case police {ref} answer:clear")
        return ref

    @once
    async def judging(self, circle: str = "social,school,mental_health") -> str:
        """In full: taken up, and a question was put and answered; own judgements are awaited."""
        ref = await self.taken(circle)
        await self.says("coordinator", f"/assess ask {ref} seats:housing question:known")
        await self.says("housing", f"/assess answer {ref} reply:share known:not_known")
        return ref

    @once
    async def met(self) -> str:
        """In full: own judgements are shown, and the conference is recorded."""
        ref = await self.judging()
        for who, word in (
            ("social", "support"),
            ("teacher", "support"),
            ("psychologist", "act_now"),
        ):
            await self.says(who, f"/assess judge {ref} judgement:{word}")
        await self.recorded(ref)
        return ref

    async def recorded(
        self, ref: str, present: str = "municipality,police,social,mental_health"
    ) -> None:
        """A conference on the case is called, held an hour later, and recorded."""
        told = await self.says(
            "coordinator", f"/meeting call kind:conference refs:{ref} dates:tomorrow-10:00"
        )
        number = told[-1].text.split()[1].rstrip(",")
        await self.says(
            "coordinator", f"/meeting record {number} present:{present} face_to_face:yes"
        )

    @once
    async def adopted(self) -> str:
        """Taken on: in light by the one form, in full by the conference."""
        if self.profile == "light":
            return await self.taken()
        ref = await self.met()
        await self.says(
            "coordinator",
            f"/assess adopt {ref} expert:known_enough reasons:two seats see the same {CANARY}",
            "skip",
        )
        return ref

    @once
    async def owned(self) -> str:
        ref = await self.adopted()
        await self.says("coordinator", f"/owner name {ref} @social because:relationship")
        if self.profile == "full":
            await self.says("teacher", f"/owner agree {ref}")
        await self.says("social", f"/owner accept {ref}")
        return ref

    @once
    async def started(self) -> str:
        ref = await self.owned()
        word = "given:given how:spoken mode:voluntary"
        step = "action:counselling level:person holder:@social due:14d"
        if self.profile == "light":
            await self.says("social", f"/plan start {ref} {word} {step}")
            return ref
        await self.says(
            "social",
            f"/consent record {ref} kind:support {word}",
            f"/plan write {ref} {step} mode:voluntary",
            f"/plan start {ref} no_family:later no_community:carried_already",
        )
        return ref

    @once
    async def closing(self) -> str:
        ref = await self.started()
        await self.says(
            "social",
            f"/plan progress {ref} action:1 status:done helped:helped",
            f"/case close {ref} step:propose why:goals_met outcome:goals_met",
        )
        return ref


async def kept(house: House, who: str, words: str, key: str | None = None) -> Heard:
    """A private line of somebody, heard and not worked yet. `key`: a new one where none is given."""
    line = heard(house, who, words, key)
    async with house.unit() as unit:
        await dispatch.hear(unit, line)
        await unit.commit()
    return line


def heard(house: House, who: str, words: str, key: str | None = None) -> Heard:
    """A private line of somebody. `key`: a new one where none is given."""
    return Heard(
        key=key or secrets.token_hex(8),
        platform=NAME,
        account=who,
        place=PlaceKind.PRIVATE,
        room=who,
        words=Sensitive(words),
        at=house.clock.now(),
    )


def texts(lines: Sequence[Said], kind: str | None = None) -> list[str]:
    return [line.text for line in lines if kind in {None, line.kind}]
