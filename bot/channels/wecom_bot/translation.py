"""What the platform says, as events."""

import re
from collections.abc import Collection
from datetime import datetime

from bot.channels.wecom_bot.cards import clicked
from bot.channels.wecom_bot.chats import Chat
from bot.channels.wecom_bot.frames import Callback, Media
from bot.domain.text import BLANKS
from bot.eventfiles.fields import platform_moment
from bot.events import MessageKind, MessageReceived, Person

_KINDS: dict[str, MessageKind] = {
    "text": "text",
    "mixed": "text",
    "voice": "voice",
    "image": "image",
    "file": "file",
    "video": "video",
}
_SOMEBODY = re.compile(r"@\S+(?:\s+|$)")


def chat_in(callback: Callback) -> Chat | None:
    """Return where it happened, None for a group or a person without an id."""
    group = callback.chattype == "group"
    id = callback.chatid if group else callback.sender.userid
    return Chat("group" if group else "single", id) if id and callback.sender.userid else None


def happened_at(callback: Callback, now: datetime) -> datetime:
    """Return when it happened: as the platform says, in whole seconds, else now."""
    seconds = callback.create_time
    if type(seconds) is not int or seconds <= 0:
        return now
    return platform_moment(seconds) or now


def message(
    callback: Callback, req_id: str, names: Collection[str], now: datetime
) -> MessageReceived | None:
    """Return what somebody wrote or clicked, None for a kind of message that nobody knows.

    The platform tells no names: the userid stands for it. Whatever is heard in a group mentions
    the bot.
    """
    click = callback.event.click if callback.event else None
    kind = "card" if click else _KINDS.get(callback.msgtype)
    chat = chat_in(callback)
    if kind is None or chat is None:
        return None
    words = clicked(click.event_key) if click else _words(callback)
    if chat.type == "group" and not click:
        words = without_bot(words, names)
    return MessageReceived(
        id=callback.msgid or req_id,
        at=happened_at(callback, now),
        group=chat.id if chat.type == "group" else "",
        member=Person(callback.sender.userid, callback.sender.userid),
        text=words,
        kind="image" if kind == "text" and media_in(callback) else kind,
        mentions_bot=True,
        reply_to=click.task_id if click else None,
    )


def media_in(callback: Callback) -> list[Media]:
    """Return the images and files of a message."""
    mixed = (item.image for item in callback.mixed.msg_item)
    return [one for one in (callback.image, callback.file, callback.video, *mixed) if one]


def without_bot(text: str, names: Collection[str]) -> str:
    """Strip the mention of the bot before or behind what somebody wrote in a group.

    Names may contain blanks. Where none of the names stands behind any `@`, the bot has one that
    nobody wrote down: then it is the first mention, up to a blank.
    """
    text, known = text.strip(BLANKS), sorted(filter(None, names), key=len, reverse=True)
    for name in known:
        mention = re.escape(f"@{name}")
        if found := re.match(rf"{mention}(?:[{BLANKS}]+|$)", text, re.IGNORECASE):
            return text[found.end() :].strip(BLANKS)
        if found := re.search(rf"(?:^|[{BLANKS}]){mention}$", text, re.IGNORECASE):
            return text[: found.start()].strip(BLANKS)
    folded = text.casefold()
    if any(f"@{name}".casefold() in folded for name in known):
        return text
    return _SOMEBODY.sub("", text, count=1) if text.startswith("@") else text


def _words(callback: Callback) -> str:
    """Return the words of a message; those of a voice message are what the platform heard."""
    if callback.msgtype == "mixed":
        return "\n".join(part.text.content for part in callback.mixed.msg_item if part.text.content)
    return (callback.voice if callback.msgtype == "voice" else callback.text).content
