"""A case: what it is made of and how it changes. Who may change it, and whether, is decided in policies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from bot.disclosure import Sensitive
from bot.errors import NotFound
from bot.events import Event
from bot.parts import (
    CaseId,
    Facts,
    Guest,
    Hidden,
    Item,
    Member,
    Pause,
    PauseKind,
    RightsRequest,
    Text,
    TextKind,
)
from bot.plans import Action
from bot.process import ACTS, CLOCKS, STATES
from bot.vocabulary.base import Abstract
from bot.vocabulary.concern import Status
from bot.vocabulary.numbers import ActionNo, PersonNo
from bot.vocabulary.process import Act, ClockName, State
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.view import PauseWhy, PoliceAnswer

# Taken up, and not ended: people work on it.
WORKED = frozenset({State.ASSESSING, State.PREPARING, State.SUPPORTING, State.CLOSING})
SHOWS_PAUSE = WORKED
# Somebody else than its author knows of it, and it has not ended.
ACTIVE = SHOWS_PAUSE | {State.RAISED, State.SCREENING}
_FIRST_WORDS = frozenset(CLOCKS[ClockName.OWNER_RESPONSE].stops)  # of an owner


@dataclass(slots=True, kw_only=True)
class Case:
    """The version counts saves; a save of an older version is refused by the store."""

    id: CaseId = field(default_factory=uuid4)
    ref: CaseRef | None = None  # drawn at the raise
    state: State = State.DRAFT
    facts: Facts
    hidden: Hidden = field(default_factory=Hidden)
    version: int = 0
    texts: list[Text] = field(default_factory=list[Text])  # new words on their way to the vault
    events: list[Event] = field(default_factory=list[Event])

    @property
    def name(self) -> CaseRef:
        """The reference. Raises NotFound for a draft, which has none."""
        if self.ref is None:
            raise NotFound
        return self.ref

    @property
    def paused(self) -> bool:
        return bool(self.hidden.pauses)

    @property
    def status(self) -> Status | None:
        """The word others read. A pause shows from `assessing` on; before that it would tell of a hold."""
        if self.paused and self.state in SHOWS_PAUSE:
            return Status.PAUSED
        return STATES[self.state].word

    @property
    def open_requests(self) -> tuple[RightsRequest, ...]:
        """What the person asked for and nobody answered yet, oldest first."""
        return tuple(one for one in self.hidden.requests if one.answered is None)

    @property
    def kept(self) -> bool:
        """Whether erasing waits: for a legal hold, an open request or a complaint."""
        return self.hidden.hold is not None or bool(self.open_requests)

    @property
    def police_clear(self) -> bool:
        """The newest police answer is clear, or clear with limits."""
        words = self.hidden.police
        return bool(words) and words[-1].answer is not PoliceAnswer.HOLD

    # --- who has part in it ---

    @property
    def owner(self) -> PersonNo | None:
        """The owner, once accepted."""
        return self.facts.owner.person if self.facts.owner else None

    def member(self, person: PersonNo) -> Member | None:
        return next((m for m in self.facts.circle if m.person == person), None)

    def guest(self, person: PersonNo, now: datetime) -> Guest | None:
        """This person's guest access, while it lasts."""
        mine = (g for g in self.facts.guests if g.person == person)
        return next((g for g in mine if g.ended is None and now < g.until), None)

    def live_guests(self, now: datetime) -> tuple[Guest, ...]:
        return tuple(g for g in self.facts.guests if g.ended is None and now < g.until)

    def guests_seen_by(self, person: PersonNo, now: datetime) -> tuple[Guest, ...]:
        """A guest sees no other guest unless both are marked visible; everybody else sees all of them."""
        mine, live = self.guest(person, now), self.live_guests(now)
        if mine is None:
            return live
        return tuple(g for g in live if g is mine or (mine.visible and g.visible))

    def parties(self) -> frozenset[PersonNo]:
        """Everybody a list of cases may show this one to, recused people left out."""
        facts = self.facts
        people = {facts.referrer, *(m.person for m in facts.circle)}
        people |= {g.person for g in facts.guests if g.ended is None}
        people |= {one.person for one in (facts.owner, facts.nominee) if one}
        people |= {one.to for one in facts.feedback}
        return frozenset(people - set(facts.recused))

    # --- how it changes ---

    def did(
        self,
        act: Act,
        *,
        by: PersonNo | None,
        at: datetime,
        whom: PersonNo | None = None,
        **facts: Abstract,
    ) -> None:
        """Note an act; a move changes the state. Guards were asked before."""
        target = ACTS[act].target
        if target is not None:
            self.state = target
        if target is State.ASSESSING:
            self.facts.assessing = at
        if self.facts.owner is not None and act in _FIRST_WORDS:
            self.facts.owner.owed = False  # at once: a deputy who said it is a deputy no more
        self.events.append(Event(act=act, by=by, at=at, whom=whom, facts=facts))

    def keep(self, words: Sensitive[str], kind: TextKind, *, by: PersonNo, at: datetime) -> Item:
        """Put what somebody wrote into the vault with the next save."""
        item = Item(no=len(self.facts.items) + 1, kind=kind, by=by, at=at)
        self.facts.items.append(item)
        self.texts.append(Text(item, words))
        return item

    def item(self, no: int) -> Item:
        """Raises NotFound."""
        found = next((i for i in self.facts.items if i.no == no and i.withdrawn is None), None)
        if found is None:
            raise NotFound
        return found

    def action(self, no: ActionNo) -> Action:
        """Raises NotFound."""
        found = next((a for a in self.facts.plan.actions if a.no == no), None)
        if found is None:
            raise NotFound
        return found

    def pause(self, kind: PauseKind, why: PauseWhy | None, *, by: PersonNo, at: datetime) -> bool:
        """Add or renew one's own pause. True where the case was not paused before."""
        was = self.paused
        others = [p for p in self.hidden.pauses if (p.by, p.kind) != (by, kind)]
        self.hidden.pauses = [*others, Pause(by=by, kind=kind, why=why, since=at)]
        return not was

    def lift(self, *, by: PersonNo | None, kinds: frozenset[PauseKind]) -> bool:
        """Take away one's own pauses of these kinds; False where there is none to lift. None: anybody's."""
        left = [p for p in self.hidden.pauses if not (by in {None, p.by} and p.kind in kinds)]
        lifted = len(left) < len(self.hidden.pauses)
        self.hidden.pauses = left
        return lifted
