"""The guard by itself: what it reads of an identity, what it stops at, and what it forgets."""

from __future__ import annotations

import time
from datetime import date
from uuid import uuid4

import pytest

from adapters.guard import CaseGuard, pieces
from adapters.guard.identity import read
from adapters.guard.match import Index
from adapters.guard.patterns import Patterns
from bot.disclosure import Sensitive
from bot.parts import CaseId
from bot.policies.access import guarding
from bot.ports import Finding
from tests.guard.people import TODAY

NOBODY = [
    "",
    "Thank you, we meet on Tuesday at 10:00.",
    "Lines leave at 08:30, 13:00 and 16:00.",
    "case answer amber-harbour-47-K next:screening by:2d",
    "call 112 if it is urgent",
    "The agreement of 1.2.2026, version 2.11.3, pages 12-14",
    "Ticket #20261128 and invoice no. 12345678",
    "12 500 000 kr. for 60 000 people, 2024-2026",
    "We meet at half past 12, room 1204, floor 12",
    "Am Bahnhof 12 Uhr, am Hof 3 Tage lang",
    "case amber-harbour-47-K has 14 steps",
]
SOMEBODY = {
    "DK": ["ring 22 33 44 55", "22334455", "cpr 010203-1234", "født 3. marts 2011", "Nørregade 12, 2. tv"],
    "NL": ["bel 0612345678", "bsn 111222333", "geb. 03-02-2011", "Kerkstraat 12a", "NL91ABNA0417164300"],
    "DE": ["030/123 45 67", "geboren am 3. März 2011", "Hauptstraße 7", "Steuer-ID 86095742719"],
    "FR": ["06 12 34 56 78", "né le 3 août 2011", "12, rue de la Paix", "1 84 12 76 451 089 46"],
    "GB": ["07700 900123", "born 3 February 2011", "12 High Street", "NHS 943 476 5919", "a.b-c@example.org"],
}  # fmt: skip


@pytest.mark.parametrize("text", NOBODY)
def test_words_about_the_work_are_left_alone(text: str) -> None:
    assert not any(Patterns(country).find(text, TODAY) for country in SOMEBODY)


@pytest.mark.parametrize(
    ("country", "text"), [(c, t) for c, every in SOMEBODY.items() for t in every]
)
def test_numbers_days_and_addresses_of_a_person_are_found_in_their_country(
    country: str, text: str
) -> None:
    assert Patterns(country).find(f"See {text} please", TODAY)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("call 22\u200b33\u200b44\u200b55", "zero-width signs"),
        ("call 22\u00a033\u202f44\u00a055", "blanks"),
    ],
)
def test_what_hides_a_number_hides_it_from_nobody(text: str, hidden: str) -> None:
    assert Patterns("DK").find(text, TODAY), hidden


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Anna Holm", "Holm, Anna"),
        ("Holm, Anna", "Anna Sofie Holm"),
        ("anna holm", "ANNA HOLM"),
        ("Her name is Anna Holm, called Mimi", "Anna-Holm"),
        ("Robert Smith", "Bob Smith"),
        ("Christina Møller", "Tina Moeller"),
        ("Anne-Marie van den Berg", "Marie Berg"),
        ("Schülerin Anna Holm, Klasse 7b, Mutter Lone Holm", "Lone Holm"),
        ("José García López", "Jose Lopez"),
        ("Zoë O'Brien", "Zoe OBrien"),
        ("Юлия Иванова", "Иванова Юлия"),
    ],
)
def test_a_person_is_known_however_it_was_written_down(written: str, said: str) -> None:
    index = Index()
    index.put(1, [written], TODAY)

    assert index.strict(f"I saw {said} today", TODAY)


@pytest.mark.parametrize(
    "said",
    [
        "Anna was there",
        "the Holm family",
        "Anna Berg",
        "Hanna Holm",
        "Johan Holm and Anna Berg came by train",
        "Johan Holm, Anna Berg",
        "Anna was with Mrs Holm",
    ],
)
def test_one_name_or_another_person_of_that_name_is_nobody_beyond_doubt(said: str) -> None:
    index = Index()
    index.put(1, ["Anna Holm"], TODAY)

    assert not index.strict(said, TODAY)


def test_names_that_are_words_are_found_as_names_and_not_as_words() -> None:
    index = Index()
    index.put(1, ["Mark Hill, Rose May"], TODAY)

    assert index.strict("I saw Mark Hill", TODAY)
    assert not index.strict("We mark a place on the hill, and the rose may bloom", TODAY)


def test_a_case_put_anew_or_dropped_is_known_no_longer() -> None:
    index = Index()
    index.put(1, ["Anna Holm"], TODAY)
    index.put(1, ["Berta Krogh"], TODAY)
    assert not index.strict("Anna Holm", TODAY)
    assert index.strict("Berta Krogh", TODAY)
    index.drop(1)
    assert not index.strict("Berta Krogh", TODAY)


def test_an_identity_is_read_into_names_days_numbers_and_addresses() -> None:
    found = read("Mia Lind (3.2.2011), Nørregade 12. Tel 22 33 44 55, mia@example.org", TODAY)

    assert [(p.given[0].whole, p.family[0].whole) for p in found.people] == [("mia", "lind")]
    assert date(2011, 2, 3) in found.days
    assert found.tails == {"22334455"}
    assert found.mails == {"mia@example.org"}
    assert ("norregade", "12") in found.streets


@pytest.mark.parametrize("text", ["Mia cried", "m.l. cried", "Mi cried"])
async def test_of_other_cases_only_what_is_beyond_doubt_counts(text: str) -> None:
    guard, mine, other = CaseGuard("DK"), uuid4(), uuid4()
    await guard.learn(mine, 1, [Sensitive("Mia Lind")], guarding())

    async def look(circle: CaseId | None) -> Finding:
        return await guard.look(Sensitive(text), guarding(), today=TODAY, circle=circle)

    assert await look(None) is Finding.CLEAN
    assert await look(other) is Finding.CLEAN
    assert await look(mine) is (Finding.PERHAPS if text == "Mia cried" else Finding.CLEAN)


def test_a_long_text_is_looked_at_whole_and_quickly() -> None:
    guard = CaseGuard("DK")
    begun = time.perf_counter()
    for text in (
        "a" * 60_000,
        "@" * 60_000,
        "1 " * 30_000,
        "Aa " * 20_000 + "22 33 44 55",
        "x@" * 30_000,
    ):
        found = guard._look(text, TODAY, None)
    assert time.perf_counter() - begun < 30
    assert found is not None
    assert guard._look("word " * 5_000 + "mia@example.org", TODAY, None) is Finding.STOPPED


def test_pieces_overlap_so_that_nothing_is_cut_in_two() -> None:
    text = "".join(chr(97 + n % 26) for n in range(5_000))
    found = list(pieces(text))
    assert all(text[n : n + 100] in "|".join(found) for n in range(0, 4_900, 7))
    assert list(pieces("")) == [""]
