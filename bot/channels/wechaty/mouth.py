"""Does what the bot wants done, through the gateway."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from grpclib.const import Status
from grpclib.exceptions import GRPCError

from bot.channels.wechaty.link import BROKEN, Link
from bot.channels.wechaty.lookups import Lookups
from bot.channels.wechaty.quotes import Quotes
from bot.channels.wechaty.wire import Announce, Announced
from bot.domain.text import clean
from bot.outbox.action import Action, ActionType, FateUnknown, NotSent, Refused

_INLINE = 2 * 1024 * 1024
"""Bytes of a file that go inside a message: gRPC lets 4 MB through, and base64 adds a third."""
_BASE64, _UUID = 1, 7
"""FileBoxType of file-box 1.5; `boxType` is the name that older ones give to `type`."""
_PIECE = 64 * 1024
_UNREADABLE = (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError)
_READ_BACK = (0.5, 1.0, 2.0)
"""Seconds before each look whether what was set is there."""
_AFTER_MENTION = "\u2005"
"""What WeChat's own clients write behind a mention."""


class Mouth:
    """The ways out over one connection."""

    def __init__(self, link: Link, lookups: Lookups, quotes: Quotes, folder: Path) -> None:
        self._link, self._lookups, self._quotes, self._folder = link, lookups, quotes, folder
        self._ways: Mapping[ActionType, Callable[[Action], Awaitable[str | None]]] = {
            "say": self._say,
            "dm": self._say,
            "task": self._say,
            "image": self._file,
            "file": self._file,
            "recall": self._recall,
            "remove": self._remove,
            "announce": self._announce,
            "accept": self._accept,
        }

    async def perform(self, action: Action) -> str | None:
        """Do it; return the id that the gateway gave it. Raises what calls raise, or Refused."""
        return await self._ways[action.type](action)

    async def _say(self, action: Action) -> str | None:
        if action.type != "say":
            sent = await self._text(action.member, action.text, ())
        else:
            text = await self._with_aliases(action)
            sent = await self._text(action.group, text, action.mentions)
            self._quotes.remember(action.group, text, sent)
        return sent or None

    async def _text(self, where: str, text: str, mentions: Collection[str]) -> str:
        sent = await self._link.do.message_send_text(
            conversation_id=where, text=text, mentonal_ids=list(mentions)
        )
        return sent.id or ""

    async def _with_aliases(self, action: Action) -> str:
        """Write behind each `@` the name that the group shows: what makes it a true mention.

        Members choose it, so that it stays one line and hides or turns nothing.
        """
        done, rest = "", action.text
        for member, shown in zip(action.mentions, action.shown, strict=False):
            before, at, after = rest.partition(f"@{shown}")
            if not at:
                continue
            name = clean(await self._lookups.name(action.group, member)) or shown
            done += f"{before}@{name}{_AFTER_MENTION}"
            rest = after.removeprefix(" ").removeprefix(_AFTER_MENTION)
        return done + rest

    async def _file(self, action: Action) -> str | None:
        """Send a file; a large one goes ahead in pieces, and the message refers to it."""
        file = self._folder / (action.path or "")
        try:
            with file.open("rb") as opened:
                box = {"name": file.name, **await self._content(opened)}
        except _UNREADABLE as error:
            raise Refused(f"cannot read {action.path}: {type(error).__name__}") from error
        where = action.member if action.private else action.group
        sent = await self._link.do.message_send_file(conversation_id=where, filebox=json.dumps(box))
        return sent.id or None

    async def _content(self, file: BinaryIO) -> Mapping[str, object]:
        content = await asyncio.to_thread(file.read, _INLINE + 1)
        if not content:
            raise Refused(f"{Path(file.name).name} is empty")
        if len(content) <= _INLINE:
            inline = base64.b64encode(content).decode()
            return {"type": _BASE64, "boxType": _BASE64, "base64": inline}
        try:
            id = await self._link.upload(_pieces(content, file))
        except GRPCError as error:
            if error.status is Status.UNIMPLEMENTED:
                raise Refused("this gateway takes no files over 2 MB: it is too old") from error
            raise
        except BROKEN as error:
            raise NotSent("the connection broke before the file was handed over") from error
        return {"type": _UUID, "boxType": _UUID, "uuid": id}

    async def _recall(self, action: Action) -> None:
        """Take back a message of our own; the action's text is its id."""
        if not (await self._link.do.message_recall(id=action.text)).success:
            raise Refused("it could not be taken back: too late, or not the bot's own")

    async def _remove(self, action: Action) -> None:
        await self._link.do.room_del(id=action.group, contact_id=action.member)

    async def _announce(self, action: Action) -> None:
        """Set a group's announcement; it counts when it can be read back."""
        await self._link.call("RoomAnnounce", Announce(action.group, action.text), Announced)
        for pause in _READ_BACK:
            try:
                read = await self._link.call("RoomAnnounce", Announce(action.group), Announced)
            except (GRPCError, *BROKEN) as error:
                raise FateUnknown("set, but it cannot be read back") from error
            if read.text.strip() == action.text.strip():
                return
            await asyncio.sleep(pause)
        raise Refused("the group shows another announcement: is the bot its owner or an admin?")

    async def _accept(self, action: Action) -> None:
        """Accept a request; the action's text is its handle."""
        await accept(self._link.do, action.text)


def handle(kind: str, id: str) -> str:
    """Return what names a request, for `accept`."""
    return f"{kind}:{id}"


async def accept(stub: Any, handle: str) -> None:
    """Accept a friend request or an invitation into a group."""
    kind, _, id = handle.partition(":")
    if kind == "friend":
        await stub.friendship_accept(id=id)
    elif kind == "group":
        await stub.room_invitation_accept(id=id)
    else:
        raise Refused(f"no such request: {handle}")


async def _pieces(begun: bytes, file: BinaryIO) -> AsyncIterator[bytes]:
    """Yield what was read and the rest of a file, in pieces."""
    for at in range(0, len(begun), _PIECE):
        yield begun[at : at + _PIECE]
    while piece := await asyncio.to_thread(file.read, _PIECE):
        yield piece
