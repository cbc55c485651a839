"""A simulated chat as its only visitor lives it: the real App, nobody else hears it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import NamedTuple

import pytest

from bot.playground.bubble import Bubble
from bot.playground.session import NEXT, Session
from bot.setup.loading import load_deployment
from tests.rehearsal import Rehearsal, moment

TODAY = moment("2026-11-23 10:00")
SOP = """
kind: welcome
id: newcomers
merge_within: 60s
say: "欢迎 @{{ names }} 来到{{ group.name }}"
---
kind: checkin
id: reading
match: [打卡]
say: "{{ name }} 连续 {{ streak }} 天"
---
kind: posts
id: daily
posts:
  - {id: hello, at: "08:00", on: everyday, say: "早上好，{{ group.name }}"}
"""
GROUPS = "groups: {g1: {name: 晨读群}, g2: {name: 周末群}}\nadmins: [boss]\n"


class Room(NamedTuple):
    """The session, and where its playbooks are."""

    session: Session
    folder: Rehearsal

    @property
    def said(self) -> list[str]:
        """What the bot said so far."""
        return [bubble.text for bubble in self.bubbles if bubble.kind == "bot"]

    @property
    def bubbles(self) -> list[Bubble]:
        return list(self.session.chat.bubbles)

    @property
    def notes(self) -> list[str]:
        return [bubble.text for bubble in self.bubbles if bubble.kind == "note"]


async def opened(rehearsal: Rehearsal, config: str = GROUPS, sop: str = SOP) -> Room:
    rehearsal.config(config).playbook(sop)
    config_file = rehearsal.folder / "config.yaml"
    session = await Session.open(config_file, load_deployment(config_file), TODAY)
    return Room(session, rehearsal)


@pytest.fixture
async def room(rehearsal: Rehearsal) -> AsyncIterator[Room]:
    room = await opened(rehearsal)
    yield room
    await room.session.close()


async def test_an_answer_is_there_at_once_with_its_reason(room: Room) -> None:
    await room.session.say("打卡")
    mine, answer = room.bubbles
    assert (mine.who, mine.kind, answer.text) == ("王姐", "member", "王姐 连续 1 天")
    assert answer.cause == mine.id
    assert [reason.playbook for reason in answer.why] == ["reading"]
    assert answer.why[0].words.startswith("打卡成功")
    assert answer.why[0].rule == "sop/playbook.yaml:9"


async def test_silence_has_reasons_too(room: Room) -> None:
    await room.session.say("打卡规则是什么？")
    [asked] = room.bubbles
    assert [reason.playbook for reason in asked.why] == ["reading"]
    assert asked.why[0].words


async def test_time_stands_still_until_it_is_moved(room: Room) -> None:
    await room.session.join("小陈 小周")
    assert room.said == []
    began = room.session.now
    await room.session.pass_time("+2m")
    assert room.said == ["欢迎 @小陈 @小周 来到晨读群"]
    [came] = [bubble for bubble in room.bubbles if bubble.kind == "event"]
    assert "到：07:26:00" in came.why[0].words
    welcome = next(bubble for bubble in room.bubbles if bubble.kind == "bot")
    assert welcome.mentions == ("小陈", "小周")
    assert welcome.at - began == timedelta(minutes=1)
    assert room.session.now - began == timedelta(minutes=2)


async def test_the_next_thing_that_happens_is_waited_for(room: Room) -> None:
    await room.session.pass_time(NEXT)
    assert room.said == ["早上好，晨读群"]
    assert f"{room.session.now:%H:%M}" == "08:00"
    await room.session.pass_time("20:00")
    await room.session.pass_time(NEXT)
    assert f"{room.session.now:%m-%d %H:%M}" == "11-24 08:00"


async def test_a_month_passes_in_one_go(room: Room) -> None:
    await room.session.pass_time("+31d")
    assert room.said == ["早上好，晨读群"] * 31


async def test_where_nothing_comes_it_says_so(rehearsal: Rehearsal) -> None:
    room = await opened(rehearsal, sop="")
    began = room.session.now
    await room.session.pass_time(NEXT)
    assert room.notes == ["接下来 31 天没有什么要发生"]
    assert room.session.now == began + timedelta(days=31)
    await room.session.close()


@pytest.mark.parametrize("words", ["", "+", "昨天", "25:00", "+101d", "+0m", "-3h"])
async def test_time_only_moves_on_and_not_for_ever(room: Room, words: str) -> None:
    began = room.session.now
    await room.session.pass_time(words)
    assert room.session.now == began
    assert len(room.notes) == 1


async def test_one_can_be_anybody_also_an_admin(room: Room) -> None:
    session = room.session
    await session.say("/状态")
    session.become("boss")
    assert session.role(session.chat.cast.you) == "admin"
    await session.say("/状态")
    refusal, answer = room.said
    assert "管理员" in refusal or "运营" in refusal
    assert "已运行" in answer


async def test_without_admins_there_is_one(rehearsal: Rehearsal) -> None:
    room = await opened(rehearsal, config="")
    room.session.become("admin")
    assert room.session.role(room.session.chat.cast.you) == "admin"
    await room.session.close()


async def test_who_is_new_has_to_come_in_first(room: Room) -> None:
    room.session.become("小赵")
    await room.session.say("打卡")
    assert room.said == []
    assert room.notes == ["小赵 不在这个群里，先请 TA 进群"]
    await room.session.join("小赵")
    await room.session.say("打卡")
    assert room.said == ["小赵 连续 1 天"]
    await room.session.leave()
    await room.session.say("打卡")
    assert len(room.said) == 1


async def test_nobody_comes_twice_and_nobody_is_the_bot(room: Room) -> None:
    await room.session.join("小李 bot")
    assert room.notes == ["小李 已经在群里了", "bot 是机器人，请换个名字"]
    assert [bubble.kind for bubble in room.bubbles] == ["note", "note"]


async def test_only_what_one_wrote_oneself_can_be_taken_back(room: Room) -> None:
    await room.session.say("打卡")
    mine, answer = room.bubbles
    await room.session.recall(answer.id)
    await room.session.recall(mine.id)
    assert mine.recalled
    assert not answer.recalled
    assert [bubble.text for bubble in room.bubbles[2:]] == [
        "只能撤回自己发的消息",
        "王姐 撤回了一条消息",
    ]


async def test_a_quoted_message_and_a_private_one_reach_the_bot(room: Room) -> None:
    await room.session.say("打卡")
    room.session.become("boss")
    await room.session.say("/为什么", quotes=room.bubbles[1].id)
    assert "打卡成功" in room.said[-1]
    assert room.bubbles[2].quotes == "小助手：王姐 连续 1 天"
    await room.session.say("/帮助", private=True)
    asked, answer = room.bubbles[-2:]
    assert (asked.to, answer.to) == ("小助手", "管理员")


async def test_another_group_has_a_life_of_its_own(room: Room) -> None:
    await room.session.visit("g2")
    await room.session.say("打卡")
    await room.session.pass_time(NEXT)
    assert room.said == ["王姐 连续 1 天", "早上好，晨读群", "早上好，周末群"]
    assert [bubble.group for bubble in room.bubbles if bubble.kind == "bot"] == ["g2", "g1", "g2"]


async def test_groups_that_nobody_looks_at_are_not_lived(room: Room) -> None:
    await room.session.pass_time(NEXT)
    assert room.said == ["早上好，晨读群"]


async def test_what_is_saved_holds_from_then_on(room: Room) -> None:
    await room.session.say("打卡")
    room.folder.playbook(SOP.replace("欢迎 @", "你好呀 @"))
    await room.session.use(load_deployment(room.folder.folder / "config.yaml"))
    await room.session.join("小陈")
    await room.session.pass_time("+1m")
    await room.session.pass_time("+1d")
    await room.session.say("打卡")
    assert "你好呀 @小陈 来到晨读群" in room.said
    assert room.said[-1] == "王姐 连续 2 天"  # what was begun goes on


async def test_what_the_channel_cannot_hear_is_said(
    rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S", "x")
    only_mentions = """
bot: {id: bot, names: [小助手]}
groups: {g1: {name: 员工群}}
channels: {main: {type: wecom_bot, bot_id: b, secret: "env:S"}}
"""
    room = await opened(rehearsal, config=only_mentions)
    await room.session.say("打卡")
    await room.session.say("@小助手 打卡")
    assert len(room.notes) == 1
    assert room.said == ["王姐 连续 1 天"]
    await room.session.close()
