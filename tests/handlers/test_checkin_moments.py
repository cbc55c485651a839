"""The reminder in the evening, and the list in the morning."""

from tests.databases import database_url
from tests.handlers.challenges import challenge, on_days, outcomes
from tests.rehearsal import Rehearsal, Result, moment

PLAYBOOK = challenge(
    "match: 打卡",
    "title: 阅读",
    "from: 2026-11-21",
    "days: 5",
    "points: {at: {2: 20}}",
    "leave: {keyword: 请假}",
    'remind: "20:00"',
    'settle: "08:30"',
)


def unasked(result: Result) -> list[tuple[str, str, str]]:
    """Return when, why and what was said at planned moments."""
    return [
        (line["at"][5:16], line["cause"].removeprefix("schedule:read:"), line["text"])
        for line in result.transcript
        if line["cause"].startswith("schedule:")
    ]


def summary(day: int, count: int, *more: str) -> tuple[str, str, str]:
    """Return the list of a day in November, as it comes the day after."""
    text = "\n".join([f"📋「阅读」11月{day}日小结：{count} 人完成打卡", *more])
    return f"11-{day + 1}T08:30", f"settle:2026-11-{day + 1}", text


def reminder(day: int, names: str) -> tuple[str, str, str]:
    text = f"⏰「阅读」今天还没打卡的小伙伴：{names}，别忘啦～"
    return f"11-{day}T20:00", f"remind:2026-11-{day}", text


