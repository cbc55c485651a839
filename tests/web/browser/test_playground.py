"""The playground in a real browser: a newcomer's first minute."""

import re
from pathlib import Path

from playwright.async_api import Page, ViewportSize, expect

from tests.web.browser.window import VIEWPORTS, at_console, barriers, overflow
from tests.web.running import Running, running
from tests.web.sample import START, sample


@VIEWPORTS
async def test_a_newcomers_first_minute(tmp_path: Path, size: ViewportSize) -> None:
    await sample(tmp_path)
    async with running(tmp_path, START) as bot, at_console(bot, size) as page:
        await page.goto(f"{bot.url}/playground")
        log = page.get_by_role("log")
        await page.get_by_role("button", name="打卡", exact=True).click()
        await expect(log).to_contain_text("王姐 打卡成功")
        await page.get_by_role("button", name="小陈进群").click()
        await expect(log).to_contain_text("小陈 加入了群聊")
        await page.get_by_role("button", name="快进").click()
        await expect(log).to_contain_text("欢迎 @小陈 来到晨读群")
        why = log.locator(".line.bot").last.locator("summary")
        await why.click()
        await expect(log.locator(".line.bot").last).to_contain_text("newcomers")
        await page.get_by_label("说什么").fill("/状态")
        await page.get_by_label("我是").select_option("admin")
        await page.keyboard.press("Tab")
        await page.get_by_label("说什么").press("Enter")
        await expect(log).to_contain_text("已运行")
        await expect(page.get_by_label("说什么")).to_be_focused()
        assert await overflow(page) == 0
        assert await barriers(page) == []


async def test_what_is_saved_is_there_without_a_word(tmp_path: Path) -> None:
    await sample(tmp_path)
    async with running(tmp_path, START) as bot, at_console(bot) as page:
        await page.goto(f"{bot.url}/playground")
        await save(bot, tmp_path)
        log = page.get_by_role("log")
        await expect(log).to_contain_text("剧本更新了")
        await page.get_by_role("button", name="小陈进群").click()
        await page.get_by_role("button", name="快进").click()
        await expect(log).to_contain_text("你好呀 @小陈")


async def save(bot: Running, folder: Path) -> None:
    """Change the welcome as an editor would, and have it taken up."""
    file = folder / "sop" / "welcome.yaml"
    file.write_text(file.read_text("utf-8").replace("欢迎 @", "你好呀 @"), "utf-8")
    bot.say("reload", "admin", "/reload")


async def test_a_message_is_quoted_and_taken_back_by_keyboard(tmp_path: Path) -> None:
    await sample(tmp_path)
    async with running(tmp_path, START) as bot, at_console(bot) as page:
        await page.goto(f"{bot.url}/playground")
        log, text = page.get_by_role("log"), page.get_by_label("说什么")
        await text.fill("今天天气真好")
        await text.press("Enter")
        await expect(log).to_contain_text("今天天气真好")
        await press(page, "引用 今天天气真好", "link")
        await expect(text).to_be_focused()
        await text.fill("可不是")
        await text.press("Enter")
        await expect(log.locator("blockquote")).to_contain_text("今天天气真好")
        await press(page, "撤回 可不是", "button")
        await expect(log).to_contain_text("（已撤回）")


async def press(page: Page, name: str, role: str) -> None:
    """Press a link or a button without a mouse."""
    found = page.get_by_role("link" if role == "link" else "button", name=name)
    await found.focus()
    await page.keyboard.press("Enter")


async def test_what_an_editor_has_not_saved_is_tried_in_a_window_of_its_own(tmp_path: Path) -> None:
    await sample(tmp_path)
    async with running(tmp_path, START) as bot, at_console(bot) as page:
        await page.goto(f"{bot.url}/playbooks/edit?file=sop/welcome.yaml")
        text = page.get_by_label("内容")
        await text.fill((await text.input_value()).replace("欢迎 @", "你好呀 @"))
        async with page.context.expect_page() as opening:
            await page.get_by_role("button", name="先试一试").click()
        trying = await opening.value
        log = trying.get_by_role("log")
        await expect(log).to_contain_text("还没有保存的改动")
        await trying.get_by_role("button", name="小陈进群").click()
        await trying.get_by_role("button", name="快进").click()
        await expect(log).to_contain_text("你好呀 @小陈")
        await expect(text).to_have_value(re.compile("你好呀"))
