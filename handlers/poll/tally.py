"""What came of a poll, as templates see it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.speech import Trusted

Votes = Sequence[tuple[str, tuple[int, ...]]]
"""Who voted for which options, the first to settle on it first."""


@dataclass(frozen=True, slots=True)
class Counted:
    """An option with its votes; `share` is how many voters of a hundred chose it."""

    text: Trusted
    votes: int
    share: int
    right: bool


def count(options: Sequence[str], answer: Sequence[int], votes: Votes) -> list[Counted]:
    """Count the votes for each option, in the order written."""
    times = Counter(number for _, chosen in votes for number in chosen)
    return [
        Counted(
            Trusted(option),
            times[number],
            (200 * times[number] + len(votes)) // (2 * len(votes)) if votes else 0,
            number in answer,
        )
        for number, option in enumerate(options, start=1)
    ]
