"""Takes pictures of every page: `python -m tests.web.shots FOLDER`, to be looked at.

In both languages, on a desktop and a phone, light, and dark for the desktop.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import ViewportSize

from bot.web.pages import PAGES
from tests.web.browser.window import DESKTOP, PHONE, at_console, shoot
from tests.web.running import Running, running
from tests.web.sample import START, sample

_WAYS = (("desktop", DESKTOP, False), ("phone", PHONE, False), ("dark", DESKTOP, True))


async def take(out: Path) -> None:
    """Take them all."""
    for language in ("zh", "en"):
        with tempfile.TemporaryDirectory(prefix="zhiban-shots-") as name:
            await sample(Path(name), language)
            async with running(Path(name), START) as bot:
                for way, size, dark in _WAYS:
                    await _pages(bot, out, f"{language}-{way}", size, dark)


async def _pages(bot: Running, out: Path, prefix: str, size: ViewportSize, dark: bool) -> None:
    async with at_console(bot, size, dark=dark) as page:
        for one in PAGES:
            if one.menu:
                await page.goto(bot.url + one.path)
                await shoot(page, out / f"{prefix}-{one.name}.png")
                sys.stdout.write(f"{prefix}-{one.name}.png\n")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(folder))
