"""The police hold a case in one house, its coordinator pauses it in the other: nobody else can tell which."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tests.house import Talks
from tests.walks import lines
from tests.walks.rules import Rules

TOLD: Final = frozenset({"coordinator", "deputy", "officer", "police_deputy", "auditor"})
_REF: Final = re.compile(r"\b[a-z]+-[a-z]+-\d{2}-[A-Z]\b")
WAYS: Final = ("raised", "answered", "taken", "owned", "started", "closing")


async def _lived(
    talks: Talks, pause: tuple[str, str], typed: list[tuple[str, str]]
) -> list[object]:
    """What everybody else reads from the pause on."""
    before, ref = len(talks.stage.lines), talks.ref
    await talks.says(pause[0], pause[1].format(ref=ref))
    for who, words in typed:
        await talks.says(who, words.replace("{case:0}", ref))
        await talks.waits(hours=5)
    read = [said for said in talks.stage.lines[before:] if said.place not in TOLD]
    return [(s.at, s.place, s.kind, _REF.sub("REF", s.text), s.buttons) for s in read]


@pytest.mark.parametrize("seed", range(4))
async def test_a_hold_reads_like_a_pause_whatever_others_type(
    seed: int, tmp_path: Path, migrated: Path
) -> None:
    random = Random(seed)  # noqa: S311  # not for secrets
    profile = random.choice(["light", "full"])
    folders = tmp_path / "one", tmp_path / "other"
    for folder in folders:
        folder.mkdir()
    talks, other = (Talks(one, migrated, profile=profile, unlimited=True) for one in folders)
    for house in (talks, other):
        await house.open()
    await getattr(talks, random.choice(WAYS))()
    rules = Rules(talks)
    rules.open()
    await rules.meet()
    await rules.hold()
    drawn = [lines.line(random, lines.Known(rules.cases, rules.scene)) for _ in range(60)]
    typed = [one for one in drawn if one[0] not in TOLD][:12]
    rules.close()
    fork = await talks.keep()

    held = await _lived(talks, ("officer", "/case pause {ref}"), typed)
    await other.jump(fork)
    paused = await _lived(other, ("coordinator", "/case pause {ref} why:person_away"), typed)

    await talks.close()
    await other.close()
    assert len(held) > len(typed)
    assert held == paused
