"""What one sync brought, as far as Confer looks at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from adapters.matrix.rest import Json

_LAST_MS: Final = 253_402_300_799_000  # the end of the year 9999

Opened: TypeAlias = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a room: decrypted, or as the server gave it where the key is missing."""

    room: str
    source: Mapping[str, Any] = field(repr=False)

    @property
    def id(self) -> str:
        return str(self.source.get("event_id", ""))

    @property
    def sender(self) -> str:
        return str(self.source.get("sender", ""))

    @property
    def kind(self) -> str:
        return str(self.source.get("type", ""))

    @property
    def at_s(self) -> float:
        """0 where a server sent no number, or one beyond all time."""
        stamp = self.source.get("origin_server_ts")
        return stamp / 1000 if type(stamp) is int and 0 <= stamp <= _LAST_MS else 0.0

    @property
    def content(self) -> Mapping[str, Any]:
        return mapping(self.source.get("content"))

    @property
    def unsigned(self) -> Mapping[str, Any]:
        return mapping(self.source.get("unsigned"))

    @property
    def is_locked(self) -> bool:
        return self.kind == "m.room.encrypted"

    def lets_in(self, user: str) -> bool:
        """Whether with this event the user was invited, or came uninvited: nothing before it concerns them."""
        if self.kind != "m.room.member" or self.source.get("state_key") != user:
            return False
        now = self.content.get("membership")
        before = mapping(self.unsigned.get("prev_content")).get("membership")
        return now == "invite" or (now == "join" and before not in {"invite", "join"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Oldest first. `gap`: from where the missing part is to be read backwards; None: nothing is missing."""

    room: str
    events: tuple[Event, ...]
    gap: str | None


@dataclass(frozen=True, slots=True)
class Invite:
    room: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """`keys`: keys may have come that open what was locked."""

    token: str
    timelines: tuple[Timeline, ...]
    invites: tuple[Invite, ...]
    keys: bool


def mapping(value: object) -> Mapping[str, Any]:
    """An object of JSON, or an empty one where the sender put something else."""
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def listed(value: object) -> list[Any]:
    """A list of JSON, or an empty one where the sender put something else."""
    return value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]


def batch_of(raw: Json, opened: Opened, me: str) -> Batch:
    """`opened`: what could be decrypted, by event id."""
    rooms = mapping(raw.get("rooms"))
    return Batch(
        token=str(raw["next_batch"]),
        timelines=tuple(
            _timeline(room, mapping(body), opened)
            for room, body in mapping(rooms.get("join")).items()
        ),
        invites=tuple(
            Invite(room, by)
            for room, body in mapping(rooms.get("invite")).items()
            if (by := _inviter(mapping(body), me))
        ),
        keys=bool(mapping(raw.get("to_device")).get("events")),
    )


def events_of(room: str, sources: Iterable[Any], opened: Opened) -> tuple[Event, ...]:
    found = (Event(room, mapping(source)) for source in sources)
    return tuple(Event(room, opened.get(one.id, one.source)) for one in found)


def _timeline(room: str, body: Mapping[str, Any], opened: Opened) -> Timeline:
    timeline = mapping(body.get("timeline"))
    gap = timeline.get("prev_batch") if timeline.get("limited") else None
    events = events_of(room, listed(timeline.get("events")), opened)
    return Timeline(room=room, events=events, gap=str(gap) if gap else None)


def _inviter(body: Mapping[str, Any], me: str) -> str | None:
    for event in listed(mapping(body.get("invite_state")).get("events")):
        one = Event("", mapping(event))
        member = one.kind == "m.room.member" and one.source.get("state_key") == me
        if member and one.content.get("membership") == "invite":
            return one.sender
    return None
