"""A content calendar becomes playbooks: every way to write a cell, every mistake by its row."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.domain.calendar import WorkCalendar
from bot.setup.loading import load_deployment
from handlers.posts.model import Posts
from tests.rehearsal import Rehearsal
from tests.sheets.books import HEADINGS, Desk

DAY = date(2026, 11, 24)


def playbooks(desk: Desk) -> dict[str, Posts]:
    library = load_deployment(desk.folder / "config.yaml").library
    return {one.id: one for one in library.all if isinstance(one, Posts)}


def said(desk: Desk, id: str = "calendar") -> list[str]:
    """What the posts of an imported playbook say."""
    parts = [post.say[0].parts for post in playbooks(desk)[id].posts]
    return ["+".join(str(part.text or part.image) for part in one) for one in parts]


def take_in(desk: Desk, *rows: tuple[Any, ...], headings: tuple[str, ...] = HEADINGS) -> str:
    """Import rows that are right; return what was said about it."""
    desk.book(headings, *rows)
    code, out, err = desk.zhiban("import", "calendar.xlsx")
    assert (code, err) == (0, "")
    return out


def mistakes(desk: Desk, *rows: tuple[Any, ...]) -> list[str]:
    """Import rows with something wrong in them; return every mistake told."""
    desk.book(HEADINGS, *rows)
    code, out, err = desk.zhiban("import", "calendar.xlsx")
    assert (code, out) == (2, "")
    assert desk.files == ["posts.yaml"]
    return err.splitlines()


def test_a_row_becomes_a_post_of_its_day_and_slot(desk: Desk) -> None:
    out = take_in(desk, (DAY, "早间轻互动", "全部", "早呀", None, "早安"))
    assert "1 行 → sop/calendar.yaml：1 个剧本，1 条内容" in out
    [post] = playbooks(desk)["calendar"].posts
    assert (post.id, post.slot) == ("2026-11-24-morning", "morning")
    assert [post.on.matches(DAY.replace(day=n), WorkCalendar()) for n in (23, 24, 25)] == [0, 1, 0]
    assert "# 11月24日 星期二 · 早间轻互动 · 标签：早安" in desk.made
    assert desk.zhiban("check")[0] == 0


async def test_what_was_imported_is_said(desk: Desk) -> None:
    """The whole road: from a cell to the transcript."""
    take_in(desk, (DAY, "09:15", "晨读群", "早，{{ weekday }}好 {#话题#} @所有人", None, None))
    (desk.folder / "sop" / "posts.yaml").unlink()
    rehearsal = Rehearsal.__new__(Rehearsal)
    rehearsal.folder, rehearsal.events = desk.folder, []
    rehearsal.message("2026-11-24 09:00", "u1", "在吗")
    lived = await rehearsal.run(until="2026-11-24 10:00")
    assert lived.texts == ["早，星期二好 {#话题#} @所有人"]
    assert lived.transcript[0]["mentions"] == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (datetime.combine(DAY, time()), DAY),
        (DAY, DAY),
        (46350, DAY),
        ("46350", DAY),
        (20261124, DAY),
        ("2026-11-24", DAY),
        ("2026/11/24", DAY),
        ("2026.11.24", DAY),
        ("2026年11月24日（周二）", DAY),
        ("２０２６-１１-２４", DAY),
        ("Nov 24, 2026", DAY),
        ("24 November 2026 Tue", DAY),
    ],
)
def test_days_are_read_however_they_are_written(desk: Desk, written: Any, meant: date) -> None:
    take_in(desk, (written, "noon", "g1", "x"))
    assert f"on: {meant}" in desk.made


def test_a_day_without_a_year_is_the_nearest(desk: Desk) -> None:
    take_in(desk, ("11月23日", "noon", "g1", "x"), ("5-20", "noon", "g1", "y"))
    days = [line.split()[1] for line in desk.made.splitlines() if line.strip().startswith("on:")]
    assert {day[5:] for day in days} == {"11-23", "05-20"}


@pytest.mark.parametrize(
    "written", ["明天", "周三", "24号", "tomorrow", "2026-02-30", 7, "11/24/26"]
)
def test_what_may_be_another_day_next_time_is_no_date(desk: Desk, written: Any) -> None:
    [told] = mistakes(desk, (written, "noon", "g1", "x"))
    assert told.startswith("calendar.xlsx:Sheet1:第 2 行（A2）: 日期: “")


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("morning", "slot: morning"),
        ("Morning", "slot: morning"),
        ("干货小课堂", "slot: noon"),
        ("7:30-8:30", "slot: morning"),
        ("１２：００～１３：００", "slot: noon"),
        ("9:00至10:00", "slot: 0900-1000"),
        (time(19, 30), "at: '19:30'"),
        (0.8125, "at: '19:30'"),
        ("19点半", "at: '19:30'"),
        ("19:30", "at: '19:30'"),
    ],
)
def test_slots_go_by_name_key_window_or_time(desk: Desk, written: Any, line: str) -> None:
    take_in(desk, (DAY, written, "g1", "x"))
    assert f"    {line}\n" in desk.made


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("全部", ["calendar"]),
        ("晨读群", ["calendar-g1"]),
        ("g1、周末书友群\n亲子群", ["calendar-g1", "calendar-g2", "calendar-g3"]),
        ("reading", ["calendar-tag-reading"]),
        ("标签：weekend", ["calendar-tag-weekend"]),
        ("#reading，g1", ["calendar-g1", "calendar-g2"]),  # g1 hears it once
        ("reading, weekend, 全部", ["calendar"]),
    ],
)
def test_groups_go_by_name_id_tag_or_all(desk: Desk, written: str, ids: list[str]) -> None:
    take_in(desk, (DAY, "noon", written, "x"))
    assert [id for id in playbooks(desk) if id != "daily"] == ids


def test_headings_come_in_any_order_and_language(desk: Desk) -> None:
    rows = (("内容计划 11月",), (), ("Text*", "备注", "Groups", "Time（必填）", "DATE"))
    desk.book(*rows, ("x", "给设计", "g1", "noon", DAY))
    assert desk.zhiban("import", "calendar.xlsx")[0] == 0
    assert said(desk, "calendar-g1") == ["x"]


def test_columns_that_mean_nothing_are_named(desk: Desk) -> None:
    row = (DAY, "09:15", "晨读群", "早", None, None, "小陈")
    out = take_in(desk, row, headings=(*HEADINGS, "负责人"))
    assert "：这些列没有用到：负责人\n" in out


def test_merged_cells_several_sheets_and_hidden_ones(desk: Desk) -> None:
    def change(book: Any) -> None:
        book.active.merge_cells("A2:A3")
        book.active.merge_cells("C2:C3")
        more, hidden = book.create_sheet("十二月"), book.create_sheet("草稿")
        for sheet in (more, hidden):
            sheet.append(["日期", "时段", "群", "文案"])
            sheet.append([date(2026, 12, 1), "noon", "g1", sheet.title])
        hidden.sheet_state = "hidden"
        book.create_sheet("示例")["A1"] = "日期"

    rows = (
        (DAY, "morning", "g1", "一"),
        (None, "noon", None, "二"),
        (),
        (),
        (DAY, 0.5, "g1", "三"),
    )
    desk.book(HEADINGS, *rows, change=change)
    assert desk.zhiban("import", "calendar.xlsx")[0] == 0
    assert said(desk, "calendar-g1") == ["一", "二", "三", "十二月"]


def test_texts_mean_what_they_say(desk: Desk) -> None:
    texts = [
        "=x".removeprefix("="),
        "a: b # c",
        '"引号"',
        "😀\n\n  缩进 \r\n- 列表",
        "100{% off",
        "是",
        "{x}",
    ]
    take_in(desk, *((DAY, f"{9 + n}:00", "全部", text) for n, text in enumerate(texts)))
    assert said(desk)[:4] == ["x", "a: b # c", '"引号"', "😀\n\n  缩进\n- 列表"]
    assert said(desk)[4:] == ["100{{ '{%' }} off", "是", "{x}"]


def test_pictures_and_pieces_of_the_library(desk: Desk) -> None:
    (desk.folder / "posters").mkdir()
    (desk.folder / "posters" / "1.png").write_bytes(b"png")
    stock = "kind: library\nid: stock\npieces:\n  - {id: a, tags: [早安], say: 早}\n"
    (desk.folder / "sop" / "stock.yaml").write_text(stock, encoding="utf-8")
    take_in(
        desk,
        (DAY, "noon", "全部", "看图", "posters\\1.png"),
        (DAY, "09:00", "全部", None, "posters/1.png"),
        (DAY, "10:00", "全部", None, None, "早安"),
    )
    posts = playbooks(desk)["calendar"].posts
    assert [post.source is not None for post in posts] == [False, True, False]
    assert [part.image for part in posts[0].say[0].parts] == ["posters/1.png"]
    assert [part.text or part.image for part in posts[2].say[0].parts] == ["看图", "posters/1.png"]
    [told] = [*mistakes_of(desk, (DAY, "noon", "全部", "x", "../secret.png"))]
    assert "（E2）: 图片: 必须是 config.yaml 所在文件夹里的文件" in told


def mistakes_of(desk: Desk, *rows: tuple[Any, ...]) -> list[str]:
    """Like `mistakes`, where a file of that name was imported before."""
    before = desk.made
    desk.book(HEADINGS, *rows)
    code, _, err = desk.zhiban("import", "calendar.xlsx")
    assert (code, desk.made) == (2, before)
    return err.splitlines()


def test_every_mistake_is_told_at_once_by_its_cell(desk: Desk) -> None:
    told = mistakes(
        desk,
        ("没定", "晚上", "神秘群", "{{昵称}} 早", "no.png"),
        (DAY, "noon", None, None, None, None),
        (DAY, "23:30", "g1", "夜里"),
        (DAY, "noon", "g1", "x"),
        (DAY, "noon", "g1", "x"),
        (DAY, "noon", "g1", "#REF!"),
    )
    start = "calendar.xlsx:Sheet1:第"
    assert [line.removeprefix(start).partition("（可用")[0] for line in sorted(told)] == [
        " 2 行（A2）: 日期: “没定”不是日期，请写成 2026-11-23 或 11月23日",
        " 2 行（B2）: 时段: 没有“晚上”这个时段",
        " 2 行（C2）: 群: 没有“神秘群”这个群，也没有这个标签",
        " 2 行（D2）: 文案: {{ }} 里只能写 {{ group.name }} {{ date }} {{ weekday }} {{ slot }}；"
        "{{昵称}} 会原样发出去",
        " 2 行（E2）: 图片: . 里没有“no.png”这个文件",
        " 3 行（C3）: 群: 没有填",
        " 3 行（D3）: 文案: 文案、图片、标签都没有填",
        " 6 行（D6）: 文案: 和第 5 行完全一样",
        " 7 行（D7）: 文案: 公式的结果是 #REF!",
    ]


def test_what_only_the_whole_set_up_knows_is_told_by_its_row_too(desk: Desk) -> None:
    rows = ((DAY, "noon", "g1", "x"), (DAY, "23:30", "g1", "夜里"), (DAY, "22:00-23:00", "g1", "y"))
    told = mistakes(desk, *rows)
    assert [line.split(": ")[:2] for line in told] == [
        ["calendar.xlsx:Sheet1:第 3 行（B3）", "时段"],
        ["calendar.xlsx:Sheet1:第 4 行（B4）", "时段"],
    ]


def test_a_formula_counts_by_its_saved_result_only(desk: Desk) -> None:
    [told] = mistakes(desk, (DAY, "noon", "g1", '="早"&"安"'))
    assert "（D2）: 文案: 是公式，但没有保存计算结果" in told


def test_the_same_workbook_again_changes_nothing(desk: Desk) -> None:
    rows = [(DAY, "noon", "g1、g2", "一"), (DAY, "morning", "全部", "二")]
    take_in(desk, *rows)
    before, stamp = desk.made, (desk.folder / "sop/calendar.yaml").stat().st_mtime_ns
    assert "没有什么要改" in take_in(desk, *rows)
    assert (desk.folder / "sop/calendar.yaml").stat().st_mtime_ns == stamp
    take_in(desk, (DAY, "noon", "g1、g2", "一改"), rows[1])
    changed = list(zip(before.split("\n"), desk.made.split("\n"), strict=True))
    assert {new for old, new in changed if old != new} == {'    say: "一改"'}


def test_a_file_that_somebody_wrote_is_never_replaced(desk: Desk) -> None:
    own = desk.folder / "sop" / "calendar.yaml"
    own.write_text(POSTS_OF_MINE, encoding="utf-8")
    desk.book(HEADINGS, (DAY, "noon", "g1", "x"))
    code, _, err = desk.zhiban("import", "calendar.xlsx")
    assert (code, own.read_text(encoding="utf-8")) == (2, POSTS_OF_MINE)
    assert err.startswith("sop/calendar.yaml: 已经有了")


POSTS_OF_MINE = "kind: posts\nid: mine\n"


def test_a_dry_run_only_looks(desk: Desk) -> None:
    desk.book(HEADINGS, (date(2020, 1, 1), "noon", "g1", "x"))
    code, out, _ = desk.zhiban("import", "calendar.xlsx", "--dry-run")
    assert (code, desk.files) == (0, ["posts.yaml"])
    assert "其中 1 行的日期已经过了" in out


def test_a_template_can_be_filled_in_and_brought_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for locale, kept in (("zh_CN.UTF-8", "calendar.xlsx"), ("C", "plan.xlsx")):
        monkeypatch.setenv("LC_ALL", locale)
        assert desk.zhiban("import", "--template", kept)[0] == 0
        assert desk.zhiban("import", kept)[0] == 2  # examples are not for real groups
        book = openpyxl.load_workbook(kept)
        sheet, examples, lists = book.worksheets
        rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
        assert rules == {
            "B2:B2000": f"'{lists.title}'!$A$1:$A$2",
            "C2:C2000": f"'{lists.title}'!$B$1:$B$6",
        }
        assert [cell.value for cell in lists["A"]][:2] == ["早间轻互动", "干货小课堂"]
        assert lists.sheet_state == "hidden"
        for row in list(examples.iter_rows(values_only=True))[1:]:
            sheet.append(row)
        book.save(kept)
        (desk.folder / "sop" / "stock.yaml").unlink(missing_ok=True)
        assert desk.zhiban("import", kept)[0] == 0
        assert desk.zhiban("check")[0] == 0
        assert desk.zhiban("import", "--template", kept)[0] == 1


def test_a_calendar_of_a_month_for_twenty_groups_is_quick(desk: Desk, tmp_path: Path) -> None:
    """The engine hot-reloads this file: it must stay small enough to be read in a moment."""
    groups = "".join(f"  k{n}: {{name: 群{n}}}\n" for n in range(20))
    (desk.folder / "config.yaml").write_text("groups:\n" + groups, encoding="utf-8")
    everyone = "、".join(f"群{n}" for n in range(20))
    days = [date(2026, 12, n) for n in range(1, 31)]
    take_in(desk, *((day, slot, everyone, f"{day} {slot}") for day in days for slot in SLOTS))
    assert sum(len(one.posts) for one in playbooks(desk).values()) == 1 + 20 * 30 * 2


SLOTS = ("morning", "noon")
