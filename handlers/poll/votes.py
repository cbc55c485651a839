"""Where votes are kept: marks of the poll, one a member and day, until the poll is closed."""

from datetime import date, datetime

from bot.domain.moments import from_us, to_us
from bot.handling.wish import row_key
from bot.store.tables import Mark, Outbox
from bot.store.work import Work
from handlers.poll.model import Poll

MarkKey = tuple[str, str, str, str]
_M = Mark.table.c


def open_key(poll: Poll, day: date, group: str) -> MarkKey:
    """Return the key of the mark that is there while the poll of a day takes votes."""
    return poll.id, f"open {day}", group, ""


def vote_key(poll: Poll, day: date, group: str, member: str) -> MarkKey:
    """Return the key of a member's vote."""
    return poll.id, f"vote {day}", group, member


def open_poll(
    work: Work, poll: Poll, day: date, group: str, at: datetime, closes: datetime
) -> None:
    """Take votes from now on, for what happens before `closes`."""
    work.put(Mark(*open_key(poll, day, group), to_us(at), str(to_us(closes))))


async def is_open(work: Work, poll: Poll, day: date, group: str, at: datetime) -> bool:
    """Say whether a vote counts that was given at a moment."""
    mark = await work.get(Mark, *open_key(poll, day, group))
    if mark is None or at >= from_us(int(mark.data)):
        return False
    return poll.approve is None or await _is_let_out(work, poll, day, group)


async def _is_let_out(work: Work, poll: Poll, day: date, group: str) -> bool:
    """Say whether a person let the question out: what nobody was asked, nobody answers."""
    key = row_key(f"schedule:{poll.id}:open:{day}", poll.id, "open", group)
    asked = await work.rows(Outbox, Outbox.table.c.key == key)
    return any(row.state not in ("draft", "dropped") for row in asked)


async def chosen_by(work: Work, poll: Poll, day: date, group: str, member: str) -> tuple[int, ...]:
    """Return what a member has voted for."""
    mark = await work.get(Mark, *vote_key(poll, day, group, member))
    return _read(mark.data) if mark else ()


def keep_vote(
    work: Work,
    poll: Poll,
    day: date,
    group: str,
    member: str,
    chosen: tuple[int, ...],
    at: datetime,
) -> None:
    """Write down a vote in the place of the member's last one."""
    data = ",".join(map(str, chosen))
    work.put(Mark(*vote_key(poll, day, group, member), to_us(at), data))


async def close_poll(
    work: Work, poll: Poll, day: date, group: str
) -> list[tuple[str, tuple[int, ...]]]:
    """Take all votes off, and return who voted for what, the first to settle on it first."""
    here = (_M.playbook == poll.id, _M.item == vote_key(poll, day, group, "")[1], _M.grp == group)
    votes = await work.rows(Mark, *here, order=[_M.at, _M.member])
    for vote in votes:
        work.remove(Mark, *vote_key(poll, day, group, vote.member))
    work.remove(Mark, *open_key(poll, day, group))
    return [(vote.member, _read(vote.data)) for vote in votes]


def _read(data: str) -> tuple[int, ...]:
    return tuple(map(int, data.split(",")))
