"""The files of the set-up with their state, and an editor that shows errors at the line."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.errors import Mistake
from bot.playbooks.base import Playbook
from bot.setup.schema import SCHEMAS
from bot.setup.sources import Source, Sources
from bot.web.files import BOM, form_of, line_of, open_source, sources_of, told_of, try_out
from bot.web.menu import Page, Way
from bot.web.render import console_of, language_of, page

_STARTS = {
    "zh": "# 一份新剧本：kind 写 welcome、checkin、poll、faq、posts……\nkind: \n",
    "en": "# A new playbook: kind is welcome, checkin, poll, faq, posts, …\nkind: \n",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file in the list: `live` is what its text now is what the bot goes by."""

    name: str
    live: bool
    playbooks: Sequence[Playbook] = ()
    mistakes: Sequence[Mistake] = ()


async def show(request: Request) -> Response:
    """List the files with their state."""
    console = console_of(request)
    files = await asyncio.to_thread(_files, sources_of(request), request)
    wrong = console.app.reloading.mistakes
    folders = (console.deployment.config.playbooks, console.deployment.config.templates)
    return page(request, "playbooks.html", files=files, mistakes=wrong, folders=folders)


async def edit(request: Request) -> Response:
    """Show a file in the editor, or go on with a text that was not saved yet."""
    if request.method == "POST":
        form = await form_of(request)
        source = open_source(request, form["file"])
        return await _editor(request, source, form["text"], form["digest"])
    source = open_source(request, request.query_params.get("file", ""))
    text = source.text.removeprefix(BOM) if source.digest else _start(request, source.name)
    return await _editor(request, source, text, source.digest)


async def check(request: Request) -> Response:
    """Say what would be wrong if the form's text were saved."""
    form = await form_of(request)
    name, known = form["file"], sources_of(request)
    open_source(request, name)
    mistakes = await try_out(request, name, form["text"])
    here = known.place_of(name)
    told = [
        {
            "here": mistake.place.file == here,
            "line": mistake.place.line,
            "what": told_of(mistake, here),
        }
        for mistake in mistakes
    ]
    return JSONResponse({"mistakes": told})


async def schema(request: Request) -> Response:
    """Give the JSON Schema by which the editor completes."""
    name = f"{request.path_params['name']}.schema.json"
    if name not in SCHEMAS:
        raise HTTPException(404, "no such schema")
    headers = {"Cache-Control": "private, max-age=3600"}
    return Response(_schema(name), media_type="application/json", headers=headers)


def _files(known: Sources, request: Request) -> list[File]:
    app = console_of(request).app
    wrong = app.reloading.mistakes
    made: dict[str, list[Playbook]] = {}
    for playbook in app.plans.deployment.library.all:
        made.setdefault(playbook.place.file, []).append(playbook)
    files = []
    for name in known.names():
        place = known.place_of(name)
        try:
            same = known.open(name).text == known.live.get(name)
        except (OSError, UnicodeDecodeError):
            same = False
        own = [mistake for mistake in wrong if mistake.place.file == place]
        files.append(File(name, same, made.get(place, ()), own))
    return files


async def _editor(request: Request, source: Source, text: str, digest: str) -> Response:
    known, config = sources_of(request), console_of(request).deployment.config
    mistakes = await _wrong(request, source, text) if digest else []
    here = known.place_of(source.name)
    of_config = "/" not in source.name and source.name.endswith((".yaml", ".yml"))
    of_playbook = source.name.startswith(f"{config.playbooks.rstrip('/')}/")
    return page(
        request,
        "playbook.html",
        source=source,
        text=text.replace("\r\n", "\n"),
        digest=digest,
        mistakes=[(line_of(m, here), told_of(m, here)) for m in mistakes],
        schema="config" if of_config else "playbook" if of_playbook else "",
        is_live=known.live.get(source.name) == source.text,
    )


async def _wrong(request: Request, source: Source, text: str) -> Sequence[Mistake]:
    """Return what is wrong with a text; what was read last is known already."""
    reloading = console_of(request).app.reloading
    if text == source.text.removeprefix(BOM) and reloading.files.look() == reloading.files.seen:
        return reloading.mistakes
    return await try_out(request, source.name, text)


def _start(request: Request, name: str) -> str:
    return _STARTS[language_of(request)] if name.endswith((".yaml", ".yml")) else ""


@cache
def _schema(name: str) -> str:
    return json.dumps(SCHEMAS[name](), ensure_ascii=False)


PAGE = Page(
    name="playbooks",
    title={"zh": "剧本", "en": "Playbooks"},
    icon="📄",
    ways=[
        Way("/playbooks", show),
        Way("/playbooks/edit", edit, ["GET", "POST"]),
        Way("/playbooks/check", check, ["POST"]),
        Way("/playbooks/schema/{name}", schema),
    ],
    everywhere=True,
)
