"""/mydata: all that is kept about a member, in plain words and as a file."""

from bot.domain.moments import to_us
from bot.domain.speech import Trusted
from bot.events import CommandGiven
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Context
from bot.outbox.copies import keep
from bot.playbooks.say import Say
from bot.store.forgetting.owndata import counts
from handlers.commands.own import PRIVATE_CHAT, asked_for

_TOLD = {
    "zh": """
{% if name %}关于 {{ name }}{% else %}关于你{% endif %}，我存着：
{% for line in lines %}
{{ line }}
{% endfor %}
全部内容在这个文件里（JSON）。说过的话存 {{ days }} 天。
{% if not name %}不想让我再存：/忘记我
{% endif %}
""",
    "en": """
About {% if name %}{{ name }}{% else %}you{% endif %} I keep:
{% for line in lines %}
{{ line }}
{% endfor %}
All of it is in this file (JSON). Texts are kept for {{ days }} days.
{% if not name %}To have it erased: /forgetme
{% endif %}
""",
}
_WORDS = {
    "zh": {
        "ids": "平台 id {n} 个",
        "groups": "在 {n} 个群里的名字和进出时间",
        "messages": "发言等记录 {n} 条",
        "days": "每天活跃次数 {n} 行",
        "check_ins": "打卡 {n} 天",
        "points": "积分变动 {n} 笔",
        "profile": "生日",
        "tags": "标签 {n} 个",
        "notes": "管理员写的备注 {n} 条",
        "to_come": "还没到的提醒 {n} 个",
        "said_to_you": "我私下发过的消息 {n} 条",
    },
    "en": {
        "ids": "{n} ids on platforms",
        "groups": "your name in {n} groups, and when you came and left",
        "messages": "{n} messages and other events",
        "days": "{n} rows of how active you were on a day",
        "check_ins": "{n} days of check-ins",
        "points": "{n} movements of points",
        "profile": "a birthday",
        "tags": "{n} tags",
        "notes": "{n} notes by those who run the groups",
        "to_come": "{n} reminders to come",
        "said_to_you": "{n} private messages from me",
    },
}


async def tell(context: Context, call: Call) -> None:
    """Send the asker what is kept of them, or of whom an owner names."""
    who = await asked_for(context, call)
    if who is None:
        return
    if who.rest:
        raise Misused
    if isinstance(context.event, CommandGiven):
        context.line(PRIVATE_CHAT)  # a page shows words, and no files
        return
    config, event = context.deployment.config, context.event
    path = keep(context.work, who.member.id, f"{event.group}|{event.id}", to_us(context.now))
    found = await counts(context.work, who.member.id)
    words = _WORDS[config.language]
    lines = [Trusted(f"· {words[name].format(n=found[name])}") for name in words if found[name]]
    say = Say.model_validate({"parts": ({"text": _TOLD[config.language]}, {"file": path})})
    name = None if who.own else who.member
    days = config.retention.texts.days
    context.dm(call.heard.event.member.id, say, "mydata", name=name, lines=lines, days=days)


COMMAND = Command(
    names=("mydata", "我的数据"),
    usage={"zh": "", "en": ""},
    about={"zh": "看我存了你的哪些数据，并拿一份", "en": "what I keep about you, with a copy"},
    run=tell,
    aloud=False,
)
