"""A dict of what is known between two batches: what no transaction keeps is taken back."""

from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Tentative(dict[K, V], Generic[K, V]):
    """Set values by `put`; `forget` undoes all since `confirm`."""

    def __init__(self) -> None:
        super().__init__()
        self._before: list[tuple[K, V | None]] = []

    def put(self, key: K, value: V) -> None:
        """Set a value, until it is confirmed or forgotten."""
        self._before.append((key, self.get(key)))
        self[key] = value

    def keep(self, wanted: Callable[[V], bool]) -> None:
        """Drop confirmed values that are not wanted."""
        for key in [key for key, value in self.items() if not wanted(value)]:
            del self[key]

    def confirm(self) -> None:
        """Keep what was set."""
        self._before.clear()

    def forget(self) -> None:
        """Take back what was set."""
        for key, value in reversed(self._before):
            if value is None:
                del self[key]
            else:
                self[key] = value
        self._before.clear()
