"""The parts of a plan: steps on three levels, versions with their reasons, joint visits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.vocabulary.concern import Trend
from bot.vocabulary.numbers import ActionNo, Day, PersonNo, SeatNo
from bot.vocabulary.plan import (
    Authority,
    ChangeWhy,
    LegalBasis,
    NotNeeded,
    PlanWhy,
    SafetyCheck,
    VisitPurpose,
)
from bot.vocabulary.sharing import Participation
from bot.vocabulary.work import ActionKind, ActionStatus, Helped, Level


@dataclass(slots=True, kw_only=True)
class Action:
    no: ActionNo
    kind: ActionKind
    level: Level
    mode: Participation
    holder: PersonNo
    due: Day
    status: ActionStatus = ActionStatus.AGREED
    helped: Helped | None = None
    basis: LegalBasis | None = None  # of a compulsory step, and who decided it
    authority: Authority | None = None
    introduces: PersonNo | None = None  # the face before, who brings this step's holder along
    waits: bool = False  # voluntary, and stopped since the person has withdrawn

    @property
    def open(self) -> bool:
        return self.status not in {ActionStatus.DONE, ActionStatus.STOPPED}

    @property
    def untold(self) -> bool:
        """Done, and nobody could say yet whether it helped."""
        return self.status is ActionStatus.DONE and self.helped in {None, Helped.TOO_EARLY}


@dataclass(slots=True, kw_only=True)
class Unneeded:
    """Why nothing is planned on a level."""

    level: Level
    why: NotNeeded


@dataclass(slots=True, kw_only=True)
class PlanVersion:
    """What made a version of the plan, and by whom. `trend`: of a review."""

    no: int
    at: datetime
    by: PersonNo
    why: PlanWhy
    action: ActionNo | None = None
    because: ChangeWhy | None = None
    trend: Trend | None = None


@dataclass(slots=True, kw_only=True)
class Plan:
    """Versioned: every change of an action is a new version."""

    version: int = 0
    actions: list[Action] = field(default_factory=list[Action])
    contact: PersonNo | None = None
    unneeded: list[Unneeded] = field(default_factory=list[Unneeded])
    versions: list[PlanVersion] = field(default_factory=list[PlanVersion])

    def reason(self, level: Level) -> NotNeeded | None:
        """Why nothing is planned on this level, where somebody said so."""
        return next((one.why for one in self.unneeded if one.level is level), None)

    def empty(self) -> list[Level]:
        """Levels without a step, and without a reason for none."""
        planned = {a.level for a in self.actions if a.status is not ActionStatus.STOPPED}
        return [level for level in Level if level not in planned and self.reason(level) is None]

    def next_version(
        self,
        why: PlanWhy,
        *,
        by: PersonNo,
        at: datetime,
        action: ActionNo | None = None,
        because: ChangeWhy | None = None,
        trend: Trend | None = None,
    ) -> None:
        """One more version, and why."""
        self.version += 1
        made = PlanVersion(
            no=self.version, at=at, by=by, why=why, action=action, because=because, trend=trend
        )
        self.versions.append(made)


@dataclass(slots=True, kw_only=True)
class Visit:
    """Two people of two agencies go together. Where and who else, nobody writes down here."""

    no: int
    by: PersonNo
    other: PersonNo
    seats: tuple[SeatNo, ...]
    purpose: VisitPurpose
    safety: tuple[SafetyCheck, ...]
    when: datetime
    back_by: datetime
    back: datetime | None = None
    debriefed: datetime | None = None
    off: bool = False

    @property
    def awaited(self) -> bool:
        """Whether somebody is to come back from it still, or to say how it went."""
        return not self.off and (self.back is None or self.debriefed is None)
