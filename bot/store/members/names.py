"""The names members had when they were last heard, within bounds."""

from sys import intern


class Names:
    """Names by group and member, at most `most`; the group learnt first is forgotten first."""

    def __init__(self, most: int) -> None:
        self._most, self._count = most, 0
        self._of: dict[str, dict[str, str]] = {}

    def get(self, group: str, member: str) -> str | None:
        """Return the name, None if it is not remembered."""
        names = self._of.get(group)
        return names.get(member) if names else None

    def learn(self, group: str, member: str, name: str | None) -> None:
        """Remember a name; None forgets it."""
        names = self._of.setdefault(group, {})
        self._count -= names.pop(member, None) is not None
        if name is not None:
            names[intern(member)] = intern(name)
            self._count += 1
        while self._count > self._most:
            self._count -= len(self._of.pop(next(iter(self._of))))
