"""What an address asks for: a group that may be seen, a page of a list, a part of a text."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.web.render import console_of, user_of, words

_LONGEST = 100
_LAST_PAGE = 10_000
_DIGITS = 12


def text_of(request: Request, name: str) -> str:
    """Return a value of the address, "" where there is none."""
    return request.query_params.get(name, "").strip()[:_LONGEST]


def number_of(request: Request) -> int:
    """Return which page of a list is asked for, counted from 1."""
    return max(1, min(whole(text_of(request, "page")), _LAST_PAGE))


def whole(written: str) -> int:
    """Read a number of something; 0 where it is none, or larger than any number can be."""
    return int(written) if written.isdecimal() and len(written) < _DIGITS else 0


def group_of(request: Request, name: str = "id") -> str:
    """Return the group asked for; one that may not be seen is as good as none."""
    group = request.query_params.get(name, "")
    if group not in console_of(request).groups_of(user_of(request)):
        raise HTTPException(404, words(request, "没有这个群", "There is no such group"))
    return group


def groups_of(request: Request, name: str = "group") -> Sequence[str]:
    """Return the group asked for, or all that may be seen."""
    if request.query_params.get(name):
        return [group_of(request, name)]
    return console_of(request).groups_of(user_of(request))


def address(path: str, values: Mapping[str, object]) -> str:
    """Return an address with what is not empty of its values."""
    return f"{path}?{urlencode({name: value for name, value in values.items() if value})}"
