"""Tying the accounts of one person together by a code: asked for in one place, given in the other, once."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot import wording
from bot.command import Reply
from bot.conversation import line
from bot.disclosure import Sensitive
from bot.events import Event
from bot.form import Reader
from bot.people import Directory, Person
from bot.policies.access import listening
from bot.ports import Answered, Heard, Unit
from bot.running.limits import Limits
from bot.vocabulary.numbers import Day, PersonNo
from bot.vocabulary.process import Act
from bot.wired import House

CODE_LIFE: Final = timedelta(minutes=10)
COMMAND: Final = "my link"
_CODE: Final = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """Who gives a code, where and when. `by`: None where nobody knows the account."""

    account: str
    by: Person | None
    at: datetime
    limits: Limits


async def mint(unit: Unit, person: Person, now: datetime) -> str:
    """A code for this person; it is kept until it is given or too old."""
    code = secrets.token_hex(4)
    until = int((now + CODE_LIFE).timestamp())
    await unit.marks.put(_mark(code), Sensitive(f"{person.no.value} {until}"))
    return code


def account(heard: Heard) -> str:
    """By what guesses are counted."""
    return f"{heard.platform} {heard.account}"


async def claim(unit: Unit, typed: str, directory: Directory, tried: Tried) -> Person | None:
    """Whose code it is, and it is used up. None where it is nobody's, or too old, or too many were wrong."""
    now = tried.at
    if not tried.limits.may_give_code(tried.account, now):
        return None
    code = typed.strip().casefold()
    kept = await unit.marks.get(_mark(code), hold=True) if _CODE.fullmatch(code) else None
    if kept is None:
        tried.limits.wrong_code(tried.account, tried.by, now)
        return None
    number, until = listening().open(kept).split()
    await unit.marks.drop(_mark(code))
    return directory.people.get(PersonNo(int(number))) if int(until) >= now.timestamp() else None


def _mark(code: str) -> str:
    return f"link.{code}"


async def stranger(house: House, unit: Unit, heard: Heard) -> Answered | None:
    """An account that nobody knows gives a person's code, and is theirs from now on. None: it did not."""
    text = line.clean(listening().open(heard.words))
    typed = line.find(text, house.commands)
    if typed.command is None or typed.command.name != COMMAND:
        return None
    now, directory = house.clock.now(), await unit.people.directory()
    reader = Reader(
        language=house.partnership.language,
        directory=directory,
        today=Day.of(now.date()),
        zone=house.partnership.zone,
    )
    code = line.spread(typed.command, typed.rest, reader).given.get("code", "")
    tried = Tried(account=account(heard), by=None, at=now, limits=house.limits)
    person = await claim(unit, code, directory, tried)
    if person is None:
        return None
    joined = replace(person, accounts={**person.accounts, heard.platform: heard.account})
    await unit.people.change(joined)
    await unit.audit.record(None, Event(act=Act.LINK_ACCOUNT, by=person.no, at=now))
    said = Reply.of("Linked. You are one person in both places, and are noticed in one only.")
    return Answered(to=person.no, tellings=(wording.reply(said, house.ear(directory, joined)),))
