"""Polls and quizzes from the question to the result."""

import pytest

from tests.databases import database_url
from tests.handlers.challenges import outcomes, points
from tests.handlers.polls import BOOK, CARDS, DAY, QUIZ, click, early, outbox, said, vote, votes
from tests.rehearsal import Rehearsal

NIGHT = f"{DAY} 22:00"


async def test_a_poll_from_question_to_result(rehearsal: Rehearsal) -> None:
    early(rehearsal.playbook(BOOK))
    vote(rehearsal, ("10:01", "u1", "1"), ("10:02", "u2", "《活着》"), ("10:03", "u3", "b"))
    vote(rehearsal, ("10:04", "u4", "３。"), ("20:59", "u1", "2"), ("21:00", "u5", "1"))
    result = await rehearsal.run(until=NIGHT)
    assert said(result) == ["book:open:2026-11-23", "book:close:2026-11-23"]
    assert result.texts == [
        "📊 下周读什么？\n1. 《三体》\n2. 《活着》\n3. 随便\n回复序号就行；21:00截止。",
        "📊 “下周读什么？”4 人投票：\n"
        "1. 《三体》：0 票，0%\n2. 《活着》：3 票，75%\n3. 随便：1 票，25%",
    ]
    assert [line["at"][11:16] for line in result.transcript] == ["10:00", "21:00"]
    assert result.state["marks"] == result.state["timers"] == []
    assert result.summary["failures"] == 0


@pytest.mark.parametrize(
    ("text", "fields", "counted"),
    [
        ("2", {}, "2"),
        ("二", {}, None),
        ("2吧", {}, None),
        ("我选2", {}, None),
        ("@小助手 我选2", {}, "2"),
        ("小助手，选 B", {}, "2"),
        ("投第2个", {"mentions_bot": True}, "2"),
        ("《活着》！", {}, "2"),
        ("活着", {}, "2"),
        ("我活着呢", {}, None),
        ("4", {}, None),
        ("12", {}, None),
        ("2?", {}, None),
        ("2", {"mentions": ["u2"]}, None),
        ("2", {"reply_to": "e1"}, None),
        ("2", {"reply_to": "the question"}, "2"),
        ("2", {"reply_to": "e1", "mentions_bot": True}, "2"),
        ("2", {"group": None}, None),
    ],
)
async def test_what_is_a_vote(
    rehearsal: Rehearsal, text: str, fields: dict[str, object], counted: str | None
) -> None:
    early(rehearsal.playbook(BOOK)).message(f"{DAY} 10:01", "u1", text, **fields)
    result = await rehearsal.run(until=f"{DAY} 10:05")
    assert votes(result).get("u1") == counted


async def test_who_tells_the_bot_is_answered_and_chatter_is_not(rehearsal: Rehearsal) -> None:
    early(rehearsal.playbook(BOOK))
    vote(rehearsal, ("10:01", "u1", "2"), ("10:02", "u2", "@小助手 2"))
    vote(rehearsal, ("21:30", "u3", "2"), ("21:31", "u4", "@小助手 2"))
    result = await rehearsal.run(until=NIGHT)
    assert result.texts[1] == "u2，记下了：《活着》"
    assert result.texts[3:] == ["u4，“下周读什么？”已经截止啦，下次早点来～"]


async def test_of_several_options_a_vote_may_name_all(rehearsal: Rehearsal) -> None:
    early(rehearsal.playbook(BOOK + "multiple: true\n"))
    vote(rehearsal, ("10:01", "u1", "1 3"), ("10:02", "u2", "ac"), ("10:03", "u3", "1、2和3"))
    vote(rehearsal, ("10:04", "u4", "1 4"), ("10:05", "u5", "caca"), ("10:06", "u5", "3"))
    result = await rehearsal.run(until=f"{DAY} 10:30")
    assert votes(result) == {"u1": "1,3", "u2": "1,3", "u3": "1,2,3", "u5": "3"}


async def test_a_quiz_pays_who_is_right_once(rehearsal: Rehearsal) -> None:
    early(rehearsal.playbook(QUIZ))
    for n in range(8):
        vote(rehearsal, (f"12:0{n + 1}", f"u{n}", "1" if n == 3 else "2"))
    vote(rehearsal, ("12:30", "u0", "2"), ("12:31", "u1", "1"), ("12:32", "u1", "B"))
    rehearsal.events.append(dict(rehearsal.events[-1]))
    result = await rehearsal.run(until=f"{DAY} 18:00")
    assert result.texts == [
        "🧩 谁写了《活着》？\n1. 莫言\n2. 余华\n回复序号就行；14:00截止，答对 +5 分。",
        "🧩 “谁写了《活着》？”8 人作答：\n1. 莫言：1 票，13%\n✅ 2. 余华：7 票，88%\n"
        "答对 7 人，各 +5 分，最先答对的：u0、u2、u4、u5、u6 等 7 人",
        "余华，1992 年。",
    ]
    assert [points(result, f"u{n}") for n in range(5)] == [5, 5, 5, 0, 5]
    assert result.state["ledger"][0]["reason"] == "答对：谁写了《活着》？"
    database = database_url(f"{rehearsal.folder}/twice.db")
    first = await rehearsal.run(until=f"{DAY} 13:00", database=database)
    again = await rehearsal.run(until=f"{DAY} 18:00", database=database)
    assert (again.raw, again.raw_state) == (result.raw, result.raw_state)
    assert len(first.transcript) == 1
    assert (await rehearsal.run(until=f"{DAY} 18:00", database=database)).raw == result.raw


