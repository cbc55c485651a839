"""Images and files: brought up in pieces, fetched and decrypted."""

import asyncio
import base64
import hashlib
import re
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

from aiohttp import ClientSession, ClientTimeout
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from bot.channels.wecom_bot.frames import Media
from bot.channels.wecom_bot.link import Declined, Unanswered

MediaType = Literal["image", "file"]
LARGEST: Mapping[MediaType, int] = {"image": 10 * 1024 * 1024, "file": 20 * 1024 * 1024}
_PIECE = 512 * 1024
_TRIES = 3
_FETCH = ClientTimeout(total=60)
_MOST_FETCHED = 100 * 1024 * 1024
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_UNSAFE = re.compile(r"[^\w-]")


class Request(Protocol):
    """Asks the gateway for something; see `Connection.request`."""

    def __call__(self, cmd: str, body: Mapping[str, Any], /) -> Awaitable[Mapping[str, Any]]: ...


async def upload(request: Request, type: MediaType, name: str, content: bytes, pause: float) -> str:
    """Bring a file up and return its media_id, which holds for three days.

    A piece may be sent again (path/101463): one that is not taken is, after `pause` seconds.
    Raises what `request` raises.
    """
    pieces = [content[at : at + _PIECE] for at in range(0, len(content), _PIECE)]
    opened = await request(
        "aibot_upload_media_init",
        {
            "type": type,
            "filename": name,
            "total_size": len(content),
            "total_chunks": len(pieces),
            "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        },
    )
    session = {"upload_id": str(opened.get("upload_id", ""))}
    for index, piece in enumerate(pieces):
        data = base64.b64encode(piece).decode()
        await _bring(request, session | {"chunk_index": index, "base64_data": data}, pause)
    finished = await request("aibot_upload_media_finish", session)
    return str(finished.get("media_id", ""))


async def _bring(request: Request, piece: Mapping[str, Any], pause: float) -> None:
    for failed in range(1, _TRIES + 1):
        try:
            await request("aibot_upload_media_chunk", piece)
        except (Declined, Unanswered):
            if failed == _TRIES:
                raise
            await asyncio.sleep(failed * pause)
        else:
            return


async def store(media: Media, folder: Path, name: str) -> None:
    """Keep what somebody sent in a folder, decrypted, under its message's id and own suffix.

    Raises ClientError, OSError, TimeoutError, and ValueError where it cannot be decrypted.
    """
    async with (
        ClientSession(timeout=_FETCH, raise_for_status=True) as session,
        session.get(media.url) as answer,
    ):
        content, named = bytearray(), answer.content_disposition
        async for piece in answer.content.iter_chunked(_PIECE):
            content += piece
            if len(content) > _MOST_FETCHED:
                raise ValueError("too large")
    suffix = _SUFFIX.search(named.filename or "") if named else None
    path = folder / (_UNSAFE.sub("", name) + (suffix[0].lower() if suffix else ""))
    whole = decrypt(bytes(content), media.aeskey) if media.aeskey else bytes(content)
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    await asyncio.to_thread(path.write_bytes, whole)


def decrypt(content: bytes, aeskey: str) -> bytes:
    """Undo AES-256-CBC with PKCS#7 to 32 bytes; the IV is the key's beginning (path/100719).

    Raises ValueError for a wrong key or torn content.
    """
    key = base64.b64decode(aeskey + "=" * (-len(aeskey) % 4))
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    padded = decryptor.update(content) + decryptor.finalize()
    unpadder = PKCS7(256).unpadder()
    return unpadder.update(padded) + unpadder.finalize()
