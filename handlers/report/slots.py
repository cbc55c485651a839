"""What the posts of each slot drew, beside what is usual for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from bot.deployment import Deployment
from bot.domain.speech import Trusted
from bot.domain.template_faults import Language
from bot.metrics import BY_NAME
from bot.metrics.metric import Scope
from bot.playbooks.posting import Posting
from bot.store.reading import Rows
from handlers.report.figures import figure

BY_SLOT = ("replies_15", "people_15", "replies_60", "people_60")
"""What is measured of each post, and told of each slot."""
_USUAL = timedelta(days=28)
_NO_SLOT = {"zh": "其他时间", "en": "Other times"}
SlotNames = Mapping[str, str]
"""How slots are called, by key and in order."""
_Found = Mapping[str, tuple[float, int]]
"""Mean and number of posts, by slot."""


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
    """Return what posts drew in each slot that had any; the usual is that of the 28 days before."""
    before = replace(scope, first=scope.first - _USUAL, last=scope.first - timedelta(days=1))
    now: dict[str, _Found] = {}
    usual: dict[str, _Found] = {}
    for name in measures:
        now[name] = await _by_slot(rows, name, scope)
        usual[name] = await _by_slot(rows, name, before)
    posts: dict[str, int] = {}
    for found in now.values():
        posts |= {key: max(count, posts.get(key, 0)) for key, (_, count) in found.items()}
    order = [key for key in names if key in posts] + sorted(posts.keys() - names.keys() - {""})
    return [
        SlotResult(
            key,
            Trusted(names.get(key, key) or _NO_SLOT[language]),
            posts[key],
            [
                Drawn(name, Trusted(BY_NAME[name].words[language]), *_told(name, key, now, usual))
                for name in measures
            ],
        )
        for key in [*order, *([""] if "" in posts else [])]
    ]


def _told(
    name: str, key: str, now: Mapping[str, _Found], usual: Mapping[str, _Found]
) -> tuple[Trusted, Trusted]:
    value = figure(name, now[name].get(key, (None, 0))[0])
    before = usual[name].get(key)
    return value, figure(name, before[0]) if before else Trusted("")


async def _by_slot(rows: Rows, name: str, scope: Scope) -> _Found:
    """Return mean and number of posts by slot."""
    found = await rows(_grouped(name), scope.values())
    return {slot: (float(mean), count) for slot, mean, count in found}


@lru_cache(maxsize=8)
def _grouped(name: str) -> sa.Select[Any]:
    """Take the rows behind a metric slot by slot."""
    selected = BY_NAME[name].rows
    assert selected is not None, "what is measured of a post has rows"
    found = selected.subquery()
    mean, count = sa.func.avg(found.c.n), sa.func.count()
    return sa.select(found.c.slot, mean, count).group_by(found.c.slot)
