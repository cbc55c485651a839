"""Which messages are commands, who may use them, and what is answered to the rest."""

from itertools import combinations

from handlers.commands import COMMANDS
from tests.handlers.asking import PRIVATE, READING, SCORE, WORDS, ask, deploy
from tests.rehearsal import Rehearsal


async def test_names_in_any_width_and_case_with_punctuation_or_a_mention(
    rehearsal: Rehearsal,
) -> None:
    deploy(rehearsal, READING)
    same = [
        "/rank",
        "/RANK",
        "／rank",
        "／ＲＡＮＫ",
        "/排行",
        "/排行榜",
        "/rank！",
        "@小助手 /rank",
    ]
    same += ["【/rank】", "/rank 积分", "/排行全部", "/排行 points all", "/rank   "]
    answers = await ask(rehearsal, *(("甲", text) for text in same))
    assert answers == ["积分排行还没有人上榜，第一名等你来拿！"] * len(same)


async def test_traditional_characters_and_arguments_without_a_space(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING)
    uses = [
        ("甲", "/幫助"),
        ("甲", "/帮助 /排行"),
        ("甲", "/排行本周"),
        ("甲", "/排行連續"),
        ("boss", "/ok3"),
    ]
    help_, one, week, streak, ok = await ask(rehearsal, *uses)
    assert help_.startswith("可以这样用：")
    assert one == "/rank /排行 [积分|连续|活跃] [本周|本月|全部]：看排行榜"
    assert week.startswith("积分排行（本周）")
    assert streak.startswith("连续打卡排行")
    assert ok.startswith("没有第 3 号")


SILENT = [
    *("//rank", "／／rank", "/／rank", "/", "/ rank", " / ", "/s", "/etc/passwd", "/home/me"),
    *("/help/me", "/11-25", "/2", "/我的天", "/帮助别人", "/积分加油", "/微笑", "/:strong", "/::)"),
    *("/rank3d", "/me.txt", "/foo", "/halt", "/pauseplay", "rank", "我的", "看 /rank 吧"),
    *("/积分@甲 5", "/状态不好"),
]


async def test_what_only_looks_like_a_command_stays_unanswered(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING)
    answers = await ask(rehearsal, *(("甲", text) for text in SILENT))
    assert [text for text, answer in zip(SILENT, answers, strict=True) if answer] == []


async def test_near_misses_and_unknown_commands(rehearsal: Rehearsal) -> None:
    deploy(rehearsal)
    near, mine, theirs, asked, private, mention = await ask(
        rehearsal,
        ("甲", "/rnak week"),
        ("boss", "/stats"),
        ("甲", "/stats"),
        ("甲", "@小助手 /etc/passwd"),
        ("甲", "/11-25", PRIVATE),
        ("甲", "/@所有人", {"mentions_bot": True}),
    )
    assert near == "没有 /rnak 这个命令，你是想用 /rank 吗？"
    assert mine == "没有 /stats 这个命令，你是想用 /status 吗？"
    assert theirs == ""  # what members may not use is not suggested
    assert asked == private == mention == "没有这个命令，发 /help 看看我能做什么。"


async def test_roles_are_by_id(rehearsal: Rehearsal) -> None:
    deploy(rehearsal)
    uses = ("/status", "/say g1 早", "/ok 7")
    people = ("甲", "op", "runner", "boss", "owner")
    answers = await ask(
        rehearsal,
        *((who, text) for who in people for text in uses),
        ("假", "/status", {"name": "boss"}),
        ("runner", "/status", {"group": "g2"}),
    )
    allowed = ["只有" not in answer for answer in answers]
    member, operator, everything = [False] * 3, [True, False, True], [True] * 3
    assert allowed == [*member, *operator, *member, *everything, *everything, False, True]
    assert answers[0] == "/status 只有运营和管理员才能用哦。"
    assert answers[1] == "/say 只有管理员才能用哦。"


async def test_a_command_is_named_as_it_was_written(rehearsal: Rehearsal) -> None:
    deploy(rehearsal)
    uses = (("甲", "/完成 3"), ("甲", "/STATUS"), ("boss", "/发布 tip", PRIVATE))
    assert await ask(rehearsal, *uses) == [
        "/完成 只有运营和管理员才能用哦。",
        "/status 只有运营和管理员才能用哦。",
        "/发布 请在群里用哦。",
    ]


