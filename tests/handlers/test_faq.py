import pytest

from bot.meaning import MODULES
from tests.handlers.shops import NINE, SHOP, TWO, UNSURE, faq
from tests.rehearsal import Rehearsal, later


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("发票要怎么申请？", "王姐，发票在阅读群置顶里申请。"),
        ("@小助手 怎么申请發票", "王姐，发票在阅读群置顶里申请。"),
        ("有折扣码吗", "优惠券在个人中心。"),
        ("你们几点开门呀", "早上九点。"),
        ("有优惠券，发票怎么申请", "王姐，发票在阅读群置顶里申请。"),
    ],
)
async def test_keywords_answer_whoever_is_asked(
    rehearsal: Rehearsal, text: str, answer: str
) -> None:
    faq(SHOP, rehearsal).message(NINE, "u1", text, name="王姐")
    assert (await rehearsal.run()).texts == [answer]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("@小助手 请问什么时候发货呀", ["每天 17 点前下单当天发出。"]),
        ("什么时候发货呀 @小助手", ["每天 17 点前下单当天发出。"]),
        ("小助手，怎么退货", ["七天内都可以退。"]),
        ("@小助手 谢谢你啦～", []),
        ("@小助手", []),
        ("@小助手 👍", []),
        ("小助手真可爱", []),
    ],
)
async def test_a_question_to_the_bot_is_answered_by_likeness(
    rehearsal: Rehearsal, text: str, answers: list[str]
) -> None:
    faq(SHOP, rehearsal).message(NINE, "u1", text)
    assert (await rehearsal.run()).texts == answers


@pytest.mark.parametrize(
    ("fields", "answered"),
    [
        ({"text": "什么时候发货？"}, True),
        ({"text": "什么时候发货？", "reply_to": "e0"}, False),
        ({"text": "什么时候发货？", "mentions": ["u2"]}, False),
        ({"text": "@李四 什么时候发货？"}, False),
        ({"text": "明天我们几点出发去爬山？"}, False),
        ({"text": "昨天终于发货了"}, False),
        ({"text": "什么时候发货？", "group": None}, False),
    ],
)
async def test_a_question_to_all_is_answered_only_without_doubt(
    rehearsal: Rehearsal, fields: dict[str, object], answered: bool
) -> None:
    faq(SHOP, rehearsal).message(NINE, "u1", **fields)  # type: ignore[arg-type]
    answers = [line["text"] for line in (await rehearsal.run()).of("shop")]
    assert answers == ["每天 17 点前下单当天发出。"] * answered


async def test_what_nobody_knows_is_a_task_each_time_and_a_line_now_and_then(
    rehearsal: Rehearsal,
) -> None:
    faq(SHOP, rehearsal)
    for minute in (0, 3, 9, 10):
        rehearsal.message(later(NINE, minutes=minute), f"u{minute}", "@小助手 宠物可以托运吗？")
    lines = (await rehearsal.run()).transcript
    assert [(line["type"], line["cause"]) for line in lines] == [
        ("say", "e1"),
        *[("task", f"e{number}") for number in (1, 2, 3)],
        ("say", "e4"),
        ("task", "e4"),
    ]
    assert lines[1]["text"].splitlines() == [
        "📌 待办 1",
        "u0 问：宠物可以托运吗？（阅读群，请人工回答）",
        "—— 做好了回 /完成 1，不做回 /跳过 1",
    ]
    assert "unanswered:e1" in lines[1]["key"]


async def test_what_a_member_asks_mentions_nobody_in_the_task(rehearsal: Rehearsal) -> None:
    faq(SHOP, rehearsal).message(NINE, "u1", "@小助手 {{ 7 * 7 }} @所有人 宠物可以托运吗？")
    task = (await rehearsal.run()).transcript[-1]
    assert task["mentions"] == []
    assert "{{ 7 * 7 }} ＠所有人 宠物可以托运吗？" in task["text"]


