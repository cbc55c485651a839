"""Nine days of two groups, counted by hand, and the briefs about them: what their tests share."""

from tests.rehearsal import Rehearsal, Result

CONFIG = """
admins: [boss]
groups:
  g1: {name: 晨读群, tags: [reading]}
  g2: {name: 周末书友群}
  staff: {name: 员工群, tags: [staff]}
"""
BRIEF = "kind: report\nid: brief\n"
LIFE = """
kind: checkin
id: read
match: [打卡]
points: {each: 5, at: {3: 20}}
---
kind: posts
id: daily
groups: [g1]
slots:
  morning: {window: "07:30-07:31", name: 早间轻互动}
posts: [{id: hi, slot: morning, say: 早上好}]
"""


def lived(rehearsal: Rehearsal, brief: str = BRIEF, config: str = CONFIG) -> Rehearsal:
    """Write down the deployment and what happened.

    2026-11-15 is the Sunday a week before the day told, 11-22, of which the brief is on Monday.
    """
    rehearsal.config(config).playbook(LIFE, "life.yaml").playbook(brief, "brief.yaml")
    add = rehearsal
    add.join("2026-11-14 10:00", "王姐", "小李", "小张", "小陈")
    add.join("2026-11-14 10:01", "小张", "小陈", group="g2")
    # the same weekday: 2 messages, 1 check-in
    add.message("2026-11-15 07:40", "王姐", "早")
    add.message("2026-11-15 12:00", "小李", "打卡")
    # the day before: 4 messages, 1 check-in, 3 active, 1 join
    add.join("2026-11-21 09:00", "小赵")
    add.message("2026-11-21 09:30", "王姐", "今天读到第三章")
    add.message("2026-11-21 09:31", "小赵", "大家好")
    add.message("2026-11-21 12:00", "小李", "打卡")
    add.message("2026-11-21 20:00", "小李", "明天见")
    # the day told: 7 messages, 1 check-in, 4 active (小张 in g2), 2 joins, 1 leave
    add.message("2026-11-22 07:35", "王姐", "早早早")
    add.message("2026-11-22 07:36", "小李", "早")
    add.message("2026-11-22 08:20", "王姐", "出门了")
    add.message("2026-11-22 12:00", "小李", "打卡")
    add.message("2026-11-22 12:05", "王姐", "晚上聊第四章")
    add.join("2026-11-22 13:00", "小孙", "小周", group="g2")
    add.message("2026-11-22 13:05", "小张", "欢迎", group="g2")
    add.leave("2026-11-22 14:00", "小陈", group="g2")
    add.message("2026-11-22 21:00", "小赵", "晚安")
    # the day of the brief: none of it is told
    add.message("2026-11-23 07:50", "王姐", "周一早")
    return rehearsal


def briefs(result: Result, playbook: str = "brief") -> list[str]:
    """The texts of a brief, in order, without the pictures."""
    return [line["text"] for line in result.of(playbook) if line["type"] != "image"]
