"""The README's steps, typed as they stand there, against a real homeserver."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.adapters.matrix.somebody import Somebody
from tests.house import CANARY
from tests.synapse import PASSWORD, Synapse

ROOT = Path(__file__).parents[2]


def confer(folder: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def answers(synapse: Synapse, bot: str, nurse: str, coordinator: str, room: str) -> str:
    """What somebody types to `confer init`; an empty line takes what is offered."""
    return "\n".join(
        [
            "A test partnership",
            "",
            "",
            "",
            "",
            "60000",
            "light",
            "",
            f"Nurse Anna {nurse}",
            f"Deputy Bo {coordinator}",
            "",
            "",
            synapse.url,
            bot,
            room,
            "",
        ]
    )


def _sets_up(folder: Path, typed: str) -> None:
    """init, migrate, matrix-login: each says that it is done."""
    made = confer(folder, "init", typed=typed)
    assert "Written: config.toml and master.key" in made.stdout, made.stdout + made.stderr
    assert (folder / "master.key").stat().st_mode & 0o777 == 0o600
    migrated = confer(folder, "migrate")
    assert "The database is at schema" in migrated.stdout, migrated.stderr
    login = confer(folder, "matrix-login", typed=f"{PASSWORD}\n")
    assert "device is made and vouched for" in login.stdout, login.stdout + login.stderr
    again = confer(folder, "matrix-login", typed=f"{PASSWORD}\n")
    assert "has its device already" in again.stdout


@pytest.mark.xdist_group("synapse")
async def test_init_migrate_login_and_run_answer_a_person_in_an_encrypted_room(
    synapse: Synapse, tmp_path: Path
) -> None:
    bot = synapse.register("confer")
    (tmp_path / "people").mkdir()
    one = await Somebody.of(synapse, tmp_path / "people", "anna")
    other = await Somebody.of(synapse, tmp_path / "people", "bo")
    room = await one.opens(
        bot, other.account, name="Seats", power_level_override={"users": {bot: 50}}
    )

    _sets_up(tmp_path, answers(synapse, bot, one.account, other.account, room))

    with (tmp_path / "log").open("wb") as log:
        running = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
        )
    try:
        await one.joined_by(room, bot)
        direct = await one.opens(bot, is_direct=True)
        await one.joined_by(direct, bot)
        await one.say(direct, f"!confer help topic:{CANARY}")
        answer = await one.hears("What you can do here.")
        assert one.client.rooms[answer.room].encrypted
    finally:
        running.send_signal(signal.SIGTERM)
        await asyncio.wait_for(running.wait(), 20)
        await one.close()
        await other.close()
    said = (tmp_path / "log").read_text("utf-8")
    assert running.returncode == 0, said
    assert "Stopped." in said
    assert CANARY not in said


def test_without_a_configuration_every_command_says_what_to_do(tmp_path: Path) -> None:
    for words in (["migrate"], ["matrix-login"], ["run"]):
        told = confer(tmp_path, *words, typed="secret\n")
        assert told.returncode == 2
        assert "Traceback" not in told.stderr
        assert "config.toml" in told.stderr


def test_a_wrong_master_key_and_a_missing_one_are_refused_with_a_sentence(tmp_path: Path) -> None:
    config = (ROOT / "config.example.toml").read_text("utf-8")
    (tmp_path / "config.toml").write_text(config, "utf-8")

    missing = confer(tmp_path, "migrate")
    assert missing.returncode == 2
    assert "There is no master key" in missing.stderr
    (tmp_path / "master.key").write_text("bm90IGEga2V5\n", "ascii")
    (tmp_path / "master.key").chmod(0o644)
    assert "chmod 600 master.key" in confer(tmp_path, "migrate").stderr
    (tmp_path / "master.key").chmod(0o600)
    assert "must be 32 bytes" in confer(tmp_path, "migrate").stderr
