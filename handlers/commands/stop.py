"""/stop and /go: hold back all that playbooks say, and let it go again."""

from collections.abc import Sequence

import sqlalchemy as sa

from bot.domain.moments import to_us
from bot.domain.text import fold
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Context
from bot.store.stops import STOP, held
from bot.store.tables import Outbox, Pause
from handlers.commands.approve import let_go, soon
from handlers.commands.recipients import group_names
from handlers.commands.seats import EVERYWHERE, meant

_STOPPED = {
    "zh": "🛑 {{ where }}停发了：剧本要说的话先留着，命令照常回答。发 /go 继续",
    "en": "🛑 Stopped {{ where }}: what playbooks say waits, commands are answered. /go goes on",
}
_WENT_ON = {
    "zh": "▶️ {{ where }}继续发了{% if count %}，攒下的 {{ count }} 条现在发出"
    "（过了时间的不发）{% endif %}。",
    "en": "▶️ Going on {{ where }}{% if count %}: {{ count }} that waited go now, unless their time"
    " is over{% endif %}.",
}
_NOT_STOPPED = {"zh": "{{ where }}没有停发。", "en": "Nothing is stopped {{ where }}."}
_STOPPED_EVERYWHERE = {
    "zh": "现在是全部群停发，要总管理员发 /go 全部。",
    "en": "Everything is stopped in all groups: an admin of all groups has to /go all.",
}
_NOT_EVERYWHERE = {
    "zh": "全部群只有总管理员能停发或继续。",
    "en": "Only an admin of all groups can do that everywhere.",
}
_ALL = {"zh": "全部群", "en": "in all groups"}
_HERE = {"zh": "{}", "en": "in {}"}


async def stop(context: Context, call: Call) -> None:
    """Hold back what playbooks say: here, or in all groups of the asker."""
    groups = await _groups(context, call)
    if not groups:
        return
    for group in groups:
        if await context.work.get(Pause, STOP, group) is None:
            context.work.put(Pause(STOP, group, soon(context), None))
    context.line(_STOPPED, where=_named(context, groups))
    context.work.wake_at(soon(context))


async def go(context: Context, call: Call) -> None:
    """End the stop; what waited goes now, in its order."""
    groups = await _groups(context, call)
    if not groups:
        return
    stops = await context.work.rows(Pause, Pause.table.c.playbook == STOP)
    everywhere = groups == ("*",)
    ended = [row for row in stops if everywhere or row.grp in groups]
    if not everywhere and any(row.grp == "*" for row in stops):
        context.line(_STOPPED_EVERYWHERE)
    elif not ended:
        context.line(_NOT_STOPPED, where=_named(context, groups))
    else:
        count = await _release(context, groups)
        for row in ended:
            context.work.remove(Pause, STOP, row.grp)
        context.line(_WENT_ON, where=_named(context, groups), count=count)
        await let_go(context)


async def _release(context: Context, groups: Sequence[str]) -> int:
    """Make what was held back due now, and return how many rows that are.

    What was due later stays behind what was due before: by a microsecond each.
    """
    o, now = Outbox.table.c, to_us(context.now)
    waits = [o.state == "waiting", o.due <= now, held(now, context.slow)]
    waits += [] if groups == ("*",) else [o.grp.in_(groups)]
    place = sa.cast(sa.func.dense_rank().over(order_by=o.due), sa.BigInteger).label("place")
    row = sa.select(o.seq, place).where(*waits).subquery()
    due = sa.update(Outbox.table).where(o.seq == row.c.seq)
    due = due.values(due=soon(context) + row.c.place - 1).returning(o.seq)
    return len(await context.work.execute(due))


async def _groups(context: Context, call: Call) -> tuple[str, ...]:
    """Return where it is meant for, `*` for everywhere; say so where the asker may not."""
    if any(fold(word) not in EVERYWHERE for word in call.words):
        raise Misused
    groups = await meant(context, call, "admin", everywhere=bool(call.words))
    if not groups:
        context.line(_NOT_EVERYWHERE)
    return groups


def _named(context: Context, groups: Sequence[str]) -> str:
    language = context.deployment.config.language
    if groups == ("*",):
        return _ALL[language]
    return _HERE[language].format(group_names(context, groups))


STOPS = Command(
    names=("stop", "停发", "停"),
    usage={"zh": "[全部]", "en": "[all]"},
    about={
        "zh": "剧本要说的话全部先留着，一条也不发",
        "en": "holds back all that playbooks say",
    },
    run=stop,
    role="admin",
    words=EVERYWHERE,
)
GOES = Command(
    names=("go", "继续"),
    usage={"zh": "[全部]", "en": "[all]"},
    about={"zh": "停发以后继续发", "en": "goes on after /stop"},
    run=go,
    role="admin",
    words=EVERYWHERE,
)
