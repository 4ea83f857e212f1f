"""A typed line as a command and its arguments, forgiving about form and strict about meaning."""

from __future__ import annotations

import contextlib
import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.command import AnyCommand
from bot.form import Field, Kind, Reader, Unreadable, form, read

_STARTS: Final = re.compile(r"^\s*(?://|/|!)\s*")
_NAMED: Final = re.compile(r"(?:(?<=\s)|^)([a-z][a-z_]*)\s?[:=]\s*", re.IGNORECASE)
_REF: Final = re.compile(r"[a-z]+[-_ ][a-z]+[-_ ]\d{2}(?:[-_ ]?[a-z])?(?=\s|$)", re.IGNORECASE)
_STRICT_REF: Final = re.compile(r"(?<!\S)[a-z]+-[a-z]+-\d{2}(?:-[a-z])?(?=\s|$)", re.IGNORECASE)
_CLOSES: Final = re.compile(r"\"(?=\s|$)")
_TOKEN: Final = re.compile(r"\"([^\"]*)\"|'([^']*)'|(\S+)")

LABEL: Final = 6  # of so many words a label may be

_UNSEEN: Final = frozenset({"Cc", "Cs"})
_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MARKS: Final = " \u200b\u200e\u200f\u2060\ufeff"

# What a bare group opens; the others answer with the list of what they can do.
DEFAULTS: Final[Mapping[str, str]] = {
    "concern": "concern new",
    "case": "case list",
    "plan": "plan show",
    "agency": "agency map",
    "confer": "confer help",
    "help": "confer help",
}


