"""Groups, members and why, over real HTTP beside a living bot."""

import asyncio
import re
from html import unescape
from pathlib import Path

import httpx
import pytest

from bot.events import MessageReceived, Person
from tests.rehearsal import Rehearsal
from tests.web.running import Running, csrf_of, running

CONFIG = """\
groups:
  g1: {name: 晨读群, tags: [读书], operators: [w-amy]}
  g2: {name: 夜读群}
web:
  port: 0
  users: {amy: {password: env:AMY, member: w-amy}}
"""
PLAYBOOKS = """\
{kind: checkin, id: read, title: 晨读, groups: "*", match: [打卡], points: {each: 5}}
---
{kind: guard, id: words, groups: [g1], words: [加微信], say: 请注意群规}
---
{kind: engagement, id: score, weights: {message: 2, check_in: 5}, half_life: 7d}
---
{kind: checkin, id: early, extends: read, groups: [g1], title: 早读}
"""
_PATIENCE = 8.0
JSON = {"accept": "application/json"}


@pytest.fixture
def life(rehearsal: Rehearsal) -> Path:
    """Two groups and their playbooks."""
    rehearsal.config(CONFIG).playbook(PLAYBOOKS)
    return rehearsal.folder


def plain(page: str) -> str:
    """Return what can be read of a page."""
    body = re.sub(r"(?s)<(script|style|head).*?</\1>", "", page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


async def seen(bot: Running, browser: httpx.AsyncClient, path: str, word: str) -> str:
    """Return what a page says once it says this word, looking again after each change."""
    text = ""
    try:
        async with asyncio.timeout(_PATIENCE):
            async for _ in bot.host.console.changes.follow():
                reply = await browser.get(path)
                text = plain(reply.text)
                if reply.status_code == 200 and word in text:
                    return text
    except TimeoutError:
        pass
    raise AssertionError(f"no {word!r} in: {text}")


async def test_all_groups_and_one(life: Path) -> None:
    async with running(life) as bot, bot.owner() as browser:
        bot.join("j1", "王姐", "小李")
        bot.say("m1", "王姐", "打卡")
        bot.say("m2", "王姐", "早")
        groups = await seen(bot, browser, "/groups", "晨读群 读书 2 2 2 1 50% 2 0 3 照常")
        assert "夜读群 0 0 0 0 0 0 2 照常" in groups
        assert "夜读群" not in plain((await browser.get("/groups?q=读书")).text)
        one = plain((await browser.get("/groups/one?id=g1")).text)
        assert "消息最多的是 周一 10–11" in one
        assert "early checkin · 点名的群 · 改自 read" in one
        assert "match[1] sop/playbook.yaml:1" in one.replace(str(life) + "/", "")
        assert re.search(r"标签 读书 \S*config.yaml:2", one)
        assert "时区 Asia/Shanghai 没有单独写" in one
        assert re.search(r"运营 w-amy \S*config.yaml:2", one)
        assert (await browser.get("/groups/one?id=g9")).status_code == 404


async def test_a_group_served_by_its_tag(life: Path) -> None:
    variant = "{kind: checkin, id: late, extends: read, groups: {tag: 读书}, match: [晚读]}"
    report = '{kind: report, id: brief, to: {group: g2}, on: mon, every: week, at: "09:00"}'
    (life / "sop" / "tagged.yaml").write_text(f"{variant}\n---\n{report}\n", encoding="utf-8")
    async with running(life) as bot, bot.owner() as browser:
        reply = await browser.get("/groups/one?id=g1")
        assert reply.status_code == 200
        one = plain(reply.text).replace(str(life) + "/", "")
        assert "标签 读书" in one
        assert "groups.tag sop/tagged.yaml:1" in one
        assert "to.group sop/tagged.yaml:3" in one


async def test_a_pause_is_given_and_shown(life: Path) -> None:
    async with running(life) as bot, bot.owner() as browser:
        page = (await browser.get("/groups/one?id=g1")).text
        order = {"csrf": csrf_of(page), "command": "/pause words 2h", "group": "g1"}
        answer = (await browser.post("/order", data=order, headers=JSON)).json()["answer"]
        assert answer == "好的，“words”先安静 2 小时。"
        assert "words：11-23 10:00 → 11-23 12:00" in await seen(
            bot, browser, "/groups/one?id=g1", "words："
        )
        assert "暂停 1 个" in await seen(bot, browser, "/groups", "暂停 1 个")
        assert bot.chat.said == []


async def test_a_member_with_score_streak_and_life(life: Path) -> None:
    async with running(life) as bot, bot.owner() as browser:
        bot.join("j1", "王姐")
        bot.say("m1", "王姐", "打卡")
        bot.say("m2", "王姐", "我在 <b>读</b>\u202e三体")
        found = await seen(bot, browser, "/members?q=王", "王姐 晨读群 5 2026-11-23")
        assert "小李" not in found
        page = await seen(bot, browser, "/members/one?id=王姐", "晨读群：9.0")
        assert "打卡 1 5.0 5.0" in page
        assert "发言 2 2.0 4.0" in page
        assert "早读 (晨读群)：连续 1 天，累计 1 天，最近 2026-11-23" in page
        raw = (await browser.get("/members/one?id=王姐")).text
        assert "我在 &lt;b&gt;读&lt;/b&gt;三体" in raw
        assert (await browser.get("/members/one?id=nobody")).status_code == 404


async def test_tags_and_notes_are_written_on_the_page(life: Path) -> None:
    async with running(life) as bot, bot.owner() as browser:
        bot.join("j1", "王姐", "小李")
        await seen(bot, browser, "/members", "王姐")
        csrf = csrf_of((await browser.get("/members/one?id=王姐")).text)
        for do, text, answer in (
            ("tag", "宝妈 vip", "王姐 的标签：vip、宝妈"),
            ("untag", "vip", "王姐 的标签：宝妈"),
            ("note", "想看 绘本 <script>", "记下了，只有管群的人能看到。"),
            ("birthday", "5月17日", "王姐 的生日：05-17"),
        ):
            form = {"csrf": csrf, "id": "王姐", "do": do, "text": text}
            reply = await browser.post("/members/write", data=form, headers=JSON)
            assert reply.json()["answer"] == answer
        raw = (await browser.get("/members/one?id=王姐")).text
        assert "想看 绘本 &lt;script&gt;" in raw
        assert "05-17" in raw
        tagged = plain((await browser.get("/members?tag=宝妈")).text)
        assert ("王姐 晨读群 宝妈" in tagged, "小李 晨读群" in tagged) == (True, False)
        form = {"csrf": csrf, "id": "王姐", "do": "points", "text": "give 5"}
        assert (await browser.post("/members/write", data=form)).status_code == 400
        form |= {"do": "unnote", "text": "1"}
        assert (await browser.post("/members/write", data=form)).status_code == 303
        assert bot.chat.said == []


async def test_why_tells_the_story_both_ways(life: Path) -> None:
    async with running(life) as bot, bot.owner() as browser:
        bot.join("j1", "王姐")
        bot.say("m1", "王姐", "打卡")
        bot.say("m2", "王姐", "快加微信 打卡")
        story = await seen(bot, browser, "/why/event?group=g1&id=m1", "打卡成功")
        assert re.search(r"做了 early ：打卡成功（.*连续：1.*） \S*playbook.yaml:\d+", story)
        assert re.search(r"words ：没有违禁词（文字：打卡）", story)
        assert "early · 已发出" in story
        assert "王姐 +5 积分" in story
        warned = await seen(bot, browser, "/why?q=群规", "请注意群规")
        assert "words · 已发出 请注意群规" in warned
        raw = (await browser.get("/why?q=群规")).text
        [key] = re.findall(r'/why/message\?key=([^"]+)"', raw)
        back = plain((await browser.get(f"/why/message?key={key}")).text)
        assert "是剧本 words" in back
        assert "快加微信 打卡" in back
        assert "words ：有违禁词（词：加微信）" in back
        assert (await browser.get("/why/message?key=none")).status_code == 404
        at = plain((await browser.get("/why?at=2026-11-23T10:05&member=王姐")).text)
        assert "快加微信" in at
        assert "没有找到" in plain((await browser.get("/why?at=2026-11-20T10:05")).text)


async def test_what_is_stopped_says_so(life: Path, rehearsal: Rehearsal) -> None:
    rehearsal.playbook(
        "{kind: welcome, id: hi, merge_within: 1s, say: '欢迎 {{ names }}'}", "hi.yaml"
    )
    async with running(life) as bot, bot.owner() as browser:
        csrf = csrf_of((await browser.get("/groups")).text)
        order = {"csrf": csrf, "command": "/stop", "group": "g1"}
        await browser.post("/order", data=order, headers=JSON)
        bot.join("j1", "王姐")
        await seen(bot, browser, "/why?q=欢迎", "hi · 等着发：已停发，等 /go 再发 欢迎 王姐")
        await seen(bot, browser, "/groups", "已停发")


async def test_one_sees_only_the_groups_one_runs(life: Path) -> None:
    async with running(life) as bot, bot.visitor() as browser, bot.owner() as owner:
        bot.say("m1", "王姐", "早")
        bot.say("m2", "老周", "晚", group="g2")
        bot.hear(
            MessageReceived(
                id="p1", at=bot.clock.now(), group="", member=Person("老周", "老周"), text="悄悄话"
            )
        )
        await seen(bot, owner, "/why/event?group=&id=p1", "悄悄话")
        csrf = csrf_of((await browser.get("/login")).text)
        form = {"name": "amy", "password": "the secret of env:AMY", "csrf": csrf}
        await browser.post("/login", data=form)
        assert "夜读群" not in plain((await browser.get("/groups")).text)
        assert (await browser.get("/groups/one?id=g2")).status_code == 404
        assert "老周" not in plain((await browser.get("/members")).text)
        assert (await browser.get("/members?group=g2")).status_code == 404
        assert (await browser.get("/members/one?id=老周")).status_code == 404
        assert (await browser.get("/members/one?id=王姐")).status_code == 200
        assert (await browser.get("/why/event?group=g2&id=m2")).status_code == 404
        assert (await browser.get("/why/event?group=&id=p1")).status_code == 404
        assert "晚" not in plain((await browser.get("/why")).text).split("发生了什么")[1]


async def test_in_english_no_chinese_is_left(rehearsal: Rehearsal) -> None:
    names = CONFIG.replace("晨读群", "Dawn").replace("夜读群", "Dusk").replace("读书", "books")
    rehearsal.config(f"language: en\n{names}")
    playbooks = PLAYBOOKS.replace("打卡", "check").replace("晨读", "Dawn").replace("早读", "Early")
    rehearsal.playbook(playbooks.replace("加微信", "spam").replace("请注意群规", "mind the rules"))
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        bot.join("j1", "Ann")
        bot.say("m1", "Ann", "check")
        bot.say("m2", "Ann", "spam")
        await seen(bot, browser, "/why/event?group=g1&id=m2", "mind the rules")
        csrf = csrf_of((await browser.get("/members/one?id=Ann")).text)
        form = {"csrf": csrf, "id": "Ann", "do": "note", "text": "likes books"}
        await browser.post("/members/write", data=form, headers=JSON)
        order = {"csrf": csrf, "command": "/pause words 2h", "group": "g1"}
        await browser.post("/order", data=order, headers=JSON)
        for path in (
            *("/groups", "/groups/one?id=g1", "/members", "/members/one?id=Ann", "/why"),
            *("/why/event?group=g1&id=m1", "/why/event?group=g1&id=m2"),
        ):
            text = plain((await browser.get(path)).text).replace("中文", "")
            assert re.findall(r"[\u3001-\uffef]+", text) == [], path
