"""The members of the groups that one runs: looked for by name, id or tag."""

from starlette.requests import Request
from starlette.responses import Response

from bot.handling.command import RANKS
from bot.store.views.members import SORTS, Search, all_tags, search
from bot.web.asked import address, groups_of, number_of, text_of
from bot.web.menu import Page, Way
from bot.web.render import console_of, page, user_of

_ORDERS = {
    "new": ("最近进群", "newest"),
    "name": ("名字", "name"),
    "points": ("积分", "points"),
}
assert tuple(_ORDERS) == SORTS


async def show(request: Request) -> Response:
    """List members, a line for each of their groups."""
    console, asked, user = console_of(request), request.query_params, user_of(request)
    seen, sees_all = console.groups_of(user), RANKS[console.role_in(user, "")] > 0
    sort = asked.get("sort", "new")
    wanted = Search(
        groups=groups_of(request),
        text=text_of(request, "q"),
        tag=text_of(request, "tag"),
        gone=asked.get("gone") == "1",
        sort=sort if sort in SORTS else "new",
        page=number_of(request),
    )
    found, more = await search(console.reader.rows, wanted)
    kept = {"q": wanted.text, "tag": wanted.tag, "group": asked.get("group", "")}
    kept |= {"gone": "1" if wanted.gone else "", "sort": wanted.sort}
    return page(
        request,
        "members.html",
        found=found,
        more=more,
        wanted=wanted,
        group=asked.get("group", ""),
        groups=[(one, console.group_name(one)) for one in seen],
        tags=await all_tags(console.reader.rows, None if sees_all else wanted.groups),
        orders=_ORDERS,
        path=address("/members", kept) + "&page=",
    )


PAGE = Page(
    name="members",
    title={"zh": "成员", "en": "Members"},
    icon="👤",
    ways=[Way("/members", show)],
)
