"""What playbooks need of a group's channels, and what comes of it where it is not there."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from bot.domain.capabilities import Capabilities, may

Need = Literal[
    "messages",
    "mentions",
    "clicks",
    "joins",
    "answer",
    "post",
    "dm",
    "image",
    "file",
    "picture",
    "approval",
]
Grade = Literal["partly", "task", "never"]


class Lack(NamedTuple):
    """What does not work as written: in part, only by a person's hands, or not at all."""

    grade: Grade
    zh: str
    en: str

    def said(self, language: str) -> str:
        """Say it in an operator's language."""
        return self.zh if language == "zh" else self.en


_DEAF = Lack("never", "这个渠道听不到群里的消息", "the channel hears no messages")
_HALF_DEAF = Lack(
    "partly", "只听得到 @机器人 的消息", "the channel hears only messages that mention the bot"
)
_UNCLICKED = Lack(
    "partly",
    "没有按钮卡片，只发文字，要打字参加",
    "it has no cards with buttons: the text goes out, and members answer by writing",
)
_NO_JOINS = Lack("never", "看不到谁进群", "the channel does not see who joins")
_OWN_WELCOME = Lack(
    "partly",
    "欢迎语由企业微信的入群欢迎语发出，文字随剧本更新",
    "the platform greets by itself, with a text kept in step with the playbook",
)
_MUTE = Lack("task", "不能自己回复，会变成人工待办", "it may not answer by itself: a task")
_NOT_UNASKED = Lack(
    "task", "不能定时发言，会变成人工待办", "it may not speak unasked: a task for a person"
)
_PREPARED = Lack(
    "task",
    "定时内容会备成群发任务，要成员在企业微信里确认；企业微信每个群每天只收一条",
    "posts are prepared as mass sends, which a member confirms; WeCom takes one a day for a group",
)
_NO_DM = Lack("task", "不能私聊，会变成人工待办", "it cannot write in private: a task")
_NO_IMAGE = Lack("task", "不能发图片，会变成人工待办", "it cannot send images: a task")
_NO_FILE = Lack("task", "不能发文件，会变成人工待办", "it cannot send files: a task")
_NO_PICTURE = Lack(
    "partly", "不能发图片，简报只有文字", "it cannot send images: the brief is told in words alone"
)
NO_FONT = Lack(
    "partly",
    "没有带汉字的字体，只发文字、不发图：可以在 config.yaml 用 font 指定一个字体文件",
    "there is no font with Chinese glyphs, so it comes without a picture: name one in config.yaml",
)
NOBODY = Lack(
    "partly",
    "没有 owners、admins，也没有人值班：草稿没人收到，只能在网页上放行",
    "there are no owners, no admins and nobody on duty: drafts are shown on the page alone",
)


def lack_of(need: Need, ears: Capabilities, mouth: Capabilities) -> Lack | None:
    """Return what is lacking for a need where a group is heard and spoken to so; None: nothing."""
    return _LACKS[need](ears, mouth)


def _messages(ears: Capabilities, _mouth: Capabilities) -> Lack | None:
    return {"everything": None, "mentions": _HALF_DEAF, "nothing": _DEAF}[ears.hears]


def _mentions(ears: Capabilities, _mouth: Capabilities) -> Lack | None:
    return _DEAF if ears.hears == "nothing" else None


def _clicks(ears: Capabilities, mouth: Capabilities) -> Lack | None:
    if mouth.cards:
        return None
    return _DEAF if ears.hears == "nothing" else _UNCLICKED


def _joins(ears: Capabilities, _mouth: Capabilities) -> Lack | None:
    if not ears.sees_joins:
        return _NO_JOINS
    return _OWN_WELCOME if ears.welcomes else None


def _answer(ears: Capabilities, mouth: Capabilities) -> Lack | None:
    silent = ears.hears == "nothing" and not ears.sees_joins
    if silent or ears.welcomes or may(mouth, "say", private=False, asked=True):
        return None
    return _MUTE


def _post(_ears: Capabilities, mouth: Capabilities) -> Lack | None:
    if not may(mouth, "say", private=False, asked=False):
        return _NOT_UNASKED
    return _PREPARED if mouth.prepared else None


_LACKS: Mapping[Need, Callable[[Capabilities, Capabilities], Lack | None]] = {
    "messages": _messages,
    "mentions": _mentions,
    "clicks": _clicks,
    "joins": _joins,
    "answer": _answer,
    "post": _post,
    "dm": lambda ears, _mouth: None if ears.direct else _NO_DM,
    "image": lambda _ears, mouth: None if mouth.images else _NO_IMAGE,
    "picture": lambda _ears, mouth: None if mouth.images else _NO_PICTURE,
    "file": lambda _ears, mouth: None if mouth.files else _NO_FILE,
    "approval": lambda _ears, _mouth: None,  # needs a person, whatever the channel
}