async def test_a_quiz_nobody_got_and_one_nobody_took(rehearsal: Rehearsal) -> None:
    vote(early(rehearsal.playbook(QUIZ)), ("12:01", "u1", "1"))
    assert "没有人答对" in (await rehearsal.run(until=NIGHT)).texts[1]
    rehearsal.events.pop()
    assert len((await rehearsal.run(until=NIGHT)).transcript) == 1


async def test_of_several_answers_one_is_enough_or_all_with_multiple(rehearsal: Rehearsal) -> None:
    quiz = QUIZ.replace("余华]", "余华, 管谟业]").replace("answer: 2", "answer: [1, 3]")
    ballots = (("12:01", "u1", "1"), ("12:02", "u2", "3"), ("12:03", "u3", "2"))
    vote(early(rehearsal.playbook(quiz)), *ballots, ("12:04", "u4", "13"))
    result = await rehearsal.run(until=NIGHT)
    assert [points(result, f"u{n}") for n in (1, 2, 3, 4)] == [5, 5, 0, 0]
    rehearsal.playbook(quiz + "multiple: true\n")
    result = await rehearsal.run(until=NIGHT)
    assert [points(result, f"u{n}") for n in (1, 2, 3, 4)] == [0, 0, 0, 5]


async def test_clicks_vote_in_silence_and_old_cards_not_at_all(rehearsal: Rehearsal) -> None:
    early(rehearsal.config(CARDS).playbook(BOOK))
    click(rehearsal, "10:01", "u1", "vote:book:2026-11-23:1")
    click(rehearsal, "10:02", "u2", "vote:book:2026-11-23:2")
    click(rehearsal, "10:03", "u3", "vote:book:2026-11-22:2")
    click(rehearsal, "10:04", "u4", "vote:gone:2026-11-23:2")
    click(rehearsal, "10:05", "u5", "vote:book:2026-11-23:9")
    click(rehearsal, "10:06", "u1", "vote:book:2026-11-23:2")
    rows = await outbox(rehearsal, until=NIGHT)
    (asked, card), (refused, _), (told, none) = rows
    assert "点按钮就行" in asked
    assert card == {
        "title": "下周读什么？",
        "buttons": [
            {"label": f"{n}. {option}", "text": f"vote:book:2026-11-23:{n}"}
            for n, option in enumerate(("《三体》", "《活着》", "随便"), start=1)
        ],
    }
    assert refused == "u3，“下周读什么？”已经截止啦，下次早点来～"
    assert "2 人投票" in told
    assert none is None
    (line,) = [one for one in (await rehearsal.run(until=NIGHT)).transcript if one["member"]]
    assert (line["type"], line["member"], line["group"]) == ("dm", "u3", None)


async def test_clicks_on_several_options_add_up(rehearsal: Rehearsal) -> None:
    early(rehearsal.config(CARDS).playbook(BOOK + "multiple: true\n"))
    for at, number in (("10:01", 3), ("10:02", 1), ("10:03", 3)):
        click(rehearsal, at, "u1", f"vote:book:2026-11-23:{number}")
    assert votes(await rehearsal.run(until=f"{DAY} 11:00")) == {"u1": "1,3"}


async def test_reasons_are_noted(rehearsal: Rehearsal) -> None:
    early(rehearsal.config(CARDS).playbook(BOOK))
    vote(rehearsal, ("10:01", "u1", "2"), ("10:02", "u1", "2"))
    click(rehearsal, "10:03", "u4", "vote:gone:2026-11-23:2")
    vote(rehearsal, ("10:04", "u2", "2"), reply_to="e1")
    noted = await outcomes(rehearsal, until=NIGHT)
    assert noted["e2"][0] == {
        "playbook": "book",
        "code": "voted",
        "rule": noted["e2"][0]["rule"],
        "values": {"chosen": [2], "day": DAY},
    }
    assert noted["e2"][0]["rule"].endswith("playbook.yaml:5")
    assert (noted["e4"][0]["code"], noted["e4"][0]["acted"]) == ("gone_from_playbook", False)
    assert noted["e5"][0]["code"] == "replies_to_member"
    assert noted["schedule:book:close:2026-11-23"][0]["values"] == {"voters": 1, "right": 0}


async def test_english_words(rehearsal: Rehearsal) -> None:
    early(
        rehearsal.config("language: en").playbook(
            QUIZ.replace("explain", "multiple: true\nexplain")
        )
    )
    vote(rehearsal, ("12:01", "u1", "2"), ("12:02", "u2", "@小助手 vote for A"))
    vote(rehearsal, ("15:00", "u3", "@小助手 2"))
    result = await rehearsal.run(until=NIGHT)
    assert result.texts == [
        "🧩 谁写了《活着》？\n1. 莫言\n2. 余华\n"
        "Reply with the number, one or several (1 2), until 14:00; right is +5 points.",
        "u2, noted: 莫言",
        "🧩 “谁写了《活着》？”, 2 answers:\n1. 莫言: 1, 50%\n✅ 2. 余华: 1, 50%\n"
        "1 right, +5 points each; the first: u1",
        "余华，1992 年。",
        "u3, “谁写了《活着》？” is closed. See you next time!",
    ]
    assert result.state["ledger"][0]["reason"] == "right: 谁写了《活着》？"
