"""A partnership with somebody in each of the twelve roles, and every surface they could look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot import wording
from bot.command import AnyCommand
from bot.conversation.home import home
from bot.disclosure import Sensitive
from bot.form import form
from bot.people import Duty, Person
from bot.policies import access
from bot.ports import Rhythms
from bot.process import ACTS
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.reference import CaseRef
from bot.vocabulary.roles import Permission, Role
from commands import ALL
from tests.house import Talks, once

WHO: Final[Mapping[Role, str]] = {
    Role.REFERRER: "nurse",
    Role.MEMBER: "housing",
    Role.CIRCLE: "teacher",
    Role.POLICE_CONTACT: "officer",
    Role.COORDINATOR: "coordinator",
    Role.CASE_OWNER: "social",
    Role.GUEST: "mentor",
    Role.EXPERT: "expert",
    Role.MANAGER: "manager",
    Role.ADMINISTRATOR: "admin",
    Role.AUDITOR: "auditor",
    Role.STRATEGIC: "strategic",
}
MISSING: Final = "silver-meadow-12-R"
ON_A_CASE: Final = tuple(
    command for command in ALL if any(field.name == "ref" for field in form(command))
)
_CODE: Final = re.compile(r"Your code: [0-9a-f]{8}")
_FOLDER: Final = re.compile(r"\S*/(?=\d+-overview\.png)")
_REF: Final = re.compile(r"\b[a-z]+-[a-z]+-\d{2}(?:-[A-Z])?\b")


async def opened(
    folder: Path,
    migrated: Path,
    *,
    profile: str = "light",
    public_url: str | None = None,
    rhythms: Rhythms | None = None,
) -> Talks:
    """With the strategic level, which the embedded partnership lacks."""
    talks = Talks(
        folder, migrated, profile=profile, public_url=public_url, unlimited=True, rhythms=rhythms
    )
    await talks.open()
    async with talks.player.house.unit() as unit:
        person = Person(
            no=PersonNo(900),
            key="strategic",
            name=Sensitive("strategic"),
            duties=frozenset({Duty.STRATEGIC}),
            zone="Europe/Copenhagen",
            accounts={"console": "strategic"},
        )
        await unit.people.add(person)
        await unit.commit()
    talks.furnished("with the strategic level")
    return talks


@once
async def started(talks: Talks) -> str:
    """A case on which referrer, circle, owner and a guest are who WHO says."""
    ref = await talks.started()
    await talks.says(
        "social",
        f"/guest invite {ref} @mentor why:community_trust brings:relationship may:add until:3d",
    )
    return ref


def permissions(command: AnyCommand) -> set[Permission]:
    """What any of its acts asks for; where it only shows something, what it names itself."""
    asked = {ACTS[act].permission for act in command.acts}
    return {one for one in asked if one is not None} or {command.permission}


async def allows(talks: Talks, who: str, ref: str, *permissions: Permission) -> bool:
    house = talks.player.house
    async with house.unit() as unit:
        case = await unit.cases.get(CaseRef.parse(ref))
        directory = await unit.people.directory()
        person = directory.by_key(who)
        assert person is not None
        scene = access.Scene(
            directory=directory, partnership=house.partnership, now=house.clock.now()
        )
        return any(access.allowed(person, one, case, scene) for one in permissions)


def lines(command: AnyCommand, ref: str) -> list[str]:
    """A command on a case: with nothing else, and as its examples show it."""
    found = [_REF.sub(ref, example) for example in command.examples]
    return [f"/{command.name} {ref}", *(f"/{line}" for line in found if ref in line)]


async def reads(talks: Talks, who: str, *typed: str) -> list[str]:
    """What that person is told to each line, buttons and all; an open form is thrown away after it."""
    found: list[str] = []
    for one in typed:
        told = await talks.says(who, one)
        answers = [said for said in told if said.kind != "notice"]
        text = " / ".join(f"{said.kind}: {said.text} {said.buttons}" for said in answers)
        found.append(anonymous(text))
        if any(said.kind == "question" for said in answers):
            await talks.says(who, "= cancel")
    return found


async def own_page(talks: Talks, who: str) -> str:
    """The Home of that person."""
    page = await home(talks.player.house, "console", who)
    if page is None:
        return ""
    shown = [f"{title} {wording.text(said)} {said.buttons}" for title, said in page.sections]
    return "\n".join(shown)


async def without_case(talks: Talks, who: str) -> list[str]:
    """All that is shown without naming a case: lists, forms and what they offer, help, logs, Home."""
    bare = [f"/{command.name}" for command in ALL]
    groups = sorted({f"/{command.name.split()[0]}" for command in ALL})
    found = await reads(talks, who, *bare, *groups, "/case lst", "[Open]", "[Show]", "1")
    return [*found, await own_page(talks, who)]


async def recuse(talks: Talks, ref: str, who: str) -> None:
    async with talks.player.house.unit() as unit:
        case = await unit.cases.get(CaseRef.parse(ref))
        person = (await unit.people.directory()).by_key(who)
        assert person is not None
        case.facts.recused.append(person.no)
        await unit.commit()


def anonymous(text: str, ref: str = MISSING) -> str:
    """With what was drawn at random taken out: the case's name, a code, the folder of a picture."""
    return _FOLDER.sub("", _CODE.sub("Your code: CODE", text)).replace(ref, "REF")
