"""/say and /ok: an announcement goes nowhere before somebody who may has seen where it goes."""

from tests.handlers.asking import PRIVATE, ask, deploy, told
from tests.rehearsal import Rehearsal


async def test_it_is_shown_and_sent_on_ok_once(rehearsal: Rehearsal) -> None:
    deploy(rehearsal)
    uses = [
        ("boss", "/say reading 周五晚八点\n一起读书 @所有人"),
        ("boss", "/ok 1"),
        ("boss", "/ok 1"),
    ]
    shown, sent, again = await ask(rehearsal, *uses)
    result = await rehearsal.run()
    text = "周五晚八点\n一起读书 ＠所有人"
    assert shown == f"第 1 号，将发到 阅读群、跑步群：\n{text}\n—— 确认请发 /ok 1（1 小时内有效）"
    assert sent.endswith("第 1 号已发到 阅读群、跑步群 ✅")
    assert again == "没有第 1 号，可能已经发出，或过了 1 小时。"
    said = [(line["group"], line["mentions"]) for line in result.transcript if line["text"] == text]
    assert said == [("g1", []), ("g2", [])]


async def test_groups_are_named_by_id_tag_name_here_or_all(rehearsal: Rehearsal) -> None:
    deploy(rehearsal).message("2026-11-24 08:00", "甲", "早", group="g3", group_name="夜 猫子")
    where = ("g1", "sport", "阅读群", "夜 猫子", "本群", "全部")
    answers = await ask(rehearsal, *(("boss", f"/say {place} 早上好") for place in where))
    groups = [answer.partition("将发到 ")[2].partition("：")[0] for answer in answers]
    assert groups == ["阅读群", "跑步群", "阅读群", "夜 猫子", "阅读群", "阅读群、跑步群、夜 猫子"]
    assert {answer.splitlines()[1] for answer in answers} == {"早上好"}


async def test_a_group_that_takes_anothers_name_or_id_draws_nothing(rehearsal: Rehearsal) -> None:
    deploy(rehearsal)
    rehearsal.message("2026-11-24 08:00", "甲", "早", group="g3", group_name="阅读群")
    rehearsal.message("2026-11-24 08:00", "甲", "早", group="g4", group_name="g2 早上好")
    shared, by_id = await ask(
        rehearsal, ("boss", "/say 阅读群 早"), ("boss", "/say g2 早上好 大家")
    )
    assert shared.startswith("没有找到这个群或标签。")
    assert by_id.startswith("第 1 号，将发到 跑步群：\n早上好 大家")


async def test_only_who_may_speak_in_all_its_groups_confirms(rehearsal: Rehearsal) -> None:
    deploy(rehearsal)
    answers = await ask(
        rehearsal,
        ("boss", "/say 全部 早上好"),
        ("甲", "/ok 1"),
        ("op", "/ok 1"),
        ("runner", "/ok 1", {"group": "g2"}),
        ("runner", "/ok 1", PRIVATE),
        ("owner", "/ok 1", PRIVATE),
    )
    assert answers[1] == "/ok 只有运营和管理员才能用哦。"
    assert answers[2] == answers[3] == answers[4] == "第 1 号要由这些群的管理员确认：阅读群、跑步群"
    assert answers[5].endswith("第 1 号已发到 阅读群、跑步群 ✅")


async def test_a_group_admin_reaches_only_their_groups(rehearsal: Rehearsal) -> None:
    deploy(rehearsal)
    uses = ("/say g1 早", "/say reading 早", "/say 全部 早")
    other, tag, everywhere = await ask(rehearsal, *(("runner", text, PRIVATE) for text in uses))
    assert other.endswith("你能发的有：跑步群")
    assert "将发到 跑步群：" in tag
    assert "将发到 跑步群：" in everywhere


async def test_proposals_expire_after_an_hour(rehearsal: Rehearsal) -> None:
    deploy(rehearsal).message("2026-11-24 10:00", "boss", "/say g2 一")
    rehearsal.message("2026-11-24 10:30", "boss", "/say g2 二")
    rehearsal.message("2026-11-24 11:00:01", "boss", "/ok 1").message(
        "2026-11-24 11:00:02", "boss", "/ok 2"
    )
    rehearsal.message("2026-11-24 11:00:03", "boss", "/say g2 三")
    result = await rehearsal.run()
    assert told(rehearsal, result, "2026-11-24 11:00:01")[0].startswith("没有第 1 号")
    assert [line["text"] for line in result.transcript if line["group"] == "g2"] == ["二"]
    assert result.texts[-1].startswith("第 3 号")


async def test_what_is_too_long_is_not_cut(rehearsal: Rehearsal) -> None:
    deploy(rehearsal)
    long = "\n".join(["长" * 900] * 3)
    assert await ask(rehearsal, ("boss", f"/say g1 {long}")) == ["太长了，请控制在 2000 字以内。"]
