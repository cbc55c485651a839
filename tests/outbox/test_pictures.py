"""Pictures are drawn as they go out, once, and old ones are taken away."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.domain.capabilities import Capabilities
from bot.outbox.action import Action, Refused
from bot.outbox.pictures import Illustrated, keep
from bot.picture.content import Picture
from bot.picture.fonts import Font, find_font
from bot.store.database import Database
from tests.databases import database_url

DAY = date(2026, 11, 23)
PICTURE = Picture(title="日报", subtitle="晨读群")


class Wall:
    """A mouth that remembers what the file was when it was sent."""

    capabilities = Capabilities()

    def __init__(self, folder: Path) -> None:
        self.folder, self.seen = folder, list[bytes]()

    async def perform(self, action: Action) -> str | None:
        assert action.path is not None
        self.seen.append((self.folder / action.path).read_bytes())
        return None


def action(path: str) -> Action:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return Action("k", "image", at, "", "boss", "", path, (), "brief", "c")


async def opened(folder: Path) -> Database:
    return await Database.open(database_url(f"{folder}/pictures.db"))


async def kept(database: Database, day: date = DAY, picture: Picture = PICTURE) -> str:
    async with database.transaction() as work:
        return keep(work, "brief", day, 0, picture)


async def test_it_is_drawn_when_it_goes_and_not_again(tmp_path: Path) -> None:
    database, wall = await opened(tmp_path), Wall(tmp_path)
    mouth = Illustrated(wall, database, tmp_path.joinpath, find_font)
    path = await kept(database)
    assert not (tmp_path / path).exists()
    await mouth.perform(action(path))
    written = (tmp_path / path).stat().st_mtime_ns
    await mouth.perform(action(path))
    assert (tmp_path / path).stat().st_mtime_ns == written
    assert [seen[:8] for seen in wall.seen] == [b"\x89PNG\r\n\x1a\n"] * 2
    assert mouth.capabilities is wall.capabilities
    await database.close()


async def test_pictures_older_than_thirty_days_are_taken_away(tmp_path: Path) -> None:
    database, wall = await opened(tmp_path), Wall(tmp_path)
    mouth = Illustrated(wall, database, tmp_path.joinpath, find_font)
    for day in (date(2026, 10, 23), date(2026, 10, 24), DAY):
        await mouth.perform(action(await kept(database, day)))
    left = sorted(file.name[:10] for file in (tmp_path / "data/pictures/brief").iterdir())
    assert left == ["2026-10-24", "2026-11-23"]
    await database.close()


async def test_what_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    database, wall = await opened(tmp_path), Wall(tmp_path)
    first = await kept(database)
    await kept(database, picture=Picture(title="周报", subtitle=""))
    fonts: list[Callable[[], Font | None]] = [find_font, lambda: None]
    for font in fonts:
        mouth = Illustrated(wall, database, tmp_path.joinpath, font)
        with pytest.raises(Refused):
            await mouth.perform(action(first))
    assert wall.seen == []
    await database.close()


async def test_images_of_the_operator_are_left_alone(tmp_path: Path) -> None:
    database, wall = await opened(tmp_path), Wall(tmp_path)
    (tmp_path / "poster.png").write_bytes(b"theirs")
    await Illustrated(wall, database, tmp_path.joinpath, find_font).perform(action("poster.png"))
    assert wall.seen == [b"theirs"]
    await database.close()


async def test_the_path_stays_inside_the_folder(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    async with database.transaction() as work:
        path = keep(work, "../早报 x", DAY, 0, PICTURE)
    assert path.startswith("data/pictures/___早报_x/2026-11-23-")
    await database.close()
