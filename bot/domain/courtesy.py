"""Small talk with the bot: thanks and greetings, which need neither an answer nor a person."""

import re2

from bot.domain.text import squeeze

_WORDS = (
    *("谢谢", "谢", "多谢", "感谢", "辛苦", "麻烦", "你好", "您好", "大家好", "早上好", "中午好"),
    *("下午好", "晚上好", "早安", "午安", "晚安", "早", "再见", "拜拜", "好的", "好", "行", "嗯"),
    *(
        "收到",
        "知道",
        "明白",
        "了解",
        "懂",
        "没事",
        "不客气",
        "客气",
        "真棒",
        "厉害",
        "可爱",
        "加油",
    ),
    *(
        "哈",
        "呵",
        "嘿",
        "嘻",
        "你",
        "您",
        "我",
        "啦",
        "了",
        "啊",
        "呀",
        "哇",
        "哦",
        "噢",
        "喔",
        "呢",
    ),
    *("thanks", "thank", "you", "thx", "ok", "okay", "hello", "hi", "hey", "bye"),
)
# By RE2: 谢谢谢谢… can be read in more ways than there is time for, and this is what members write.
_COURTESY = re2.compile(f"(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})+")


def is_courtesy(text: str) -> bool:
    """Say whether a text is nothing but thanks, greetings and the like: `谢谢你啦～`, `收到！`."""
    return _COURTESY.fullmatch(squeeze(text)) is not None
