"""/note and /unnote: notes about members, for those who run the groups."""

from dataclasses import dataclass

from bot.domain.moments import from_us, to_us
from bot.domain.speech import Trusted
from bot.domain.text import clean, fold
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Context
from bot.store.tables import Membership, Remark
from handlers.commands.seats import groups_run_by
from handlers.commands.whom import Whom, by_id, whom

_LONGEST = 500  # characters
_SHOWN = 10
_NOTED = {"zh": "记下了，只有管群的人能看到。", "en": "Noted, for those who run the group only."}
_NOTES = {
    "zh": """
{% if notes %}
{{ name }} 的备注：
{% for one in notes %}
{{ one.number }}. {{ one.day }} {{ one.text|truncate(100, true, "…") }}
{% endfor %}
{% else %}
{{ name }} 还没有备注。
{% endif %}
""",
    "en": """
{% if notes %}
Notes about {{ name }}:
{% for one in notes %}
{{ one.number }}. {{ one.day }} {{ one.text|truncate(100, true, "…") }}
{% endfor %}
{% else %}
There is no note about {{ name }}.
{% endif %}
""",
}
_GONE = {"zh": "备注 {{ number }} 删掉了。", "en": "Note {{ number }} is deleted."}
_NO_NOTE = {"zh": "没有第 {{ number }} 号备注。", "en": "There is no note {{ number }}."}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A note as it is told."""

    number: int
    day: Trusted
    text: str


async def note(context: Context, call: Call) -> None:
    """Write down a note about a member; without a text, tell the last ones."""
    found = await whom(context, call, call.rest)
    if found is None:
        return
    text = clean(found.rest, _LONGEST)
    if not text:
        await _tell(context, found)
        return
    at, by = to_us(context.now), call.heard.event.member.id
    key = f"{context.event.group}|{context.event.id}"
    context.work.append(Remark(0, key, found.member.id, found.group, at, by, text))
    context.line(_NOTED)


async def unnote(context: Context, call: Call) -> None:
    """Delete a note, by its number, about a member of a group that the asker runs."""
    written = fold(call.rest).lstrip("#")
    if not written.isdecimal() or len(written) > 9:
        raise Misused
    number = int(written)
    row = next(iter(await context.work.rows(Remark, Remark.table.c.seq == number)), None)
    if row is None or await _seat(context, call, row) is None:
        context.line(_NO_NOTE, number=number)
        return
    context.work.remove(Remark, number)
    context.line(_GONE, number=number)


async def _seat(context: Context, call: Call, row: Remark) -> Membership | None:
    """Return where the member that a note is about is known to who asks."""
    return await by_id(context, await groups_run_by(context, call, "operator"), row.member)


async def _tell(context: Context, found: Whom) -> None:
    zone, of = context.deployment.config.zone, Remark.table.c
    about = of.member == found.member.id
    rows = await context.work.rows(Remark, about, order=[of.seq.desc()], limit=_SHOWN)
    days = [f"{from_us(row.at).astimezone(zone):%m-%d}" for row in rows]
    notes = [_Shown(r.seq, Trusted(day), r.text) for r, day in zip(rows, days, strict=True)]
    context.line(_NOTES, name=found.member, notes=notes)


NOTES = Command(
    names=("note", "备注"),
    usage={"zh": "@谁 [文字]", "en": "@who [text]"},
    about={
        "zh": "记一条成员备注，或看已有的（只有你看到）",
        "en": "notes something about a member",
    },
    run=note,
    role="operator",
    aloud=False,
)
UNNOTES = Command(
    names=("unnote", "删备注"),
    usage={"zh": "编号", "en": "<number>"},
    about={"zh": "删掉一条成员备注", "en": "deletes a note"},
    run=unnote,
    role="operator",
    aloud=False,
    number=True,
)
