"""The process and its words, held against the domain's data while those lie beside this repository.

The tests that follow need no file: what must be true of any process that people can rely on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from bot.policies.permissions import TABLE
from bot.process import (
    ACTS,
    CLOCKS,
    IN_LIGHT,
    OF_OUR_OWN,
    OVERLAYS,
    PROFILES,
    STATES,
    ActRow,
    ClockRow,
    InLight,
    Kind,
    Profile,
)
from bot.vocabulary import concern, people, public, sharing, view, work
from bot.vocabulary.base import ChannelWord, CircleWord, PublicWord, ViewWord, Word
from bot.vocabulary.concern import FAMILY, PROPOSED, Status
from bot.vocabulary.process import Act, ClockName, Guard, NudgeName, Overlay, State
from bot.vocabulary.roles import Cell, Permission, Role
from bot.vocabulary.work import MODE
from tests.domain import at_hand, domain

PLACES: dict[type[Word], str] = {
    ChannelWord: "channel",
    CircleWord: "circle",
    ViewWord: "view",
    PublicWord: "public",
}
LISTS: dict[str, type[Word]] = {
    name: one
    for module in (concern, people, public, sharing, view, work)
    for name, one in vars(module).items()
    if isinstance(one, type) and issubclass(one, Word) and len(one)
}


def list_of(field: str) -> type[Word]:
    """The class of a vocabulary field; a field in the plural is a class in the singular."""
    name = "".join(part.capitalize() for part in field.split("_"))
    return LISTS.get(name) or LISTS[name.removesuffix("s")]


def names(values: Iterable[Any]) -> list[str]:
    return [value.value for value in values]


# --- against the data ---


@at_hand
def test_states_are_those_of_the_domain() -> None:
    ours = {
        state.value: {
            "public_word": row.word.code if row.word else None,
            "seen_by": names(row.seen_by),
            "clocks": names(row.clocks),
        }
        for state, row in STATES.items()
    }

    theirs = domain()["states"]
    assert ours == {
        name: {key: row[key] for key in ("public_word", "seen_by", "clocks")}
        for name, row in theirs.items()
    }


def act_as_data(row: ActRow) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": row.kind.value,
        "who": names(row.who) or ["bot"],
        "permission": row.permission.value if row.permission else None,
        "guards": names(row.guards),
    }
    if row.kind is Kind.MOVE:
        data |= {"from": names(row.source), "to": row.target.value if row.target else None}
    return data


@at_hand
def test_acts_are_those_of_the_domain() -> None:
    theirs = {
        name: {key: value for key, value in row.items() if key not in {"effect", "note"}}
        for name, row in domain()["acts"].items()
    }

    assert {act.value: act_as_data(row) for act, row in ACTS.items()} == theirs


@at_hand
def test_overlays_and_guards_are_those_of_the_domain() -> None:
    overlays = {
        name.value: (row.set.value, row.clear.value, names(row.within))
        for name, row in OVERLAYS.items()
    }

    assert overlays == {
        name: (row["set"], row["clear"], row["in"]) for name, row in domain()["overlays"].items()
    }
    assert {guard.value: light.value for guard, light in IN_LIGHT.items()} == {
        name: row["light"] for name, row in domain()["guards"].items()
    }


def clock_as_data(row: ClockRow) -> dict[str, Any]:
    starts: dict[str, Any] = {}
    if row.starts_state:
        starts["state"] = row.starts_state.value
    if row.starts_overlay:
        starts["overlay"] = row.starts_overlay.value
    if row.starts_acts:
        starts["acts"] = names(row.starts_acts)
    return {
        "starts": starts,
        "default": list(row.default),
        "min": list(row.shortest),
        "max": list(row.longest),
        "urgent": row.urgent,
        "stops": names(row.stops),
        "missed": row.missed.value,
    }


@at_hand
def test_clocks_are_those_of_the_domain() -> None:
    def listed(value: Any) -> list[str]:
        return value if isinstance(value, list) else [value]

    theirs = {
        name: {key: row[key] for key in ("starts", "urgent", "stops", "missed")}
        | {key: listed(row[key]) for key in ("default", "min", "max")}
        for name, row in domain()["timers"].items()
    }

    ours = {name: clock_as_data(row) for name, row in CLOCKS.items() if name not in OF_OUR_OWN}
    assert {name.value: row for name, row in ours.items()} == theirs


@at_hand
def test_a_clock_of_our_own_carries_a_nudge_that_the_domain_names_without_a_clock() -> None:
    """review_due has one, but it also begins after 21 days without any entry, for which there is none."""
    carried = {row["missed"] for row in domain()["timers"].values()} - {"review_due"}

    assert CLOCKS[ClockName.NO_ENTRY].missed is NudgeName.REVIEW_DUE
    assert {CLOCKS[name].missed.value for name in OF_OUR_OWN}.isdisjoint(carried)
    assert {CLOCKS[name].missed.value for name in OF_OUR_OWN} <= set(domain()["nudges"])


@at_hand
def test_nudges_and_roles_have_the_domains_names() -> None:
    assert names(NudgeName) == list(domain()["nudges"])
    assert {role.code: role.label for role in Role} == domain()["roles"]


@at_hand
def test_the_permission_table_is_the_domains() -> None:
    theirs = domain()["permissions"]
    ours = {
        permission.value: [row[role].value for role in Role] for permission, row in TABLE.items()
    }

    assert [role.code for role in Role] == theirs["columns"]
    assert ours == {name: row["cells"] for name, row in theirs["rows"].items()}


@at_hand
def test_the_profiles_are_the_domains() -> None:
    for profile in Profile:
        theirs, ours = domain()["process_profiles"][profile.value], PROFILES[profile]

        assert [role.code for role in ours.police_answer_by] == theirs["police_answer_by"]
        assert {guard.value for guard in ours.optional_guards} == set(theirs["optional_guards"])
        assert {key: names(acts) for key, acts in ours.joined_acts.items()} == theirs["joined_acts"]


@at_hand
def test_the_light_path_leads_from_a_draft_to_the_follow_up() -> None:
    state = State.DRAFT
    for name in domain()["process_profiles"]["light"]["simple_path"]:
        row = ACTS[Act(name)]
        if row.target is not None:
            assert state in row.source, name
            state = row.target

    assert state is State.FOLLOW_UP


@at_hand
def test_every_set_word_has_the_domains_code_label_and_place() -> None:
    fields = domain()["vocabulary"]
    assert {list_of(field) for field in fields} == set(LISTS.values())

    for field, spec in fields.items():
        words = list_of(field)
        theirs = {
            code: label if isinstance(label, str) else label["en"]
            for code, label in spec["values"].items()
        }
        assert {word.code: word.label for word in words} == theirs, field
        assert [kind for base, kind in PLACES.items() if issubclass(words, base)] == [spec["place"]]


@at_hand
def test_families_modes_and_proposals_are_the_domains() -> None:
    fields = domain()["vocabulary"]
    families = {topic.code: family.code for topic, family in FAMILY.items()}
    modes = {kind.code: mode.code for kind, mode in MODE.items()}

    assert families == {code: row["family"] for code, row in fields["topic"]["values"].items()}
    assert modes == {
        code: row["mode"]
        for code, row in fields["action_kind"]["values"].items()
        if row["mode"] in {"voluntary", "compulsory"}
    }
    assert {
        need.code: [sector.code for sector in sectors] for need, sectors in PROPOSED.items()
    } == domain()["circle_proposal"]
    assert {word.code for word in concern.RARE} == set(
        domain()["small_cell"]["rare_values_count_double"]
    )


# --- whatever the data say ---

MOVES = [
    (source, row.target) for row in ACTS.values() if row.target is not None for source in row.source
]


def spread(start: State, step: Callable[[State], set[State]]) -> set[State]:
    """All states that steps lead to, one after another."""
    seen: set[State] = set()
    waiting = {start}
    while waiting:
        state = waiting.pop()
        seen.add(state)
        waiting |= step(state) - seen
    return seen


def test_every_name_has_its_row() -> None:
    assert set(STATES) == set(State)
    assert set(ACTS) == set(Act)
    assert set(OVERLAYS) == set(Overlay)
    assert set(CLOCKS) == set(ClockName)
    assert set(IN_LIGHT) == set(Guard)
    assert set(PROFILES) == set(Profile)
    assert set(TABLE) == set(Permission)


def test_every_state_can_be_reached_from_a_draft() -> None:
    assert spread(State.DRAFT, lambda s: {to for source, to in MOVES if source is s}) == set(State)


def test_every_state_can_end_in_erased() -> None:
    assert spread(State.ERASED, lambda s: {source for source, to in MOVES if to is s}) == set(State)


@pytest.mark.parametrize("state", State)
def test_only_erased_has_no_way_on_and_every_other_state_has_a_clock(state: State) -> None:
    ways = {to for source, to in MOVES if source is state} - {state}

    assert bool(ways) is (state is not State.ERASED)
    assert bool(STATES[state].clocks) is (state is not State.ERASED)


def test_clocks_of_a_state_start_on_entering_it() -> None:
    for state, row in STATES.items():
        for clock in row.clocks:
            start = CLOCKS[clock]
            entering = {act for act, move in ACTS.items() if move.target is state}
            assert start.starts_state is state or entering & set(start.starts_acts), clock


@pytest.mark.parametrize("act", Act)
def test_only_moves_have_a_source_and_a_target(act: Act) -> None:
    row = ACTS[act]

    assert (row.kind is Kind.MOVE) is bool(row.source) is (row.target is not None)


def test_the_permission_table_has_twelve_roles_and_sixty_six_permissions() -> None:
    assert (len(Role), len(Permission)) == (12, 66)
    assert all(list(row) == list(Role) for row in TABLE.values())


@pytest.mark.parametrize("act", [act for act in Act if act is not Act.ERASE])
def test_whoever_may_do_an_act_is_permitted_it(act: Act) -> None:
    row = ACTS[act]

    assert row.who
    assert row.permission is not None
    assert [role for role in row.who if TABLE[row.permission][role] is Cell.NONE] == []


def test_nobody_may_erase_by_hand() -> None:
    assert (ACTS[Act.ERASE].who, ACTS[Act.ERASE].permission) == ((), None)


def test_every_permission_is_held_by_somebody() -> None:
    assert all(set(row.values()) != {Cell.NONE} for row in TABLE.values())


def test_who_runs_machines_or_strategy_comes_near_no_case() -> None:
    near = [
        permission
        for permission in Permission
        if permission.value.startswith(("see_case", "see_abs", "see_plan", "see_limits", "open_"))
        or permission in {Permission.LIST_CASES, Permission.DECIDE_CASE, Permission.CASE_LOG}
    ]

    assert len(near) == 9
    for permission in near:
        assert TABLE[permission][Role.ADMINISTRATOR] is Cell.NONE
        assert TABLE[permission][Role.STRATEGIC] is Cell.NONE


def test_only_coordinator_and_police_contact_tell_the_kinds_of_pause_apart() -> None:
    kinds = TABLE[Permission.SEE_PAUSE_KIND]

    assert {role for role, cell in kinds.items() if cell is not Cell.NONE} == {
        Role.COORDINATOR,
        Role.POLICE_CONTACT,
    }


def test_a_pause_stops_every_move_that_works_on_a_case() -> None:
    stopped = {act for act, row in ACTS.items() if Guard.FREE_TO_WORK in row.guards}

    assert stopped >= {
        Act.TAKE_UP,
        Act.ADOPT,
        Act.START,
        Act.REVIEW,
        Act.CLOSE,
        Act.REOPEN,
        Act.HANDOVER_ACCEPTED,
    }


def test_withdrawing_consent_is_never_refused() -> None:
    assert ACTS[Act.CONSENT_WITHDRAWN].guards == ()


def test_overlays_are_set_and_cleared_by_overlay_acts() -> None:
    for row in OVERLAYS.values():
        assert ACTS[row.set].kind is ACTS[row.clear].kind is Kind.OVERLAY
        assert row.within


def test_every_status_word_is_the_word_of_some_state_or_of_a_pause() -> None:
    assert {row.word for row in STATES.values() if row.word} | {Status.PAUSED} == set(Status)


def test_light_leaves_out_what_it_calls_optional_and_full_leaves_out_nothing() -> None:
    optional = {guard for guard, light in IN_LIGHT.items() if light is InLight.OPTIONAL}

    assert PROFILES[Profile.LIGHT].optional_guards == optional
    assert PROFILES[Profile.FULL].optional_guards == frozenset()
