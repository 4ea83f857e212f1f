"""Where somebody or something is on Slack: an id, and in which workspace, where there are several."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self

_WRITTEN: Final = re.compile(r"(?:([TE][A-Z0-9]{2,20})/)?([A-Z][A-Z0-9]{2,20})")


@dataclass(frozen=True, slots=True)
class Address:
    """A user, a channel or a direct conversation. `team` None: in the one workspace that is set up."""

    id: str
    team: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """`U012AB3CD` or `T012AB3CD/U012AB3CD`. Raises ValueError, which repeats nothing."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError("no address of Slack")
        return cls(found.group(2), found.group(1))

    def __str__(self) -> str:
        return f"{self.team}/{self.id}" if self.team else self.id

    def beside(self, id: str) -> Address:
        """Another one in the same workspace."""
        return Address(id, self.team)
