"""The small-cell check, held against the worked example and against its own promises."""

from __future__ import annotations

from dataclasses import astuple, replace
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parts import Abstraction
from bot.policies.smallcell import (
    CIRCLE,
    LADDER,
    SEATS,
    Grain,
    Limits,
    Shown,
    channel_line,
    channel_open,
    circle_line,
    coarsest,
    passes,
    shown,
    steps,
)
from bot.ports import Partnership
from bot.posts import ChannelLine, CircleAbstract
from bot.vocabulary.concern import (
    AgeBand,
    AgeCoarse,
    Area,
    BasisSeen,
    Guessable,
    Need,
    Setting,
    Since,
    Status,
    Strength,
    Sure,
    Topic,
    TopicFamily,
    Trend,
    Urgency,
)
from bot.vocabulary.numbers import Day, Number, Slot
from bot.vocabulary.people import Sector
from bot.vocabulary.reference import CaseRef
from tests.domain import at_hand, domain

REF = CaseRef(4711)
PUPIL = Abstraction(
    topics=(Topic.ALONE, Topic.ONLINE),
    urgency=Urgency.THIS_WEEK,
    age=AgeBand.AGED_12_15,
    setting=Setting.SCHOOL,
    area=Area.PART_OF,
    basis=BasisSeen.SEEN_MYSELF,
    sure=Sure.FAIRLY,
    since=Since.WEEKS,
    trend=Trend.WORSE,
    strengths=(Strength.ACTIVITY, Strength.FRIENDS),
    needs=(Need.SOMEONE_TO_TALK, Need.SAFE_ONLINE),
    guessable=Guessable.WOULD_NOT_GUESS,
)
# Residents, those of the part, what the circle and the seats' channel may show: the domain's own.
VECTORS = [
    (60_000, 20_000, "partnership - setting 12_15 topic", "partnership - - child family"),
    (15_000, 15_000, "partnership - - child topic", "partnership - - child family"),
    (3_000, 3_000, "partnership - - - topic", "partnership - - - family"),
]


def town(residents: int, part: int) -> Partnership:
    """4.6 % are 12 to 15 and 20 % under 18, as in the worked example."""
    aged_12_15, children = residents * 46 // 1000, residents // 5
    others = children - aged_12_15
    return Partnership(
        residents={
            "all": residents,
            "part_of": part,
            "u12": others * 3 // 4,
            "12_15": aged_12_15,
            "16_17": others - others * 3 // 4,
            "18_24": residents * 8 // 100,
            "25_plus": residents - children - residents * 8 // 100,
        }
    )


def told(now: Shown, age: AgeBand) -> str:
    ages = {Grain.HIDDEN: "-", Grain.COARSE: "child", Grain.FINE: age.code}
    return " ".join(
        [
            "part_of" if now.area is Grain.FINE else "partnership",
            "sector" if now.sector else "-",
            "setting" if now.setting else "-",
            ages[now.age],
            {Grain.HIDDEN: "-", Grain.COARSE: "family", Grain.FINE: "topic"}[now.topic],
        ]
    )


def expected(line: dict[str, Any]) -> str:
    """A line of the domain's file in the words of this test."""
    return " ".join(
        [
            line["area"],
            "sector" if line["sector"] else "-",
            "setting" if line["setting"] else "-",
            line["age"] or "-",
            line["topic"] or "-",
        ]
    )


def look(
    abstract: Abstraction, limits: Limits, place: Partnership, before: Shown | None = None
) -> Shown:
    return shown(abstract, limits, sector=Sector.HEALTH, partnership=place, before=before)


@pytest.mark.parametrize(("residents", "part", "circle", "seats"), VECTORS)
def test_the_worked_example_comes_out_as_the_domain_says(
    residents: int, part: int, circle: str, seats: str
) -> None:
    place = town(residents, part)

    assert told(look(PUPIL, CIRCLE, place), PUPIL.age) == circle
    assert told(look(PUPIL, SEATS, place), PUPIL.age) == seats


