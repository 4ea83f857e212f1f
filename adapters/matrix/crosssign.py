"""Cross-signing: the account vouches for its device, which nio does not do.

Without it strict clients show a red shield and send the bot no keys. Three ed25519 keys; the master signs
the other two, the self-signing one signs the device (Matrix specification 1.11, section 11.11.3).
"""

from __future__ import annotations

import base64
import json
import secrets
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.matrix.kept import Seeds
from adapters.matrix.rest import Json, Refused, Rest, path
from bot.errors import Trouble

_SEED_BYTES: Final = 32


class PasswordAsked(Trouble):
    """The Matrix server asks for the password before it takes new signing keys. Give the password too."""


def new_seeds() -> Seeds:
    made = [_unpadded(secrets.token_bytes(_SEED_BYTES)) for _ in range(3)]
    return Seeds(master=made[0], self_signing=made[1], user_signing=made[2])


async def upload(rest: Rest, user: str, seeds: Seeds, password: str | None) -> None:
    """Make these the account's keys. Raises PasswordAsked, Refused, DeliveryFailed."""
    master = _public(user, "master", seeds.master)
    body: Json = {"master_key": master}
    for usage, seed in (("self_signing", seeds.self_signing), ("user_signing", seeds.user_signing)):
        key = _public(user, usage, seed)
        body[f"{usage}_key"] = signed(key, user, seeds.master)
    where = path("keys", "device_signing", "upload")
    try:
        await rest.call("POST", where, body)
    except Refused as why:
        session = why.body.get("session")
        if why.status != 401 or not session:
            raise
        if password is None:
            raise PasswordAsked from None
        auth = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": password,
            "session": session,
        }
        await rest.call("POST", where, body | {"auth": auth})


async def sign_device(rest: Rest, user: str, device: str, seeds: Seeds) -> None:
    """Vouch for the device whose keys the server has."""
    found = await rest.call("POST", path("keys", "query"), {"device_keys": {user: [device]}})
    keys: Json = found["device_keys"][user][device]
    bare = {name: keys[name] for name in keys if name not in {"signatures", "unsigned"}}
    body = {user: {device: signed(bare, user, seeds.self_signing)}}
    answer = await rest.call("POST", path("keys", "signatures", "upload"), body)
    if answer.get("failures"):
        raise Refused(400, "M_INVALID_SIGNATURE")


async def known_master(rest: Rest, user: str) -> str | None:
    """The account's master key that the server has now."""
    found = await rest.call("POST", path("keys", "query"), {"device_keys": {user: []}})
    keys = found.get("master_keys", {}).get(user, {}).get("keys", {})
    return next(iter(keys.values()), None)


def public_half(seed: str) -> str:
    return _unpadded(_private(seed).public_key().public_bytes_raw())


def signed(thing: Json, user: str, seed: str) -> Json:
    """The object with this key's signature over its canonical form."""
    bare = {name: value for name, value in thing.items() if name not in {"signatures", "unsigned"}}
    plain = json.dumps(bare, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    signature = _unpadded(_private(seed).sign(plain.encode()))
    return thing | {"signatures": {user: {f"ed25519:{public_half(seed)}": signature}}}


def _public(user: str, usage: str, seed: str) -> Json:
    half = public_half(seed)
    return {"user_id": user, "usage": [usage], "keys": {f"ed25519:{half}": half}}


def _private(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(f"{seed}="))


def _unpadded(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")
