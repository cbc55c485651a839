"""The playground as a browser without scripts uses it: real HTTP, the real App behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from re import DOTALL, findall, sub

import httpx

from tests.rehearsal import Rehearsal
from tests.web.running import csrf_of, running

CONFIG = "web: {port: 0}\ngroups: {g1: {name: 晨读群}, g2: {name: 夜读群}}\nadmins: [boss]\n"
SOP = """
kind: welcome
id: newcomers
merge_within: 60s
say: "欢迎 @{{ names }}"
---
kind: checkin
id: reading
match: [打卡]
say: "{{ name }} 连续 {{ streak }} 天"
"""


class Visit:
    """One browser on the page."""

    def __init__(self, browser: httpx.AsyncClient) -> None:
        self._browser = browser
        self.page = ""

    async def load(self, **query: str) -> "Visit":
        self.page = (await self._browser.get("/playground", params=query)).text
        return self

    async def do(self, deed: str, **form: str) -> "Visit":
        """Press a button of a form."""
        reply = await self._browser.post(
            "/playground", data={"do": deed, "csrf": csrf_of(self.page)} | form
        )
        assert (reply.status_code, reply.headers["location"]) == (303, "/playground#write")
        return await self.load()

    @property
    def texts(self) -> list[str]:
        """What was said, by members and the bot."""
        found = findall(r'<span class="text">(.*?)</span>', self.page, DOTALL)
        return [unescape(sub("<[^>]+>", "", text)) for text in found]

    @property
    def told(self) -> list[str]:
        """What happened beside that, without the time."""
        found = findall(r'<p class="told">\d\d:\d\d (.*?)</p>', self.page, DOTALL)
        return [unescape(text) for text in found]


@asynccontextmanager
async def visiting(rehearsal: Rehearsal) -> AsyncIterator[Visit]:
    rehearsal.config(CONFIG).playbook(SOP)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        yield await Visit(browser).load()
        assert bot.chat.said == []  # nothing reaches a real group


async def test_a_newcomer_sees_what_to_try_and_gets_an_answer(rehearsal: Rehearsal) -> None:
    async with visiting(rehearsal) as visit:
        assert 'value="try:打卡"' in visit.page
        await visit.do("try:打卡")
        assert visit.texts == ["打卡", "王姐 连续 1 天"]
        assert "打卡成功" in visit.page  # why
        assert "sop/playbook.yaml:9" in visit.page


async def test_the_clock_moves_when_told(rehearsal: Rehearsal) -> None:
    async with visiting(rehearsal) as visit:
        await visit.do("join:小陈")
        assert visit.told == ["小陈 加入了群聊"]
        assert 'id="soon"><form' in visit.page
        await visit.do("clock:next")
        assert visit.texts == ["欢迎 @小陈"]
        assert '<b class="mention">@小陈</b>' in visit.page
        await visit.do("clock", time="+1d")
        assert visit.told[-1].startswith("时间来到 11-24 周二 07:26")


async def test_the_next_newcomer_is_somebody_else(rehearsal: Rehearsal) -> None:
    async with visiting(rehearsal) as visit:
        for _ in range(5):
            await visit.do(findall(r'value="(join:[^"]+)"', visit.page)[0])
        joined = [text.removesuffix(" 加入了群聊") for text in visit.told]
        assert joined == ["小陈", "小周", "小吴", "小赵", "小陈2"]


async def test_one_can_be_anybody_quote_and_take_back(rehearsal: Rehearsal) -> None:
    async with visiting(rehearsal) as visit:
        await visit.do("say", text="打卡", **{"as": "小李"})
        answer = findall(r'href="/playground\?quote=([^#"]+)#write"', visit.page)[1]
        await visit.load(quote=unescape(answer).replace("%7C", "|"))
        quoted = findall(r'name="quotes" value="([^"]+)"', visit.page)
        await visit.do("say", text="/why", quotes=unescape(quoted[0]), **{"as": "boss"})
        assert "打卡成功" in visit.texts[-1]
        mine = findall(r'value="recall:([^"]+)"', visit.page)
        await visit.do(f"recall:{mine[-1]}")
        assert "（已撤回）" in visit.texts


async def test_another_group_shows_its_own_chat(rehearsal: Rehearsal) -> None:
    async with visiting(rehearsal) as visit:
        await visit.do("try:打卡")
        await visit.do("visit", group="g2")
        assert visit.texts == []
        await visit.do("visit", group="g1")
        assert len(visit.texts) == 2
        await visit.do("anew")
        assert visit.texts == []


async def test_what_people_write_stays_text(rehearsal: Rehearsal) -> None:
    async with visiting(rehearsal) as visit:
        await visit.do("say", text='<img src=x onerror="alert(1)">')
        assert visit.texts == ['<img src=x onerror="alert(1)">']
        assert "<img" not in visit.page


async def test_the_page_is_told_when_there_is_more(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(SOP)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        visit = await Visit(browser).load()
        [seen] = findall(r'data-seen="(\d+)"', visit.page)
        news = {"seen": seen}
        assert (await browser.get("/playground/news", params=news)).status_code == 204
        await visit.do("try:打卡")
        assert (await browser.get("/playground/news", params=news)).status_code == 200
        assert (
            await browser.post("/playground", data={"do": "fly", "csrf": csrf_of(visit.page)})
        ).status_code == 400


async def test_a_text_that_is_not_saved_can_be_tried(rehearsal: Rehearsal) -> None:
    async with visiting(rehearsal) as visit:
        edit = {"file": "sop/playbook.yaml", "text": SOP.replace("连续", "坚持")}
        await visit.do("unsaved", **edit)
        await visit.do("try:打卡")
        assert visit.texts == ["打卡", "王姐 坚持 1 天"]
        assert "还没有保存" in visit.told[0]
        await visit.do("unsaved", **(edit | {"text": "kind: chekin\n"}))
        assert "playbook.yaml:1" in visit.page
        await visit.do("anew")
        await visit.do("try:打卡")
        assert visit.texts == ["打卡", "王姐 连续 1 天"]
