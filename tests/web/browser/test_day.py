"""An operator's day in the console, from logging in to the red button, by hand and by keyboard."""

import asyncio
from pathlib import Path

from playwright.async_api import Page, ViewportSize, expect

from tests.web.browser.window import VIEWPORTS, window
from tests.web.running import Running, running
from tests.web.sample import START, sample

POSTS = """\
kind: posts
id: noon
approve: {ahead: 3h}
slots: {noon: {window: "12:00-13:00", name: 午间}}
posts:
  - {id: quote, slot: noon, say: "今天读到哪一句，停下来想了一会儿？"}
"""


async def lay_out(folder: Path) -> None:
    await sample(folder)
    (folder / "sop" / "noon.yaml").write_text(POSTS, encoding="utf-8")


@VIEWPORTS
async def test_a_day_of_an_operator(tmp_path: Path, size: ViewportSize) -> None:
    await lay_out(tmp_path)
    async with running(tmp_path, START) as bot, window(size) as page:
        await page.goto(f"{bot.url}/login?token={bot.token}")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("今天")
        await expect(page.get_by_text("福利大派送")).to_be_visible()
        await break_and_mend(bot, page, tmp_path / "sop" / "welcome.yaml")
        await rehearse_tomorrow(bot, page)
        await chat(bot, page)
        await approve(bot, page)
        await stop(bot, page)


async def save(page: Page, old: str, new: str, button: str) -> None:
    """Put other words into the editor, look at what changes, and save it."""
    text = page.get_by_label("内容")
    await text.fill((await text.input_value()).replace(old, new))
    await page.get_by_role("button", name="看一眼再保存").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("要保存的改动")
    await page.get_by_role("button", name=button, exact=True).click()


async def break_and_mend(bot: Running, page: Page, file: Path) -> None:
    """What is broken is not live, and says where; what is mended is live within two seconds."""
    await page.goto(f"{bot.url}/playbooks")
    version = bot.app.plans.deployment.version
    await page.get_by_role("link", name="welcome.yaml").click()
    await save(page, "merge_within: 60s", "merge_wihtin: 60s", "有错也保存")
    await page.goto(f"{bot.url}/playbooks")
    await expect(page.get_by_text("merge_within").first).to_be_visible()  # did you mean
    assert bot.app.plans.deployment.version == version
    await page.get_by_role("link", name="welcome.yaml").click()
    await save(page, "merge_wihtin: 60s", "merge_within: 30s", "保存")
    await bot.until(lambda: bot.app.plans.deployment.version > version)
    assert "merge_within: 30s" in await asyncio.to_thread(file.read_text, "utf-8")
    await page.goto(f"{bot.url}/playbooks")
    await expect(page.get_by_text("有错", exact=True)).to_have_count(0)


async def rehearse_tomorrow(bot: Running, page: Page) -> None:
    """What will be said tomorrow is there to be read, and nothing is sent."""
    said = len(bot.chat.said)
    await page.goto(f"{bot.url}/rehearse")
    await page.get_by_role("button", name="排练明天").click()
    await expect(page.locator("#run .bubble").first).to_be_visible(timeout=60_000)
    assert len(bot.chat.said) == said


async def chat(bot: Running, page: Page) -> None:
    """In the playground the bot answers."""
    await page.goto(f"{bot.url}/playground")
    await page.get_by_placeholder("在群里说点什么").fill("打卡")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("log")).to_contain_text("打卡成功")


async def approve(bot: Running, page: Page) -> None:
    """A draft that is let out waits for its moment."""
    await page.goto(f"{bot.url}/outbox?part=drafts")
    drafts = page.get_by_role("heading", name="草稿", level=3)
    await expect(drafts).to_have_count(2)
    await page.get_by_role("button", name="放行 1", exact=True).click()
    await expect(drafts).to_have_count(1)
    await page.goto(f"{bot.url}/outbox?part=waiting")
    await expect(page.get_by_text("今天读到哪一句")).to_be_visible()


async def stop(bot: Running, page: Page) -> None:
    """After the red button no playbook says anything, whoever comes; then it goes on."""
    await page.get_by_role("button", name="全部停发").click()
    await page.get_by_role("button", name="确定").click()
    await expect(page.locator("#stop")).to_contain_text("全部群停发了")
    said = len(bot.chat.said)
    bot.say("after-stop", "w99", "打卡")
    await expect(page.locator("#outbox")).to_contain_text("打卡成功")  # it waits, held back
    assert len(bot.chat.said) == said
    await page.get_by_role("button", name="继续发").click()
    await page.get_by_role("button", name="确定").click()
    await bot.until(lambda: any("打卡成功" in one.text for one in bot.chat.said))
