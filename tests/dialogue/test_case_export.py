"""Mirrors commands/case_export.py and commands/plan_picture.py: files for one person's eyes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from stat import S_IMODE
from typing import Any

from docx import Document

from tests.house import CANARY, Said, Talks, texts

NOTHING = "There is nothing here for you under that name."


def file_of(said: Said) -> Path:
    """The file that a console lays down; its path is the last line."""
    return Path(said.text.splitlines()[-1])


async def test_a_case_becomes_a_file_for_one_seat_under_four_eyes_and_every_page_says_so(
    full: Talks,
) -> None:
    ref = await full.started()
    await full.says("teacher", f"/concern detail {ref} detail:comes late {CANARY}")

    asked = await full.says(
        "social", f"/case export {ref} for:mental_health", "skip", "@psychologist"
    )
    assert "confirm" in asked[-1].text
    shown = await full.says("psychologist", "[Open]")
    assert CANARY not in shown[-1].text
    await full.says("psychologist", "[Confirm]")
    told = await full.says("social", "[Open]")

    path = file_of(told[-1])
    assert path.name == "1-file.docx"
    assert S_IMODE(path.stat().st_mode) == 0o600
    document: Any = Document(BytesIO(path.read_bytes()))
    marks = [p.text for p in document.sections[0].header.paragraphs]
    assert marks[0].startswith("For Mental health team alone, until Wed 1 Apr")
    assert marks[1] == "Purpose: assessment. Footing: public task. Agreement, version 1."
    assert "confirmed by psychologist" in marks[2]
    body = "\n".join(p.text for p in document.paragraphs)
    assert "comes late" in body
    assert "counselling (person, voluntary)" in body
    assert document.core_properties.author == ""

    assert full.reads(f"circle:{ref}")[-1] == (
        f"{ref} · A file of this case was made for a named recipient."
    )
    assert "social" in (await full.says("teacher", "/my opened"))[-1].text
    again = await full.says("social", f"/case export {ref} for:mental_health footing:public_task")
    assert texts(again)[0] == "A second person from another agency has to confirm this."


async def test_a_seat_outside_the_circle_gets_no_words_and_nobody_else_makes_a_file(
    full: Talks,
) -> None:
    ref = await full.started()
    for who in ("teacher", "coordinator", "nurse", "admin", "mentor"):
        assert texts(await full.says(who, f"/case export {ref} for:housing")) == [NOTHING]

    await full.says("social", f"/case export {ref} for:housing until:30d second:@teacher")
    await full.says("teacher", "[Open]", "[Confirm]")
    told = await full.says("social", "[Open]")

    document: Any = Document(BytesIO(file_of(told[-1]).read_bytes()))
    body = "\n".join(p.text for p in document.paragraphs)
    assert "counselling" in body
    assert CANARY not in body


async def test_the_plan_as_a_picture_holds_set_words_and_comes_to_one_person(house: Talks) -> None:
    ref = await house.started()
    await house.waits(days=16)

    told = await house.says("social", f"/plan show {ref}", "[As a picture]")

    lines = told[-1].text.splitlines()
    assert lines[0] == f"{ref}, plan 1, as a picture:"
    assert lines[1] == f"{ref} · support is running"
    assert lines[2] == "1 counselling, Social services, Mon 2 Mar – Mon 16 Mar: agreed, late"
    content = file_of(told[-1]).read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(content[16:20]) == 1080
    assert file_of(told[-1]).name == "1-overview.png"
    assert texts(await house.says("mentor", f"/plan picture {ref}")) == [NOTHING]
