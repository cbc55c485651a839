"""The history of what the operator set up: each version that went live, with the text of its files.

A text is kept once, however many versions have it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa

from bot.store.reader import Reader
from bot.store.tables import FileText, Version, VersionFile
from bot.store.work import Work

_V, _F, _T = Version.table.c, VersionFile.table.c, FileText.table.c
_LAST = sa.select(_V.number, _V.digest).order_by(_V.number.desc()).limit(1)
_VERSIONS = (
    sa.select(_V.number, _V.at, _V.by)
    .where(_V.number < sa.bindparam("before"))
    .order_by(_V.number.desc())
    .limit(sa.bindparam("limit"))
)
_FILES = sa.select(_F.version, _F.file, _F.digest).where(
    _F.version.between(sa.bindparam("first"), sa.bindparam("last"))
)
_OF_FILE = (
    sa.select(_V.number, _V.at, _V.by, _F.digest)
    .join_from(
        Version.table,
        VersionFile.table,
        sa.and_(_F.version == _V.number, _F.file == sa.bindparam("file")),
        isouter=True,
    )
    .order_by(_V.number)
)
_TEXT = (
    sa.select(_T.text)
    .join_from(VersionFile.table, FileText.table, _F.digest == _T.digest)
    .where(_F.version == sa.bindparam("version"), _F.file == sa.bindparam("file"))
)


@dataclass(frozen=True, slots=True)
class Step:
    """A version, and what it changed: each file with `+` new, `-` gone or `~` changed."""

    number: int
    at: int
    by: str
    changed: Mapping[str, str]


async def keep(work: Work, texts: Mapping[str, str], at: int, by: str) -> int:
    """Return the number of the version with these files; it is a new one if they are not the last.

    `texts` are by the path from the folder of config.yaml, `at` in microseconds.
    """
    digests = {file: _digest(text) for file, text in texts.items()}
    whole = _digest("".join(f"{file}\n{digest}\n" for file, digest in sorted(digests.items())))
    last = await work.execute(_LAST, reads=[Version])
    number, digest = last[0] if last else (0, "")
    if digest == whole:
        return int(number)
    number += 1
    work.put(Version(number, at, by, whole))
    for file, digest in digests.items():
        work.put(VersionFile(number, file, digest))
    wanted = {digests[file]: text for file, text in texts.items()}
    kept = await work.keyed(FileText, ("digest",), [(digest,) for digest in wanted], "digest")
    for digest in wanted.keys() - {digest for (digest,) in kept}:
        work.put(FileText(digest, wanted[digest]))
    return int(number)


async def history(reader: Reader, before: int, limit: int) -> list[Step]:
    """Return the last versions below `before`, the newest first, with what each changed."""
    rows = await reader.rows(_VERSIONS, {"before": before, "limit": limit})
    if not rows:
        return []
    span = {"first": rows[-1].number - 1, "last": rows[0].number}
    files: dict[int, dict[str, str]] = {}
    for version, file, digest in await reader.rows(_FILES, span):
        files.setdefault(version, {})[file] = digest
    return [
        Step(n, at, by, dict(_changed(files.get(n - 1, {}), files.get(n, {}))))
        for n, at, by in rows
    ]


async def history_of(reader: Reader, file: str) -> list[Step]:
    """Return the versions that changed one file, the newest first."""
    steps: list[Step] = []
    before: dict[str, str] = {}
    for number, at, by, digest in await reader.rows(_OF_FILE, {"file": file}):
        now = {file: digest} if digest else {}
        if changed := dict(_changed(before, now)):
            steps.append(Step(number, at, by, changed))
        before = now
    return steps[::-1]


async def text_of(reader: Reader, version: int, file: str) -> str | None:
    """Return the text of a file in a version; None where it had no such file."""
    found = await reader.rows(_TEXT, {"version": version, "file": file})
    return str(found[0].text) if found else None


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    names: Iterable[str] = sorted(before.keys() | now.keys())
    for name in names:
        if before.get(name) != now.get(name):
            yield name, "+" if name not in before else "-" if name not in now else "~"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