# A sentence behind a bare group is what somebody wants to say, and the answer to that question of its form.
TOLD: Final[Mapping[str, str]] = {"concern": "detail"}
SENTENCE: Final = 4  # words


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a line asks for. `near`: what it may have meant, where there is no such command. `bare`: only the
    group was said, and the command is what people mean by it."""

    command: AnyCommand | None
    rest: str = ""
    group: str | None = None
    near: tuple[str, ...] = ()
    bare: bool = False


@dataclass(slots=True)
class Spread:
    """Arguments as far as they could be read; what could not be is asked again, and nothing is dropped."""

    given: dict[str, str] = field(default_factory=dict[str, str])
    wrong: list[Unreadable] = field(default_factory=list[Unreadable])
    sealed: bool = False  # words of a person were among them
    surplus: bool = False  # something was typed that belongs to no argument
    near: list[str] = field(default_factory=list[str])  # arguments an unknown name came close to


def clean(text: str) -> str:
    """Without what no keyboard types: control characters, direction overrides, halves of characters.

    Marks of direction inside a line stay, for they belong to some languages; before it they hide a slash.
    """
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in _UNSEEN)
    return "".join(c for c in kept if c not in _OVERRIDES).lstrip(_MARKS)


def is_command(text: str) -> bool:
    return bool(_STARTS.match(text)) and not text.lstrip().startswith("= ")


def find(text: str, commands: Mapping[str, AnyCommand]) -> Typed:
    """The command a line names, with or without `/`, `!`, or `confer` in front."""
    words = _STARTS.sub("", text, count=1).split()
    if not words:
        return Typed(command=None)
    group, rest = words[0].casefold(), words[1:]
    groups = {command.group for command in commands.values()}
    if group == "confer" and rest and rest[0].casefold() in groups - {"confer"}:
        group, rest = rest[0].casefold(), rest[1:]
    body = _after(text, rest)
    if group not in groups:
        if group in DEFAULTS:
            return Typed(command=commands[DEFAULTS[group]], rest=body)
        return Typed(command=None, near=_near(" ".join([group, *rest[:1]]), commands))
    sub = rest[0].casefold().replace("-", "_") if rest else ""
    if f"{group} {sub}" in commands:
        return Typed(command=commands[f"{group} {sub}"], rest=_after(text, rest[1:]))
    if group in DEFAULTS and (not rest or _is_argument(rest[0], commands[DEFAULTS[group]])):
        return Typed(command=commands[DEFAULTS[group]], rest=body, bare=not rest)
    subs = {command.sub: name for name, command in commands.items() if command.group == group}
    told = group in TOLD and len(rest) >= SENTENCE
    near = difflib.get_close_matches(sub, subs, n=3, cutoff=0.8 if told else 0.5) if sub else []
    if told and not near:
        return Typed(command=commands[DEFAULTS[group]], rest=f"{TOLD[group]}:{body}")
    return Typed(command=None, rest=sub, group=group, near=tuple(subs[name] for name in near))


def _after(text: str, rest: Sequence[str]) -> str:
    """The line from the first of these words on, its blanks and line breaks as typed."""
    if not rest:
        return ""
    tail = text.rstrip()
    start = len(tail)
    for word in reversed(rest):
        start = tail.rindex(word, 0, start)
    return tail[start:]


def _is_argument(word: str, command: AnyCommand) -> bool:
    name = _NAMED.match(word)
    if name:
        return name.group(1).casefold() in {f.name for f in form(command)}
    return bool(_REF.fullmatch(word))


def _near(typed: str, commands: Mapping[str, AnyCommand]) -> tuple[str, ...]:
    subs = {command.sub: name for name, command in commands.items()}
    begins = {c.group for c in commands.values() if _alike(typed.split()[0], c.group)}
    fit = [name for name in commands if name.partition(" ")[0] in begins]
    found = difflib.get_close_matches(typed, fit, n=3, cutoff=0.5)
    if not found:
        groups = {name.partition(" ")[0] for name in commands}
        close = difflib.get_close_matches(typed.split()[0], groups, n=2, cutoff=0.6)
        found = [DEFAULTS.get(g) or next(n for n in commands if n.startswith(g)) for g in close]
    if not found:
        word = typed.split()[0]
        found = [subs[s] for s in difflib.get_close_matches(word, subs, n=2, cutoff=0.7)]
    return tuple(dict.fromkeys(found))


def _alike(one: str, other: str) -> bool:
    return difflib.SequenceMatcher(None, one, other).ratio() >= 0.5


def spread(command: AnyCommand, rest: str, reader: Reader) -> Spread:
    """Arguments by name (`next:screening by:2d`), the others in order. Raises nothing."""
    found = Spread()
    fields = {f.name: f for f in form(command)}
    head, named = _split(rest, fields)
    loose = [head]
    for name, value in named:
        if name in fields:
            loose.append(_take(fields[name], value, found, reader))
        else:
            found.surplus = True
            found.near += difflib.get_close_matches(name, fields, n=1, cutoff=0.6)
            loose.append(value.partition(" ")[2])
    _in_order(" ".join(loose).strip(), list(fields.values()), found, reader)
    return found


def _split(rest: str, fields: Mapping[str, Field]) -> tuple[str, list[tuple[str, str]]]:
    """What stands before the first name, and the names with their values.

    Inside a person's own words only the names of this form divide, so that "note: ..." may be written;
    between quotes nothing does.
    """
    marks: list[tuple[int, int, str]] = []
    in_text, quoted_to = False, 0
    for mark in _NAMED.finditer(rest):
        if mark.start() < quoted_to:
            continue
        closing = _CLOSES.search(rest, mark.end() + 1) if rest.startswith('"', mark.end()) else None
        quoted_to = closing.end() if closing else 0
        name = mark.group(1).casefold()
        if name in fields:
            in_text = fields[name].kind is Kind.TEXT
        elif in_text:
            continue
        marks.append((mark.start(), mark.end(), name))
    if not marks:
        return rest, []
    ends = [start for start, _end, _name in marks[1:]] + [len(rest)]
    named = [
        (name, rest[end:until].strip()) for (_s, end, name), until in zip(marks, ends, strict=True)
    ]
    return rest[: marks[0][0]], named


def _take(field: Field, value: str, found: Spread, reader: Reader) -> str:
    """Read one named value; gives what stands behind it and belongs to another argument."""
    bare = value.strip()
    if len(bare) >= 2 and bare[0] == bare[-1] and bare[0] in "\"'":
        bare = bare[1:-1]
    found.sealed = found.sealed or field.sealed
    words = bare.split()
    most = 1 if field.sealed else len(words)
    for count in range(most, 0, -1):
        text = bare if count == most else " ".join(words[:count])
        with contextlib.suppress(Unreadable):
            found.given[field.name] = read(field, text, reader)
            return "" if field.sealed else " ".join(words[count:])
    try:
        read(field, bare if field.sealed else words[0] if words else "", reader)
    except Unreadable as wrong:
        found.wrong.append(wrong)
    return "" if field.sealed else " ".join(words[1:])


def _in_order(head: str, fields: Sequence[Field], found: Spread, reader: Reader) -> None:
    refs = [f for f in fields if f.kind is Kind.REF and f.name not in found.given]
    ref = _REF.match(head) or _STRICT_REF.search(head)
    if refs and ref:
        try:
            found.given[refs[0].name] = read(refs[0], ref.group(0), reader)
        except Unreadable as wrong:
            found.wrong.append(wrong)
        head = f"{head[: ref.start()]} {head[ref.end() :]}".strip()
    first = next((f for f in fields if f.kind is not Kind.REF), None)
    if first is not None and first.sealed and first.name not in found.given and head:
        _take(first, head, found, reader)  # after the reference only words can be meant
        return
    tokens = [
        next(part for part in match.groups() if part is not None) for match in _TOKEN.finditer(head)
    ]
    while tokens:
        # A label may be of several words, which nobody puts into quotes: the longest that fits is meant.
        counts = range(min(LABEL, len(tokens)), 0, -1)
        fit = (n for n in counts if _fits_some(" ".join(tokens[:n]), n, fields, found, reader))
        taken = next(fit, 0)
        found.surplus = found.surplus or not taken
        del tokens[: taken or 1]


def _fits_some(
    token: str, count: int, fields: Sequence[Field], found: Spread, reader: Reader
) -> bool:
    """`count`: of so many words as typed."""
    waiting = [f for f in fields if f.name not in found.given and not f.sealed]
    for one in sorted(waiting, key=lambda f: not f.required):
        if count > 1 and not one.words:
            continue
        if one.words and token.isdecimal():
            continue  # a bare number says nothing about which list is meant
        try:
            found.given[one.name] = read(one, token, reader)
        except Unreadable:
            continue
        return True
    return False
