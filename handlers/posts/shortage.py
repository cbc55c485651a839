"""Which posts will find nothing left in the content library, as the calendar goes."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot.deployment import Deployment
from bot.playbooks.base import Playbook
from bot.playbooks.stock import tagged
from handlers.posts.days import posts_of_day
from handlers.posts.model import Posts, Source

_LINE = {
    "zh": "△ {place}: {post}：{days} 天里要用 {wanted} 次，内容库里带“{tags}”的只有 {there} 条",
    "en": "△ {place}: {post}: wanted {wanted} times in {days} days, and only {there} pieces have "
    "the tag {tags}",
}
_FURTHEST = 366
"""So many days ahead is looked at most."""


def shortages(deployment: Deployment, today: date, language: str) -> Iterator[str]:
    """Yield a line for each post that draws more often than there are pieces, from today on.

    All posts that draw on the same tags in the same groups count together, over the days for
    which a piece rests.
    """
    config = deployment.config
    groups = {group: config.tags(group) for group in config.groups}
    lines = (
        _LINE[language].format(**short)
        for together in deployment.library.served_together(groups)
        for short in _short(together, deployment, today)
    )
    yield from dict.fromkeys(lines)


def _short(
    together: Sequence[Playbook], deployment: Deployment, today: date
) -> Iterator[dict[str, object]]:
    drawing = [playbook for playbook in together if isinstance(playbook, Posts)]
    for playbook in drawing:
        for path, post in playbook.written():
            if post.source is None or not post.enabled:
                continue
            days = min(post.source.not_again, _FURTHEST)
            there = len(tagged(together, post.source.tag))
            wanted = _wanted(drawing, post.source, deployment, today, days)
            if wanted > there:
                yield {
                    "place": playbook.line_of(*path, "from"),
                    "post": f"{playbook.id}/{post.id}",
                    "days": days,
                    "wanted": wanted,
                    "tags": "、".join(post.source.tag),
                    "there": there,
                }


def _wanted(
    drawing: Sequence[Posts], source: Source, deployment: Deployment, today: date, days: int
) -> int:
    """Count how often posts draw on the same tags in so many days."""
    return sum(
        planned.post.source is not None and set(planned.post.source.tag) == set(source.tag)
        for playbook in drawing
        for ahead in range(days)
        for planned in posts_of_day(playbook, today + timedelta(days=ahead), deployment.calendar)
    )
