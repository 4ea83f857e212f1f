"""What happened: written down in the audit, told where somebody should hear of it. Events never act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.vocabulary.base import Abstract
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.process import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One act on one case. The facts are abstract, so the audit never holds words or sealed values."""

    act: Act
    by: PersonNo | None  # None: Confer itself, on time
    at: datetime
    facts: Mapping[str, Abstract] = field(default_factory=dict[str, Abstract])
    whom: PersonNo | None = None
