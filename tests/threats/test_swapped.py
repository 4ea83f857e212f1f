"""Ciphertext that somebody moved, cut or exchanged behind Confer's back: found, refused, audited, not shown."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
UNSOUND = (
    "What is stored there does not fit, so it was not used. Nothing was changed. Whoever audits hears of it"
    " now."
)
OTHER = "something else of another case"
CHANGED = {
    "swapped between cases": "update texts set words = (select words from texts where kind = 'detail'"
    " order by rowid desc limit 1) where rowid = (select min(rowid) from texts where kind = 'detail')",
    "swapped between rows of one case": "update texts set words = (select other.words from texts as other where"
    " other.case_id = texts.case_id and other.kind = 'detail' and other.item <> texts.item limit 1)"
    " where kind = 'detail' and (select count(*) from texts as more where more.case_id = texts.case_id"
    " and more.kind = 'detail') > 1",
    "swapped between columns": "update texts set words = (select hidden from cases limit 1)",
    "cut": "update texts set words = substr(words, 1, length(words) - 1)",
    "under another version": "update texts set key_version = 7",
    "of another key": "update data_keys set wrapped = (select wrapped from data_keys where owner = 'people')"
    " where owner like 'case:%:detail'",
}


async def _changed(house: Talks, statement: str) -> str:
    ref = await house.started()
    await house.says("nurse", f"/concern detail {ref} detail:{CANARY} more")
    second = await house.raised("teacher")
    await house.says("teacher", f"/concern detail {second} detail:{OTHER}")
    with contextlib.closing(sqlite3.connect(house.file)) as connection:
        connection.execute(statement)
        connection.commit()
    return ref


def _audited(house: Talks) -> list[str]:
    with contextlib.closing(sqlite3.connect(house.file)) as connection:
        found = connection.execute("select facts from audit where facts like '%unsound%'")
        return [facts for (facts,) in found.fetchall()]


@pytest.mark.parametrize("statement", CHANGED.values(), ids=CHANGED)
async def test_whoever_opens_it_reads_nothing_of_it_and_whoever_audits_hears(
    house: Talks, statement: str
) -> None:
    ref = await _changed(house, statement)

    told = texts(await house.says("social", f"/case open {ref} what:detail why:prepare_visit"))

    assert told in ([UNSOUND], [NOTHING])
    assert OTHER not in str(house.reads("social"))
    assert len(_audited(house)) == 1
    for who in ("auditor", "coordinator"):
        assert any("was not shown" in text for text in house.reads(who, "notice"))
    # Nobody else waits for it, and a second look says the same. Help leaves it out.
    assert texts(await house.says("nurse", "/confer help"))[0].startswith("What you can do")
    assert (
        texts(await house.says("social", f"/case open {ref} what:detail why:prepare_visit")) == told
    )
    assert len(_audited(house)) == 1


async def test_a_case_whose_hidden_part_was_exchanged_is_not_there_and_holds_up_no_other(
    house: Talks,
) -> None:
    first = "select rowid from cases order by raised limit 1"
    ref = await _changed(
        house,
        f"update cases set hidden = zeroblob(60) where rowid = ({first})",  # noqa: S608  # ours
    )
    for who in ("social", "coordinator", "housing"):
        assert texts(await house.says(who, f"/case show {ref}")) == [NOTHING]
    assert _audited(house)
    before = len(house.seats)

    await house.waits(hours=25)

    assert len(house.seats) > before  # the other concern's clock has rung
    assert any("was not shown" in text for text in house.reads("auditor", "notice"))
