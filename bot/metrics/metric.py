"""What a metric is: a number of some groups over some local days, with the rows that it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from bot.domain.moments import HOUR, to_us
from bot.domain.times import moment
from bot.store.tables import Daily

Kind = Literal["count", "mean", "difference", "ratio", "share", "list"]
Words = Mapping[str, str]
"""By language, `zh` and `en`."""


@dataclass(frozen=True, slots=True, eq=False)
class Metric:
    """A number, what it means exactly, and the rows behind it.

    Rows that have a column `n` count that often; a `mean` is that of `n`, and a `list` is its rows.
    A `difference`, `ratio` or `share` is made `of` two others and has no rows of its own. `quick`
    gives the same number as counting the rows, from sums that are kept.
    """

    name: str
    kind: Kind
    words: Words
    means: Words
    rows: sa.Select[Any] | None = None
    quick: sa.Select[Any] | None = None
    of: tuple[str, ...] = ()

    @property
    def value(self) -> sa.Select[Any]:
        """Return the select of the number alone."""
        assert self.rows is not None, "what is made of others has no select of its own"
        if self.quick is not None:
            return self.quick
        counted = self.rows.subquery()
        if self.kind == "mean":
            return sa.select(sa.func.avg(counted.c.n))
        if "n" in counted.c:
            return sa.select(sa.func.coalesce(sa.func.sum(counted.c.n), 0))
        return sa.select(sa.func.count()).select_from(counted)


@dataclass(frozen=True, slots=True)
class Scope:
    """Of which groups and local days, both included, a number is, as seen at `now`."""

    groups: Sequence[str]
    first: date
    last: date
    now: datetime
    zone: ZoneInfo
    bot: str
    """The bot's own id: it is no member."""

    def ago(self, days: int) -> Self:
        """Return the same so many days earlier."""
        back = timedelta(days=days)
        return replace(self, first=self.first - back, last=self.last - back)

    @property
    def days(self) -> int:
        """Return how many days there are."""
        return (self.last - self.first).days + 1

    def values(self) -> dict[str, object]:
        """Return the parameters of all selects; moments are microseconds, `end` is not included."""
        days = [(self.first + timedelta(days=n)).isoformat() for n in range(self.days)]
        end = to_us(moment(self.last + timedelta(days=1), time.min, self.zone))
        now = to_us(self.now)
        return {
            "groups": orjson.dumps(list(self.groups)).decode(),
            "days": orjson.dumps(days).decode(),
            "first": days[0],
            "begin": to_us(moment(self.first, time.min, self.zone)),
            "end": end,
            "now": now,
            "until": min(end, now),
            "bot": self.bot,
        }


class _Listed(FunctionElement[Any]):
    """The texts in a JSON array: one parameter, however many there are."""

    name = "listed"
    inherit_cache = True


@compiles(_Listed)
def _in_postgresql(element: _Listed, compiler: Any, **how: Any) -> str:
    given = compiler.process(element.clauses, **how)
    return f"(SELECT jsonb_array_elements_text(CAST({given} AS JSONB)))"


@compiles(_Listed, "sqlite")
def _in_sqlite(element: _Listed, compiler: Any, **how: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **how)}))"


def among(column: sa.ColumnElement[str], name: str) -> sa.ColumnElement[bool]:
    """Say that a column is one of the texts in the parameter `name`, a JSON array."""
    texts = _Listed(sa.bindparam(name, type_=sa.Text))
    return column.op("IN", is_comparison=True, return_type=sa.Boolean())(texts)


def given(name: str) -> sa.BindParameter[int]:
    """Return the parameter of a moment."""
    return sa.bindparam(name, type_=sa.BigInteger)


BOT = sa.bindparam("bot", type_=sa.Text)
FOLDED_GROUP = sa.func.coalesce(Daily.table.c.grp, sa.literal_column("''")).label("grp")
"""The group of daily counts, as an expression: where rows are made distinct or grouped by the
column itself, SQLite reads all days of the groups in the order of the key, 30 times as many."""


def during(at: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Say that a moment is on the days asked for."""
    return sa.and_(at >= given("begin"), at < given("end"))


def happened(journal: Any) -> sa.ColumnElement[bool]:
    """Say that an event of the journal, given by its columns, is of the groups and days asked for.

    The hours say nothing more: by them an index finds it.
    """
    hours = journal.hour.between(given("begin") // HOUR, given("end") // HOUR)
    return sa.and_(hours, among(journal.grp, "groups"), during(journal.at))
