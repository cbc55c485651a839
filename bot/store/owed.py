"""The answer that is owed to who asked for what is done only once their event is committed."""

import msgspec

from bot.events import CommandGiven, Event, MessageReceived
from bot.store.tables import Meta
from bot.store.work import Work

_OWED = "owed"


def owe(work: Work, event: Event) -> None:
    """Remember a message or command that is to be answered, if need be by the next process."""
    kept = (type(event) is CommandGiven, event)
    work.put(Meta(_OWED, msgspec.json.encode(kept).decode()))


def settle(work: Work) -> None:
    """Forget it, since this transaction answers it."""
    work.remove(Meta, _OWED)


async def still_owed(work: Work) -> MessageReceived | None:
    """Return what the process before was asked for and has not answered."""
    if (row := await work.get(Meta, _OWED)) is None:
        return None
    beside, event = msgspec.json.decode(row.value, type=tuple[bool, msgspec.Raw])
    return msgspec.json.decode(event, type=CommandGiven if beside else MessageReceived)
