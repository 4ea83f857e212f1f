"""What this adapter finds again in the store: sealed marks, all of them named matrix.…

The secrets of the device, the sync token, each person's room, each circle's room, and messages that
cannot be decrypted yet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from bot.disclosure import Sensitive
from bot.policies.access import listening
from bot.ports import Unit
from bot.vocabulary.reference import CaseRef

DEVICE: Final = "matrix.device"
ACCESS: Final = "matrix.token"
PICKLE: Final = "matrix.pickle"
SEEDS: Final = "matrix.seeds"
READY: Final = "matrix.ready"
SINCE: Final = "matrix.since"
DIRECT: Final = "matrix.dm."
CIRCLE: Final = "matrix.circle."
LOCKED: Final = "matrix.locked."
DESCRIBED: Final = "matrix.described."


async def read(unit: Unit, name: str) -> str | None:
    found = await unit.marks.get(name)
    return None if found is None else listening().open(found)


async def write(unit: Unit, name: str, value: str) -> None:
    await unit.marks.put(name, Sensitive(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The one device: who it is, and its secrets."""

    user: str
    id: str
    token: str = field(repr=False)
    pickle: str = field(repr=False)  # what the crypto store is encrypted with


async def device(unit: Unit) -> Device | None:
    """None before `confer matrix-login`."""
    named, token, pickle = [await read(unit, name) for name in (DEVICE, ACCESS, PICKLE)]
    if named is None or token is None or pickle is None:
        return None
    facts = json.loads(named)
    return Device(user=facts["user"], id=facts["id"], token=token, pickle=pickle)


async def keep_device(unit: Unit, made: Device) -> None:
    await write(unit, DEVICE, json.dumps({"user": made.user, "id": made.id}))
    await write(unit, ACCESS, made.token)
    await write(unit, PICKLE, made.pickle)
    await unit.marks.drop(READY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds:
    """The three cross-signing keys of the account, unpadded base64."""

    master: str = field(repr=False)
    self_signing: str = field(repr=False)
    user_signing: str = field(repr=False)


async def seeds(unit: Unit) -> Seeds | None:
    found = await read(unit, SEEDS)
    return Seeds(**json.loads(found)) if found else None


async def keep_seeds(unit: Unit, made: Seeds) -> None:
    await write(unit, SEEDS, json.dumps(asdict(made)))


async def directs(unit: Unit) -> dict[str, str]:
    """Account to room."""
    names = await unit.marks.names(DIRECT)
    return {name.removeprefix(DIRECT): await read(unit, name) or "" for name in names}


async def circles(unit: Unit) -> dict[CaseRef, str]:
    names = await unit.marks.names(CIRCLE)
    return {
        CaseRef.parse(name.removeprefix(CIRCLE)): await read(unit, name) or "" for name in names
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A message whose key has not come yet, as the server gave it; `seen_s`: when, seconds since 1970."""

    room: str
    sender: str
    private: bool
    seen_s: float
    source: Mapping[str, object] = field(repr=False)

    @property
    def mark(self) -> str:
        return f"{LOCKED}{self.source['event_id']}"


async def keep_locked(unit: Unit, one: Locked) -> None:
    await write(unit, one.mark, json.dumps(asdict(one)))


async def locked(unit: Unit) -> list[Locked]:
    found = [await read(unit, name) for name in await unit.marks.names(LOCKED)]
    return [Locked(**json.loads(one)) for one in found if one]
