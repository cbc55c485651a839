"""/forgetme: a member asks the bot to forget them, and confirms it; owners may ask it for one."""

from datetime import timedelta

from bot.domain.moments import to_us
from bot.domain.text import fold
from bot.events import CommandGiven
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Context
from bot.store.forgetting import forget
from bot.store.forgetting.erasing import FORGOTTEN
from bot.store.tables import Mark
from handlers.commands.own import PRIVATE_CHAT, Asked, asked_for

_SURE = ("confirm", "确认")
_STANDS = timedelta(minutes=10)
_ASKS = {
    "zh": """
{% if name %}要我忘记 {{ name }} 吗？{% else %}要我忘记你吗？{% endif %}

会删掉：说过的话、名字、各个 id、备注、标签、生日、打卡连续天数、积分余额、还没发出的提醒。
会留下（不再带名字和 id）：每天有几条发言、几次打卡、进出群各几次、群里一共发出多少积分。
删了就找不回来；再说话就是新成员。
旧的备份、导出过的表格和 config.yaml 里的 id 我删不了，要由运营者处理。
{% if role %}你在 config.yaml 里有职责，这不会变。
{% endif %}
确定的话，10 分钟内回复：/忘记我 {% if name %}@{{ id }} {% endif %}确认
{% if not name %}想先看我存了什么：/我的数据
{% endif %}
""",
    "en": """
{% if name %}Shall I forget {{ name }}?{% else %}Shall I forget you?{% endif %}

Removed: what was written, names, ids, notes, tags, birthday, streaks, points, reminders to come.
Kept, without name and id: how many messages and check-ins there were on each day,\
 how often somebody came and left, how many points a group was given in all.
It cannot be undone; whoever writes again is new. Old backups, exported sheets and the ids in\
 config.yaml are for those who run the bot.
{% if role %}You have a role in config.yaml, which stays.
{% endif %}
If you are sure, answer within 10 minutes: /forgetme {% if name %}@{{ id }} {% endif %}confirm
{% if not name %}To see first what I keep: /mydata
{% endif %}
""",
}
_DONE = {
    "zh": "{% if own %}已经忘记你了。{% else %}已经忘记了。{% endif %}"
    "留下的只有不带名字的次数。以后再说话，就是新成员。",
    "en": "{% if own %}You are forgotten.{% else %}Forgotten.{% endif %}"
    " What is left are counts without a name. Whoever writes again is new.",
}


async def run(context: Context, call: Call) -> None:
    """Ask whether it is meant; forget once that was confirmed in time."""
    who = await asked_for(context, call)
    if who is None:
        return
    if who.own and isinstance(context.event, CommandGiven):
        context.line(PRIVATE_CHAT)  # its answers stand on a page, under the same id
        return
    context.noted.silent = True
    key = ("", FORGOTTEN, "", who.member.id)
    mark = await context.work.get(Mark, *key)
    asker, now = call.heard.event.member.id, to_us(context.now)
    if not who.rest:
        context.work.put(Mark(*key, now, asker))
        _ask(context, call, who)
    elif fold(who.rest) not in _SURE:
        raise Misused
    elif mark is None or mark.data != asker or mark.at < to_us(context.now - _STANDS):
        context.work.put(Mark(*key, now, asker))
        _ask(context, call, who)
    else:
        by = "" if who.own else asker
        nobody = await forget(context.work, context.people, who.member.id, context.now, by)
        context.noted.nobody = nobody if who.own else ""
        context.line(_DONE, FORGOTTEN, own=who.own)


def _ask(context: Context, call: Call, who: Asked) -> None:
    role = who.own and call.role != "member"
    name = None if who.own else who.member
    context.line(_ASKS, name=name, id=who.id, role=role)


COMMAND = Command(
    names=("forgetme", "忘记我"),
    usage={"zh": "[确认]", "en": "[confirm]"},
    about={"zh": "让我忘记你：删掉你的数据", "en": "makes me forget you: your data is erased"},
    run=run,
    words=_SURE,
    aloud=False,
    first=True,
)
