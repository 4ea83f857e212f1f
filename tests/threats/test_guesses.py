"""Ten thousand guesses find nothing, are written down once, and keep nobody out."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from dataclasses import replace

from adapters.console.stage import SEATS
from adapters.page import words
from bot import dispatch
from bot.conversation import linking
from bot.errors import TooMuch
from bot.people import Person
from bot.ports import Answered
from bot.running.limits import Limits
from tests.adapters.page.scene import Scene
from tests.house import CANARY, Talks, kept, texts

NOTHING = "There is nothing here for you under that name."
MANY = 10_000


async def acts(house: Talks) -> list[tuple[str, str]]:
    """What the audit says was refused too often."""
    from sqlalchemy import text

    async with house.player.house.unit() as unit:
        found = await unit.audit._connection.execute(  # type: ignore[attr-defined]  # the real one
            text("select act, facts from audit where facts like '%refused%'")
        )
        return [(row.act, row.facts) for row in found]


async def code_of(house: Talks, who: str) -> str:
    told = texts(await house.says(who, "/my link"))
    return told[0].removeprefix("Your code: ").split()[0]


async def stranger(house: Talks, account: str, words: str) -> Answered:
    """Somebody whose account nobody knows types to Confer."""
    heard = await kept(house.player.house, account, words)
    return await dispatch.work(house.player.house, "console", heard.key)


async def test_ten_thousand_guesses_of_a_code_by_many_accounts_find_none(house: Talks) -> None:
    code = await code_of(house, "nurse")
    now, limits = house.clock.now(), Limits()
    async with house.player.house.unit() as unit:
        directory = await unit.people.directory()
        for number in range(MANY):
            tried = linking.Tried(account=f"x {number}", by=None, at=now, limits=limits)
            assert await linking.claim(unit, f"{number:08x}", directory, tried) is None
        last = linking.Tried(account="x new", by=None, at=now, limits=limits)
        assert await linking.claim(unit, code, directory, last) is None  # even the right one, now
    assert len(limits.alarms) == 1


async def test_a_stranger_has_five_codes_and_the_sixth_is_not_even_looked_at(house: Talks) -> None:
    code = await code_of(house, "nurse")

    for number in range(5):
        assert (await stranger(house, "@stranger", f"/my link code:{number:08x}")).to is None
    assert (await stranger(house, "@stranger", f"/my link code:{code}")).to is None
    assert (await stranger(house, "@else", f"/my link code:{code}")).to is not None

    assert await acts(house) == [("link_account", '{"refused": "codes"}')]
    await house.waits(hours=1)
    for who in ("auditor", "coordinator"):
        assert any("again and again" in text for text in house.reads(who, "notice"))
    assert not any("again and again" in text for text in house.reads("nurse", "notice"))


async def test_somebody_known_who_guesses_codes_reads_one_refusal_and_is_named_in_the_audit(
    house: Talks,
) -> None:
    code = await code_of(house, "nurse")
    told = [
        texts(await house.says("teacher", f"/my link code:{number:08x}")) for number in range(8)
    ]

    assert told == [[NOTHING]] * 8
    assert texts(await house.says("teacher", f"/my link code:{code}")) == [NOTHING]
    assert await acts(house) == [("link_account", '{"refused": "codes"}')]


async def test_a_linking_code_works_again_when_the_guessing_is_ten_minutes_past(
    house: Talks,
) -> None:
    for number in range(5):
        await stranger(house, "@stranger", f"/my link code:{number:08x}")
    await house.waits(minutes=10)
    code = await code_of(house, "nurse")

    assert (await stranger(house, "@stranger", f"/my link code:{code}")).to is not None


async def test_case_names_tried_one_after_another_are_one_refusal_and_one_line_of_the_audit(
    house: Talks,
) -> None:
    ref = await house.taken(circle="social")
    told: list[str] = []
    for number in range(40):
        line = "/case show {}".format(ref if number == 20 else f"silver-meadow-{number:02d}")
        told += texts(await house.says("housing", line))

    assert set(told) == {NOTHING}
    assert await acts(house) == [("keep_running", '{"refused": "cases"}')]


async def test_many_guesses_of_a_page_are_slowed_written_down_once_and_good_links_open(
    scene: Scene,
) -> None:
    good = await scene.link()
    for _ in range(52):
        seen = await scene.opens(f"{scene.pages.public_url}/p/{secrets.token_urlsafe(32)}")
        assert seen.status == 404
        assert words.GONE in seen.text
    assert await acts(scene.talks) == [("keep_running", '{"refused": "pages"}')]
    assert (await scene.opens(good)).status == 200


async def test_many_guesses_of_a_page_at_once_are_turned_away_and_nothing_typed_is_lost(
    scene: Scene,
) -> None:
    for _ in range(50):
        await scene.opens(f"{scene.pages.public_url}/p/{secrets.token_urlsafe(32)}")
    url = f"{scene.pages.public_url}/p/{secrets.token_urlsafe(32)}"
    seen = await asyncio.gather(*(scene.posts(url, {"detail": CANARY}) for _ in range(16)))

    turned_away = [one for one in seen if one.status == 429]
    assert turned_away
    assert all(one.areas["detail"] == CANARY for one in turned_away)
    assert all(words.TOO_MANY_KEPT in one.text for one in turned_away)


async def test_ten_thousand_guesses_of_a_page_find_none(scene: Scene) -> None:
    """As many by HTTP as are not yet slowed, and a few more; the rest where a page looks its link up."""
    link, by_http = await scene.link(), 52
    front, _, token = link.rpartition("/")
    for _ in range(by_http):
        seen = await scene.opens(f"{front}/{replace_last(token)}")
        assert (seen.status, words.GONE in seen.text) == (404, True)
    async with scene.house.unit() as unit:
        now = scene.house.clock.now()
        for number in range(MANY - by_http):
            guess = replace_last(token) if number % 2 else secrets.token_urlsafe(32)
            assert await unit.links.get(guess, now) is None
        assert await unit.links.get(token, now) is not None
    assert await acts(scene.talks) == [("keep_running", '{"refused": "pages"}')]
    assert (await scene.opens(link)).status == 200


def replace_last(token: str) -> str:
    letters = [letter for letter in "AEIMQUYcgkosw048" if letter != token[-1]]
    return token[:-1] + secrets.choice(letters)


# --- lines ---


async def test_who_types_sixty_lines_in_a_minute_is_asked_to_wait_and_loses_nothing(
    house: Talks,
) -> None:
    await house.says("teacher", "/concern new")
    for _ in range(59):
        await house.says("teacher", "/confer help")
    (said,) = texts(await house.says("teacher", "/confer help"), "refusal")

    assert said.startswith("That was very much in one minute, so this was not taken in.")
    assert texts(await house.says("nurse", "/confer help"), "reply")  # nobody else notices
    await house.waits(minutes=1)
    assert texts(await house.says("teacher", "= alone"), "question")  # the form is still open


async def test_what_is_too_much_in_a_minute_is_taken_away_from_where_others_read(
    house: Talks,
) -> None:
    for _ in range(60):
        await house.says("teacher", "/confer help")
    told = await house.says("teacher", f"/concern detail he hits {CANARY}", aloud=True)

    assert house.reads(SEATS, "removed") == [""]
    assert "I took your line away" in told[0].text
    assert "That was very much in one minute" in told[1].text
    assert told[-1].buttons == ("Help",)


async def test_one_person_cannot_use_up_what_a_seat_may_say(house: Talks) -> None:
    person = replace(await _person(house, "social"))
    other = replace(await _person(house, "social"), no=(await _person(house, "nurse")).no)
    limits, now = Limits(), house.clock.now()
    for _ in range(MANY):
        with contextlib.suppress(TooMuch):
            limits.line(person, now)
    limits.line(other, now)


async def _person(house: Talks, key: str) -> Person:
    async with house.player.house.unit() as unit:
        found = (await unit.people.directory()).by_key(key)
    assert found is not None
    return found
