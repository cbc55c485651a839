"""Measures the wechaty channel against a real gateway: `python -m tests.bench.wechaty_burst`.

A burst of messages, in turns with bare stubs and bounded workers, which only ask for each message;
and the time from the gateway's saying a message to its being handed in, at a steady pace.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from grpclib.client import Channel
from wechaty_grpc.wechaty import PuppetStub  # type: ignore[import-untyped]

from bot.cli.progress import peak_mb
from bot.deployment import Deployment
from bot.events import MembersListed, MessageReceived
from bot.setup.loading import load_deployment
from tests.channels.wechaty.gateway import TOKEN, Gateway, listening, settings

_WORKERS = 32
_ROOMS = [f"r{n}@chatroom" for n in range(5)]
_TALKERS = [f"u{n}" for n in range(50)]
_METADATA = {"authorization": f"Wechaty {TOKEN}"}


class Measured(NamedTuple):
    """What a burst took."""

    rate: float
    """Messages a second."""
    cpu: float
    """Microseconds of this process's CPU a message."""

    def __str__(self) -> str:
        return f"{self.rate:,.0f} messages/s ({self.cpu:,.0f} µs CPU each)"


class Watch:
    """Measures from when it is made."""

    def __init__(self) -> None:
        self._start, self._cpu = time.perf_counter(), time.process_time()

    def read(self, count: int) -> Measured:
        """Return what so many messages took."""
        seconds, cpu = time.perf_counter() - self._start, time.process_time() - self._cpu
        return Measured(count / seconds, cpu / count * 1e6)


async def populate(gateway: Gateway) -> None:
    """Give the gateway rooms and people."""
    for id in _TALKERS:
        await gateway.do("contact", id=id, name=f"书友{id}")
    for id in _ROOMS:
        await gateway.do("room", id=id, topic=f"群{id}", ids=["account", *_TALKERS])


async def bare(gateway: Gateway, count: int, prefix: str) -> Measured:
    """Measure nothing but the package's stubs."""
    channel = Channel("127.0.0.1", gateway.port)
    calls = PuppetStub(channel, timeout=10, metadata=_METADATA)
    queue: asyncio.Queue[str] = asyncio.Queue()
    listens, got = asyncio.Event(), 0

    async def hear() -> None:
        async for event in PuppetStub(channel, metadata=_METADATA).event():
            listens.set()
            if event.type == 2:
                await queue.put(event.payload.partition(':"')[2].rstrip('"}'))

    async def work() -> None:
        nonlocal got
        while got < count:
            await calls.message_payload(id=await queue.get())
            got += 1

    await calls.start()
    hearing = asyncio.create_task(hear())
    await listens.wait()
    workers = [asyncio.create_task(work()) for _ in range(_WORKERS)]
    watch = Watch()
    await gateway.do("burst", rooms=_ROOMS, talkers=_TALKERS, count=count, prefix=prefix)
    await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
    measured = watch.read(count)
    for task in (hearing, *workers):
        task.cancel()
    await asyncio.gather(hearing, *workers, return_exceptions=True)
    channel.close()
    return measured


async def ours(
    gateway: Gateway, deployment: Deployment, folder: Path, count: int, prefix: str
) -> Measured:
    """Measure the channel; every message has to come, in its room's order."""
    async with listening(deployment, folder, settings(gateway.port)) as heard:
        await heard.ready()
        for room in _ROOMS:  # their lists are asked for in the background: not part of the burst
            await gateway.say(f"{prefix}-{room}", _TALKERS[0], "-1", roomId=room)
            await heard.until(MembersListed, partial(_is_of, room))
        heard.events.clear()
        watch = Watch()
        await gateway.do("burst", rooms=_ROOMS, talkers=_TALKERS, count=count, prefix=prefix)
        await heard.until(MessageReceived, lambda event: event.id == f"{prefix}{count - 1}")
        measured = watch.read(count)
        for room in _ROOMS:
            texts = [int(e.text) for e in heard.all(MessageReceived) if e.group == room]
            assert texts == sorted(texts)
        assert len(heard.all(MessageReceived)) == count
    return measured


def _is_of(room: str, event: MembersListed) -> bool:
    return event.group == room


async def paced(gateway: Gateway, deployment: Deployment, folder: Path, count: int) -> list[float]:
    """Return the milliseconds from the gateway to the handler, of messages at 200 a second."""
    delays: list[float] = []

    def note(event: object) -> None:
        if isinstance(event, MessageReceived):
            delays.append(time.time() * 1000 - float(event.text))

    async with listening(deployment, folder, settings(gateway.port), note=note) as heard:
        await heard.ready()
        how = {"room": _ROOMS[0], "talkers": _TALKERS, "count": count, "each": 5}
        await gateway.do("pace", **how)
        await heard.until(MessageReceived, lambda event: event.id == f"paced{count - 1}")
    return delays


async def measure(count: int, turns: int, paced_count: int) -> None:
    """Print what it took."""
    with tempfile.TemporaryDirectory(prefix="zhiban-bench-") as name:
        folder = Path(name)
        (folder / "sop").mkdir()
        (folder / "config.yaml").write_text("")
        deployment = load_deployment(folder / "config.yaml")
        ratios = []
        for turn in range(turns):
            rates: dict[str, Measured] = {}
            for what in ("bare", "ours") if turn % 2 else ("ours", "bare"):
                async with served() as gateway:
                    if what == "bare":
                        rates[what] = await bare(gateway, count, "b")
                    else:
                        rates[what] = await ours(gateway, deployment, folder, count, "b")
            ratios.append(rates["ours"].rate / rates["bare"].rate)
            say(
                f"burst of {count:,}, turn {turn + 1}: {rates['ours']}; "
                f"bare stubs {rates['bare']}; "
                f"so {ratios[-1]:.2f} times"
            )
        async with served() as gateway:
            delays = sorted(await paced(gateway, deployment, folder, paced_count))
    say(f"median of the turns: {statistics.median(ratios):.2f} times")
    say(
        f"200 a second, {len(delays):,} messages: median {statistics.median(delays):.1f} ms, "
        f"p99 {delays[len(delays) * 99 // 100]:.1f} ms, slowest {delays[-1]:.1f} ms"
    )
    say(f"peak of this process: {peak_mb():.0f} MB")


@asynccontextmanager
async def served() -> AsyncIterator[Gateway]:
    """Run a fresh gateway with rooms and people."""
    gateway = Gateway()
    await gateway.start()
    try:
        await populate(gateway)
        yield gateway
    finally:
        await gateway.kill()


def say(line: str) -> None:
    """Print at once, also into a file."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.wechaty_burst")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--paced", type=int, default=4_000)
    options = parser.parse_args()
    asyncio.run(measure(options.messages, options.turns, options.paced))


if __name__ == "__main__":
    main()
