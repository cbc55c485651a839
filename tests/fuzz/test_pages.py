"""Every page and form of the console, given what no browser sends, over real HTTP."""

import random
import re

import httpx
from hypothesis import settings

from bot.web.menu import Way
from bot.web.pages import PAGES
from tests.fuzz.target import ROOT
from tests.rehearsal import Rehearsal
from tests.web.running import csrf_of, running
from tests.web.test_attacks import CONFIG, NIGHT, logged_in

ROUNDS = max(2, settings().max_examples // 200)
FIELDS = sorted(
    {"version", "digest", "from", "until"}
    | {
        name
        for path in (ROOT / "bot" / "web").rglob("*.py")
        for name in re.findall(
            r"(?:get|text_of|group_of|groups_of|getlist)\((?:request, )?\"(\w+)\"",
            path.read_text(encoding="utf-8"),
        )
    }
)
"""What pages look for in addresses and forms."""
VALUES = (
    *("", " ", "0", "-1", "1", "9" * 30, "9" * 5_000, "٣", "NaN", "1e999", "None", "null", "true"),
    *("g1", "g2", "u1", "w-bob", "main", "welcome", "sop/playbook.yaml", "config.yaml", "zh", "en"),
    *("../config.yaml", "/etc/passwd", "a\0b", "%00", "\ud7ff", "\u202e@所有人", "😀" * 500),
    *("0001-01-01", "9999-12-31", "2026-02-30", "2026-11-23T07:30", "9999-12-31T23:59", "12:60"),
    *("{{ 7 * 7 }}", "<script>", "'; DROP TABLE journal; --", "=1+1", "%", "_", "\\", "a" * 20_000),
    *("/ok 1", "/say 好", "/stop", "/pause 2h", "say", "join:小陈", "visit", "unsaved", "cancel"),
)
APART = {("/rehearse", "POST"), ("/workbooks/export", "GET")}
"""These start processes, and are tried elsewhere."""


def ways() -> list[tuple[str, str]]:
    """Return the address and method of every way into the console."""
    every: list[Way] = [way for page in PAGES for way in page.ways]
    found = [(way.path, method) for way in every for method in way.methods]
    return [one for one in found if one not in APART]


def drawn(chance: random.Random) -> dict[str, str]:
    """Draw some fields with values."""
    return {name: chance.choice(VALUES) for name in chance.sample(FIELDS, chance.randint(1, 6))}


async def test_no_address_or_form_breaks_a_page(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(NIGHT)
    chance = random.Random(5)
    async with running(rehearsal.folder) as bot, logged_in(bot, "bob") as browser:
        bot.join("j1", "u1")
        await bot.until(lambda: "g1" in bot.app.people.groups)
        for path, method in ways():
            for _ in range(ROUNDS):
                query, form = drawn(chance), drawn(chance) if method == "POST" else {}
                sent = await asked(browser, method, path, query, form)
                assert sent.status_code < 500, (method, path, query, form, sent.text[:500])
        assert (await browser.get("/commands")).status_code == 200
        assert csrf_of((await browser.get("/commands")).text)


async def asked(
    browser: httpx.AsyncClient, method: str, path: str, query: dict[str, str], form: dict[str, str]
) -> httpx.Response:
    """Send one request; what is too long for an address is cut by who sends it."""
    short = {name: value[:2_000] for name, value in query.items()}
    return await browser.request(method, path, params=short, data=form or None)


def test_the_fields_were_found() -> None:
    assert {"group", "member", "page", "text", "file", "command"} & set(FIELDS)
    assert len(FIELDS) > 20
    assert len(ways()) > 30
