"""Finds members again whose ids a new login has changed, by their names and groups."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_CERTAINLY_MANY = 3
"""So many found again at once are no coincidence, also without a new login."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a group's member list differs from the one before: ids and names."""

    stayed: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)
    new: Mapping[str, str] = field(default_factory=dict)

    def renumbered(self, new_login: bool) -> bool:
        """Say whether it looks like new ids for the same people rather than coming and going.

        After a new login both at once is enough; else most must be gone, and about as many new.
        """
        if new_login:
            return bool(self.gone and self.new)
        return len(self.gone) > len(self.stayed) and 2 * len(self.new) >= len(self.gone)


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody who seems to be somebody else: in which groups, under which name."""

    former: str
    present: str
    name: str
    groups: tuple[str, ...]
    certain: bool


def find_again(changes: Mapping[str, Change], new_login: bool) -> Sequence[Match]:
    """Return who of those that are new was who of those that are gone, each once.

    Certain is only what nobody else can be: one name, the same groups before and after, worn by
    nobody else in them; and either a new login or several such at once.
    """
    pairs: dict[tuple[str, str], list[str]] = {}
    for group, change in changes.items():
        for former, present in _namesakes(change):
            pairs.setdefault((former, present), []).append(group)
    rivals = Counter(former for former, _ in pairs) + Counter(present for _, present in pairs)
    before, after = _groups(changes, "gone"), _groups(changes, "new")
    alone = {
        (former, present)
        for (former, present), groups in pairs.items()
        if rivals[former] == rivals[present] == 1
        and set(groups) == before[former] == after[present]
        and not any(_name(changes, groups[0], present) in _stayed(changes, g) for g in groups)
    }
    sure = new_login or len(alone) >= _CERTAINLY_MANY
    found: list[Match] = []
    taken: set[str] = set()
    for (former, present), groups in sorted(pairs.items(), key=lambda pair: -len(pair[1])):
        if former not in taken and present not in taken:
            taken |= {former, present}
            name = _name(changes, groups[0], present)
            certain = sure and (former, present) in alone
            found.append(Match(former, present, name, tuple(groups), certain))
    return found


def _namesakes(change: Change) -> Sequence[tuple[str, str]]:
    """Return who is gone with who is new under the same name."""
    named: dict[str, list[str]] = {}
    for former, name in change.gone.items():
        named.setdefault(name.strip(), []).append(former)
    return [
        (former, present)
        for present, name in change.new.items()
        if name.strip() and name.strip() != present
        for former in named.get(name.strip(), ())
    ]


def _groups(changes: Mapping[str, Change], side: str) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    for group, change in changes.items():
        for member in getattr(change, side):
            groups.setdefault(member, set()).add(group)
    return groups


def _name(changes: Mapping[str, Change], group: str, present: str) -> str:
    return changes[group].new[present].strip()


def _stayed(changes: Mapping[str, Change], group: str) -> set[str]:
    return {name.strip() for name in changes[group].stayed.values()}
