"""Days of 23 and 25 hours, leap days, new years, another time zone: each day has its post once."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.faults.bot import sound
from tests.rehearsal import Rehearsal

DAY = timedelta(days=1)
PLAYBOOKS = """\
{kind: checkin, id: read, match: 打卡, points: {each: 5}, say: "第 {{ streak }} 天"}
---
kind: posts
id: daily
posts:
- {id: midnight, at: "00:10", on: everyday, say: 零点}
- {id: night, at: "02:30", on: everyday, say: 夜里}
- {id: noon, at: "12:00", on: everyday, say: 中午}
"""
CONFIG = 'timezone: {}\ngroups: {{g1: {{name: 晨读群}}}}\nquiet_hours: "13:00-13:05"\n'


def local(zone: str, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(zone))


def wall(zone: str, day: date, hour: int) -> str:
    """Return what a clock in Shanghai shows then."""
    moment = local(zone, day, hour).astimezone(ZoneInfo("Asia/Shanghai"))
    return moment.replace(tzinfo=None).isoformat(" ")


def check_ins(rehearsal: Rehearsal, zone: str, days: list[date]) -> None:
    for day in days:
        rehearsal.message(local(zone, day, 9).isoformat(), "u1", "打卡")


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Asia/Shanghai", date(2028, 2, 26)),  # a leap year
        ("Asia/Shanghai", date(2100, 2, 26)),  # none, although it can be divided by four
        ("Asia/Shanghai", date(2026, 12, 29)),
        ("Europe/Berlin", date(2027, 3, 26)),  # 02:30 does not exist on the 28th
        ("Europe/Berlin", date(2027, 10, 29)),  # 02:30 comes twice on the 31st
        ("America/Santiago", date(2027, 9, 3)),  # 00:10 does not exist on the 5th
        ("Australia/Lord_Howe", date(2027, 4, 2)),  # by half an hour
    ],
)
async def test_each_local_day_has_each_post_once(
    rehearsal: Rehearsal, zone: str, first: date
) -> None:
    days = [first + number * DAY for number in range(5)]
    rehearsal.config(CONFIG.format(zone)).playbook(PLAYBOOKS)
    check_ins(rehearsal, zone, days)
    result = await rehearsal.run(wall(zone, days[-1], 23), since=local(zone, days[0], 0))
    causes = Counter(line["cause"] for line in result.of("daily"))
    slots = {"midnight": "00:10", "night": "02:30", "noon": "12:00"}
    wanted = [f"schedule:daily:{item}:{day}/{slot}" for day in days for item, slot in slots.items()]
    assert causes == Counter(wanted)
    streaks = [line["text"] for line in result.of("read")]
    assert streaks == [f"第 {number + 1} 天" for number in range(len(streaks))]
    assert len(streaks) == len(days)


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland", "Europe/London"])
async def test_another_time_zone_between_two_runs_doubles_nothing(
    rehearsal: Rehearsal, zone: str
) -> None:
    url = f"sqlite+aiosqlite:///{rehearsal.folder / 'bot.db'}"
    before, after = ([date(2026, 11, day) for day in days] for days in ((23, 24), (25, 26, 27)))
    rehearsal.config(CONFIG.format("Asia/Shanghai")).playbook(PLAYBOOKS)
    check_ins(rehearsal, "Asia/Shanghai", before)
    begin, change = local("Asia/Shanghai", before[0], 0), f"{before[-1]} 20:00"
    await rehearsal.run(change, database=url, since=begin)
    rehearsal.config(CONFIG.format(zone))
    check_ins(rehearsal, zone, after)
    result = await rehearsal.run(wall(zone, after[-1], 23), database=url)
    causes = Counter(line["cause"] for line in result.of("daily"))
    assert set(causes.values()) == {1}
    noons = sorted(cause[-16:-6] for cause in causes if ":noon:" in cause)
    assert noons == [str(day) for day in [*before, *after]]
    assert [line["text"] for line in result.of("read")] == [f"第 {n} 天" for n in (1, 2, 3, 4, 5)]
    assert set(sound(rehearsal.folder / "bot.db").values()) == {"sent"}
