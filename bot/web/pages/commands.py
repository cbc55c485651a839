"""Every slash command, to be given from here: the page does nothing that the chat could not."""

from starlette.requests import Request
from starlette.responses import Response

from bot.handling.command import RANKS
from bot.web.menu import Page, Way
from bot.web.render import console_of, language_of, page, user_of
from handlers.commands import COMMANDS
from handlers.commands.answers import form


async def show(request: Request) -> Response:
    """List what who is logged in may use, with a line to write one in."""
    console, user, language = console_of(request), user_of(request), language_of(request)
    rank = RANKS[console.highest(user)]
    usable = [command for command in COMMANDS if RANKS[command.role] <= rank]
    listed = [(form(command, language), command.about[language]) for command in usable]
    groups = [(group, console.group_name(group)) for group in console.groups_of(user)]
    return page(request, "commands.html", listed=listed, groups=groups)


PAGE = Page(
    name="commands",
    title={"zh": "命令", "en": "Commands"},
    icon="⌨",
    ways=[Way("/commands", show)],
)
