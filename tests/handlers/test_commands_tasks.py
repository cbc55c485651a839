"""/tasks, /done and /skip: what a channel may not do by itself, and questions nobody knows."""

import pytest

from bot.errors import InputWrong
from tests.rehearsal import Rehearsal

CONFIG = """
admins: [boss]
duty: {member: helper, channel: desk}
channels:
  desk: {type: console}
  robot: {type: wecom_webhook, robots: {g1: "env:ROBOT", g2: "env:OTHER"}}
groups:
  g1: {name: 阅读群, channel: desk, mouth: robot, operators: [op]}
  g2: {name: 亲子群, channel: robot, operators: [other]}
"""
WELCOME = """
kind: welcome
id: newcomers
say: "欢迎 {{ names }}！"
then:
  - {after: 1h, dm: "{{ name }}，还习惯吗？"}
"""
FAQ = """
kind: faq
id: shop
entries:
  - {id: ship, ask: 什么时候发货, answer: 每天 17 点前下单当天发出。}
"""
CUSTOMER = """
  crm:
    {type: wecom_customer, corp_id: c, secret: "env:S", token: "env:T", encoding_aes_key: "env:K"}
groups:
  g5: {name: 客户群, channel: crm}
"""
ASKED = "@小助手 宠物可以带进教室吗？"


@pytest.fixture
def assisted(rehearsal: Rehearsal) -> Rehearsal:
    return rehearsal.config(CONFIG).playbook(WELCOME + "---" + FAQ)


async def test_what_a_channel_may_not_do_is_put_to_who_is_on_duty(assisted: Rehearsal) -> None:
    assisted.join("2026-11-24 09:00", "甲", group="g2")
    said, task = (await assisted.run(until="2026-11-24 12:00")).transcript
    assert (said["type"], said["text"]) == ("say", "欢迎 甲！")
    assert (task["type"], task["member"], task["group"]) == ("task", "helper", "g2")
    assert task["text"].splitlines() == [
        "📌 待办 1：私聊 甲（亲子群），11-24 12:00 前",
        "甲，还习惯吗？",
        "—— 做好了回 /完成 1，不做回 /跳过 1",
    ]


async def test_where_the_ears_can_write_in_private_no_task_is_made(assisted: Rehearsal) -> None:
    assisted.join("2026-11-24 09:00", "甲")
    lines = (await assisted.run(until="2026-11-24 12:00")).transcript
    assert [line["type"] for line in lines] == ["say", "dm"]


async def test_a_task_is_listed_until_it_is_done_and_its_lateness_told(
    assisted: Rehearsal,
) -> None:
    assisted.message("2026-11-24 09:00", "甲", ASKED).message("2026-11-24 09:10", "op", "/待办")
    assisted.message("2026-11-24 11:25", "op", "/tasks").message("2026-11-24 11:25", "op", "/done1")
    assisted.message("2026-11-24 11:26", "op", "/完成 1").message(
        "2026-11-24 11:27", "op", "/tasks"
    )
    assisted.message("2026-11-24 11:28", "op", "/unanswered")
    result = await assisted.run()
    open_, late, done, again, none, unanswered = [line["text"] for line in result.of(None)]
    assert open_.splitlines() == [
        "还有 1 件待办：",
        "1. 11-24 11:00 前 甲 问：宠物可以带进教室吗？（阅读群，请人工回答）",
    ]
    assert late.splitlines()[1].startswith("1. 11-24 11:00 前（已过时）")
    assert done == "待办 1 完成 ✅（晚了 25 分钟）"
    assert again == "待办 1 已经完成了。"
    assert none == "没有待办 👍"
    assert unanswered == "最近 7 天的问题都答上啦 👍"
    [task] = result.state["tasks"]
    assert (task["state"], task["by"], task["number"]) == ("done", "op", 1)


async def test_what_was_not_done_in_time_is_missed(assisted: Rehearsal) -> None:
    assisted.message("2026-11-24 08:00", "甲", ASKED).message("2026-11-24 09:00", "乙", ASKED)
    assisted.message("2026-11-24 09:30", "丙", ASKED).message("2026-11-24 09:40", "op", "/跳过 3")
    assisted.message("2026-11-24 11:25", "op", "/done 1")
    assisted.message("2026-11-24 11:26", "op", "/遗漏")
    missed = (await assisted.run()).of(None)[-1]["text"]
    assert missed.splitlines() == [
        "最近 7 天错过 2 次：",
        "11-24 11:00 待办 2，还没做",
        "11-24 10:00 待办 1，做晚了",
    ]


async def test_who_is_on_duty_may_do_what_they_are_told(assisted: Rehearsal) -> None:
    assisted.message("2026-11-24 09:00", "甲", ASKED)
    assisted.message("2026-11-24 09:10", "helper", "/done 1", group=None)
    result = await assisted.run()
    assert [line["text"] for line in result.of(None)] == ["待办 1 完成 ✅"]


async def test_duty_is_not_on_a_channel_that_writes_to_nobody(assisted: Rehearsal) -> None:
    assisted.config(CONFIG.replace("member: helper, channel: desk", "member: h, channel: robot"))
    with pytest.raises(InputWrong, match=r"config\.yaml:3: duty\.channel: .*robot"):
        await assisted.run(until="2026-11-24 12:00")


async def test_a_task_may_be_left(assisted: Rehearsal) -> None:
    assisted.message("2026-11-24 09:00", "甲", ASKED).message("2026-11-24 09:10", "boss", "/跳过 1")
    result = await assisted.run()
    assert [line["text"] for line in result.of(None)] == ["好的，待办 1 不做了。"]
    assert [task["state"] for task in result.state["tasks"]] == ["skipped"]


