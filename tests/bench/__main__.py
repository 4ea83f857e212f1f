"""`make bench`: prints a table and writes bench.json, a list of name, value, unit, floor and ratio.

`python -m tests.bench nudges lateness` measures these parts alone, prints them and writes nothing.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from storage import migrate
from tests import postgres
from tests.bench import (
    cases,
    guard,
    keys,
    matrix,
    nudges,
    refusals,
    slack,
    speech,
    vault,
    whole_case,
)

OUT: Final = Path("bench.json")


@dataclass(frozen=True, slots=True)
class Figure:
    """`floor` in the same unit and `ratio` to it, where there is a floor."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None

    @classmethod
    def against(cls, name: str, value: float, unit: str, floor: float) -> Figure:
        return cls(name, round(value, 3), unit, round(floor, 3), round(value / floor, 2))


async def figures(names: Sequence[str]) -> list[Figure]:
    """Of these parts, in the order of the table."""
    found: list[Figure] = []
    with TemporaryDirectory() as folder:
        for name in names:
            place = Path(folder) / name
            place.mkdir()
            found += await PARTS[name](place)
    return found


@contextmanager
def _in_memory(place: Path) -> Generator[Path]:
    """For what is held against a floor that writes nothing: how long a disk takes to keep a row is the disk's,
    and is shown beside. On the disk all the same where the machine has no room for files in memory."""
    room = Path("/dev/shm")  # noqa: S108  # a folder with a name of its own is made in it
    if not room.is_dir() or not os.access(room, os.W_OK):
        yield place
        return
    with TemporaryDirectory(dir=room) as folder:
        yield Path(folder)


async def _help(place: Path) -> list[Figure]:
    return [Figure("dispatch_help_us", round(await speech.help_us(place), 1), "us")]


async def _refusals(place: Path) -> list[Figure]:
    refused = await refusals.refusals_us(place / "refusals")
    missing = refused.missing
    return [
        Figure.against("refusal_of_a_case_us", refused.real, "us", missing),
        Figure.against("refusal_of_none_again_us", refused.again, "us", missing),
    ]


async def _vault(_place: Path) -> list[Figure]:
    sealed, bare = vault.seal_us()
    return [Figure.against("vault_seal_us", sealed, "us", bare)]


async def _matrix(place: Path) -> list[Figure]:
    trip, raw = await matrix.roundtrip_ms(place)
    return [Figure.against("matrix_roundtrip_ms", trip, "ms", raw)]


async def _slack(place: Path) -> list[Figure]:
    found: list[Figure] = []
    for mode in slack.MODES:
        with _in_memory(place) as memory:
            acks = await slack.acks(memory, mode)
        on_disk = await slack.acks(place, mode)
        kept = on_disk.bare + on_disk.durable
        found += [
            Figure.against(f"slack_ack_{mode}_ms", acks.p50, "ms", acks.bare),
            Figure.against(f"slack_ack_{mode}_p99_ms", acks.p99, "ms", acks.bare_p99),
            Figure.against(f"slack_ack_{mode}_on_disk_ms", on_disk.p50, "ms", on_disk.bare),
            Figure.against(f"slack_ack_{mode}_on_disk_to_kept_ms", on_disk.p50, "ms", kept),
        ]
    slowest = await slack.in_flight_ms(place)
    value, floor = await slack.command_ms(place)
    return [
        *found,
        Figure(f"slack_ack_of_{slack.FLIGHT}_ms", round(slowest, 1), "ms"),
        Figure.against("slack_command_ms", value, "ms", floor),
    ]


async def _cases(place: Path) -> list[Figure]:
    raised, floor = await cases.raise_ms(place)
    found = [Figure.against("raise_durable_ms", raised, "ms", floor)]
    for name, measure in (
        ("case_show_ms_100000_to_100", cases.show_ms),
        ("list_ms_100000_to_1000", cases.list_ms),
        ("stats_ms_100000_to_1000", cases.stats_ms),
    ):
        many, few = await measure(place)
        found.append(Figure.against(name, many, "ms", few))
    case = await whole_case.whole(place / "whole")
    return [
        *found,
        Figure("full_case_s", round(case.seconds, 2), "s"),
        Figure("full_case_lines", case.lines, "lines"),
        Figure("full_case_worst_to_bare", round(case.worst, 2), "x"),
        Figure("full_case_middle_to_bare", round(case.middle, 2), "x"),
        Figure("full_case_file_ms", round(case.file_ms, 1), "ms"),
    ]


