"""Who is forgotten is named nowhere any more, by whatever name they were ever called."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.events import Event, IdentityChanged, MessageReceived, Person, TopicChanged
from tests.databases import new_database, rows_in
from tests.living import live
from tests.privacy.life import prepared
from tests.privacy.test_forgetting import dump
from tests.rehearsal import Rehearsal, moment

BOSS = Person("boss", "老板")


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    return prepared(Rehearsal(tmp_path))


def say(at: str, member: Person, text: str, group: str = "g1") -> MessageReceived:
    """Return a message; its id is its time."""
    when = moment(f"2026-11-23 {at}")
    return MessageReceived(id=at, at=when, group=group, member=member, text=text)


def forgetting(member: Person) -> list[Event]:
    """Return how a member asks to be forgotten, and confirms it."""
    return [say("10:00", member, "/忘记我", ""), say("10:01", member, "/忘记我 确认", "")]


async def test_a_short_id_that_is_the_name_too(rehearsal: Rehearsal) -> None:
    amy = Person("amy", "amy")
    told = [
        say("09:00", amy, "打卡"),
        say("09:01", BOSS, "amy 今天真棒，amyl 不是"),
        say("09:02", BOSS, "/排行"),
    ]
    before = await live(rehearsal, told)
    assert "1. amy" in before.texts[-1]
    after = await dump((await live(rehearsal, [*told, *forgetting(amy)])).url)
    assert "amy" not in after.replace("amyl", "")
    assert "… 今天真棒，amyl 不是" in after


async def test_the_names_of_before(rehearsal: Rehearsal) -> None:
    first, second = Person("wxid_cat", "旧名阿甲乙"), Person("wxid_cat", "新名字丙丁")
    told = [
        say("09:00", first, "打卡"),
        say("09:01", BOSS, "旧名阿甲乙 今天真棒"),
        say("09:02", BOSS, "/排行"),
        say("09:03", second, "换名字了"),
    ]
    before = await live(rehearsal, told)
    assert "1. 旧名阿甲乙" in before.texts[-1]
    [formerly] = before.state["marks"]
    assert (formerly["member"], formerly["data"]) == ("wxid_cat", '"旧名阿甲乙"')
    after = await live(rehearsal, [*told, *forgetting(second)])
    left = await dump(after.url)
    assert [one for one in ("旧名阿甲乙", "新名字丙丁") if one in left] == []
    assert "… 今天真棒" in left
    assert after.state["marks"] == []


@pytest.mark.parametrize("certain", [True, False])
async def test_the_names_under_ids_that_are_theirs_too(rehearsal: Rehearsal, certain: bool) -> None:
    first, second = Person("wxid_one", "旧名阿甲乙"), Person("wxid_two", "新名字丙丁")
    changed = IdentityChanged(
        id="changed",
        at=moment("2026-11-23 09:10"),
        group="g1",
        member=second,
        former="wxid_one",
        certain=certain,
        evidence="一样",
    )
    told: list[Event] = [
        say("09:00", first, "打卡"),
        say("09:01", Person("wxid_one", "又名戊己庚"), "早"),
        say("09:02", BOSS, "旧名阿甲乙和又名戊己庚真棒"),
        changed,
        say("09:11", second, "早"),
        say("09:12", BOSS, "/merge wxid_two wxid_one", ""),
    ]
    left = await dump((await live(rehearsal, [*told, *forgetting(second)])).url)
    assert [one for one in ("旧名", "又名", "新名字", "wxid") if one in left] == []


async def test_what_they_called_a_group(rehearsal: Rehearsal) -> None:
    cat, at = Person("wxid_cat", "小猫"), moment("2026-11-23 09:00")
    renamed = TopicChanged(id="t1", at=at, group="g1", member=cat, topic="绝密词语")
    again = replace(renamed, id="t2", topic="阅读群", member=BOSS)
    lived = await live(rehearsal, [renamed, again, *forgetting(cat)])
    rows = await rows_in(lived.url, "SELECT id, data FROM journal WHERE type = 'topic'")
    assert dict(map(tuple, rows)) == {"t1": '{"topic": ""}', "t2": '{"topic": "阅读群"}'}


async def test_they_are_kept_alike_in_batches_of_any_size_and_heard_twice(
    rehearsal: Rehearsal,
) -> None:
    names = ("旧名", "新名", "旧名", "又名")
    told = [say(f"09:0{n}", Person("wxid_cat", name), "早") for n, name in enumerate(names)]
    whole = await live(rehearsal, told)
    assert {mark["data"] for mark in whole.state["marks"]} == {'"旧名"', '"新名"'}
    assert (await live(rehearsal, told, batch=1)).raw_state == whole.raw_state
    url = new_database(rehearsal.folder / "halves.db")
    for events in (told[:2], told, told):
        again = await live(rehearsal, events, url=url)
    assert again.raw_state == whole.raw_state
