"""How much of an abstract a place may show, so that what is shown fits many people.

Two legs, and both must pass: enough residents share what is shown, and few enough fields are shown
at once. What does not pass is made coarser in a fixed order that nobody can undo. The numbers are
the domain's small-cell rules (2026-11); the factors are worst cases, for an auditor to set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from bot.parts import Abstraction, Grain, Shown
from bot.ports import Partnership
from bot.posts import ChannelLine, CircleAbstract
from bot.vocabulary.base import ViewWord
from bot.vocabulary.concern import (
    FAMILY,
    RARE,
    AgeBand,
    AgeCoarse,
    Area,
    Guessable,
    Setting,
    Status,
    TopicFamily,
)
from bot.vocabulary.people import Sector
from bot.vocabulary.reference import CaseRef

PER_AGE_BAND: Final = 1000
PER_PART: Final = 20_000
SETTING_FACTOR: Final = 10
SECTOR_FACTOR: Final = 5

COARSE: Final[Mapping[AgeBand, AgeCoarse]] = {
    AgeBand.U12: AgeCoarse.CHILD,
    AgeBand.AGED_12_15: AgeCoarse.CHILD,
    AgeBand.AGED_16_17: AgeCoarse.CHILD,
    AgeBand.AGED_18_24: AgeCoarse.YOUNG_ADULT,
    AgeBand.AGED_25_PLUS: AgeCoarse.ADULT,
}


_H, _C, _F = Grain.HIDDEN, Grain.COARSE, Grain.FINE


LADDER: Final = (
    # area, sector, setting, age, topic
    Shown(_F, _F, _F, _F, _F),
    Shown(_C, _F, _F, _F, _F),
    Shown(_C, _H, _F, _F, _F),
    Shown(_C, _H, _H, _F, _F),
    Shown(_C, _H, _H, _C, _F),
    Shown(_C, _H, _H, _H, _F),
    Shown(_C, _H, _H, _H, _C),
    Shown(_C, _H, _H, _H, _H),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a place asks: how fine at most, how many residents after division, how many fields."""

    finest: Shown
    floor: int
    fields: int


CIRCLE: Final = Limits(LADDER[0], floor=200, fields=3)
SEATS: Final = Limits(Shown(_C, _H, _H, _C, _C), floor=1000, fields=1)


_grains: Final = attrgetter("area", "sector", "setting", "age", "topic")


def coarsest(previous: Shown | None, now: Shown) -> Shown:
    """Each field at the coarser of the two: no later line tells more than an earlier one."""
    if previous is None:
        return now
    return Shown(*map(min, _grains(previous), _grains(now)))


def shown(
    abstract: Abstraction,
    limits: Limits,
    *,
    sector: Sector | None,
    partnership: Partnership,
    before: Shown | None = None,
) -> Shown:
    """How finely this place may show it; `before`: what it showed of this case already."""
    start = coarsest(before, coarsest(limits.finest, _given(abstract, sector)))
    rungs = (coarsest(start, rung) for rung in LADDER)
    return next(now for now in rungs if passes(now, abstract, limits, partnership.residents))


def passes(now: Shown, abstract: Abstraction, limits: Limits, residents: Mapping[str, int]) -> bool:
    """Both legs: the population leg and the count leg."""
    group = _people(now, abstract.age, residents)
    if now.age and group < PER_AGE_BAND:
        return False
    if now.area is Grain.FINE and residents.get("part_of", 0) < PER_PART:
        return False
    group //= SETTING_FACTOR if now.setting else 1
    group //= SECTOR_FACTOR if now.sector else 1
    if (now.setting or now.sector) and group < limits.floor:
        return False
    return _fields(now, abstract) <= limits.fields


class Coarser(ViewWord):
    """What a line says less of than its author did, in the order of the ladder."""

    AREA = "area", "the part of the area"
    SECTOR = "sector", "who raised it"
    SETTING = "setting", "where it was seen"
    AGE_COARSE = "age_coarse", "the age, which is said as child, young adult or adult"
    AGE = "age", "the age"
    TOPIC_COARSE = "topic_coarse", "the topic, which is said as its family"
    TOPIC = "topic", "the topic, and all that goes with it"


_STEPS: Final = (
    (Coarser.AREA, "area", _C),
    (Coarser.SECTOR, "sector", _H),
    (Coarser.SETTING, "setting", _H),
    (Coarser.AGE_COARSE, "age", _C),
    (Coarser.AGE, "age", _H),
    (Coarser.TOPIC_COARSE, "topic", _C),
    (Coarser.TOPIC, "topic", _H),
)


