"""What a transaction will write, table by table, until it is written in bulk."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from bot.store.drivers import Write
from bot.store.statements import Key, delete_keys, insert_new, upsert
from bot.store.tables.mapping import Row

T = TypeVar("T")


class Writes:
    """Rows and keys that wait, and the tables of which some were written already."""

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect
        self.removed: dict[type[Row], set[Key]] = defaultdict(set)
        self.changed: dict[type[Row], dict[Key, Row]] = defaultdict(dict)
        self.appended: dict[type[Row], list[Row]] = defaultdict(list)
        self.values: dict[type[Row], list[tuple[Any, ...]]] = defaultdict(list)
        """Of rows that are appended, where nothing but their values is known."""
        self.updates: dict[type[Row], list[Write]] = defaultdict(list)
        self.written: set[type[Row]] = set()

    def take(self, *only: type[Row]) -> list[Write]:
        """Take out what waits, of all tables or only of some: one write a table."""
        writes: list[Write] = []
        for cls, keys in self._take(self.removed, only):
            writes.append(Write(delete_keys(cls, self._dialect).sql, sorted(keys)))
        for cls, changed in self._take(self.changed, only):
            writes.append(upsert(cls, self._dialect).write(changed.values()))
        for cls, rows in self._take(self.appended, only):
            writes.append(insert_new(cls, self._dialect).write(rows))
        for cls, values in self._take(self.values, only):
            writes.append(Write(insert_new(cls, self._dialect).sql, values))
        for _, updates in self._take(self.updates, only):
            writes += updates
        return writes

    def _take(
        self, waiting: dict[type[Row], T], only: Sequence[type[Row]]
    ) -> Iterator[tuple[type[Row], T]]:
        for cls in only or tuple(waiting):
            if some := waiting.pop(cls, None):
                self.written.add(cls)
                yield cls, some
