"""/birthday: what day a member's birthday is, as those who run the groups know it."""

import re
from datetime import date

from bot.domain.speech import Trusted
from bot.domain.text import fold
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Context
from bot.store.tables import Profile
from handlers.commands.whom import whom

_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_NONE = ("-", "无", "none")
_LEAP = 2000  # a year that has a 29th of February
_TOLD = {
    "zh": "{% if day %}{{ name }} 的生日：{{ day }}{% else %}没有记 {{ name }} 的生日。{% endif %}",
    "en": "{% if day %}Birthday of {{ name }}: {{ day }}"
    "{% else %}The birthday of {{ name }} is not known.{% endif %}",
}


async def set_birthday(context: Context, call: Call) -> None:
    """Write a member's birthday down, or `-` to forget it; without a day, tell it."""
    found = await whom(context, call, call.rest)
    if found is None:
        return
    row = await context.work.get(Profile, found.member.id) or Profile(found.member.id)
    if found.rest:
        row.birthday = "" if fold(found.rest) in _NONE else _read(found.rest)
        context.work.put(row)
    context.line(_TOLD, name=found.member, day=Trusted(row.birthday))


def _read(text: str) -> str:
    """Read 5-17, 05/17, 5月17日 or 1990-05-17 as `05-17` or `1990-05-17`; raise Misused."""
    form = _DAY.fullmatch(fold(text).replace(" ", ""))
    if form is None:
        raise Misused
    year, month, day = form.groups()
    try:
        found = date(int(year or _LEAP), int(month), int(day))
    except ValueError:
        raise Misused from None
    return found.isoformat() if year else f"{found:%m-%d}"


COMMAND = Command(
    names=("birthday", "生日"),
    usage={"zh": "@谁 [05-17|1990-05-17|-]", "en": "@who [05-17|1990-05-17|-]"},
    about={"zh": "记下或查看成员的生日", "en": "writes a member's birthday down, or tells it"},
    run=set_birthday,
    role="operator",
    aloud=False,
)
