"""/reload: read config and playbooks again."""

from bot.handling.command import Call, Command
from bot.handling.context import Context
from bot.store.owed import owe


async def reload(context: Context, call: Call) -> None:
    """Ask the App for it, which answers once it is done."""
    context.ask("reload")
    owe(context.work, context.event)


COMMAND = Command(
    names=("reload", "重载"),
    usage={"zh": "", "en": ""},
    about={"zh": "重新读取设置和剧本", "en": "reads config and playbooks again"},
    run=reload,
    role="admin",
)
