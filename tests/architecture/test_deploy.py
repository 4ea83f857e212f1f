"""deploy/ fits the code: its commands, ports, paths, names of secrets and settings are there."""

from __future__ import annotations

import configparser
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from adapters import watch
from bot.__main__ import app
from bot.config import parse
from bot.config.shape import Settings
from storage.keysources.given import CREDENTIAL

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
OBJECTS: list[dict[str, Any]] = [
    one
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    for one in yaml.safe_load_all(file.read_text("utf-8"))
]
SAID: dict[str, Any] = tomllib.loads((DEPLOY / "config.toml").read_text("utf-8"))
UNIT = configparser.ConfigParser(strict=False, interpolation=None)
UNIT.optionxform = str  # type: ignore[assignment,method-assign]
UNIT.read_string((DEPLOY / "confer.service").read_text("utf-8"))
WRITES = "/var/lib/confer"


def _of(kind: str, name: str) -> dict[str, Any]:
    return next(o for o in OBJECTS if (o["kind"], o["metadata"]["name"]) == (kind, name))


def _pods() -> list[dict[str, Any]]:
    return [
        o["spec"]["template"]["spec"] for o in OBJECTS if o["kind"] in {"Deployment", "StatefulSet"}
    ]


def _containers() -> list[dict[str, Any]]:
    return [c for pod in _pods() for c in [*pod["containers"], *pod.get("initContainers", [])]]


def _commands() -> list[list[str]]:
    """Every call of confer that stands there, without the program itself."""
    found = [re.search(r"^CMD (\[.*\])$", CONTAINERFILE, re.M)]
    calls = [yaml.safe_load(match.group(1)) for match in found if match]
    calls += [s["command"] for s in COMPOSE["services"].values() if "command" in s]
    calls += [c["args"] for c in _containers() if "args" in c]
    calls += [shlex.split(UNIT["Service"][one])[1:] for one in ("ExecStartPre", "ExecStart")]
    return calls


def test_the_commands_are_those_of_confer() -> None:
    known: Any = get_command(app)
    assert len(_commands()) == 7
    for name, *options in _commands():
        flags = [flag for option in known.commands[name].params for flag in option.opts]
        assert options[0] in flags, name
        assert options[1] == "/etc/confer/config.toml"


def test_what_the_settings_say_in_a_container_is_read() -> None:
    text = (ROOT / "config.example.toml").read_text("utf-8")
    whole = tomllib.loads(text)
    for table, said in SAID.items():
        whole[table] |= said
    Settings.model_validate(whole)
    parse(text)
    places = [SAID["storage"]["audit_heads"], SAID["matrix"]["store"]]
    assert all(place.startswith(f"{WRITES}/") for place in places)


def test_ports_are_those_of_the_settings() -> None:
    example = tomllib.loads((ROOT / "config.example.toml").read_text("utf-8"))
    page, watched = example["web"]["port"], example["watch"]["port"]
    assert COMPOSE["services"]["confer"]["expose"] == [str(page), str(watched)]
    confer = _of("Deployment", "confer")["spec"]["template"]["spec"]["containers"][0]
    assert {p["name"]: p["containerPort"] for p in confer["ports"]} == {
        "page": page,
        "watch": watched,
    }
    assert f":{watched}/" in COMPOSE["services"]["confer"]["healthcheck"]["test"][-1]
    asked = {
        confer[one]["httpGet"]["path"]
        for one in ("livenessProbe", "readinessProbe", "startupProbe")
    }
    routes = {route.path for route in watch.app(None, None).routes}  # type: ignore[arg-type,attr-defined]
    assert asked == {"/healthz", "/readyz"} <= routes
    assert all(
        confer[one]["httpGet"]["port"] == "watch" for one in ("livenessProbe", "readinessProbe")
    )


