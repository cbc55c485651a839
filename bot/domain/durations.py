"""Lengths of time as playbooks write them and as people read them."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from bot.errors import Unfit, shown

_LONGEST = timedelta(days=36500)
_DURATION = re.compile(r"(?:(\d+)d)?\s*+(?:(\d+)h)?\s*+(?:(\d+)m)?\s*+(?:(\d+)s)?", re.IGNORECASE)
_DAYS = re.compile(r"([+-]?\d{1,4})\s*d?", re.IGNORECASE)
_UNITS = (("d", "天", 86400), ("h", "小时", 3600), ("m", "分钟", 60), ("s", "秒", 1))


def parse_duration(raw: object) -> timedelta:
    """Read "60s", "10m", "2h", "1d", "1d12h" or 0; raise ValueError for anything else."""
    if isinstance(raw, timedelta):
        return raw
    text = str(raw).strip()
    match = _DURATION.fullmatch("0s" if text == "0" else text)
    if match is None or not any(match.groups()):
        raise Unfit(
            f"{shown(raw)} 不是时长，要写成 60s、10m、2h、1d 或 1d12h",
            f"{shown(raw)} is no length of time: write it as 60s, 10m, 2h, 1d or 1d12h",
        )
    seconds = sum(int(n or 0) * unit[2] for n, unit in zip(match.groups(), _UNITS, strict=True))
    if seconds > _LONGEST.total_seconds():
        raise Unfit(f"{shown(raw)} 超过一百年了", f"{shown(raw)} is longer than a hundred years")
    return timedelta(seconds=seconds)


def format_duration(span: timedelta) -> str:
    """Write whole seconds as "1d12h", the form `parse_duration` reads; nothing is "0s"."""
    return "".join(f"{n}{unit}" for n, unit, _ in _split(span)) or "0s"


def describe_duration(span: timedelta) -> str:
    """Write whole seconds for people, as "1 天 12 小时"; nothing is "0 秒"."""
    return " ".join(f"{n} {word}" for n, _, word in _split(span)) or "0 秒"


def parse_days(raw: object) -> int:
    """Read a number of days, "-7d", "3d" or -7; raise ValueError for anything else."""
    match = _DAYS.fullmatch(str(raw).strip())
    if match is None:
        raise Unfit(
            f"{shown(raw)} 不是天数，要写成 -7d 或 3d",
            f"{shown(raw)} is no number of days: write it as -7d or 3d",
        )
    return int(match[1])


_AS_LENGTH = r"^\s*(?=\d)(\d+[dD])?\s*(\d+[hH])?\s*(\d+[mM])?\s*(\d+[sS])?\s*$"
_AS_DAYS = r"^\s*[+-]?\d{1,4}\s*[dD]?\s*$"

Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(format_duration, return_type=str),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": _AS_LENGTH}, {"enum": [0, "0"]}]},
        mode="validation",
    ),
]
Days = Annotated[
    int,
    BeforeValidator(parse_days),
    PlainSerializer("{}d".format, return_type=str),
    WithJsonSchema(
        {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": _AS_DAYS}]},
        mode="validation",
    ),
]


def _split(span: timedelta) -> list[tuple[int, str, str]]:
    """Split into days, hours, minutes and seconds, without those there are none of."""
    left = span // timedelta(seconds=1)
    parts = []
    for unit, word, size in _UNITS:
        n, left = divmod(left, size)
        parts += [(n, unit, word)] if n else []
    return parts
