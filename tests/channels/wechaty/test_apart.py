"""Work that swallows a cancellation, as grpclib does when a connection ends just then."""

import asyncio

import pytest

from bot.channels.wechaty.apart import apart, end, until_one_ends


class Stubborn:
    """Goes on the first times it is cancelled."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.waits = asyncio.Event()

    async def work(self) -> None:
        while True:
            self.waits.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.times -= 1
                if self.times < 0:
                    raise


async def test_who_waits_can_be_cancelled() -> None:
    stubborn = Stubborn(1)
    waiting = asyncio.create_task(apart(stubborn.work()))
    await stubborn.waits.wait()
    waiting.cancel()
    async with asyncio.timeout(10):
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert stubborn.times < 0


async def test_one_that_fails_ends_the_others_and_is_heard() -> None:
    stubborn = Stubborn(2)

    async def fail() -> None:
        await stubborn.waits.wait()
        raise ConnectionError("it broke")

    async with asyncio.timeout(10):
        with pytest.raises(ConnectionError, match="it broke"):
            await until_one_ends(stubborn.work(), fail())
    assert stubborn.times < 0


async def test_a_result_comes_through_and_errors_of_the_ended_are_nobodys() -> None:
    async def answer() -> int:
        return 7

    async def fail() -> None:
        raise ValueError("too late")

    assert await apart(answer()) == 7
    failed = asyncio.create_task(fail())
    await asyncio.wait([failed])
    await end([failed])