async def test_a_command_comes_after_the_guard_and_before_check_ins(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING, WORDS)
    rehearsal.message("2026-11-24 09:00", "甲", "/rank 加微信").message(
        "2026-11-24 09:01", "甲", "/help 打卡"
    )
    result = await rehearsal.run()
    assert [line["playbook"] for line in result.transcript] == ["words", None]


async def test_in_private_some_commands_ask_for_the_group(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING)
    texts = ("/post tip", "/points give @甲 3", "/checkin add @甲", "/why")
    answers = await ask(rehearsal, *(("boss", text, PRIVATE) for text in texts))
    named = ("/post", "/points", "/checkin", "/why")
    assert answers == [f"{name} 请在群里用哦。" for name in named]


async def test_wrong_arguments_are_answered_with_the_usage(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING)
    texts = (
        "/rank foo",
        "/rank week month",
        "/points give",
        "/points give @甲 x",
        "/ok",
        "/ok １x",
        "/post",
        "/post tip soon",
        "/say",
        "/say g1",
        "/pause a b",
        "/pause 2h 3h 4h",
        "/pause 0s",
        "/checkin add",
        "/checkin @甲",
        "/points take @甲 0",
        "/points take @甲 1.5",
    )
    rehearsal.message("2026-11-24 09:00", "甲", "早")
    answers = await ask(rehearsal, *(("boss", text) for text in texts))
    assert [
        text for text, answer in zip(texts, answers, strict=True) if "用法：/" not in answer
    ] == []


HOSTILE = [
    "/rank {{ 7*7 }}",
    "/help {% for x in range(999999) %}{% endfor %}",
    "/rnak\u202e\u0000 @所有人",
    "/points give @{{ name }} 5 {{ 7*7 }}",
    "/say g1 {{ config }} @所有人\n\u202e{% raw %}",
    "/" + "排" * 5000,
    "/rank " + "周" * 5000,
    "/pause " + "9" * 400 + "h",
    "/ok " + "9" * 400,
    "/post ../../etc/passwd now",
    "/points give @甲 " + "9" * 30,
    "/checkin add @甲 9999-99-99",
    "/checkin add @甲 '; DROP TABLE ledger; --",
    "/why\u0000",
    "/say " + "g1 " + "长" * 9000,
]


async def test_hostile_arguments_fail_nothing_and_take_no_effect(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING)
    rehearsal.message("2026-11-24 09:00", "甲", "早")
    for text in HOSTILE:
        rehearsal.message("2026-11-24 09:30", "boss", text)
    result = await rehearsal.run()
    assert result.summary["failures"] == 0
    said = "\n".join(line["text"] for line in result.transcript)
    assert "49" not in said
    assert "@所有人" not in said
    assert "\u202e" not in said
    assert not [line for line in result.transcript if line["mentions"]]
    assert [row for row in result.state["ledger"] if row["points"] != 5] == []


async def test_batches_of_any_size_give_the_same(rehearsal: Rehearsal) -> None:
    uses = ["打卡", "/rank", "/me", "/points", "/pause 1h", "/rank score", "/resume"]
    uses += ["/say g1 早", "/ok 1", "/status", "/points give @m0 3", "/rank streak"]
    runs = []
    for batch in (1, 7, 500):
        deploy(rehearsal, READING, SCORE).events.clear()
        for n, text in enumerate(uses):
            rehearsal.message("2026-11-24 09:00", "boss", text)
            rehearsal.message("2026-11-24 09:00", f"m{n}", "打卡")
        result = await rehearsal.run(batch=batch)
        runs.append((result.raw, result.raw_state))
    assert runs[0] == runs[1] == runs[2]


def test_commands_of_one_name_are_told_apart_by_their_words() -> None:
    """A name taken twice by mistake would silence one of the two."""
    for first, second in combinations(COMMANDS, 2):
        if set(first.names) & set(second.names):
            assert second.words
            assert not set(first.words) & set(second.words)
    assert all(len(command.names) > 1 for command in COMMANDS)  # each has a Chinese one
