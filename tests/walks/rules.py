"""What holds after every step of a walk, whatever people typed: read from the file, and through Confer."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from bot.case import ACTIVE, Case
from bot.people import Directory
from bot.policies import access
from bot.policies.access import Scene
from bot.policies.nudge_table import LADDERS
from bot.ports import Running
from bot.process import ACTS, CLOCKS, STATES, Kind
from bot.rounds.ringing import EXPIRES
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import Act, ClockName, State
from tests.house import CANARY, Talks

# What nobody decided: the time was over, or the other side of a hand-over answered.
BY_TIME: Final = frozenset(
    {
        Act.ERASE,
        Act.DROP,
        Act.END_GUEST,
        Act.CLEAR_URGENT,
        Act.CHANGE_CIRCLE,
        Act.WITHDRAW_HANDOVER,
        Act.HANDOVER_ACCEPTED,
    }
)


class Broken(AssertionError):
    """A rule does not hold. `rule` names it, so that a smaller walk can be told to break the same one."""

    def __init__(self, rule: str, what: str) -> None:
        super().__init__(f"{rule}: {what}")
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Did:
    """One line of the audit."""

    case: UUID
    actor: int | None
    act: Act


@dataclass(slots=True, kw_only=True)
class Life:
    """A case as it was last seen, and what was done since it entered its state."""

    number: int
    case: Case
    version: int
    since: list[Act] = field(default_factory=list[Act])
    running: dict[tuple[ClockName, int], Running] = field(
        default_factory=dict[tuple[ClockName, int], Running]
    )


class Rules:
    def __init__(self, talks: Talks) -> None:
        self._talks = talks
        self._audited = 0
        self._hash = ""
        self._read = 0  # lines of the stage
        self.lives: dict[UUID, Life] = {}
        self.refs: list[str] = []
        self.reached: Counter[State] = Counter()
        self.acts: Counter[Act] = Counter()
        self.directory = Directory({}, {})
        self._raw: sqlite3.Connection | None = None

    def open(self) -> None:
        """Look at the file anew, as after a crash."""
        self.close()
        self._raw = sqlite3.connect(self._talks.file)

    def close(self) -> None:
        if self._raw is not None:
            self._raw.close()
        self._raw = None

    @property
    def scene(self) -> Scene:
        house = self._talks.player.house
        now = self._talks.clock.now()
        return Scene(directory=self.directory, partnership=house.partnership, now=now)

    @property
    def cases(self) -> dict[int, Case]:
        """Those with a reference, by their number in this walk."""
        return {one.number: one.case for one in self.lives.values() if one.number >= 0}

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        assert self._raw is not None
        return self._raw.execute(query, values).fetchall()

    def weight(self) -> list[object]:
        """What a refusal leaves as it was: cases, what people did, clocks, sealed texts.

        Whom the guard has to know of is written down too, and nobody did it.
        """
        return [
            self.rows("select id, version from cases order by id"),
            self.rows("select count(*) from audit where actor is not null"),
            self.rows("select count(*), sum(running) from clocks"),
            self.rows("select count(*) from texts"),
        ]

    async def meet(self) -> None:
        """Who everybody is."""
        async with self._talks.player.house.unit() as unit:
            self.directory = await unit.people.directory()

    # --- after every step ---

    async def hold(self) -> None:
        """Raises Broken."""
        self._nothing_said_aloud()
        did = self._audit_goes_on()
        changed, gone = self._changes()
        if did or changed or gone:
            async with self._talks.player.house.unit() as unit:
                self.directory = await unit.people.directory()
                for id, version in changed.items():
                    case = await unit.cases.by_id(id)
                    running = await unit.clocks.running(id)
                    self._moved(case, version, [one for one in did if one.case == id], running)
        for id in gone:
            self._erased(id, [one for one in did if one.case == id])

    def _nothing_said_aloud(self) -> None:
        lines = self._talks.stage.lines
        for said in lines[self._read :]:
            if said.kind in {"post", "notice", "removed"} and CANARY in said.text:
                raise Broken("said aloud", f"own words stand in {said.place}")
        self._read = len(lines)

    def _audit_goes_on(self) -> list[Did]:
        """Each new entry is bound to the one before; nothing older is changed (verified at the end)."""
        found = self.rows(
            "select seq, case_id, actor, act, before, hash from audit where seq > ? order by seq",
            self._audited,
        )
        did: list[Did] = []
        for seq, case, actor, act, before, hash in found:
            if self._hash and before != self._hash:
                raise Broken("audit", "an entry is not bound to the one before")
            self._audited, self._hash = int(str(seq)), str(hash)
            if case is not None:
                by = None if actor is None else int(str(actor))
                did.append(Did(UUID(str(case)), by, Act(str(act))))
        self.acts.update(one.act for one in did)
        return did

    def _changes(self) -> tuple[dict[UUID, int], list[UUID]]:
        there = {UUID(str(id)): int(str(v)) for id, v in self.rows("select id, version from cases")}
        old = self.lives
        changed = {id: v for id, v in there.items() if id not in old or old[id].version != v}
        return changed, [id for id in old if id not in there]

    # --- one case ---

    def _moved(
        self, case: Case, version: int, did: Sequence[Did], running: Iterable[Running]
    ) -> None:
        known = self.lives.get(case.id)
        before = known.case if known else None
        since = list(known.since) if known else []
        state = self._walked(before, case, did, since)
        if state is not case.state:
            raise Broken("forbidden move", f"{case.state} where the acts lead to {state}")
        number = known.number if known else -1
        if number < 0 and case.ref is not None:
            number = len(self.refs)
            self.refs.append(str(case.ref))
        life = Life(number=number, case=case, version=version, since=since)
        life.running = {(one.key.name, one.key.subject): one for one in running}
        self.lives[case.id] = life
        self.reached[case.state] += 1
        self._clocks_run(life)

    def _walked(
        self, before: Case | None, after: Case | None, did: Sequence[Did], since: list[Act]
    ) -> State:
        """Where the acts lead, one by one by the tables, and whether each was theirs to do."""
        state = before.state if before else State.DRAFT
        handed = after is not None and after.facts.handed is not None and before is None
        state = State.RAISED if handed else state
        for one in did:
            row = ACTS[one.act]
            self._was_theirs(one, [c for c in (before, after) if c is not None])
            if row.kind is Kind.MOVE and row.target is not None:
                folded = one.act is Act.FOLD_IN and after is not None
                if folded and after is not None and after.state is state:
                    continue  # it took another one in
                if state not in row.source:
                    raise Broken("forbidden move", f"{one.act} from {state}")
                state = row.target
                since.clear()
            else:
                since.append(one.act)
        return state

    def _was_theirs(self, one: Did, cases: Sequence[Case]) -> None:
        row = ACTS[one.act]
        if one.actor is None:
            if one.act not in BY_TIME:
                raise Broken("forbidden move", f"nobody did {one.act}")
            return
        person = self.directory.people[PersonNo(one.actor)]
        held = set(access.general_roles(person, self.scene))
        for case in cases:
            held |= access.roles(person, case, self.scene)
        if not held & set(row.who):
            raise Broken(
                "forbidden move",
                f"{one.act} by somebody who is {sorted(role.value for role in held)}",
            )

    def _erased(self, id: UUID, did: Sequence[Did]) -> None:
        life = self.lives.pop(id)
        state = self._walked(life.case, None, did, life.since)
        if state is not State.ERASED:
            raise Broken("forbidden move", f"gone from {life.case.state} by {[d.act for d in did]}")
        left = self.rows("select count(*) from texts where case_id = ?", id.hex)
        if left != [(0,)]:
            raise Broken("erased", "sealed texts are left")

    # --- clocks ---

    def _clocks_run(self, life: Life) -> None:
        case, there = life.case, life.running
        waits = {(one.name, one.subject) for one in case.hidden.stopped} if case.paused else set()
        for owed in owed_by(life):
            if owed not in there and owed not in waits:
                raise Broken("lost clock", f"{owed[0]} {owed[1]} in {case.state}: {life.since}")
        waiting = {
            (str(name), int(str(subject)))
            for name, subject in self.rows(
                "select name, subject from rungs where case_id = ? and waiting", case.id.hex
            )
        }
        for (name, subject), one in there.items():
            ladder = LADDERS.get(name)
            again = ladder is not None and ladder.every is not None
            ahead = one.due > self._talks.clock.now() and ladder is not None
            ahead = ahead and ladder is not None and ladder.steps[-1].when in {"100%", "+0d"}
            if (again or ahead or name in EXPIRES) and (name.value, subject) not in waiting:
                raise Broken("lost clock", f"{name} {subject} runs and never rings again")


def owed_by(life: Life) -> set[tuple[ClockName, int]]:
    """The clocks that must run, or wait with a pause, for the case as it stands."""
    case, facts = life.case, life.case.facts
    owed: set[tuple[ClockName, int]] = {
        (name, 0)
        for name in STATES[case.state].clocks
        if name not in {ClockName.ACTION_DUE, ClockName.POLICE_ANSWER}
        and (name is ClockName.DRAFT_LIFE or not set(life.since) & set(CLOCKS[name].stops))
    }
    if case.state not in ACTIVE:
        return owed
    owed |= {(ClockName.INFO_ANSWERS, one.no) for one in facts.asked if one.open}
    owed |= {(ClockName.GUEST_UNTIL, one.no) for one in facts.guests if one.ended is None}
    owed |= {(ClockName.RIGHTS_REPLY, one.no) for one in case.open_requests}
    if case.state is not State.RAISED:
        owed |= {(ClockName.ACTION_DUE, a.no.value) for a in facts.plan.actions if a.open}
    if facts.urgent is not None:
        owed.add((ClockName.URGENT_LAPSE, 0))
    if case.paused:
        owed.add((ClockName.PAUSE_RENEWAL, 0))
    if not case.hidden.police:
        owed.add((ClockName.POLICE_ANSWER, 0))
    return owed
