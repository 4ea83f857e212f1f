"""What an entry of the audit is: a row, its hash, and the walk that holds one entry against the one before."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from bot.errors import StoreTrouble
from bot.ports import AuditHead
from bot.vocabulary.process import Act
from bot.vocabulary.reference import Fingerprint
from storage.signing import entry_text, is_signed

FIRST: Final = "0" * 64
PLAIN: Final = ("at", "case_id", "actor", "act", "whom", "facts")
ITEMS: Final = "items"  # the fact that says how many sealed items an entry opened

Opened: TypeAlias = tuple[str, int, str]  # the case, who opened, when
_OPENS: Final = frozenset({Act.OPEN_SEALED.value, Act.OPEN_IDENTITY.value})
_ENDS: Final = frozenset({Act.ERASE.value, Act.DROP.value})


def hash_of(before: str, entry: Mapping[str, Any]) -> str:
    at: datetime = entry["at"]
    plain = [
        at.isoformat(),
        str(entry["case_id"] or ""),
        entry["actor"],
        entry["act"],
        entry["whom"],
        entry["facts"],
    ]
    return hashlib.sha256((before + json.dumps(plain)).encode()).hexdigest()


def fingerprint(partnership: int, public: str, hash: str) -> Fingerprint:
    """Of an audit that ends with this hash and is signed by this key."""
    text = f"confer audit head\n{partnership}\n{public}\n{hash}"
    return Fingerprint.of(hashlib.sha256(text.encode()).digest())


@dataclass(slots=True, kw_only=True)
class Walk:
    """A walk along the audit, entry by entry. Each verb raises StoreTrouble where something is wrong.

    `public` and `since`: with which key entries are signed, and from which one on; `public` is None where
    there is none. `kept`: heads that somebody keeps elsewhere, by their count. `seek`: a fingerprint that
    somebody read.
    """

    partnership: int
    public: str | None
    since: int
    kept: Mapping[int, AuditHead] = field(default_factory=dict[int, AuditHead])
    seek: Fingerprint | None = None
    count: int = 0
    before: str = FIRST
    opened: Counter[Opened] = field(default_factory=Counter[Opened])
    ended: set[str] = field(default_factory=set[str])
    last: datetime = datetime(2020, 1, 1, tzinfo=UTC)  # when the newest entry was written
    found: int | None = None  # after how many entries the fingerprint fits

    def step(self, entry: Mapping[str, Any]) -> None:
        """`entry`: the columns of its row."""
        number = self.count + 1
        if entry["before"] != self.before or entry["hash"] != hash_of(self.before, entry):
            raise StoreTrouble(f"The audit does not follow on at entry {number}.")
        self.count, self.before, self.last = number, entry["hash"], entry["at"]
        if self.public is not None and number > self.since:
            text = entry_text(self.partnership, self.before)
            if not is_signed(self.public, text, entry["signature"]):
                raise StoreTrouble(f"Entry {number} of the audit was not signed by Confer.")
        self._meet()
        self._openings(entry)

    def _meet(self) -> None:
        """Hold what is kept elsewhere against this entry."""
        head = self.kept.get(self.count)
        if head is not None and head.hash != self.before:
            raise StoreTrouble(
                f"The audit was written anew: entry {self.count} is not the one whose head was kept on"
                f" {head.at:%Y-%m-%d}."
            )
        if self.seek and self.public and self.seek == self._fingerprint():
            self.found = self.count

    def _fingerprint(self) -> Fingerprint:
        return fingerprint(self.partnership, self.public or "", self.before)

    def _openings(self, entry: Mapping[str, Any]) -> None:
        case = str(entry["case_id"])
        if entry["act"] in _OPENS:
            items = json.loads(entry["facts"]).get(ITEMS, 0)
            self.opened[case, entry["actor"], entry["at"].isoformat()] += items
        elif entry["act"] in _ENDS:
            self.ended.add(case)

    def head(self) -> AuditHead:
        """Where it has come to."""
        return AuditHead(
            at=self.last,
            count=self.count,
            hash=self.before,
            public=self.public or "",
            fingerprint=self._fingerprint(),
        )

    def end(self) -> None:
        """After the last entry: nothing that is kept elsewhere lies beyond it."""
        for head in self.kept.values():
            if head.count > self.count:
                raise StoreTrouble(
                    f"The audit ends too early, after entry {self.count}: on {head.at:%Y-%m-%d} it had"
                    f" {head.count}."
                )
            if self.public and head.public != self.public:
                raise StoreTrouble(
                    "The audit is signed with another key than the one that was kept."
                )
        if self.seek and self.found is None:
            raise StoreTrouble("This fingerprint fits no entry of this audit.")
