"""What a program does not need is not read in: a console stays small and starts at once."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest

# With a house open and one command answered, as somebody sits down before it.
CONSOLE: Final = """
import asyncio, sys
from bot.house import showing
asyncio.run(showing.play("nurse: /help\\n", as_json=True, profile=None))
"""
SERVER: Final = "import sys, bot.__main__, bot.house, bot.house.serving, bot.house.keyroom"
LARGE: Final = frozenset(
    {
        *("matplotlib", "numpy", "docx", "lxml"),
        *("presidio_analyzer", "spacy", "thinc"),
        *("nio", "aiohttp", "slack_bolt", "slack_sdk"),
        *("starlette", "uvicorn", "hvac", "requests", "prompt_toolkit", "prometheus_client"),
    }
)


@pytest.mark.parametrize(
    ("program", "never"),
    [(CONSOLE, LARGE), (SERVER, LARGE | {"alembic"})],
    ids=["a console with its house open", "a server before it knows its platforms"],
)
def test_no_large_library_is_read_in_before_it_is_used(program: str, never: frozenset[str]) -> None:
    names = "sys.stderr.write(' '.join(m for m in sys.modules if '.' not in m))"
    run = [sys.executable, "-c", f"{program}\n{names}"]
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    loaded = set(done.stderr.split())
    assert {"bot", "commands", "sqlalchemy"} <= loaded
    assert loaded & never == set()
