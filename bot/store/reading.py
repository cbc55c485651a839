"""What reads rows for those who only look: connections of their own, or a unit of work."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from bot.store.work import Work


class Rows(Protocol):
    """`Reader.rows`, or `reading` of a unit of work."""

    async def __call__(
        self, query: sa.Executable, values: Mapping[str, object], /
    ) -> Sequence[Any]: ...


def reading(work: Work) -> Rows:
    """Read as a unit of work sees the rows; whoever measures folds what is new before."""

    async def rows(query: sa.Executable, values: Mapping[str, object], /) -> Sequence[Any]:
        return await work.execute(query, values)

    return rows
