"""What the operator set up before: every version that went live, compared and brought back."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.domain.differences import differences
from bot.store.versions import history, history_of
from bot.web.files import BOM, open_source, text_at
from bot.web.menu import Page, Way
from bot.web.render import console_of, page

_AT_ONCE = 20
_LAST = 2**31


async def show(request: Request) -> Response:
    """List the versions, or those that changed one file."""
    file, reader = request.query_params.get("file", ""), console_of(request).reader
    if file:
        steps, more = await history_of(reader, file), False
    else:
        steps = await history(reader, _number(request, "before", _LAST), _AT_ONCE + 1)
        steps, more = steps[:_AT_ONCE], len(steps) > _AT_ONCE
    return page(request, "versions.html", steps=steps, file=file, more=more)


async def compare(request: Request) -> Response:
    """Show what a version changed in a file, or what has changed in it since."""
    file, number = request.query_params.get("file", ""), _number(request, "version", 0)
    source = open_source(request, file)
    since = request.query_params.get("with") == "now"
    text = await text_at(request, number, file)
    before = None if since else await text_at(request, number - 1, file)
    if text is None and before is None:
        raise HTTPException(404, f"version {number} has no {file}")
    old, new = (text or "", source.text) if since else (before or "", text or "")
    return page(
        request,
        "compare.html",
        source=source,
        changes=differences(old.removeprefix(BOM), new.removeprefix(BOM)),
        number=number,
        since=since,
        there=text is not None,
    )


def _number(request: Request, name: str, default: int) -> int:
    given = request.query_params.get(name, "")
    return min(int(given), _LAST) if given.isdecimal() and len(given) < 12 else default


PAGE = Page(
    name="versions",
    title={"zh": "版本", "en": "Versions"},
    icon="🕘",
    ways=[Way("/playbooks/versions", show), Way("/playbooks/compare", compare)],
    menu=False,
    everywhere=True,
)
