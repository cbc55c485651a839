"""No sequence of wishes, failures, kills and stops whatever breaks a limit or the order."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.capabilities import Limits
from tests.outbox.oracle import HOUR, Oracle
from tests.outbox.simulated import DAY, SECOND, Quiet, World, world

GROUPS = st.sampled_from(["g1", "g1", "g2", "g2", "g3", "g4", "g5"])
RANKS = st.integers(0, 3)
MOST = st.none() | st.integers(1, 6)
PAUSES = st.integers(0, 12).map(lambda seconds: timedelta(seconds=seconds))
LIMITS = st.builds(
    Limits,
    per_minute=MOST,
    per_hour=st.none() | st.integers(3, 20),
    per_day=st.none() | st.integers(4, 30),
    posts_per_day=st.none() | st.integers(2, 10),
    group_per_minute=MOST,
    group_per_hour=st.none() | st.integers(2, 9),
    group_per_day=st.none() | st.integers(3, 9),
    same_text=st.none() | st.integers(1, 3),
    spacing=PAUSES,
    switch=PAUSES,
    jitter=st.sampled_from([0, 0.5, 2]),
)
QUIET = st.sampled_from([None, (0, 60), (20, 90), (60, 3_600), (400, 80_000)])
WISH = st.tuples(
    st.just("wish"),
    GROUPS,
    RANKS,
    st.sampled_from(["早安", " 早安！", "晚安"]),
    st.integers(1, 3),
    st.none() | st.sampled_from([20, 600, 7_200]),
)
STEPS = st.lists(
    st.one_of(
        WISH,
        WISH,
        WISH,
        st.tuples(st.just("wait"), st.sampled_from([1, 7, 35, 65, 400, 4_000])),
        st.tuples(
            st.just("fail"),
            st.sampled_from(["complains", "busy", "busy there", "refuses", "hangs", "dies"]),
        ),
        st.tuples(st.just("burst"), st.lists(st.tuples(GROUPS, RANKS), min_size=4, max_size=9)),
        st.tuples(st.just("crowd"), st.integers(4, 12)),
        st.tuples(st.just("meddle")),
        st.tuples(st.just("stop"), GROUPS),
        st.tuples(st.just("restart")),
    ),
    min_size=2,
    max_size=20,
)
_FEWER = 4
"""An example takes long, and the profile counts short ones."""


async def do(one: World, step: tuple[Any, ...]) -> None:
    """Let one thing happen."""
    match step:
        case ("wish", *what):
            await one.wish(*what)
        case ("wait", seconds):
            await one.pass_time(one.clock.us + seconds * SECOND)
        case ("burst", wishes):
            for number, (group, rank) in enumerate(wishes):
                await one.wish(group, rank, f"第 {number} 句", 1, None)
        case ("crowd", minutes):
            for minute in range(minutes):
                await one.wish(f"g{minute % 5 + 1}", 0, f"答 {minute}", 1, None)
                await one.pass_time(one.clock.us + 60 * SECOND)
        case ("fail", fault):
            one.platform.faults.append(fault)
        case ("meddle",):
            one.platform.meddle = one.meddle
        case ("stop", group):
            await one.stop(group)
        case _:
            await one.start()


async def live(
    folder: Path, limits: Limits, quiet: Quiet, takes: int, steps: Sequence[tuple[Any, ...]]
) -> None:
    """Let all happen, let the last one go, and have it judged."""
    async with world(folder, limits, quiet) as one:
        one.platform.takes = takes
        for step in steps:
            await do(one, step)
        for group in sorted(one.stopped):
            await one.stop(group)
        await one.pass_time(one.clock.us + (len(one.made) + 1) * DAY + len(steps) * HOUR)
        rows = await one.rows()
        Oracle(limits, one.made, one.platform.attempts, quiet).judge(one.looks)
    fates = {key: (row.state, row.note) for key, row in rows.items()}
    assert {state for state, _ in fates.values()} <= {"sent", "dropped", "failed", "unknown"}
    assert all(note for state, note in fates.values() if state != "sent"), "it says why"
    arrived = [attempt.key for attempt in one.platform.attempts if attempt.arrived]
    assert len(arrived) == len(set(arrived)), "nothing goes twice"
    assert {key for key, (state, _) in fates.items() if state in ("sent", "unknown")} == {*arrived}


OVER_WHEN_THEIR_TURN_COMES = [
    ("fail", "complains"),
    ("fail", "complains"),
    ("burst", [("g3", 0), ("g3", 0), ("g4", 0)]),
]
"""After an hour of silence the first is pointless, and it is the turn of who stands behind it."""

BEHIND_AN_ANSWER_THAT_HAS_TO_WAIT = [
    ("stop", "g2"),
    ("burst", [("g2", 0), ("g1", 0), ("g2", 3)]),
    ("wait", 400),
    ("burst", [("g4", 0)]),
]
"""The answer is alike to what was just said elsewhere; what is none stays behind it."""

KILLED_WITHIN_A_WISH = [
    ("fail", "refuses"),
    ("fail", "dies"),
    ("wish", "g1", 0, "早安", 2, None),
    ("wish", "g2", 0, "早安", 1, None),
]
"""Both parts were tried at one moment: the pause behind them is drawn for the second."""

QUIET_WITHIN_A_WISH = [
    ("wish", "g1", 2, "晚安", 6, None),
    ("wish", "g2", 3, "晚安", 6, 7_200),
    ("wait", 35),
    ("wish", "g1", 1, "早安", 2, None),
]
"""It becomes quiet between two parts of posts: the rest goes, and the welcome behind it."""

SILENT_WITHIN_A_WISH = [*QUIET_WITHIN_A_WISH[:2], ("fail", "complains"), *QUIET_WITHIN_A_WISH[2:]]
"""When the silence is over it is too late to go on by night; the welcome does not wait for it."""

BEHIND_POSTS_OF_TOMORROW = [
    ("wish", "g1", 2, "早安", 2, None),
    ("wish", "g1", 3, "晚安", 1, None),
    ("wish", "g1", 1, "欢迎", 1, 7_200),
]
"""Posts have used up their part of the day; a welcome does not wait for the next day."""

BEGUN_BEHIND_WHAT_IS_HELD = [
    ("wish", "g1", 2, "晚安", 1, None),
    ("wish", "g1", 1, "欢迎", 6, None),
]
"""The quiet hours that hold the post end between two parts of the welcome that passed it."""


BUSY_AFTER_A_SEND = [
    ("burst", [("g2", 0), ("g2", 0), ("g1", 0), ("g1", 0)]),
    ("fail", "busy there"),
]
"""A try that came to nothing does not shorten the pause behind what went before it."""


@example(
    Limits(spacing=timedelta(seconds=1), switch=timedelta(seconds=3), jitter=2),
    None,
    0,
    BUSY_AFTER_A_SEND,
)
@example(Limits(switch=timedelta(seconds=1), jitter=0.5), None, 0, KILLED_WITHIN_A_WISH)
@example(Limits(same_text=1), None, 0, BEHIND_AN_ANSWER_THAT_HAS_TO_WAIT)
@example(Limits(spacing=timedelta(seconds=9)), (30, 7_000), 0, QUIET_WITHIN_A_WISH)
@example(Limits(spacing=timedelta(seconds=9)), (30, 7_000), 0, SILENT_WITHIN_A_WISH)
@example(Limits(posts_per_day=2), None, 0, BEHIND_POSTS_OF_TOMORROW)
@example(Limits(spacing=timedelta(seconds=9)), (0, 20), 0, BEGUN_BEHIND_WHAT_IS_HELD)
@example(Limits(), None, 0, OVER_WHEN_THEIR_TURN_COMES)
@settings(max_examples=max(10, settings().max_examples // _FEWER))
@given(LIMITS, QUIET, st.sampled_from([0, 0, SECOND // 3, 4 * SECOND]), STEPS)
def test_whatever_is_wished_for_no_limit_and_no_order_is_broken_and_nothing_starves(
    limits: Limits, quiet: Quiet, takes: int, steps: list[tuple[Any, ...]]
) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(live(Path(folder), limits, quiet, takes, steps))
