"""A form as a modal: one input for each argument, derived from the command; and what was put in.

A modal carries random ids and set words. Own words are asked for on Confer's page, unless the
partnership's settings take them here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from adapters.slack import words
from adapters.slack.blocks import SECTION, Block, plain, sections
from adapters.slack.names import FORM
from adapters.slack.payload import Json, items, part, text
from bot import wording
from bot.command import AnyCommand
from bot.disclosure import Sensitive
from bot.form import Field, Kind, Reader, Unreadable, form, open_fields, read
from bot.labels import label, sentence
from bot.people import Directory, SeatState
from bot.ports import Blank
from bot.wording import Ear

_HOW: Final = re.compile(r"(Such as|With commas between|One by one, with commas)[^.]*\.")
INPUT: Final = "value"  # the one action of each block; the block is named after the argument
TITLE: Final = 24
LABEL: Final = 2000
HINT: Final = 2000
OPTION: Final = 75
RADIO: Final = 10  # at most, of radio buttons and of boxes to tick
OPTIONS: Final = 100
TYPED: Final = 3000  # characters of one input
SHORT: Final = 150
_ONE_LINE: Final = frozenset(
    {Kind.PERSON, Kind.REF, Kind.REFS, Kind.SLOTS, Kind.SEAT, Kind.SEATS, Kind.QUARTER}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """Who a form is drawn for, and how. `own_words`: whether they are taken in a modal."""

    ear: Ear
    emergency_number: str
    own_words: bool = False

    @property
    def language(self) -> str:
        return self.ear.language

    @property
    def directory(self) -> Directory:
        return self.ear.directory

    def say(self, english: str) -> str:
        return sentence(english, self.language)

    def asked(self, field: Field) -> str:
        """A question as people read it."""
        numbers = {"emergency_number": self.emergency_number}
        return self.say(field.label).format_map(numbers)


def drawn(command: AnyCommand, blank: Blank, draw: Draw) -> tuple[Field, ...]:
    """The questions of an open form that a modal may ask now, the one it stands at first among them."""
    wanted = list(open_fields(command, blank.given, brief=blank.brief))
    asked = [f for f in form(command) if f.name == blank.asked and f not in wanted]
    return tuple(f for f in (*asked, *wanted) if draw.own_words or not f.own_words)


def view(command: AnyCommand, blank: Blank, draw: Draw, above: Sequence[str] = ()) -> Block:
    """The modal. `above`: what is to be said before its questions, such as why it opens again."""
    blocks: list[Block] = [block for said in above for block in sections(said)]
    blocks += [_input(field, blank, draw) for field in drawn(command, blank, draw)]
    return {
        "type": "modal",
        "callback_id": f"{FORM}:{command.name}",
        "private_metadata": blank.id,
        "title": plain(f"/{command.name}", TITLE),
        "submit": plain(draw.say(words.SEND), TITLE),
        "close": plain(draw.say(words.CLOSE), TITLE),
        "notify_on_close": False,
        "blocks": blocks,
    }


def _input(field: Field, blank: Blank, draw: Draw) -> Block:
    element = _element(field, blank, draw)
    block: dict[str, Any] = {
        "type": "input",
        "block_id": field.name,
        "label": plain(draw.asked(field), LABEL),
        "optional": field.optional,
        "element": {**element, "action_id": INPUT},
    }
    hint = _hint(field, draw, typed=element["type"] == "plain_text_input")
    return {**block, "hint": plain(hint, HINT)} if hint else block


def _hint(field: Field, draw: Draw, *, typed: bool) -> str:
    """Where an answer is chosen, how to type one says nothing."""
    said = (
        [draw.say(field.hint)] if field.hint and (typed or not _HOW.fullmatch(field.hint)) else []
    )
    if field.most and field.most > 1:
        said.append(draw.say("At most {n}.").format(n=field.most))
    if field.kind is Kind.SLOTS:
        said.append(draw.say(words.DATE_HINT))
    return " ".join(said)


def _element(field: Field, blank: Blank, draw: Draw) -> dict[str, Any]:
    options = _options(field, blank, draw)
    if options is not None and 0 < len(options) <= OPTIONS:
        return _choice(field, options, draw)
    match field.kind:
        case Kind.DAY:
            return {"type": "datepicker"}
        case Kind.NUMBER:
            return {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}
        case _:
            line: dict[str, Any] = {"type": "plain_text_input", "max_length": TYPED}
            if field.kind in _ONE_LINE:
                return {**line, "placeholder": plain(draw.say(words.AS_TYPED), SHORT)}
            return {**line, "multiline": field.own_words}


def _options(field: Field, blank: Blank, draw: Draw) -> list[Block] | None:
    """What there is to choose from; None where it is typed."""
    if field.words is not None:
        return [_option(label(word, draw.language), word.code) for word in field.words]
    match field.kind:
        case Kind.YES_NO:
            return [_option(draw.say(word), word) for word in ("yes", "no")]
        case Kind.REF | Kind.REFS:
            return [_option(ref, ref) for ref in blank.refs]
        case Kind.PERSON:
            people = sorted(draw.directory.people.values(), key=lambda p: p.key)
            return [_option(wording.part(p.no, draw.ear), p.key) for p in people]
        case Kind.SEAT | Kind.SEATS:
            seats = [s for s in draw.directory.seats.values() if s.state is not SeatState.ENDED]
            return [_option(s.name, s.key) for s in seats]
        case _:
            return None


def _option(shown: str, value: str) -> Block:
    return {"text": plain(shown, OPTION), "value": value}


def _choice(field: Field, options: list[Block], draw: Draw) -> dict[str, Any]:
    if field.kind in {Kind.CHOICES, Kind.SEATS, Kind.REFS}:
        if len(options) <= RADIO and not field.most:
            return {"type": "checkboxes", "options": options}
        many: dict[str, Any] = {
            "type": "multi_static_select",
            "options": options,
            "placeholder": plain(draw.say(words.CHOOSE), SHORT),
        }
        return {**many, "max_selected_items": field.most} if field.most else many
    if len(options) <= RADIO:
        return {"type": "radio_buttons", "options": options}
    return {
        "type": "static_select",
        "options": options,
        "placeholder": plain(draw.say(words.CHOOSE), SHORT),
    }


# --- what was put in ------------------------------------------------------------------------------


def typed(state: Json) -> dict[str, str]:
    """Argument to what was put in; an empty answer where it was left out."""
    blocks = part(state, "values")
    return {name: _value(part(blocks, name, INPUT)) for name in blocks}


def values(state: Json) -> dict[str, Sensitive[str]]:
    """The same, as the core takes it in."""
    return {name: Sensitive(value) for name, value in typed(state).items()}


def _value(element: Json) -> str:
    if "selected_options" in element:
        return ",".join(text(one, "value") for one in items(element, "selected_options"))
    if "selected_option" in element:
        return text(element, "selected_option", "value")
    return text(element, "value") or text(element, "selected_date")


def complaints(command: AnyCommand, given: Mapping[str, str], reader: Reader) -> dict[str, str]:
    """What Slack is to say beside an input: by block, in the person's language. Asks nothing of the store."""
    found: dict[str, str] = {}
    for field in form(command):
        value = given.get(field.name, "")
        if not value.strip():
            continue
        try:
            read(field, value, reader)
        except Unreadable as wrong:
            found[field.name] = _complaint(field, wrong, reader.language)[:SECTION]
    return found


def _complaint(field: Field, wrong: Unreadable, language: str) -> str:
    if wrong.why:
        return sentence(wrong.why, language)
    if field.most and field.kind is Kind.CHOICES:
        return sentence(words.NOT_FOR_TWO, language)
    if not wrong.near:
        return sentence("I could not read that, so please once more.", language)
    known = {word.code: label(word, language) for word in field.words or ()}
    near = ", ".join(known.get(code, code) for code in wrong.near)
    return sentence("I could not read that. Did you mean: {words}?", language).format(words=near)
