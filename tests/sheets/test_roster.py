"""A roster of another tool is taken over, lived with, and taken back."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from bot.store.database import Database
from bot.store.reader import Reader
from bot.store.tables import METADATA, Identity, Import, Label, Membership, Profile, Progress
from tests.databases import database_url
from tests.rehearsal import Rehearsal
from tests.sheets.books import Desk

HEADINGS = ("群", "成员ID", "昵称", "积分", "连续天数", "最后打卡", "生日", "标签")
LAST = date(2025, 11, 20)
CHECKIN = """
kind: checkin
id: read
title: 晨读
match: [打卡]
leave: {keyword: 请假}
points: {each: 5, at: {7: 50, 21: 100}}
"""
ROW = ("晨读群", "u1", "王姐", 120, 20, LAST, "05-17", "早起,分享")


@pytest.fixture
def url(desk: Desk) -> str:
    (desk.folder / "sop" / "posts.yaml").write_text(CHECKIN, encoding="utf-8")
    return database_url(f"{desk.folder}/data/zhiban.db")


async def live(desk: Desk, url: str, day: str, *said: tuple[str, str, str]) -> Any:
    """Live through words on a day: who, called what, says what."""
    rehearsal = Rehearsal.__new__(Rehearsal)
    rehearsal.folder, rehearsal.events = desk.folder, []
    for number, (member, name, text) in enumerate(said):
        rehearsal.message(f"{day} 10:{number:02}", member, text, name=name, id=f"{day}{number}")
    return await rehearsal.run(database=url)


async def import_(desk: Desk, *rows: tuple[Any, ...], sure: bool = True) -> str:
    """Import members; return what was said."""
    desk.book(HEADINGS, *rows, name="members.xlsx")
    code, out, err = await desk.later("import", "members.xlsx", *(["--yes"] if sure else []))
    assert (code, err) == (0, "")
    return out


async def everything(url: str) -> dict[str, Any]:
    """All rows of all tables but the list of imports, and what a server counts of its commits."""
    reader = Reader.open(url)
    tables = [table for table in METADATA.sorted_tables if table is not Import.table]
    found = {t.name: sorted(map(tuple, await reader.rows(sa.select(t))), key=str) for t in tables}
    await reader.close()
    found["meta"] = [row for row in found["meta"] if row[0] != "commits"]
    return found


async def table(url: str, cls: Any) -> list[Any]:
    reader = Reader.open(url)
    rows = [cls(*row) for row in await reader.rows(sa.select(cls.table))]
    await reader.close()
    return rows


async def test_it_is_only_looked_at_first(desk: Desk, url: str) -> None:
    await live(desk, url, "2025-11-18", ("u1", "王姐", "早"), ("u2", "老李", "早"))
    before = await everything(url)
    out = await import_(desk, ROW, ("g1", None, "老李", 30), ("g1", "u9", "小张"), sure=False)
    assert out.splitlines() == [
        "members.xlsx：3 人有变化（其中新成员 1 人），0 人不变，跳过 0 行",
        "第 2 行 王姐（u1，晨读群）：积分 +120；晨读连续 20 天，到 2025-11-20 为止（补记 20 天）；"
        "生日 05-17；标签 早起, 分享",
        "第 3 行 老李（u2，晨读群）：积分 +30",
        "第 4 行 小张（u9，晨读群）：新成员",
        "只是看看，什么都没有改；没问题就加上 --yes 再运行一次",
    ]
    assert await everything(url) == before
    assert await table(url, Import) == []


async def test_columns_that_mean_nothing_are_named(desk: Desk, url: str) -> None:
    desk.book((*HEADINGS, "入群日期", "", "生 曰"), (*ROW, LAST, "x", "05-18"), name="members.xlsx")
    code, out, err = await desk.later("import", "members.xlsx")
    assert (code, err) == (0, "")
    assert "：这些列没有用到：入群日期, 生 曰\n" in out
    assert "这些列" not in await import_(desk, ROW)


async def test_the_streak_goes_on_as_if_it_had_been_made_here(desk: Desk, url: str) -> None:
    await import_(desk, ROW)
    [progress] = await table(url, Progress)
    assert progress == Progress("read", "g1", "u1", 20, 20, "2025-11-20", "7")
    lived = await live(desk, url, "2025-11-21", ("u1", "王姐", "打卡"))
    assert (await table(url, Progress))[0] == Progress(
        "read", "g1", "u1", 21, 21, "2025-11-21", "7,21"
    )
    lines = {row["reason"]: row["points"] for row in lived.state["ledger"]}
    paid = {"晨读 2025-11-21 打卡": 5, "晨读 连续 21 天": 100}
    assert lines == {"从 members.xlsx 导入": 120, **paid}
    assert lived.state["accounts"][0]["points"] == 225


async def test_days_that_were_known_already_stay_as_they_are(desk: Desk, url: str) -> None:
    await live(desk, url, "2025-11-19", ("u1", "王姐", "打卡"), ("u1", "王姐", "请假 明天"))
    out = await import_(desk, ("g1", "u1", None, None, 3, LAST))
    assert "连续 3 天，到 2025-11-20 为止（补记 2 天）" in out
    assert (await table(url, Progress))[0] == Progress("read", "g1", "u1", 3, 3, "2025-11-20", "")


async def test_importing_twice_pays_once_and_a_correction_pays_the_difference(
    desk: Desk, url: str
) -> None:
    await import_(desk, ROW)
    once = await everything(url)
    assert "0 人有变化" in await import_(desk, ROW)
    assert await everything(url) == once
    assert "积分 -20" in await import_(desk, (*ROW[:3], 100, *ROW[4:]))
    points = [row[5] for row in (await everything(url))["ledger"]]
    assert sorted(points) == [-20, 120]


async def test_undo_makes_everything_what_it_was(desk: Desk, url: str) -> None:
    await live(desk, url, "2025-11-19", ("u1", "王姐", "打卡"), ("u1", "王姐", "请假 明天"))
    database = await Database.open(url)
    async with database.transaction() as work:
        work.put(Profile("u1", "1990-01-01"))
        work.put(Label("u1", "早起", 1, "admin"))
    await database.close()
    before = await everything(url)
    await import_(desk, ROW, ("g2", "u8", "新人", 7, None, None, "1988-02-03", "a"))
    assert await everything(url) != before
    code, out, _ = await desk.later("import", "--undo")
    assert (code, out) == (0, "第 1 次导入（members.xlsx）已撤销，恢复了 8 项\n")
    assert await everything(url) == before
    assert (await desk.later("import", "--undo"))[0] == 1


async def test_undo_leaves_what_changed_since_and_says_so(desk: Desk, url: str) -> None:
    await import_(desk, ROW, ("g1", "u2", "老李", 7))
    await live(desk, url, "2025-11-21", ("u1", "王姐", "打卡"), ("u2", "老李", "早"))
    database = await Database.open(url)
    async with database.transaction() as work:
        work.put(Profile("u1", "1990-05-17"))
        work.put(Label("u1", "早起", 1, "admin"))
    await database.close()
    code, out, _ = await desk.later("import", "--undo", "1")
    assert code == 0
    assert out.splitlines() == [
        "第 1 次导入（members.xlsx）已撤销，恢复了 3 项",
        "连续天数（u1）后来变过，保持现在的样子",
        "生日（u1）后来变过，保持现在的样子",
        "标签（u1）后来变过，保持现在的样子",
        "成员（u1, u2）后来变过，保持现在的样子",
    ]
    assert (await table(url, Progress))[0].streak == 21
    assert (await table(url, Profile)) == [Profile("u1", "1990-05-17")]
    assert len(await table(url, Membership)) == len(await table(url, Identity)) == 2


async def test_an_older_import_waits_for_the_newer_one(desk: Desk, url: str) -> None:
    await import_(desk, ROW)
    await import_(desk, (*ROW[:3], 150, *ROW[4:]))
    code, _, err = await desk.later("import", "--undo", "1")
    assert (code, err) == (1, "第 1 次导入之后还有第 2 次，请先撤销那一次\n")
    for _ in range(2):
        assert (await desk.later("import", "--undo"))[0] == 0
    left = await everything(url)
    assert left["ledger"] == left["accounts"] == left["checkins"] == []


async def test_whom_a_name_does_not_tell_is_passed_over_and_named(desk: Desk, url: str) -> None:
    said = [("u1", "王姐", "早"), ("u2", "老李", "早"), ("u3", "老李", "早")]
    await live(desk, url, "2025-11-18", *said)
    rows = [("g1", None, name, 5) for name in ("王姐", "老李", "谁")]
    out = await import_(desk, *rows, ("g1", "u1", None, 9))
    assert out.splitlines()[2:5] == [
        "跳过第 3 行 老李：群里有几个人叫这个名字（u2, u3），请写成员ID",
        "跳过第 4 行 谁：群里没有人叫这个名字，写上成员ID 才能导入",
        "跳过第 5 行 u1：和上面的一行是同一个人（u1）",
    ]
    assert [row[3:6:2] for row in (await everything(url))["ledger"]] == [("u1", 5)]


async def test_every_mistake_is_told_by_its_cell(desk: Desk, url: str) -> None:
    start = "title: 晨读\nfrom: 2025-11-10"
    text = CHECKIN.replace("title: 晨读", start)
    (desk.folder / "sop" / "posts.yaml").write_text(text, encoding="utf-8")
    desk.book(
        HEADINGS,
        ("神秘群", "u1", None, "很多"),
        ("全部", None, None, -3, None, None, "13-45"),
        ("g1", 12345678901234567890, "x", 1.5, 20, LAST),
        ("g1", "u2", None, None, 2, date(2090, 1, 1)),
        ("g1", "u3", None, 1_000_001, 9, "0001-01-05"),
        name="members.xlsx",
    )
    code, out, err = await desk.later("import", "members.xlsx", "--yes")
    assert (code, out) == (2, "")
    told = [line.removeprefix("members.xlsx:Sheet1:第 ") for line in sorted(err.splitlines())]
    assert [line.partition("；")[0].partition("（可用")[0] for line in told] == [
        "2 行（A2）: 群: 没有“神秘群”这个群，也没有这个标签",
        "2 行（D2）: 积分: “很多”不是整数",
        "3 行（A3）: 群: 只能写一个群",
        "3 行（B3）: 成员id: 成员ID 和昵称都没有填",
        "3 行（D3）: 积分: “-3”小于零",
        "3 行（G3）: 生日: “13-45”不是生日，请写成 05-17 或 1990-05-17",
        "4 行（B4）: 成员id: Excel 已经把这串数字四舍五入了：请把这一列设为文本，重新填一次",
        "4 行（D4）: 积分: “1.5”不是整数",
        "4 行（E4）: 连续天数: 打卡从 2025-11-10 开始，到 2025-11-20 最多连续 11 天",
        "5 行（F5）: 最后打卡: 2090-01-01 不在打卡期内，或者还没到",
        "6 行（D6）: 积分: “1000001”超过了 1000000",
        "6 行（F6）: 最后打卡: 0001-01-05 不在打卡期内，或者还没到",
    ]


async def test_while_the_bot_runs_it_is_refused_in_one_line(desk: Desk, url: str) -> None:
    desk.book(HEADINGS, ROW, name="members.xlsx")
    database = await Database.open(url)
    assert (await desk.later("import", "members.xlsx"))[0] == 0
    code, _, err = await desk.later("import", "members.xlsx", "--yes")
    await database.close()
    assert (code, err.count("\n")) == (1, 1)
    assert "机器人在运行时，请先停下它，或者在网页" in err
    assert await table(url, Import) == []


async def test_a_roster_of_thousands(desk: Desk, url: str) -> None:
    rows = [("g1", f"u{n}", f"名{n}", n + 1, 3, LAST) for n in range(2_000)]
    await import_(desk, *rows)
    assert len(await table(url, Progress)) == 2_000
