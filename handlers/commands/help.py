"""/help: what the asker may use, and how one command is written."""

from bot.command import Call, Command
from bot.context import Context
from bot.domain.speech import Trusted
from bot.domain.text import fold
from handlers.commands.answers import form

_ALL = {
    "zh": """
可以这样用：
{% for line in lines %}
{{ line }}
{% endfor %}
{% if more %}
管理：{{ more }}
（发 /help 加命令名，看它怎么用）
{% endif %}
""",
    "en": """
You can write:
{% for line in lines %}
{{ line }}
{% endfor %}
{% if more %}
To run the group: {{ more }}
(/help and a name shows how to use it)
{% endif %}
""",
}
_ONE = dict.fromkeys(("zh", "en"), "{% for line in lines %}\n{{ line }}\n{% endfor %}")


async def show(context: Context, call: Call) -> None:
    """Explain the commands named, else list all; what the asker may not use is left out."""
    language = context.deployment.config.language
    usable = [command for command in call.commands if command.allows(call.role)]
    asked = fold(call.words[0]).lstrip("/") if call.words else ""
    if named := [command for command in usable if asked in command.names]:
        context.line(_ONE, lines=[_line(command, language) for command in named])
        return
    lines = [_line(command, language) for command in usable if command.role == "member"]
    more = dict.fromkeys(f"/{c.names[language == 'zh']}" for c in usable if c.role != "member")
    context.line(_ALL, lines=lines, more=Trusted(" ".join(more)))


def _line(command: Command, language: str) -> Trusted:
    between = "：" if language == "zh" else ": "
    return Trusted(form(command, language) + between + command.about[language])


COMMAND = Command(
    names=("help", "帮助"),
    usage={"zh": "[命令]", "en": "[command]"},
    about={"zh": "看我会做什么", "en": "shows what I can do"},
    run=show,
)
