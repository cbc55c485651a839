"""What stands on the console's screen: numbered messages, and what happened between them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.channels.console.cast import Cast
from bot.channels.console.lines import Line, chat_line, event_line, note

_DIGITS = 10
_QUOTED = 12
"""How many characters of a quoted message are shown."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message on the screen; its number can quote it or take it back."""

    id: str
    group: str
    member: str
    text: str


class Board:
    """Numbers messages and dates days; all moments are shown in one time zone."""

    def __init__(self, cast: Cast, timezone: ZoneInfo) -> None:
        self.timezone = timezone
        self._cast = cast
        self._messages: list[Message | None] = []
        self._day: date | None = None

    def message(self, number: str) -> Message | None:
        """Find a message by its number."""
        n = int(number) if number.isdecimal() and len(number) < _DIGITS else 0
        return self._messages[n - 1] if 0 < n <= len(self._messages) else None

    def take_back(self, number: str) -> None:
        """Forget a message; its number stays empty."""
        self._messages[int(number) - 1] = None

    def add(
        self, message: Message, at: datetime, before: str, named: Collection[str], *, to: str
    ) -> tuple[Line, ...]:
        """Write a message under the next number, `before` its text; `to` whom, in private."""
        cast = self._cast
        self._messages.append(message)
        sender = cast.name(message.member)
        line = chat_line(
            len(self._messages),
            at.astimezone(self.timezone),
            cast.groups.get(message.group, message.group) or cast.text("private"),
            (
                "bot" if message.member == cast.bot.id else "member",
                sender if message.group else f"{sender} → {to}",
            ),
            before + message.text,
            named,
        )
        return (*self._new_day(at), line)

    def tell(self, at: datetime, text: str) -> tuple[Line, ...]:
        """Write something that happened."""
        return (*self._new_day(at), event_line(at.astimezone(self.timezone), text))

    def quotation(self, message: Message) -> str:
        """Cite the beginning of a message."""
        text = message.text.replace("\n", " ")
        short = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
        return self._cast.text("quoting", name=self._cast.name(message.member), text=short)

    def date(self, at: datetime) -> str:
        """Write a date, which needs no line of its own after that."""
        local = at.astimezone(self.timezone)
        self._day = local.date()
        return f"{self._day} {self._cast.text('weekdays').split()[self._day.weekday()]}"

    def _new_day(self, at: datetime) -> tuple[Line, ...]:
        """Write the date where a new day begins."""
        if at.astimezone(self.timezone).date() == self._day:
            return ()
        return (note(f"—— {self.date(at)} ——"),)
