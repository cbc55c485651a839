"""What happens in a group is on the page within a second, without anybody's touching it."""

import time
from pathlib import Path

from playwright.async_api import expect

from bot.web.menu import Page as Room
from bot.web.pages import today
from tests.web.browser.window import at_console
from tests.web.running import running
from tests.web.sample import START, sample

ROOM: Room = today.PAGE


async def test_a_join_is_on_the_page_within_a_second(tmp_path: Path) -> None:
    await sample(tmp_path)
    async with running(tmp_path, START) as bot, at_console(bot) as page:
        await page.goto(bot.url + ROOM.path)
        joins = page.locator(".card", has_text="入群").locator(".number").first
        before = int(await joins.inner_text())
        async with page.expect_request("**/live"):
            await page.reload()
        bot.join("first", "n1")  # the line to the page stands once this is seen
        await expect(joins).to_have_text(str(before + 1))
        began = time.perf_counter()
        bot.join("second", "n2", "n3")
        await expect(joins).to_have_text(str(before + 3))
        assert time.perf_counter() - began < 1.0