async def test_only_who_runs_a_group_closes_its_tasks(assisted: Rehearsal) -> None:
    assisted.message("2026-11-24 09:00", "甲", ASKED)
    assisted.message("2026-11-24 09:10", "other", "/done 1", group="g2")
    assisted.message("2026-11-24 09:11", "甲", "/done 1")
    result = await assisted.run()
    elsewhere, member = [line["text"] for line in result.of(None)]
    assert elsewhere == "没有第 1 号待办。"
    assert "管理" in member or "运营" in member
    assert [task["state"] for task in result.state["tasks"]] == ["open"]


async def test_the_size_of_a_batch_changes_no_task(assisted: Rehearsal) -> None:
    for minute in range(6):
        assisted.message(f"2026-11-24 09:0{minute}", f"u{minute}", ASKED)
        assisted.message(f"2026-11-24 09:0{minute}", "op", "/tasks")
        assisted.message(f"2026-11-24 09:0{minute}", "op", f"/done {minute + 1}")
    large = await assisted.run()
    for batch in (1, 7):
        small = await assisted.config(CONFIG).run(batch=batch)
        assert (small.raw, small.raw_state) == (large.raw, large.raw_state)


async def test_a_paused_playbook_makes_no_tasks(assisted: Rehearsal) -> None:
    assisted.join("2026-11-24 09:00", "甲", group="g2")
    assisted.message("2026-11-24 09:30", "other", "/pause newcomers", group="g2")
    result = await assisted.run(until="2026-11-24 12:00")
    assert result.state["tasks"] == []
    assert [line["type"] for line in result.transcript] == ["say", "say"]


async def test_an_image_that_is_pointless_is_no_task_where_texts_are_short(
    assisted: Rehearsal,
) -> None:
    config = CONFIG.replace("member: helper, channel: desk", "member: helper, channel: ai")
    ai = 'channels:\n  ai: {type: wecom_bot, bot_id: b, secret: "env:S"}'
    step = WELCOME.replace('dm: "{{ name }}，还习惯吗？"', "dm: {parts: [{image: map.png}]}")
    assisted.config(config.replace("channels:", ai, 1)).playbook(step)
    (assisted.folder / "map.png").write_bytes(b"map")
    assisted.join("2026-11-24 09:00", "甲", group="g2")
    assisted.message("2026-11-24 09:30", "other", "/pause newcomers", group="g2")
    result = await assisted.run(until="2026-11-24 12:00")
    assert result.state["tasks"] == []
    assert [line["type"] for line in result.transcript] == ["say", "say"]


async def test_a_text_too_long_for_a_channel_goes_out_in_several(assisted: Rehearsal) -> None:
    line = "今天我们一起读书。" * 20
    post = f'{{id: hi, at: "10:00", say: "{line}\\n{line}\\n{line}\\n{line}"}}'
    post = f"kind: posts\nid: daily\ngroups: [g2]\nposts: [{post}]"
    assisted.playbook(post).message("2026-11-24 09:00", "甲", "早", group="g2")
    texts = (await assisted.run(until="2026-11-24 11:00")).texts
    assert len(texts) == 2
    assert all(len(text.encode()) <= 2048 for text in texts)
    assert "\n".join(texts) == "\n".join([line] * 4)


async def test_what_is_prepared_is_confirmed_by_a_person(assisted: Rehearsal) -> None:
    """In customer groups the platform greets, and a post waits for a member's confirmation."""
    config = CONFIG.partition("  robot:")[0].rstrip() + CUSTOMER
    post = 'kind: posts\nid: daily\nposts: [{id: hi, at: "10:00", say: 早}]'
    assisted.config(config).playbook(f"{WELCOME}---\n{post}")
    assisted.join("2026-11-24 09:00", "甲", group="g5")
    post_, confirm, step = (await assisted.run(until="2026-11-24 12:00")).transcript
    assert (post_["type"], post_["text"], post_["group"]) == ("say", "早", "g5")
    assert confirm["text"].startswith(
        "📌 待办 1：在企业微信里确认群发到「客户群」（没看到要确认的，就自己发一条），"
    )
    assert (confirm["type"], confirm["member"]) == ("task", "helper")
    assert step["text"].startswith("📌 待办 2：私聊 甲（客户群）")


async def test_no_mass_send_goes_to_a_whole_group_for_one_newcomer(assisted: Rehearsal) -> None:
    config = CONFIG.partition("  robot:")[0].rstrip() + CUSTOMER
    welcome = WELCOME.replace("dm:", "say:")
    assisted.config(config).playbook(welcome).join("2026-11-24 09:00", "甲", group="g5")
    [step] = (await assisted.run(until="2026-11-24 12:00")).transcript
    assert (step["type"], step["member"]) == ("task", "helper")
    assert step["text"].startswith("📌 待办 1：发到「客户群」")


async def test_what_comes_after_the_one_mass_send_of_a_day_is_said_by_hand(
    assisted: Rehearsal,
) -> None:
    config = CONFIG.partition("  robot:")[0].rstrip() + CUSTOMER
    posts = [f'{{id: p{hour}, at: "{hour}:00", say: 第{hour}条}}' for hour in (10, 12, 14)]
    assisted.config(config).playbook(f"kind: posts\nid: daily\nposts: [{', '.join(posts)}]")
    assisted.message("2026-11-24 09:00", "甲", "早", group="g5")
    result = await assisted.run(until="2026-11-25 11:00")
    told = [line["text"].splitlines()[0] for line in result.transcript]
    assert [text.partition("：")[2][:4] or text for text in told] == [
        *("第10条", "在企业微", "发到「客", "发到「客"),
        *("第10条", "在企业微"),
    ]
    assert result.summary["pending"] == 0
