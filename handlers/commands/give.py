"""/points give|take: an admin corrects points; each correction is a line of the ledger."""

import re

from bot.domain.text import fold
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Context
from bot.store.ledger import pay
from bot.store.tables import Account
from handlers.commands.targets import target

_GIVE = ("give", "给", "加", "奖励")
_TAKE = ("take", "扣", "减", "扣除")
_LONGEST_FIRST = sorted((*_GIVE, *_TAKE), key=len, reverse=True)
_FORM = re.compile(rf"({'|'.join(_LONGEST_FIRST)})\s*", re.IGNORECASE)
_UNIT = r"(?:积分|分(?!享)|points?\b)"  # behind a space it may begin the reason: 10 分好类了
_AMOUNT = re.compile(
    rf"[+＋]?(\d{{1,6}})(?![\d.\-])(?:{_UNIT}|\s+{_UNIT}(?=[\s,，:：]|$))?[\s,，:：]*",
    re.IGNORECASE,
)

_DONE = {
    "zh": """
{{ name }} {{ points }} 积分{% if reason %}（{{ reason }}）{% endif %}，现在共 {{ balance }}。
""",
    "en": """
{{ name }} {{ points }} points{% if reason %} ({{ reason }}){% endif %}, {{ balance }} now.
""",
}
_REASON = {"zh": "管理员调整", "en": "set by an admin"}


async def correct(context: Context, call: Call) -> None:
    """Write a line for the member named, and say the new balance; it may go below zero."""
    form = _FORM.match(call.rest)
    if form is None:
        raise Misused
    found = await target(context, call, call.rest[form.end() :])
    if found is None:
        return
    amount = _AMOUNT.match(found.rest)
    if amount is None or not int(amount[1]):
        raise Misused
    points = int(amount[1]) if fold(form[1]) in _GIVE else -int(amount[1])
    reason, member = found.rest[amount.end() :].strip(), found.member
    await pay(
        context.work,
        f"points|{context.event.group}|{context.event.id}",
        context.event.group,
        member.id,
        points,
        at=context.now,
        reason=reason or _REASON[context.deployment.config.language],
        cause=context.event.id,
        by=call.heard.event.member.id,
    )
    account = await context.work.get(Account, context.event.group, member.id)
    balance = account.points if account else 0
    context.line(_DONE, name=member, points=f"{points:+d}", reason=reason, balance=balance)


COMMAND = Command(
    names=("points", "积分"),
    usage={"zh": "give|take @谁 10 原因（也可写 给|扣）", "en": "give|take @who 10 why"},
    about={"zh": "给成员加减积分", "en": "gives or takes points"},
    run=correct,
    role="admin",
    words=(*_GIVE, *_TAKE),
    private=False,
)
