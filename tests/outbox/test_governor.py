"""No channel's limit is broken, whatever is due when; nobody waits without need."""

import tracemalloc
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.capabilities import Limits
from bot.outbox.governor import Pace

SECOND = 1_000_000
WISHES = st.lists(st.tuples(st.sampled_from(["g1", "g2"]), st.integers(0, 90)), max_size=40)


def send(limits: Limits, wishes: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Send each wish (group, due second) as early as it may go; return when each went."""
    pace, went, last = Pace(limits), list[tuple[str, int]](), 0
    for group, due in sorted(wishes, key=lambda wish: wish[1]):
        last = max(last, pace.earliest(group, due * SECOND))
        pace.sent(group, last)
        went.append((group, last))
    return went


@given(WISHES)
def test_no_minute_has_more_than_allowed(wishes: list[tuple[str, int]]) -> None:
    moments = [at for _, at in send(Limits(per_minute=5), wishes)]
    assert all(
        late - early >= 60 * SECOND for early, late in zip(moments, moments[5:], strict=False)
    )


@given(WISHES)
def test_two_to_one_group_keep_their_distance(wishes: list[tuple[str, int]]) -> None:
    went = send(Limits(spacing=timedelta(seconds=3)), wishes)
    for group in ("g1", "g2"):
        its = [at for where, at in went if where == group]
        assert all(late - early >= 3 * SECOND for early, late in pairwise(its))


def test_nobody_waits_without_need() -> None:
    limits = Limits(per_minute=2, spacing=timedelta(seconds=3))
    went = send(limits, [("g1", 0), ("g2", 1), ("g1", 30), ("g1", 70)])
    assert [at // SECOND for _, at in went] == [0, 1, 60, 70]


def test_a_year_of_sends_takes_no_more_memory_than_an_hour() -> None:
    pace = Pace(Limits(spacing=timedelta(seconds=1)))
    tracemalloc.start()
    for second in range(20_000):
        pace.sent("g1", second * SECOND)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 10_000


def test_what_did_not_go_out_counts_for_no_limit() -> None:
    pace = Pace(Limits(per_minute=3, group_per_day=1))
    pace.sent("g1", 0)
    pace.sent("g2", SECOND)
    pace.withdraw("g2")
    assert pace.earliest("g2", 2 * SECOND) == 2 * SECOND
    assert pace.earliest("g1", 2 * SECOND) == 24 * 60 * 60 * SECOND


def test_many_chats_of_long_ago_take_no_memory() -> None:
    pace, day = Pace(Limits(group_per_minute=1)), 24 * 60 * 60 * SECOND
    for member in range(1000):
        pace.sent(f"u{member}", member * SECOND)
    tracemalloc.start()
    for member in range(20_000):
        pace.sent(f"v{member}", day + member * 600 * SECOND)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 1_000_000
    last = day + 19_999 * 600 * SECOND
    assert pace.earliest("v19999", last) == last + 60 * SECOND


def test_one_on_a_date_goes_at_any_hour_of_the_next_date() -> None:
    pace, hour = Pace(Limits(group_per_date=1)), 60 * 60 * SECOND
    evening, midnight = 12 * hour, 16 * hour  # eight in the evening in China
    pace.sent("g1", evening)
    assert pace.earliest("g1", evening + hour) == midnight
    assert pace.earliest("g1", midnight + 10 * hour) == midnight + 10 * hour
