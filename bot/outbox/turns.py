"""The turns of one channel that cannot say all at once: its line, its pace, its silences."""

from collections.abc import Callable, Collection, Iterable
from datetime import timedelta

from bot.domain.capabilities import Limits
from bot.domain.draw import fraction
from bot.domain.rank import Rank
from bot.domain.text import squeeze
from bot.outbox.governor import Pace
from bot.outbox.hands import Held
from bot.outbox.holds import Holds
from bot.outbox.line import Begun, Line
from bot.outbox.queued import Queued, chat_of, queued
from bot.outbox.waiting import SOON, Choice, Earliest, Rules, Waiting, everyone
from bot.store.tables import Hold, Outbox

_US = timedelta(microseconds=1)
_HALF_A_DAY = timedelta(hours=12) // _US
_GOES_ON = timedelta(minutes=5) // _US
"""A wish of which a part went so lately is finished also in quiet hours."""
_NEVER = 1 << 62
_TOLD = ("say", "announce")
"""What a group is told: of this the same text is not said everywhere at once."""


class Turns:
    """Says whose turn it is on one channel, from what it sent and what waits."""

    def __init__(self, channel: str, limits: Limits, seed: int, holds: Holds) -> None:
        self._channel, self._limits, self._holds = channel, limits, holds
        self._pace = Pace(limits, lambda key: fraction(seed, "jitter", key))
        self._line = Line()
        self._known: int | None = None
        self._shut: Earliest | None = None
        """Until when all of the channel waits, as the rows in the line were told last."""

    @property
    def known(self) -> int | None:
        """Return up to which number the line has all rows that wait; None: it has none."""
        return self._known

    def doubt(self) -> None:
        """Empty the line: rows in it were changed by others."""
        self._line, self._known = Line(self._line.begun), None

    def queue_up(self, rows: Iterable[Queued], known: int) -> None:
        """Let rows into the line that has now all up to a number."""
        self._line.add(map(self._waiting, rows))
        self._known, self._shut = known, None

    def remember(self, sent: Iterable[tuple[Queued, int]]) -> None:
        """Count what was sent before: rows and moments, in the order of time."""
        for row, at in sent:
            waiting = self._waiting(row)
            self._pace.sent(waiting, at)
            self._line.begun[waiting.chat] = Begun(waiting.wish, at)

    def choose(
        self, now: int, unasked: int, stopped: Collection[str], *, asked_only: bool
    ) -> Choice:
        """Return whose turn it is; others pass what `_held` is about.

        `stopped` are the groups with a stop (`*`: all), and until `unasked`, where that is later
        than `now`, it is quiet; `asked_only` leaves what nobody waits for.
        """
        posts = self._pace.posts(now)
        quiet = Earliest(unasked, "quiet")

        def held(row: Waiting) -> Earliest:
            if (asked_only and not row.asked) or _is_stopped(row, stopped):
                return Earliest(_NEVER)
            return self._held(row, now, posts, quiet)

        gate = self._pace.gate(now, self._line)
        if gate.moment > now and not stopped and not asked_only:
            if gate.moment - now <= SOON or gate == self._shut:
                return Choice(again=gate.moment if self._line else None)
            self._shut = gate
        passes = stopped or asked_only or max(posts.moment, unasked) > now
        counts = (lambda row: held(row).moment <= now) if passes else everyone
        choice = self._line.choose(now, Rules(self._pace.alone, self._shared, counts))
        if passes and choice.row is None and not choice.late:
            self._hold_back(choice, now, held)
        return choice

    def _held(self, row: Waiting, now: int, posts: Earliest, quiet: Earliest) -> Earliest:
        """Return until when a row is held by what holds whatever is like it.

        That is quiet hours, or that what posts may use of a day is used up.
        """
        moment = Earliest(now)
        if row.rank >= Rank.POST:
            moment = posts
        if quiet.moment > moment.moment and not row.asked and not self._is_begun(row, now):
            moment = quiet
        return moment

    def _is_begun(self, row: Waiting, now: int) -> bool:
        begun = self._line.begun.get(row.chat)
        return begun is not None and begun.wish == row.wish and now < begun.at + _GOES_ON

    def _hold_back(self, choice: Choice, now: int, held: Callable[[Waiting], Earliest]) -> None:
        """Say when what was passed goes, and why not now; what is pointless by then goes not."""
        for row in self._line:
            moment, why = held(row)
            if not now < moment < _NEVER:
                continue
            if row.due <= now and row.until is not None and row.until < moment:
                choice.late.append((row, "too late" if why == "quiet" else why))
                continue
            choice.look_again(max(row.due, moment))
            if row.due <= now:
                choice.held.append((row, why))

    def _shared(self, row: Waiting, now: int) -> Earliest:
        silent = self._holds.until(self._channel, row.chat)
        free = self._pace.shared(row, now)
        return Earliest(silent) if silent > free.moment else free

    def take(self, row: Waiting) -> None:
        """Take a row out, since it goes no more."""
        self._line.take(row)

    def goes(self, row: Waiting, at: int) -> None:
        """Take a row out and count it, since it goes out."""
        self._line.take(row)
        self._pace.sent(row, at)

    def came_back(self, row: Outbox, held: Held) -> Hold:
        """Let a row that did not go out wait again; return what is left alone for now."""
        waiting = self._waiting(queued(row))
        self._pace.withdraw(waiting)
        if self._known is not None:  # else all that waits is read anew, and this with it
            self._line.add([waiting])
        chat = waiting.chat if held.one_chat else ""
        at = row.at or row.due
        return self._holds.hold(
            self._channel, chat, at, held.after // _US, complaint=held.complaint
        )

    def went(self, row: Outbox) -> None:
        """Count a row as of the moment at which its channel was done with it."""
        waiting, at = self._waiting(queued(row)), row.at or row.due
        self._pace.withdraw(waiting)
        self._pace.sent(waiting, at)
        if self._known is None:  # whether the rest of its wish waits is seen when all is read anew
            self._line.begun[waiting.chat] = Begun(waiting.wish, at)
        else:
            self._line.went(waiting, at)

    def _waiting(self, row: Queued) -> Waiting:
        told = self._limits.same_text and row.type in _TOLD and not row.member
        end = row.until
        if end is not None and row.type == "task":
            end += _HALF_A_DAY  # a person can be told somewhat later
        return Waiting(
            seq=row.seq,
            key=row.key,
            due=row.due,
            rank=row.rank,
            chat=chat_of(row),
            group=row.grp,
            until=end,
            asked=bool(row.asked),
            stops=row.playbook is not None and row.wanted != "approve",
            alike=hash(squeeze(row.text) or row.text) if told else 0,
            note=row.note,
        )


def _is_stopped(row: Waiting, stopped: Collection[str]) -> bool:
    return row.stops and (row.group in stopped or "*" in stopped)
