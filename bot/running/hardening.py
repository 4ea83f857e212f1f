"""What a process can do so that its memory does not end on a disk: no core dumps, no debugger, no swap.

Each measure is tried, and what the system refuses is said once: Confer runs all the same.
"""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import sys
from typing import Final

log: Final = logging.getLogger("confer.hardening")

_SET_DUMPABLE: Final = 4  # PR_SET_DUMPABLE, prctl(2)
_SET_NO_NEW_PRIVS: Final = 38  # PR_SET_NO_NEW_PRIVS, prctl(2)
_LOCK_NOW: Final = 1  # MCL_CURRENT, mlockall(2)
_LOCK_LATER: Final = 2  # MCL_FUTURE
_LOCK_USED: Final = 4  # MCL_ONFAULT: not the stacks of threads that nobody used
_LOCK_ALL: Final = _LOCK_NOW | _LOCK_LATER | _LOCK_USED
ENOUGH: Final = (
    1 << 30
)  # bytes that may be locked; with less, locking all would make allocations fail


def harden() -> tuple[str, ...]:
    """Done once, before any key is read. Gives the names of what the system refused."""
    os.umask(0o077)
    done = {
        "core dumps": _no_core_dumps(),
        "debuggers": _prctl(_SET_DUMPABLE, 0),
        "new privileges": _prctl(_SET_NO_NEW_PRIVS, 1),
        "memory locked": _locked(),
    }
    refused = tuple(name for name, ok in done.items() if not ok)
    if refused:
        log.info("the system does not allow all of the hardening", extra={"refused": refused})
    return refused


def _no_core_dumps() -> bool:
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return False
    return True


def _prctl(option: int, value: int) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    return bool(ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) == 0)


def _locked() -> bool:
    """Python copies bytes as it likes, so single pages of keys cannot be held: it is all of them or none."""
    if not sys.platform.startswith("linux"):
        return False
    soft, _hard = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if soft != resource.RLIM_INFINITY and soft < ENOUGH:
        return False
    return bool(ctypes.CDLL(None, use_errno=True).mlockall(_LOCK_ALL) == 0)
