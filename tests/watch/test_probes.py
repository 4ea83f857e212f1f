"""What whoever runs the machine is told: whether it is well, and figures without a name or a case."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.console import cast
from adapters.page.serve import listen, serve_at
from adapters.schedule import sweep
from adapters.watch import TURNS_WITHIN_S, Watch, app
from bot.disclosure import Sensitive
from bot.house.serving import first_of
from bot.policies.access import listening
from storage.engine import open_engine
from storage.peek import Peek
from tests.house import CANARY, Talks


class Looks:
    """Whoever watches, at whatever house is open now."""

    def __init__(self, house: Talks) -> None:
        self._house = house
        self._peeks: list[Peek] = []

    @property
    def now(self) -> Watch:
        self._peeks.append(Peek(f"sqlite:///{self._house.file}"))
        return Watch(self._house.player.house, self._peeks[-1])

    async def close(self) -> None:
        for peek in self._peeks:
            await peek.close()


@pytest.fixture
async def watch(house: Talks) -> AsyncIterator[Looks]:
    looks = Looks(house)
    yield looks
    await looks.close()


def _figure(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.M)
    assert found, name
    return float(found.group(1))


async def _turns(house: Talks) -> None:
    """As the ticker does it."""
    await sweep(house.player.house)
    house.player.house.tally.ticks(swept=True)


async def test_ready_is_who_swept_once_and_reaches_database_and_platforms(
    house: Talks, watch: Looks
) -> None:
    assert await watch.now.lacks() == {"database": None, "sweep": "none ended yet", "console": None}
    await _turns(house)
    assert set((await watch.now.lacks()).values()) == {None}
    house.player.house.tally.ticks(swept=False)  # a sweep that failed leaves the older one to count
    assert set((await watch.now.lacks()).values()) == {None}


async def test_not_ready_is_who_has_another_schema_or_is_not_connected(
    house: Talks, watch: Looks
) -> None:
    await _turns(house)
    house.stage.hears = False
    assert (await watch.now.lacks())["console"] == "not connected"
    engine = open_engine(f"sqlite:///{house.file}")
    async with engine.begin() as connection:
        await connection.exec_driver_sql("update confer_schema set version_num = '0001_start'")
    await engine.dispose()
    said = await watch.now.lacks()
    assert said["database"] == "The database is of another schema. Run: confer migrate"


async def test_the_database_is_looked_at_beside_one_who_holds_it(
    house: Talks, watch: Looks
) -> None:
    """SQLite has one writer, and a program that hangs in the middle must still be seen."""
    async with house.player.house.unit() as unit:
        await unit.marks.put("held", Sensitive("held"))
        assert (await watch.now.lacks())["database"] is None


async def test_a_program_whose_sweep_does_not_turn_is_to_be_started_anew(
    house: Talks, watch: Looks
) -> None:
    tally = house.player.house.tally
    assert tally.ticked_s is None
    assert watch.now.stuck() is None  # the first sweep may have much to do
    await _turns(house)
    assert watch.now.stuck() is None
    tally._ticked = time.monotonic() - TURNS_WITHIN_S - 1
    assert watch.now.stuck() == "nothing for 181 s"


async def test_the_listener_answers_three_paths_and_nothing_else(house: Talks) -> None:
    await _turns(house)
    peek, here = Peek(f"sqlite:///{house.file}"), listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{here.getsockname()[1]}"

    async def asks() -> None:
        async with ClientSession() as session:
            for path, status in (("healthz", 200), ("readyz", 200), ("metrics", 200), ("", 404)):
                async with session.get(f"{url}/{path}") as answer:
                    assert answer.status == status, path
            async with session.post(f"{url}/metrics") as answer:
                assert answer.status == 405

    await first_of([serve_at(here, app(house.player.house, peek)), asks()])
    await peek.close()


async def test_figures_count_what_was_due_late_sent_and_failed(house: Talks, watch: Looks) -> None:
    await house.raised()
    before = await watch.now.figures()
    assert _figure(before, "confer_rungs_late_total") == 0
    assert _figure(before, "confer_outbox_due") == 0
    house.clock.move_to(house.clock.now().replace(day=6))  # four days that nobody swept
    due = await watch.now.figures()
    assert _figure(due, "confer_rungs_due") >= 1
    assert _figure(due, "confer_rungs_age_seconds") > 3600
    await _turns(house)
    after = await watch.now.figures()
    assert _figure(after, "confer_rungs_due") == 0
    assert _figure(after, "confer_rungs_late_total") >= 1
    sent = 'confer_parcels_sent_total{platform="console"}'
    assert _figure(after, sent) > _figure(before, sent)
    assert _figure(after, 'confer_rung_delay_seconds_bucket{le="3600.0"}') < _figure(
        after, 'confer_rung_delay_seconds_bucket{le="+Inf"}'
    )
    assert _figure(after, "confer_sweep_age_seconds") < 60


async def test_no_figure_holds_a_word_a_name_or_a_reference(house: Talks, watch: Looks) -> None:
    ref = await house.started()
    await house.waits(days=20)
    text = "\n".join([await watch.now.figures(), *map(str, await watch.now.lacks())])
    people = cast.directory("console").people.values()
    names = {listening().open(person.name) for person in people} | {p.key for p in people}
    for hidden in (CANARY, ref, *names):
        assert hidden.casefold() not in text.casefold(), hidden
    labels = {found for found in re.findall(r"\{(\w+)=", text)}
    assert labels == {"platform", "le"}


async def test_a_database_that_is_gone_is_a_figure_and_no_error(
    house: Talks, tmp_path: Path
) -> None:
    peek = Peek(f"sqlite:///{tmp_path / 'nothing.db'}")
    text = await Watch(house.player.house, peek).figures()
    assert _figure(text, "confer_database_up") == 0
    await peek.close()
