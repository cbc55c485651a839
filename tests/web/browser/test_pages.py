"""Every page in a real browser: complete, readable by everybody, on a desktop and on a phone."""

from pathlib import Path

import pytest
from playwright.async_api import ViewportSize

from bot.web.pages import PAGES
from tests.web.browser.window import DESKTOP, PHONE, VIEWPORTS, at_console, barriers, overflow
from tests.web.running import running
from tests.web.sample import START, sample


@VIEWPORTS
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_page_can_be_used_by_everybody(
    tmp_path: Path, size: ViewportSize, language: str
) -> None:
    await sample(tmp_path, language)
    wrong: list[str] = []
    async with running(tmp_path, START) as bot, at_console(bot, size) as page:
        for path in ["/", *(one.path for one in PAGES if one.menu)]:
            reply = await page.goto(bot.url + path)
            assert reply is not None
            if reply.status != 200:
                wrong.append(f"{path}: {reply.status}")
                continue
            if await page.locator("h1").count() != 1:
                wrong.append(f"{path}: not one h1")
            if await overflow(page) > 0:
                wrong.append(f"{path}: wider than the window by {await overflow(page)}")
            wrong += await barriers(page)
    assert wrong == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_every_page_has_contrast_in_the_dark(tmp_path: Path, size: ViewportSize) -> None:
    await sample(tmp_path)
    wrong: list[str] = []
    async with running(tmp_path, START) as bot, at_console(bot, size, dark=True) as page:
        for one in PAGES:
            if one.menu:
                await page.goto(bot.url + one.path)
                wrong += await barriers(page)
    assert wrong == []


async def test_every_page_works_without_scripts(tmp_path: Path) -> None:
    await sample(tmp_path)
    async with running(tmp_path, START) as bot, at_console(bot, PHONE, scripts=False) as page:
        for one in PAGES:
            if one.menu:
                reply = await page.goto(bot.url + one.path)
                assert reply is not None
                assert reply.status == 200, one.path
                assert await page.get_by_role("link", name=one.title["zh"]).count() >= 1
