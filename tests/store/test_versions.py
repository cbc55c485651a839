"""The history of what was set up: a version for each change, each text kept once."""

from bot.store import versions
from bot.store.database import Database
from bot.store.tables import FileText, Version, VersionFile

FIRST = {
    "config.yaml": "admins: [王姐]\n",
    "sop/welcome.yaml": "\ufeffkind: welcome\r\nsay: 早\r\n",
}
SECOND = {**FIRST, "sop/welcome.yaml": "{kind: welcome, say: 你好}"}


async def kept(database: Database, texts: dict[str, str], at: int = 1, by: str = "") -> int:
    async with database.transaction() as work:
        return await versions.keep(work, texts, at, by)


async def test_what_is_the_same_is_no_new_version(database: Database) -> None:
    numbers = [await kept(database, texts) for texts in (FIRST, FIRST, SECOND, SECOND, FIRST)]
    assert numbers == [1, 1, 2, 2, 3]
    async with database.transaction() as work:
        assert len(await work.rows(FileText)) == 3
        assert len(await work.rows(VersionFile)) == 6
        first, second, third = await work.rows(Version)
    assert first.digest == third.digest != second.digest


async def test_it_says_when_and_by_whom(database: Database) -> None:
    await kept(database, FIRST, at=5, by="王姐")
    await kept(database, FIRST, at=9, by="小李")
    async with database.transaction() as work:
        assert await work.rows(Version) == [
            Version(1, 5, "王姐", (await work.rows(Version))[0].digest)
        ]


async def test_a_file_that_is_gone_or_renamed_makes_a_version(database: Database) -> None:
    await kept(database, FIRST)
    assert await kept(database, {"config.yaml": FIRST["config.yaml"]}) == 2
    renamed = {"config.yaml": FIRST["config.yaml"], "sop/a.yaml": FIRST["sop/welcome.yaml"]}
    assert await kept(database, renamed) == 3
    assert await kept(database, {}) == 4
