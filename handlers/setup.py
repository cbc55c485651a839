"""Files of the set-up that were saved: they are taken up between two batches."""

from bot.events import SetupChanged
from bot.handling.context import Context
from bot.handling.router import Router
from bot.playbooks.base import Playbook


async def take_up(context: Context, _: Playbook | None, event: SetupChanged) -> None:
    """Ask the App to read them again."""
    context.ask("reload")
    context.note("setup_changed")


ROUTER = Router(name="setup", on={SetupChanged: take_up})
