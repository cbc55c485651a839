"""The page that rehearses: what the live playbooks would do beside what the edited ones would."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from re import DOTALL, findall

import httpx

from bot.rehearsals.rehearsals import Rehearsals
from tests.rehearsal import Rehearsal
from tests.web.running import PATIENCE, csrf_of, running

CONFIG = "web: {port: 0}\ngroups: {g1: {name: 晨读群}, g2: {name: 夜读群}}\nadmins: [boss]\n"
SOP = """
kind: posts
id: daily
posts:
  - {id: hello, at: "08:00", on: everyday, say: 早上好}
"""


@dataclass
class Visit:
    """One browser on the page."""

    browser: httpx.AsyncClient
    folder: Rehearsal
    rehearsals: Rehearsals
    page: str = ""

    async def load(self, **query: str) -> None:
        self.page = (await self.browser.get("/rehearse", params=query)).text

    async def rehearse(self, log: bytes = b"", **form: str) -> None:
        """Press a button, and wait until it is done."""
        await self.load()
        files = {"log": ("log.jsonl", log)}
        data = {"csrf": csrf_of(self.page)} | form
        reply = await self.browser.post("/rehearse", data=data, files=files)
        assert (reply.status_code, reply.headers["location"]) == (303, "/rehearse")
        async with asyncio.timeout(PATIENCE * 3):
            await self.rehearsals.wait("owner")
        await self.load()
        assert "正在排练" not in self.page

    @property
    def texts(self) -> list[str]:
        found = findall(r'<span class="text">(.*?)</span>', self.page, DOTALL)
        return [unescape(text) for text in found]


@asynccontextmanager
async def visiting(rehearsal: Rehearsal) -> AsyncIterator[Visit]:
    rehearsal.config(CONFIG).playbook(SOP)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        rehearsals = bot.host.console.services[Rehearsals]
        assert isinstance(rehearsals, Rehearsals)
        yield Visit(browser, rehearsal, rehearsals)
        told = [action for action in bot.chat.said if not action.cause.startswith("setup:")]
        assert told == []  # but for who is on duty, that a file is broken


async def test_tomorrow_by_what_is_live(rehearsal: Rehearsal) -> None:
    async with visiting(rehearsal) as visit:
        await visit.rehearse(span="tomorrow", groups="g1")
        assert visit.texts == ["早上好"]
        assert "剧本没有改动" in visit.page
        assert "11-24 晨读群" in visit.page
        assert "11-24 夜读群" not in visit.page


async def test_what_is_broken_is_told_and_the_live_side_is_there(rehearsal: Rehearsal) -> None:
    async with visiting(rehearsal) as visit:
        rehearsal.playbook("kind: post\n")
        await visit.rehearse(span="tomorrow")
        assert "改过的剧本还不能用" in visit.page
        assert "playbook.yaml:1" in visit.page
        assert visit.texts == ["早上好"]


async def test_unsaved_text_of_an_editor_is_the_edited_side(rehearsal: Rehearsal) -> None:
    async with visiting(rehearsal) as visit:
        text = SOP.replace("早上好", "没存的")
        await visit.rehearse(span="tomorrow", file="sop/playbook.yaml", text=text)
        assert visit.texts == ["早上好", "没存的"]
        assert "1 处不同" in visit.page


async def test_a_log_is_uploaded_and_its_mistakes_are_told(rehearsal: Rehearsal) -> None:
    line = (
        '{"id":"m1","at":"2026-11-20T07:00:00+08:00","type":"message","group":"g1",'
        '"member":"u1","name":"小李","text":"大家早"}\n'
        '{"id":"m2","at":"2026-11-20T09:00:00+08:00","type":"message","group":"g1",'
        '"member":"u1","name":"小李","text":"<b>出门</b>"}\n'
    )
    async with visiting(rehearsal) as visit:
        await visit.rehearse(line.encode(), do="log")
        assert visit.texts == ["大家早", "早上好", "<b>出门</b>"]
        await visit.rehearse(b"{}\n", do="log")
        assert "events.jsonl:1" in visit.page


async def test_days_that_make_no_sense_are_refused(rehearsal: Rehearsal) -> None:
    async with visiting(rehearsal) as visit:
        for since, until in (("2026-11-25", "2026-11-24"), ("2026-01-01", "2026-12-31"), ("", "")):
            await visit.rehearse(do="days", since=since, until=until)
            assert "最多 31 天" in visit.page
