"""Hears a burst in a process of its own: `python -m tests.channels.wechaty.burst PORT LAST FOLDER`.

It says "ready", and when the message with the id LAST has come, what it heard, as JSON.
"""

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path

from bot.cli.progress import peak_mb
from bot.events import MessageReceived
from bot.setup.loading import load_deployment
from tests.channels.wechaty.gateway import listening, settings


async def hear(port: int, last: str, folder: Path) -> None:
    """Count messages, and those that come after a later one of their room."""
    latest: dict[str, int] = {}
    heard: Counter[str] = Counter()
    deployment = load_deployment(folder / "config.yaml")
    async with listening(deployment, folder, settings(port)) as listener:
        await listener.ready()
        tell("ready")
        await listener.until(MessageReceived, lambda event: event.id == last)
        for event in listener.all(MessageReceived):
            heard["messages"] += 1
            heard["late"] += int(event.text) < latest.get(event.group, -1)
            latest[event.group] = int(event.text)
        heard["different"] = len({event.id for event in listener.events})
        heard["named"] = sum(bool(event.member.name) for event in listener.all(MessageReceived))
    heard["peak_mb"] = round(peak_mb())
    tell(json.dumps(heard))


def tell(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(hear(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
