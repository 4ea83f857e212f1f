"""Somebody who may write the whole database, even with the master key, is found from outside."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import StoreTrouble
from bot.house import Opened
from bot.rounds import auditing as rounds
from bot.vocabulary.reference import Fingerprint
from storage import FileWitness, Store, check_export, export_audit, open_store
from tests.house import CANARY, KEYS, Talks


async def watched(house: Talks, heads: Path) -> Opened:
    store = await open_store(f"sqlite:///{house.file}", KEYS, clock=house.clock.now)
    return Opened(house.player.house, store).watched(heads)


async def written_anew(house: Talks, store: Store) -> None:
    """With database and master key: every entry of the teacher becomes one of the nurse, and is signed."""
    async with store.unit() as unit:
        teacher = (await unit.people.directory()).by_key("teacher")
        nurse = (await unit.people.directory()).by_key("nurse")
        assert teacher is not None
        assert nurse is not None
    with sqlite3.connect(house.file) as raw:
        raw.row_factory = sqlite3.Row
        rows = [dict(row) for row in raw.execute("select * from audit order by seq")]
        for verb in ("update", "delete"):
            raw.execute(f"drop trigger audit_no_{verb}")
        for table in ("audit", "audit_heads", "audit_keys"):
            raw.execute(f"delete from {table}")  # noqa: S608  # names of ours
    raw.close()
    assert any(row["actor"] == nurse.no.value for row in rows)
    again = await open_store(f"sqlite:///{house.file}", KEYS, clock=house.clock.now)
    async with again.unit() as unit:
        for row in rows:
            by = teacher.no.value if row["actor"] == nurse.no.value else row["actor"]
            unit.audit._new.append(entry(row) | {"actor": by})
        await unit.commit()
    await again.close()


def entry(row: dict[str, object]) -> dict[str, object]:
    """A raw row as the store reads it."""
    from datetime import UTC, datetime, timedelta
    from uuid import UUID

    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(str(row["at"])))
    case = UUID(str(row["case_id"])) if row["case_id"] else None
    return {name: row[name] for name in ("actor", "act", "whom", "facts")} | {
        "at": at,
        "case_id": case,
    }


async def test_an_audit_written_anew_with_every_key_holds_inside_and_not_against_the_kept_heads(
    house: Talks, tmp_path: Path
) -> None:
    await house.owned()
    opened = await watched(house, tmp_path / "heads.txt")
    await rounds.go(opened.house)
    witness = opened.house.witness
    assert witness is not None
    before = await witness.verify()

    await written_anew(house, opened.store)

    fresh = await open_store(f"sqlite:///{house.file}", KEYS, clock=house.clock.now)
    async with fresh.unit() as unit:
        assert await unit.audit.verify() == before.count
    with pytest.raises(StoreTrouble, match="was written anew"):
        await FileWitness(tmp_path / "heads.txt", fresh.unit, 1).verify()
    with pytest.raises(StoreTrouble, match="This fingerprint fits no entry"):
        await FileWitness(None, fresh.unit, 1).verify(before.fingerprint)
    await fresh.close()
    await opened.close()


async def test_an_audit_emptied_with_all_its_heads_and_keys_is_found_from_outside(
    house: Talks, tmp_path: Path
) -> None:
    await house.raised()
    opened = await watched(house, tmp_path / "heads.txt")
    await rounds.go(opened.house)
    with sqlite3.connect(house.file) as raw:
        for verb in ("update", "delete"):
            raw.execute(f"drop trigger audit_no_{verb}")
        for table in ("audit", "audit_heads", "audit_keys"):
            raw.execute(f"delete from {table}")  # noqa: S608  # names of ours
    raw.close()

    fresh = await open_store(f"sqlite:///{house.file}", KEYS, clock=house.clock.now)
    with pytest.raises(StoreTrouble, match="The audit ends too early, after entry 0"):
        await FileWitness(tmp_path / "heads.txt", fresh.unit, 1).verify()
    await fresh.close()
    await opened.close()


async def test_every_hour_the_head_is_kept_once_and_older_lines_stay(
    house: Talks, tmp_path: Path
) -> None:
    heads = tmp_path / "heads.txt"
    await house.raised()
    opened = await watched(house, heads)
    await rounds.go(opened.house)
    await rounds.go(opened.house)
    first = heads.read_text()
    await house.waits(hours=1)
    await rounds.go(opened.house)
    assert heads.read_text() == first  # nothing happened
    await house.says("coordinator", f"/case answer {house.ref} next:screening by:2d")
    await house.waits(hours=1)
    await rounds.go(opened.house)

    assert heads.read_text().startswith(first)
    assert len(heads.read_text().splitlines()) == 2
    assert CANARY not in heads.read_text()
    assert house.ref not in heads.read_text()
    await opened.close()


async def test_on_mondays_the_seats_read_a_fingerprint_that_verify_finds_again(
    house: Talks, tmp_path: Path
) -> None:
    await house.raised()
    opened = await watched(house, tmp_path / "heads.txt")
    await rounds.go(opened.house)
    await rounds.go(opened.house)
    await house.player.tick()
    (line,) = [text for text in house.seats if "fingerprint" in text]
    words = line.partition(": ")[2].partition(".")[0]
    await house.says("coordinator", f"/case answer {house.ref} next:screening by:2d")

    witness = opened.house.witness
    assert witness is not None
    assert (await witness.verify(Fingerprint.parse(words))).count > 0
    await house.waits(days=6)
    await rounds.go(opened.house)
    await house.player.tick()
    assert len([text for text in house.seats if "fingerprint" in text]) == 1
    await house.waits(days=1)
    await rounds.go(opened.house)
    await house.player.tick()
    assert len({text for text in house.seats if "fingerprint" in text}) == 2
    await opened.close()


async def test_an_audit_that_does_not_hold_gets_no_fingerprint_and_auditor_and_coordinator_hear(
    house: Talks, tmp_path: Path
) -> None:
    await house.raised()
    with sqlite3.connect(house.file) as raw:
        raw.execute("drop trigger audit_no_update")
        raw.execute("update audit set actor = 9 where seq = 1")
    raw.close()
    opened = await watched(house, tmp_path / "heads.txt")

    await rounds.go(opened.house)
    await house.waits(days=1)

    assert not [text for text in house.seats if "fingerprint" in text]
    for who in ("auditor", "coordinator"):
        assert any("The audit does not hold" in text for text in house.reads(who, "notice"))
    assert not any("The audit" in text for text in house.reads("admin", "notice"))
    await opened.close()


async def test_a_head_that_cannot_be_kept_is_told_and_stops_nothing(
    house: Talks, tmp_path: Path
) -> None:
    await house.raised()
    opened = await watched(house, tmp_path / "no such folder" / "heads.txt")
    await rounds.go(opened.house)
    await house.waits(days=1)

    assert any("could not be kept outside" in text for text in house.reads("auditor", "notice"))
    await opened.close()


# --- the export ---


async def exported(house: Talks, to: Path) -> list[str]:
    await house.owned()
    store = await open_store(f"sqlite:///{house.file}", KEYS, clock=house.clock.now)
    try:
        await export_audit(store.unit, to)
    finally:
        await store.close()
    return to.read_text().splitlines()


async def test_an_export_is_verified_without_database_or_key_and_holds_no_words(
    house: Talks, tmp_path: Path
) -> None:
    lines = await exported(house, tmp_path / "audit.jsonl")

    head = check_export(tmp_path / "audit.jsonl")
    assert head.count == len(lines) - 2
    assert check_export(tmp_path / "audit.jsonl", head.fingerprint) == head
    assert (tmp_path / "audit.jsonl").stat().st_mode & 0o077 == 0
    whole = "\n".join(lines)
    assert CANARY not in whole
    assert house.ref not in whole
    with pytest.raises(StoreTrouble, match="is there already"):
        await exported(house, tmp_path / "audit.jsonl")


@pytest.mark.parametrize(
    "change", ["edit", "cut", "drop", "swap", "replay", "resign", "garbage", "empty"]
)
async def test_an_export_that_was_changed_is_found(
    house: Talks, tmp_path: Path, change: str
) -> None:
    file = tmp_path / "audit.jsonl"
    lines = await exported(house, file)
    third = json.loads(lines[3])
    match change:
        case "edit":
            lines[3] = json.dumps({**third, "actor": 99})
        case "cut":
            del lines[-3:-1]
        case "drop":
            del lines[3]
        case "swap":
            lines[3], lines[4] = lines[4], lines[3]
        case "replay":
            lines.insert(4, lines[3])
        case "resign":
            lines[3] = json.dumps({**third, "signature": json.loads(lines[4])["signature"]})
        case "garbage":
            lines[3] = CANARY
        case _:
            lines = []
    file.write_text("".join(line + "\n" for line in lines))

    with pytest.raises(StoreTrouble) as caught:
        check_export(file)
    assert CANARY not in str(caught.value)


def confer(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def test_the_command_line_says_it_in_a_sentence_and_ends_with_a_code(
    house: Talks, tmp_path: Path
) -> None:
    await exported(house, tmp_path / "audit.jsonl")

    good = confer("audit", "verify", "--file", "audit.jsonl", folder=tmp_path)
    assert good.returncode == 0
    assert good.stdout.startswith("The audit holds: ")
    bad = confer("audit", "verify", "--file", "confer.db", folder=tmp_path)
    assert (bad.returncode, bad.stderr.count("\n")) == (2, 1)
    words = confer(
        "audit", "verify", "--file", "audit.jsonl", "--fingerprint", CANARY, folder=tmp_path
    )
    assert words.returncode == 2
    assert CANARY not in words.stderr + words.stdout


def test_a_fingerprint_is_ten_words_and_is_read_back(house: Talks) -> None:
    for number in (0, 1, 12_345_678_901_234_567_890, Fingerprint.SPACE - 1):
        one = Fingerprint(number)
        assert len(str(one).split()) == 10
        assert Fingerprint.parse(f"  {str(one).upper()}. ") == one
    with pytest.raises(ValueError, match="no such fingerprint"):
        Fingerprint(Fingerprint.SPACE)
