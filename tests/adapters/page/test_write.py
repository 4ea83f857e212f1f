"""Own words are written on a page, and come to the form they belong to, sealed and once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from adapters.page import LINK_LIFE, words
from adapters.page.inputs import COMMAND, LANGUAGE
from bot.errors import StoreTrouble
from bot.labels import sentence
from tests.adapters.page.scene import Scene
from tests.house import CANARY, texts

WORDS = f"sits alone\nevery day {CANARY}"


async def _raised_and_read(scene: Scene) -> str:
    """What the case holds, once the concern was sent."""
    await scene.talks.says("nurse", "= send")
    ref = scene.talks.ref
    return "\n".join(texts(await scene.talks.says("nurse", f"/case open {ref} detail", "1")))


async def test_what_a_nurse_writes_on_the_page_is_held_by_the_case(scene: Scene) -> None:
    url = await scene.link()
    seen = await scene.opens(url)
    assert (seen.status, seen.areas) == (200, {"detail": ""})
    assert "What did you see or hear?" in seen.text
    assert "/concern new" in seen.text

    kept = await scene.sends(url, detail=WORDS)

    assert kept.status == 200
    assert kept.text == f"Confer {words.KEPT} {words.GO_BACK}"
    assert scene.heard == ["console"]
    told = await scene.works()
    assert "This is all that others will read." in told[-1]
    assert WORDS in await _raised_and_read(scene)


async def test_the_address_holds_a_token_and_nothing_of_the_case_or_the_words(scene: Scene) -> None:
    ref = await scene.talks.raised()
    url = await scene.link("nurse", f"/concern detail {ref} detail:")
    await scene.sends(url, detail=WORDS)

    path = url.removeprefix(scene.pages.public_url)
    assert len(path.removeprefix("/p/")) == 43
    assert ref not in url


async def test_a_page_on_a_case_names_the_case_and_no_title_does(scene: Scene) -> None:
    ref = await scene.talks.raised()
    seen = await scene.opens(await scene.link("nurse", f"/concern detail {ref} detail:"))

    assert f"On {ref}" in seen.text
    assert "<title>Confer</title>" in seen.body


async def test_opening_a_page_uses_nothing_up(scene: Scene) -> None:
    url = await scene.link()
    for method in ("GET", "HEAD", "GET"):
        assert (await scene.asks(method, url)).status == 200
    assert (await scene.sends(url, detail=WORDS)).status == 200


async def test_a_used_link_is_refused_and_the_words_are_kept(scene: Scene) -> None:
    url = await scene.link()
    fields = (await scene.opens(url)).hidden
    await scene.sends(url, detail=WORDS)

    second = await scene.posts(url, {**fields, "detail": f"something else {CANARY}"})

    assert second.status == 410
    assert words.GONE_KEPT in second.text
    assert second.areas == {"detail": f"something else {CANARY}"}
    assert "What did you see or hear?" in second.text
    assert "<button" not in second.body
    assert len(await scene.waiting()) == 1
    assert (await scene.opens(url)).status == 404


async def test_a_link_is_refused_after_ten_minutes_and_the_words_are_kept(scene: Scene) -> None:
    url = await scene.link()
    fields = (await scene.opens(url)).hidden
    await scene.talks.waits(minutes=9, seconds=59)
    assert (await scene.opens(url)).status == 200
    await scene.talks.waits(seconds=1)

    late = await scene.posts(url, {**fields, "detail": WORDS})

    assert timedelta(minutes=10) == LINK_LIFE
    assert late.status == 410
    assert words.GONE_KEPT in late.text
    assert late.areas == {"detail": WORDS}
    assert await scene.waiting() == []
    assert scene.heard == []


async def test_nobody_learns_whether_a_link_is_unknown_used_or_too_old(scene: Scene) -> None:
    used, old = await scene.link(), await scene.link("teacher")
    await scene.sends(used, detail=WORDS)
    await scene.talks.waits(minutes=10)
    unknown = f"{scene.pages.public_url}/p/{'a' * 43}"
    wrong = f"{scene.pages.public_url}/p/short"

    seen = [await scene.opens(url) for url in (used, old, unknown, wrong)]

    assert {one.status for one in seen} == {404}
    assert {one.body for one in seen} == {seen[0].body}
    assert words.GONE in seen[0].text


async def test_words_that_were_sent_twice_are_kept_once_and_both_are_told_so(scene: Scene) -> None:
    url = await scene.link()
    fields = {**(await scene.opens(url)).hidden, "detail": WORDS}

    first, second = await asyncio.gather(scene.posts(url, fields), scene.posts(url, fields))
    again = await scene.posts(url, fields)

    assert {one.body for one in (first, second, again)} == {first.body}
    assert words.GO_BACK in first.text
    assert len(await scene.waiting()) == 1
    assert scene.heard == ["console"]


async def test_of_two_that_send_different_words_at_the_same_moment_one_is_kept(
    scene: Scene,
) -> None:
    url = await scene.link()
    fields = (await scene.opens(url)).hidden

    both = await asyncio.gather(
        *(scene.posts(url, {**fields, "detail": f"{one} {CANARY}"}) for one in ("one", "two"))
    )

    assert sorted(one.status for one in both) == [200, 410]
    lost = next(one for one in both if one.status == 410)
    assert lost.areas["detail"] in {f"one {CANARY}", f"two {CANARY}"}
    assert len(await scene.waiting()) == 1


async def test_an_optional_field_may_stay_empty(scene: Scene) -> None:
    url = await scene.link()
    assert words.OPTIONAL in (await scene.opens(url)).text

    assert (await scene.sends(url, detail=" \n ")).status == 200

    assert "This is all that others will read." in (await scene.works())[-1]


async def test_a_field_that_is_needed_may_not(scene: Scene) -> None:
    ref = await scene.talks.answered()
    url = await scene.link("coordinator", f"/case point {ref} why:other_area")
    seen = await scene.opens(url)
    assert f"Which other help is named? ({words.REQUIRED})" in seen.text

    empty = await scene.sends(url, to="  ")

    assert empty.status == 422
    assert words.LOOK in empty.text
    assert words.NEEDED in empty.text
    assert 'aria-invalid="true"' in empty.body
    assert (await scene.sends(url, to=f"the open house {CANARY}")).status == 200


async def test_words_that_are_too_long_stay_where_they_are(scene: Scene) -> None:
    url = await scene.link()
    long = f"{CANARY} " + "æ" * 10_000

    refused = await scene.sends(url, detail=long)

    assert refused.status == 422
    assert words.SHORTER in refused.text
    assert refused.areas == {"detail": long}
    assert (await scene.sends(url, detail=long[:10_000])).status == 200


async def test_words_are_shown_as_words_whatever_they_hold(scene: Scene) -> None:
    url = await scene.link()
    sly = f"</textarea><script>alert(1)</script>\n{{{{ 7 * 7 }}}} &amp; {CANARY} " + "x" * 10_000

    refused = await scene.sends(url, detail=sly)

    assert "<script" not in refused.body
    assert refused.areas == {"detail": sly}


async def test_a_first_empty_line_and_what_no_keyboard_types(scene: Scene) -> None:
    url = await scene.link()

    await scene.sends(url, detail=f"\n\nfirst\x00\u202eline {CANARY}")

    await scene.works()
    assert f"firstline {CANARY}" in await _raised_and_read(scene)


@pytest.mark.parametrize(
    ("trouble", "status", "said"),
    [
        (StoreTrouble(), 503, words.NOT_NOW),
        (RuntimeError(CANARY), 500, words.FAILED_KEPT),
        (ValueError(CANARY), 500, words.FAILED_KEPT),
    ],
)
async def test_when_the_store_fails_the_words_are_kept_and_can_be_sent_again(
    scene: Scene, trouble: Exception, status: int, said: str
) -> None:
    url = await scene.link()
    fields = {**(await scene.opens(url)).hidden, "detail": WORDS}
    scene.store.trouble = trouble

    failed = await scene.posts(url, fields)
    opened = await scene.opens(url)

    assert (failed.status, opened.status) == (status, status)
    assert said in failed.text
    assert words.AGAIN in failed.text
    assert "<textarea" not in opened.body
    assert {**failed.hidden, **failed.areas} == fields
    scene.store.trouble = None
    assert (await scene.posts(url, {**failed.hidden, **failed.areas})).status == 200
    assert len(await scene.waiting()) == 1


async def test_who_left_the_partnership_is_not_let_in(scene: Scene) -> None:
    url = await scene.link()
    await scene.leaves("nurse")
    assert (await scene.opens(url)).status == 404


async def test_what_a_page_says_of_itself_is_only_believed_in_set_words(scene: Scene) -> None:
    gone = f"{scene.pages.public_url}/p/{'a' * 43}"
    fields = {COMMAND: f"no such {CANARY}", LANGUAGE: "../../etc", f'"><b>{CANARY}': "x", "y": "z"}

    seen = await scene.posts(gone, fields)

    assert seen.status == 410
    assert '<html lang="en"' in seen.body
    assert "<b>" not in seen.body
    assert sorted(seen.areas.values()) == ["x", "z"]
    assert sentence(words.YOURS, "en") in seen.text


async def test_a_page_speaks_the_language_of_who_opens_it_and_goes_on_in_it(scene: Scene) -> None:
    await scene.talks.says("nurse", "/my settings language:da")
    url = await scene.link()
    fields = (await scene.opens(url)).hidden

    for seen in [
        await scene.opens(url),
        await scene.posts(url, {**fields, "detail": "x" * 10_001}),
        await scene.posts(url, {**fields, "detail": CANARY}),
        await scene.posts(url, {**fields, "detail": f"again {CANARY}"}),
    ]:
        assert '<html lang="da"' in seen.body