def test_two_programs_run_and_every_one_is_nobody_who_writes_where_it_may() -> None:
    assert COMPOSE["services"]["confer"]["deploy"]["replicas"] == 2
    assert _of("Deployment", "confer")["spec"]["replicas"] == 2
    for service in COMPOSE["services"].values():
        assert service["read_only"] is True
    for name in ("confer", "migrate"):
        service = COMPOSE["services"][name]
        assert service["user"] == "10001:10001"
        assert service["cap_drop"] == ["ALL"]
        assert f"confer:{WRITES}" in service["volumes"]
    for pod in _pods():
        assert pod["securityContext"]["runAsNonRoot"] is True
    for container in _containers():
        held = container["securityContext"]
        assert held["readOnlyRootFilesystem"] is True
        assert held["allowPrivilegeEscalation"] is False
        assert held["capabilities"] == {"drop": ["ALL"]}
        written = {m["mountPath"] for m in container["volumeMounts"] if not m.get("readOnly")}
        assert written <= {WRITES, "/tmp", "/var/lib/postgresql/data", "/run/postgresql"}  # noqa: S108


def test_secrets_come_from_files_of_the_names_that_are_looked_for() -> None:
    """The master key by systemd's way, which containers can offer too; a password by password_file."""
    names = {CREDENTIAL, Path(SAID["storage"]["password_file"]).name}
    assert SAID["storage"]["master_key_from"] == "credential"
    assert set(COMPOSE["secrets"]) == names
    assert all("file" in one for one in COMPOSE["secrets"].values())
    loaded = re.findall(
        r"^LoadCredential=([^:]+):", (DEPLOY / "confer.service").read_text("utf-8"), re.M
    )
    assert set(loaded) == names
    folder = COMPOSE["services"]["confer"]["environment"]["CREDENTIALS_DIRECTORY"]
    assert SAID["storage"]["password_file"].startswith(f"{folder}/")
    for container in _of("Deployment", "confer")["spec"]["template"]["spec"]["containers"]:
        place = next(e["value"] for e in container["env"] if e["name"] == "CREDENTIALS_DIRECTORY")
        assert place in {m["mountPath"] for m in container["volumeMounts"]}
    text = "".join(file.read_text("utf-8") for file in DEPLOY.rglob("*") if file.is_file())
    assert not re.search(r"(?i)(password|key|token)\s*[:=]\s*['\"]?[A-Za-z0-9+]{16,}", text)


def test_the_image_is_built_of_what_is_there_and_of_the_lock() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINERFILE, re.M)
    for word in " ".join(copied).split():
        assert (ROOT / word).exists(), word
    assert "--require-hashes -r requirements.lock" in CONTAINERFILE
    assert set(re.findall(r"^FROM (\S+)", CONTAINERFILE, re.M)) == {"python:3.13-slim"}
    assert "USER 10001:10001" in CONTAINERFILE
    assert f"HOME={WRITES}" in CONTAINERFILE  # slack_sdk cannot be loaded without one
    assert not re.search(r"\b(apt-get|curl|wget)\b|https?://", CONTAINERFILE)
    lines = CONTAINERFILE.splitlines()
    assert lines.index("USER 10001:10001") > max(
        i for i, one in enumerate(lines) if one.startswith("RUN")
    )


def test_the_lock_s_one_package_of_sources_is_the_one_that_is_built() -> None:
    """Everything else comes as a wheel, so that no compiler and no network but the index is needed."""
    assert re.search(r"--only-binary :all: --no-binary atomicwrites", CONTAINERFILE)
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert re.search(r"^atomicwrites==", lock, re.M)
    assert re.search(r"^setuptools==", lock, re.M)


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet"])
def test_what_is_selected_is_what_is_labelled(kind: str) -> None:
    for one in (o for o in OBJECTS if o["kind"] == kind):
        labels = one["spec"]["template"]["metadata"]["labels"]
        assert one["spec"]["selector"]["matchLabels"] == labels
        service = _of("Service", one["metadata"]["name"])
        assert service["spec"]["selector"] == labels
        named = {
            p["name"] for c in one["spec"]["template"]["spec"]["containers"] for p in c["ports"]
        }
        assert {p.get("targetPort", p["port"]) for p in service["spec"]["ports"]} <= named | {5432}
    host = re.search(r"@([^/:]+)/", SAID["storage"]["url"])
    assert host
    assert host.group(1) == "postgres"
    assert "postgres" in COMPOSE["services"]
