"""Whatever is too long is refused in a sentence, before it is read."""

from __future__ import annotations

import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config import MOST_BYTES, ConfigWrong, Environment, load
from tests.adapters.page.scene import Scene
from tests.house import CANARY


def test_a_configuration_of_megabytes_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"# {CANARY}\n" * (MOST_BYTES // 10))
    with pytest.raises(ConfigWrong, match="longer than any configuration") as caught:
        load(file, Environment(master_key=None))
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("way", ["file", "-"])
def test_a_scenario_of_megabytes_is_not_played(tmp_path: Path, way: str) -> None:
    file = tmp_path / "long.txt"
    file.write_text(f"# {CANARY}\n" * 200_000)
    with file.open() as given:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "play", str(file) if way == "file" else "-"],
            stdin=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            cwd=Path(__file__).parents[2],
        )
    assert done.returncode == 2
    assert done.stderr == "This scenario file is longer than a megabyte.\n"


async def test_who_guesses_at_calendars_is_counted_with_who_guesses_at_pages(scene: Scene) -> None:
    for number in range(50):
        name = f"{secrets.token_urlsafe(32)}.ics" if number % 2 else secrets.token_urlsafe(32)
        path = "feed" if number % 2 else "p"
        assert (await scene.opens(f"{scene.pages.public_url}/{path}/{name}")).status == 404
    from tests.threats.test_guesses import acts

    assert await acts(scene.talks) == [("keep_running", '{"refused": "pages"}')]
