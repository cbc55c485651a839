"""No limit of a pace is broken, whatever is due when; nobody waits without need."""

import tracemalloc
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.capabilities import Limits
from bot.domain.rank import Rank
from bot.outbox.governor import DAY, HOUR, MINUTE, Pace
from bot.outbox.waiting import Earliest, Waiting

SECOND = 1_000_000
GROUPS = ("g1", "g2", "g3", "g4", "g5")
MOST = st.one_of(st.none(), st.integers(1, 4))
PAUSES = st.integers(0, 20).map(lambda seconds: timedelta(seconds=seconds))
WISHES = st.lists(st.tuples(st.sampled_from(["g1", "g2"]), st.integers(0, 90)), max_size=40)


def row(group: str, rank: int = Rank.ANSWER, alike: int = 0) -> Waiting:
    return Waiting(seq=0, key=f"{group}|0", due=0, rank=rank, chat=group, group=group, alike=alike)


def earliest(pace: Pace, one: Waiting, now: int) -> int:
    return max(moment for moment, _ in holds(pace, one, now))


def holds(pace: Pace, one: Waiting, now: int) -> list[Earliest]:
    posts = [pace.posts(now)] if one.rank >= Rank.POST else []
    return [pace.alone(one, now), pace.shared(one, now), *posts]


