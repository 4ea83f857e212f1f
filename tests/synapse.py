"""A real Synapse from its wheel: one for a session of tests, on a free port of this machine.

Tests are kept apart by fresh users and rooms. With pytest-xdist they share the group "synapse", so that
there is one server and not one for each worker.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SERVER_NAME = "confer.test"
START_S = 30.0
SHARED_SECRET = "only-for-tests"  # noqa: S105
PASSWORD = "a-password-for-tests"  # noqa: S105

_RATES = """
rc_message: {per_second: 1000, burst_count: 10000}
rc_registration: {per_second: 1000, burst_count: 10000}
rc_joins: {local: {per_second: 1000, burst_count: 10000}, remote: {per_second: 1000, burst_count: 10000}}
rc_joins_per_room: {per_second: 1000, burst_count: 10000}
rc_invites: {per_room: &much {per_second: 1000, burst_count: 10000}, per_user: *much, per_issuer: *much}
rc_admin_redaction: *much
rc_key_requests: *much
rc_room_creation: *much
rc_presence: {per_user: *much}
rc_login: {address: *much, account: *much, failed_attempts: *much}
"""


@dataclass(frozen=True)
class Synapse:
    """A running homeserver."""

    url: str
    pid: int

    def user_id(self, name: str) -> str:
        return f"@{name}:{SERVER_NAME}"

    def register(self, prefix: str) -> str:
        """A fresh user with a device, password PASSWORD; gives the user id."""
        name = f"{prefix}-{secrets.token_hex(4)}"
        where = f"{self.url}/_synapse/admin/v1/register"
        nonce = request("GET", where)["nonce"]
        signed = "\0".join([nonce, name, PASSWORD, "notadmin"]).encode()
        mac = hmac.new(SHARED_SECRET.encode(), signed, hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": PASSWORD, "admin": False, "mac": mac}
        request("POST", where, body)
        return self.user_id(name)


def request(method: str, url: str, body: object = None, token: str | None = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url, data=data, method=method)  # noqa: S310
    if token:
        asked.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
        return found


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    with running(tmp_path_factory.mktemp("synapse")) as server:
        yield server


@contextmanager
def running(folder: Path) -> Iterator[Synapse]:
    """A Synapse whose files are in this folder; ended by its own process id."""
    port = free_port()
    _configure(folder, port)
    command = [sys.executable, "-m", "synapse.app.homeserver", "-c", "homeserver.yaml"]
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, stdout=out, stderr=out, env=os.environ | {"PYTHONUNBUFFERED": "1"}
        )
    try:
        _wait_until_up(f"http://127.0.0.1:{port}", process, folder / "out")
        yield Synapse(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_up(url: str, process: subprocess.Popen[bytes], out: Path) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            request("GET", f"{url}/_matrix/client/versions")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"Synapse did not start:\n{out.read_text()[-3000:]}")


def _configure(folder: Path, port: int) -> None:
    key = f"ed25519 a_test {_unpadded(secrets.token_bytes(32))}\n"
    (folder / "signing.key").write_text(key)
    (folder / "log.yaml").write_text(
        "version: 1\nhandlers: {out: {class: logging.StreamHandler}}\n"
        "root: {level: WARNING, handlers: [out]}\n"
    )
    (folder / "homeserver.yaml").write_text(f"""
server_name: {SERVER_NAME}
report_stats: false
pid_file: {folder}/synapse.pid
signing_key_path: {folder}/signing.key
media_store_path: {folder}/media
log_config: {folder}/log.yaml
registration_shared_secret: {SHARED_SECRET}
enable_registration: false
trusted_key_servers: []
suppress_key_server_warning: true
federation_domain_whitelist: []
presence: {{enabled: false}}
bcrypt_rounds: 4
listeners:
  - {{port: {port}, type: http, bind_addresses: [127.0.0.1], resources: [{{names: [client, media]}}]}}
database: {{name: sqlite3, args: {{database: {folder}/homeserver.db, cp_min: 1, cp_max: 4}}}}
{_RATES}""")


def _unpadded(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")
