"""What pages read: one module a subject; each function takes what reads and gives plain rows."""

import re
from typing import Any

import sqlalchemy as sa


def listed(name: str) -> sa.BindParameter[Any]:
    """Return a parameter that is a list of texts, to stand behind IN."""
    return sa.bindparam(name, expanding=True)


def moment(name: str) -> sa.BindParameter[int]:
    """Return a parameter that is a moment in microseconds."""
    return sa.bindparam(name, type_=sa.BigInteger)


ESCAPE = "\\"
_WILD = re.compile(r"[\\%_]")


def containing(text: str) -> str:
    """Return the pattern of LIKE for what contains a text, with its `ESCAPE`."""
    return f"%{_WILD.sub(lambda found: ESCAPE + found[0], text)}%"
