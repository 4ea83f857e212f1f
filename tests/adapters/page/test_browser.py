"""The pages in a real browser: a phone, a keyboard, no scripts.

The pictures are kept where PAGE_PICTURES says:  PAGE_PICTURES=build/pages pytest tests/adapters/page
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, BrowserContext, Error, Page, async_playwright, expect

from adapters.console.stage import NAME
from adapters.page import words
from tests.adapters.page.scene import ASKED, Scene
from tests.house import CANARY

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.timeout(120)]

PHONE: Final = {"width": 360, "height": 740}
SMALLEST: Final = {"width": 320, "height": 568}
DESK: Final = {"width": 1200, "height": 800}
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LETTER: Final = (
    "She eats alone since the winter and says the others laugh when she comes in.\n\nToday she said:"
    f" I would rather not be here. {CANARY}"
)

CONTRASTS: Final = """() => {
  const light = ([r, g, b]) => [r, g, b]
    .map(c => c / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const ground = one => {
    for (; one; one = one.parentElement) {
      const found = rgb(getComputedStyle(one).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("p, h1, label, span, button, a, textarea, .sealed")].map(one => {
    const [a, b] = [light(rgb(getComputedStyle(one).color)), light(ground(one))];
    return [one.tagName + "." + one.className, (Math.max(a, b) + .05) / (Math.min(a, b) + .05)];
  });
}"""
TOO_WIDE: Final = (
    "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
)


def _found(own: str) -> str:
    """The system's browser, else the one that `playwright install chromium` brought."""
    path = next(filter(None, map(shutil.which, NAMES)), own)
    if not Path(path).exists():
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium is installed here")
        pytest.skip("no Chromium is installed here")
    return path


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        path = _found(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=path, args=as_root)
        yield browser
        await browser.close()


@pytest.fixture
async def phone(chromium: Browser) -> AsyncIterator[Page]:
    context = await _context(chromium)
    yield await context.new_page()
    await context.close()


async def _context(chromium: Browser, size: dict[str, int] = PHONE) -> BrowserContext:
    return await chromium.new_context(
        viewport=size,  # type: ignore[arg-type]  # a dictionary of that shape
        java_script_enabled=False,
        has_touch=size is not DESK,
        device_scale_factor=2,
    )


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("PAGE_PICTURES") or tmp_path / "pages")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


async def _link_with_both(scene: Scene) -> str:
    """A form that asks for two things at once."""
    blank = replace(await scene.asked("nurse", *ASKED), asked="who")
    person = await scene.person("nurse")
    return await scene.pages.write(
        person, platform=NAME, account="nurse", room="nurse", blank=blank
    )


async def _needed(scene: Scene) -> str:
    ref = await scene.talks.answered()
    return await scene.link("coordinator", f"/case point {ref} why:other_area")


async def test_a_form_is_filled_in_by_keyboard_alone_and_without_a_script(
    scene: Scene, phone: Page, pictures: Path
) -> None:
    seen: list[str] = []
    phone.on("console", lambda said: seen.append(said.text))
    phone.on("request", lambda asked: seen.append(asked.url))
    url = await _link_with_both(scene)
    await phone.goto(url)
    await phone.screenshot(path=pictures / "write.png", full_page=True)

    await phone.keyboard.press("Tab")
    await expect(phone.get_by_label("What did you see or hear?")).to_be_focused()
    await phone.keyboard.type(LETTER)
    await phone.screenshot(path=pictures / "write-focus.png", full_page=True)
    await phone.keyboard.press("Tab")
    await expect(phone.get_by_label("Who is it?")).to_be_focused()
    await phone.keyboard.press("Tab")
    await expect(phone.get_by_role("button", name=words.SEND)).to_be_focused()
    await phone.keyboard.press("Enter")

    await expect(phone.get_by_role("heading")).to_have_text(words.KEPT)
    await phone.screenshot(path=pictures / "kept.png")
    assert set(seen) == {
        url
    }  # nothing was fetched from anywhere, and the browser complained of nothing
    (heard,) = await scene.waiting()
    assert heard.answers is not None
    assert set(heard.answers.values) == {"detail", "who"}


async def test_a_page_tells_who_hears_it_what_is_what(scene: Scene, phone: Page) -> None:
    await phone.goto(await _needed(scene))
    await phone.get_by_role("textbox").fill(" ")
    await phone.get_by_role("button").click()

    area = phone.get_by_role("textbox", name="Which other help is named? (needed)")
    await expect(area).to_have_accessible_description(
        f"Only the one who raised it hears this. {words.NEEDED}"
    )
    await expect(area).to_have_attribute("aria-invalid", "true")
    await expect(phone.get_by_role("alert")).to_contain_text(words.LOOK)
    await phone.get_by_role("alert").get_by_role("link").click()
    await expect(area).to_be_focused()
    ref = scene.talks.ref
    assert (await phone.locator("main").aria_snapshot()).splitlines() == [
        "- main:",
        "  - alert:",
        f"    - paragraph: {words.LOOK}",
        "    - paragraph:",
        '      - link "Which other help is named?":',
        '        - /url: "#words-1"',
        f'  - heading "{words.WRITE_TITLE}" [level=1]',
        f"  - paragraph: /case point · On {ref}",
        f'  - paragraph: "{words.WHERE}"',
        "  - text: Which other help is named? (needed)",
        "  - paragraph: Only the one who raised it hears this.",
        f"  - paragraph: {words.NEEDED}",
        '  - textbox "Which other help is named? (needed)" [invalid]',
        f'  - button "{words.SEND}"',
    ]


@dataclass(frozen=True, slots=True)
class Look:
    """Takes pictures of what is open, light and dark, and sees that it fits, can be read and can be pressed."""

    page: Page
    pictures: Path
    name: str

    async def at(self, what: str) -> None:
        page = self.page
        for colours in ("light", "dark"):
            await page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]  # as of a context
            picture = self.pictures / f"{what}-{self.name}-{colours}.png"
            await page.screenshot(path=picture, full_page=True)
            faint = [one for one in await page.evaluate(CONTRASTS) if one[1] < 4.5]
            assert faint == [], f"{what}, {colours}"
        assert await page.evaluate(TOO_WIDE) <= 0, what
        for button in await page.get_by_role("button").all():
            box = await button.bounding_box()
            assert box is not None
            assert box["height"] >= 44, what
        await page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
        assert await page.evaluate(TOO_WIDE) <= 0, f"{what}, twice as large"
        await page.evaluate("() => { document.documentElement.style.fontSize = '' }")


@pytest.fixture(params=[PHONE, SMALLEST, DESK], ids=lambda size: str(size["width"]))
async def look(
    request: pytest.FixtureRequest, chromium: Browser, pictures: Path
) -> AsyncIterator[Look]:
    size = request.param
    context = await _context(chromium, size)
    yield Look(await context.new_page(), pictures, str(size["width"]))
    await context.close()


async def test_every_page_to_write_on_fits_and_can_be_read(scene: Scene, look: Look) -> None:
    page, url = look.page, await _link_with_both(scene)
    area = page.get_by_label("What did you see or hear?")
    await page.goto(url)
    await look.at("write")
    await area.fill(LETTER + "y" * 10_000)
    await page.get_by_role("button").click()
    await expect(page.get_by_text(words.SHORTER)).to_be_visible()
    await look.at("too-long")
    await area.fill(LETTER)
    await scene.talks.waits(minutes=11)
    await page.get_by_role("button").click()
    await expect(page.get_by_text(words.GONE_KEPT)).to_be_visible()
    await expect(area).to_have_value(LETTER)
    await look.at("gone-kept")


async def test_every_page_to_read_on_fits_and_can_be_read(scene: Scene, look: Look) -> None:
    page, url = look.page, await scene.link_showing(f"Detail:\n{LETTER}\n\n{'very' * 40}")
    await page.goto(url)
    await look.at("show")
    await page.get_by_role("button", name=words.SHOW).click()
    await expect(page.get_by_text(CANARY)).to_be_visible()
    await look.at("shown")
    await page.goto(url)
    await look.at("gone")


@pytest.mark.parametrize("held_ms", [0, 100])
async def test_who_presses_twice_is_told_what_was_true_of_the_first_press(
    scene: Scene, phone: Page, held_ms: int
) -> None:
    """The answer to the first is on its way when the second comes, and browsers show the last."""
    url = await scene.link()
    scene.store.slow_s = 0.5
    await phone.goto(url)
    await phone.get_by_role("textbox").fill(LETTER)
    await phone.get_by_role("button").dblclick(delay=held_ms)
    await expect(phone.get_by_role("heading")).to_have_text(words.KEPT)
    assert len(await scene.waiting()) == 1
    await phone.goto(await scene.link_showing(LETTER))
    await phone.get_by_role("button").dblclick(delay=held_ms)
    await expect(phone.get_by_text(CANARY)).to_be_visible()


async def test_what_is_shown_is_not_printed_and_does_not_come_back(
    scene: Scene, phone: Page
) -> None:
    url = await scene.link_showing(LETTER)
    await phone.goto(url)
    await phone.get_by_role("button").click()
    await phone.emulate_media(media="print")
    await expect(phone.get_by_text(CANARY)).to_be_hidden()
    await phone.emulate_media(media="screen")
    await phone.goto("about:blank")
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        await phone.go_back()
    await expect(phone.get_by_text(CANARY)).to_have_count(0)
