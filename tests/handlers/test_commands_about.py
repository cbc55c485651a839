"""/tag, /note and /birthday: what those who run the groups know of members, and tell nobody."""

from typing import Any

import pytest

from bot.events import Event
from tests.databases import database_url, rows_in
from tests.engine.test_given import given
from tests.handlers.asking import PRIVATE, ask, deploy, told
from tests.living import came, live, said
from tests.rehearsal import Rehearsal

ROWS = {
    "labels": 'SELECT member, tag, "by" FROM labels ORDER BY at, tag',
    "remarks": 'SELECT member, grp, "by", text FROM remarks ORDER BY seq',
    "profiles": "SELECT member, birthday FROM profiles",
}


@pytest.fixture
def life(rehearsal: Rehearsal) -> Rehearsal:
    """Two groups; 王姐 is in both, two members are called 小李."""
    deploy(rehearsal)
    for member, name, group in (
        *(("u1", "王姐", "g1"), ("u1", "王姐", "g2"), ("u2", "小李", "g1"), ("u3", "小李", "g1")),
        *(("u4", "小李 深圳", "g1"), ("u5", "跑步的", "g2")),
    ):
        rehearsal.message("2026-11-24 08:00", member, "早", name=name, group=group)
    return rehearsal


async def answers(life: Rehearsal, *texts: str, who: str = "op") -> list[str]:
    return await ask(life, *((who, text, PRIVATE) for text in texts))


async def kept(life: Rehearsal, table: str, *texts: str) -> list[tuple[Any, ...]]:
    """Return the rows of a table after these commands."""
    for text in texts:
        life.message("2026-11-24 09:30", "op", text, group=None)
    url = database_url(life.folder / "kept.db")
    await life.run(database=url)
    return [tuple(row) for row in await rows_in(url, ROWS[table])]


async def test_tags_are_given_told_and_taken_off(life: Rehearsal) -> None:
    assert await answers(
        life,
        "/tag @u1",
        "/标签 @王姐 宝妈、会下厨 宝妈 #ＶＩＰ",
        "/tag @u1 vip",
        "/取消标签 @u1 vip 没有的",
        "/tag @u1",
    ) == [
        "王姐 没有标签。",
        "王姐 的标签：会下厨、宝妈、ＶＩＰ",
        "王姐 的标签：会下厨、宝妈、ＶＩＰ",
        "王姐 的标签：会下厨、宝妈",
        "王姐 的标签：会下厨、宝妈",
    ]
    assert await kept(life, "labels") == [("u1", "会下厨", "op"), ("u1", "宝妈", "op")]


async def test_a_member_has_at_most_twenty_tags(life: Rehearsal) -> None:
    many = " ".join(f"t{n}" for n in range(20))
    given, one_more, same = await answers(
        life, f"/tag @u1 {many}", "/tag @u1 t20 t0", "/tag @u1 t0"
    )
    assert given == same
    assert one_more == "一位成员最多 20 个标签，先用 /取消标签 去掉几个吧。"


async def test_notes_are_kept_told_and_deleted(life: Rehearsal) -> None:
    written, listed, deleted, again, nothing = await answers(
        life,
        "/note @u1 孩子 3 岁\n想看绘本 @所有人",
        "/备注 @王姐",
        "/删备注 1",
        "/unnote 1",
        "/note @u1",
    )
    assert written == "记下了，只有管群的人能看到。"
    assert listed == "王姐 的备注：\n1. 11-24 孩子 3 岁 想看绘本 ＠所有人"
    assert (deleted, again) == ("备注 1 删掉了。", "没有第 1 号备注。")
    assert nothing == "王姐 还没有备注。"
    rows = await kept(life, "remarks", "/note @小李 深圳 常问发货")
    assert rows == [("u4", "g1", "op", "常问发货")]


async def test_nothing_about_a_member_is_said_where_others_read(life: Rehearsal) -> None:
    texts = ("/tag @王姐 宝妈", "/note @王姐 难缠", "/备注 @王姐", "/生日 @王姐 5月17日")
    aloud = await ask(life, *(("op", text) for text in texts))
    assert aloud == [f"{text.split()[0]} 请私聊我用哦，这里大家都看得到。" for text in texts]
    assert await kept(life, "remarks") == await kept(life, "labels") == []


