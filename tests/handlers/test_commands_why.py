"""/why: what the journal knows of a quoted message."""

import sqlalchemy as sa

from bot.store.database import Database
from bot.store.tables import Outbox
from tests.databases import database_url
from tests.handlers.asking import POSTS, READING, WORDS, ask, deploy, told
from tests.rehearsal import Rehearsal


async def test_each_quoted_message_is_explained(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING, WORDS)
    rehearsal.message("2026-11-24 08:00", "甲", "打卡", name="王姐")
    rehearsal.message("2026-11-24 08:01", "乙", "快加微信 @所有人")
    rehearsal.message("2026-11-24 08:02", "丙", "今天天气不错")
    rehearsal.message("2026-11-24 08:03", "丙", "/rank foo")
    quoted = [{"reply_to": f"e{n}"} for n in (1, 2, 3, 4, 99)]
    answers = await ask(
        rehearsal, *(("op", "/why", fields) for fields in quoted), ("op", "/为什么")
    )
    checked, warned, nothing, command, unknown, how = answers
    assert checked.startswith("王姐 这条消息：\n· reading：打卡成功（日期：2026-11-24，连续：1，")
    assert "0.yaml:" in checked
    assert "乙 这条消息：\n· words：有违禁词（词：加微信），见 " in warned
    assert nothing == "丙 这条消息没有触发任何剧本。"
    assert command.splitlines()[1] == "· 命令：命令后面写得不对（命令：/rank）"
    assert unknown == "我没有记到这条消息。"
    assert how == "先引用（长按）那条消息，再发 /why。"


async def test_the_bots_own_words_are_traced_to_their_cause(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, WORDS, POSTS).message("2026-11-23 08:00", "乙", "快加微信")
    rehearsal.message("2026-11-23 08:00", "乙", "/help").message("2026-11-23 14:00", "乙", "好")
    url = database_url(rehearsal.folder / "bot.db")
    await rehearsal.run(database=url)
    named = sa.func.coalesce(Outbox.table.c.playbook, "help")
    database = await Database.open(url)
    async with database.transaction() as work:  # as a platform gives them ids
        await work.execute(sa.update(Outbox.table).values(handle=Outbox.table.c.grp + "/" + named))
    await database.close()
    for handle in ("g1/words", "g1/daily", "g1/help"):
        rehearsal.message("2026-11-23 15:00", "op", "/why", reply_to=handle)
    result = await rehearsal.run(database=url)
    answers = told(rehearsal, result, "2026-11-23 15:00")
    warned, posted, helped = [answer.splitlines() for answer in answers]
    assert warned[0] == "这是剧本 words 因为 乙 11-23 08:00 的“快加微信”。"
    assert warned[1].startswith("· words：有违禁词（词：加微信）")
    assert posted[0] == "这是剧本 daily 按计划 daily:tip:2026-11-23/noon 说的。"
    assert posted[1].startswith("· daily：已发布（第几种说法：")
    assert helped == [
        "这是命令的回答，因为 乙 11-23 08:00 的“/help”。",
        "· 命令：是一条命令（命令：/help）",
    ]


async def test_it_is_for_those_who_run_the_group(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, WORDS).message("2026-11-24 08:00", "乙", "早", group="g2")
    refused, other = await ask(
        rehearsal, ("乙", "/why", {"reply_to": "e1"}), ("op", "/why", {"reply_to": "e1"})
    )
    assert refused == "/why 只有运营和管理员才能用哦。"
    assert other == "我没有记到这条消息。"  # it is another group's
