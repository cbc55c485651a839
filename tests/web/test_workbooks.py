"""The page of workbooks: a look before anything changes, then the change, then its undo."""

from io import BytesIO
from pathlib import Path

import httpx
import openpyxl
import sqlalchemy as sa

from bot.store.tables import Account, Label, Progress
from tests.rehearsal import Rehearsal
from tests.web.running import Running, csrf_of, running

CONFIG = """\
groups: {g1: {name: 晨读群, operators: [w-amy]}, g2: {name: 夜读群}}
web:
  port: 0
  users: {amy: {password: env:AMY, member: w-amy}}
"""
CHECKIN = """
kind: checkin
id: read
title: 晨读
match: [打卡]
"""
XLSX = "application/octet-stream"


def deployed(rehearsal: Rehearsal) -> Path:
    rehearsal.config(CONFIG).playbook(CHECKIN)
    return rehearsal.folder


def book(*rows: tuple[object, ...]) -> bytes:
    made, kept = openpyxl.Workbook(), BytesIO()
    assert made.active is not None
    for row in rows:
        made.active.append(list(row))
    made.save(kept)
    return kept.getvalue()


def calendar(text: str = "今天读第三章", day: str = "2026-11-24") -> bytes:
    return book(("日期", "时段", "群", "文案"), (day, "10:30", "晨读群", text))


def roster(points: object = 120) -> bytes:
    heads = ("群", "成员ID", "昵称", "积分", "连续天数", "标签")
    return book(heads, ("晨读群", "u1", "王姐", points, 5, "早起"))


async def send(client: httpx.AsyncClient, raw: bytes, name: str = "plan.xlsx") -> httpx.Response:
    token = csrf_of((await client.get("/workbooks")).text)
    form = {"csrf": token}
    return await client.post("/workbooks/upload", data=form, files={"file": (name, raw, XLSX)})


async def press(client: httpx.AsyncClient, path: str, **form: str) -> str:
    """Send a form of the page, and return the page that it leads to."""
    token = csrf_of((await client.get("/workbooks")).text)
    reply = await client.post(path, data={"csrf": token, **form})
    assert reply.status_code == 303, reply.text
    return (await client.get(reply.headers["location"])).text


def key_of(page: httpx.Response) -> str:
    assert page.status_code == 200, page.text
    return page.text.partition('name="key" value="')[2].partition('"')[0]


async def rows(bot: Running, table: sa.Table) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await bot.host.console.reader.rows(sa.select(table))]


async def test_a_calendar_is_looked_at_written_and_live(rehearsal: Rehearsal) -> None:
    async with running(deployed(rehearsal)) as bot, bot.owner() as client:
        page = await send(client, calendar())
        made = rehearsal.folder / "sop" / "plan.yaml"
        assert "今天读第三章" in page.text
        assert not made.exists()
        shown = await press(client, "/workbooks/bring", key=key_of(page))
        assert "写好了" in shown
        assert "今天读第三章" in made.read_text(encoding="utf-8")
        await bot.until(lambda: "plan-g1" in bot.app.plans.deployment.library.by_id)
        again = (await send(client, calendar())).text
        assert "没有什么要改" in again


async def test_mistakes_are_shown_by_row_and_nothing_is_kept_live(rehearsal: Rehearsal) -> None:
    async with running(deployed(rehearsal)) as bot, bot.owner() as client:
        page = await send(client, calendar("{{昵称}}早", "以后"), "a/b\\<i>.xlsx")
        assert page.status_code == 200
        assert "&lt;i&gt;.xlsx:Sheet:第 2 行（A2）: 日期:" in page.text
        assert "有 2 处要改" in page.text
        assert "不是 Excel 工作簿" in (await send(client, b"PK nonsense")).text
        assert [path.name for path in (rehearsal.folder / "sop").iterdir()] == ["playbook.yaml"]


async def test_a_roster_goes_in_beside_the_running_bot_and_out_again(rehearsal: Rehearsal) -> None:
    async with running(deployed(rehearsal)) as bot, bot.owner() as client:
        bot.say("m1", "u1", "早")
        await bot.until(lambda: "g1" in bot.app.people.groups)
        page = await send(client, roster())
        assert "积分 +120；晨读连续 5 天，到 2026-11-22 为止" in page.text
        assert await rows(bot, Account.table) == []
        shown = await press(client, "/workbooks/bring", key=key_of(page))
        assert "导入好了，编号 1" in shown
        assert await rows(bot, Account.table) == [("g1", "u1", 120)]
        bot.say("m2", "u1", "打卡")  # the engine goes on from what was brought
        await bot.until(lambda: any("6" in one.text for one in bot.chat.said))
        assert (await rows(bot, Progress.table))[0][3:5] == (6, 6)
        shown = await press(client, "/workbooks/undo", number="1")
        assert "连续天数（u1）后来变过" in shown
        assert await rows(bot, Label.table) == []


async def test_tables_are_sent_of_the_groups_that_one_may_see(rehearsal: Rehearsal) -> None:
    async with running(deployed(rehearsal)) as bot:
        bot.say("m1", "u1", "早")
        bot.say("m2", "u2", "早", group="g2")
        await bot.until(lambda: len(bot.app.people.groups) == 2)
        async with bot.owner() as client:
            reply = await client.get("/workbooks/export?what=members&as=xlsx")
            sheet = openpyxl.load_workbook(BytesIO(reply.content)).active
            assert sheet is not None
            assert [cell.value for cell in sheet["C"]] == ["成员ID", "u1", "u2"]
            assert (await client.get("/workbooks/export?what=secrets")).status_code == 404
            assert (await client.get("/workbooks/export?what=tasks&from=x")).status_code == 400
            made = await client.get("/workbooks/template?kind=members")
            assert openpyxl.load_workbook(BytesIO(made.content)).sheetnames[0] == "成员名单"
        async with bot.visitor() as client:
            token = csrf_of((await client.get("/login")).text)
            form = {"name": "amy", "password": "the secret of env:AMY", "csrf": token}
            await client.post("/login", data=form)
            csv = (await client.get("/workbooks/export?what=members&as=csv")).text
            assert ("u1" in csv, "u2" in csv) == (True, False)
            assert (await send(client, roster())).status_code == 403


async def test_what_another_uploaded_or_another_site_sends_is_refused(rehearsal: Rehearsal) -> None:
    async with running(deployed(rehearsal)) as bot, bot.owner() as client:
        files = {"file": ("a.xlsx", roster(), XLSX)}
        assert (await client.post("/workbooks/upload", files=files)).status_code == 403
        token = csrf_of((await client.get("/workbooks")).text)
        forged = {"csrf": token, "key": "x" * 22}
        assert (await client.post("/workbooks/bring", data=forged)).status_code == 404
        large = await client.post("/workbooks/upload", content=bytes(25 * 1024 * 1024))
        assert large.status_code == 413
