"""What stands between a bot and its PostgreSQL in tests, and can be cut in several ways."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import sqlalchemy as sa

_CHUNK = 65_536


class Wire:
    """Passes on what both say, until it is cut."""

    def __init__(self, url: str) -> None:
        self._there = sa.make_url(url)
        self._ends: list[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = []
        self._talks: set[asyncio.Task[None]] = set()
        self.refuses = False
        """Lets nobody in."""
        self.mute = False
        """Brings no answers any more, without saying so."""
        self.last_word = b""
        """Once the bot has said this, the server does it, and the answer is lost."""

    def cut(self, wholly: bool = True) -> None:
        """End all connections; unless it is done `wholly`, the server does not notice."""
        for near, far in self._ends:
            near.close()
            if wholly:
                far.close()

    async def talk(self, heard: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        """Serve one connection of the bot."""
        if self.refuses:
            near.close()
            return
        answers, far = await self._connect()
        self._ends.append((near, far))
        back = asyncio.create_task(self._bring(answers, near))
        self._talks.add(back)
        with suppress(ConnectionError):
            while said := await heard.read(_CHUNK):
                if self.last_word and self.last_word in said:
                    self.last_word, self.mute = b"", True
                    far.write(said)
                    await asyncio.wait_for(self._answered.wait(), 10)
                    self.mute = False
                    self.cut()
                    return
                far.write(said)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self._answered = asyncio.Event()
        host, port = self._there.query.get("host") or self._there.host, self._there.port or 5432
        if str(host).startswith("/"):
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        return await asyncio.open_connection(str(host), port)

    async def _bring(self, answers: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while told := await answers.read(_CHUNK):
                if self.mute:
                    self._answered.set()
                else:
                    near.write(told)
        near.close()

    async def close(self) -> None:
        """End all."""
        self.cut()
        await asyncio.gather(*self._talks)


@asynccontextmanager
async def wired(url: str) -> AsyncIterator[tuple[Wire, str]]:
    """Give a wire to the server of a database, and the database's address through it."""
    wire = Wire(url)
    async with await asyncio.start_server(wire.talk, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        near = sa.make_url(url).set(host="127.0.0.1", port=port, query={})
        try:
            yield wire, near.render_as_string(hide_password=False)
        finally:
            server.close()
            await wire.close()
