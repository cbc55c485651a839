"""Why: the story of any event, or of any message of the bot back to its cause."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.domain.moments import to_us
from bot.store.tables import Outbox
from bot.store.views import story
from bot.web.asked import groups_of, text_of
from bot.web.console import Console
from bot.web.days import read_moment
from bot.web.menu import Page, Way
from bot.web.orders import PAGE as PAGE_CHANNEL
from bot.web.render import console_of, language_of, page, user_of, words
from bot.web.story import fate, stops_in, story_of
from handlers.commands.me import DEEDS

_AROUND = timedelta(minutes=15)
_TYPES: Mapping[str, tuple[str, str]] = {
    "message": ("消息", "message"),
    "command": ("页面上的命令", "command on a page"),
    "join": ("进群", "join"),
    "leave": ("离开", "leave"),
    "topic": ("改群名", "new name of the group"),
    "recall": ("撤回", "taken back"),
    "members": ("成员名单", "list of members"),
    "identity": ("换 id", "changed id"),
    "request": ("好友或入群申请", "request"),
    "gap": ("没听到的时段", "nothing was heard"),
    "setup": ("设置改了", "the set-up changed"),
    "moment": ("到时间", "a moment came"),
}


async def search(request: Request) -> Response:
    """Look for events and messages by id, text, member or moment."""
    console, language = console_of(request), language_of(request)
    groups = groups_of(request)
    at = read_moment(console, text_of(request, "at"))
    wanted = story.Find(
        groups,
        text_of(request, "q"),
        text_of(request, "member"),
        to_us(at - _AROUND) if at else None,
        to_us(at + _AROUND) if at else None,
    )
    rows = console.reader.rows
    seen, stops = console.groups_of(user_of(request)), await stops_in(console, groups)
    return page(
        request,
        "why.html",
        wanted=wanted,
        at=text_of(request, "at"),
        group=text_of(request, "group"),
        groups=[(one, console.group_name(one)) for one in seen],
        events=await story.find_events(rows, wanted),
        messages=[
            (row, fate(row, stops, language)) for row in await story.find_messages(rows, wanted)
        ],
        newest=story.NEWEST,
        types=_TYPES,
    )


async def of_event(request: Request) -> Response:
    """Tell the story of one event."""
    group, id = request.query_params.get("group", ""), request.query_params.get("id", "")
    return await _told(request, group, id, None)


async def of_message(request: Request) -> Response:
    """Tell why the bot said something: that row, and the story of its cause."""
    key = request.query_params.get("key", "")
    row = await story.message(console_of(request).reader.rows, key)
    if row is None or not _may_read(request, row):
        raise HTTPException(404, _nothing(request))
    return await _told(request, row.grp, row.cause, row)


async def _told(request: Request, group: str, id: str, said: Outbox | None) -> Response:
    console, language = console_of(request), language_of(request)
    if not _may_see(request, console, group):
        raise HTTPException(404, _nothing(request))
    event = await story.event(console.reader.rows, group, id)
    if event is None and said is None:
        raise HTTPException(404, _nothing(request))
    version = said.version if said else 0
    found = await story_of(console, event, language) if event else None
    return page(
        request,
        "story.html",
        story=found and replace(found, said=[o for o in found.said if _may_read(request, o.row)]),
        message=said,
        fate=fate(said, await stops_in(console, [group]), language) if said else "",
        live_since=await story.went_live(console.reader.rows, version) if version else None,
        types=_TYPES,
        deeds=DEEDS[language],
    )


def _may_see(request: Request, console: Console, group: str) -> bool:
    """Say whether one runs the group; what was private is for those who run all."""
    user = user_of(request)
    return group in console.groups_of(user) if group else console.role_in(user, "") != "member"


def _may_read(request: Request, row: Outbox) -> bool:
    """Say whether one may read what was said: the page answers who asked, of all their groups."""
    user = user_of(request)
    return row.channel != PAGE_CHANNEL or row.member == user.member or user.role != "member"


def _nothing(request: Request) -> str:
    return words(request, "没有记到这件事", "There is no record of that")


PAGE = Page(
    name="why",
    title={"zh": "为什么", "en": "Why"},
    icon="❓",
    ways=[Way("/why", search), Way("/why/event", of_event), Way("/why/message", of_message)],
)