def send(limits: Limits, wishes: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Send each wish (group, due second) as early as it may go; return when each went."""
    pace, went, last = Pace(limits), list[tuple[str, int]](), 0
    for group, due in sorted(wishes, key=lambda wish: wish[1]):
        last = earliest(pace, row(group), max(last, due * SECOND))
        pace.sent(row(group), last)
        went.append((group, last))
    return went


@given(WISHES)
def test_no_minute_has_more_than_allowed(wishes: list[tuple[str, int]]) -> None:
    moments = [at for _, at in send(Limits(per_minute=5), wishes)]
    assert all(late - early >= MINUTE for early, late in zip(moments, moments[5:], strict=False))


@given(WISHES)
def test_two_to_one_group_keep_their_distance(wishes: list[tuple[str, int]]) -> None:
    went = send(Limits(spacing=timedelta(seconds=3)), wishes)
    for group in ("g1", "g2"):
        its = [at for where, at in went if where == group]
        assert all(late - early >= 3 * SECOND for early, late in pairwise(its))


@given(
    st.builds(
        Limits,
        per_minute=MOST,
        per_hour=MOST,
        per_day=MOST,
        posts_per_day=MOST,
        same_text=MOST,
        group_per_minute=MOST,
        group_per_hour=MOST,
        group_per_day=MOST,
        spacing=PAUSES,
        switch=PAUSES,
    ),
    st.lists(
        st.tuples(
            st.sampled_from(GROUPS), st.integers(0, 900), st.sampled_from(Rank), st.integers(0, 2)
        ),
        max_size=20,
    ),
)
def test_no_pace_breaks_its_limits(limits: Limits, steps: list[tuple[str, int, Rank, int]]) -> None:
    pace, now, sent = Pace(limits), 0, list[tuple[int, Waiting]]()
    for group, seconds, rank, alike in steps:
        one, due = row(group, rank, alike), now + seconds * SECOND
        now = due
        while (moment := earliest(pace, one, now)) > now:  # at that moment it is to be asked again
            assert pace.gate(now, {one.chat}).moment <= moment
            now = moment
        pace.sent(one, now)
        keeps(limits, one, now, sent)
        sent.append((now, one))


def keeps(limits: Limits, one: Waiting, now: int, sent: list[tuple[int, Waiting]]) -> None:
    """Assert, by counting anew, that a send at `now` breaks no limit after what was `sent`."""
    own = [at for at, other in sent if other.group == one.group]
    pause = limits.spacing.total_seconds() * SECOND
    switch = limits.switch.total_seconds() * SECOND
    assert not own or now - own[-1] >= pause
    assert not sent or sent[-1][1].group == one.group or now - sent[-1][0] >= switch
    for span, name in ((MINUTE, "minute"), (HOUR, "hour"), (DAY, "day")):
        most, of_group = getattr(limits, f"per_{name}"), getattr(limits, f"group_per_{name}")
        assert most is None or sum(at > now - span for at, _ in sent) < most
        assert of_group is None or sum(at > now - span for at in own) < of_group
    posts = [at for at, other in sent if other.rank >= Rank.POST and at > now - DAY]
    assert limits.posts_per_day is None or one.rank < Rank.POST or len(posts) < limits.posts_per_day
    same = {other.group for at, other in sent if at > now - MINUTE and other.alike == one.alike}
    assert not limits.same_text or not one.alike or len(same | {one.group}) <= limits.same_text


def test_nobody_waits_without_need() -> None:
    limits = Limits(per_minute=2, spacing=timedelta(seconds=3))
    went = send(limits, [("g1", 0), ("g2", 1), ("g1", 30), ("g1", 70)])
    assert [at // SECOND for _, at in went] == [0, 1, 60, 70]


def test_a_pause_is_longer_by_what_is_drawn_for_the_row_and_no_more() -> None:
    draws = {"g1|0": 0.25, "g2|0": 0.5}
    pace = Pace(Limits(spacing=timedelta(seconds=4), jitter=0.5), lambda key: draws[key])
    pace.sent(row("g1"), 0)
    assert earliest(pace, row("g1"), SECOND) == 4.5 * SECOND
    pace.sent(row("g2"), 10 * SECOND)
    assert earliest(pace, row("g2"), 11 * SECOND) == 15 * SECOND


def test_a_year_of_sends_takes_no_more_memory_than_an_hour() -> None:
    pace = Pace(Limits(spacing=timedelta(seconds=1), same_text=3))
    tracemalloc.start()
    for second in range(20_000):
        pace.sent(row("g1", alike=second), second * SECOND)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 100_000  # what was said in the last minute


def test_what_did_not_go_out_counts_for_no_limit() -> None:
    pace = Pace(Limits(per_minute=3, group_per_day=1, same_text=1))
    pace.sent(row("g1", alike=1), 0)
    pace.sent(row("g2", alike=2), SECOND)
    pace.withdraw(row("g2", alike=2))
    assert earliest(pace, row("g2", alike=2), 2 * SECOND) == 2 * SECOND
    assert earliest(pace, row("g3", alike=2), 2 * SECOND) == 2 * SECOND
    assert earliest(pace, row("g1"), 2 * SECOND) == DAY


def test_many_chats_of_long_ago_take_no_memory() -> None:
    pace = Pace(Limits(group_per_minute=1))
    for member in range(1000):
        pace.sent(row(f"u{member}"), member * SECOND)
    tracemalloc.start()
    for member in range(20_000):
        pace.sent(row(f"v{member}"), DAY + member * 600 * SECOND)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 1_000_000
    last = DAY + 19_999 * 600 * SECOND
    assert earliest(pace, row("v19999"), last) == last + MINUTE


def test_one_on_a_date_goes_at_any_hour_of_the_next_date() -> None:
    pace = Pace(Limits(group_per_date=1))
    evening, midnight = 12 * HOUR, 16 * HOUR  # eight in the evening in China
    pace.sent(row("g1"), evening)
    assert earliest(pace, row("g1"), evening + HOUR) == midnight
    assert earliest(pace, row("g1"), midnight + 10 * HOUR) == midnight + 10 * HOUR


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(per_minute=1), "limit"),
        (Limits(group_per_hour=1), "limit"),
        (Limits(per_day=1), "budget"),
        (Limits(posts_per_day=1), "budget"),
    ],
)
def test_it_says_what_a_row_waits_for(limits: Limits, why: str) -> None:
    pace, post = Pace(limits), row("g1", Rank.POST)
    pace.sent(post, 0)
    assert why in [one.why for one in holds(pace, post, SECOND)]


def test_an_answer_goes_when_posts_have_used_up_their_budget() -> None:
    pace = Pace(Limits(per_day=3, posts_per_day=1))
    pace.sent(row("g1", Rank.POST), 0)
    assert earliest(pace, row("g2", Rank.OTHER), SECOND) == DAY
    assert earliest(pace, row("g2", Rank.WELCOME), SECOND) == SECOND
