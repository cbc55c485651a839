"""Rehearsing in a real browser: tomorrow, by the live playbooks beside the edited ones."""

from pathlib import Path

from playwright.async_api import ViewportSize, expect

from tests.web.browser.window import VIEWPORTS, at_console, barriers, overflow
from tests.web.running import running
from tests.web.sample import START, sample

SLOW = 60_000
"""Milliseconds that two processes may take on a busy machine."""


@VIEWPORTS
async def test_tomorrow_is_seen_before_and_the_edited_beside_it(
    tmp_path: Path, size: ViewportSize
) -> None:
    await sample(tmp_path)
    posts = tmp_path / "sop" / "posts.yaml"
    async with running(tmp_path, START) as bot, at_console(bot, size) as page:
        posts.write_text(posts.read_text("utf-8").replace("【{{ slot }}】", "【午间】"), "utf-8")
        await page.goto(f"{bot.url}/rehearse")
        await page.get_by_label("晨读群").check()
        await page.get_by_role("button", name="排练明天").click()
        await expect(page.locator(".changed")).to_contain_text("【午间】", timeout=SLOW)
        await expect(page.locator(".changed")).to_contain_text("【干货小课堂】")
        await expect(page.get_by_role("heading", level=2)).to_have_text("2026-12-01 晨读群")
        assert await overflow(page) == 0
        assert await barriers(page) == []
        await page.get_by_label("只看不同的").check()
        await page.get_by_role("button", name="看", exact=True).click()
        await expect(page.locator(".rows > li")).to_have_count(1)
        assert bot.chat.said == []