@at_hand
def test_vectors_and_numbers_are_those_of_the_domain() -> None:
    rules = domain()["small_cell"]
    cases = rules["test_vectors"]["cases"]

    assert [
        (c["residents"], c["part"], expected(c["circle"]), expected(c["seats_channel"]))
        for c in cases
    ] == VECTORS
    assert rules["residents_per_age_band"] == 1000
    assert rules["factors"] == {"setting": 10, "sector": 5}
    assert rules["floor_after_factors"] == {"circle": CIRCLE.floor, "seats_channel": SEATS.floor}
    assert rules["most_quasi_identifiers"] == {
        "circle": CIRCLE.fields,
        "seats_channel": SEATS.fields,
    }
    assert len(rules["generalise_in_order"]) == len(LADDER) - 1


def test_the_circle_reads_topics_band_and_setting_but_not_the_sector() -> None:
    line = circle_line(
        PUPIL,
        sector=Sector.HEALTH,
        partnership=town(60_000, 20_000),
        status=Status.WAITING,
        ref=REF,
    )

    assert (line.topics, line.families) == ((Topic.ALONE, Topic.ONLINE), ())
    assert (line.age, line.setting, line.sector) == (AgeBand.AGED_12_15, Setting.SCHOOL, None)
    assert (line.since, line.trend) == (Since.WEEKS, Trend.WORSE)


def test_the_seats_channel_reads_families_and_child() -> None:
    line = channel_line(
        PUPIL,
        sector=Sector.HEALTH,
        partnership=town(60_000, 20_000),
        status=Status.WAITING,
        ref=REF,
    )

    assert line.families == (TopicFamily.RELATIONS, TopicFamily.ONLINE)
    assert line.age is AgeCoarse.CHILD


def test_two_topics_of_one_family_are_one_family() -> None:
    two = replace(PUPIL, topics=(Topic.IDEAS, Topic.RETURN))

    line = channel_line(
        two, sector=None, partnership=town(60_000, 20_000), status=Status.WAITING, ref=REF
    )

    assert line.families == (TopicFamily.CHANGE,)


@pytest.mark.parametrize("topic", [Topic.RETURN, Topic.IDEAS, Topic.PRESSURE])
def test_a_rare_topic_counts_double_so_the_setting_goes(topic: Topic) -> None:
    rare = replace(PUPIL, topics=(topic,), area=Area.PARTNERSHIP)

    assert look(rare, CIRCLE, town(60_000, 20_000)).setting is Grain.HIDDEN
    assert look(rare, CIRCLE, town(60_000, 20_000)).age is Grain.FINE


def test_under_twelve_counts_double_so_the_setting_goes() -> None:
    young = replace(PUPIL, age=AgeBand.U12, area=Area.PARTNERSHIP)

    assert told(look(young, CIRCLE, town(600_000, 20_000)), AgeBand.U12) == (
        "partnership - - u12 topic"
    )


def test_an_adult_at_school_counts_double_and_an_adult_at_work_does_not() -> None:
    adult = replace(PUPIL, age=AgeBand.AGED_25_PLUS, area=Area.PARTNERSHIP)

    assert look(adult, CIRCLE, town(600_000, 20_000)).setting is Grain.HIDDEN
    at_work = replace(adult, setting=Setting.WORK)
    assert look(at_work, CIRCLE, town(600_000, 20_000)).setting is Grain.FINE


def test_a_number_of_residents_nobody_entered_shows_neither_age_nor_setting() -> None:
    nobody = Partnership(residents={})

    assert told(look(PUPIL, CIRCLE, nobody), PUPIL.age) == "partnership - - - topic"
    assert told(look(PUPIL, SEATS, nobody), PUPIL.age) == "partnership - - - family"


def test_a_part_of_fewer_than_twenty_thousand_is_never_named() -> None:
    plain = replace(PUPIL, age=AgeBand.NOT_SAID, setting=None)

    assert look(plain, CIRCLE, town(90_000, 19_999)).area is Grain.COARSE
    assert look(plain, CIRCLE, town(90_000, 20_000)).area is Grain.FINE


