"""A real Chromium before the real console, on a desktop and on a phone."""

import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import ConsoleMessage, Page, ViewportSize, async_playwright

from tests.peers import missing, npm_file
from tests.web.running import Running

DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=360, height=780)
VIEWPORTS = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
_GRAVE = ("serious", "critical")


def chromium() -> str:
    """Return the browser's path; without one the test is skipped, or fails where it must run."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        missing("Chromium", "apt install chromium")
    return str(found)


@asynccontextmanager
async def window(
    size: ViewportSize = DESKTOP, dark: bool = False, scripts: bool = True
) -> AsyncIterator[Page]:
    """Open a window; what its pages complain about fails the test."""
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        context = await browser.new_context(
            viewport=size,
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            bypass_csp=False,
        )
        page = await context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda told: complaints.append(told.text) if told.type == "error" else None
        )
        try:
            yield page
        finally:
            await context.close()
            await browser.close()
    assert not complaints, complaints


def _complained(told: ConsoleMessage, complaints: list[str]) -> None:
    if told.type == "error":
        complaints.append(f"{told.location} {told.text}")


@asynccontextmanager
async def at_console(
    bot: Running, size: ViewportSize = DESKTOP, **more: Any
) -> AsyncIterator[Page]:
    """Open a window in which the owner is logged in."""
    async with window(size, **more) as page:
        await page.goto(f"{bot.url}/login?token={bot.token}&next=/commands")
        yield page


async def barriers(page: Page) -> list[str]:
    """Return what axe-core finds that shuts people out, by rule and place; serious or worse."""
    # Through the debugging protocol, since the page's own policy rightly forbids foreign scripts.
    script = npm_file("axe-core/axe.min.js").read_text(encoding="utf-8")
    session = await page.context.new_cdp_session(page)
    await session.send("Runtime.evaluate", {"expression": script})
    run = "axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify(r.violations))"
    told = await session.send(
        "Runtime.evaluate", {"expression": run, "awaitPromise": True, "returnByValue": True}
    )
    return [
        f"{page.url} {one['id']}: {node['target']} {node['failureSummary']}"
        for one in json.loads(told["result"]["value"])
        if one["impact"] in _GRAVE
        for node in one["nodes"]
    ]


async def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(await page.evaluate(wide))


async def shoot(page: Page, file: Path) -> None:
    """Take a picture of the whole page."""
    await page.screenshot(path=file, full_page=True)
