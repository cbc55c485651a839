"""How a piece of content stands: how often it was used, and how it was received."""

from dataclasses import dataclass
from statistics import median

JUDGED = 3
"""So many results of a piece count, its last ones; with fewer it is not judged."""
_POOR = 0.5


@dataclass(frozen=True, slots=True)
class Standing:
    """How often a piece was used, when last (microseconds; None: never), how it was received.

    `received` are its last results, the latest first: the replies within an hour of it, as a
    multiple of what is usual for a post in that slot of that group.
    """

    uses: int = 0
    last: int | None = None
    received: tuple[float, ...] = ()

    @property
    def reception(self) -> float | None:
        """Return the middle one of its last three results; None where there are fewer."""
        return median(self.received) if len(self.received) == JUDGED else None

    @property
    def poor(self) -> bool:
        """Say whether it drew less than half of what is usual, and should be written anew."""
        return self.reception is not None and self.reception < _POOR
