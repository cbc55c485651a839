"""Events of any type, also those that no event file can hold, lived through by the real App."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from bot.app import build, open_database
from bot.channels.recording import RecordingChannel, Transcript
from bot.clock import VirtualClock
from bot.deployment import Deployment
from bot.engine.inbox import ReplayInbox
from bot.events import Event, MembersJoined, MessageReceived, Person
from bot.setup.loading import load_deployment
from bot.store.state import read_state
from tests.databases import new_database
from tests.rehearsal import Rehearsal, moment


@dataclass(frozen=True)
class Lived:
    """What a life left behind."""

    transcript: list[dict[str, Any]]
    raw_state: bytes
    url: str

    @property
    def state(self) -> dict[str, Any]:
        """The canonical state."""
        state: dict[str, Any] = orjson.loads(self.raw_state)
        return state

    @property
    def texts(self) -> list[str]:
        """The texts in the order in which they went out."""
        return [line["text"] for line in self.transcript]


async def live(
    rehearsal: Rehearsal,
    events: Iterable[Event],
    *,
    batch: int = 500,
    until: datetime | None = None,
    url: str = "",
) -> Lived:
    """Live through events in order; without the address of a database in an empty one."""
    out = rehearsal.folder / "lived.jsonl"
    deployment = with_batches_of(batch, load_deployment(rehearsal.folder / "config.yaml"))
    config = deployment.config
    url = url or new_database(rehearsal.folder / "lived.db")
    known = list(events)
    clock, opened = VirtualClock(known[0].at), await open_database(config, url)
    transcript = Transcript(out, go_on=opened.lived_until is not None)
    mouths = {
        name: RecordingChannel(transcript, config.zone, deployment.abilities[name])
        for name in config.channels
    }
    try:
        app = await build(None, deployment, opened, clock, mouths)
        engine = app.engine(ReplayInbox(iter(known), clock, None, until))
        with transcript:
            await engine.run()
            await engine.finish()
        async with opened.database.transaction() as work:
            today = clock.now().astimezone(config.zone).date()
            state = await read_state(work, config.bot.id, deployment.weighing_of, today)
    finally:
        await opened.database.close()
    return Lived([orjson.loads(line) for line in out.read_bytes().splitlines()], state, url)


def with_batches_of(size: int, deployment: Deployment) -> Deployment:
    """Return the same set-up with another size of batches."""
    config = deployment.config
    engine = config.engine.model_copy(update={"batch": size})
    return replace(deployment, config=config.model_copy(update={"engine": engine}))


def said(id: str, at: str, member: str | Person, text: str, **more: Any) -> MessageReceived:
    """Return a message in g1; a member of whom only the id is given is called by it."""
    who = member if isinstance(member, Person) else Person(member, member)
    values: dict[str, Any] = {"group": "g1"} | more
    return MessageReceived(id=id, at=moment(at), member=who, text=text, **values)


def came(id: str, at: str, *members: str, **more: Any) -> MembersJoined:
    """Return a join of members who are called by their ids."""
    people = tuple(Person(member, member) for member in members)
    return MembersJoined(id=id, at=moment(at), group="g1", members=people, **more)
