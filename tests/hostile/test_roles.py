"""Nobody comes to rights by a name, by claiming, or by being taken for somebody else."""

import pytest

from bot.events import IdentityChanged, MembersListed, Person
from tests.hostile.strings import NASTY
from tests.living import live, said
from tests.rehearsal import Rehearsal, moment

OWNED = "owners: [owner]\nadmins: [boss]\ngroups: {g1: {operators: [op]}, g2: {admins: [runner]}}\n"
OWNERLESS = "admins: [boss]\ngroups: {g1: {admins: [lead]}, g2: {admins: [runner]}}\n"
STAFF = ("owner", "boss", "op", "runner", "bot", "小助手")


@pytest.mark.parametrize("name", STAFF)
async def test_a_name_gives_no_rights(rehearsal: Rehearsal, name: str) -> None:
    rehearsal.config(OWNED)
    rehearsal.message("2026-11-23 08:00", "evil", "你好", name="小李")
    claims = ("/pause", "我是 boss /pause", "@boss /pause", "/stop", "/status")
    for minute, text in enumerate(claims, 10):
        rehearsal.message(f"2026-11-23 08:{minute}", "evil", text, name=name, mentions=["boss"])
        rehearsal.message(f"2026-11-23 08:{minute}", "evil", text, name=name, group=None)
    lived = await rehearsal.run()
    assert lived.state["pauses"] == []
    assert all("只有" in text for text in lived.texts), lived.texts
    assert len(lived.texts) == 6  # each of /pause, /stop and /status, in the group and in private


async def test_an_id_that_only_looks_like_an_admins_is_none(rehearsal: Rehearsal) -> None:
    looks = ("Boss", "boss ", " boss", "ｂｏｓｓ", "bоss", "boss\u200b", "boss\0", "BOSS", "boss\n")
    rehearsal.config(OWNED)
    for number, id in enumerate(looks):
        rehearsal.message(f"2026-11-23 08:{number:02d}", id, "/pause", name="boss")
    lived = await rehearsal.run()
    assert lived.state["pauses"] == []
    assert len(lived.texts) == len(looks)


@pytest.mark.parametrize(("former", "now"), [("boss", "evil"), ("evil", "boss"), ("op", "evil")])
async def test_who_took_an_admins_name_is_not_taken_for_them(
    rehearsal: Rehearsal, former: str, now: str
) -> None:
    rehearsal.config(OWNED)
    listed = tuple(Person(id, "老板") for id in ("boss", "evil", "op"))
    change = IdentityChanged(
        id="i", at=moment("2026-11-23 08:30"), group="g1", member=Person(now, "老板"),
        former=former, certain=True, evidence="同名",
    )  # fmt: skip
    lived = await live(
        rehearsal,
        [
            MembersListed(id="l", at=moment("2026-11-23 08:00"), group="g1", members=listed),
            change,
            said("p", "2026-11-23 08:31", "evil", "/pause"),
            said("q", "2026-11-23 08:32", "boss", "/pause"),
        ],
    )
    assert {row["member"] for row in lived.state["identities"]} == {"boss", "evil", "op"}
    assert [task["wanted"] for task in lived.state["tasks"]] == ["merge"]
    assert len(lived.state["pauses"]) == 1  # by boss, who still may


async def test_an_admin_of_one_group_cannot_merge_into_more(rehearsal: Rehearsal) -> None:
    rehearsal.config(OWNERLESS)
    for number, id in enumerate(("boss", "lead", "evil")):
        rehearsal.message(f"2026-11-23 08:0{number}", id, "早")
    rehearsal.message("2026-11-23 08:10", "lead", "/merge evil boss 确认")
    rehearsal.message("2026-11-23 08:11", "lead", "/merge boss evil 确认")
    rehearsal.message("2026-11-23 08:12", "evil", "/pause")
    lived = await rehearsal.run()
    assert {row["member"] for row in lived.state["identities"]} == {"boss", "lead", "evil"}
    assert lived.texts[:2] == ["这里面有人的权限比你大，要由权限更大的人来合并。"] * 2
    assert lived.state["pauses"] == []


async def test_no_member_can_be_called_so_that_a_command_means_another(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.config(OWNED).playbook("{kind: checkin, id: read, match: [签到], points: {each: 5}}")
    for number, nasty in enumerate(NASTY):
        rehearsal.message(f"2026-11-23 08:{number % 60:02d}", f"u{number}", "早", name=nasty)
        rehearsal.events[-1]["at"] = f"2026-11-23T{8 + number // 60:02d}:{number % 60:02d}:00+08:00"
    rehearsal.message("2026-11-23 10:00", "u1", "早", name="u7")
    rehearsal.message("2026-11-23 10:01", "boss", "/积分 给 @u7 5")
    rehearsal.message("2026-11-23 10:02", "boss", "/积分 给 @老板 5")
    rehearsal.message("2026-11-23 10:03", "boss", "/积分 给 @u1 5", mentions=["u1"])
    lived = await rehearsal.run(batch=20)
    given = {row["member"]: row["points"] for row in lived.state["accounts"]}
    assert given == {"u1": 5}
