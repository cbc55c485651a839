"""Tables taken out of a life that was lived: right types, nothing that takes effect, no lock."""

import csv
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.config.model import Config
from bot.sheets.datasets import DATASETS, Shape
from bot.sheets.exporting import asked_for, export
from bot.store.database import Database
from bot.store.reader import Reader
from bot.store.tables import Activity, Label, Ledger, Meta, Profile, Result, Task
from tests.databases import database_url
from tests.rehearsal import Rehearsal
from tests.sheets.books import Desk

CHECKIN = """
kind: checkin
id: read
title: 晨读
match: [打卡]
points: {each: 5}
"""
EVIL = ["=cmd|'/c calc'!A1", "＋1", "-2+3", "@SUM(A1)", "\t=1", "\u200b=1", "#REF!"]


async def lived(desk: Desk) -> str:
    """Live two days in two groups; return the address of the database."""
    url = database_url(f"{desk.folder}/data/zhiban.db")
    (desk.folder / "sop" / "posts.yaml").write_text(CHECKIN, encoding="utf-8")
    rehearsal = Rehearsal.__new__(Rehearsal)
    rehearsal.folder, rehearsal.events = desk.folder, []
    rehearsal.join("2026-11-22 09:00", "u1", "u2")
    rehearsal.message("2026-11-22 10:00", "u1", "打卡", name="=王姐")
    rehearsal.message("2026-11-23 23:30", "u1", "打卡", name="=王姐")
    rehearsal.message("2026-11-23 23:40", "u2", "早", group="g2")
    await rehearsal.run(database=url)
    return url


async def put(url: str, *rows: Any) -> None:
    """Put rows beside those that were lived."""
    database = await Database.open(url)
    async with database.transaction() as work:
        for row in rows:
            work.append(row) if row.primary == ("seq",) else work.put(row)
    await database.close()


def table(path: Path, title: str) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(path)
    return list(book[title].iter_rows(values_only=True))


async def test_everything_of_a_life_with_its_types(desk: Desk) -> None:
    url = await lived(desk)
    at = 1_795_000_000_000_000
    key, result = "k", Result("k", "g1", "daily", "hello", "morning", "2026-11-18", at, 3, 2, 9, 4)
    await put(url, Profile("u1", "05-17"), Label("u1", "早起", at, ""), Label("u1", "a", at, ""))
    await put(url, result, Task("t", 7, "g1", "task", "回答王姐", at, at))
    assert key == result.key
    code, out, err = await desk.later("export", "all", "--to", "all.xlsx")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "成员：3 行"
    path = desk.folder / "all.xlsx"
    heads, *rows = table(path, "成员")
    assert heads[:4] == ("群", "群ID", "成员ID", "昵称")
    joined = datetime.fromisoformat("2026-11-22T09:00:00")
    assert rows[0][:5] == ("晨读群", "g1", "u1", "=王姐", joined)
    assert rows[0][8:] == (10, "05-17", "a、早起")
    assert rows[2][:4] == ("周末书友群", "g2", "u2", "u2")
    assert table(path, "积分流水")[1][4:7] == (
        datetime.fromisoformat("2026-11-22T10:00:00"),
        5,
        "晨读 2026-11-22 打卡",
    )
    assert table(path, "打卡")[2][4:7] == ("read", datetime.fromisoformat("2026-11-23"), "打卡")
    assert table(path, "内容效果")[1][8:12] == (3, 2, 9, 4)
    assert table(path, "待办")[1][2:3] + table(path, "待办")[1][5:8] == (
        7,
        "回答",
        "回答王姐",
        "未完成",
    )


async def test_activity_counts_what_is_not_folded_yet(desk: Desk) -> None:
    """A rehearsal's end folds; what came after it must not be missing, nor counted twice."""
    url = await lived(desk)
    before = await activity(desk, url)
    assert [row for row in before if row[5] == "发言"] == [
        ("晨读群", "g1", "u1", "=王姐", date(2026, 11, 22), "发言", 1),
        ("晨读群", "g1", "u1", "=王姐", date(2026, 11, 23), "发言", 1),
        ("周末书友群", "g2", "u2", "u2", date(2026, 11, 23), "发言", 1),
    ]
    await put(url, *(Activity(0, "g1", "u1", "2026-11-23", "answered", f"x{n}") for n in range(3)))
    added = set(await activity(desk, url)) - set(before)
    assert added == {("晨读群", "g1", "u1", "=王姐", date(2026, 11, 23), "被回复", 3)}
    await put(url, Meta("folded journal", "0"))  # as before the first night
    again = [row for row in await activity(desk, url) if row[5] == "发言"]
    assert [row[6] for row in again] == [2, 2, 2]  # folded once and counted as not folded


