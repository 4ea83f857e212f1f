"""What Confer says to one person, in that person's language: what wakes them, what refuses them, and a whole
light case."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import bot
from bot.casework.views import STEPS
from bot.labels import sentence
from bot.wording import NOTICES, REFUSALS
from tests.house import CANARY, Talks

OTHERS = ("da", "nl", "de", "fr")
ROOT = Path(bot.__path__[0]).parent
GAP = re.compile(r"\{\w+\}")
EVERYBODY = ("nurse", "coordinator", "social", "teacher", "mentor")


@cache
def said(*folders: str) -> frozenset[str]:
    """Every text that stands in the code of these folders."""
    return frozenset(
        node.value
        for folder in folders
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def lacking() -> set[str]:
    """What refusals may name as missing."""
    return {
        node.args[0].value
        for folder in ("bot", "commands")
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id == "Lacks" and isinstance(node.args[0], ast.Constant)
        if isinstance(node.args[0].value, str)
    }


def held(language: str) -> dict[str, str]:
    """The catalogue's sentences: without the words of lists, which have a context."""
    place = ROOT / "bot" / "locale" / language / "LC_MESSAGES" / "confer.po"
    with place.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and not m.context}


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_holds_no_sentence_that_confer_does_not_say(language: str) -> None:
    """A sentence that was reworded leaves no translation of the old one behind."""
    assert held(language).keys() <= said("bot", "commands", "adapters")


@pytest.mark.parametrize("language", OTHERS)
def test_what_wakes_refuses_or_leads_on_is_translated_whole(language: str) -> None:
    needed = {*NOTICES.values(), *REFUSALS.values(), *(name for name, _command in STEPS.values())}
    needed |= lacking()

    assert needed - held(language).keys() == set()


def _english(language: str) -> list[list[str]]:
    """Sentences of the code that say something else in this language, or have no translation yet: what
    stands between their gaps."""
    known = held(language)
    other = [
        text
        for text in said("bot", "commands")
        if sentence(text, language) != text or text not in known
    ]
    parts = [GAP.split(text) for text in other if "\n" not in text and text[:1] != "/"]
    return [one for one in parts if sum(map(str.isalpha, "".join(one))) > 5 and " " in "".join(one)]


def _fits(line: str, parts: list[str]) -> bool:
    """Whether a line is such a sentence, its gaps filled."""
    if len(parts) == 1:
        return line == parts[0]
    if not line.startswith(parts[0]) or not line.endswith(parts[-1]):
        return False
    at = len(parts[0])
    for part in parts[1:-1]:
        at = line.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return at <= len(line) - len(parts[-1])


@pytest.mark.parametrize("language", OTHERS)
async def test_a_light_case_is_told_whole_in_each_persons_language(
    house: Talks, language: str
) -> None:
    for who in EVERYBODY:
        await house.says(who, f"/my settings language:{language}")
    begun = len(house.stage.lines)

    await house.says("nurse", "/concern new topic:alone,online urgency:this_week")
    for answer in ("12_15", "seen_myself", "fairly", "activity,friends", "would_not_guess"):
        await house.says("nurse", f"= {answer}")
    await house.says("nurse", f"= {CANARY}", "= send")
    ref = await house.started()
    await house.says("coordinator", "/case", f"/case show {ref}")
    await house.says(
        "social",
        f"/guest invite {ref} @mentor why:community_trust brings:relationship may:own_actions until:30d",
    )
    await house.says("social", f"/plan progress {ref} action:1 status:done helped:helped")
    await house.says("social", f"/case close {ref} step:propose why:goals_met outcome:goals_met")
    await house.says("coordinator", f"/case close {ref} step:finish")
    await house.says("nurse", "[Open]", "/concern status", "/no such", "hello")
    await house.waits(hours=26)

    english = _english(language)
    told = [s for s in house.stage.lines[begun:] if s.place in EVERYBODY]
    read = {line for one in told for text in (one.text, *one.buttons) for line in text.splitlines()}
    assert len(read) > 60
    assert sorted(line for line in read if any(_fits(line, one) for one in english)) == []


async def test_what_a_refusal_names_is_in_the_readers_language_too(full: Talks) -> None:
    ref = await full.started()
    await full.says("social", f"/case close {ref} step:propose why:goals_met outcome:goals_met")
    await full.says("coordinator", "/my settings language:de")

    told = await full.says("coordinator", f"/case close {ref} step:finish")

    assert told[0].text.splitlines()[0] == (
        "Vor dem Abschluss: eine Rückmeldung zu jedem offenen Schritt + das Wort der Fallführung in der"
        " Abschlussrunde + das Wort einer weiteren Stelle in der Abschlussrunde."
    )


async def test_seats_that_a_conference_lacks_are_named_in_the_readers_language(full: Talks) -> None:
    ref = await full.judging()
    for who in ("social", "teacher", "psychologist"):
        await full.says(who, f"/assess judge {ref} judgement:support")
    await full.says("coordinator", "/my settings language:de")

    told = await full.says(
        "coordinator",
        f"/assess adopt {ref} present:municipality known_enough reasons:x without:yes",
    )

    assert told[0].text.splitlines()[0].startswith("Der Fallkonferenz fehlt: Polizei, ")
