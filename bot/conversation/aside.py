"""A form that was put aside for another one: kept inside the newer form, sealed and shredded with it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final, cast

from bot.ports import Dialogue
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.reference import CaseRef

KEY: Final = "!aside"  # no argument has such a name


def pack(dialogue: Dialogue) -> str:
    """A form as one text, to be kept among the answers of the form that took its place."""
    return json.dumps(
        {
            "command": dialogue.command,
            "given": {name: value for name, value in dialogue.given.items() if name != KEY},
            "asked": dialogue.asked,
            "expires": dialogue.expires.isoformat(),
            "version": dialogue.version,
            "case": str(dialogue.case) if dialogue.case else None,
        }
    )


def unpack(text: str, person: PersonNo) -> Dialogue:
    """What pack() made."""
    kept = cast("dict[str, object]", json.loads(text))
    case = kept["case"]
    return Dialogue(
        person=person,
        command=str(kept["command"]),
        given=cast("dict[str, str]", kept["given"]),
        asked=cast("str | None", kept["asked"]),
        expires=datetime.fromisoformat(str(kept["expires"])),
        version=cast("int | None", kept["version"]),
        case=CaseRef.parse(str(case)) if case else None,
    )
