"""`confer doctor`: everything is broken in turn, and each time a line says what to mend."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.matrix.kept import Device, keep_device
from bot import dispatch
from bot.config import Environment, load
from bot.house import Opened, open_house, seat
from bot.house.doctor import doctor, lines
from bot.house.keyroom import key_source
from bot.house.serving import WallClock, founders, partnership
from storage.engine import open_engine
from tests.house import KEYS
from tests.live.test_readme_steps import ROOT
from tests.machines.due import Times, put_due, seat_people

NOBODY = "http://127.0.0.1:9"  # nobody listens at the port for discarding
PASSED = "a-word-to-pass"
NETWORKS = [
    "mend matrix: Confer has no device yet. Run: confer matrix-login",
    "mend slack: Slack's secrets are not set up. Run: confer slack-login",
    "mend page: public_url does not answer from here. Look at the name, the proxy, the port",
]


@dataclass
class Desk:
    """A folder in which all is well but the networks, which nobody answers here."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "confer.db"

    def edits(self, old: str, new: str) -> None:
        text = self.config.read_text("utf-8")
        assert old in text, old
        self.config.write_text(text.replace(old, new), "utf-8")

    def drops(self, table: str) -> None:
        """A table of the settings, with all that stands in it."""
        before, _, after = self.config.read_text("utf-8").partition(f"\n[{table}]")
        self.config.write_text(f"{before}\n[{after.partition(chr(10) + '[')[2]}", "utf-8")

    async def looks(self) -> list[str]:
        settings = load(self.config, Environment(master_key=None))
        found = [
            f"{one.state} {one.what}: {one.says}" async for one in lines(settings, self.config)
        ]
        for hidden in (PASSED, "Anna Holm", "Carla Munk", KEYS.text().strip()):
            assert hidden not in str(found)
        return found

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Opened]:
        settings = load(self.config, Environment(master_key=None))
        opened = await open_house(
            settings.storage.url,
            key_source(settings),
            partnership=partnership(settings),
            clock=WallClock(),
            platforms={},
        )
        try:
            yield opened
        finally:
            await opened.close()

    async def seen(self, ago: timedelta) -> None:
        async with self.opened() as opened:
            await dispatch.set_watched(opened.house, datetime.now(UTC) - ago)


@pytest.fixture
async def desk(tmp_path: Path, migrated: Path) -> Desk:
    desk = Desk(tmp_path)
    shutil.copy(ROOT / "config.example.toml", desk.config)
    desk.config.chmod(0o644)
    desk.edits("https://matrix.example.org", NOBODY)
    desk.edits("https://confer.example.org", NOBODY)
    shutil.copy(migrated, desk.database)
    key = tmp_path / "master.key"
    key.write_text(KEYS.text(), "utf-8")
    key.chmod(0o600)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "confer-20260101T000000.age").touch()
    (tmp_path / "keyring.age").touch()
    async with desk.opened() as opened:
        settings = load(desk.config, Environment(master_key=None))
        await seat(opened.store, founders(settings))
    await desk.seen(timedelta(seconds=20))
    return desk


