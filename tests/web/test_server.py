"""How the console listens."""

import asyncio
import socket

from bot.config.parts import WebConfig
from bot.web.server import bind


async def test_an_answer_in_two_pieces_does_not_wait_for_the_first() -> None:
    listening = bind(WebConfig(port=0))
    accepted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        own = writer.get_extra_info("socket")
        accepted.set_result(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(answer, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname()[:2])
        assert await accepted == 1
        writer.close()
        await writer.wait_closed()
