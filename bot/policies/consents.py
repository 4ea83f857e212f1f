"""What the person agreed to, kept apart by kind, and what may rest on it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from bot.case import Case
from bot.parts import Consent
from bot.vocabulary.numbers import Day, SeatNo
from bot.vocabulary.people import Sector
from bot.vocabulary.sharing import ConsentKind, ConsentSupport, DataClass

GIVEN: Final = frozenset({ConsentSupport.GIVEN, ConsentSupport.GIVEN_IN_PART})


def newest(case: Case, kind: ConsentKind, sector: Sector | None = None) -> Consent | None:
    """The newest word of the person of one kind; of a waiver, the one that frees this sector."""
    found = (c for c in reversed(case.facts.consents) if c.kind is kind)
    if kind is ConsentKind.WAIVER:
        found = (c for c in found if c.sector in {None, sector})
    return next(found, None)


def stands(consent: Consent | None, today: Day) -> bool:
    """It was given, and has not run out."""
    if consent is None or consent.given not in GIVEN:
        return False
    return consent.until is None or today <= consent.until


def covers(
    consent: Consent | None, data: Collection[DataClass], to: Collection[SeatNo], today: Day
) -> bool:
    """Whether this may be shared with these on it: what was given in part holds for what it names."""
    if consent is None or not stands(consent, today):
        return False
    if consent.to and not set(to) <= set(consent.to):
        return False
    whole = consent.given is ConsentSupport.GIVEN and not consent.scope
    return whole or set(data) <= set(consent.scope)
