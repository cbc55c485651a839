"""Who goes first where a channel cannot say all at once: four classes, and rising by waiting."""

from enum import IntEnum


class Rank(IntEnum):
    """The class of what is to be said; the lower goes first."""

    ANSWER = 0
    """To a person who waits for it: an answer, a check-in, a command's, a guard line."""
    WELCOME = 1
    """To who has just come; and what a person on duty has to know."""
    POST = 2
    OTHER = 3
    """Reminders, lists, onboarding steps, briefs."""


RISES_EVERY = 300_000_000
"""Microseconds of waiting after which it counts as of the class before."""


def risen(rank: int, waited: int) -> int:
    """Return the class that something counts as after having waited (microseconds)."""
    return max(Rank.ANSWER, rank - waited // RISES_EVERY)
