"""All playbooks, and which of them serve a group."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from bot.playbooks.base import Playbook

Served = tuple[Playbook, ...]


class Library:
    """The playbooks in the order of their files.

    A variant replaces its parent in the variant's own groups, also where it is disabled. Of several
    with one id (variants keep their parent's unless they have their own) the most specific serves.
    """

    def __init__(
        self, playbooks: Sequence[Playbook], parents: Mapping[Playbook, Playbook] | None = None
    ) -> None:
        self.all = tuple(playbooks)
        self._parents = parents or {}
        self.by_id: Mapping[str, Playbook] = {p.id: p for p in self.all if not self._shares_id(p)}
        self.overall = tuple(p for p in self.by_id.values() if p.overall and p.enabled)
        self._order = {playbook: n for n, playbook in enumerate(self.all)}
        self._of_group: dict[str, list[Playbook]] = {}
        self._of_tag: dict[str, list[Playbook]] = {}
        for playbook in self.all:
            for group in playbook.groups.ids:
                self._of_group.setdefault(group, []).append(playbook)
            if playbook.groups.tag is not None:
                self._of_tag.setdefault(playbook.groups.tag, []).append(playbook)
        self._of_all = [playbook for playbook in self.all if playbook.groups.rank == 2]
        self._known: dict[tuple[str, frozenset[str]], Served] = {}
        self._shared: dict[tuple[int, ...], Served] = {}

    def for_group(self, group: str, tags: Collection[str] = ()) -> Served:
        """Return the playbooks that serve a group, the most specific first, then in file order.

        Groups served by the same ones get the same tuple, so that it can be compiled once.
        """
        key = (group if group in self._of_group else "", frozenset(tags))
        served = self._known.get(key)
        if served is None:
            best = (same[0] for same in self._candidates(self._meant(*key)))
            chosen = sorted((p for p in best if p.enabled), key=self._precedence)
            order = tuple(map(self._order.__getitem__, chosen))
            served = self._known[key] = self._shared.setdefault(order, tuple(chosen))
        return served

    def served_together(self, groups: Mapping[str, Collection[str]]) -> Iterable[Served]:
        """Return once each what serves one of `groups` (with its tags), or any other group."""
        found = (self.for_group(group, tags) for group, tags in self._with_unlisted(groups))
        return {id(served): served for served in found}.values()

    def rivals(
        self, groups: Mapping[str, Collection[str]]
    ) -> Iterator[tuple[str, Playbook, Playbook]]:
        """Yield a group, and two playbooks of one id that serve it with equal right."""
        sets = {self._meant(*listed): listed[0] for listed in reversed(self._with_unlisted(groups))}
        for meant, group in sets.items():
            for same in self._candidates(meant):
                for first, second in pairwise(same):
                    if first.groups.rank == same[0].groups.rank == second.groups.rank:
                        yield group, first, second

    def _with_unlisted(
        self, groups: Mapping[str, Collection[str]]
    ) -> list[tuple[str, Collection[str]]]:
        """Return the groups with those only playbooks name, and `""` for any other."""
        return list({"": (), **dict.fromkeys(self._of_group, ()), **groups}.items())

    def _meant(self, group: str, tags: Collection[str]) -> tuple[Playbook, ...]:
        """Return the playbooks whose `groups` a group belongs to, in file order."""
        meant = {*self._of_group.get(group, ()), *self._of_all}
        meant.update(*(self._of_tag.get(tag, ()) for tag in tags))
        return tuple(sorted(meant, key=self._order.__getitem__))

    def _candidates(self, meant: Collection[Playbook]) -> Iterator[list[Playbook]]:
        """Yield those of one id together, the most specific first, without the replaced ones."""
        replaced = {older for playbook in meant for older in self._ancestors(playbook)}
        standing = (playbook for playbook in meant if playbook not in replaced)
        line = sorted(standing, key=lambda playbook: (playbook.id, *self._precedence(playbook)))
        for _, same in groupby(line, lambda playbook: playbook.id):
            yield list(same)

    def _shares_id(self, playbook: Playbook) -> bool:
        parent = self._parents.get(playbook)
        return parent is not None and parent.id == playbook.id

    def _ancestors(self, playbook: Playbook) -> Iterator[Playbook]:
        while (parent := self._parents.get(playbook)) is not None:
            yield parent
            playbook = parent

    def _precedence(self, playbook: Playbook) -> tuple[int, int]:
        return playbook.groups.rank, self._order[playbook]
