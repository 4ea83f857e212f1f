"""The words to leave: complete, in their inflections, in whole words only, with their exceptions."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from bot.policies.words import find
from bot.vocabulary.public import Language
from tests.domain import at_hand, domain

LANGUAGES = [language.code for language in Language]
FOUND = {
    "en": [
        ("two extremists spoke", "extremists"),
        ("he is a radical.", "radical"),
        ("radicalising", "radicalising"),
        ("a high-risk individual", "high-risk individual"),
        ("the problem children", "problem children"),
        ("he committed suicide", "committed suicide"),
        ("known to the police", "known to the police"),
        ("she is manipulative", "manipulative"),
        ("A JUNKIE", "JUNKIE"),
    ],
    "da": [
        ("ekstremisterne kom", "ekstremisterne"),
        ("bandemedlemmer", "bandemedlemmer"),
        ("han er kriminel.", "kriminel"),
        ("den hårde kerne", "hårde kerne"),
        ("to ballademagere", "ballademagere"),
        ("problemfamilien", "problemfamilien"),
    ],
    "nl": [
        ("de extremisten", "extremisten"),
        ("een zorgmijder", "zorgmijder"),
        ("hangjongeren", "hangjongeren"),
        ("hij is crimineel.", "crimineel"),
        ("verslaafden", "verslaafden"),
        ("multiprobleemgezinnen", "multiprobleemgezinnen"),
    ],
    "de": [
        ("die Extremistinnen", "Extremistinnen"),
        ("ein Gefährder", "Gefährder"),
        ("Intensivtätern", "Intensivtätern"),
        ("er ist verrückt.", "verrückt"),
        ("asoziale", "asoziale"),
        ("die Problemfamilien", "Problemfamilien"),
    ],
    "fr": [
        ("des djihadistes", "djihadistes"),
        ("elle est radicalisée", "radicalisée"),
        ("il est fou.", "fou"),
        ("les délinquants", "délinquants"),
        ("un cas social", "cas social"),
        ("toxicomanes", "toxicomanes"),
    ],
}
SPARED = {
    "en": [
        "mental health",
        "the case owner",
        "a risk assessment",
        "the target date",
        "a radical change of plan",
        "a case conference",
        "joint assessments",
        "the radicalness of it",
        "we fix the printer",
        "a regular meeting",
        "the case is open",
        "normal hours",
        "a treat for all",
        "ticket number 12",
        "a clean room",
        "target group",
    ],
    "da": [
        "psykisk sygdom",
        "kriminel lavalder",
        "et fremmed sprog",
        "hjemvendt fra ferie",
        "sagen er åben",
    ],
    "nl": [
        "gek genoeg lukt het",
        "illegaal vuurwerk",
        "dader-slachtofferbemiddeling",
        "het gezin komt",
    ],
    "de": [
        "Täter-Opfer-Ausgleich",
        "eine verrückte Woche",
        "telefonisch nicht erreichbar",
        "Rückkehrer aus dem Urlaub",
    ],
    "fr": [
        "un fou rire",
        "en revenant de la réunion",
        "téléchargement illégal",
        "le cas est ouvert",
    ],
}


def rows(language: str) -> list[dict[str, Any]]:
    text = (files("bot") / "wordlists" / f"{language}.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["leave"]
    return found


@at_hand
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_are_those_of_the_domain(language: str) -> None:
    theirs = domain()["wording"]

    assert [(r["words"], r["say"]) for r in rows(language)] == [
        (r["avoid"], r["say"]) for r in theirs[language]
    ]
    for spared in theirs["exceptions"][language]:
        assert find(f"the {spared} is here", [language]) == ()


@pytest.mark.parametrize(
    ("language", "text", "term"), [(n, *one) for n, every in FOUND.items() for one in every]
)
def test_a_word_to_leave_is_found_in_its_inflections(language: str, text: str, term: str) -> None:
    assert [hit.term for hit in find(text, [language])] == [term]


@pytest.mark.parametrize(
    ("language", "text"), [(n, one) for n, every in SPARED.items() for one in every]
)
def test_our_own_labels_and_ordinary_words_trip_nothing(language: str, text: str) -> None:
    assert find(text, [language]) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_finds_something_of_its_own(language: str) -> None:
    """Either wherever a word of it stands, or where it stands for somebody."""
    is_one = {
        "en": "he is a",
        "da": "han er en",
        "nl": "hij is een",
        "de": "er ist ein",
        "fr": "il est un",
    }
    for row in rows(language):
        terms = [
            *row.get("match", [one.partition(" (")[0] for one in row["words"]]),
            *row.get("person", []),
        ]
        says = {
            hit.say for term in terms for hit in find(f"{is_one[language]} {term}.", [language])
        }
        assert row["say"] in says, row


def test_two_languages_are_looked_through_and_each_word_is_told_once() -> None:
    found = find("Extremist, extremist, ekstremist", ["en", "da"])
    assert [hit.term for hit in found] == ["ekstremist", "extremist"]


@pytest.mark.timeout(10)
def test_a_long_text_is_read_quickly() -> None:
    for text in ("radical " * 4_000, "is a " * 8_000, "x" * 40_000):
        find(text, LANGUAGES)
