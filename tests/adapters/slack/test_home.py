"""The Home tab, the manifest, and one person on two platforms."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from adapters.slack import hometab
from adapters.slack.manifest import EVENTS, GROUPS, SCOPES, manifest
from commands import ALL
from tests.adapters.slack.people import until
from tests.adapters.slack.scene import Scene, open_scene
from tests.slack_fake import SCOPES as KNOWN
from tests.slack_fake.text import of_view

ROOT = Path(__file__).parents[3]


async def _home(scene: Scene, key: str) -> str:
    one = scene.people[key]
    await scene.slack.opens_home(one.user)
    view = await until(lambda: scene.slack.home(one.user), "the Home tab")
    return of_view(view)


async def test_the_home_tab_shows_what_waits_and_own_cases(scene: Scene) -> None:
    ref = await scene.raised()
    coordinator = await _home(scene, "coordinator")
    assert "What waits for you" in coordinator
    assert re.search(rf"{ref}, by Tue 3 Mar \d\d:\d\d", coordinator)
    nurse = await _home(scene, "nurse")
    assert f"{ref}: waiting for a first answer" in nurse
    teacher = await _home(scene, "teacher")
    assert ref not in teacher


async def test_buttons_of_the_home_tab_lead_on(scene: Scene) -> None:
    ref = await scene.raised()
    nurse = scene.people["nurse"]
    await _home(scene, "nurse")
    home = scene.slack.home(nurse.user)
    assert home is not None
    await scene.slack.click(nurse.user, home, f"Show {ref}")
    await nurse.hears(f"{ref} · withdrawn")
    await scene.slack.click(nurse.user, home, "Raise a concern")
    await nurse.sees_a_form()


async def test_somebody_whom_nobody_knows_sees_no_case_at_home(scene: Scene) -> None:
    await scene.raised()
    user = scene.slack.user(scene.team, "stranger")
    await scene.slack.opens_home(user)
    view = await until(lambda: scene.slack.home(user), "the Home tab")
    assert of_view(view).startswith("I only know the people of this partnership.")


# --- the manifest ---------------------------------------------------------------------------------


def _made(**more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "public_url": "https://confer.example.org",
        "socket": False,
        "events_path": "/slack/events",
        "oauth": False,
        "rotation": False,
    }
    return manifest(ALL, **{**given, **more})


def test_the_manifest_keeps_to_the_limits_of_slacks_schema() -> None:
    """The lengths and patterns of the official manifest schema (docs.slack.dev, 2026)."""
    made = _made(oauth=True, rotation=True)
    shown, features = made["display_information"], made["features"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-fA-F]{6}", shown["background_color"])
    assert len(features["slash_commands"]) <= 50
    for one in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", one["command"])
        assert 1 <= len(one["description"]) <= 2000
        assert len(one["usage_hint"]) <= 1000
        assert one["url"].startswith("https://")
    names = [one["command"] for one in features["slash_commands"]]
    assert len(names) == len(set(names))
    assert set(GROUPS) <= {name.removeprefix("/") for name in names}
    assert len(features["shortcuts"]) <= 10
    for one in features["shortcuts"]:
        assert one["type"] in {"global", "message"}
        assert len(one["name"]) <= 24
        assert len(one["description"]) <= 150
        assert len(one["callback_id"]) <= 255
    assert made["oauth_config"]["redirect_urls"] == ["https://confer.example.org/slack/oauth"]
    assert set(made["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)


def test_in_socket_mode_slack_needs_no_address() -> None:
    assert "https://" not in json.dumps(_made(socket=True))


def test_every_scope_is_one_that_slack_knows_and_has_its_reason_in_the_readme() -> None:
    assert set(SCOPES) <= KNOWN
    readme = (ROOT / "README.md").read_text("utf-8")
    for scope, reason in SCOPES.items():
        assert f"| `{scope}` | {reason} |" in readme


def test_the_ways_in_of_the_home_tab_are_commands() -> None:
    names = {one.name for one in ALL}
    assert {command for _label, command in hometab.WAYS} <= names


# --- one person, two places -----------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_a_code_ties_an_account_that_nobody_knew_to_a_person(
    tmp_path: Path, migrated: Path, mode: Any
) -> None:
    async with open_scene(tmp_path, migrated, mode) as scene:
        nurse = scene.people["nurse"]
        user = scene.slack.user(scene.team, "nurse-at-home")
        scene.seats.members.append(user.id)
        other = type(nurse)(scene.slack, user, scene.seats)
        await nurse.types("/my link")
        await nurse.hears("[Read it on Confer's page]")
        _status, page = await scene.reads_there(nurse)
        code = re.findall(r"Your code: ([0-9a-f]{8})", page)[0]
        await other.types("/my link code:00000000")
        await other.hears("I only know the people of this partnership.")
        await other.types(f"/my link code:{code}")
        await other.hears("Linked. You are one person in both places")
        await other.types("/my link code:" + code)
        await other.hears("There is nothing here for you under that name.")
