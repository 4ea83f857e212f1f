"""What a look at the rounds needs: the moment, who is there, what was sent; and how a word goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from bot.people import Person
from bot.policies.calendar import at, is_working_day, on_call, quiet_end, working_days_from
from bot.ports import Meeting, Notice, NoticeKind, Rhythms, ToSeats
from bot.posts import AnySeatsPost
from bot.settle import Desk
from bot.vocabulary.numbers import PersonNo, SeatNo

_IDS: Final = UUID("6c2b1f0a-8f0e-4f2c-9a77-51a1c3f0de42")
# A line in the seats' channel leaves before this hour, or on the next working day.
_UNTIL: Final = time(16)
NOTHING: Final = "-"
_SINCE: Final = "since."


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Something that began, or ends, at a moment. What is said of it is said once for its key and rung."""

    key: str
    begins: datetime
    ends: datetime | None = None
    opens: str = ""  # what [Open] leads to, where the row does not say
    meeting: Meeting | None = None
    person: PersonNo | None = None
    seat: SeatNo | None = None
    urgent: bool = False  # people on call are woken


@dataclass(frozen=True, slots=True, kw_only=True)
class Drum:
    """One look at all rounds. `sent`: what went out, each with its moment and what it was about."""

    desk: Desk
    rhythms: Rhythms
    sent: dict[str, str]
    all: Sequence[Meeting]
    standing: set[str] = field(default_factory=set[str])

    @property
    def now(self) -> datetime:
        return self.desk.now

    @property
    def zone(self) -> str:
        return self.desk.house.partnership.zone

    @property
    def holidays(self) -> frozenset[date]:
        return self.desk.house.holidays

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone))

    def at_hour(self, moment: datetime, hour: time) -> datetime:
        """Another hour of the same day."""
        return at(self.local(moment).date(), hour, self.zone)

    def open_from(self, moment: datetime) -> datetime:
        """From this moment on the first at which a line may go to the seats' channel."""
        local, hour = self.local(moment), self.rhythms.networking_at
        opens = at(local.date(), hour, self.zone)
        if is_working_day(local.date(), self.holidays):
            if moment <= opens:
                return opens
            if local.time() < _UNTIL:
                return moment
        return at(next(working_days_from(local.date(), self.holidays)), hour, self.zone)

    # --- what was sent ---

    def note(self, key: str, about: str = NOTHING) -> None:
        self.sent.setdefault(key, f"{self.now.isoformat()} {about}")

    def noted(self, key: str) -> tuple[datetime, str] | None:
        """When this was sent, and what it was about."""
        if key not in self.sent:
            return None
        moment, _, about = self.sent[key].partition(" ")
        return datetime.fromisoformat(moment), about

    def since(self, key: str) -> datetime:
        """When a standing matter was seen first. It begins anew once a look did not find it."""
        self.standing.add(_SINCE + key)
        self.note(_SINCE + key)
        found = self.noted(_SINCE + key)
        return found[0] if found else self.now

    def forget(self) -> None:
        """Of what does not stand any more it is not known since when it stood."""
        for key in [k for k in self.sent if k.startswith(_SINCE) and k not in self.standing]:
            del self.sent[key]

    # --- saying ---

    def notice(self, to: PersonNo, kind: NoticeKind, opens: str, *, urgent: bool = False) -> Notice:
        return Notice(to=to, kind=kind, opens=opens, at_once=urgent)

    async def post(self, key: str, post: AnySeatsPost) -> None:
        """Once on each platform: its id is made of what it is."""
        for platform in self.desk.house.platforms:
            id = uuid5(_IDS, f"{self._owner}/{key}/{platform}")
            await self.desk.unit.outbox.put(
                ToSeats(post=post), platform=platform, due=self.now, id=id
            )

    async def tell(self, key: str, notice: Notice) -> None:
        person = self.desk.directory.people.get(notice.to)
        if person is not None:
            id = uuid5(_IDS, f"{self._owner}/{key}/{notice.to.value}")
            woken = notice.at_once and on_call(person, self.now, self.holidays)
            due = self.now if woken else self.rested(person)
            await self.desk.notice(notice, due, id=id)

    def rested(self, person: Person) -> datetime:
        return quiet_end(person, self.now, self.holidays)

    @property
    def _owner(self) -> str:
        return self.desk.house.partnership.key
