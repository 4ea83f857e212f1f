"""`confer matrix-login`: the account's one permanent device, its keys, and the account's word for it.

What is done is kept at once, so a run that broke off goes on where it stopped.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final

from adapters.matrix import crosssign, kept
from adapters.matrix.client import Client
from adapters.matrix.kept import Device
from adapters.matrix.rest import Json, MatrixSignedOut, Refused, Rest, path
from bot.errors import DeliveryFailed, Trouble
from bot.ports import Unit


class NotLetIn(Trouble):
    """The Matrix server did not take the user and password, or the token. Nothing was changed."""


class DeviceInUse(Trouble):
    """That token belongs to a device that has keys already. Log in with the password instead."""


class Done(Enum):
    """What a run led to, as a sentence for the operator."""

    MADE = "Confer has a device on the Matrix server, and the account vouches for it."
    ALREADY = "That is done already: Confer has its device. Use --again for a new one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """The account, and a password or an access token. `name`: how the device's id begins."""

    homeserver: str
    user: str
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    name: str = "CONFER"


_SHOWN: Final = "Confer"


async def matrix_login(
    login: Login, unit: Callable[[], Unit], folder: Path, *, again: bool = False
) -> Done:
    """Raises NotLetIn, DeviceInUse, PasswordAsked, Refused, DeliveryFailed."""
    async with unit() as reading:
        old, ready = await kept.device(reading), await kept.read(reading, kept.READY)
    if old is not None and ready and not again:
        return Done.ALREADY
    if old is None or ready:
        device = await _log_in(login)
        async with unit() as writing:
            await kept.keep_device(writing, device)
            await writing.marks.drop(kept.SINCE)
            await writing.commit()
    else:
        device = old
    await _give_keys(login, device, folder)
    await _vouch(login, unit, device)
    async with unit() as writing:
        await kept.write(writing, kept.READY, device.id)
        await writing.commit()
    if old is not None and old.id != device.id:
        await _log_out(login.homeserver, old)
    return Done.MADE


async def _log_in(login: Login) -> Device:
    rest = Rest(login.homeserver, login.token)
    try:
        found = await (_whoami(rest) if login.token else _with_password(rest, login))
    except (Refused, MatrixSignedOut):
        raise NotLetIn from None
    finally:
        await rest.close()
    if found["user_id"] != login.user:
        raise NotLetIn
    token = login.token or str(found["access_token"])
    return Device(
        user=login.user, id=str(found["device_id"]), token=token, pickle=secrets.token_urlsafe(32)
    )


async def _whoami(rest: Rest) -> Json:
    found = await rest.call("GET", path("account", "whoami"))
    if "device_id" not in found:
        raise NotLetIn
    user, device = found["user_id"], found["device_id"]
    keys = await rest.call("POST", path("keys", "query"), {"device_keys": {user: [device]}})
    if keys.get("device_keys", {}).get(user, {}).get(device):
        raise DeviceInUse
    return found


async def _with_password(rest: Rest, login: Login) -> Json:
    """A new device each time: one that other clients know by other keys would never be believed again."""
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": login.user},
        "password": login.password,
        "device_id": f"{login.name}-{secrets.token_hex(3)}",
        "initial_device_display_name": _SHOWN,
    }
    return await rest.call("POST", path("login"), body)


async def _give_keys(login: Login, device: Device, folder: Path) -> None:
    client = Client(login.homeserver, device, folder)
    try:
        await client.keep_house()
    finally:
        await client.close()


async def _vouch(login: Login, unit: Callable[[], Unit], device: Device) -> None:
    async with unit() as reading:
        seeds = await kept.seeds(reading)
    if seeds is None:
        seeds = crosssign.new_seeds()
        async with unit() as writing:
            await kept.keep_seeds(writing, seeds)
            await writing.commit()
    rest = Rest(login.homeserver, device.token)
    try:
        if await crosssign.known_master(rest, device.user) != crosssign.public_half(seeds.master):
            await crosssign.upload(rest, device.user, seeds, login.password)
        await crosssign.sign_device(rest, device.user, device.id, seeds)
    finally:
        await rest.close()


async def _log_out(homeserver: str, old: Device) -> None:
    """The former device ends. Where that fails, the owner of the account can still end it."""
    rest = Rest(homeserver, old.token)
    try:
        await rest.call("POST", path("logout"), {})
    except (Refused, MatrixSignedOut, DeliveryFailed):
        return
    finally:
        await rest.close()
