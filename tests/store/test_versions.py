"""The history of what was set up: a version for each change, each text kept once."""

from bot.store import versions
from bot.store.database import Database
from bot.store.reader import Reader
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


async def test_the_history_says_what_each_version_changed(database: Database, url: str) -> None:
    third = {"config.yaml": FIRST["config.yaml"], "sop/guard.yaml": "{kind: guard}"}
    for number, texts in enumerate((FIRST, SECOND, third, FIRST), 1):
        assert await kept(database, texts, at=number) == number
    reader = Reader.open(url)
    steps = await versions.history(reader, before=1000, limit=3)
    assert [(step.number, dict(step.changed)) for step in steps] == [
        (4, {"sop/guard.yaml": "-", "sop/welcome.yaml": "+"}),
        (3, {"sop/guard.yaml": "+", "sop/welcome.yaml": "-"}),
        (2, {"sop/welcome.yaml": "~"}),
    ]
    assert [step.number for step in await versions.history(reader, before=2, limit=3)] == [1]
    welcome = await versions.history_of(reader, "sop/welcome.yaml")
    assert [(step.number, *step.changed.values()) for step in welcome] == [
        (4, "+"),
        (3, "-"),
        (2, "~"),
        (1, "+"),
    ]
    assert await versions.history_of(reader, "sop/none.yaml") == []
    for version, text in ((1, FIRST["sop/welcome.yaml"]), (2, SECOND["sop/welcome.yaml"])):
        assert await versions.text_of(reader, version, "sop/welcome.yaml") == text
    assert await versions.text_of(reader, 3, "sop/welcome.yaml") is None
    await reader.close()
