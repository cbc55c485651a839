"""The outbox on a page: drafts let out, changed, dropped; all stopped; why something waits."""

import re

import httpx

from bot.outbox.action import Action
from tests.rehearsal import Rehearsal
from tests.web.running import Running, csrf_of, plain, running, seen

CONFIG = """\
groups: {g1: {name: 晨读群, operators: [w-amy]}, g2: {name: 夜读群}}
web:
  port: 0
  users: {amy: {password: env:AMY, member: w-amy}}
"""
PLAYBOOKS = """
kind: welcome
id: held
groups: [g1]
approve: true
say: "欢迎 {{ name }}！"
---
kind: welcome
id: free
groups: [g2]
say: "你好 {{ name }}！"
---
kind: faq
id: shop
groups: [g1]
entries: [{id: a, any: [发货], answer: 今天就发}]
"""


async def press(browser: httpx.AsyncClient, command: str, path: str = "/outbox") -> str:
    """Press the button of a command on a page; return the answer."""
    page = (await browser.get(path)).text
    assert f'value="{command}"' in page, plain(page)
    data = {"csrf": csrf_of(page), "command": command, "group": "", "back": path}
    reply = await browser.post("/order", data=data, headers={"accept": "application/json"})
    return str(reply.json()["answer"])


def said(bot: Running) -> list[Action]:
    """Return what the groups were told."""
    return [action for action in bot.chat.said if action.type == "say"]


async def test_a_draft_is_read_changed_and_let_out(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(PLAYBOOKS)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        bot.join("j1", "小<b>李")
        page = await seen(bot, browser, "/outbox", "草稿 1 · 晨读群", "欢迎 小<b>李！")
        assert "<b>李" not in page
        data = {"csrf": csrf_of(page), "number": "1", "text": "新来的朋友好\n@所有人"}
        json = {"accept": "application/json"}
        changed = (await browser.post("/outbox/edit", data=data, headers=json)).json()["answer"]
        assert changed.startswith("草稿 1 改成：\n新来的朋友好\n＠所有人")
        assert "草稿 1 放行 ✅" in await press(browser, "/ok 1")
        await bot.until(lambda: bool(said(bot)))
        [one] = said(bot)
        assert (one.text, one.group, one.mentions) == ("新来的朋友好\n＠所有人", "g1", ())
        sent = plain(await seen(bot, browser, "/outbox?part=sent", "新来的朋友好"))
        assert "发言 · held" in sent
        assert "草稿 0" in sent


async def test_all_drafts_of_a_page_are_let_out_by_one_button(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(PLAYBOOKS)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        bot.join("j1", "小李")
        bot.join("j2", "小王")
        await seen(bot, browser, "/outbox", "草稿 1", "草稿 2", "放行这 2 份")
        assert await press(browser, "/ok 1 2") == "放行了 2 份 ✅"
        await bot.until(lambda: len(said(bot)) == 2)
        assert "这里没有。" in plain((await browser.get("/outbox")).text)


async def test_a_draft_that_is_dropped_is_shown_with_the_reason(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(PLAYBOOKS)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        bot.join("j1", "小李")
        await seen(bot, browser, "/outbox", "草稿 1 · 晨读群")
        assert "草稿 1 不发了" in await press(browser, "/skip 1")
        dropped = plain(await seen(bot, browser, "/outbox?part=dropped", "欢迎 小李！"))
        assert "有人决定不发" in dropped
        english = await browser.post(
            "/language",
            data={"csrf": csrf_of((await browser.get("/outbox")).text), "language": "en"},
        )
        assert english.status_code == 303
        page = plain((await browser.get("/outbox?part=dropped")).text)
        assert "somebody decided against it" in page


async def test_all_is_stopped_and_goes_on_by_one_button(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(PLAYBOOKS)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        assert "🛑 全部群停发了" in await press(browser, "/stop")
        bot.join("j1", "小王", "小张", group="g2")
        bot.join("j2", "小李", group="g2")
        held = plain(await seen(bot, browser, "/outbox?part=held", "你好 小王！", "你好 小李！"))
        assert held.count("已停发，等 /go 再发") == 2
        assert "全部群停发了。" in held
        assert not said(bot)
        number = re.findall(
            r"#(\d+) 11-23 10:\d\d · 夜读群 · 发言 · free(?: · 版本 \d+)? 你好 小王", held
        )[0]
        assert "不发了" in await press(browser, f"/drop #{number}", "/outbox?part=held")
        assert "攒下的 1 条现在发出" in await press(browser, "/go")
        await bot.until(lambda: bool(said(bot)))
        assert [one.text for one in said(bot)] == ["你好 小李！"]
        assert "停发了" not in plain((await browser.get("/outbox")).text).partition("确定停吗")[0]


async def test_who_runs_one_group_sees_and_lets_out_only_its_own(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(PLAYBOOKS.replace("id: free", "id: free\napprove: true"))
    async with running(rehearsal.folder) as bot, bot.visitor() as browser:
        bot.join("j1", "小李")
        bot.join("j2", "小王", group="g2")
        page = (await browser.get("/login")).text
        data = {"csrf": csrf_of(page), "name": "amy", "password": "the secret of env:AMY"}
        assert (await browser.post("/login", data=data)).status_code == 303
        page = await seen(bot, browser, "/outbox", "草稿 1 · 晨读群")
        assert "小王" not in page
        assert "停发" not in plain(page)
        data = {"csrf": csrf_of(page), "command": "/ok 2", "group": "", "back": "/outbox"}
        json = {"accept": "application/json"}
        refused = (await browser.post("/order", data=data, headers=json)).json()["answer"]
        assert refused.startswith("没有第 2 号")
        assert "草稿 1 放行 ✅" in await press(browser, "/ok 1")
        await bot.until(lambda: bool(said(bot)))
        assert [one.group for one in said(bot)] == ["g1"]


async def test_what_is_asked_for_wrongly_shows_the_first_page(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(PLAYBOOKS)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        for query in ("part=nothing", "page=x", "page=-1", "page=99999999999", "day=2026-99-99"):
            assert (await browser.get(f"/outbox?{query}")).status_code == 200, query
        page = (await browser.get("/outbox")).text
        wrong = await browser.post("/outbox/edit", data={"csrf": csrf_of(page), "number": "1 2"})
        assert wrong.status_code == 400
        forged = await browser.post("/outbox/edit", data={"number": "1", "text": "x"})
        assert forged.status_code == 403
        assert not said(bot)
