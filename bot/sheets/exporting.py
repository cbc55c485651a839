"""Exports tables of the database to a workbook or to CSV, a row at a time."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from pathlib import Path

from bot.config.model import Config
from bot.domain.moments import to_us
from bot.domain.times import moment
from bot.reading.sentences import Language
from bot.sheets.datasets import DATASETS, Shape
from bot.sheets.writing import MOST_ROWS, Csv, Workbook, Writer
from bot.store.exports import Asked
from bot.store.reader import Reader

FORMATS = (".xlsx", ".csv")
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "rows": "{title}：{count} 行",
        "sheets": "{title}超过了 Excel 一张表的行数，分成了 {number} 张表",
    },
    "en": {
        "rows": "{title}: {count} rows",
        "sheets": "{title}: more rows than a sheet can hold, so there are {number} sheets",
    },
}


def asked_for(
    config: Config, groups: Sequence[str] | None, since: date | None, until: date | None
) -> Asked:
    """Return which rows are meant, both days included."""
    end = until + timedelta(1) if until else None
    first, last = (
        None if day is None else to_us(moment(day, time.min, config.zone)) for day in (since, end)
    )
    days = (None if day is None else day.isoformat() for day in (since, end))
    first_day, end_day = days
    return Asked(config.bot.id, groups, first_day, end_day, first, last)


async def export(
    reader: Reader,
    names: Sequence[str],
    asked: Asked,
    shape: Shape,
    target: Path,
    most: int = MOST_ROWS,
) -> list[str]:
    """Write the datasets with these names; return what there is to say about it.

    The format is that of the target's ending. Nothing is there until all is written.
    """
    several, counts = len(names) > 1, dict[str, int]()
    csv = target.suffix.lower() == ".csv"
    writer: Writer = Csv(target, several) if csv else Workbook(target, most)
    with writer:
        for name in names:
            dataset = DATASETS[name]
            title = dataset.title[shape.language]
            table = writer.table(title, dataset.headings(shape.language))
            counts[title] = 0
            async for row in reader.stream(dataset.query(asked)):
                table.add(shape.row(dataset, row))
                counts[title] += 1
    return list(_told(counts, writer, shape.language))


def export_apart(
    url: str, names: Sequence[str], asked: Asked, shape: Shape, target: Path
) -> list[str]:
    """Do the same in a process of its own, by a connection of its own to the database at `url`."""

    async def exported() -> list[str]:
        reader = Reader.open(url)
        try:
            return await export(reader, names, asked, shape, target)
        finally:
            await reader.close()

    return asyncio.run(exported())


def _told(counts: Mapping[str, int], writer: Writer, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    for title, count in counts.items():
        yield words["rows"].format(title=title, count=count)
    for title, number in writer.notes:
        yield words["sheets"].format(title=title, number=number)
