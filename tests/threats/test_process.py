"""What the running process leaves behind: no core, no open memory, nothing in its arguments."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
import typer

from bot.__main__ import app

SHOWS = """
import ctypes, resource, sys
from bot.running.hardening import harden
if sys.argv[1:] == ["locked"]:
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
refused = harden()
libc = ctypes.CDLL(None)
print(resource.getrlimit(resource.RLIMIT_CORE), libc.prctl(3), libc.prctl(39, 0, 0, 0, 0), sep="|")
print(*refused, sep="|")
print(open("/proc/self/status").read().partition("VmLck:")[2].split()[0])
"""
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl is Linux's")


def shown(*arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SHOWS, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode and "not allowed to raise" in done.stderr:
        pytest.skip("this user may not lock memory")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@linux
def test_a_running_confer_leaves_no_core_and_lets_no_debugger_in() -> None:
    core, dumpable, no_new_privileges = shown()[0].split("|")

    assert (core, dumpable, no_new_privileges) == ("(0, 0)", "0", "1")


@linux
def test_memory_is_locked_where_the_system_allows_it_and_said_where_not() -> None:
    _first, refused, locked_kb = shown("locked")
    assert "memory locked" not in refused
    assert int(locked_kb) > 0


def parameters() -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def walk(name: str, command: Any) -> None:
        found.extend((name, one) for one in getattr(command, "params", ()))
        for sub, inner in getattr(command, "commands", {}).items():
            walk(f"{name} {sub}", inner)

    walk("confer", typer.main.get_command(app))
    return found


def test_no_command_takes_a_secret_as_an_argument() -> None:
    """Arguments stand in the process table, where everybody on the machine reads them."""
    secret = re.compile(r"pass|secret|token|key|share|credential", re.IGNORECASE)
    known = parameters()
    assert len(known) > 10
    for name, one in known:
        takes_text = not getattr(one, "is_flag", False)
        is_file = one.name.endswith(("file", "folder")) or one.name in {"to", "config", "key_ring"}
        assert not (secret.search(one.name) and takes_text and not is_file), (name, one.name)
