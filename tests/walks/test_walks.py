"""Random people do random things in either profile, with crashes and a clock that moves: the rules hold.

2,000 steps in `make test`, 100,000 in `make soak`. After each walk its people bring every case to an end.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from tests.walks.ending import finish
from tests.walks.rules import Broken
from tests.walks.walk import IN_FULL, WAYS, Field, scenario

LENGTH = 50
FEW, MANY = 20, int(os.environ.get("SOAK_WALKS", "1000"))  # walks of this length, in each profile


async def walked(field: Field, seeds: range) -> int:
    """Raises AssertionError with the shortest walk that breaks the same rule."""
    steps = 0
    for seed in seeds:
        random = Random(seed)  # noqa: S311  # not for secrets: a walk is to be walked again
        way = random.choice([w for w in WAYS if field.profile == "full" or w not in IN_FULL])
        walk = await field.begin(way)
        try:
            for _ in range(LENGTH):
                await walk.take(await walk.draw(random))
            await finish(walk)
        except Broken as broken:
            short = await field.shortest(way, walk.steps, broken.rule, 20)
            told = f"{broken}\nseed {seed}\n{scenario(field.profile, way, short)}"
            raise AssertionError(told) from None
        finally:
            await walk.close()
        steps += LENGTH
    return steps


@pytest.mark.parametrize("profile", ["light", "full"])
async def test_a_thousand_random_steps_break_no_rule(
    profile: str, tmp_path: Path, migrated: Path
) -> None:
    field = Field(tmp_path, migrated, profile)

    assert await walked(field, range(FEW)) == 1_000


@pytest.mark.soak
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("profile", ["light", "full"])
async def test_fifty_thousand_random_steps_break_no_rule(
    profile: str, tmp_path: Path, migrated: Path
) -> None:
    field = Field(tmp_path, migrated, profile, far=True)

    assert await walked(field, range(1_000, 1_000 + MANY)) == MANY * LENGTH
