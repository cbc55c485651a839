"""What the posts of each slot drew, beside what is usual for it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.deployment import Deployment
from bot.domain.speech import Trusted
from bot.domain.template_faults import Language
from bot.domain.times import moment
from bot.metrics import BY_NAME
from bot.metrics.metric import Scope
from bot.playbooks.posting import Posting
from bot.store.reading import Rows
from bot.store.usual import Usual, usual
from handlers.report.figures import figure

BY_SLOT = ("replies_15", "people_15", "replies_60", "people_60")
"""What is measured of each post, and told of each slot."""
_NO_SLOT = {"zh": "其他时间", "en": "Other times"}
SlotNames = Mapping[str, str]
"""How slots are called, by key and in order."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One measure of a slot's posts, and what is usual: "" where there were none before."""

    name: str
    label: Trusted
    value: Trusted
    usual: Trusted


@dataclass(frozen=True, slots=True)
class SlotResult:
    """What the posts of one slot drew, on average."""

    key: str
    name: Trusted
    posts: int
    drawn: Sequence[Drawn]


def slot_names(deployment: Deployment, groups: Iterable[str]) -> SlotNames:
    """Return the slots of the posts of some groups, in the order in which they are written."""
    names: dict[str, str] = {}
    for group in groups:
        for playbook in deployment.playbooks_of(group):
            if isinstance(playbook, Posting):
                for key, slot in playbook.slots.items():
                    names.setdefault(key, slot.name or key)
    return names


async def slot_results(
    rows: Rows, measures: Sequence[str], scope: Scope, names: SlotNames, language: Language
) -> list[SlotResult]:
    """Return what posts drew in each slot that had any, beside the usual of their groups then."""
    if not measures:
        return []
    found = {name: await _by_slot(rows, name, scope) for name in measures}
    begin = moment(scope.first, time.min, scope.zone)
    normal = await usual(rows, scope.groups, begin)
    posts: Counter[str] = Counter()
    for of_groups in found.values():
        for slot, drawn in of_groups.items():
            posts[slot] = max(posts[slot], sum(one.posts for one in drawn))
    order = [*names, *sorted(posts.keys() - names.keys() - {""}), ""]
    return [
        SlotResult(
            slot,
            Trusted(names.get(slot, slot) or _NO_SLOT[language]),
            posts[slot],
            [_drawn(name, found[name].get(slot, ()), normal, language) for name in measures],
        )
        for slot in order
        if posts[slot]
    ]


class _OfGroup(NamedTuple):
    """What the posts of one slot drew in one group on average, and how many there were."""

    group: str
    slot: str
    mean: float
    posts: int


def _drawn(name: str, found: Sequence[_OfGroup], normal: Usual, language: Language) -> Drawn:
    """Take all groups together: each post counts as much, and the usual of its group too."""
    now = [(one.mean, one.posts) for one in found]
    before = [
        (float(getattr(normal[one.group, one.slot], name)), one.posts)
        for one in found
        if (one.group, one.slot) in normal
    ]
    label = Trusted(BY_NAME[name].words[language])
    usually = figure(name, _mean(before)) if before else Trusted("")
    return Drawn(name, label, figure(name, _mean(now)), usually)


def _mean(weighed: Sequence[tuple[float, int]]) -> float | None:
    weight = sum(posts for _, posts in weighed)
    return sum(value * posts for value, posts in weighed) / weight if weight else None


async def _by_slot(rows: Rows, name: str, scope: Scope) -> Mapping[str, Sequence[_OfGroup]]:
    found: dict[str, list[_OfGroup]] = {}
    for group, slot, mean, posts in await rows(_grouped(name), scope.values()):
        found.setdefault(slot, []).append(_OfGroup(group, slot, float(mean), posts))
    return found


@lru_cache(maxsize=8)
def _grouped(name: str) -> sa.Select[Any]:
    """Take the rows behind a metric group by group and slot by slot."""
    selected = BY_NAME[name].rows
    assert selected is not None, "what is measured of a post has rows"
    found = selected.subquery()
    place, mean = (found.c.grp, found.c.slot), sa.func.avg(found.c.n)
    return sa.select(*place, mean, sa.func.count()).group_by(*place)
