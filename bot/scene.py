"""All a command may touch besides its arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.case import Case
from bot.errors import NotFound, NotOpenNow
from bot.events import Event
from bot.parts import CaseId
from bot.people import Directory, Person
from bot.policies import access, guards
from bot.policies.access import Scene
from bot.policies.guards import Given
from bot.ports import Notice, NoticeKind, Partnership, TextGuard, Unit
from bot.posts import AnySeatsPost
from bot.process import ACTS, OVERLAYS, Kind, Profile
from bot.running.limits import Limits
from bot.vocabulary.base import Abstract
from bot.vocabulary.numbers import Day, PersonNo, Quarter
from bot.vocabulary.people import Sector
from bot.vocabulary.process import Act, ClockName, Guard
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission, Role

if TYPE_CHECKING:
    from bot.command import AnyCommand


@dataclass(slots=True, kw_only=True)
class Deadline:
    """A clock of one thing inside a case: a guest's end, an action's date. `due`: None for its own length."""

    case: CaseId
    name: ClockName
    subject: int
    due: datetime | None


def _in_its_state(act: Act, case: Case) -> bool:
    """A move has its source, an overlay the states in which it may be set; ending one is open in all."""
    row = ACTS[act]
    if row.kind is Kind.MOVE:
        return case.state in row.source
    within = next((over.within for over in OVERLAYS.values() if over.set is act), None)
    return within is None or case.state in within


@dataclass(slots=True, kw_only=True)
class Context:
    """One act of one person, inside one transaction. Handlers read and change; dispatch stores and tells."""

    actor: Person
    now: datetime
    unit: Unit
    directory: Directory
    partnership: Partnership
    holidays: frozenset[date] = frozenset()
    limits: Limits = field(default_factory=Limits)
    guard: TextGuard | None = None
    opened: list[CaseId] = field(default_factory=list[CaseId])  # of the house: see there
    account: str = ""  # where it was typed: platform and account
    commands: Mapping[str, AnyCommand] = field(default_factory=dict[str, "AnyCommand"])
    confirmed_by: Person | None = None  # the second person, where one confirmed this very act
    previewed: bool = False  # the person saw what goes out, and said send
    notices: list[Notice] = field(default_factory=list[Notice])
    later: list[tuple[Notice, datetime]] = field(default_factory=list[tuple[Notice, datetime]])
    seats_posts: list[AnySeatsPost] = field(default_factory=list[AnySeatsPost])
    deadlines: list[Deadline] = field(default_factory=list[Deadline])
    events: list[Event] = field(default_factory=list[Event])  # acts on no case

    @property
    def scene(self) -> Scene:
        return Scene(directory=self.directory, partnership=self.partnership, now=self.now)

    @property
    def today(self) -> Day:
        return Day.of(self.now.astimezone(ZoneInfo(self.partnership.zone)).date())

    def local_day(self, moment: datetime) -> Day:
        """The day of a moment in the partnership's zone."""
        return Day.of(moment.astimezone(ZoneInfo(self.partnership.zone)).date())

    @property
    def sector(self) -> Sector | None:
        """Of the seat of whoever acts."""
        seat = self.directory.seat_of(self.actor)
        return seat.sector if seat else None

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.today.date)

    def end_of(self, day: Day) -> datetime:
        """The last moment of a day in the partnership's zone."""
        zone = ZoneInfo(self.partnership.zone)
        return datetime.combine(day.date, datetime.max.time().replace(microsecond=0), zone)

    async def case(self, ref: CaseRef, *acts: Act) -> Case:
        """The case, if this person may do one of the acts on it. Raises NotFound."""
        case = await self.unit.cases.get(ref)
        for act in acts:
            try:
                access.acting(self.actor, act, case, self.scene)
            except NotFound:
                continue
            return case
        raise NotFound

    async def seen(self, ref: CaseRef, permission: Permission) -> Case:
        """The case, if this person has the permission on it. Raises NotFound."""
        case = await self.unit.cases.get(ref)
        access.check(self.actor, permission, case, self.scene)
        return case

    @property
    def is_light(self) -> bool:
        """Whether the partnership runs the light profile."""
        return self.partnership.profile == Profile.LIGHT

    @property
    def runs_the_process(self) -> bool:
        """Coordinator, or the deputy while acting."""
        return Role.COORDINATOR in access.general_roles(self.actor, self.scene)

    @property
    def sees_all(self) -> bool:
        """Whether lists show this person every case past the draft: who runs the process, and the check."""
        held = access.general_roles(self.actor, self.scene)
        return bool(held & {Role.COORDINATOR, Role.POLICE_CONTACT, Role.MEMBER})

    async def draft(self) -> Case:
        """The newest draft of this person. Raises NotFound."""
        case = await self.unit.cases.draft_of(self.actor.no)
        if case is None:
            raise NotFound
        return case

    def may(self, act: Act, case: Case) -> bool:
        """Whether this person may do the act in this state; guards are not asked."""
        if not _in_its_state(act, case):
            return False
        try:
            access.acting(self.actor, act, case, self.scene)
        except NotFound:
            return False
        return True

    def check(self, act: Act, case: Case, given: Given | None = None) -> None:
        """Ask permission, state and guards. Raises NotFound, NotOpenNow, GuardRefused."""
        held = access.acting(self.actor, act, case, self.scene)
        if not _in_its_state(act, case):
            raise NotOpenNow(self.open_acts(case))
        needed = ACTS[act].guards
        if access.takes_two(held, act):
            needed = (*needed, Guard.SECOND_PERSON)
        look = guards.Look(
            case=case,
            act=act,
            actor=self.actor,
            scene=self.scene,
            given=given or Given(),
            confirmed_by=self.confirmed_by,
        )
        guards.hold(needed, look)

    def open_acts(self, case: Case) -> tuple[Act, ...]:
        """The moves open to this person by state only: a pause does not change the list."""
        return tuple(
            act for act, row in ACTS.items() if row.kind is Kind.MOVE and self.may(act, case)
        )

    def did(self, act: Act, *, whom: PersonNo | None = None, **facts: Abstract) -> None:
        """Note an act that concerns no case, for the audit."""
        self.events.append(Event(act=act, by=self.actor.no, at=self.now, whom=whom, facts=facts))

    def tell(
        self,
        people: Sequence[Person | PersonNo],
        kind: NoticeKind,
        opens: str = "case list",
        *,
        at_once: bool = False,
    ) -> None:
        """A bare notice to each of them, the actor left out. `at_once`: somebody waits for them now."""
        numbers = [p.no if isinstance(p, Person) else p for p in people]
        others = [no for no in numbers if no != self.actor.no]
        self.tell_all(others, kind, opens, at_once=at_once)

    def tell_all(
        self, people: Sequence[PersonNo], kind: NoticeKind, opens: str, *, at_once: bool = False
    ) -> None:
        """A bare notice to each of them, whoever acts."""
        for no in dict.fromkeys(people):
            self.notices.append(Notice(to=no, kind=kind, opens=opens, at_once=at_once))
