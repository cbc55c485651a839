"""Who goes first: among groups by class and waiting, in a group in order but for answers."""

import time
from itertools import count

from bot.domain.rank import RISES_EVERY, Rank
from bot.outbox.line import Line
from bot.outbox.waiting import Choice, Earliest, Rules, Waiting

FREE = Rules(lambda _, now: Earliest(now), lambda _, now: Earliest(now))
MINUTE = 60_000_000
_numbers = count(1)


def row(
    group: str, rank: Rank, due: int = 0, *, wish: str = "", until: int | None = None
) -> Waiting:
    number = next(_numbers)
    key = f"{wish or number}|{number}"
    return Waiting(number, key, due, rank, group, group, until=until)


def order(line: Line, now: int, rules: Rules = FREE) -> list[Waiting]:
    """Let all go that wait, at one moment."""
    went: list[Waiting] = []
    while (chosen := line.choose(now, rules).row) is not None:
        line.take(chosen)
        line.went(chosen, now)
        went.append(chosen)
    return went


def lined_up(*rows: Waiting) -> Line:
    line = Line()
    line.add(rows)
    return line


def test_an_answer_goes_before_a_post_and_a_welcome_before_a_reminder() -> None:
    other, post = row("g1", Rank.OTHER), row("g2", Rank.POST)
    welcome, answer = row("g3", Rank.WELCOME, 1), row("g4", Rank.ANSWER, 2)
    assert order(lined_up(other, post, welcome, answer), 3) == [answer, welcome, post, other]


def test_who_waits_rises_a_class_every_five_minutes() -> None:
    post, answer = row("g1", Rank.POST), row("g2", Rank.ANSWER, 2 * RISES_EVERY)
    assert order(lined_up(post, answer), 2 * RISES_EVERY) == [post, answer]
    almost = 2 * RISES_EVERY - 1
    early = row("g2", Rank.ANSWER, almost)
    assert order(lined_up(post, early), almost) == [early, post]


def test_in_a_group_only_answers_overtake() -> None:
    post, welcome = row("g1", Rank.POST, 1), row("g1", Rank.WELCOME, 2)
    first, second = row("g1", Rank.ANSWER, 3), row("g1", Rank.ANSWER, 4)
    assert order(lined_up(welcome, second, post, first), 5) == [first, second, post, welcome]


def test_nothing_overtakes_an_answer_that_waits_for_a_limit_of_its_own() -> None:
    answer, welcome = row("g1", Rank.ANSWER), row("g1", Rank.WELCOME, 1)
    told = Rules(
        lambda one, now: Earliest(now + MINUTE if one is answer else now, "same text"), FREE.shared
    )
    choice = lined_up(answer, welcome).choose(2, told)
    assert (choice.row, choice.again) == (None, 2 + MINUTE)
    post = row("g1", Rank.POST)
    assert lined_up(post, row("g1", Rank.ANSWER, 1), welcome).choose(0, FREE).row is post


def test_the_parts_of_a_wish_stay_together() -> None:
    begin, rest = row("g1", Rank.POST, wish="w"), row("g1", Rank.POST, wish="w")
    line = lined_up(begin, rest)
    line.take(begin)
    line.went(begin, 0)
    answer = row("g1", Rank.ANSWER, 1)
    line.add([answer])
    assert order(line, 1) == [rest, answer]


def test_what_a_begun_wish_keeps_back_lends_it_its_place() -> None:
    begin, rest = (row("g1", Rank.ANSWER, 2, wish="w") for _ in range(2))
    line = lined_up(begin, rest)
    line.take(begin)
    line.went(begin, 0)
    post, answer = row("g1", Rank.POST), row("g2", Rank.ANSWER, 1)
    line.add([post, answer])
    assert order(line, 2 * RISES_EVERY) == [rest, post, answer]


def test_what_is_over_is_taken_out_whatever_its_turn() -> None:
    late, next_one = row("g1", Rank.POST, until=5), row("g1", Rank.POST, 1)
    line = lined_up(late, next_one)
    choice = line.choose(6, FREE)
    assert choice.late == [(late, "too late")]
    line.take(late)
    assert line.choose(6, FREE).row is next_one


def test_what_can_only_go_when_it_is_pointless_does_not_wait_for_that() -> None:
    full = Rules(lambda _, now: Earliest(now + MINUTE, "budget"), FREE.shared)
    post = row("g1", Rank.POST, until=MINUTE // 2)
    assert lined_up(post).choose(1, full).late == [(post, "budget")]


def test_where_nobody_may_go_it_says_when_to_look_again_and_why() -> None:
    shut = Rules(FREE.alone, lambda _, now: Earliest(now + MINUTE, "limit"))
    answer = row("g1", Rank.ANSWER)
    later = row("g2", Rank.ANSWER, 2 * MINUTE)
    assert lined_up(answer, later).choose(1, shut) == Choice(
        again=1 + MINUTE, held=[(answer, "limit")]
    )


def test_choosing_among_ten_thousand_in_a_thousand_groups_is_cheap() -> None:
    ranks = [Rank.ANSWER, Rank.WELCOME, Rank.POST, Rank.POST, Rank.OTHER]
    line = lined_up(*(row(f"g{n % 1000}", ranks[n % 5], n) for n in range(10_000)))
    taken: list[float] = []
    for _ in range(50):
        began = time.process_time()
        chosen = line.choose(20_000, FREE).row
        taken.append(time.process_time() - began)
        assert chosen is not None
        line.take(chosen)
        line.went(chosen, 0)
    assert sorted(taken)[len(taken) // 2] < 0.001  # a tenth of it on an idle machine
