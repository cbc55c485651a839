"""The content library: every piece with its picture, how it was used, which to write anew."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.domain.reception import Standing
from bot.playbooks.stock import Stored, stored
from bot.store.uses import standings
from bot.web.menu import Page, Way
from bot.web.render import console_of, page, user_of
from bot.web.thumbnails import KINDS, thumbnail


@dataclass(frozen=True, slots=True)
class Shelved:
    """A piece as the page shows it."""

    key: str
    file: str
    """Its playbook's path from the folder of config.yaml, by which the editor opens it."""
    line: int
    tags: Sequence[str]
    texts: Sequence[str]
    pictures: Sequence[str]
    standing: Standing


async def show(request: Request) -> Response:
    """Show the pieces of the groups that one may see, those to be written anew first."""
    console, tag = console_of(request), request.query_params.get("tag", "")
    groups = console.groups_of(user_of(request))
    known = await standings(console.reader.rows, groups, console.now)
    folder = console.deployment.config.path("")
    there = _pieces(request)
    pieces = [_shelved(one, known.get(one.key, Standing()), folder) for one in there]
    pieces.sort(key=lambda one: not one.standing.poor)
    tags: dict[str, int] = {}
    for one in pieces:
        for name in one.tags:
            tags[name] = tags.get(name, 0) + 1
    shown = [one for one in pieces if not tag or tag in one.tags]
    poor = sum(one.standing.poor for one in pieces)
    return page(request, "library.html", pieces=shown, tags=tags, tag=tag, poor=poor)


async def picture(request: Request) -> Response:
    """Send a small version of an image that a piece has; no other file can be asked for."""
    key, name = request.query_params.get("piece", ""), request.query_params.get("image", "")
    found = next((one for one in _pieces(request) if "/".join(one.key) == key), None)
    folder = console_of(request).deployment.config.path("")
    file = folder / name
    if found is None or name not in _images(found) or not _is_inside(file, folder):
        raise HTTPException(404, "no piece has this image")
    try:
        small = await asyncio.to_thread(thumbnail, file)
    except OSError as error:
        raise HTTPException(404, "the image cannot be read") from error
    return Response(small, media_type="image/png", headers={"Cache-Control": "private, max-age=60"})


def _pieces(request: Request) -> list[Stored]:
    """Return the pieces of the groups that one may see, each once, in the order of the files."""
    console = console_of(request)
    groups = console.groups_of(user_of(request))
    served = {p for group in groups for p in console.deployment.playbooks_of(group)}
    there = stored(p for p in console.deployment.library.all if p in served)
    return list({one.key: one for one in there}.values())


def _shelved(one: Stored, standing: Standing, folder: Path) -> Shelved:
    parts = one.piece.said.parts
    texts = [part.text or part.template or part.file or "" for part in parts if not part.image]
    file, key = Path(os.path.relpath(one.place.file, folder)).as_posix(), "/".join(one.key)
    pictures = [image for image in _images(one) if _is_inside(folder / image, folder)]
    return Shelved(key, file, one.place.line, one.piece.tags, texts, pictures, standing)


def _images(one: Stored) -> list[str]:
    return [part.image for part in one.piece.said.parts if part.image]


def _is_inside(file: Path, folder: Path) -> bool:
    """Say whether it is an image in the folder of config.yaml, also once links are followed."""
    real = file.resolve()
    inside = real.is_relative_to(folder.resolve()) and real.suffix.lower() in KINDS
    return inside and real.is_file()


PAGE = Page(
    name="library",
    title={"zh": "内容库", "en": "Library"},
    icon="📚",
    ways=[Way("/library", show), Way("/library/picture", picture)],
)
