"""A process that starts Confers to be killed: it has everything imported, and forks one at each line it reads.

Run by test_kill.py as `python -m tests.live.one_confer FOLDER HOMESERVER SEATS`; prints each one's pid.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import os
import signal
import sys
from pathlib import Path

from adapters.console import cast
from adapters.matrix.platform import Connection, MatrixPlatform
from storage import open_store
from tests.adapters.matrix.partnership import KEYS, house_of, url_of

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, prctl(2)


async def confer(folder: Path, homeserver: str, seats: str) -> None:
    store = await open_store(url_of(folder), KEYS)
    connection = Connection(homeserver=homeserver, seats_room=seats, folder=folder / "m")
    platform = MatrixPlatform(connection, store.unit, cast.partnership())
    await platform.run(house_of(store, {"matrix": platform}))


def main() -> None:
    folder, homeserver, seats = sys.argv[1:]
    logging.basicConfig(level=logging.WARNING)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            # Where the tests are broken off, nothing of them lives on.
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
            asyncio.run(confer(Path(folder), homeserver, seats))
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
