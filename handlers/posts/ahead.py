"""Drafts of posts: made ahead of their moment, so that there is time to let them out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace as changed

from bot.config.model import Config
from bot.deployment import Deployment
from bot.domain.times import moment
from bot.events import MomentCame
from bot.handling.context import Context
from bot.handling.router import Moment
from bot.handling.wish import row_key
from bot.outbox.queue import has_key
from handlers.posts import days
from handlers.posts.model import Posts

_DRAFT = "/draft"
"""Ends the item of a draft's moment; the id of a post has no slash."""
_DAY = timedelta(days=1)
_BEFORE_QUIET = timedelta(minutes=1)


def agenda(playbook: Posts, group: str, day: date, deployment: Deployment) -> Iterator[Moment]:
    """Yield the moments of a day's posts, and those at which drafts are made on that day.

    A draft's moment is in time as long as its post is, and belongs to the local date it comes on:
    mostly that before its post.
    """
    yield from days.agenda(playbook, group, day, deployment)
    if not playbook.drafts:
        return
    for other in (day - _DAY, day, day + _DAY):
        for post in days.agenda(playbook, group, other, deployment):
            at = _drafted_at(playbook, post, deployment.config)
            if at is not None and at.date() == day:
                yield replace(post, item=post.item + _DRAFT, due=at, preparing=True)


def _drafted_at(playbook: Posts, post: Moment, config: Config) -> datetime | None:
    """Return when a draft is made, in the zone of the groups; before quiet hours, not in them."""
    approval = playbook.approval_of(post.item)
    if approval is None:
        return None
    at = (post.due.astimezone(UTC) - approval.ahead).astimezone(config.zone)
    quiet = config.quiet_hours
    if quiet is None or not quiet.contains(at):
        return at
    evening = at.date() if at.time() >= quiet.start else at.date() - _DAY
    return moment(evening, quiet.start, config.zone) - _BEFORE_QUIET


def is_draft(event: MomentCame) -> bool:
    """Say whether it is the moment to make a draft, not that of the post."""
    return event.item.endswith(_DRAFT)


def of_post(context: Context, event: MomentCame) -> tuple[Context, MomentCame]:
    """Return the same as if the post's own moment had come: what it says has that as its cause."""
    item = event.item.removesuffix(_DRAFT)
    own = changed(event, id=f"schedule:{event.playbook}:{item}:{event.occurrence}", item=item)
    return changed(context, event=own), own


def post_of(item: str) -> str:
    """Return the post that a moment is about, from its item."""
    return item.removesuffix(_DRAFT)


async def is_made(context: Context) -> bool:
    """Say whether what this moment's post says is in the outbox already."""
    event = context.event
    playbook = context.playbook.id if context.playbook else None
    return await has_key(context.work, row_key(event.id, playbook, "", event.group))


def due(playbook: Posts, event: MomentCame, deployment: Deployment) -> datetime:
    """Return when a post is to go out."""
    day = date.fromisoformat(event.occurrence.partition("/")[0])
    planned = days.agenda(playbook, event.group, day, deployment)
    same = (
        one.due for one in planned if (one.item, one.occurrence) == (event.item, event.occurrence)
    )
    return next(same, event.at)
