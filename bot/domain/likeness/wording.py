"""The wording of a question as the units that are compared: characters, words, numbers."""

import re
from itertools import pairwise

from bot.domain.text import fold

# Words that say the same in any question. Wider lists of synonyms were tried and did not pay.
_SAME = {
    "怎么": ("怎样", "怎麽", "如何", "咋样", "咋"),
    "什么": ("啥", "甚么"),
    "什么时候": ("什么时间", "何时", "啥时候", "啥时间", "几时"),
    "哪里": ("哪儿", "什么地方", "啥地方", "何处"),
    "为什么": ("为何", "为啥"),
    "多少钱": ("什么价格", "什么价位", "什么价", "几块钱"),
    "多久": ("多长时间", "多少时间"),
    "可以": ("能不能", "可不可以", "能否", "可否", "是否可以", "能够"),
    "是不是": ("是否",),
    "有没有": ("有无",),
    "干什么": ("干嘛", "干啥", "做什么"),
    "不能": ("无法", "不可以", "没法", "不了"),
    "没有": ("没",),
    "我们": ("咱们", "俺们"),
    "朋友": ("好友",),
    "孩子": ("小孩", "娃"),
    "删除": ("删掉", "去掉", "删了"),
    "购买": ("买", "选购"),
    "付款": ("支付", "付钱"),
    "修改": ("更改", "变更", "改"),
    "登录": ("登陆",),
    "关闭": ("关掉",),
    "领取": ("领",),
    "查看": ("查询", "看看"),
}
_LEVELLED = {word: level for level, words in _SAME.items() for word in (level, *words)}
_WORDS = re.compile("|".join(sorted(_LEVELLED, key=len, reverse=True)))
_UNIT = re.compile(r"[0-9]+|[a-z]+(?:'[a-z]+)?|[^\W_]")


def units(text: str) -> tuple[str, ...]:
    """Return the characters, foreign words and numbers of `text`, same words levelled."""
    return tuple(_UNIT.findall(_WORDS.sub(lambda found: _LEVELLED[found[0]], fold(text))))


def pairs(of: tuple[str, ...]) -> list[str]:
    """Return the neighbouring units, joined."""
    return [f"{left} {right}" for left, right in pairwise(of)]
