"""The README's steps for Slack, from the manifest to the first concern, against a strict stand-in for Slack."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from aiohttp import ClientSession

from tests.adapters.slack.people import Somebody, until
from tests.adapters.slack.scene import ANSWERS, free_port
from tests.house import CANARY
from tests.live.test_readme_steps import ROOT, confer
from tests.slack_fake import App, Channel, FakeSlack, Installation, User

INIT = (
    *("A test partnership", "", "", "", "", "60000", "light", ""),
    *("Anna", "Bo", "", "", ""),  # who coordinates, the deputy, two keeping times, no homeserver
)
SLACK = """
[slack]
mode = "{mode}"
seats_channels = ["{seats}"]
api_url = "{api}"

[web]
public_url = "https://confer.example.org"
port = {port}
"""


def _sets_up(  # what Slack shows somebody who sets it up
    folder: Path, slack: FakeSlack, app: App, installed: Installation, seats: Channel, port: int
) -> str:
    """init, what is written by hand, migrate, the manifest, login; gives what the manifest says."""
    made = confer(folder, "init", typed="\n".join(INIT) + "\n")
    assert "Written: config.toml and master.key" in made.stdout, made.stdout + made.stderr
    config = folder / "config.toml"
    config.write_text(
        config.read_text("utf-8")
        + SLACK.format(mode=app.mode, seats=seats.id, api=slack.base_url, port=port),
        "utf-8",
    )
    migrated = confer(folder, "migrate")
    assert "The database is at schema" in migrated.stdout, migrated.stderr
    shown = confer(folder, "slack-manifest")
    assert shown.returncode == 0, shown.stderr
    secret = app.app_token if app.mode == "socket" else app.signing_secret
    login = confer(folder, "slack-login", typed=f"{installed.token}\n{secret}\n")
    assert "What Slack gave is sealed in the database." in login.stdout, login.stdout + login.stderr
    assert installed.token not in login.stdout + login.stderr
    for file in folder.iterdir():
        if file.is_file():
            assert installed.token.encode() not in file.read_bytes()
            assert secret.encode() not in file.read_bytes()
    return shown.stdout


HOLDERS = """
[[people]]
key = "cleo"
name = "Cleo"
seat = "health"
duties = ["holder"]

[[people]]
key = "dora"
name = "Dora"
seat = "health"
duties = ["deputy"]
"""


def _with_people(folder: Path, users: dict[str, User]) -> None:
    """One seat made ready, and each person's member number beside the name, as the README says."""
    config = folder / "config.toml"
    text = config.read_text("utf-8") + HOLDERS
    before, seat, after = text.partition('sector = "health"')
    text = before + seat + after.replace("# agreement =", "agreement =", 1)
    for name, user in users.items():
        line = f'name = "{name}"\n'
        assert text.count(line) == 1
        text = text.replace(line, f'{line}slack = "{user.id}"\n')
    config.write_text(text, "utf-8")


async def _raises(nurse: Somebody, port: int) -> None:
    """The first concern: set words in Slack's form, own words on the page behind the proxy."""
    await nurse.types("/concern new")
    await nurse.sees_a_form()
    await nurse.sends(**ANSWERS)
    await nurse.hears("What did you see or hear?")
    page = nurse.link().replace("https://confer.example.org", f"http://127.0.0.1:{port}")
    headers = {"X-Forwarded-Proto": "https", "Host": "confer.example.org"}
    async with ClientSession() as browser:
        async with browser.get(page, headers=headers) as answer:
            assert answer.status == 200
        async with browser.post(page, headers=headers, data={"detail": CANARY}) as answer:
            assert answer.status == 200
    await nurse.hears("This is all that others will read.")
    await nurse.presses("Send")
    await nurse.sees_a_form()  # the settings name no footing, so it is asked
    assert nurse.asked() == ["footing"]
    await nurse.sends(footing="public_task")
    await until(lambda: sum("This is all that" in text for text in nurse.reads()) == 2, "it again")
    await nurse.presses("Send")
    await nurse.hears("Your concern is")


async def test_from_the_manifest_to_the_first_concern(  # noqa: PLR0915 - one story
    tmp_path: Path,
) -> None:
    async with FakeSlack() as slack:
        team, app = slack.team(), slack.app("socket")
        installed = slack.install(app, team)
        users = {name: slack.user(team, name.casefold()) for name in ("Anna", "Bo", "Cleo")}
        seats = slack.channel(team, "seats", [installed.bot, *users.values()])
        port = free_port()
        shown = await asyncio.to_thread(_sets_up, tmp_path, slack, app, installed, seats, port)
        manifest = json.loads(shown)
        assert manifest["settings"]["socket_mode_enabled"] is True
        assert {"/concern", "/confer"} <= {
            one["command"] for one in manifest["features"]["slash_commands"]
        }
        _with_people(tmp_path, users)

        with (tmp_path / "log").open("wb") as log:
            running = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=tmp_path,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=log,
            )
        cleo = Somebody(slack, users["Cleo"], seats)
        try:
            await until(lambda: slack.wire.sockets.get(app.id), "a socket", 20)
            await _raises(cleo, port)
            # A second one on the same SQLite file is told what to do, and changes nothing.
            second = await asyncio.to_thread(confer, tmp_path, "run")
            assert second.returncode == 2
            assert "Another Confer runs on this database" in second.stderr
            # The one who runs the process sees what waits, whatever the hour of this machine.
            anna = Somebody(slack, users["Anna"], seats)
            await anna.types("/case list")
            await anna.hears("waiting for a first answer")
        finally:
            running.send_signal(signal.SIGTERM)
            await asyncio.wait_for(running.wait(), 20)
        said = (tmp_path / "log").read_text("utf-8")
        assert running.returncode == 0, said
        assert "Stopped." in said
        for request in slack.requests:
            assert CANARY.encode() not in request.raw
        for file in tmp_path.iterdir():
            if file.is_file():
                assert CANARY.encode() not in file.read_bytes(), file.name
        assert slack.violations == []


def test_a_login_that_slack_refuses_and_one_without_a_table_are_sentences(tmp_path: Path) -> None:
    made = confer(tmp_path, "init", typed="\n".join(INIT) + "\n")
    assert made.returncode == 0
    for words in (["slack-login"], ["slack-manifest"]):
        told = confer(tmp_path, *words, typed="xoxb-secret\nxapp-secret\n")
        assert told.returncode == 2
        assert "There is no [slack] table in the configuration." in told.stderr
        assert "secret" not in told.stdout + told.stderr
    with (tmp_path / "config.toml").open("a", encoding="utf-8") as config:
        config.write(
            SLACK.format(mode="socket", seats="C012AB3CD", api="http://127.0.0.1:1/", port=1)
        )
    for typed, mark in (
        ("xapp-secret\nxoxb-secret\n", "xoxb-"),
        ("xoxb-secret\nxoxp-s\n", "xapp-"),
    ):
        told = confer(tmp_path, "slack-login", typed=typed)
        assert told.returncode == 2
        assert f"it begins with {mark}" in told.stderr
        assert "secret" not in told.stdout + told.stderr