async def activity(desk: Desk, url: str) -> list[tuple[Any, ...]]:
    config, reader = Config(), Reader.open(url)
    shape = Shape({"g1": "晨读群", "g2": "周末书友群"}, config.zone, "zh")
    query = DATASETS["activity"].query(asked_for(config, None, None, None))
    found = [tuple(shape.row(DATASETS["activity"], row)) async for row in reader.stream(query)]
    await reader.close()
    return sorted(found, key=lambda row: (row[1], row[2], row[4]))


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
async def test_nothing_in_a_name_takes_effect(desk: Desk, ending: str) -> None:
    url = await lived(desk)
    texts = [*EVIL, "平常", "a\x02b\x1b", "两\n行"]
    lines = (Ledger(0, f"k{n}", "g1", "u1", n, n, text, "c") for n, text in enumerate(texts))
    await put(url, *lines)
    assert (await desk.later("export", "ledger", "--to", f"l.{ending}"))[0] == 0
    path = desk.folder / f"l.{ending}"
    if ending == "csv":
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        got = [row[6] for row in csv.reader(raw.decode("utf-8-sig").splitlines(keepends=True))]
        assert got[-10:-4] == [f"'{text}" for text in EVIL[:6]]
        assert got[-3:] == ["平常", "ab", "两\n行"]
        return
    cells = [row[6] for row in openpyxl.load_workbook(path)["积分流水"].iter_rows(min_row=4)]
    assert [cell.value for cell in cells] == [*EVIL, "平常", "ab", "两\n行"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [True] * 7 + [False] * 3
    assert b"<f>" not in b"".join(
        zipfile.ZipFile(path).read(f"xl/worksheets/sheet{n}.xml") for n in [1]
    )


async def test_the_headings_are_bold_frozen_and_filtered(desk: Desk) -> None:
    await lived(desk)
    await desk.later("export", "members", "--to", "m.xlsx")
    book = openpyxl.load_workbook(desk.folder / "m.xlsx")
    sheet = book["成员"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:K4")
    assert all(cell.font.b for cell in sheet[1])


async def test_groups_days_and_english(desk: Desk) -> None:
    await lived(desk)
    config = desk.folder / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8") + "language: en\n", encoding="utf-8")
    asked = ("export", "checkins", "--group", "晨读群", "--from", "2026-11-23")
    assert (await desk.later(*asked, "--until", "2026-11-23", "--to", "c.xlsx"))[0] == 0
    heads, *rows = table(desk.folder / "c.xlsx", "Check-ins")
    assert heads[4:7] == ("Challenge", "Day", "Kind")
    assert [(row[5].day, row[6]) for row in rows] == [(23, "check_in")]
    code, _, err = await desk.later("export", "tasks", "--group", "没有的群", "--to", "t.xlsx")
    assert (code, "没有“没有的群”这个群" in err) == (2, True)


async def test_it_reads_beside_the_process_that_owns_the_database(desk: Desk) -> None:
    url = await lived(desk)
    database = await Database.open(url)
    async with database.transaction() as work:
        work.put(Profile("u2", "1990-05-17"))
        assert (await desk.later("export", "members", "--to", "m.csv"))[0] == 0
    await database.close()
    assert "=王姐" in (desk.folder / "m.csv").read_text(encoding="utf-8-sig")


async def test_more_rows_than_a_sheet_holds_go_on_in_the_next(desk: Desk) -> None:
    url = await lived(desk)
    await put(url, *(Ledger(0, f"k{n}", "g1", "u1", n, n, "x", "c") for n in range(23)))
    config, reader = Config(), Reader.open(url)
    asked, shape = asked_for(config, None, None, None), Shape({}, config.zone, "zh")
    path = desk.folder / "l.xlsx"
    told = await export(reader, ["ledger"], asked, shape, path, most=11)
    await reader.close()
    assert told == ["积分流水：25 行", "积分流水超过了 Excel 一张表的行数，分成了 3 张表"]
    book = openpyxl.load_workbook(path)
    assert [sheet.title for sheet in book] == ["积分流水", "积分流水 2", "积分流水 3"]
    assert [sheet.auto_filter.ref for sheet in book] == ["A1:J11", "A1:J11", "A1:J6"]


@pytest.mark.sqlite("without a file there is no database yet")
async def test_what_cannot_be_exported_leaves_nothing(desk: Desk) -> None:
    for arguments, code in (
        (("export", "members", "--to", "m.xlsx"), 1),
        (("export", "members", "--to", "m.pdf"), 2),
        (("export", "members", "--to", "none/m.xlsx"), 2),
        (("export", "members", "--from", "gestern", "--to", "m.csv"), 2),
    ):
        assert (await desk.later(*arguments))[0] == code
    assert not [*desk.folder.glob("*m.*"), *desk.folder.glob("data/*")]