def test_an_age_that_was_not_said_looks_like_one_that_was_dropped() -> None:
    plain = replace(PUPIL, age=AgeBand.NOT_SAID)

    line = channel_line(
        plain, sector=None, partnership=town(60_000, 20_000), status=Status.WAITING, ref=REF
    )

    assert line.age is None


def test_a_faith_or_worldview_body_is_never_named_in_a_line() -> None:
    plain = replace(PUPIL, age=AgeBand.NOT_SAID, setting=None, area=Area.PARTNERSHIP)
    place = town(600_000, 20_000)

    faith = shown(plain, CIRCLE, sector=Sector.FAITH_OR_WORLDVIEW_BODY, partnership=place)
    health = shown(plain, CIRCLE, sector=Sector.HEALTH, partnership=place)

    assert (faith.sector, health.sector) == (Grain.HIDDEN, Grain.FINE)


def test_a_field_shown_coarsely_once_stays_coarse_when_the_town_has_grown() -> None:
    first = look(PUPIL, CIRCLE, town(15_000, 15_000))

    later = look(PUPIL, CIRCLE, town(600_000, 20_000), before=first)

    assert later == first


def test_a_colleague_who_would_guess_closes_the_seats_channel() -> None:
    guessable = replace(PUPIL, guessable=Guessable.WOULD_GUESS)

    assert channel_open(PUPIL, Partnership())
    assert not channel_open(guessable, Partnership())
    assert not channel_open(PUPIL, Partnership(channel_line=False))


def test_once_the_topic_had_to_go_only_the_bare_line_is_left() -> None:
    line = circle_line(
        PUPIL,
        sector=None,
        partnership=town(60_000, 20_000),
        status=Status.TOGETHER,
        ref=REF,
        before=LADDER[-1],
    )

    assert (line.topics, line.families, line.age) == ((), (), None)
    assert (line.since, line.trend, line.strengths, line.needs) == (None, None, (), ())


def test_each_step_that_makes_a_line_coarser_is_named_in_its_order() -> None:
    def circle(abstract: Abstraction, residents: int, part: int) -> list[str]:
        place = town(residents, part)
        found = steps(abstract, CIRCLE, sector=Sector.HEALTH, partnership=place)
        return [one.code for one in found]

    assert circle(PUPIL, 60_000, 20_000) == ["area", "sector"]
    assert circle(PUPIL, 15_000, 15_000) == ["area", "sector", "setting", "age_coarse"]
    assert circle(PUPIL, 3_000, 3_000) == ["area", "sector", "setting", "age"]
    plain = replace(PUPIL, area=Area.PARTNERSHIP, setting=None)
    assert circle(plain, 600_000, 20_000) == []


def test_what_the_seats_channel_never_shows_is_no_step_of_the_check() -> None:
    place = town(60_000, 20_000)
    assert steps(PUPIL, SEATS, sector=Sector.HEALTH, partnership=place) == ()
    few = town(3_000, 3_000)
    found = steps(PUPIL, SEATS, sector=Sector.HEALTH, partnership=few)
    assert [one.code for one in found] == ["age"]


def test_a_line_in_a_shared_place_has_no_field_for_a_date_a_moment_or_a_count() -> None:
    """Rule 5, and the batches: whenever a line leaves, it says nothing of when, and nothing of other lines."""
    for kind in (ChannelLine, CircleAbstract):
        held = {
            leaf for hint in get_type_hints(kind).values() for leaf in get_args(hint) or (hint,)
        }
        assert not held & {Day, Slot, Number, int, str}
    assert "sector" not in get_type_hints(ChannelLine)
    assert "since" not in get_type_hints(ChannelLine)


# --- promises, tried on many towns and many concerns ---

