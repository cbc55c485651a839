"""Whether a message has the shape of a question, in Chinese or English."""

import re

from bot.domain.text import fold

_LINK = re.compile(r"https?://\S+")
_MARK = re.compile(r"[a-z0-9\u4e00-\u9fff)）\"”'》」】]\s*[?？]")
_ASKING = re.compile(
    "怎么|怎样|如何|咋|什么(?![的都也])|为什么|为啥|为何|啥(?![都也])|多少|多久|几点|几号|几时|何时|在哪|去哪"
    "|哪[里儿个些种位天年家款]|谁(?![都也])|能不能|可不可以|能否|可否|是否|有没有|有无|请问|求[推教助问解]"
)
_NOT_ASKING = re.compile("没什么|没啥|没怎么|不怎么|不知道怎么|不知道什么")
_A_NOT_A = re.compile(r"([\u4e00-\u9fff])不\1")
_ENDING = re.compile(r"[吗么嘛][\s。.!！~～呀啊]*$")
_ENGLISH = re.compile(
    r"(?:(?:hi|hey|hello|so|and|ok|please|pls|excuse me)\W+)*"
    r"(?:how|what|what's|whats|when|where|why|who|which|can|could|may|is|are|am|do|does|did|will"
    r"|would|should|any(?:one|body) know)\b(?!\W*$)"
)


def is_question(text: str) -> bool:
    """Say whether `text` asks: a question mark behind words, a question word, or A-not-A."""
    return asks(fold(text))


def asks(asked: str) -> bool:
    """Say whether a folded text does."""
    if "://" in asked:
        asked = _LINK.sub(" ", asked)
    asked = asked.strip()
    if ("?" in asked and _MARK.search(asked)) or _ENGLISH.match(asked):
        return True
    if ("不" in asked or "没" in asked) and _NOT_ASKING.search(asked):
        asked = _NOT_ASKING.sub("", asked)
    if _ASKING.search(asked) or _ENDING.search(asked):
        return True
    return "不" in asked and _A_NOT_A.search(asked) is not None
