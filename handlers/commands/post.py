"""/post: when a post comes next and what it says; publish it now, or skip it once."""

from datetime import timedelta

import sqlalchemy as sa

from bot.domain.moments import to_us
from bot.domain.speech import Trusted
from bot.domain.text import fold
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Coming, Context
from bot.outbox.drafts import cancel
from bot.store.tables import Mark, Pause, Timer
from handlers.commands.moments import local
from handlers.commands.postings import Known, posts_of, ready_texts

_AHEAD = 92  # days to look for the next occurrence
_LISTED = 20
_NOW = ("now", "马上", "立即", "现在")
_SKIP = ("skip", "跳过", "不发")
_SHOWN = {
    "zh": """
{{ post }} {% if when %}下次 {{ when }} 发{% if skipped %}（这次跳过）{% endif %}
{%- else %}三个月内没有安排{% endif %}，
{%- if tags %}从内容库“{{ tags }}”里取，现在有 {{ texts|length }} 条可以取
{%- elif texts|length > 1 %}轮着说{% else %}内容是{% endif %}：
{% for text in texts[:10] %}
· {{ text|truncate(80, true, "…") }}
{% endfor %}
""",
    "en": """
{{ post }} {% if when %}comes {{ when }}{% if skipped %} but is skipped{% endif %}
{%- else %}is not planned for three months{% endif %}
{%- if tags %}, one of {{ texts|length }} from the library with the tag {{ tags }}
{%- elif texts|length > 1 %}, in turn{% endif %}:
{% for text in texts[:10] %}
· {{ text|truncate(80, true, "…") }}
{% endfor %}
""",
}
_SKIPPED = {
    "zh": "好的，{{ post }} {{ when }} 这次不发。",
    "en": "{{ post }} will not go out {{ when }}.",
}
_NOT_PLANNED = {
    "zh": "{{ post }} 三个月内没有安排，不用跳过。",
    "en": "{{ post }} is not planned for three months: nothing to skip.",
}
_PAUSED = {
    "zh": "{{ post }} 的剧本在暂停中，先发 /resume 再试。",
    "en": "The playbook of {{ post }} is paused. Use /resume first.",
}
_NOTHING_LEFT = {
    "zh": "{{ post }} 现在没有可以取的：带“{{ tags }}”的都发过不久。",
    "en": "There is nothing for {{ post }} now: all with the tag {{ tags }} were sent lately.",
}
_WHICH = {
    "zh": "{% if known %}要发哪一个？{{ known|join('、') }}"
    "{% else %}这个群还没有定时内容。{% endif %}",
    "en": "{% if known %}Which one? {{ known|join(', ') }}"
    "{% else %}There are no posts here.{% endif %}",
}


async def post(context: Context, call: Call) -> None:
    """Show a post, or order that it goes out now or not the next time."""
    if not call.words or len(call.words) > 2:
        raise Misused
    order = fold(call.words[1]) if len(call.words) == 2 else ""
    if order not in ("", *_NOW, *_SKIP):
        raise Misused
    found = posts_of(context, call.words[0])
    if len(found) != 1:
        known = [one.name for one in found or posts_of(context)]
        context.line(_WHICH, known=known[:_LISTED])
    elif order in _NOW:
        await _publish(context, found[0])
    elif order in _SKIP:
        await _skip(context, found[0])
    else:
        await _show(context, found[0])


async def _show(context: Context, found: Known) -> None:
    coming = _next(context, found)
    mark = await context.work.get(Mark, *_skip_key(context, found))
    skipped = coming is not None and mark is not None and mark.data == coming.occurrence
    when = _when(context, coming)
    texts = await ready_texts(context, found.source) if found.source else found.texts
    tags, name = found.tags, found.name
    context.line(_SHOWN, post=name, when=when, skipped=skipped, texts=texts, tags=tags)


async def _publish(context: Context, found: Known) -> None:
    """Set a moment for now: the post is the answer, unless its playbook is silent."""
    p, now, group = Pause.table.c, to_us(context.now), context.event.group
    silent = (
        p.playbook.in_([found.playbook, "*"]),
        p.grp.in_([group, "*"]),
        sa.or_(p.until.is_(None), p.until > now),
    )
    if await context.work.rows(Pause, *silent, limit=1):
        context.line(_PAUSED, post=found.name)
        return
    if found.source and not await ready_texts(context, found.source):
        context.line(_NOTHING_LEFT, post=found.name, tags=found.tags)
        return
    key = f"schedule:{found.playbook}:{found.id}:{context.today()}/now-{context.event.id}"
    context.work.put(Timer(group, key, now, found.playbook, found.id, data="now", asked=True))
    context.work.wake_at(now)


async def _skip(context: Context, found: Known) -> None:
    coming = _next(context, found)
    if coming is None:
        context.line(_NOT_PLANNED, post=found.name)
        return
    group, now = context.event.group, to_us(context.now)
    context.work.put(Mark(*_skip_key(context, found), now, coming.occurrence))
    cause = f"schedule:{found.playbook}:{found.id}:{coming.occurrence}"
    await cancel(context.work, group, cause, now, context.slow, "skipped")
    context.line(_SKIPPED, post=found.name, when=_when(context, coming))


def _skip_key(context: Context, found: Known) -> tuple[str, str, str, str]:
    """Return where the posts look for an occurrence to skip."""
    return found.playbook, f"skip {found.id}", context.event.group, ""


def _next(context: Context, found: Known) -> Coming | None:
    """Find the next occurrence after now."""
    for ahead in range(_AHEAD):
        day = context.today() + timedelta(days=ahead)
        moments = [
            moment
            for playbook, moment in context.coming(context.event.group, day)
            if (playbook, moment.item) == (found.playbook, found.id) and moment.due > context.now
        ]
        if moments:
            return min(moments, key=lambda moment: moment.due)
    return None


def _when(context: Context, coming: Coming | None) -> Trusted | None:
    return local(context, coming.due) if coming else None


COMMAND = Command(
    names=("post", "发布"),
    usage={"zh": "内容编号 [now|skip]", "en": "<id> [now|skip]"},
    about={
        "zh": "看一条定时内容，马上发，或跳过一次",
        "en": "shows a post, sends it now, skips it once",
    },
    run=post,
    role="operator",
    private=False,
)
