"""Workbooks: a calendar or a roster comes in after a look at it, tables go out."""

import asyncio
import shutil
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import sqlalchemy as sa
from starlette.background import BackgroundTask
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from bot.errors import InputWrong
from bot.handling.command import RANKS
from bot.reading.sentences import Language
from bot.sheets.datasets import DATASETS, Shape
from bot.sheets.exporting import asked_for, export_apart
from bot.sheets.headings import Kind
from bot.sheets.template import make_template
from bot.store.exports import Asked
from bot.store.tables import Import
from bot.web.asked import whole
from bot.web.bringing import bring_in, look, take_back
from bot.web.days import read_day
from bot.web.menu import Page, Way
from bot.web.render import console_of, language_of, page, user_of, words
from bot.web.uploads import Upload, Uploads

_IMPORTS = sa.select(Import.table).order_by(Import.table.c.number.desc()).limit(20)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def show(request: Request) -> Response:
    """Show what can come in and go out, and what came in."""
    console, user, language = console_of(request), user_of(request), language_of(request)
    rows = await console.reader.rows(_IMPORTS) if _may(request) else ()
    standing = [row.number for row in rows if row.undone_at is None]
    return page(
        request,
        "workbooks.html",
        may=_may(request),
        imports=rows,
        newest=max(standing, default=0),
        tables=[
            (name, one.title["zh" if language == "zh" else "en"]) for name, one in DATASETS.items()
        ],
        groups=[(group, console.group_name(group)) for group in console.groups_of(user)],
    )


async def upload(request: Request) -> Response:
    """Keep a workbook, and show what it would bring or what is wrong with it."""
    form = await request.form()
    sent = form.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise HTTPException(400, words(request, "没有选文件", "no file was chosen"))
    name = Path(sent.filename.replace("\\", "/")).name[:100]
    raw = await sent.read()
    key = _uploads(request).keep(name, raw, user_of(request).name)
    return await _shown(request, key)


async def bring(request: Request) -> Response:
    """Bring in what was looked at."""
    key = str((await request.form()).get("key", ""))
    kept = _kept(request, key)
    try:
        said = await bring_in(request, kept)
    except InputWrong:  # since the look the groups or slots have changed
        return await _shown(request, key)
    _uploads(request).forget(key)
    return _back(request, said)


async def undo(request: Request) -> Response:
    """Take the newest import back."""
    number = str((await request.form()).get("number", ""))
    said = await take_back(request, whole(number))
    return _back(request, said)


async def template(request: Request) -> Response:
    """Send a workbook to fill in."""
    console = console_of(request)
    kind: Kind = "members" if request.query_params.get("kind") == "members" else "calendar"
    language: Language = "zh" if language_of(request) == "zh" else "en"
    folder = Path(tempfile.mkdtemp(prefix="zhiban-"))
    file = folder / f"{kind}.xlsx"
    await asyncio.to_thread(make_template, file, console.deployment, kind, console.today, language)
    return _sent(folder, file)


async def take_out(request: Request) -> Response:
    """Send one table, of the groups that one may see."""
    asked, what = _asked(request), request.query_params.get("what", "")
    ending = "csv" if request.query_params.get("as") == "csv" else "xlsx"
    if what not in DATASETS:
        raise HTTPException(404)
    console = console_of(request)
    config = console.deployment.config
    names = {group: console.group_name(group) for group in asked.groups or ()}
    shape = Shape(names, config.zone, "zh" if language_of(request) == "zh" else "en")
    folder = Path(tempfile.mkdtemp(prefix="zhiban-"))
    file = folder / f"{what}.{ending}"
    # Two million rows are minutes of work, which a thread would take from the bot.
    apart = ProcessPoolExecutor(1, get_context("spawn"))
    order = (config.database_url, [what], asked, shape, file)
    try:
        await asyncio.get_running_loop().run_in_executor(apart, export_apart, *order)
    finally:
        apart.shutdown(wait=False)
    return _sent(folder, file)


def _asked(request: Request) -> Asked:
    console, query = console_of(request), request.query_params
    groups = console.groups_of(user_of(request))
    if wanted := query.get("group"):
        groups = [group for group in groups if group == wanted]
    days = [read_day(query.get(name, "")) for name in _DAYS]
    if any(query.get(name) and not day for name, day in zip(_DAYS, days, strict=True)):
        raise HTTPException(400, words(request, "日期不对", "that is no date"))
    return asked_for(console.deployment.config, groups, *days)


_DAYS = ("from", "until")


async def _shown(request: Request, key: str) -> Response:
    kept = _kept(request, key)
    try:
        looked = await look(request, kept)
    except InputWrong as error:
        return page(request, "workbook.html", name=kept.name, mistakes=error.mistakes)
    return page(request, "workbook.html", key=key, name=kept.name, looked=looked, mistakes=())


def _kept(request: Request, key: str) -> Upload:
    kept = _uploads(request).get(key, user_of(request).name)
    if kept is None:
        gone = ("这个文件已经不在了，请再传一次", "that file is gone: send it again")
        raise HTTPException(404, words(request, *gone))
    return kept


def _uploads(request: Request) -> Uploads:
    found = console_of(request).services[Uploads]
    assert isinstance(found, Uploads)
    return found


def _may(request: Request) -> bool:
    """Say whether who asks may bring something in: an admin of all groups."""
    return RANKS[user_of(request).role] >= RANKS["admin"]


def _back(request: Request, said: str) -> Response:
    request.session["flash"] = said[:1000]
    return RedirectResponse("/workbooks", 303)


def _sent(folder: Path, file: Path) -> Response:
    """Send a file, and clear up after that."""
    clear = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    media = _XLSX if file.suffix == ".xlsx" else "text/csv"
    return FileResponse(file, media_type=media, filename=file.name, background=clear)


PAGE = Page(
    name="workbooks",
    title={"zh": "表格", "en": "Workbooks"},
    icon="📑",
    ways=[
        Way("/workbooks", show),
        Way("/workbooks/upload", upload, ["POST"], "admin", everywhere=True),
        Way("/workbooks/bring", bring, ["POST"], "admin", everywhere=True),
        Way("/workbooks/undo", undo, ["POST"], "admin", everywhere=True),
        Way("/workbooks/template", template),
        Way("/workbooks/export", take_out),
    ],
)
