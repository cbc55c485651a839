"""The App of a simulated chat: it lives on only as far as it is told to."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import App, build, open_database
from bot.clock import VirtualClock
from bot.deployment import Deployment
from bot.domain.capabilities import Capabilities, Limits
from bot.domain.moments import from_us
from bot.engine.inbox import ReplayInbox
from bot.events import Event
from bot.outbox.action import Action

_IN_MEMORY = "sqlite+aiosqlite:///:memory:"
_FAR = timedelta(days=31)
"""So far ahead it looks for something to happen."""


class _Mouth:
    """Tells the chat at once; it can do what the channel it stands for can, at any pace."""

    def __init__(self, stands_for: Capabilities, tell: Callable[[Action], None]) -> None:
        self.capabilities = replace(stands_for, idempotent_send=True, instant=True, limits=Limits())
        self._tell = tell

    async def perform(self, action: Action) -> str:
        self._tell(action)
        return action.key


class Life:
    """An App on a database in memory, whose time stands still between two calls."""

    def __init__(self, app: App, clock: VirtualClock) -> None:
        self._app, self._clock = app, clock
        self.failures = 0

    @classmethod
    async def begin(
        cls,
        config_file: Path | None,
        deployment: Deployment,
        at: datetime,
        tell: Callable[[Action], None],
    ) -> "Life":
        """Begin at a moment, with nothing remembered; `tell` hears all that the bot does."""
        clock = VirtualClock(at)
        opened = await open_database(deployment.config, _IN_MEMORY)
        mouths = {name: _Mouth(can, tell) for name, can in deployment.abilities.items()}
        try:
            app = await build(config_file, deployment, opened, clock, mouths)
        except BaseException:
            await opened.database.close()
            raise
        return cls(app, clock)

    @property
    def app(self) -> App:
        return self._app

    @property
    def now(self) -> datetime:
        return self._clock.now()

    @property
    def next_due(self) -> datetime | None:
        """Return when something is due next, be it only a new day."""
        waiting = self._app.sender.next_due
        dues = (self._app.scheduler.next_due(), from_us(waiting) if waiting is not None else None)
        return min((due for due in dues if due is not None), default=None)

    async def live(self, events: Iterable[Event] = (), until: datetime | None = None) -> None:
        """Let events happen in order, and all that is due until a moment (now)."""
        inbox = ReplayInbox(iter(events), self._clock, None, until or self.now)
        engine = self._app.engine(inbox)
        await engine.run()
        self.failures = engine.tally.failures

    async def live_on(self, until: Callable[[], bool]) -> bool:
        """Go from one due moment to the next until something has happened; say whether it has."""
        end = self.now + _FAR
        while not until():
            due = self.next_due
            if due is None or due > end:
                await self.live(until=end)
                return until()
            await self.live(until=due)
        return True

    async def use(self, deployment: Deployment) -> None:
        """Go on with another set-up; what was begun goes on."""
        self._app.plans.use(deployment)
        await self._app.scheduler.plan_again(self.now)

    async def close(self) -> None:
        """Give everything back."""
        await self._app.database.close()
