"""The embedded partnership of demo and play: made up, and named by what its people do."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.disclosure import Sensitive
from bot.people import Directory, Duty, OnCall, Person, Seat, SeatState
from bot.ports import Partnership
from bot.vocabulary.concern import Topic
from bot.vocabulary.numbers import PersonNo, SeatNo
from bot.vocabulary.people import Sector

ZONE: Final = "Europe/Copenhagen"
COUNTRY: Final = "DK"
_AGREED: Final = date(2026, 1, 5)

_SEATS: Final = (
    ("municipality", "Municipality", Sector.MUNICIPALITY),
    ("police", "Police", Sector.POLICE),
    ("social", "Social services", Sector.SOCIAL),
    ("health", "Health centre", Sector.HEALTH),
    ("mental_health", "Mental health team", Sector.MENTAL_HEALTH),
    ("school", "Schools", Sector.EDUCATION),
    ("housing", "Housing", Sector.HOUSING),
    ("ngo", "Neighbourhood NGO", Sector.NGO),
)

# key, seat, duties; without a seat: somebody a case may invite as a guest.
_PEOPLE: Final[tuple[tuple[str, str | None, tuple[Duty, ...]], ...]] = (
    ("nurse", "health", (Duty.HOLDER,)),
    ("teacher", "school", (Duty.HOLDER,)),
    ("officer", "police", (Duty.HOLDER, Duty.POLICE_CONTACT)),
    ("social", "social", (Duty.HOLDER,)),
    ("psychologist", "mental_health", (Duty.HOLDER,)),
    ("housing", "housing", (Duty.HOLDER,)),
    ("youth", None, ()),
    ("mentor", None, ()),
    ("coordinator", "municipality", (Duty.HOLDER, Duty.COORDINATOR)),
    ("deputy", "municipality", (Duty.DEPUTY, Duty.DEPUTY_COORDINATOR)),
    ("admin", None, (Duty.ADMINISTRATOR,)),
    ("auditor", None, (Duty.AUDITOR,)),
)
# Who is asked: the nurse's own manager, and experts of whom one knows what happens online.
_BESIDE: Final[tuple[tuple[str, str | None, tuple[Duty, ...]], ...]] = (
    ("manager", "health", (Duty.MANAGER,)),
    ("expert", None, (Duty.EXPERT,)),
    ("professor", None, (Duty.EXPERT,)),
)
_EXPERT_ON: Final = {
    "expert": frozenset({Topic.ONLINE, Topic.ALONE}),
    "professor": frozenset({Topic.IDEAS, Topic.PRESSURE}),
}
_ON_CALL: Final = frozenset({"coordinator", "deputy", "officer"})

# A town of 60,000, with the shares of the domain's worked example.
_RESIDENTS: Final = {
    "all": 60_000,
    "part_of": 20_000,
    "u12": 6_840,
    "12_15": 2_760,
    "16_17": 2_400,
    "18_24": 5_400,
    "25_plus": 42_600,
}


def partnership(profile: str = "light") -> Partnership:
    return Partnership(
        key="demo",
        name="The demo partnership",
        zone=ZONE,
        country=COUNTRY,
        profile=profile,
        footing="public_task",
        residents=_RESIDENTS,
    )


def directory(platform: str) -> Directory:
    """Every seat is live: agreement, holder and a deputy of its own."""
    seats = [
        Seat(
            no=SeatNo(n),
            key=key,
            name=name,
            sector=sector,
            state=SeatState.LIVE,
            agreed_on=_AGREED,
            agreement=1,
        )
        for n, (key, name, sector) in enumerate(_SEATS, start=1)
    ]
    numbers = {seat.key: seat.no for seat in seats}
    rows = [*_PEOPLE, *_deputies()]
    people = [
        Person(
            no=PersonNo(n),
            key=key,
            name=Sensitive(key.replace("_", " ")),
            seat=numbers[seat] if seat else None,
            duties=frozenset(duties),
            zone=ZONE,
            on_call=frozenset(OnCall) if key in _ON_CALL else frozenset(),
            accounts={platform: key},
            expert_on=_EXPERT_ON.get(key, frozenset()),
        )
        for n, (key, seat, duties) in enumerate(rows, start=1)
    ]
    return Directory.of(people, seats)


def _deputies() -> list[tuple[str, str | None, tuple[Duty, ...]]]:
    """A seat without a deputy is not live, so every one has one; the municipality's is in the list."""
    keys = [key for key, _name, _sector in _SEATS if key != "municipality"]
    rows: list[tuple[str, str | None, tuple[Duty, ...]]] = [
        (f"{key}_deputy", key, (Duty.DEPUTY,)) for key in keys
    ]
    return [*rows, ("ngo", "ngo", (Duty.HOLDER,)), *_BESIDE]
