"""Where a message calls the bot by its name."""

import re
from collections.abc import Iterable


def call_of(names: Iterable[str]) -> re.Pattern[str]:
    """Match the bot's name where a message calls it: `@小助手`, or at the start `小助手，`."""
    name = "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)"
    return re.compile(rf"[@＠](?:{name})\s?|^\s*(?:{name})\b[\s,，:：、]*", re.IGNORECASE)
