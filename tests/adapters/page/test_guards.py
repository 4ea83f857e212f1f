"""What every answer carries, and what is not taken in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final

import pytest

from adapters.page import Pages, words
from adapters.page.body import FORM, MOST_BODY
from adapters.page.page import Patience
from tests.adapters.page.scene import Scene, Seen, open_scene
from tests.house import CANARY, Talks

KIND: Final = {"Content-Type": FORM}

ALWAYS: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
CLOSED: Final = ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'")


async def _good(scene: Scene) -> Seen:
    return await scene.opens(await scene.link())


async def _kept(scene: Scene) -> Seen:
    return await scene.sends(await scene.link(), detail=CANARY)


async def _wrong(scene: Scene) -> Seen:
    return await scene.sends(await scene.link(), detail=CANARY + "x" * 10_000)


async def _shown(scene: Scene) -> Seen:
    return await scene.posts(await scene.link_showing(CANARY), {})


async def _unknown(scene: Scene) -> Seen:
    return await scene.opens(f"{scene.pages.public_url}/p/{'a' * 43}")


async def _below(scene: Scene) -> Seen:
    return await scene.opens(f"{scene.pages.public_url}/p/one/two")


async def _elsewhere(scene: Scene) -> Seen:
    return await scene.opens(f"{scene.pages.public_url}/favicon.ico")


async def _late(scene: Scene) -> Seen:
    return await scene.posts(f"{scene.pages.public_url}/p/{'a' * 43}", {"detail": CANARY})


async def _put(scene: Scene) -> Seen:
    return await scene.asks("PUT", await scene.link())


async def _long(scene: Scene) -> Seen:
    much = f"detail={CANARY}" + "x" * MOST_BODY
    return await scene.asks("POST", await scene.link(), data=much, headers=KIND)


async def _longer_than_said(scene: Scene) -> Seen:
    async def much() -> AsyncIterator[bytes]:
        yield f"detail={CANARY}".encode()
        for _ in range(12):
            yield b"x" * (MOST_BODY // 10)

    return await scene.asks("POST", await scene.link(), data=much(), headers=KIND)


async def _no_form(scene: Scene) -> Seen:
    return await scene.asks("POST", await scene.link(), json={"detail": CANARY})


async def _no_utf8(scene: Scene) -> Seen:
    body = f"detail={CANARY}%E6"
    return await scene.asks("POST", await scene.link(), data=body, headers=KIND)


async def _raw_bytes(scene: Scene) -> Seen:
    body = f"detail={CANARY} ".encode() + b"\xff\xfe"
    return await scene.asks("POST", await scene.link(), data=body, headers=KIND)


async def _half_a_form(scene: Scene) -> Seen:
    return await scene.asks("POST", await scene.link(), data=CANARY, headers=KIND)


async def _failed(scene: Scene) -> Seen:
    url = await scene.link()
    scene.store.trouble = RuntimeError(CANARY)
    return await scene.posts(url, {"detail": CANARY})


ANSWERS: Final[Mapping[Callable[[Scene], Awaitable[Seen]], tuple[int, str]]] = {
    _good: (200, words.WHERE),
    _kept: (200, words.KEPT),
    _wrong: (422, words.SHORTER),
    _shown: (200, words.SHOWN),
    _unknown: (404, words.GONE),
    _below: (404, words.GONE),
    _elsewhere: (404, words.GONE),
    _late: (410, words.GONE_KEPT),
    _put: (405, words.NO_WAY),
    _long: (413, words.TOO_LONG),
    _longer_than_said: (413, words.TOO_LONG),
    _no_form: (415, words.NO_FORM),
    _no_utf8: (400, words.UNCLEAR),
    _raw_bytes: (400, words.UNCLEAR),
    _half_a_form: (400, words.UNCLEAR),
    _failed: (500, words.FAILED_KEPT),
}


@pytest.mark.parametrize("ask", ANSWERS, ids=lambda ask: ask.__name__.strip("_"))
async def test_every_answer_says_why_and_is_closed_to_everything_else(
    scene: Scene, ask: Callable[[Scene], Awaitable[Seen]]
) -> None:
    seen = await ask(scene)

    status, said = ANSWERS[ask]
    assert seen.status == status
    assert said in seen.text
    assert {name: seen.headers.get(name) for name in ALWAYS} == ALWAYS
    assert all(part in seen.headers["Content-Security-Policy"] for part in CLOSED)
    assert "script-src" not in seen.headers["Content-Security-Policy"]
    assert "microphone=()" in seen.headers["Permissions-Policy"]
    for absent in ("Set-Cookie", "Server", "Strict-Transport-Security"):
        assert absent not in seen.headers
    assert '<html lang="en"' in seen.body
    for outside in ("<script", "http:", "https:", "src="):
        assert outside not in seen.body


async def test_what_is_not_taken_in_uses_nothing_up(scene: Scene) -> None:
    url = await scene.link()
    for data, kind in ((b"\xff", FORM), (b"{}", "application/json"), (b"detail", FORM)):
        await scene.asks("POST", url, data=data, headers={"Content-Type": kind})
    assert (await scene.opens(url)).status == 200
    assert await scene.waiting() == []


async def test_who_asks_wrongly_hears_what_would_be_taken(scene: Scene) -> None:
    assert (await _put(scene)).headers["Allow"] == "GET, HEAD, POST"


async def test_behind_a_proxy_browsers_are_told_to_stay_with_encryption(house: Talks) -> None:
    async with open_scene(house, behind="https://confer.example.org") as scene:
        link = await scene.link()
        assert link.startswith("https://confer.example.org/p/")
        seen = await scene.opens(link.replace("https://confer.example.org", scene.here))
        assert seen.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_many_that_send_slowly_keep_nobody_out_for_long(house: Talks) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        yield b"detail="
        await asyncio.sleep(5)

    async with open_scene(house, patience=Patience(read_s=0.3)) as scene:
        url = await scene.link()
        seen = await scene.asks("POST", url, data=slowly(), headers=KIND)

        assert seen.status == 408
        assert words.TOO_SLOW in seen.text
        assert (await scene.opens(url)).status == 200


async def test_no_log_knows_an_address_or_a_word(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "starlette", "confer"):
        caplog.set_level(logging.DEBUG, logger=name)
    url = await scene.link()
    await scene.opens(url)
    await scene.sends(url, detail=CANARY)
    await scene.posts(url, {"detail": f"late {CANARY}"})
    scene.store.trouble = RuntimeError(CANARY)
    await scene.posts(url, {"detail": CANARY})

    assert "a page failed" in caplog.text
    assert "RuntimeError" in str([vars(record) for record in caplog.records])
    kept = "\n".join(str(vars(record)) for record in caplog.records)
    assert url.rpartition("/")[2] not in kept
    assert CANARY not in kept


@pytest.mark.parametrize(
    "url",
    [
        "http://confer.example.org",
        "http://10.0.0.1:8080",
        "ftp://localhost",
        "https://",
        "https://me@confer.example.org",
        "https://confer.example.org/deeper",
        "https://confer.example.org?x=1",
        "confer.example.org",
        "",
    ],
)
async def test_an_address_without_encryption_is_refused(house: Talks, url: str) -> None:
    with pytest.raises(ValueError, match="own words"):
        Pages(house.player.house, url, print)


@pytest.mark.parametrize(
    "url", ["https://a.example", "http://localhost:8080/", "http://[::1]:1", "http://127.0.0.2"]
)
async def test_an_address_with_it_or_on_this_machine_is_taken(house: Talks, url: str) -> None:
    assert Pages(house.player.house, url, print).public_url == url.rstrip("/")