async def _console(_place: Path) -> list[Figure]:
    started, memory = console()
    return [
        Figure("cold_help_s", round(_seconds("--help"), 2), "s"),
        Figure("cold_start_s", round(started, 2), "s"),
        Figure("rss_idle_mb", round(memory, 1), "MB"),
        Figure("rss_both_platforms_mb", round(_held(_SERVER + _HELD), 1), "MB"),
    ]


async def _guard(_place: Path) -> list[Figure]:
    """Of each, the worst kind in the worst of five towns."""
    shares = guard.shares()
    return [
        Figure("guard_known_recall", round(shares.known, 3), "share"),
        Figure("guard_typo_recall", round(shares.typo, 3), "share"),
        Figure("guard_pattern_recall", round(shares.pattern, 3), "share"),
        Figure("guard_others_stopped", round(shares.others_per_1000, 2), "of 1000"),
        Figure("guard_clean_stopped", round(shares.clean_stopped, 4), "share"),
        Figure("guard_p99_ms", round(await guard.p99_ms(), 2), "ms"),
    ]


async def _keys(place: Path) -> list[Figure]:
    with _in_memory(place) as memory:
        opened = await keys.open_detail_ms(memory)
    on_disk = await keys.open_detail_ms(place)
    turned = await keys.rewrap_per_s(place)
    write, read = keys.beside_sqlcipher(place)
    return [
        Figure.against("open_detail_ms", opened.durable, "ms", opened.bare),
        Figure.against("open_detail_to_own_driver_ms", opened.durable, "ms", opened.quick),
        Figure.against("open_detail_on_disk_ms", on_disk.durable, "ms", on_disk.bare),
        Figure.against("open_detail_on_disk_to_kept_ms", on_disk.durable, "ms", on_disk.written),
        Figure.against("durable_write_on_disk_ms", on_disk.written, "ms", on_disk.bare),
        Figure.against("case_open_command_ms", opened.command, "ms", opened.bare),
        Figure("rewrap_per_s", round(turned), "keys/s"),
        Figure.against("vault_vs_sqlcipher_write", write[0], "s", write[1]),
        Figure.against("vault_vs_sqlcipher_read", read[0], "s", read[1]),
    ]


async def _nudges(place: Path) -> list[Figure]:
    """Beside a bare loop over as many rows, and beside procrastinate's worker."""
    runs: list[Path] = []

    async def file() -> str:
        runs.append(place / str(len(runs)))
        return await _file(runs[-1])

    value, floor = await _best(
        lambda: _of(nudges.ours_per_s, file()), lambda: _of(nudges.floor_per_s, file())
    )
    found = [Figure.against("nudges_per_s_sqlite", value, "nudges/s", floor)]
    with postgres.running() as server:
        one, floor, peer, alone, two = await _best(
            lambda: _of(nudges.ours_per_s, _fresh(server)),
            lambda: _of(nudges.floor_per_s, _fresh(server)),
            lambda: _of(nudges.procrastinate_per_s, _fresh(server, migrated=False)),
            lambda: _of(partial(nudges.processes_per_s, processes=1), _fresh(server)),
            lambda: _of(partial(nudges.processes_per_s, processes=2), _fresh(server)),
        )
    cores = len(os.sched_getaffinity(0))
    return [
        *found,
        Figure.against("nudges_per_s_postgres", one, "nudges/s", floor),
        Figure.against("nudges_per_s_two_processes", two, "nudges/s", alone),
        Figure("nudges_cores_of_all", cores, "cores"),  # for PostgreSQL and both processes
        Figure.against("nudges_vs_procrastinate", one, "nudges/s", peer),
    ]


async def _of(measure: Callable[[str], Awaitable[float]], url: Awaitable[str]) -> float:
    return await measure(await url)


async def _best(*measures: Callable[[], Awaitable[float]]) -> list[float]:
    """Of each the best of three, taken in turns: what else a machine does is not the program's."""
    rounds = [[await measure() for measure in measures] for _ in range(3)]
    return [max(those) for those in zip(*rounds, strict=True)]


