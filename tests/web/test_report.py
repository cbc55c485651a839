"""The brief as a page, over real HTTP: the same numbers as in the chat, each with its rows."""

import re

import httpx
import pytest

from tests.databases import database_url
from tests.handlers.briefs import CONFIG, briefs, lived
from tests.rehearsal import Rehearsal
from tests.web.running import plain, running

WEB = "web: {port: 0}\n"


async def told(rehearsal: Rehearsal) -> str:
    """Live until Monday morning in the deployment's database; return the brief of the chat."""
    lived(rehearsal, config=CONFIG + WEB)
    (rehearsal.folder / "data").mkdir()
    url = database_url(f"{rehearsal.folder}/data/zhiban.db")
    return briefs(await rehearsal.run("2026-11-23 09:00", database=url))[-1]


async def shown(browser: httpx.AsyncClient, path: str) -> str:
    reply = await browser.get(path)
    assert reply.status_code == 200, reply.text
    return reply.text


async def test_the_page_tells_what_the_chat_was_told(rehearsal: Rehearsal) -> None:
    text = await told(rehearsal)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        page = await shown(browser, "/report")
        words = plain(page)
        assert "日报 11月22日 星期日" in words
        for label, value in re.findall(r"^(\S+) (\S+)　", text, re.MULTILINE):
            assert f"{label} {value} " in words
        assert "消息 7 ▲3 比前一天 ▲5 比上星期日" in words
        assert "早间轻互动 1 2 平时 0 3 平时 0" in words
        assert "发言最多 王姐 3 小李 2 小赵 1" in words
        assert "没有要留意的" in words
        assert "11-15 2 2 11-16 0 0" in words
        assert "11-20 0 0 11-21 4 3 11-22 7 4 " in words
        assert "还没有过完" not in words
        rows = plain(await shown(browser, "/numbers/messages?day=2026-11-22"))
        assert 'href="/numbers/messages?day=2026-11-22"' in page
        assert "晚上聊第四章" in rows


async def test_any_week_and_month_and_what_is_before_and_after(rehearsal: Rehearsal) -> None:
    await told(rehearsal)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        week = await shown(browser, "/report?every=week")
        assert "周报 11月16日 – 11月22日" in plain(week)
        assert "消息 11 ▲9 比前 7 天" in plain(week)
        assert 'href="/report?day=2026-11-15&amp;every=week"' in week
        now = plain(await shown(browser, "/report?every=week&day=2026-11-25"))
        assert "周报 11月23日 – 11月29日" in now
        assert "还没有过完" in now
        month = plain(await shown(browser, "/report?every=month&day=2026-11-03"))
        assert "月报 11月1日" in month
        assert "消息 14" in month
        assert "月报 10月1日 – 10月31日" in plain(await shown(browser, "/report?every=month"))


async def test_only_the_groups_that_one_may_see_are_told_of(rehearsal: Rehearsal) -> None:
    await told(rehearsal)
    async with running(rehearsal.folder) as bot:
        async with bot.owner() as browser:
            one = plain(await shown(browser, "/report?group=g2"))
            assert "日报 11月22日 星期日 周末书友群" in one
            assert "消息 1 " in one
        async with bot.visitor() as browser:
            assert (await browser.get("/report")).status_code == 303


@pytest.mark.parametrize("asked", ["day=nonsense", "every=year", "day=2030-01-01", "group=nobody"])
async def test_what_makes_no_sense_shows_something_sensible(
    rehearsal: Rehearsal, asked: str
) -> None:
    await told(rehearsal)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        assert "报" in plain(await shown(browser, f"/report?{asked}"))
