"""Whatever waits, the line chooses what a plain look at every row would, and asks few of them."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.line import Line
from bot.outbox.waiting import Choice, Earliest, Rules, Waiting, turn_of

NOW = 1_000_000_000
SECOND = 1_000_000
Wait = Callable[[Waiting, int], Earliest]
DUE = st.integers(0, 16).map(lambda n: n * 75 * SECOND)  # over more than three classes, and later
UNTIL = st.none() | st.integers(10, 16).map(lambda n: n * 75 * SECOND)
ROWS = st.lists(
    st.tuples(st.sampled_from("abcde"), st.integers(0, 3), DUE, UNTIL, st.sampled_from("xyz")),
    max_size=20,
)
MOMENTS = st.dictionaries(
    st.integers(0, 19), st.sampled_from([NOW + 5 * SECOND, NOW + 90 * SECOND]), max_size=12
)


def plain(line: Line, now: int, rules: Rules) -> Choice:
    """Choose as the docstring of `Line` says, by looking at all that waits."""
    choice, candidates = Choice(), list[tuple[tuple[int, int, int], Waiting]]()
    for chat in {row.chat for row in line}:
        rows = [row for row in line if row.chat == chat and rules.counts(row)]
        rows.sort(key=turn_of)
        lanes = [row for row in rows if row.rank == 0], [row for row in rows if row.rank]
        firsts = [lane[0] for lane in lanes if lane]
        begun = line.begun[chat].wish if chat in line.begun else None
        rest = next((row for lane in lanes for row in lane if row.wish == begun), None)
        if rest and rest.due <= now <= (rest.until or now) and rules.alone(rest, now)[0] <= now:
            places = [row.place(now) for row in (rest, *firsts) if row.due <= now]
            candidates.append((min(places), rest))
            continue
        if len(firsts) == 2 and turn_of(firsts[0]) < turn_of(firsts[1]):
            firsts.pop()
        for row in firsts:
            if row.due > now:
                choice.look_again(row.due)
            elif row.until is not None and row.until < now:
                choice.late.append((row, "too late"))
            else:
                candidates.append((row.place(now), row))
    if not choice.late:
        found = (row for _, row in sorted(candidates) if rules.free(row, now, choice))
        choice.row = next(found, None)
    return choice


def known(choice: Choice) -> tuple[object, ...]:
    """Return what is used of a choice."""
    late = {row.seq: why for row, why in choice.late}
    if choice.late:
        return (late,)
    if choice.row is not None:
        return (choice.row.seq,)
    return choice.again, {row.seq: why for row, why in choice.held}


def waits_until(moments: Mapping[int, int], why: str) -> Wait:
    return lambda row, now: Earliest(max(now, moments.get(row.seq, now)), why)


@given(ROWS, MOMENTS, MOMENTS, st.none() | st.sets(st.integers(0, 19)), st.integers(0, 4))
def test_the_line_chooses_what_a_look_at_all_would(
    drawn: list[tuple[str, int, int, int | None, str]],
    alone: dict[int, int],
    shared: dict[int, int],
    passed: set[int] | None,
    later: int,
) -> None:
    line, now = Line(), NOW
    rules = Rules(waits_until(alone, "same text"), waits_until(shared, "limit"))
    if passed is not None:
        rules = rules._replace(counts=lambda row: row.seq not in passed)
    for number, (chat, rank, due, until, wish) in enumerate(drawn):
        line.add([Waiting(number, f"{wish}|{number}", due, rank, chat, chat, until=until)])
    while line:
        choice = line.choose(now, rules)
        assert known(choice) == known(plain(line, now, rules))
        if choice.late:
            for row, _ in choice.late:
                line.take(row)
        elif choice.row is not None:
            line.take(choice.row)
            line.went(choice.row, now)
        elif choice.again is None:
            break
        else:
            now = choice.again + later * 100 * SECOND


@pytest.mark.parametrize("groups", [10, 10_000])
def test_who_goes_is_found_without_asking_all_groups(groups: int) -> None:
    asked: list[Waiting] = []

    def alone(row: Waiting, now: int) -> Earliest:
        asked.append(row)
        return Earliest(now)

    line = Line()
    line.add(Waiting(n, f"{n}|0", n % 7, n % 4, f"g{n}", f"g{n}", until=NOW) for n in range(groups))
    rules = Rules(alone, lambda _, now: Earliest(now))
    for _ in range(5):
        chosen = line.choose(10, rules).row
        assert chosen is not None
        line.take(chosen)
        line.went(chosen, 10)
    assert len(asked) == 5
