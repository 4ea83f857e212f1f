"""The device is made once, has keys, and the account vouches for it."""

from __future__ import annotations

import base64
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from adapters.matrix import kept
from adapters.matrix.provision import DeviceInUse, Done, Login, NotLetIn, matrix_login
from adapters.matrix.rest import MatrixSignedOut, Rest, path
from storage import Store
from tests.synapse import PASSWORD, Synapse, request

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("synapse"), pytest.mark.timeout(300)]


def login_of(synapse: Synapse, user: str, **given: str) -> Login:
    return Login(homeserver=synapse.url, user=user, **(given or {"password": PASSWORD}))


def signed_by(thing: dict[str, Any], user: str, key: str) -> bool:
    """Whether the key's signature over the object is right; raises InvalidSignature where it is not."""
    bare = {name: thing[name] for name in thing if name not in {"signatures", "unsigned"}}
    plain = json.dumps(bare, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    signature = base64.b64decode(thing["signatures"][user][f"ed25519:{key}"] + "==")
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key + "=")).verify(
        signature, plain.encode()
    )
    return True


def keys_as_others_see_them(synapse: Synapse, user: str) -> dict[str, Any]:
    other = synapse.register("other")
    session = request(
        "POST",
        f"{synapse.url}/_matrix/client/v3/login",
        {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": other},
            "password": PASSWORD,
        },
    )
    where = f"{synapse.url}/_matrix/client/v3/keys/query"
    return request("POST", where, {"device_keys": {user: []}}, session["access_token"])


async def device_of(store: Store) -> kept.Device:
    async with store.unit() as unit:
        device = await kept.device(unit)
    assert device is not None
    return device


async def test_the_account_vouches_for_the_device(
    synapse: Synapse, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="confer")
    user = synapse.register("confer")

    assert await matrix_login(login_of(synapse, user), store.unit, tmp_path / "m") is Done.MADE

    device = await device_of(store)
    found = keys_as_others_see_them(synapse, user)
    master = next(iter(found["master_keys"][user]["keys"].values()))
    signing = found["self_signing_keys"][user]
    assert signed_by(signing, user, master)
    ours = next(iter(signing["keys"].values()))
    assert signed_by(found["device_keys"][user][device.id], user, ours)
    for secret in (PASSWORD, device.token, device.pickle):
        assert secret not in caplog.text


async def test_a_second_run_says_that_it_is_done(
    synapse: Synapse, store: Store, tmp_path: Path
) -> None:
    login = login_of(synapse, synapse.register("confer"))
    await matrix_login(login, store.unit, tmp_path / "m")
    first = await device_of(store)

    assert await matrix_login(login, store.unit, tmp_path / "m") is Done.ALREADY

    assert await device_of(store) == first


async def test_again_makes_a_new_device_that_the_same_account_key_vouches_for(
    synapse: Synapse, store: Store, tmp_path: Path
) -> None:
    user = synapse.register("confer")
    await matrix_login(login_of(synapse, user), store.unit, tmp_path / "m")
    first, before = await device_of(store), keys_as_others_see_them(synapse, user)

    await matrix_login(login_of(synapse, user), store.unit, tmp_path / "m", again=True)

    second, after = await device_of(store), keys_as_others_see_them(synapse, user)
    assert second.id != first.id
    assert after["master_keys"] == before["master_keys"]
    assert list(after["device_keys"][user]) == [second.id]
    rest = Rest(synapse.url, first.token)
    with pytest.raises(MatrixSignedOut):
        await rest.call("GET", path("account", "whoami"))
    await rest.close()


async def test_a_run_that_broke_off_goes_on_with_the_same_device(
    synapse: Synapse, store: Store, tmp_path: Path
) -> None:
    login = login_of(synapse, synapse.register("confer"))
    await matrix_login(login, store.unit, tmp_path / "m")
    first = await device_of(store)
    async with store.unit() as unit:
        await unit.marks.drop(kept.READY)
        await unit.commit()

    assert await matrix_login(login, store.unit, tmp_path / "m") is Done.MADE

    assert await device_of(store) == first


async def test_lost_signing_keys_are_replaced_with_the_password(
    synapse: Synapse, store: Store, tmp_path: Path
) -> None:
    user = synapse.register("confer")
    await matrix_login(login_of(synapse, user), store.unit, tmp_path / "m")
    before = keys_as_others_see_them(synapse, user)
    async with store.unit() as unit:
        await unit.marks.drop(kept.SEEDS)
        await unit.commit()

    await matrix_login(login_of(synapse, user), store.unit, tmp_path / "m", again=True)

    after = keys_as_others_see_them(synapse, user)
    assert after["master_keys"] != before["master_keys"]


async def test_an_access_token_does_as_well_but_not_one_of_a_device_with_keys(
    synapse: Synapse, store: Store, tmp_path: Path
) -> None:
    user = synapse.register("confer")
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user},
        "password": PASSWORD,
    }
    token = request("POST", f"{synapse.url}/_matrix/client/v3/login", body)["access_token"]
    login = login_of(synapse, user, token=token)

    assert await matrix_login(login, store.unit, tmp_path / "m") is Done.MADE

    with pytest.raises(DeviceInUse):
        await matrix_login(login, store.unit, tmp_path / "m", again=True)


async def test_a_wrong_password_changes_nothing(
    synapse: Synapse, store: Store, tmp_path: Path
) -> None:
    login = login_of(synapse, synapse.register("confer"), password="wrong")  # noqa: S106

    with pytest.raises(NotLetIn):
        await matrix_login(login, store.unit, tmp_path / "m")

    async with store.unit() as unit:
        assert await kept.device(unit) is None
