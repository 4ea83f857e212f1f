"""Sealed words are read on a page once, and opening the page does not show them."""

from __future__ import annotations

import asyncio
import html

import pytest

from adapters.console.stage import NAME
from adapters.page import words
from adapters.page.page import Patience
from bot.disclosure import Sensitive
from bot.errors import StoreTrouble
from bot.files import DOCX, PNG, Attachment
from tests.adapters.page.scene import Scene, open_scene
from tests.house import CANARY, Talks

TEXT = f"Detail:\n  sits alone <every day> {CANARY}"
SHOWN = f"Detail:\n  sits alone &lt;every day&gt; {CANARY}"


async def test_a_text_is_shown_once_and_only_when_asked_for(scene: Scene) -> None:
    url = await scene.link_showing(TEXT)

    for method in ("GET", "HEAD", "GET"):
        opened = await scene.asks(method, url)
        assert opened.status == 200
        assert CANARY not in opened.body
    assert words.SHOW in opened.text
    shown = await scene.posts(url, {})
    again = await scene.posts(url, {})

    assert shown.status == 200
    assert SHOWN in shown.body
    assert words.SHOWN in shown.text
    assert again.status == 410
    assert CANARY not in again.body
    assert words.GONE in again.text
    assert (await scene.opens(url)).status == 404
    assert scene.heard == []


async def test_of_two_that_ask_at_the_same_moment_one_is_shown_it(scene: Scene) -> None:
    url = await scene.link_showing(TEXT)
    both = await asyncio.gather(scene.posts(url, {}), scene.posts(url, {}))
    assert sorted(one.status for one in both) == [200, 410]
    assert [CANARY in one.body for one in both].count(True) == 1


async def test_a_press_that_arrives_twice_is_one_press(house: Talks) -> None:
    async with open_scene(house, patience=Patience(again_s=0.3)) as scene:
        url = await scene.link_showing(TEXT)
        pressed, other = (await scene.opens(url)).hidden, (await scene.opens(url)).hidden

        twice = await asyncio.gather(scene.posts(url, pressed), scene.posts(url, pressed))
        again = await scene.posts(url, pressed)
        elsewhere = await scene.posts(url, other)
        await asyncio.sleep(0.5)
        later = await scene.posts(url, pressed)

    assert [SHOWN in one.body for one in (*twice, again)] == [True, True, True]
    for one in (elsewhere, later):
        assert (one.status, CANARY in one.body, "<textarea" in one.body) == (410, False, False)


async def test_a_text_is_not_shown_after_ten_minutes(scene: Scene) -> None:
    url = await scene.link_showing(TEXT)
    await scene.talks.waits(minutes=10)
    late = await scene.posts(url, {})
    assert (late.status, CANARY in late.body) == (410, False)


async def test_a_text_whose_store_fails_can_still_be_read_later(scene: Scene) -> None:
    url = await scene.link_showing(TEXT)
    scene.store.trouble = StoreTrouble()
    failed = await scene.posts(url, {})
    assert failed.status == 503
    assert words.NOT_OPEN in failed.text

    scene.store.trouble = None

    assert SHOWN in (await scene.posts(url, {})).body


async def test_a_text_that_was_left_open_goes_away_by_itself(scene: Scene) -> None:
    shown = await scene.posts(await scene.link_showing(TEXT), {})
    assert '<meta http-equiv="refresh" content="600">' in shown.body


async def test_who_left_the_partnership_reads_nothing(scene: Scene) -> None:
    url = await scene.link_showing(TEXT)
    await scene.leaves("nurse")
    assert (await scene.posts(url, {})).status == 410


@pytest.mark.parametrize("kind", [PNG, DOCX])
async def test_a_file_stands_in_the_page_itself_or_is_saved_from_it_and_is_fetched_nowhere(
    scene: Scene, kind: str
) -> None:
    person = await scene.person("nurse")
    file = Attachment(
        name="file.x", kind=kind, alt=Sensitive("1 counselling"), content=Sensitive(b"\x89 bytes")
    )
    url = await scene.pages.show(
        person, platform=NAME, account="nurse", room="nurse", text=Sensitive(TEXT), file=file
    )

    assert "data:" not in (await scene.opens(url)).body
    shown = await scene.posts(url, {})

    assert f"data:{kind};base64,iSBieXRlcw==" in html.unescape(shown.body)
    assert ("<img" in shown.body) is (kind == PNG)
    assert ('alt="1 counselling"' in shown.body) is (kind == PNG)
    assert ("img-src data:" in shown.headers["Content-Security-Policy"]) is (kind == PNG)
    assert (await scene.posts(url, {})).status == 410
