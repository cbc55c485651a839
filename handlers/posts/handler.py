"""Says a post when its moment comes, or when an operator wants it now."""

import json
from datetime import date, datetime

from bot.domain.dates import said_date, said_weekday
from bot.domain.draw import after_rotation, rotate
from bot.domain.moments import to_us
from bot.domain.speech import Trusted
from bot.errors import Place
from bot.events import Event, MomentCame
from bot.handling.context import Context
from bot.handling.router import Finding, Needs, Router
from bot.playbooks.base import Playbook
from bot.store.tables import Mark
from handlers.posts import ahead
from handlers.posts.days import Planned, planned_on, posts_of_day
from handlers.posts.model import Post, Posts
from handlers.posts.stock import drawn, dry_item

_NOW = "now"
"""The data of a moment that `/post` set: the post goes out whatever day it is."""


def _skip_item(post: str) -> str:
    """Name the mark that `/post` makes to silence a post once; its data is the occurrence."""
    return f"skip {post}"


def _used_item(post: str) -> str:
    """Name the mark that holds the variants used in this round."""
    return f"used {post}"


async def publish(context: Context, playbook: Posts, event: MomentCame) -> None:
    """Say what was planned, unless it is skipped, too late, or no longer in the playbook.

    Where a person has to let it out a draft is made: ahead, or now if there was none.
    """
    if early := ahead.is_draft(event):
        context, event = ahead.of_post(context, event)
    found = playbook.find(event.item)
    if found is None:
        context.note_silence("gone_from_playbook")
        return
    path, post = found
    place, draft = playbook.line_of(*path), playbook.approval_of(post.id) is not None
    if event.data == _NOW:
        await _say(context, playbook, planned_on(playbook, post, context.today()), place)
    elif (planned := _planned(context, playbook, event)) is None or (early and not draft):
        context.note_silence("not_planned", place, occurrence=event.occurrence)
    elif draft and await ahead.is_made(context):
        context.note_silence("drafted_before", place)
    elif await _skipped(context, playbook, event, early):
        context.note_silence("skipped", place, occurrence=event.occurrence)
    elif event.until is not None and context.unasked_at() > event.until:
        _note_lateness(context, event, place, early)
    else:
        due = ahead.due(playbook, event, context.deployment) if draft else None
        await _say(context, playbook, planned, place, due)


def _note_lateness(context: Context, event: MomentCame, place: Place, early: bool) -> None:
    zone, last = context.deployment.config.zone, event.until or event.due
    due, until = (at.astimezone(zone).isoformat() for at in (event.due, last))
    context.note_silence("too_late_to_draft" if early else "missed", place, due=due, until=until)


def _planned(context: Context, playbook: Posts, event: MomentCame) -> Planned | None:
    """Find the occurrence in the playbook as it is now."""
    day = date.fromisoformat(event.occurrence.partition("/")[0])
    for planned in posts_of_day(playbook, day, context.deployment.calendar):
        if (planned.post.id, planned.occurrence) == (event.item, event.occurrence):
            return planned
    return None


async def _skipped(context: Context, playbook: Posts, event: MomentCame, early: bool) -> bool:
    """Say whether an operator skipped this occurrence; at its own moment that uses up the mark."""
    key = (playbook.id, _skip_item(event.item), event.group, "")
    mark = await context.work.get(Mark, *key)
    if mark is None or mark.data != event.occurrence:
        return False
    if not early:
        context.work.remove(Mark, *key)
    return True


async def _say(
    context: Context,
    playbook: Posts,
    planned: Planned,
    place: Place,
    due: datetime | None = None,
) -> None:
    """Say a post; as a draft where it is given when that is due."""
    post, language = planned.post, context.deployment.config.language
    noted: dict[str, object]
    if post.source is None:
        number = await _variant(context, playbook, post)
        say, noted = post.say[number], {"variant": number + 1}
    elif piece := await drawn(context, playbook, post, post.source, place, due or context.now):
        say, noted = piece.piece.said, {"piece": "/".join(piece.key)}
    else:
        return
    context.say(
        say,
        date=Trusted(said_date(planned.day, language)),
        weekday=Trusted(said_weekday(planned.day, language)),
        slot=Trusted(planned.slot_name),
        approve=due is not None,
        due=due,
    )
    context.note("drafted" if due else "posted", place, **noted)


async def _variant(context: Context, playbook: Posts, post: Post) -> int:
    """Draw a variant that this group has not had in this round, and remember it."""
    count, event = len(post.say), context.event
    if count == 1:
        return 0
    item = _used_item(post.id)
    mark = await context.work.get(Mark, playbook.id, item, event.group, "")
    used = json.loads(mark.data) if mark else []
    drawn = rotate(count, used, context.deployment.config.seed, event.id, event.group)
    kept = json.dumps(after_rotation(used, drawn))
    context.work.put(Mark(playbook.id, item, event.group, "", to_us(context.now), kept))
    return drawn


def _needs(event: Event, playbook: Playbook | None, _finding: Finding | None) -> Needs:
    if isinstance(event, MomentCame) and playbook is not None:
        post = ahead.post_of(event.item)
        for item in (_skip_item(post), _used_item(post), dry_item(post)):
            yield Mark, (playbook.id, item, event.group, "")


ROUTER = Router(
    name="posts", kind=Posts, on={MomentCame: publish}, agenda=ahead.agenda, needs=_needs
)
