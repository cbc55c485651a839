"""What came within one minute of the clock, counted in each group, for the sake of storms."""


class Minute:
    """Counts in the latest minute; `forget` takes back all since `confirm`.

    Every message passes here, so it is two looks into a dict and nothing else.
    """

    def __init__(self) -> None:
        self.number = 0
        """Which minute it is, counted from 1970."""
        self.total = 0
        self._groups: dict[str, int] = {}
        self._added: list[tuple[str, int]] = []
        self._past: tuple[int, int, dict[str, int], list[tuple[str, int]]] | None = None

    def add(self, number: int, grp: str, by: int = 1) -> int:
        """Count in a minute, this one or a later one; return how many there are in the group."""
        if number != self.number:
            self._begin(number)
        here = self._groups[grp] = self._groups.get(grp, 0) + by
        self.total += by
        self._added.append((grp, by))
        return here

    def of(self, number: int, grp: str) -> int:
        """Return how many there are in a group in a minute, none if that is over."""
        return self._groups.get(grp, 0) if number == self.number else 0

    @property
    def groups(self) -> int:
        """Return in how many groups there was anything."""
        return len(self._groups) - ("" in self._groups)

    def confirm(self) -> None:
        """Keep what was counted."""
        self._added.clear()
        self._past = None

    def forget(self) -> None:
        """Take back what was counted."""
        if self._past:
            self.number, self.total, self._groups, self._added = self._past
        for grp, by in self._added:
            self.total -= by
            self._groups[grp] -= by
            if not self._groups[grp]:
                del self._groups[grp]
        self.confirm()

    def _begin(self, number: int) -> None:
        if self._past is None:
            self._past = self.number, self.total, self._groups, self._added
        self.number, self.total, self._groups, self._added = number, 0, {}, []
