"""One connection: an answer may come before the sending of its request returns."""

import asyncio
import json

from aiohttp import ClientSession, ClientWSTimeout, web

from bot.channels.wecom_bot.frames import Frame
from bot.channels.wecom_bot.link import Link
from bot.channels.wecom_bot.timing import Timing

LARGE = {"base64_data": "A" * 16_000_000}  # more than the machine keeps between two sockets
ANSWER = {"headers": {"req_id": "r1"}, "errcode": 0, "body": {"upload_id": "x"}}


class Hasty:
    """A gateway that answers a request before it has read it."""

    def __init__(self) -> None:
        self.may_answer, self.may_read = asyncio.Event(), asyncio.Event()

    async def connect(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        transport = request.transport
        assert isinstance(transport, asyncio.Transport)
        transport.pause_reading()
        await self.may_answer.wait()
        await socket.send_str(json.dumps(ANSWER))
        await self.may_read.wait()
        transport.resume_reading()
        await socket.receive()
        return socket

    async def start(self) -> tuple[web.AppRunner, str]:
        app = web.Application()
        app.add_routes([web.get("/", self.connect)])
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner, f"ws://127.0.0.1:{runner.addresses[0][1]}/"


async def test_an_answer_may_come_before_the_sending_returns() -> None:
    gateway, heard = Hasty(), asyncio.Event()
    runner, url = await gateway.start()

    async def hear(frame: Frame) -> None:
        heard.set()

    async with ClientSession() as session:
        socket = await session.ws_connect(url, timeout=ClientWSTimeout(ws_close=0.05))
        link = Link(socket, Timing())
        reading = asyncio.create_task(link.read(hear))
        request = asyncio.create_task(link.request("aibot_upload_media_chunk", LARGE, req_id="r1"))
        await asyncio.sleep(0)  # it is written now as far as the sockets take it
        gateway.may_answer.set()
        async with asyncio.timeout(10):
            await heard.wait()
            assert not request.done()
            gateway.may_read.set()
            assert await request == {"upload_id": "x"}
        await link.close()
        await reading
    await runner.cleanup()