async def test_what_is_well_is_said_and_what_is_not_is_to_be_mended(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await desk.looks()
    well = {line.removeprefix("ok ").partition(":")[0] for line in found if line.startswith("ok ")}
    assert well == {
        *("config", "key", "database", "holidays", "backup", "clock", "nudges", "weekend", "people")
    }
    assert [line for line in found if line.startswith("mend")] == NETWORKS
    assert not await doctor(desk.config)
    assert "mend  matrix     Confer has no device" in capsys.readouterr().out
    for table in ("matrix", "slack", "web"):
        desk.drops(table)
    desk.edits("slack = ", "# slack = ")
    for line in await desk.looks():
        assert line.startswith(("ok ", "look ")) or "nobody is reached: write" in line


def _is_open(desk: Desk) -> None:
    (desk.folder / "master.key").chmod(0o644)


def _is_another(desk: Desk) -> None:
    (desk.folder / "master.key").write_text(f"1:{'A' * 43}=\n", "utf-8")


def _is_gone(desk: Desk) -> None:
    (desk.folder / "master.key").unlink()


def _may_be_changed(desk: Desk) -> None:
    desk.config.chmod(0o666)


def _has_no_database(desk: Desk) -> None:
    desk.database.unlink()


def _has_another_file(desk: Desk) -> None:
    desk.database.write_text("no database" * 999, "utf-8")


def _has_no_server(desk: Desk) -> None:
    desk.edits("sqlite:///confer.db", f"postgresql://confer:{PASSED}@127.0.0.1:9/confer")


def _backs_up_seldom(desk: Desk) -> None:
    then = time.time() - 3 * 86_400
    os.utime(next((desk.folder / "backups").iterdir()), (then, then))


def _never_backs_up(desk: Desk) -> None:
    next((desk.folder / "backups").iterdir()).unlink()


def _has_no_ring(desk: Desk) -> None:
    (desk.folder / "keyring.age").unlink()


def _needs_no_backup(desk: Desk) -> None:
    desk.drops("backup")


def _shows_its_rooms(desk: Desk) -> None:
    (desk.folder / "matrix-store").mkdir(mode=0o755)


BROKEN: tuple[tuple[Callable[[Desk], None], str], ...] = (
    (_is_open, "mend key: Others on this machine may read the master key. Run: chmod 600"),
    (_is_another, "mend key: This master key does not fit this database."),
    (_is_gone, "mend key: "),
    (_may_be_changed, "mend config: others may change config.toml. Run: chmod 644 config.toml"),
    (_has_no_database, "mend database: There is no database yet. Run: confer migrate"),
    (_has_another_file, "mend database: This file is no Confer database."),
    (_has_no_server, "mend database: The database cannot be reached."),
    (_backs_up_seldom, "mend backup: the newest is 3 days old. Run confer backup each day"),
    (_never_backs_up, "mend backup: none was made yet. Run: confer backup, each day"),
    (_has_no_ring, "mend backup: the key ring is not where key_ring says"),
    (_needs_no_backup, "look backup: there is no [backup] table"),
    (_shows_its_rooms, "mend matrix: others may look into matrix-store. Run: chmod 700"),
)


@pytest.mark.parametrize(("breaks", "says"), BROKEN, ids=lambda one: getattr(one, "__name__", ""))
async def test_what_is_broken_has_its_line(
    desk: Desk, breaks: Callable[[Desk], None], says: str
) -> None:
    assert not [line for line in await desk.looks() if line.startswith(says)]
    breaks(desk)
    found = await desk.looks()
    assert [line for line in found if line.startswith(says)], found


async def test_the_schema_and_the_clock_are_held_against_what_the_database_knows(
    desk: Desk,
) -> None:
    await desk.seen(timedelta(hours=-2))
    assert [line for line in await desk.looks() if "119 minutes later than now was seen" in line]
    await desk.seen(timedelta(hours=5))
    said = "mend clock: no Confer has watched the clocks for 5 hours. Is confer run running?"
    assert said in await desk.looks()
    engine = open_engine(f"sqlite:///{desk.database}")
    async with engine.begin() as connection:
        await connection.exec_driver_sql("update confer_schema set version_num = '0001_start'")
    await engine.dispose()
    assert [line for line in await desk.looks() if "of an older schema" in line]


async def test_a_device_whose_keys_were_lost_with_the_machine_is_told(desk: Desk) -> None:
    device = Device(user="@confer:example.org", id="CONFER-1", token=NOBODY, pickle=NOBODY)
    async with desk.opened() as opened, opened.house.unit() as unit:
        await keep_device(unit, device)
        await unit.commit()

    assert [line for line in await desk.looks() if "run: confer matrix-login --again" in line]


async def test_whoever_is_on_call_at_weekends_is_there_on_the_next_one(desk: Desk) -> None:
    async with desk.opened() as opened, opened.house.unit() as unit:
        person = (await unit.people.directory()).by_key("bo")
        assert person is not None
        away = replace(person, away_until=datetime.now(UTC) + timedelta(days=9))
        await unit.people.change(away)
        await unit.commit()
    assert "mend weekend: whoever is on call is away on the next one" in await desk.looks()
    async with desk.opened() as opened, opened.house.unit() as unit:
        await unit.people.change(replace(away, on_call=frozenset()))
        await unit.commit()
    assert [line for line in await desk.looks() if "neither coordinator nor deputy is on" in line]


async def test_nudges_that_stand_are_counted(desk: Desk) -> None:
    async with desk.opened() as opened:
        await seat_people(opened)
        await put_due(opened, 3, times=Times(apart=timedelta(hours=-1)))
    found = await desk.looks()
    assert (
        "mend nudges: 3 due and not worked, 0 messages due and not sent, the oldest for 2 hours"
        in found
    )
    assert [line for line in found if line.startswith("mend people: p101 has no account")]
