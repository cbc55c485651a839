"""All groups: who is there, how much is written, who came and went, what is silent."""

from starlette.requests import Request
from starlette.responses import Response

from bot.domain.text import fold
from bot.store.views.groups import overview
from bot.web.asked import address, number_of, text_of
from bot.web.console import Console
from bot.web.days import last_days
from bot.web.menu import Page, Way
from bot.web.render import console_of, page, user_of

_SIZE = 25
_DAYS = 7


async def show(request: Request) -> Response:
    """List the groups that one may see, those whose name, id or tag is looked for."""
    console, wanted, number = console_of(request), text_of(request, "q"), number_of(request)
    groups = [
        group for group in console.groups_of(user_of(request)) if _fits(console, group, wanted)
    ]
    shown = groups[(number - 1) * _SIZE : number * _SIZE]
    bot = console.deployment.config.bot.id
    lines = await overview(console.reader.rows, shown, last_days(console, _DAYS), bot)
    return page(
        request,
        "groups.html",
        lines=[lines[group] for group in shown],
        found=len(groups),
        wanted=wanted,
        number=number,
        more=len(groups) > number * _SIZE,
        path=address("/groups", {"q": wanted}) + "&page=",
    )


def _fits(console: Console, group: str, wanted: str) -> bool:
    tags = console.deployment.config.tags(group)
    named = fold(wanted) in fold(console.group_name(group))
    return not wanted or named or wanted == group or wanted in tags


PAGE = Page(
    name="groups",
    title={"zh": "群", "en": "Groups"},
    icon="👥",
    ways=[Way("/groups", show)],
)
