"""Whether a message has the shape of a question, in Chinese or English."""

import re

from bot.domain.text import fold

_LINK = re.compile(r"https?://\S+")
_MARK = re.compile(r"[a-z0-9\u4e00-\u9fff)）\"”'》」】]\s*[?？]")
_ASKING = re.compile(
    r"怎么|怎样|如何|咋|什么时候|为什么|为啥|为何|多少|多久|几点|几号|几时|何时|哪[里儿个些种位天年家款]|在哪|去哪"
    r"|什么(?!的|都|也)|啥(?!都|也)|谁(?!都|也)|能不能|可不可以|能否|可否|是否|有没有|有无|是不是|会不会|要不要|请问"
    r"|([\u4e00-\u9fff])不\1|[吗么嘛][\s。.!！~～呀啊]*$|求(?:推荐|教|助|问|解)"
)
_NOT_ASKING = re.compile(r"没什么|没啥|没怎么|不怎么|不知道怎么|不知道什么")
_ENGLISH = re.compile(
    r"^(?:(?:hi|hey|hello|so|and|ok|please|pls|excuse me)\W+)*"
    r"(?:how|what|what's|whats|when|where|why|who|which|can|could|may|is|are|am|do|does|did|will|would|should"
    r"|any(?:one|body) know)\b(?!\W*$)"
)


def is_question(text: str) -> bool:
    """Say whether `text` asks: a question mark behind words, a question word, or A-not-A."""
    asked = _LINK.sub(" ", fold(text)).strip()
    if _MARK.search(asked) or _ENGLISH.search(asked):
        return True
    return bool(_ASKING.search(_NOT_ASKING.sub("", asked)))
