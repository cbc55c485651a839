"""A newcomer's first three minutes: `zhiban demo`, a changed welcome, and there it is."""

import re

from playwright.async_api import ViewportSize, expect

from tests.test_demo import demo
from tests.web.browser.window import VIEWPORTS, window


@VIEWPORTS
async def test_a_welcome_is_changed_in_the_browser_and_heard_in_the_playground(
    size: ViewportSize,
) -> None:
    with demo() as (address, _folder):
        async with window(size) as page:
            await page.goto(f"{address}/playground")
            await page.get_by_role("link", name=re.compile("改剧本")).click()
            await page.get_by_role("link", name="sop/welcome.yaml").click()
            text = page.get_by_label("内容")
            await text.fill((await text.input_value()).replace("欢迎 @", "你好呀 @"))
            await page.get_by_role("button", name="看一眼再保存").click()
            await page.get_by_role("button", name="保存", exact=True).click()
            await page.goto(f"{address}/playground")
            log = page.get_by_role("log")
            await expect(log).to_contain_text("剧本更新了")
            await page.get_by_role("button", name="小陈进群").click()
            await page.get_by_role("button", name="快进").click()
            await expect(log).to_contain_text("你好呀 @小陈")
