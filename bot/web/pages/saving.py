"""Saving a file of the set-up: what would change and be wrong is shown before."""

import asyncio
from collections.abc import Mapping
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.domain.differences import differences
from bot.handling.command import RANKS
from bot.setup.sources import Overtaken, Source
from bot.web.asked import whole
from bot.web.files import BOM, form_of, line_of, open_source, sources_of, text_at, told_of, try_out
from bot.web.live import give
from bot.web.menu import Page, Way
from bot.web.render import page, user_of


async def review(request: Request) -> Response:
    """Show what saving would change, and what would be wrong; from there it is saved."""
    form = await form_of(request)
    source = open_source(request, form["file"])
    return await _review(request, source, form)


async def save(request: Request) -> Response:
    """Save, have it taken up, and tell what came of that."""
    form, known = await form_of(request), sources_of(request)
    source = open_source(request, form["file"])
    put = known.restore if form["version"] else known.save
    try:
        await asyncio.to_thread(put, source.name, await _text(request, form), form["digest"])
    except Overtaken:
        return await _review(request, open_source(request, source.name), form)
    except OSError as error:
        raise HTTPException(409, f"{source.name}: {error.strerror}") from error
    request.session["flash"] = (await give(request, "/reload"))[:1000]
    return RedirectResponse(f"/playbooks/edit?file={quote(source.name)}", 303)


async def _review(request: Request, source: Source, form: Mapping[str, str]) -> Response:
    text, known = await _text(request, form), sources_of(request)
    before = source.text.removeprefix(BOM)
    here = known.place_of(source.name)
    mistakes = await try_out(request, source.name, text)
    return page(
        request,
        "review.html",
        source=source,
        text=text,
        version=form["version"],
        changes=differences(before, text.removeprefix(BOM)),
        mistakes=[(line_of(one, here), told_of(one, here)) for one in mistakes],
        overtaken=form["digest"] != source.digest,
        may_save=RANKS[user_of(request).role] >= RANKS["admin"],
    )


async def _text(request: Request, form: Mapping[str, str]) -> str:
    """Return the text written, or that of the version to bring back."""
    if not form["version"]:
        return form["text"].replace("\r\n", "\n")
    number = whole(form["version"])
    old = await text_at(request, number, form["file"])
    if old is None:
        raise HTTPException(404, f"version {number} has no {form['file']}")
    return old


PAGE = Page(
    name="saving",
    title={"zh": "保存", "en": "Saving"},
    icon="💾",
    ways=[
        Way("/playbooks/review", review, ["POST"]),
        Way("/playbooks/save", save, ["POST"], "admin"),
    ],
    menu=False,
    everywhere=True,
)
