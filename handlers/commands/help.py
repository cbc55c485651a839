"""/help: what the asker may use, and how one command is written."""

from collections.abc import Sequence
from functools import lru_cache

from bot.config.model import Role
from bot.domain.speech import Trusted
from bot.domain.text import fold
from bot.handling.command import Call, Command
from bot.handling.context import Context
from handlers.commands.answers import form

_ALL = {
    "zh": """
可以这样用：
{{ lines }}
{% if more %}
管理：{{ more }}
（发 /help 加命令名，看它怎么用）
{% endif %}
""",
    "en": """
You can write:
{{ lines }}
{% if more %}
To run the group: {{ more }}
(/help and a name shows how to use it)
{% endif %}
""",
}
_ONE = dict.fromkeys(("zh", "en"), "{{ lines }}")


async def show(context: Context, call: Call) -> None:
    """Explain the commands named, else list all; what the asker may not use is left out."""
    language = context.deployment.config.language
    asked = fold(call.words[0]).lstrip("/") if call.words else ""
    named = [command for command in call.commands if asked in command.names]
    if usable := [command for command in named if command.allows(call.role)]:
        context.line(_ONE, lines=_lines(usable, language))
    else:
        lines, more = _all(tuple(call.commands), call.role, language)
        context.line(_ALL, lines=lines, more=more)


@lru_cache(maxsize=16)
def _all(commands: Sequence[Command], role: Role, language: str) -> tuple[Trusted, Trusted]:
    """Explain what everybody may use, and name what only some may, as far as `role` may."""
    usable = [command for command in commands if command.allows(role)]
    members = [command for command in usable if command.role == "member"]
    more = dict.fromkeys(f"/{c.names[language == 'zh']}" for c in usable if c.role != "member")
    return _lines(members, language), Trusted(" ".join(more))


def _lines(commands: Sequence[Command], language: str) -> Trusted:
    between = "：" if language == "zh" else ": "
    return Trusted("\n".join(form(c, language) + between + c.about[language] for c in commands))


COMMAND = Command(
    names=("help", "帮助"),
    usage={"zh": "[命令]", "en": "[command]"},
    about={"zh": "看我会做什么", "en": "shows what I can do"},
    run=show,
)
