"""Draws what a post says from the content library, and says when there is nothing left."""

from datetime import datetime

from bot.domain.draw import least_recent
from bot.domain.moments import to_us
from bot.domain.speech import Trusted
from bot.errors import Place
from bot.handling.context import Context
from bot.handling.wish import row_key
from bot.playbooks.stock import Stored, rested, tagged
from bot.store.tables import Mark, Use
from bot.store.uses import last_used
from handlers.posts.model import Post, Posts, Source

_NOTHING_LEFT = {
    "zh": "内容库里带“{{ tags }}”的 {{ count }} 条，{{ group.name }} {{ days }} 天内都发过了，"
    "{{ post }} 这次没有发。请加几条新的，或者把 not_again 改短。",
    "en": "All {{ count }} pieces with the tag {{ tags }} went to {{ group.name }} within "
    "{{ days }} days: {{ post }} was not sent. Please add some, or shorten not_again.",
}


def dry_item(post: str) -> str:
    """Name the mark that says that a person knows: this post found nothing left."""
    return f"dry {post}"


async def drawn(
    context: Context, playbook: Posts, post: Post, source: Source, place: Place, due: datetime
) -> Stored | None:
    """Return the piece that is said this time and remember its use; None where none is left.

    A draft is made before it is due, often on the day before: what counts is when it goes out.
    """
    event, config = context.event, context.deployment.config
    pieces = tagged(context.deployment.playbooks_of(event.group), source.tag)
    used = await last_used(context.work, event.group, config.zone)
    at = max(due, context.now)
    ready = rested(pieces, used, at.astimezone(config.zone).date(), source.not_again)
    if not ready:
        context.note_silence("nothing_left", place, tags=source.tag, pieces=len(pieces))
        await _tell_once(context, playbook, post, source, len(pieces))
        return None
    days = [used.get(one.key) for one in ready]
    chosen = ready[least_recent(days, config.seed, event.id, event.group)]
    key = row_key(event.id, playbook.id, "", event.group)
    context.work.put(Use(key, event.group, *chosen.key, to_us(at)))
    if await context.work.get(Mark, *_dry_key(context, playbook, post)):
        context.work.remove(Mark, *_dry_key(context, playbook, post))
    return chosen


async def _tell_once(
    context: Context, playbook: Posts, post: Post, source: Source, count: int
) -> None:
    """Have a person see to it, unless one was told since this post last found a piece."""
    key = _dry_key(context, playbook, post)
    if await context.work.get(Mark, *key):
        return
    context.work.put(Mark(*key, to_us(context.now)))
    name, tags = Trusted(f"{playbook.id}/{post.id}"), Trusted("、".join(source.tag))
    days = source.not_again
    context.task(_NOTHING_LEFT, wanted="refill", post=name, tags=tags, count=count, days=days)


def _dry_key(context: Context, playbook: Posts, post: Post) -> tuple[str, str, str, str]:
    return playbook.id, dry_item(post.id), context.event.group, ""