async def _ticks(place: Path) -> list[Figure]:
    """A sweep that finds nothing due, with few rungs that wait and with many."""
    counts = 1_000, 1_000_000
    files = {rows: await _file(place / str(rows)) for rows in counts}
    with postgres.running() as server:
        shared = {rows: await _fresh(server) for rows in counts}
        found: list[Figure] = []
        for kind, urls in (("sqlite", files), ("postgres", shared)):
            few, many = await nudges.ticks_ms(urls)
            found.append(Figure.against(f"sweep_tick_ms_{kind}", many, "ms", few))
    return found


async def _lateness(place: Path) -> list[Figure]:
    with postgres.running() as server:
        late = {
            kind: round(await nudges.lateness_ms(url))
            for kind, url in (("sqlite", await _file(place)), ("postgres", await _fresh(server)))
        }
    each = [Figure(f"lateness_p99_ms_{kind}", value, "ms") for kind, value in late.items()]
    return [*each, Figure("lateness_p99_ms", max(late.values()), "ms")]


async def _file(place: Path) -> str:
    place.mkdir(exist_ok=True)
    url = f"sqlite:///{place / 'nudges.db'}"
    await migrate(url)
    return url


async def _fresh(server: postgres.Server, *, migrated: bool = True) -> str:
    return server.url(await asyncio.to_thread(server.fresh, migrated=migrated))


# The high-water mark of getrusage would be that of the parent, which a child inherits.
_HELD: Final = """
status = open("/proc/self/status").read()
print(int(status.partition("VmRSS:")[2].split()[0]) / 1024)
"""
_CONSOLE: Final = """
import asyncio, pathlib, bot.__main__
from bot.house import demo_folder, open_player, showing
from adapters.console.play import MovedClock

async def idle():
    clock = MovedClock(showing.START)
    with demo_folder() as folder:
        player = await open_player(pathlib.Path(folder), showing._stage(clock), clock)
        await player.says("nurse", "/help")
        held()
        await player.close()

def held():
"""
_SERVER: Final = """
import bot.__main__, bot.house.serving
import adapters.matrix.platform, adapters.slack.platform, adapters.page, adapters.page.serve
"""
_HELP: Final = "nurse: /help\n"


def console() -> tuple[float, float]:
    """Seconds until a new program has a house open, has said its help and is gone, and the megabytes
    that one holds which waits for the next line."""
    inside = "".join(f"    {line}\n" for line in _HELD.strip().splitlines())
    return _seconds("play", "-"), _held(f"{_CONSOLE.rstrip()}\n{inside}\nasyncio.run(idle())")


def _seconds(*words: str) -> float:
    """The least of three: what else a machine does is not the program's."""
    took: list[float] = []
    for _ in range(3):
        begun = time.perf_counter()
        run = [sys.executable, "-m", "bot", *words]
        subprocess.run(run, check=True, capture_output=True, input=_HELP.encode())
        took.append(time.perf_counter() - begun)
    return min(took)


def _held(program: str) -> float:
    run = [sys.executable, "-c", program]
    return float(subprocess.run(run, check=True, capture_output=True, text=True).stdout)


PARTS: Final[Mapping[str, Callable[[Path], Awaitable[list[Figure]]]]] = {
    "help": _help,
    "cases": _cases,
    "refusals": _refusals,
    "vault": _vault,
    "keys": _keys,
    "matrix": _matrix,
    "slack": _slack,
    "nudges": _nudges,
    "ticks": _ticks,
    "lateness": _lateness,
    "guard": _guard,
    "console": _console,
}


def main(names: Sequence[str]) -> None:
    if unknown := set(names) - PARTS.keys():
        sys.exit(f"There is no {', '.join(sorted(unknown))}. There are {', '.join(PARTS)}.")
    found = asyncio.run(figures(names or list(PARTS)))
    if not names:
        OUT.write_text(json.dumps([asdict(figure) for figure in found], indent=1) + "\n")
    for figure in found:
        beside = (
            f"  floor {figure.floor} {figure.unit}, ratio {figure.ratio}" if figure.ratio else ""
        )
        sys.stdout.write(f"{figure.name:28} {figure.value:>9} {figure.unit}{beside}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
