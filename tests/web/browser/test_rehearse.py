"""Rehearsing in a real browser: tomorrow, by the live playbooks beside the edited ones."""

from pathlib import Path

from playwright.async_api import ViewportSize, expect

from tests.web.browser.window import VIEWPORTS, at_console, barriers, overflow
from tests.web.running import running
from tests.web.sample import START, sample

SLOW = 60_000
"""Milliseconds that two processes may take on a busy machine."""


@VIEWPORTS
async def test_an_edit_is_rehearsed_beside_what_is_live_before_it_is_saved(
    tmp_path: Path, size: ViewportSize
) -> None:
    await sample(tmp_path)
    async with running(tmp_path, START) as bot, at_console(bot, size) as editor:
        await editor.goto(f"{bot.url}/playbooks/edit?file=sop/posts.yaml")
        text = editor.get_by_label("内容")
        await text.fill((await text.input_value()).replace("【{{ slot }}】", "【午间】"))
        async with editor.context.expect_page() as opening:
            await editor.get_by_role("button", name="排练明天").click()
        page = await opening.value
        await expect(page.locator(".changed")).to_contain_text("【午间】", timeout=SLOW)
        await expect(page.locator(".changed")).to_contain_text("【干货小课堂】")
        await expect(page.get_by_role("heading", level=2)).to_contain_text("2026-12-01")
        assert await overflow(page) == 0
        assert await barriers(page) == []
        await page.get_by_label("只看不同的").check()
        await page.get_by_role("button", name="看", exact=True).click()
        await expect(page.locator(".rows > li")).to_have_count(1)
        assert bot.chat.said == []
