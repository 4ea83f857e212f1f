"""The master key is shared out to agencies and put together again, and every seat hears of it."""

from __future__ import annotations

import asyncio
import base64
import re
import sqlite3
from itertools import combinations
from pathlib import Path

import pytest

from bot.config import load
from bot.errors import StoreTrouble
from bot.house import seat as seat_founders
from bot.house.serving import founders
from storage import MasterKeys, open_store, shares
from storage.shares import Gathered
from tests.contract.samples import NOW
from tests.storage_keys.desk import Desk

KEY = bytes(range(32))


def _combined(*texts: str) -> bytes:
    gathered = Gathered()
    for text in texts:
        gathered.add(text)
    return gathered.key()


def test_any_three_of_five_give_the_key_back_and_two_give_none() -> None:
    made = shares.split(KEY, needed=3, count=5)
    for three in combinations(made, 3):
        assert _combined(*three) == KEY
    for two in combinations(made, 2):
        with pytest.raises(StoreTrouble, match="do not make a master key"):
            _combined(*two)


@pytest.mark.parametrize(("needed", "count"), [(2, 5), (1, 3), (4, 3), (3, 17), (3, 2), (0, 0)])
def test_fewer_than_three_agencies_are_refused(needed: int, count: int) -> None:
    with pytest.raises(StoreTrouble, match="at least 3 agencies"):
        shares.split(KEY, needed=needed, count=count)


def test_a_share_that_is_mistyped_strange_or_typed_twice_is_said_and_not_repeated() -> None:
    one, two, *_ = shares.split(KEY, needed=3, count=5)
    other = shares.split(KEY, needed=3, count=5)[2]
    words = one.split()
    wrong = "academic" if words[0] != "academic" else "acid"
    gathered = Gathered()
    for bad in ("", "quokka", " ".join(words[:-1]), " ".join([wrong, *words[1:]]), one + " x"):
        with pytest.raises(StoreTrouble, match="Type its 33 words again") as caught:
            gathered.add(bad)
        assert not set(words) & set(str(caught.value).split())
    gathered.add("  " + one.upper().replace(" ", "\n"))
    assert gathered.missing == 2
    with pytest.raises(StoreTrouble, match="typed already"):
        gathered.add(one)
    with pytest.raises(StoreTrouble, match="another splitting"):
        gathered.add(other)
    gathered.add(two)
    assert gathered.missing == 1


async def _seat(desk: Desk) -> None:
    store = await open_store(desk.url, MasterKeys.of(KEY), clock=lambda: NOW)
    await seat_founders(store, founders(load(desk.folder / "config.toml")))
    await store.close()


MATRIX = """
[matrix]
homeserver = "https://matrix.example.org"
user = "@confer:example.org"
seats_room = "#seats:example.org"
"""


@pytest.fixture
def desk(tmp_path: Path, migrated: Path) -> Desk:
    made = Desk.make(tmp_path, migrated, KEY, MATRIX)
    asyncio.run(_seat(made))
    return made


def _pages(said: str) -> list[tuple[str, str]]:
    """Whom a page is for, and its words in order."""
    found: list[tuple[str, str]] = []
    for page in said.split("\f")[:-1]:
        whom = page.partition("For: ")[2].splitlines()[0]
        numbered = sorted(
            (int(n), word) for n, word in re.findall(r" ?(\d+) ([a-z]+) *(?:$|   )", page, re.M)
        )
        found.append((whom, " ".join(word for _, word in numbered)))
    return found


def _told(desk: Desk) -> tuple[list[str], list[int]]:
    """The notices that wait, and whom the audit names."""
    connection = sqlite3.connect(desk.folder / "confer.db")
    notices = [kind for (kind,) in connection.execute("select kind from outbox")]
    query = "select whom from audit where act = 'use_recovery_share' order by seq"
    seats = [whom for (whom,) in connection.execute(query)]
    connection.close()
    return notices, seats


def test_a_lost_key_comes_back_from_three_pages_and_every_seat_hears_of_it(desk: Desk) -> None:
    pages = _pages(desk.types("keys", "split"))
    assert len(pages) == 3
    assert all(len(words.split()) == shares.WORDS for _whom, words in pages)
    assert _told(desk) == (["Notice"] * 3, [1, 3, 5])

    (desk.folder / "master.key").unlink()
    typed = "\n".join(["nonsense", *(words for _whom, words in pages)]) + "\n"
    said = desk.types("keys", "recover", answers=typed)

    assert "The master key is back." in said
    asked = re.findall(r"A share's words[^:]*:", said)
    assert asked == [
        *["A share's words:"] * 2,  # before the first one it is not known how many it takes
        "A share's words (2 to go):",
        "A share's words (1 to go):",
    ]
    # One word alone may be one that Confer uses too.
    assert not any(" ".join(words.split()[4:7]) in said for _whom, words in pages)
    assert MasterKeys.read(desk.folder / "master.key").epochs == {1: KEY}
    assert _told(desk) == (["Notice"] * 6, [1, 3, 5] * 2)


def test_shares_of_an_older_key_are_refused_and_nothing_is_kept(desk: Desk) -> None:
    pages = _pages(desk.types("keys", "split"))
    desk.types("keys", "rotate")
    (desk.folder / "master.key").unlink()
    typed = "\n".join(words for _whom, words in pages) + "\n"
    code, said = desk.tries("keys", "recover", answers=typed)

    assert (code, "does not fit this database" in said) == (2, True)
    assert not (desk.folder / "master.key").exists()


def test_another_key_in_the_way_is_said_before_anybody_is_told(desk: Desk) -> None:
    pages = _pages(desk.types("keys", "split"))
    told = _told(desk)
    strange = base64.b64encode(bytes(32)).decode() + "\n"
    (desk.folder / "master.key").write_text(strange)
    typed = "\n".join(words for _whom, words in pages) + "\n"
    code, said = desk.tries("keys", "recover", answers=typed)

    assert (code, "Move it away, and type the shares again" in said) == (2, True), said
    assert (desk.folder / "master.key").read_text() == strange
    assert _told(desk) == told


def test_too_few_agencies_or_strange_seats_get_no_shares(desk: Desk) -> None:
    for words, says in (
        (["--seat", "town", "--seat", "police"], "at least 3 agencies"),
        (["--seat", "town", "--seat", "town", "--seat", "police"], "another live seat"),
        (["--seat", "nowhere"], "another live seat"),
        (["--needed", "4"], "at least 3 agencies"),
        (["--needed", "2"], "at least 3 agencies"),
    ):
        code, said = desk.tries("keys", "split", *words)
        assert (code, says in said, "\f" in said) == (2, True, False), words
    assert _told(desk) == ([], [])
