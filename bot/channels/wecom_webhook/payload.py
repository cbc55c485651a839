"""What a webhook robot is told to post, as the platform wants it (path/91770)."""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import md5
from typing import Any

from bot.channels.wecom_webhook.articles import Article
from bot.channels.wecom_webhook.settings import IMAGE_BYTES, TEXT_BYTES, Format
from bot.domain.bytelimit import cut
from bot.outbox.action import Refused

Payload = dict[str, Any]

_USER_ID = re.compile(r"[A-Za-z0-9_.@-]{1,64}")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def text(words: str, format: Format, people: Iterable[tuple[str, str]] = ()) -> Payload:
    """Return a text; `people` are the ids and the names that stand behind its `@`s, in order.

    Who is mentioned is shown once: `<@id>` takes the place of `@name`, and the app shows the name.
    Where the ids leave no room for that, a plain text lists them; in Markdown they are just named.
    """
    limit = TEXT_BYTES[format]
    known = [] if format == "markdown_v2" else [one for one in people if _USER_ID.fullmatch(one[0])]
    body: Payload = {"content": _with_mentions(words, known)[0]}
    if len(body["content"].encode()) > limit:
        named = _with_mentions(words, known)[1]
        body = {"content": cut(_silent(words), limit)}
        if named and format == "text":
            body["mentioned_list"] = named
    return {"msgtype": format, format: body}


def image(data: bytes) -> Payload:
    """Return a picture; raise Refused for one that the platform would not show."""
    if not data.startswith(_PICTURES):
        raise Refused("an image must be a JPG or PNG")
    if len(data) > IMAGE_BYTES:
        raise Refused(f"an image of {len(data)} bytes: at most {IMAGE_BYTES} are shown")
    check = md5(data, usedforsecurity=False).hexdigest()
    return {"msgtype": "image", "image": {"base64": b64encode(data).decode(), "md5": check}}


def file(media_id: str) -> Payload:
    """Return a file that was uploaded before, by this robot and within three days."""
    return {"msgtype": "file", "file": {"media_id": media_id}}


def news(articles: Sequence[Article]) -> Payload:
    """Return one to eight headings, each with its link."""
    told = [
        {"title": one.title, "description": one.text, "url": one.link, "picurl": one.picture}
        for one in articles
    ]
    kept = [{key: value for key, value in one.items() if value} for one in told]
    return {"msgtype": "news", "news": {"articles": kept}}


def card(article: Article) -> Payload:
    """Return one heading as a card that opens its link: with a picture, or with more text."""
    told: Payload = {"main_title": {"title": article.title}}
    if article.picture:
        told |= {"card_type": "news_notice", "card_image": {"url": article.picture}}
        told["main_title"] |= {"desc": article.text} if article.text else {}
    else:
        told |= {"card_type": "text_notice"}
        told |= {"sub_title_text": article.text} if article.text else {}
    told["card_action"] = {"type": 1, "url": article.link}
    return {"msgtype": "template_card", "template_card": told}


def _with_mentions(words: str, people: Sequence[tuple[str, str]]) -> tuple[str, list[str]]:
    """Return the text with people mentioned where they are named, and the ids of these."""
    done, at, named = "", 0, list[str]()
    for id, name in people:
        if found := re.compile(rf"[@＠]{re.escape(name)}(?![^\W_])").search(words, at):
            done += f"{_silent(words[at : found.start()])}<@{id}>"
            at = found.end()
            named.append(id)
    return done + _silent(words[at:]), named


def _silent(words: str) -> str:
    """Return words without mentions of their own: only a template's `@` makes one."""
    return words.replace("<@", "<＠")
