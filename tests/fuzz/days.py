"""Lengths, times, windows and days: what playbooks and people write of time."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from pydantic import ValidationError

from bot.domain.asked_days import leave_days, make_up_day
from bot.domain.durations import describe_duration, format_duration, parse_days, parse_duration
from bot.domain.named_days import read_day
from bot.domain.spans import parse_date, parse_during
from bot.domain.text import fold
from bot.domain.times import Window, parse_time
from bot.sheets.cells import Wrong, birthday_of, day_of, time_of, whole_of
from bot.web.days import read_day as read_page_day
from tests.fuzz.target import Target, assert_readable, words

_TODAY = date(2026, 11, 23)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 — Excel's, which has no zone


def attack_written(data: bytes) -> None:
    """What playbooks say of time is read, and the same when written again, or a ValueError."""
    text = data.decode(errors="replace")
    for parse in (_duration, _window, _time, _date, _days):
        try:
            parse(text)
        except ValueError as error:
            assert_readable(str(error), 300)
    found = read_page_day(text)
    assert found is None or 2000 <= found.year < 3000


def _duration(text: str) -> None:
    span = parse_duration(text)
    assert timedelta() <= span <= timedelta(days=36_500)
    assert parse_duration(format_duration(span)) == span
    assert describe_duration(span)


def _window(text: str) -> None:
    window = Window.parse(text)
    assert window.start != window.end
    assert Window.parse(str(window)) == window


def _time(text: str) -> None:
    assert parse_time(f"{parse_time(text):%H:%M}") == parse_time(text)


def _date(text: str) -> None:
    assert parse_date(parse_date(text).isoformat()) == parse_date(text)
    with suppress(ValidationError):
        parse_during({"from": text, "to": text})


def _days(text: str) -> None:
    assert abs(parse_days(text)) < 10_000
    with suppress(ValidationError):
        parse_during({"festival": "春节", "from": text})


def attack_said(data: bytes) -> None:
    """The days that members ask for are days near now, or a ValueError."""
    text = data.decode(errors="replace")
    try:
        day = make_up_day(text, _TODAY)
        assert day is None or isinstance(day, date)
    except ValueError:
        pass
    try:
        asked = leave_days(text, _TODAY)
        assert 0 < len(asked) <= 366
        assert asked == sorted(set(asked))
    except ValueError:
        pass
    try:
        named = read_day(fold(text), 0, _TODAY, _TODAY, -1)
        assert named is None or 0 < named.end <= len(fold(text))
    except ValueError:
        pass


def attack_cells(data: bytes) -> None:
    """What a cell of a workbook says is read, or Wrong with a line for the operator."""
    text = data.decode(errors="replace")
    values: list[object] = [text]
    with suppress(ValueError):
        values.append(float(text))
    for value in values:
        for read in (_cell_day, _cell_birthday, _cell_whole):
            try:
                read(value)
            except Wrong as wrong:
                assert_readable(str(wrong))
        assert isinstance(time_of(value), time | Window | None)


def _cell_day(value: object) -> None:
    assert isinstance(day_of(value, _TODAY, _EPOCH, "zh"), date)


def _cell_birthday(value: object) -> None:
    assert len(birthday_of(value, _EPOCH, "zh")) in (5, 10)


def _cell_whole(value: object) -> None:
    assert 0 <= whole_of(value, "zh") < 10**15


_WRITTEN = words("inf nan 45000.5 1d12h 60s 08:00 22:30-07:00 2026-12-24 -7d +3")
_SAID = tuple(
    text.encode()
    for text in (
        "昨天",
        "11-25到11-27",
        "明天起3天，回老家",
        "for three days",
        "3 days from Nov 25",
    )
)
_LENGTHS = words("d h m s : - ~ 至 0 24:00 00:00 9999 9999999999 ٣ ＋ － 2026-02-29 W01-1 T00:00 T")
_DAYS = words(
    "今天 昨天 大前天 明后 两天 三天 一周 下周三 星期天 从 到 至 和 起 二十一 十 号 日 月 年 请假"
    " day days week month ago later tomorrow yesterday today the st nd rd th of to until from on"
    " for a Nov 29 Feb 31 2000 9999 0000 - / . ~ & ？ ? ，"
)
WRITTEN = Target("times", attack_written, _WRITTEN, _LENGTHS, largest=512, seconds=0.2)
SAID = Target("asked_days", attack_said, _SAID, _DAYS, largest=1024, seconds=0.2)
CELLS = Target("cells", attack_cells, (*_WRITTEN, *_SAID), (*_LENGTHS, *_DAYS), largest=512)
