"""Pictures that go out: what stands on them is kept in a row, the file is made as it goes."""

import asyncio
import hashlib
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from pydantic import BaseModel

from bot.domain.capabilities import Capabilities
from bot.outbox.action import Action, Mouth, Refused
from bot.picture.content import Picture
from bot.picture.drawing import draw
from bot.picture.fonts import Font
from bot.store.database import Database
from bot.store.tables import Mark
from bot.store.work import Work

_FOLDER = "data/pictures"
_KEPT = timedelta(days=30)
_ITEM = "picture"
_UNFIT = re.compile(r"[^\w-]")


class _Kept(BaseModel):
    """The last picture of a playbook, and where its file is to be."""

    path: str
    picture: Picture


def keep(work: Work, playbook: str, day: date, at: int, picture: Picture) -> str:
    """Keep what stands on a picture of a day until it goes; return its path from config.yaml.

    The path is made from the content, so that the same picture is drawn once. A playbook's next
    one takes its place: what has waited for so long goes no more.
    """
    digest = hashlib.sha256(picture.model_dump_json().encode()).hexdigest()[:8]
    path = f"{_FOLDER}/{_UNFIT.sub('_', playbook)}/{day}-{digest}.png"
    data = _Kept(path=path, picture=picture).model_dump_json()
    work.put(Mark(playbook, _ITEM, "", "", at, data))
    return path


class Illustrated:
    """A mouth whose pictures are drawn just before they go, which no rehearsal has to wait for."""

    def __init__(
        self,
        mouth: Mouth,
        database: Database,
        place: Callable[[str], Path],
        font: Callable[[], Font | None],
    ) -> None:
        """`place` tells where a path from config.yaml leads."""
        self._mouth, self._database = mouth, database
        self._place, self._font = place, font

    @property
    def capabilities(self) -> Capabilities:
        """Return what it can do."""
        return self._mouth.capabilities

    async def perform(self, action: Action) -> str | None:
        """Draw the picture, if it is one and not there yet, and send it."""
        if action.type == "image" and (action.path or "").startswith(f"{_FOLDER}/"):
            await self._make(action)
        return await self._mouth.perform(action)

    async def _make(self, action: Action) -> None:
        assert action.path is not None
        file = self._place(action.path)
        if file.is_file():
            return
        async with self._database.transaction() as work:
            mark = await work.get(Mark, action.playbook or "", _ITEM, "", "")
        kept = _Kept.model_validate_json(mark.data) if mark else None
        font = self._font()
        if kept is None or kept.path != action.path or font is None:
            raise Refused("there is no font any more" if font is None else "a later one is drawn")
        await asyncio.to_thread(_write, file, kept.picture, font)


def _write(file: Path, picture: Picture, font: Font) -> None:
    """Write the file in one step, and take away those that are older than 30 days."""
    drawn = draw(picture, font)
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".part")
    half.write_bytes(drawn)
    half.replace(file)
    oldest = str(date.fromisoformat(file.name[:10]) - _KEPT)
    for other in file.parent.glob("*.png"):
        if other.name < oldest:
            other.unlink(missing_ok=True)
