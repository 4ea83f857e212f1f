"""Forms of other sites and broken requests: refused, written down, nothing shown."""

from __future__ import annotations

import asyncio
from typing import Final
from urllib.parse import urlsplit

import pytest

from adapters.page import words
from tests.adapters.page.scene import Scene
from tests.house import CANARY
from tests.threats.test_guesses import acts

FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://elsewhere.example"},
)
OWN: tuple[dict[str, str], ...] = (
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Origin": "null"},
    {},
)


@pytest.mark.parametrize("headers", FOREIGN)
async def test_a_form_posted_across_sites_is_refused_and_written_down(
    scene: Scene, headers: dict[str, str]
) -> None:
    url = await scene.link()
    seen = await scene.asks("POST", url, data={"detail": CANARY}, headers=headers)

    assert seen.status == 403
    assert words.FOREIGN in seen.text
    assert CANARY not in seen.body
    assert await scene.waiting() == []
    assert await acts(scene.talks) == [("keep_running", '{"refused": "forms"}')]
    assert (await scene.opens(url)).status == 200


@pytest.mark.parametrize("headers", OWN)
async def test_a_form_of_our_own_page_is_taken(scene: Scene, headers: dict[str, str]) -> None:
    url = await scene.link()
    seen = await scene.asks("POST", url, data={"detail": CANARY}, headers=headers)

    assert seen.status == 200
    assert len(await scene.waiting()) == 1


BROKEN: Final = (
    "X-One: a\r\n b\nX-Two: {canary}",
    "X-One: a\nSet-Cookie: {canary}",
    "X-One: a\rSet-Cookie: {canary}",
    "Host: a\r\nHost: {canary}",
    "Content-Length: 3\r\nContent-Length: 4",
    "X-One : {canary}",
    "X-Null: \0{canary}",
)


@pytest.mark.parametrize("head", BROKEN)
async def test_a_header_with_a_newline_or_worse_shows_nothing_and_is_repeated_nowhere(
    scene: Scene, head: str
) -> None:
    here = urlsplit(scene.here)
    reader, writer = await asyncio.open_connection(here.hostname, here.port)
    broken = head.format(canary=CANARY)
    writer.write(f"GET /p/{'a' * 43} HTTP/1.1\r\nHost: x\r\n{broken}\r\n\r\n".encode())
    answer = await reader.readuntil(b"\r\n\r\n")
    writer.close()

    assert answer.split(b" ", 2)[1] == b"400"
    assert CANARY.encode() not in answer
    assert b"cookie" not in answer.lower()


@pytest.mark.parametrize("length", [40_000, 4_000_000])
@pytest.mark.parametrize("end", [b"", b"\r\n\r\n"])
async def test_a_head_that_is_too_long_or_never_ends_is_cut_off(
    scene: Scene, length: int, end: bytes
) -> None:
    here = urlsplit(scene.here)
    reader, writer = await asyncio.open_connection(here.hostname, here.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * length + end)
    answer = await reader.read(1000)
    writer.close()

    assert answer.split(b" ", 2)[1] == b"400"
