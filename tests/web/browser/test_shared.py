"""What all pages share: the way in, the menu, the theme, commands and their answers."""

from pathlib import Path

from playwright.async_api import ViewportSize, expect

from tests.web.browser.window import PHONE, VIEWPORTS, at_console, window
from tests.web.running import running
from tests.web.sample import START, sample


@VIEWPORTS
async def test_logging_in_giving_a_command_and_out_again(
    tmp_path: Path, size: ViewportSize
) -> None:
    await sample(tmp_path)
    async with running(tmp_path, START) as bot, window(size) as page:
        await page.goto(f"{bot.url}/commands")
        await page.get_by_label("密码，或启动时打印的口令").fill(bot.token)
        await page.get_by_role("button", name="登录").click()
        await page.goto(f"{bot.url}/commands")
        await page.get_by_label("命令", exact=True).fill("/状态")
        await page.get_by_role("button", name="执行").click()
        await expect(page.get_by_role("status")).to_contain_text("晨读群")
        if size == PHONE:
            await page.get_by_role("button", name="菜单").click()
        await page.get_by_role("button", name="退出").click()
        await expect(page).to_have_url(f"{bot.url}/login")
        await page.goto(f"{bot.url}/commands")
        await expect(page).to_have_url(f"{bot.url}/login?next=/commands")


async def test_the_menu_of_a_phone_opens_by_keyboard(tmp_path: Path) -> None:
    await sample(tmp_path)
    async with running(tmp_path, START) as bot, at_console(bot, PHONE) as page:
        await page.goto(f"{bot.url}/commands")
        menu = page.get_by_role("navigation", name="页面")
        await expect(menu).to_be_hidden()
        await page.get_by_role("button", name="菜单").focus()
        await page.keyboard.press("Enter")
        await expect(menu).to_be_visible()


async def test_the_theme_is_remembered(tmp_path: Path) -> None:
    await sample(tmp_path)
    async with running(tmp_path, START) as bot, at_console(bot) as page:
        await page.goto(f"{bot.url}/commands")
        await page.get_by_role("button", name="深浅").click()
        await page.reload()
        await expect(page.locator("html")).to_have_attribute("data-theme", "dark")


async def test_the_language_is_chosen_on_the_page(tmp_path: Path) -> None:
    await sample(tmp_path)
    async with running(tmp_path, START) as bot, at_console(bot) as page:
        await page.goto(f"{bot.url}/commands")
        await page.get_by_role("button", name="English").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Commands")
        await expect(page.locator("html")).to_have_attribute("lang", "en")
