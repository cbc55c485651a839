"""Who brings others along is thanked for it; nobody is for themselves, nor for the bot."""

from tests.rehearsal import Rehearsal


async def test_only_others_count_as_invited(rehearsal: Rehearsal) -> None:
    rehearsal.playbook("{kind: engagement, id: score}")
    rehearsal.join("2026-11-23 09:00", "乙", "丙", inviter="甲")
    rehearsal.join("2026-11-23 09:01", "丁", inviter="丁")
    rehearsal.join("2026-11-23 09:02", "bot", "戊", inviter="乙")
    rehearsal.join("2026-11-23 09:03", "己", inviter="bot")
    result = await rehearsal.run()
    invited = {row["member"]: row["n"] for row in result.state["activity"]}
    assert invited == {"甲": 2, "乙": 1}
    assert result.state["scores"] == {"g1": {"甲": 20.0, "乙": 10.0}}