KEYS = ["all", "part_of", "u12", "12_15", "16_17", "18_24", "25_plus"]
towns = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 200_000))
concerns = st.builds(
    lambda topics, age, setting, area: replace(
        PUPIL, topics=tuple(topics), age=age, setting=setting, area=area
    ),
    st.lists(st.sampled_from(Topic), min_size=1, max_size=2, unique=True),
    st.sampled_from(AgeBand),
    st.none() | st.sampled_from(Setting),
    st.sampled_from(Area),
)
sectors = st.none() | st.sampled_from(Sector)
places = st.sampled_from([CIRCLE, SEATS])
grains = st.builds(Shown, *[st.sampled_from(Grain)] * 5)


def finer(one: Shown, other: Shown) -> bool:
    return any(a > b for a, b in zip(astuple(one), astuple(other), strict=True))


@given(concerns, sectors, places, towns)
def test_no_line_stands_that_does_not_pass_both_legs(
    concern: Abstraction, sector: Sector | None, limits: Limits, residents: dict[str, int]
) -> None:
    now = shown(concern, limits, sector=sector, partnership=Partnership(residents=residents))

    assert passes(now, concern, limits, residents)
    assert not finer(now, limits.finest)


@given(concerns, sectors, places, towns, st.sampled_from(KEYS), st.integers(0, 200_000))
def test_fewer_residents_never_show_more(
    concern: Abstraction,
    sector: Sector | None,
    limits: Limits,
    residents: dict[str, int],
    key: str,
    fewer: int,
) -> None:
    smaller = {**residents, key: min(fewer, residents.get(key, 0))}
    if key == "all":  # the part's share is reckoned from the whole, so the part shrinks with it
        smaller["part_of"] = 0

    large = shown(concern, limits, sector=sector, partnership=Partnership(residents=residents))
    small = shown(concern, limits, sector=sector, partnership=Partnership(residents=smaller))

    assert not finer(small, large)


@given(concerns, sectors, places, towns, grains)
def test_no_later_line_is_finer_than_an_earlier_one(
    concern: Abstraction,
    sector: Sector | None,
    limits: Limits,
    residents: dict[str, int],
    before: Shown,
) -> None:
    place = Partnership(residents=residents)

    assert not finer(
        shown(concern, limits, sector=sector, partnership=place, before=before), before
    )


@given(concerns, sectors, places, st.lists(towns, min_size=2, max_size=4))
def test_all_lines_that_the_same_readers_saw_of_a_case_pass_together(
    concern: Abstraction, sector: Sector | None, limits: Limits, life: list[dict[str, int]]
) -> None:
    """Rule 7: whatever the figures of the town were when each was said, together they tell no more than one."""
    before: Shown | None = None
    seen: list[Shown] = []
    for residents in life:
        place = Partnership(residents=residents)
        now = shown(concern, limits, sector=sector, partnership=place, before=before)
        assert passes(now, concern, limits, residents)
        before = coarsest(before, now)
        seen.append(now)

    finest = Shown(*map(max, *map(astuple, seen)))
    assert finest == seen[0]
    assert passes(finest, concern, limits, life[0])


@given(concerns, sectors, towns)
def test_who_reads_both_places_reads_no_more_than_the_circle_may(
    concern: Abstraction, sector: Sector | None, residents: dict[str, int]
) -> None:
    place = Partnership(residents=residents)
    circle, seats = (
        shown(concern, limits, sector=sector, partnership=place) for limits in (CIRCLE, SEATS)
    )

    both = Shown(*map(max, astuple(circle), astuple(seats)))
    assert passes(both, concern, CIRCLE, residents)


@given(concerns, sectors, places, towns)
def test_the_same_line_said_again_is_the_same_line(
    concern: Abstraction, sector: Sector | None, limits: Limits, residents: dict[str, int]
) -> None:
    place = Partnership(residents=residents)
    first = shown(concern, limits, sector=sector, partnership=place)

    assert shown(concern, limits, sector=sector, partnership=place, before=first) == first


@given(grains, grains)
def test_the_coarser_of_two_is_finer_than_neither(one: Shown, other: Shown) -> None:
    both = coarsest(one, other)

    assert not finer(both, one)
    assert not finer(both, other)
    assert coarsest(None, one) == one
