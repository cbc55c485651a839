"""How much is too much: when joins and messages are a storm, and who asks is a flood or a loop.

All moments and spans are in microseconds. Real groups stay far below these numbers: in half a year
of five groups the fullest minute had 25 messages, and 141 who came back together after a breakdown.
"""

from collections.abc import Sequence
from typing import Literal

Kind = Literal["joins", "messages", "answers", "flood", "loop"]
Asked = tuple[int, str]
"""When somebody was answered, and what by: the rule or the command."""

MINUTE = 60_000_000
HOUR = 60 * MINUTE
CALM = 10 * MINUTE
"""So long nothing is too much before a storm is over, and the next one is told of."""
REST = {"flood": MINUTE, "loop": 10 * MINUTE}
"""So long somebody who is not answered any more has to ask nothing before they are again."""
ANSWERS = 200
"""So many who ask in one group are answered within a minute of the clock."""

_GROUP = {"joins": 200, "messages": 600}
_LEAST_OF_ALL = {"joins": 1_000, "messages": 6_000}
_OF_EACH = {"joins": 20, "messages": 100}
_AT_ONCE, _OF_MEMBER, _OF_STAFF = (15, MINUTE // 6), (15, MINUTE), (60, MINUTE)
_ALIKE = ((12, 5 * MINUTE), (40, HOUR))
"""At most so many answers within so long."""
_FEWEST = min(number for number, _ in (_AT_ONCE, _OF_MEMBER, _OF_STAFF, *_ALIKE))
_KEPT = 64
"""As many answers as any rule looks at, and some more."""


def most(kind: Kind, groups: int | None = None) -> int:
    """Return how many within a minute of the clock are no storm: in a group, or in all `groups`."""
    if groups is None:
        return _GROUP[kind]
    return max(_LEAST_OF_ALL[kind], _OF_EACH[kind] * groups)


def with_one_more(asked: Sequence[Asked], one: Asked) -> tuple[Asked, ...]:
    """Add to what somebody was answered lately, and leave out what no rule looks at any more."""
    if not asked:
        return (one,)
    lately = [before for before in asked if before[0] > one[0] - HOUR]
    return (*lately[1 - _KEPT :], one)


def too_much(asked: Sequence[Asked], staff: bool) -> tuple[Kind, int] | None:
    """Say whether the last answer was one too many, and since when that began.

    Who runs the bot may ask more, and the same again and again. Who asks faster than anybody could
    read the answers is no bot that waits for them.
    """
    if len(asked) <= _FEWEST:
        return None
    at, trigger = asked[-1]
    moments = [moment for moment, _ in asked]
    if staff:
        since = _too_many(moments, at, *_OF_STAFF)
        return ("flood", since) if since is not None else None
    alike = [moment for moment, what in asked if what == trigger]
    rules: tuple[tuple[Kind, list[int], tuple[int, int]], ...] = (
        ("flood", moments, _AT_ONCE),
        *(("loop", alike, rule) for rule in _ALIKE),
        ("flood", moments, _OF_MEMBER),
    )
    for kind, those, rule in rules:
        if (since := _too_many(those, at, *rule)) is not None:
            return kind, since
    return None


def _too_many(moments: Sequence[int], at: int, number: int, span: int) -> int | None:
    """Return the first of the moments that are more than a number within a span up to `at`."""
    if len(moments) > number and moments[-number - 1] > at - span:
        return moments[-number - 1]
    return None
