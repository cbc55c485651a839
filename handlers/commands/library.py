"""/library: the pieces of the content library, how often they were used, and which do poorly."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.domain.moments import from_us
from bot.domain.reception import Standing
from bot.domain.speech import Trusted
from bot.handling.command import Call, Command
from bot.handling.context import Context
from bot.playbooks.stock import Stored, stored
from bot.store.results import count_replies
from bot.store.tables import Result, Use
from bot.store.uses import standings
from handlers.commands.seats import groups_run_by

_SHOWN = 20
_LINES = {
    "zh": """
内容库{% if tag %}“{{ tag }}”{% endif %} {{ count }} 条
{%- if poor %}，{{ poor }} 条反响差、该改写{% endif %}：
{% for one in pieces %}
{{ "⚠" if one.poor else "·" }} {{ one.name }}「{{ one.text|truncate(20, true, "…") }}」
{%- if one.last %}用过 {{ one.uses }} 次，上次 {{ one.last }}{% else %}还没用过{% endif %}
{%- if one.times %}，反响是平时的 {{ one.times }} 倍{% endif %}

{% endfor %}
{% if count > pieces|length %}
……
{% endif %}
""",
    "en": """
{{ count }} piece{% if count != 1 %}s{% endif %} in the library
{%- if tag %} with the tag {{ tag }}{% endif %}
{%- if poor %}, {{ poor }} to be written anew{% endif %}:
{% for one in pieces %}
{{ "⚠" if one.poor else "·" }} {{ one.name }} “{{ one.text|truncate(20, true, "…") }}”
{%- if one.last %} used {{ one.uses }} times, last {{ one.last }}{% else %} never used{% endif %}
{%- if one.times %}, {{ one.times }} times the usual replies{% endif %}

{% endfor %}
{% if count > pieces|length %}
…
{% endif %}
""",
}
_NONE = {
    "zh": "{% if tags %}没有这个标签，有的是：{{ tags|join('、') }}"
    "{% else %}这里还没有内容库。{% endif %}",
    "en": "{% if tags %}No piece has that tag. There are: {{ tags|join(', ') }}"
    "{% else %}There is no content library here.{% endif %}",
}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece as the list shows it."""

    name: Trusted
    text: Trusted
    uses: int
    last: Trusted | None
    times: Trusted | None
    poor: bool


async def show(context: Context, call: Call) -> None:
    """List the pieces with a tag, or all, those that do poorly first."""
    groups = await groups_run_by(context, call, "operator")
    there, tag = _pieces(context, groups), call.rest.strip()
    fitting = [one for one in there if not tag or tag in one.piece.tags]
    if not fitting:
        tags = dict.fromkeys(tag for one in there for tag in one.piece.tags)
        context.line(_NONE, tags=[Trusted(tag) for tag in tags])
        return
    await count_replies(context.work, context.now, context.deployment.config.bot.id)
    ask = partial(context.work.execute, reads=[Use, Result])
    known = await standings(ask, groups, context.now)
    pieces = [_shown(context, one, known.get(one.key, Standing())) for one in fitting]
    pieces.sort(key=lambda one: not one.poor)
    poor, shown = sum(one.poor for one in pieces), pieces[:_SHOWN]
    context.line(_LINES, tag=Trusted(tag), count=len(pieces), poor=poor, pieces=shown)


def _pieces(context: Context, groups: Sequence[str]) -> list[Stored]:
    """Return the pieces that serve one of these groups, each once, in the order written."""
    served = {p for group in groups for p in context.deployment.playbooks_of(group)}
    there = stored(p for p in context.deployment.library.all if p in served)
    return list({one.key: one for one in there}.values())


def _shown(context: Context, one: Stored, standing: Standing) -> _Piece:
    first, zone = one.piece.said.parts[0], context.deployment.config.zone
    last, times = standing.last, standing.reception
    return _Piece(
        Trusted("/".join(one.key)),
        Trusted(first.text or first.template or first.image or first.file or ""),
        standing.uses,
        None if last is None else Trusted(f"{from_us(last).astimezone(zone):%m-%d}"),
        None if times is None else Trusted(f"{times:.1f}"),
        standing.poor,
    )


COMMAND = Command(
    names=("library", "内容库"),
    usage={"zh": "[标签]", "en": "[tag]"},
    about={
        "zh": "看内容库里每条用过几次、反响怎样",
        "en": "how often each piece was used, how it was received",
    },
    run=show,
    role="operator",
)
