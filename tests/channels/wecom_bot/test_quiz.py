"""A quiz by card on the fake gateway: asked, answered by clicks, told and paid."""

from pathlib import Path

from bot.store.tables import Account, Identity
from tests.channels.wecom_bot.gateway import Gateway
from tests.channels.wecom_bot.test_live import clock, deployed, of_type, running, stored, texts

QUIZ = """
kind: poll
id: quiz
question: 谁写了《活着》？
options: [莫言, 余华]
at: "12:00"
closes: "14:00"
answer: 2
points: 5
explain: 余华，1992 年。
"""


async def test_a_quiz_is_taken_by_clicks(gateway: Gateway, tmp_path: Path) -> None:
    config = deployed(tmp_path, gateway)
    (tmp_path / "sop" / "all.yaml").write_text(QUIZ, encoding="utf-8")
    gateway.tells_times = False  # the console's clock is ahead of the platform's
    async with running(config) as process:
        await gateway.subscribed()
        await gateway.says("anna", "@小助手 早", "room")
        await clock(process, "12:00")
        await gateway.until(lambda: bool(of_type(gateway, "template_card")))
        card = of_type(gateway, "template_card")[0].body["template_card"]
        assert [button["text"] for button in card["button_list"]] == ["1. 莫言", "2. 余华"]
        for number, member in ((1, "anna"), (2, "ben"), (2, "anna")):
            key, before = card["button_list"][number - 1]["key"], len(gateway.sent)
            click = {"event_key": key, "task_id": card["task_id"]}
            req_id = await gateway.happens("template_card_event", member, "room", **click)
            receipt = (await gateway.visible(before + 1))[-1]
            assert (receipt.cmd, receipt.req_id) == ("aibot_respond_update_msg", req_id)
        await gateway.says("carl", "@小助手 我选1", "room")
        await gateway.until(lambda: texts(gateway, "stream") == ["carl，记下了：莫言"])
        await clock(process, "14:00")
        await gateway.until(lambda: len(texts(gateway, "markdown")) == 2)
        result, explained = texts(gateway, "markdown")
    assert "3 人作答" in result
    assert "答对 2 人" in result
    assert "ben、anna" in result
    assert explained == "余华，1992 年。"
    people = {row.member: row.platform for row in await stored(config, Identity)}
    paid = {people[row.member]: row.points for row in await stored(config, Account)}
    assert paid == {"anna": 5, "ben": 5}
