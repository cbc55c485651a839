"""Commands given on a page: they go the one road, and the answer comes back to who gave them."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

import sqlalchemy as sa

from bot.clock import Clock
from bot.config.model import Role
from bot.domain.capabilities import Capabilities
from bot.events import CommandGiven, Event, Person
from bot.outbox.action import Action
from bot.store.reader import Reader
from bot.store.tables import Outbox

PAGE = "web"
"""The name of the channel that carries the answers; it is none of config.yaml's."""
_PATIENCE = 10.0
"""Seconds until who waits for an answer is told that it takes longer."""

_O = Outbox.table.c
_ANSWERS = (
    sa.select(_O.text).where(_O.cause == sa.bindparam("cause"), _O.channel == PAGE).order_by(_O.seq)
)


class Orders:
    """The mouth of the page: a command goes into the inbox, what it answers comes out here."""

    def __init__(self, clock: Clock, reader: Reader, emit: Callable[[Event], None]) -> None:
        self._clock, self._reader, self._emit = clock, reader, emit
        self._asked: dict[str, asyncio.Future[None]] = {}

    @property
    def capabilities(self) -> Capabilities:
        """Return what it can do: answer at once."""
        return Capabilities(instant=True, idempotent_send=True)

    async def perform(self, action: Action) -> str | None:
        """Wake who waits for this answer; after a restart nobody does."""
        waiting = self._asked.get(action.cause)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
        return None

    async def give(self, member: Person, role: Role, command: str, group: str = "") -> str | None:
        """Give a command (`/pause 2h`) and return its answer; None where it takes too long."""
        id = f"page:{uuid4().hex}"
        self._asked[id] = asyncio.get_running_loop().create_future()
        self._emit(
            CommandGiven(
                id=id,
                at=self._clock.now(),
                group=group,
                member=member,
                text=command,
                mentions_bot=True,
                channel=PAGE,
                role=role,
            )
        )
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._asked[id]
        except TimeoutError:
            return None
        finally:
            del self._asked[id]
        rows = await self._reader.rows(_ANSWERS, {"cause": id})
        return "\n".join(row.text for row in rows)
