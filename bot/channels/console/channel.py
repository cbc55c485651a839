"""The console channel: a group chat in the terminal, to try the bot without any account."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.channels.base import Diagnosis, Emit, Setup, at_once
from bot.channels.console.board import Board
from bot.channels.console.cast import Cast
from bot.channels.console.commands import interpret
from bot.channels.console.room import ConsoleRoom, Reply
from bot.channels.console.screen import Screen, open_screen
from bot.channels.settings import ConsoleSettings
from bot.clock import SystemClock
from bot.domain.capabilities import Capabilities
from bot.outbox.action import Action

_LOOK_AGAIN = 0.01
"""Seconds between two looks whether skipped time has passed."""


class ConsoleChannel:
    """One person at the keyboard, who can be every member of every group."""

    def __init__(
        self,
        settings: ConsoleSettings,
        clock: SystemClock,
        bot_id: str,
        bot_names: Sequence[str],
        groups: Mapping[str, str],
        admins: Sequence[str],
        timezone: ZoneInfo,
        language: str,
        *,
        slash: Sequence[str] = (),
        screen: Callable[[ConsoleRoom, Sequence[str]], Screen] = open_screen,
        room: Callable[[], Awaitable[None]] = at_once,
    ) -> None:
        """Set the room up; `slash` are the bot's commands, offered as completions.

        `room` is that of `Setup`.
        """
        cast = Cast(
            bot_id=bot_id, bot_names=bot_names, groups=groups, admins=admins, language=language
        )
        self._clock = clock
        self._room = ConsoleRoom(cast, Board(cast, timezone))
        self._screen = screen(self._room, slash)
        self._wait_for_room = room
        self._emit: Emit | None = None
        self._capabilities = settings.capabilities()

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    async def listen(self, emit: Emit) -> None:
        """Hand in what the person at the keyboard does, until the input ends or `:quit`."""
        self._emit = emit
        self._show(self._room.banner())
        async with aclosing(self._screen.lines()) as lines:
            async for line in lines:
                await self._wait_for_room()
                reply = interpret(self._room, line, self._clock.now())
                self._carry_out(reply)
                if reply.skip:
                    await self._pass(reply.skip)
                if reply.quit:
                    return

    async def perform(self, action: Action) -> str | None:
        """Show it; the key is the id by which a reply quotes it."""
        self._carry_out(self._room.heard(action))
        return action.key

    async def close(self) -> None:
        """Nothing is held: the screen is given back when `listen` returns."""

    async def _pass(self, by: timedelta) -> None:
        """Let time pass, and return when all that was due meanwhile had its turn.

        What is typed next happens after it, also when it all comes from one pipe.
        """
        target = self._clock.now() + by
        self._clock.skip(by)
        while self._clock.now() < target:  # noqa: ASYNC110 - the clock has no event for this
            await asyncio.sleep(_LOOK_AGAIN)
        self._show(self._room.time(self._clock.now()))

    def _carry_out(self, reply: Reply) -> None:
        self._show(reply)
        if reply.event and self._emit:
            self._emit(reply.event)

    def _show(self, reply: Reply) -> None:
        for line in reply.lines:
            self._screen.show(line)


def create(settings: ConsoleSettings, setup: Setup) -> ConsoleChannel:
    """Open the terminal on the groups of config.yaml."""
    config = setup.deployment.config
    assert isinstance(setup.clock, SystemClock), "a console lives in real time"
    return ConsoleChannel(
        settings,
        setup.clock,
        config.bot.id,
        config.bot.names,
        {group: own.name or group for group, own in config.groups.items()},
        sorted(config.owners | config.admins),
        config.zone,
        config.language,
        slash=setup.commands,
        room=setup.room,
    )


async def diagnose(settings: ConsoleSettings, setup: Setup) -> Sequence[Diagnosis]:
    """Say that a terminal needs nothing."""
    english = setup.deployment.config.language != "zh"
    return [
        Diagnosis(True, "in this terminal, no account" if english else "就在这个终端里，不用账号")
    ]
