"""At the end of its keeping time a case is erased, whoever audits hears of it, and a bare tally stays."""

from __future__ import annotations

import sqlite3

from tests.house import Talks, texts

NOTHING = "There is nothing here for you under that name."


async def _pointed(house: Talks) -> str:
    ref = await house.answered()
    await house.says(
        "coordinator", f"/case point {ref} why:other_help_fits to:family-advice second:@deputy"
    )
    await house.says("deputy", "[Open]", "[Confirm]")
    return ref


def _rows(house: Talks, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(house.file)
    rows = connection.execute(query).fetchall()
    connection.close()
    return rows


async def test_a_case_that_was_not_taken_is_erased_once_its_keeping_time_is_over(
    house: Talks,
) -> None:
    ref = await _pointed(house)
    await house.waits(days=170)
    assert ref in "\n".join(texts(await house.says("coordinator", f"/case show {ref}")))
    before = len(house.seats)

    await house.waits(days=20)

    assert texts(await house.says("coordinator", f"/case show {ref}")) == [NOTHING]
    assert house.seats[before:] == []
    for table in ("cases", "texts", "parties", "clocks", "openings"):
        assert _rows(house, f"select * from {table}") == [], table  # noqa: S608  # a name of ours
    assert _rows(house, "select * from data_keys where owner like 'case:%'") == []
    assert _rows(house, "select year, state, why, count from tallies") == [
        (2026, "not_taken", "time", 1)
    ]
    assert house.reads("auditor", "notice")[-1] == (
        "Something was erased, and its certificate is there for you."
    )
    said = texts(await house.says("auditor", "/confer logs"))[-1]
    assert "1 data keys, then 2 sealed texts" in said
    assert "its keeping time ended" in said
    assert ref not in said


async def test_a_draft_is_counted_and_has_no_certificate(house: Talks) -> None:
    await house.says("nurse", "/concern ladder step:2_speak result:done", "/concern rest")

    assert _rows(house, "select state, why, count from tallies") == [("draft", "author", 1)]
    assert house.reads("auditor", "notice") == []
    assert "Erased" not in texts(await house.says("auditor", "/confer logs"))[-1]


async def test_the_audit_still_holds_after_an_erasure(house: Talks) -> None:
    await _pointed(house)
    await house.waits(days=200)

    async with house.player.house.unit() as unit:
        assert await unit.audit.verify()
