"""Choosing by number from what was offered."""

from bot.domain.text import fold


def picked(text: str, most: int = 9) -> int | None:
    """Read a choice of at most so many (up to 9): `2`, `２`, `2.`; None for any other text."""
    digit = fold(text).strip(" .,。、)") if len(text) < 4 else ""
    return int(digit) if len(digit) == 1 and digit in "123456789"[:most] else None
