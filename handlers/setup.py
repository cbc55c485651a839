"""Files of the set-up that were saved: they are taken up between two batches."""

from bot.context import Context
from bot.events import SetupChanged
from bot.playbooks.base import Playbook
from bot.router import Router


async def take_up(context: Context, _: Playbook | None, event: SetupChanged) -> None:
    """Ask the App to read them again."""
    context.ask("reload")
    context.note("setup_changed")


ROUTER = Router(name="setup", on={SetupChanged: take_up})
