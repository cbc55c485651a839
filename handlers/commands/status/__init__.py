"""/status: how the bot is doing here, or in private everywhere the asker is in charge."""

from bot.handling.command import Command
from handlers.commands.status.report import report

COMMAND = Command(
    names=("status", "状态"),
    usage={"zh": "", "en": ""},
    about={
        "zh": "看运行情况：待发、待办、没听见、没发出、接下来、暂停",
        "en": "what waits, comes, is to do, was not heard, failed and is paused",
    },
    run=report,
    role="operator",
)