def steps(
    abstract: Abstraction, limits: Limits, *, sector: Sector | None, partnership: Partnership
) -> tuple[Coarser, ...]:
    """What the check makes coarser beyond what such a place never shows; its author is to see each step."""
    most = coarsest(limits.finest, _given(abstract, sector))
    now = shown(abstract, limits, sector=sector, partnership=partnership)
    return tuple(
        step for step, name, grain in _STEPS if getattr(now, name) == grain < getattr(most, name)
    )


def channel_open(abstract: Abstraction, partnership: Partnership) -> bool:
    """Whether the seats' channel hears of the case at all: the known-person test closes it."""
    return partnership.channel_line and abstract.guessable is Guessable.WOULD_NOT_GUESS


def circle_line(
    abstract: Abstraction,
    *,
    sector: Sector | None,
    partnership: Partnership,
    status: Status,
    ref: CaseRef,
    before: Shown | None = None,
) -> CircleAbstract:
    """What the circle's place may read of a case. Once the topic had to go, the rest goes too."""
    now = shown(abstract, CIRCLE, sector=sector, partnership=partnership, before=before)
    bare = now.topic is Grain.HIDDEN
    return CircleAbstract(
        case=ref,
        topics=abstract.topics if now.topic is Grain.FINE else (),
        families=families(abstract) if now.topic is Grain.COARSE else (),
        urgency=abstract.urgency,
        age=abstract.age if now.age is Grain.FINE else _coarse_age(now, abstract.age),
        setting=abstract.setting if now.setting else None,
        sector=sector if now.sector else None,
        since=None if bare else abstract.since,
        trend=None if bare else abstract.trend,
        strengths=() if bare else abstract.strengths,
        needs=() if bare else abstract.needs,
        status=status,
    )


def channel_line(
    abstract: Abstraction,
    *,
    sector: Sector | None,
    partnership: Partnership,
    status: Status,
    ref: CaseRef,
    before: Shown | None = None,
) -> ChannelLine:
    """What all seats may read of a case; ask channel_open first."""
    now = shown(abstract, SEATS, sector=sector, partnership=partnership, before=before)
    return ChannelLine(
        case=ref,
        families=families(abstract) if now.topic else (),
        age=_coarse_age(now, abstract.age),
        urgency=abstract.urgency,
        status=status,
    )


def families(abstract: Abstraction) -> tuple[TopicFamily, ...]:
    """The families of the topics, each once, in their order."""
    return tuple(dict.fromkeys(FAMILY[topic] for topic in abstract.topics))


def _given(abstract: Abstraction, sector: Sector | None) -> Shown:
    """What there is to show. A faith or worldview body is named on the map, never in a line."""
    named = sector not in {None, Sector.FAITH_OR_WORLDVIEW_BODY}
    return Shown(
        area=Grain.FINE if abstract.area is Area.PART_OF else Grain.COARSE,
        sector=Grain.FINE if named else Grain.HIDDEN,
        setting=Grain.FINE if abstract.setting else Grain.HIDDEN,
        age=Grain.HIDDEN if abstract.age is AgeBand.NOT_SAID else Grain.FINE,
        topic=Grain.FINE,
    )


def _coarse_age(now: Shown, age: AgeBand) -> AgeCoarse | None:
    return COARSE[age] if now.age else None


def _people(now: Shown, age: AgeBand, residents: Mapping[str, int]) -> int:
    """How many residents share area and age as shown. A number nobody entered counts as none."""
    everybody = residents.get("all", 0)
    number = everybody
    if now.age is Grain.FINE:
        number = residents.get(age.code, 0)
    elif now.age is Grain.COARSE:
        alike = (band for band, coarse in COARSE.items() if coarse is COARSE[age])
        number = sum(residents.get(band.code, 0) for band in alike)
    if now.area is Grain.FINE:
        part = min(residents.get("part_of", 0), everybody)
        return number * part // everybody if everybody else 0
    return number


def _fields(now: Shown, abstract: Abstraction) -> int:
    """How many quasi-identifying fields a line shows; a rare value counts double."""
    at_school = bool(now.setting) and abstract.setting is Setting.SCHOOL
    rare_age = now.age is Grain.FINE and abstract.age in RARE
    rare_age = rare_age or (at_school and abstract.age is AgeBand.AGED_25_PLUS)
    rare_topic = bool(RARE.intersection(abstract.topics))
    return (
        (now.area is Grain.FINE)
        + bool(now.sector)
        + bool(now.setting)
        + bool(now.age) * (1 + rare_age)
        + (now.topic is Grain.FINE) * (1 + rare_topic)
    )