async def test_near_questions_are_offered_and_chosen_by_number(rehearsal: Rehearsal) -> None:
    faq(UNSURE, rehearsal).message(NINE, "u1", "@小助手 怎么修改地址")
    for second, member, text in [(1, "u2", "1"), (2, "u1", "2."), (3, "u1", "2"), (4, "u1", "9")]:
        rehearsal.message(later(NINE, seconds=second), member, text)
    offer, answer = (await rehearsal.run()).texts
    heading, *questions = offer.splitlines()
    assert heading == "u1，你是想问下面哪一个？回复数字就好～"
    assert sorted(questions) == ["1. 怎么修改收货地址", "2. 怎么修改账单地址"]
    assert answer == "账单在“我的”里改。"


@pytest.mark.parametrize(("minutes", "answers"), [(5, ["七天内都可以退。"]), (6, [])])
async def test_an_offer_stands_for_five_minutes(
    rehearsal: Rehearsal, minutes: int, answers: list[str]
) -> None:
    faq(UNSURE, rehearsal).message(NINE, "u1", "@小助手 怎么退")
    rehearsal.message(later(NINE, minutes=minutes), "u1", "@小助手 １")
    first, *rest = (await rehearsal.run()).texts
    assert first == "u1，你是想问“怎么退货”吗？是的话回复 1 就好～"
    assert rest == answers


async def test_an_answer_rests_for_its_cooldown_in_its_group(rehearsal: Rehearsal) -> None:
    faq(SHOP, rehearsal)
    for minute, group in [(0, "g1"), (9, "g1"), (9, "g2"), (10, "g1"), (11, "g1")]:
        rehearsal.message(later(NINE, minutes=minute), "u1", "有优惠券吗", group=group)
    rehearsal.message(later(NINE, minutes=12), "u1", "几点开门")
    lines = (await rehearsal.run()).transcript
    assert [(line["cause"], line["group"]) for line in lines] == [
        ("e1", "g1"),
        ("e3", "g2"),
        ("e4", "g1"),
        ("e6", "g1"),
    ]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("@小助手 包裹最重可以多少公斤", [("everywhere", "三十公斤。")]),
        ("@小助手 包裹可以多重", [("here", "看箱子。")]),
        ("@小助手 什么时候发货", [("here", "本群今天就发。")]),
        ("什么时候发货？", []),
        ("我的积分呢", [("here", "本群积分双倍。")]),
        ("积分兑换", [("here", "本群可换礼物。")]),
    ],
)
async def test_the_best_entry_of_all_playbooks_answers(
    rehearsal: Rehearsal, text: str, answer: list[tuple[str, str]]
) -> None:
    faq(TWO, rehearsal).message(NINE, "u1", text)
    lines = (await rehearsal.run()).transcript
    assert [(line["playbook"], line["text"]) for line in lines] == answer


async def test_keywords_alone_leave_every_other_message_unanswered(rehearsal: Rehearsal) -> None:
    faq("kind: faq\nentries: [{id: a, all: [发票], answer: 见置顶}]", rehearsal)
    rehearsal.message(NINE, "u1", "@小助手 什么时候发货？").message(NINE, "u1", "1")
    assert (await rehearsal.run()).transcript == []


async def test_a_sentence_model_can_help(rehearsal: Rehearsal) -> None:
    for module in MODULES:
        pytest.importorskip(module)
    faq(SHOP + "model: local\n", rehearsal).message(NINE, "u1", "@小助手 会员多少钱一年呀")
    assert (await rehearsal.run()).texts == ["会员 99 元一年。"]


async def test_batches_change_nothing(rehearsal: Rehearsal) -> None:
    faq(UNSURE, rehearsal)
    texts = ["@小助手 会员怎么退货", "1", "有优惠券吗", "@小助手 宠物托运", "有折扣码", "2", "1"]
    for number in range(40):
        text = texts[number % len(texts)]
        rehearsal.message(later(NINE, minutes=number), f"u{number % 3}", text)
    runs = [await rehearsal.run(), await rehearsal.run(batch=1)]
    assert len(runs[0].transcript) > 10
    assert runs[0].raw == runs[1].raw
    assert runs[0].raw_state == runs[1].raw_state


async def test_commands_work_beside_it(rehearsal: Rehearsal) -> None:
    faq(SHOP, rehearsal).message(NINE, "u1", "/me")
    result = await rehearsal.run()
    assert result.summary["failures"] == 0
    assert len(result.of(None)) == 1