async def test_a_challenge_from_its_first_day_to_the_list_of_its_last(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    rehearsal.message("2026-11-20 08:00", "u9", "早")
    on_days(rehearsal, "u1", "11-21", "11-22")
    on_days(rehearsal, "u2", "11-22", "11-23")
    on_days(rehearsal, "u3", "11-23")
    rehearsal.events.sort(key=lambda event: str(event["at"]))
    result = await rehearsal.run(until="2026-11-30 12:00")
    assert unasked(result) == [
        summary(21, 1),
        summary(22, 2, "🎉 连续 2 天：u1"),
        reminder(23, "u1"),
        summary(23, 2, "🎉 连续 2 天：u2", "💪 断卡：u1，从今天重新开始吧"),
        reminder(24, "u1、u2、u3"),
        summary(24, 0, "💪 断卡：u2、u3，从今天重新开始吧"),
        reminder(25, "u1、u2、u3"),
    ]
    assert all(not line["mentions"] for line in result.transcript)


async def test_nothing_is_said_where_nobody_ever_checked_in(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK).message("2026-11-20 08:00", "u9", "早")
    assert (await rehearsal.run(until="2026-11-30 12:00")).transcript == []


async def test_a_first_check_in_before_the_list_is_not_of_yesterday(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(challenge("match: 打卡", 'settle: "08:30"'))
    rehearsal.message("2026-11-20 08:00", "u1", "早")
    on_days(rehearsal, "u1", "11-22")
    result = await rehearsal.run(until="2026-11-23 12:00")
    assert [cause for _, cause, _ in unasked(result)] == ["settle:2026-11-23"]


async def test_who_is_on_leave_or_gone_is_not_named(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK).message("2026-11-20 08:00", "u9", "早")
    for member in ("u1", "u2", "u3", "u4"):
        on_days(rehearsal, member, "11-21")
    on_days(rehearsal, "u1", "11-22", text="请假")
    rehearsal.leave("2026-11-22 09:00", "u2", "u3").join("2026-11-22 10:00", "u3")
    result = await rehearsal.run(until="2026-11-23 12:00")
    assert unasked(result)[1:] == [
        reminder(22, "u3、u4"),
        summary(22, 0, "💪 断卡：u3、u4，从今天重新开始吧"),
    ]


async def test_who_misses_the_day_after_leave_broke_only_with_a_streak(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.playbook(PLAYBOOK).message("2026-11-20 08:00", "u9", "早")
    on_days(rehearsal, "u1", "11-21")
    on_days(rehearsal, "u1", "11-22", text="请假")
    on_days(rehearsal, "u2", "11-22", text="请假")
    result = await rehearsal.run(until="2026-11-24 12:00")
    assert unasked(result)[-1] == summary(23, 0, "💪 断卡：u1，从今天重新开始吧")


async def test_a_check_in_before_the_list_does_not_change_yesterday(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK).message("2026-11-20 08:00", "u9", "早")
    for member in ("u1", "u2"):
        on_days(rehearsal, member, "11-21", "11-22")
    on_days(rehearsal, "u1", "11-23")  # goes on to three days before the list of the 22nd
    on_days(rehearsal, "u2", "11-24")  # begins anew before the list of the 23rd
    rehearsal.events.sort(key=lambda event: str(event["at"]))
    result = await rehearsal.run(until="2026-11-24 12:00")
    lists = [said for said in unasked(result) if said[1].startswith("settle")]
    assert lists[1:] == [
        summary(22, 2, "🎉 连续 2 天：u1、u2"),
        summary(23, 1, "💪 断卡：u2，从今天重新开始吧"),
    ]


async def test_a_day_of_which_there_is_nothing_to_tell_has_no_list(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK).message("2026-11-20 08:00", "u9", "早")
    on_days(rehearsal, "u1", "11-21")
    on_days(rehearsal, "u1", "11-22", text="请假")
    noted = await outcomes(rehearsal, until="2026-11-24 12:00")
    lists = [noted[f"schedule:read:settle:2026-11-{day}"][0]["code"] for day in (22, 23, 24)]
    assert lists == ["settled", "nothing_to_settle", "settled"]
    said = await rehearsal.run(until="2026-11-24 12:00")
    assert [cause for _, cause, _ in unasked(said) if cause.startswith("settle")] == [
        "settle:2026-11-22",
        "settle:2026-11-24",
    ]


async def test_who_broke_and_left_is_nothing_to_tell(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK).message("2026-11-20 08:00", "u9", "早")
    on_days(rehearsal, "u1", "11-21")
    rehearsal.leave("2026-11-22 09:00", "u1")
    result = await rehearsal.run(until="2026-11-23 12:00")
    assert unasked(result) == [summary(21, 1)]


async def test_twenty_are_named_then_counted(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    for n in range(10, 33):
        on_days(rehearsal, f"u{n}", "11-21")
    result = await rehearsal.run(until="2026-11-22 21:00")
    names = "、".join(f"u{n}" for n in range(10, 30))
    assert unasked(result)[-1] == reminder(22, f"{names} 等 23 人")


async def test_the_day_of_a_reminder_is_the_one_it_is_in(rehearsal: Rehearsal) -> None:
    rehearsal.config("quiet_hours: null")
    late = (
        "match: 打卡",
        "title: 阅读",
        "from: 2026-11-21",
        'day_ends: "02:00"',
        'remind: "01:00"',
    )
    rehearsal.playbook(challenge(*late)).message("2026-11-20 08:00", "u9", "早")
    on_days(rehearsal, "u1", "11-21")
    result = await rehearsal.run(until="2026-11-23 12:00")
    at, cause, _ = unasked(result)[0]
    assert (at, cause) == ("11-23T01:00", "remind:2026-11-22")
    assert len(unasked(result)) == 1


async def test_late_moments(rehearsal: Rehearsal) -> None:
    """After a stop a list comes up to twelve hours late, a reminder half an hour."""
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-21", "11-22")
    database = database_url(f"{rehearsal.folder}/notes.db")
    await rehearsal.run(database=database, until="2026-11-22 19:00")
    until = "2026-11-23 20:25"
    rehearsal.events.clear()
    evening = await rehearsal.run(since=moment("2026-11-23 20:20"), until=until, database=database)
    assert [at for at, _, _ in unasked(evening)] == ["11-22T08:30", "11-23T20:20", "11-23T20:20"]
    since = moment("2026-11-24 20:31")
    noted = await outcomes(rehearsal, since=since, until="2026-11-24 21:00")
    late = {event.removeprefix("schedule:read:"): one[0]["code"] for event, one in noted.items()}
    assert late["settle:2026-11-24"] == late["remind:2026-11-24"] == "missed"


async def test_a_language_of_its_own(rehearsal: Rehearsal) -> None:
    rehearsal.config("language: en").playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-21", "11-22")
    result = await rehearsal.run(until="2026-11-23 21:00")
    assert [text for _, _, text in unasked(result)] == [
        "📋 阅读, Nov 21: 1 checked in",
        "📋 阅读, Nov 22: 1 checked in\n🎉 2 in a row: u1",
        "⏰ 阅读: still to check in today: u1.",
    ]
