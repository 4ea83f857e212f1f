"""The parts of deploy/ as one starts them: migrate, login, two programs on one PostgreSQL, probes, a death."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests import postgres
from tests.adapters.slack.people import Somebody
from tests.adapters.slack.scene import free_port
from tests.live.test_readme_slack import INIT, SLACK, _with_people
from tests.live.test_readme_steps import ROOT, confer
from tests.slack_fake import App, Channel, FakeSlack, Installation

pytestmark = [pytest.mark.soak, pytest.mark.postgres, pytest.mark.live, pytest.mark.timeout(600)]

MOVES_WITHIN_S = 15.0
STORE = """url = "{url}"
password_file = "postgres-password"
master_key_from = "file"
"""
WATCH = """
[watch]
port = {port}
"""


def _written(folder: Path, url: str, slack: FakeSlack, app: App, seats: Channel) -> list[int]:
    """init, and by hand what deploy/config.toml says; the programs' ports for probes."""
    assert confer(folder, "init", typed="\n".join(INIT) + "\n").returncode == 0
    (folder / "postgres-password").write_text("not asked for\n", "utf-8")
    text = (folder / "config.toml").read_text("utf-8")
    text, found = re.subn(r'url = "sqlite:.*\n', STORE.format(url=url), text)
    assert found == 1
    text = re.sub(r'master_key_from = "file"\n(?=[^"]*master_key_from)', "", text, count=1)
    ports = [free_port() for _ in range(2)]
    for number, port in enumerate(ports):
        slacks = SLACK.format(mode=app.mode, seats=seats.id, api=slack.base_url, port=free_port())
        (folder / f"config{number}.toml").write_text(
            text + slacks + WATCH.format(port=port), "utf-8"
        )
    return ports


@asynccontextmanager
async def _running(folder: Path, number: int) -> AsyncIterator[Process]:
    with (folder / f"log{number}").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "-c", f"config{number}.toml"),
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
                await asyncio.wait_for(process.wait(), 20)


async def _asked(port: int, path: str) -> tuple[int, str]:
    """Status and text; 0 where nobody listens."""
    try:
        async with (
            ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}{path}") as answer,
        ):
            return answer.status, await answer.text()
    except OSError:
        return 0, ""


async def _once(port: int, path: str, what: str, within_s: float = 60) -> str:
    """Until it answers that all is well, with these words."""
    ends = time.monotonic() + within_s
    status, text = 0, ""
    while time.monotonic() < ends:
        status, text = await _asked(port, path)
        if status == 200 and what in text:
            return text
        await asyncio.sleep(0.1)
    raise AssertionError(f"{path} answers {status}: {text}")


async def test_two_programs_begin_answer_probes_and_one_goes_on_where_the_other_died(  # noqa: PLR0915 - one story
    server: postgres.Server, tmp_path: Path
) -> None:
    name = await asyncio.to_thread(server.fresh, migrated=False)
    async with FakeSlack() as slack:
        app = slack.app("socket")
        team = slack.team()
        installed: Installation = slack.install(app, team)
        users = {who: slack.user(team, who.casefold()) for who in ("Anna", "Bo", "Cleo")}
        seats = slack.channel(team, "seats", [installed.bot, *users.values()])
        ports = await asyncio.to_thread(_written, tmp_path, server.url(name), slack, app, seats)
        for number in range(2):
            (tmp_path / f"config{number}.toml").rename(tmp_path / "config.toml")
            _with_people(tmp_path, users)
            (tmp_path / "config.toml").rename(tmp_path / f"config{number}.toml")
        both = ["config0.toml", "config1.toml"]
        migrated = await asyncio.gather(
            *(asyncio.to_thread(confer, tmp_path, "migrate", "-c", one) for one in both)
        )
        assert [one.returncode for one in migrated] == [0, 0], [one.stderr for one in migrated]
        typed = f"{installed.token}\n{app.app_token}\n"
        login = await asyncio.to_thread(confer, tmp_path, "slack-login", "-c", both[0], typed=typed)
        assert login.returncode == 0, login.stderr
        async with _running(tmp_path, 0) as first:
            await _once(ports[0], "/readyz", "slack: ok")
            assert (
                'confer_platform_up{platform="slack"} 1.0'
                in (await _asked(ports[0], "/metrics"))[1]
            )
            async with _running(tmp_path, 1) as second:
                await _once(ports[1], "/readyz", "slack: ok")  # the first one leads
                figures = (await _asked(ports[1], "/metrics"))[1]
                assert 'confer_platform_up{platform="slack"} 0.0' in figures
                first.kill()
                await first.wait()
                await _once(
                    ports[1], "/metrics", 'confer_platform_up{platform="slack"} 1.0', MOVES_WITHIN_S
                )
                assert await _asked(ports[0], "/healthz") == (0, "")
                anna = Somebody(slack, users["Anna"], seats)
                await anna.types("/case list")
                await anna.hears("no case")
                seen = [
                    await _asked(ports[1], path) for path in ("/healthz", "/readyz", "/metrics")
                ]
                assert [status for status, _ in seen] == [200, 200, 200]
                looked = await asyncio.to_thread(confer, tmp_path, "doctor", "-c", both[1])
            assert second.returncode == 0
    lines = looked.stdout.splitlines()
    assert {line.split()[1] for line in lines[:-1]} >= {"config", "key", "database", "slack"}
    for secret in (installed.token, app.app_token, "not asked for"):
        assert secret not in looked.stdout + looked.stderr
