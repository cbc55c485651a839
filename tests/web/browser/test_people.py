"""One group, one member and one story in a real browser: usable by everybody, written to."""

from pathlib import Path

from playwright.async_api import Page, ViewportSize

from tests.web.browser.window import VIEWPORTS, at_console, barriers, overflow
from tests.web.running import Running, running
from tests.web.sample import START, sample


async def _wrong(bot: Running, page: Page) -> list[str]:
    """Return what is wrong with the pages that no menu leads to."""
    wrong: list[str] = []
    for path in ("/groups/one?id=g1", "/members/one?id=w0", "/members?q=王&sort=points"):
        await page.goto(bot.url + path)
        wrong += await _barriers(page, path)
    await page.goto(bot.url + "/why")
    for kind in ("event", "message"):
        await page.locator(f'a[href^="/why/{kind}"]').first.click()
        await page.wait_for_url(f"**/why/{kind}**")  # loaded: without its style it is wider
        wrong += await _barriers(page, kind)
        await page.go_back()
    return wrong


async def _barriers(page: Page, path: str) -> list[str]:
    wide = await overflow(page)
    found = [f"{path}: {barrier}" for barrier in await barriers(page)]
    return [*found, f"{path}: wider by {wide}"] if wide > 0 else found


@VIEWPORTS
async def test_everybody_can_use_them(tmp_path: Path, size: ViewportSize) -> None:
    await sample(tmp_path)
    async with running(tmp_path, START) as bot:
        for dark in (False, True):
            async with at_console(bot, size, dark=dark) as page:
                assert await _wrong(bot, page) == []


async def test_a_note_is_written_and_deleted_without_leaving_the_page(tmp_path: Path) -> None:
    await sample(tmp_path)
    async with running(tmp_path, START) as bot, at_console(bot) as page:
        await page.goto(bot.url + "/members/one?id=w0")
        await page.get_by_label("新备注").fill("想看绘本")
        await page.get_by_label("新备注").press("Enter")
        await page.locator("#notes").get_by_text("想看绘本").wait_for()
        await page.get_by_role("button", name="删除备注 1").click()
        await page.locator("#notes").get_by_text("想看绘本").wait_for(state="detached")
        await page.get_by_label("新标签").fill("宝妈")
        await page.get_by_label("新标签").press("Enter")
        await page.locator("#tags").get_by_text("宝妈").first.wait_for()
        assert "/members/one" in page.url
