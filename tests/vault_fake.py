"""A strict fake of HashiCorp Vault's transit engine, on a free port of 127.0.0.1.

It answers the calls that Confer makes with Vault's own status codes and words, and refuses everything else: an
unknown path, verb or field, a missing header. It is no real Vault: none was at hand where this was written.
"""

from __future__ import annotations

import asyncio
import base64
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FIELDS = {
    "encrypt": {"plaintext", "associated_data"},
    "decrypt": {"ciphertext", "associated_data"},
    "rotate": set[str](),
    "config": {"min_decryption_version"},
}
Answer = web.Response


class Refused(Exception):
    def __init__(self, status: int, *errors: str) -> None:
        self.status, self.errors = status, list(errors)


@dataclass
class FakeVault:
    """`asked`: the verbs in order. `slow_s`: how long each answer takes."""

    token: str
    mount: str = "transit"
    key: str = "confer"
    sealed: bool = False
    slow_s: float = 0.0
    port: int = 0
    oldest: int = 1
    versions: list[bytes] = field(default_factory=lambda: [os.urandom(32)])
    asked: list[str] = field(default_factory=list[str])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def answer(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.slow_s)
        try:
            said = await self._said(request)
        except Refused as refused:
            return web.json_response({"errors": refused.errors}, status=refused.status)
        if said is None:
            return Answer(status=204)
        whole = {"request_id": "r", "lease_id": "", "renewable": False, "lease_duration": 0}
        return web.json_response({**whole, "data": said})

    async def _said(self, request: web.Request) -> dict[str, Any] | None:
        if self.sealed:
            raise Refused(503, "Vault is sealed")
        if request.headers.get("X-Vault-Token") != self.token:
            raise Refused(403, "permission denied")
        if request.headers.get("X-Vault-Request") != "true":
            raise Refused(412, "required header missing")
        verb = self._verb(request)
        self.asked.append(verb)
        given = await request.json() if request.can_read_body else {}
        if given.keys() - FIELDS.get(verb, set()):
            raise Refused(400, "unknown field")
        match verb:
            case "encrypt":
                return self._encrypt(given)
            case "decrypt":
                return self._decrypt(given)
            case "rotate":
                self.versions.append(os.urandom(32))
                return None
            case "config":
                return self._config(given)
            case _:
                return {
                    "name": self.key,
                    "type": "aes256-gcm96",
                    "latest_version": len(self.versions),
                    "min_decryption_version": self.oldest,
                    "min_encryption_version": 0,
                }

    def _verb(self, request: web.Request) -> str:
        method = "POST" if request.method == "PUT" else request.method  # Vault takes both
        known = {
            ("POST", f"{self.mount}/encrypt/{self.key}"): "encrypt",
            ("POST", f"{self.mount}/decrypt/{self.key}"): "decrypt",
            ("POST", f"{self.mount}/keys/{self.key}/rotate"): "rotate",
            ("POST", f"{self.mount}/keys/{self.key}/config"): "config",
            ("GET", f"{self.mount}/keys/{self.key}"): "read",
        }
        path = request.path.removeprefix("/v1/")
        verb = known.get((method, path))
        if verb is None and path.startswith(f"{self.mount}/"):
            raise Refused(400, "encryption key not found")
        if verb is None:
            raise Refused(404, f'no handler for route "{path}". route entry not found.')
        return verb

    def _encrypt(self, given: dict[str, Any]) -> dict[str, Any]:
        nonce = os.urandom(12)
        plain, bound = _bytes(given, "plaintext"), _bytes(given, "associated_data")
        sealed = nonce + AESGCM(self.versions[-1]).encrypt(nonce, plain, bound)
        version = len(self.versions)
        text = f"vault:v{version}:{base64.b64encode(sealed).decode()}"
        return {"ciphertext": text, "key_version": version}

    def _decrypt(self, given: dict[str, Any]) -> dict[str, Any]:
        match str(given.get("ciphertext", "")).split(":"):
            case ["vault", version, text] if version[:1] == "v" and version[1:].isdecimal():
                number = int(version[1:])
            case _:
                raise Refused(400, "invalid ciphertext: no prefix")
        if number < self.oldest:
            says = "ciphertext or signature version is disallowed by policy (too old)"
            raise Refused(400, says)
        if number > len(self.versions):
            raise Refused(400, "invalid ciphertext: version is too new")
        try:
            sealed = base64.b64decode(text, validate=True)
            cipher = AESGCM(self.versions[number - 1])
            plain = cipher.decrypt(sealed[:12], sealed[12:], _bytes(given, "associated_data"))
        except (InvalidTag, ValueError):
            raise Refused(400, "cipher: message authentication failed") from None
        return {"plaintext": base64.b64encode(plain).decode()}

    def _config(self, given: dict[str, Any]) -> dict[str, Any] | None:
        oldest = given["min_decryption_version"]
        if not 1 <= oldest <= len(self.versions):
            raise Refused(400, "cannot set min decryption version above the latest version")
        self.oldest = oldest
        return None


def _bytes(given: dict[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(given[name], validate=True)
    except (KeyError, ValueError):
        raise Refused(400, f"failed to base64-decode {name}") from None


async def _start(fake: FakeVault) -> web.AppRunner:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", fake.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.port = runner.addresses[0][1]
    return runner


@contextmanager
def running(token: str) -> Iterator[FakeVault]:
    """Served from a thread of its own, for hvac waits for its answers."""
    fake = FakeVault(token)
    loop = asyncio.new_event_loop()
    runner = loop.run_until_complete(_start(fake))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.run_until_complete(runner.cleanup())
        loop.close()
