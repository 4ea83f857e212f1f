"""What entries of the audit are signed with: Ed25519, one key pair for each partnership.

The private half is sealed under the partnership's audit key, so that whoever has the database alone can
sign nothing. It is made with the first entry, or with the first one after an older Confer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreTrouble
from storage.keyring import AUDIT, KeyRing
from storage.tables import audit_keys

_ENTRY: Final = b"confer audit entry\n"
_OPENING: Final = b"confer opening\n"


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """`since`: how many entries there were before any was signed."""

    partnership: int
    private: Ed25519PrivateKey
    since: int

    @property
    def public(self) -> str:
        return self.private.public_key().public_bytes_raw().hex()

    def entry(self, hash: str) -> bytes:
        return self.private.sign(entry_text(self.partnership, hash))

    def opening(self, row: dict[str, Any]) -> bytes:
        return self.private.sign(opening_text(row))


def entry_text(partnership: int, hash: str) -> bytes:
    """What is signed of an entry. Its hash binds it to all before it, and so to its place."""
    return _ENTRY + f"{partnership}\n{hash}".encode()


def opening_text(row: dict[str, Any]) -> bytes:
    """What is signed of an opening: all of its row."""
    names = ("partnership", "case_id", "ref", "item", "giver", "by", "at", "why")
    plain = [row[name] if isinstance(row[name], int) else str(row[name]) for name in names]
    return _OPENING + json.dumps(plain).encode()


def is_signed(public: str, text: bytes, signature: bytes | None) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(signature or b"", text)
    except (InvalidSignature, ValueError):
        return False
    return True


async def load(connection: AsyncConnection, ring: KeyRing, partnership: int) -> Signer | None:
    """The signer of a partnership; None where nothing was signed yet. Raises StoreTrouble."""
    found = await connection.execute(
        select(audit_keys).where(audit_keys.c.partnership == partnership)
    )
    row = found.one_or_none()
    if row is None:
        return None
    key = await ring.need(AUDIT)
    plain = key.open_bytes(row.sealed, table="audit_keys", row=str(partnership), column="sealed")
    kept = json.loads(plain)
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept["private"]))
    signer = Signer(partnership, private, kept["since"])
    if signer.public != row.public:
        raise StoreTrouble("The key that the audit is signed with was exchanged.")
    return signer


async def make(connection: AsyncConnection, ring: KeyRing, partnership: int, since: int) -> Signer:
    signer = Signer(partnership, Ed25519PrivateKey.generate(), since)
    key = await ring.get(AUDIT)
    plain = json.dumps({"private": signer.private.private_bytes_raw().hex(), "since": since})
    sealed = key.seal_bytes(
        plain.encode(), table="audit_keys", row=str(partnership), column="sealed"
    )
    await connection.execute(
        insert(audit_keys).values(partnership=partnership, public=signer.public, sealed=sealed)
    )
    return signer
