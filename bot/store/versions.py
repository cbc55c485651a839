"""The history of what the operator set up: each version that went live, with the text of its files.

A text is kept once, however many versions have it.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Protocol

import sqlalchemy as sa

from bot.store.tables import FileText, Row, Version, VersionFile
from bot.store.work import Work

_V, _F, _T = Version.table.c, VersionFile.table.c, FileText.table.c
_LAST = sa.select(_V.number, _V.digest).order_by(_V.number.desc()).limit(1)
_VERSIONS = sa.select(_V.number, _V.at, _V.by).order_by(_V.number)
_FILES = sa.select(_F.version, _F.file, _F.digest).order_by(_F.version)
_TEXT = (
    sa.select(_T.text)
    .join_from(VersionFile.table, FileText.table, _F.digest == _T.digest)
    .where(_F.version == sa.bindparam("version"), _F.file == sa.bindparam("file"))
)


class Rows(Protocol):
    """Whoever answers a query with rows, so that pages and the engine can ask the same."""

    async def rows(
        self, query: sa.Select[tuple[object, ...]], values: Mapping[str, object]
    ) -> Sequence[Sequence[object]]: ...


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
    wanted = {_digest(text): text for text in texts.values()}
    kept = await work.keyed(FileText, ("digest",), [(digest,) for digest in wanted], "digest")
    for digest in wanted.keys() - {digest for (digest,) in kept}:
        work.put(FileText(digest, wanted[digest]))
    return int(number)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
