"""Reads the XML of callbacks: the envelope, and what it says of a customer group."""

from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError, fromstring

from bot.eventfiles.fields import platform_moment

_DIGITS = 20


class Malformed(Exception):
    """Not XML as the platform writes it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change_external_chat event (developer.work.weixin.qq.com/document/path/92130).

    `last` and `current` are the versions of the member list before and after it.
    """

    group: str
    at: datetime
    kind: str
    """create, update or dismiss"""
    detail: str = ""
    """Of an update: add_member, del_member, change_owner, change_name or change_notice."""
    members: tuple[str, ...] = ()
    removed: bool = False
    """The members did not leave by themselves: the owner or an admin removed them."""
    last: str = ""
    current: str = ""


def encrypted_in(body: bytes) -> str:
    """Return what the envelope holds; raise Malformed."""
    try:
        root = _parsed(body.decode())
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None
    if not (encrypted := _text(root, "Encrypt")):
        raise Malformed("no Encrypt")
    return encrypted


def change_in(message: str) -> Change | None:
    """Return what happened to a customer group, None for any other event; raise Malformed."""
    root = _parsed(message)
    if _text(root, "Event") != "change_external_chat":
        return None
    if not (group := _text(root, "ChatId")):
        raise Malformed("no ChatId")
    return Change(
        group=group,
        at=_moment(_text(root, "CreateTime")),
        kind=_text(root, "ChangeType"),
        detail=_text(root, "UpdateDetail"),
        members=tuple(item.text or "" for item in root.iterfind("MemChangeList/Item")),
        removed=_text(root, "QuitScene") == "1",
        last=_text(root, "LastMemVer"),
        current=_text(root, "CurMemVer"),
    )


def _parsed(text: str) -> Element:
    # Entities can only be declared in a document type, and that begins with this in any XML.
    if "<!DOCTYPE" in text:
        raise Malformed("a document type")
    try:
        return fromstring(text)
    except ParseError:
        raise Malformed("not XML") from None


def _text(root: Element, name: str) -> str:
    return (root.findtext(name) or "").strip()


def _moment(seconds: str) -> datetime:
    at = platform_moment(int(seconds)) if seconds.isdecimal() and len(seconds) < _DIGITS else None
    if at is None:
        raise Malformed("no CreateTime")
    return at