async def test_a_name_that_several_have_needs_an_id(life: Rehearsal) -> None:
    several, longest, elsewhere, nobody, nameless = await answers(
        life,
        "/tag @小李 新",
        "/tag @小李 深圳 新",
        "/tag @跑步的 新",
        "/tag @不在 新",
        "/tag 王姐 新",
    )
    assert several == "有 2 位“小李”，请写 @ 加 id：\nu2（阅读群）\nu3（阅读群）"
    assert longest == "小李 深圳 的标签：新"
    assert elsewhere == "你管的群里没有找到“跑步的”，可以写 @ 加 id。"
    assert nobody == "你管的群里没有找到“不在”，可以写 @ 加 id。"
    assert nameless == "用法：/tag /标签 @谁 [标签…]"
    assert (await answers(life, "/tag @跑步的 新", who="runner"))[-1] == "跑步的 的标签：新"


async def test_nobody_takes_the_place_of_an_id(life: Rehearsal) -> None:
    life.message("2026-11-24 08:01", "u9", "早", name="u1")
    life.leave("2026-11-24 08:02", "u1").leave("2026-11-24 08:02", "u1", group="g2")
    assert await kept(life, "labels", "/tag @u1 走了") == [("u1", "走了", "op")]


async def test_only_those_who_run_the_members_group(life: Rehearsal) -> None:
    refused, _ = await ask(life, ("u1", "/note @u1", PRIVATE), ("op", "/note @u1 好", PRIVATE))
    assert refused == "/note 只有运营和管理员才能用哦。"
    life.message("2026-11-24 09:40", "runner", "/unnote 1", group=None)
    life.message("2026-11-24 09:41", "op", "/note @u2 好", group=None)
    life.message("2026-11-24 09:42", "runner", "/unnote 2", group=None)
    life.message("2026-11-24 09:43", "runner", "/note @u2", group=None)
    result = await life.run()
    assert [told(life, result, f"09:4{n}")[0] for n in (0, 2, 3)] == [
        "备注 1 删掉了。",  # 王姐 is in the runner's group too
        "没有第 2 号备注。",
        "你管的群里没有找到“u2”，可以写 @ 加 id。",
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [("5月17日", "05-17"), ("1990/5/17", "1990-05-17"), ("02-29", "02-29"), ("０５-１７", "05-17")],
)
async def test_a_birthday_is_read_as_people_write_it(
    life: Rehearsal, written: str, day: str
) -> None:
    first, *_, gone = await answers(
        life, f"/生日 @u1 {written}", "/birthday @u1", "/birthday @u1 无"
    )
    assert (first, gone) == (f"王姐 的生日：{day}", "没有记 王姐 的生日。")


@pytest.mark.parametrize("written", ["13-01", "2025-02-29", "昨天", "5", "1-1-1-1"])
async def test_what_is_no_day_changes_nothing(life: Rehearsal, written: str) -> None:
    assert await kept(life, "profiles", "/生日 @u1 05-17", f"/生日 @u1 {written}") == [
        ("u1", "05-17")
    ]


async def test_on_a_page_they_are_about_its_group(life: Rehearsal) -> None:
    url = database_url(life.folder / "page.db")
    events: list[Event] = [
        came("j1", "2026-11-23 09:00", "u1", "u2"),
        said("m1", "2026-11-23 09:01", "u1", "早"),
        given("c1", "/note @u1 想看绘本"),
        given("c2", "/tag @u2 新"),
        given("c3", "/tag @u2 旧", role="member"),
    ]
    lived = await live(life, events, url=url)
    assert await rows_in(url, ROWS["remarks"]) == [("u1", "g1", "page", "想看绘本")]
    assert await rows_in(url, ROWS["labels"]) == [("u2", "新", "page")]
    assert "绘本" not in "".join(lived.texts)
