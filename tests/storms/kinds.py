"""The storms that zhiban has to survive, each with how much of it there is in a minute."""

from collections.abc import Mapping
from datetime import datetime

from bot.events import MembersJoined, MessageReceived, Person
from tests.storms.weather import Weather

_LONG = [(piece * (1 << 20))[: 1 << 20] for piece in ("@小助手 发票", "打卡 ", "啊")]
_QUESTIONS = (
    "发票怎么开？",
    "@小助手 退款要多久呀",
    "@小助手 怎么申请退款",
    "@小助手 今天几点开始直播",
)


def joins(groups: int) -> Weather:
    """Return 10,000 who join, in one group or spread over several."""

    def make(number: int, at: datetime) -> MembersJoined:
        who = Person(f"n{number}", f"新人{number}")
        return MembersJoined(id=f"s{number}", at=at, group=f"g{number % groups}", members=(who,))

    return Weather(10_000, make)


def messages(groups: int) -> Weather:
    """Return 50,000 messages of 500 members, in one group or spread over several."""
    return Weather(50_000, lambda n, at: _said(n, at, n % 500, "哈哈哈今天读到第三章", n % groups))


def _said(number: int, at: datetime, member: int, text: str, group: int = 0) -> MessageReceived:
    who = Person(f"u{member}", f"书友{member}")
    return MessageReceived(id=f"s{number}", at=at, group=f"g{group}", member=who, text=text)


KINDS: Mapping[str, Weather] = {
    "joins": joins(1),
    "joins-spread": joins(100),
    "messages": messages(1),
    "messages-spread": messages(100),
    "commands": Weather(
        6_000, lambda n, at: _said(n, at, 0, ("/help", "/rank", "/points", "打卡")[n % 4])
    ),
    "megabytes": Weather(120, lambda n, at: _said(n, at, n, _LONG[n % 3])),
    "questions": Weather(100_000, lambda n, at: _said(n, at, n % 500, _QUESTIONS[n % 4])),
    "loop": Weather(1, lambda n, at: _said(n, at, 7, f"第 {n} 次提醒：发票"), answered=True),
}
