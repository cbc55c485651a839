"""Platforms that complain of too much or too fast: each silence that follows is an event."""

from collections.abc import Callable

from bot.app import App
from bot.domain.moments import from_us
from bot.events import Event, PlatformComplained
from bot.store.tables import Hold


def hear_complaints(app: App, emit: Callable[[Event], None]) -> None:
    """Hand in what a platform complains of, and what it did before this start and still holds.

    That has the id that it had then, so that it is told once.
    """

    def hear(hold: Hold) -> None:
        deployment, asked = app.plans.deployment, hold.complained or 0
        reaching = (name for name, can in deployment.abilities.items() if can.direct)
        other = next((name for name in reaching if name != hold.channel), hold.channel)
        emit(
            PlatformComplained(
                id=f"complaint:{hold.channel}:{hold.chat}:{asked}",
                at=from_us(asked),
                group="",
                channel=deployment.desk_of("", other)[1],
                silenced=hold.channel,
                chat=hold.chat,
                until=from_us(hold.until),
            )
        )

    app.sender.tell_complaints_to(hear)
