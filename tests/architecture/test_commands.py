"""Every command is declared whole: explained, with examples that parse, as the domain states it."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.console import cast
from bot.command import AnyCommand
from bot.conversation import line
from bot.form import Reader, form, next_question
from bot.vocabulary.numbers import Day
from commands import ALL, BY_NAME
from tests.domain import at_hand, domain

WAVE_1 = (
    "concern new ladder detail urgent rest status · case list show open answer police take point pause"
    " circle escalate close · guest invite renew end list · owner name accept reply give_back · plan write"
    " start progress show · meeting call record skip next · agency map seat · my link settings opened ·"
    " consent record · confer help rights breach · assess ask answer judge tool adopt rethink ·"
    " concern ask again · case fold aside"
)
# Arguments of ours that the domain's table does not name, each with its reason.
OURS = {
    "confer help": {"ref"},  # in a circle's place help is on its case
    "case list": {"after"},  # the case that the page before ended with
    "concern new": {"called", "ground", "keep"},  # the emergency question; a draft
    # Identity goes under a key of its own; what only health seats read, and what the rest reads instead.
    "concern detail": {
        "who",
        "health_only",
        "seats",
        "approach",
        "needs",
    },  # identity goes under a key of its own
    "assess ask": {"department"},  # H27: inside the agency a question goes to a department
    "concern ladder": {  # what each step records
        "department",
        *{"basis", "sure", "since", "wish", "tool", "trained", "on", "band", "to", "data", "told"},
        "ref",  # steps that an emergency left open, after the raise
    },
    "concern ask": {"ref"},  # a question on a case, by whoever works on it
    "assess tool": {"on", "trained"},  # the day, and whether the assessor was trained (H73)
    "assess answer": {"needs"},  # the least that a health seat may say: "need X"
    "assess adopt": {"without"},  # going on without open answers is recorded
    "case open": {"second", "question"},  # permissions.md, cells "second" and rule 16
    "confer rights": {"until"},  # a hold has an end date; an answer may take longer, with notice
    # A first step is on some level, and may be compulsory; in full each level left out has a reason.
    "plan start": {"level", "basis", "authority", "told", "no_person", "no_family", "no_community"},
    # A compulsory step names its law and who decided it; a try-out its question; a change its reason.
    "plan write": {"basis", "authority", "question", "change", "because"},
    "plan visit": {
        "back",
        "purpose",
        "safety",
    },  # when both are to be back; what was looked at before
    "plan lighter": {"leave"},  # which seats
    "case close": {"together", "shared", "heard", "again"},  # with `helped` the five of H103
    "case handover": {"step"},  # offer, withdraw, hand over
    "case export": {"until"},  # the end that stands on every page
    "case lookback": {"why"},  # why one is left out
    "case reopen": {"police_said", "said_by"},  # in light the coordinator writes it down
    "consent record": {
        "to",
        "basis",
        "authority",
        "told",
    },  # whom it names; what is compulsory, and why
    "consent declined": {"to"},  # whoever is not taken on hears of other help
    "share send": {"helps", "words", "item", "guest"},  # the second prompt, and what exactly goes
    # Kinds of guest, a mentor's supervisor, one meeting, what may be released; an expert takes two.
    "guest invite": {"kind", "supervisor", "data", "visible", "meeting", "second"},
    "agency seat": {"hours"},  # a seat comes with time for it
    "consent override": {"told_on", "words"},  # the day of "later"; what exactly goes
    "consent check": {"to", "until"},  # narrowed to what
    "share recall": {
        "ref",
        "seats",
    },  # items are numbered within a case; one seat may be the wrong one
}
READER = Reader(
    language="en", directory=cast.directory("console"), today=Day(2252), zone="Europe/Copenhagen"
)


# The second wave, as far as plans, owners and endings go.
WAVE_2 = "owner agree · plan visit review lighter · case feedback lookback reopen export handover"


def wave_1() -> list[str]:
    found: list[str] = []
    for part in f"{WAVE_1} · {WAVE_2}".split(" · "):
        group, *subs = part.split()
        found += [f"{group} {sub}" for sub in subs]
    return found


@pytest.mark.parametrize("name", wave_1())
def test_every_command_of_the_first_wave_is_there(name: str) -> None:
    assert name in BY_NAME


@pytest.mark.parametrize("command", ALL, ids=lambda c: c.name)
def test_a_command_is_explained_and_its_examples_work(command: AnyCommand) -> None:
    assert command.summary.endswith(".")
    assert command.examples
    for example in command.examples:
        typed = line.find(f"/{example}", BY_NAME)
        assert typed.command is command
        found = line.spread(command, typed.rest, READER)
        left = [wrong.field.name for wrong in found.wrong if wrong.field.name not in {"holder"}]
        assert not found.surplus
        assert left == []


@pytest.mark.parametrize("command", ALL, ids=lambda c: c.name)
def test_what_need_not_be_asked_is_said_by_filled(command: AnyCommand) -> None:
    """`known` is an argument of /assess answer; a hook of that name would never be called."""
    assert not callable(getattr(command.args, "known", None))


@pytest.mark.parametrize("command", ALL, ids=lambda c: c.name)
def test_every_question_is_a_sentence(command: AnyCommand) -> None:
    for field in form(command):
        assert field.label[0].isupper()
        assert field.label != field.name


def test_a_first_concern_takes_one_command_and_at_most_eight_answers() -> None:
    command, given, answers = BY_NAME["concern new"], dict[str, str](), 0
    while (question := next_question(command, given)) is not None:
        given[question.name] = "x"
        answers += 1

    assert answers <= 8


@at_hand
@pytest.mark.parametrize("name", wave_1())
def test_the_arguments_are_those_of_the_domain(name: str) -> None:
    group, _, sub = name.partition(" ")
    rows: list[list[Any]] = domain()["commands"][group]["sub"][sub]["args"]

    mine = {field.name for field in form(BY_NAME[name])} - OURS.get(name, set())

    assert mine == {row[0] for row in rows}
