"""The start page and the numbers behind it, over real HTTP beside a living bot."""

import re

from tests.rehearsal import Rehearsal
from tests.web.running import plain, running, seen

CONFIG = """\
groups: {g1: {name: 晨读群, tags: [读书], operators: [w-amy]}, g2: {name: 夜跑群}}
web:
  port: 0
  users: {amy: {password: env:AMY, member: w-amy}}
"""
POSTS = """
kind: posts
id: daily
groups: [g1]
slots: {noon: {window: "12:00-12:30", name: 午间轻松}}
posts:
  - {id: hello, at: "10:00", say: [早上好]}
  - {id: lunch, slot: noon, say: [中午好]}
"""
START = "2026-11-23 09:59:58"


async def test_today_tells_what_went_out_what_comes_and_who_came(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(POSTS)
    async with running(rehearsal.folder, START) as bot, bot.owner() as browser:
        bot.join("j1", "a", "b", "c")
        bot.say("m1", "a", "早")
        await bot.until(lambda: len(bot.chat.said) == 1)  # the post of 10:00
        bot.say("m2", "b", "早上好")
        page = plain(await seen(bot, browser, "/", "入群 3", "活跃成员 2", "消息 2"))
        assert re.search(r"10:00 10:00 daily hello 已发 1 个群 午间轻松 12:\d\d", page)
        assert "daily lunch 待发 1 个群" in page
        assert "要人看一眼" not in page
        other = plain((await browser.get("/?group=g2")).text)
        assert "入群 0" in other
        assert "这天没有安排" in other
        before = plain((await browser.get("/?day=2026-11-22")).text)
        assert "11-22 周日" in before
        assert "入群 0" in before
        tagged = plain((await browser.get("/?tag=读书")).text)
        assert "入群 3" in tagged


async def test_a_draft_waits_where_the_day_is_shown(rehearsal: Rehearsal) -> None:
    night = "kind: posts\nid: daily\nposts: [{id: night, at: '20:00', approve: true, say: [晚安]}]"
    rehearsal.config(CONFIG).playbook(night)
    start = "2026-11-23 07:59:58"  # drafts are made half a day ahead
    async with running(rehearsal.folder, start) as bot, bot.owner() as browser:
        wanted = ("daily night 等批准 2 个群", "压着的内容 2", "待办 2")
        page = plain(await seen(bot, browser, "/", *wanted))
        assert "night/draft" not in page


async def test_a_number_leads_to_its_definition_and_its_rows(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(POSTS)
    async with running(rehearsal.folder, START) as bot, bot.owner() as browser:
        for number in range(51):
            bot.say(f"m{number}", "王<b>", f"第 {number} 句")
        first = await seen(bot, browser, "/numbers/messages", "2026-11-23 51")
        assert "第 50 句" in first
        assert "王&lt;b&gt;" in first
        assert "第 0 句" not in first
        second = plain((await browser.get("/numbers/messages?page=2")).text)
        assert "第 0 句" in second
        assert "成员这些天在群里发的消息" in second
        for path in (
            "/numbers",
            "/numbers/active_share",
            "/numbers/talkers?day=x&page=x",
            "/?day=0001-01-01",
        ):
            assert (await browser.get(path)).status_code == 200, path
        assert "由这两个数得来" in (await browser.get("/numbers/active_share")).text
        assert (await browser.get("/numbers/nothing")).status_code == 404


async def test_an_operator_of_one_group_sees_no_other(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(POSTS)
    async with running(rehearsal.folder, START) as bot, bot.visitor() as amy, bot.owner() as owner:
        bot.say("m1", "a", "晨读的话")
        bot.say("m2", "a", "夜跑的话", group="g2")
        await seen(bot, owner, "/numbers/messages", "晨读的话", "夜跑的话")
        form = {"name": "amy", "password": "the secret of env:AMY"}
        csrf = re.search(r'data-csrf="([^"]+)"', (await amy.get("/login")).text)
        assert csrf
        assert (await amy.post("/login", data=form | {"csrf": csrf[1]})).status_code == 303
        for path in ("/numbers/messages", "/numbers/messages?group=g2", "/", "/?group=g2"):
            shown = (await amy.get(path)).text
            assert "夜跑" not in shown, path
        assert "晨读的话" in (await amy.get("/numbers/messages")).text
