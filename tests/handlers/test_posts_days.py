"""Which posts go out when: a whole year of a calendar, and any seed."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config.model import Config
from bot.deployment import Deployment
from bot.domain.speech import Speech
from bot.domain.times import Window
from bot.handling.router import Moment
from bot.playbooks.library import Library
from bot.reading.yamlfile import read_yaml
from handlers.posts import ROUTER, Posts

WORDS = """
kind: posts
id: daily
slots:
  morning: {name: 早间轻互动, window: "07:30-08:30"}
  noon: {window: "12:00-13:00"}
  night: {name: 福利大派送, window: "20:30-21:30"}
posts:
  - {id: hello, slot: morning, on: workdays, say: 早}
  - {id: tip, slot: noon, on: [mon, wed, fri], say: 小知识}
  - {id: bonus, slot: night, on: restdays, say: 福利}
  - {id: late, at: "10:00", on: 2026-12-24, say: 平安夜}
  - {id: unused, slot: noon, enabled: false, say: 不说}
overrides:
  - during: {festival: 春节, from: -7d, to: -1d}
    slots: {night: {window: "20:00-21:00"}}
    posts: [{id: nianhuo, slot: noon, replaces: tip, on: everyday, say: 年货}]
  - during: {from: 2026-05-01, to: 2026-05-05}
    slots: {noon: {window: "11:00-12:00"}}
    posts: [{id: may, slot: noon, replaces: tip, on: mon, say: 劳动}]
"""
DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
SPRING = [date(2026, 2, 10) + timedelta(days=n) for n in range(7)]
LABOUR = [date(2026, 5, 1) + timedelta(days=n) for n in range(5)]
SHANGHAI = ZoneInfo("Asia/Shanghai")
WINDOWS = {"morning": "07:30-08:30", "noon": "12:00-13:00", "night": "20:30-21:30"}
DEPLOYMENT = Deployment(Config(), Library([]), Speech(lambda name: None), channels={})


def read(words: str) -> Posts:
    with TemporaryDirectory() as folder:
        path = Path(folder, "posts.yaml")
        path.write_text(words, encoding="utf-8")
        documents, _ = read_yaml(path, "en")
    return Posts.model_validate(documents[0].data)


DAILY = read(WORDS)


def moments(
    day: date, playbook: Posts = DAILY, group: str = "g1", seed: int = 0
) -> Iterator[Moment]:
    assert ROUTER.agenda is not None
    yield from ROUTER.agenda(playbook, group, day, DEPLOYMENT.with_seed(seed))


def days_of(post: str) -> list[date]:
    return [day for day in DAYS if any(moment.item == post for moment in moments(day))]


def window_on(slot: str, day: date) -> Window:
    """What the playbook above says, put in other words."""
    if slot == "night" and day in SPRING:
        return Window.parse("20:00-21:00")
    return Window.parse("11:00-12:00" if slot == "noon" and day in LABOUR else WINDOWS[slot])


@settings(max_examples=15, deadline=None)
@given(st.integers(), st.text(max_size=10))
def test_every_moment_of_a_year_lies_in_its_window(seed: int, group: str) -> None:
    for day in DAYS:
        for moment in moments(day, group=group, seed=seed):
            assert moment.grace == timedelta(minutes=30)
            written, _, slot = moment.occurrence.partition("/")
            assert written == day.isoformat()
            local = moment.due.astimezone(SHANGHAI)
            assert local.date() == day
            if slot == "10:00":
                assert moment.item == "late"
                assert moment.due == moment.until == datetime(2026, 12, 24, 2, tzinfo=UTC)
            else:
                window = window_on(slot, day)
                assert window.contains(local)
                assert moment.until == window.span(day, SHANGHAI)[1]


def test_workdays_are_those_of_the_chinese_calendar() -> None:
    hello, bonus = days_of("hello"), days_of("bonus")
    made_up = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    assert [f"{day:%m-%d}" for day in hello if day.weekday() > 4] == made_up
    assert not {date(2026, 10, day) for day in range(1, 8)} & {*hello}
    assert sorted(hello + bonus) == DAYS
    assert len(hello) == 248


def test_override_replaces_a_post_and_moves_a_slot_for_its_days_only() -> None:
    assert days_of("nianhuo") == SPRING
    tips = [day for day in DAYS if day.weekday() in (0, 2, 4) and day not in SPRING]
    assert days_of("tip") == [day for day in tips if day != date(2026, 5, 4)]


def test_replaced_post_is_silent_only_when_the_replacement_goes_out() -> None:
    assert days_of("may") == [date(2026, 5, 4)]
    assert {date(2026, 5, 1)} == {*days_of("tip")} & {*LABOUR}


def test_post_of_a_date_and_disabled_ones() -> None:
    assert days_of("late") == [date(2026, 12, 24)]
    assert days_of("unused") == []


def test_moments_spread_over_the_window_and_over_groups() -> None:
    day = date(2026, 11, 23)
    dues = [next(moments(day, group=f"g{n}")).due.astimezone(SHANGHAI) for n in range(600)]
    sixths = Counter((due.hour * 60 + due.minute - 450) // 10 for due in dues)
    assert sorted(sixths) == [0, 1, 2, 3, 4, 5]
    assert min(sixths.values()) > 60


def crowded(window: str, count: int) -> Posts:
    """A slot that so many posts share."""
    posts = "".join(f"  - {{id: p{n}, slot: s, say: …}}\n" for n in range(count))
    return read(f'kind: posts\nid: p\nslots: {{s: {{window: "{window}"}}}}\nposts:\n{posts}')


@settings(deadline=None)
@given(st.integers(), st.integers(2, 8))
def test_posts_of_one_slot_keep_their_order_and_a_distance(seed: int, count: int) -> None:
    dues = [moment.due for moment in moments(DAYS[0], crowded("12:00-13:00", count), seed=seed)]
    least = timedelta(hours=1) / count / 4 - timedelta(seconds=1)
    assert all(after - before >= least for before, after in pairwise(dues))
    assert dues[-1].astimezone(SHANGHAI).hour == 12


def test_many_posts_share_a_slot_of_a_minute() -> None:
    shared = moments(DAYS[0], crowded("12:00-12:01", 200))
    dues = [moment.due.astimezone(SHANGHAI) for moment in shared]
    assert len(dues) == 200
    assert {(due.hour, due.minute) for due in dues} == {(12, 0)}


def test_window_across_midnight_belongs_to_the_day_it_begins() -> None:
    night = crowded("23:00-01:00", 1)
    start, end = (datetime(2026, 1, 6, 15, tzinfo=UTC), datetime(2026, 1, 6, 17, tzinfo=UTC))
    for seed in range(40):
        (moment,) = moments(DAYS[5], night, seed=seed)
        assert moment.occurrence == "2026-01-06/s"
        assert start <= moment.due < end == moment.until


@pytest.mark.parametrize(("grace", "kept"), [("0s", 1), ("30s", 1), ("2h", 120)])
def test_grace_is_never_shorter_than_a_busy_loop(grace: str, kept: int) -> None:
    words = f'kind: posts\nid: p\ngrace: {grace}\nposts: [{{id: a, at: "10:00", say: …}}]'
    (moment,) = moments(DAYS[0], read(words))
    assert moment.grace == timedelta(minutes=kept)
