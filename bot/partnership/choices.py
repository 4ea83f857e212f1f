"""Settings that people change by command: versions over what config.toml says, each by two people.

Every version stays. What is in force is config.toml with the newest version of each setting laid over it; all
programs on one database read it anew once a version was added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Final

from pydantic import TypeAdapter

from bot.disclosure import Sensitive
from bot.errors import StoreTrouble, Unfit
from bot.policies.access import listening
from bot.ports import Partnership, Rhythms, Unit
from bot.process import Profile
from bot.vocabulary.law import LegalProfile
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.public import SettingName

_MARK: Final = "choices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One version of one setting. `note` is what the auditor wrote to it."""

    version: int
    setting: SettingName
    value: str
    by: PersonNo
    second: PersonNo
    at: datetime
    note: str = ""


_CHOICES: Final = TypeAdapter(tuple[Choice, ...])


@dataclass(slots=True)
class InForce:
    """What a program knows of it; `partnership` is None while nothing was changed by command."""

    partnership: Partnership | None = None
    read: str | None = None
    fresh: bool = field(default=False)


async def read(unit: Unit, *, hold: bool = False) -> Sequence[Choice]:
    """All versions, oldest first."""
    kept = await unit.marks.get(_MARK, hold=hold)
    return _parse(listening().open(kept)) if kept else ()


def _parse(text: str) -> tuple[Choice, ...]:
    try:
        return _CHOICES.validate_json(text)
    except ValueError:
        raise StoreTrouble("The stored settings are damaged and were not used.") from None


async def add(unit: Unit, choice: Choice, before: Sequence[Choice]) -> None:
    text = _CHOICES.dump_json((*before, choice)).decode()
    await unit.marks.put(_MARK, Sensitive(text))


async def refresh(unit: Unit, founded: Partnership, in_force: InForce, *, shared: bool) -> None:
    """Read what is in force, where it may have changed."""
    if in_force.fresh and not shared:
        return
    kept = await unit.marks.get(_MARK)
    text = listening().open(kept) if kept else ""
    if text != in_force.read:
        in_force.partnership = over(founded, _parse(text)) if text else None
        in_force.read = text
    in_force.fresh = True


def over(founded: Partnership, choices: Sequence[Choice]) -> Partnership:
    """The settings of the file with these laid over them."""
    found = founded
    for choice in choices:
        found = APPLY[choice.setting](found, choice.value)
    return found


# --- one reader a setting: text as people type it, laid over what there is; ValueError where it cannot be ---


def _channel_line(here: Partnership, text: str) -> Partnership:
    return replace(here, channel_line={"on": True, "off": False}[text])


def _process(here: Partnership, text: str) -> Partnership:
    return replace(here, profile=Profile(text).value)


def _legal(here: Partnership, text: str) -> Partnership:
    return replace(here, legal_profile=LegalProfile(text).value)


def _batches(here: Partnership, text: str) -> Partnership:
    hours = sorted({time.fromisoformat(part.strip().zfill(5)) for part in text.split(",")})
    return replace(here, batches=tuple(f"{one:%H:%M}" for one in hours))


def _keeping(here: Partnership, text: str) -> Partnership:
    not_taken, archived = (int(part) for part in text.split(","))
    if not (0 <= not_taken <= 24 and 0 <= archived <= 60):
        raise ValueError
    return replace(here, keeping_not_taken_months=not_taken, keeping_archived_months=archived)


def _clocks(here: Partnership, text: str) -> Partnership:
    name, hours = text.split()
    if not 1 <= int(hours) <= 24:
        raise ValueError
    match name:
        case "first_answer":
            return replace(here, first_answer_h=int(hours))
        case "owner_response":
            return replace(here, owner_response_h=int(hours))
        case _:
            raise ValueError


_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday")


def _rhythm(here: Partnership, text: str) -> Partnership:
    day, hour = text.split()
    at = time.fromisoformat(hour.zfill(5))
    rhythms = here.rhythms or Rhythms()
    number = _DAYS.index(day) + 1
    return replace(here, rhythms=replace(rhythms, networking_weekday=number, networking_at=at))


def _term(here: Partnership, text: str) -> Partnership:
    return replace(here, coordinator_until=date.fromisoformat(text))


APPLY: Final[Mapping[SettingName, Callable[[Partnership, str], Partnership]]] = {
    SettingName.CLOCKS: _clocks,
    SettingName.CHANNEL_LINE: _channel_line,
    SettingName.BATCHES: _batches,
    SettingName.PROCESS_PROFILE: _process,
    SettingName.LEGAL_PROFILE: _legal,
    SettingName.KEEPING_TIMES: _keeping,
    SettingName.RHYTHM: _rhythm,
    SettingName.COORDINATOR_TERM: _term,
}
# These take the coordinator and the auditor, not any two.
BOTH: Final = frozenset(
    {SettingName.LEGAL_PROFILE, SettingName.CHANNEL_LINE, SettingName.KEEPING_TIMES}
)


def fits(here: Partnership, setting: SettingName, text: str) -> Partnership:
    """How it would be. Raises Unfit."""
    if setting not in APPLY:
        raise Unfit("setting", "That one is not changed here. Which other setting?")
    try:
        return APPLY[setting](here, text)
    except (ValueError, KeyError):
        raise Unfit("value", _SAY) from None


_SAY: Final = (
    "I could not read that. Such as: channel_line on; legal_profile dk; process_profile full; keeping_times"
    " 6,12 (months, not taken and archived); batches 08:30,13:00; clocks first_answer 12 (hours);"
    " rhythm tuesday 10:00; coordinator_term 2028-06-30. To what is it changed?"
)
