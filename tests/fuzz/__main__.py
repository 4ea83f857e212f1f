"""The parsers under a fuzzer that follows coverage: `make fuzz`, or `python -m tests.fuzz TARGET`.

Text goes to a parser as it is; what comes as JSON is drawn by Hypothesis from the same bytes, by the tests of
this folder. What is worth keeping of what it found stands in tests/fuzz/corpus; tests/fuzz/test_corpus.py reads
it in `make test`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import atheris

HERE: Final = Path(__file__).parent
CORPUS: Final = HERE / "corpus"
SECONDS: Final = 60  # of each target; FUZZ_SECONDS says otherwise
LONGEST: Final = 4096  # bytes of one input


def main(arguments: list[str]) -> int:
    if arguments:
        _fuzz(arguments[0], arguments[1:])  # it does not come back
    from tests.fuzz.targets import TARGETS  # not instrumented here

    seconds = int(os.environ.get("FUZZ_SECONDS", SECONDS))
    broken = [name for name in TARGETS if not _runs(name, seconds)]
    for name in broken:
        sys.stdout.write(f"{name}: BROKEN\n")
    return len(broken)


def _runs(name: str, seconds: int) -> bool:
    """One target in a process of its own. What it finds on the way is thrown away with its folder."""
    kept = CORPUS / name
    with TemporaryDirectory() as found:
        limits = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=10"]
        quiet = ["-print_final_stats=1", "-verbosity=0", f"-artifact_prefix={HERE / 'found-'}"]
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz", name, *limits, *quiet, found, str(kept)],
            check=False,
            capture_output=True,
            text=True,
        )
    ran = next((line for line in done.stderr.splitlines() if "number_of_executed" in line), "")
    sys.stdout.write(f"{name}: {ran.rpartition(' ')[2] or '?'} inputs in {seconds} s\n")
    if done.returncode:
        sys.stdout.write(f"{done.stdout[-2000:]}{done.stderr[-3000:]}\n")
    return done.returncode == 0


def _fuzz(name: str, options: list[str]) -> None:
    with atheris.instrument_imports(include=["bot", "commands", "adapters", "storage"]):
        from tests.fuzz.targets import TARGETS  # instrumented while imported

    target: Callable[[bytes], Any] = TARGETS[name]
    atheris.Setup([sys.argv[0], *options], target)
    atheris.Fuzz()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
