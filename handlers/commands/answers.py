"""Runs a command that was found, or says in one line why not."""

from bot.domain.speech import Trusted
from bot.handling.command import Command, Misused
from bot.handling.context import Context
from bot.handling.heard import Heard
from bot.handling.router import Finding
from handlers.commands.matcher import Used

_USAGE = {"zh": "用法：{{ usage }}", "en": "Usage: {{ usage }}"}
_NOT_ALLOWED = {
    "zh": "{{ command }} 只有{{ role }}才能用哦。",
    "en": "{{ command }} is for {{ role }} only.",
}
_ROLES = {
    "zh": {"operator": "运营和管理员", "admin": "管理员", "owner": "群主人"},
    "en": {"operator": "operators and admins", "admin": "admins", "owner": "owners"},
}
_GROUP_ONLY = {
    "zh": "{{ command }} 请在群里用哦。",
    "en": "Please use {{ command }} in the group.",
}
_PRIVATE_ONLY = {
    "zh": "{{ command }} 请私聊我用哦，这里大家都看得到。",
    "en": "Please use {{ command }} in private: here everybody reads it.",
}
_MEANT = {
    "zh": "没有 {{ command }} 这个命令，你是想用 {{ meant }} 吗？",
    "en": "There is no {{ command }}. Did you mean {{ meant }}?",
}
_UNKNOWN = {
    "zh": "没有这个命令，发 /help 看看我能做什么。",
    "en": "There is no such command. Write /help to see what I can do.",
}


async def answer(context: Context, finding: Finding, heard: Heard) -> None:
    """Run a command, or say what is in its way."""
    code, language = finding.code, context.deployment.config.language
    used: Used | str = finding.data
    if isinstance(used, str):
        context.line(_MEANT if used else _UNKNOWN, "", **finding.values)
    elif code == "not_allowed":
        role = Trusted(_ROLES[language][used.command.role])
        context.line(_NOT_ALLOWED, "", role=role, **finding.values)
    elif code == "group_only":
        context.line(_GROUP_ONLY, "", **finding.values)
    elif code == "private_only":
        context.line(_PRIVATE_ONLY, "", **finding.values)
    else:
        try:
            await used.command.run(context, used.call)
        except Misused:
            code = "bad_arguments"
            context.line(_USAGE, usage=Trusted(form(used.command, language)))
    context.note(code, finding.place, **finding.values)


def form(command: Command, language: str) -> str:
    """Return how a command is written: `/pause /暂停 [剧本] [2h]`, `/pause [playbook] [2h]`."""
    names = command.names[:1] if language == "en" else command.names[:2]
    written = " ".join(f"/{name}" for name in names)
    return f"{written} {command.usage[language]}".rstrip()
