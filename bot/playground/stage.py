"""A simulated chat together with the App that lives in it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace as changed

from bot.deployment import Deployment
from bot.events import Event
from bot.playground.chat import Chat
from bot.playground.hearing import hears
from bot.playground.life import Life
from bot.playground.why import add_reasons

_ADMIN = "admin"


class Stage:
    """Lets things happen; every method returns when all that follows has been said."""

    def __init__(self, chat: Chat, deployment: Deployment, life: Life) -> None:
        self.deployment = deployment
        """The set-up that it was given last."""
        self._chat, self._life = chat, life
        self._visited = {chat.cast.group}
        self._explained = 0

    @classmethod
    async def begin(
        cls, config_file: Path | None, deployment: Deployment, chat: Chat, at: datetime
    ) -> "Stage":
        """Begin at a moment, in the chat's present group."""
        deployment = with_admin(deployment)
        narrow = narrowed(deployment, {chat.cast.group})
        stage = cls(chat, deployment, await Life.begin(config_file, narrow, at, chat.heard))
        await stage.do([chat.listed(at)])
        return stage

    @property
    def now(self) -> datetime:
        return self._life.now

    @property
    def next_due(self) -> datetime | None:
        """Return when something is due next, be it only a new day."""
        return self._life.next_due

    async def visit(self) -> None:
        """Have the App serve the chat's present group too, from now on."""
        if (group := self._chat.cast.group) not in self._visited:
            self._visited.add(group)
            await self._life.use(narrowed(self.deployment, self._visited))
            await self.do([self._chat.listed(self.now)])

    async def use(self, deployment: Deployment) -> None:
        """Go on with what the operator has saved since."""
        self.deployment = with_admin(deployment)
        await self._life.use(narrowed(self.deployment, self._visited))

    async def do(self, events: Iterable[Event], until: datetime | None = None) -> None:
        """Let events happen that the channel hears, and what is due until a moment (now)."""
        failed, heard = self._life.failures, list[Event]()
        for event in events:
            if hears(self.deployment, event):
                heard.append(event)
            else:
                self._chat.note(self.now, "unheard")
        await self._life.live(heard, until)
        await self._follow_up()
        if self._life.failures > failed:
            self._chat.note(self.now, "failed")
        await self._explain(heard)

    async def go_on(self) -> bool:
        """Let time pass until something is to be seen; say whether something is."""
        seen = self._chat.last
        found = await self._life.live_on(lambda: self._chat.last > seen)
        await self._follow_up()
        await self._explain()
        return found

    async def close(self) -> None:
        """Give everything back."""
        await self._life.close()

    async def _follow_up(self) -> None:
        """Let happen what the bot's deeds made happen: who was removed has left."""
        while self._chat.consequences:
            follow, self._chat.consequences = self._chat.consequences, []
            await self._life.live(changed(event, at=self.now) for event in follow)

    async def _explain(self, events: Sequence[Event] = ()) -> None:
        """Find the reasons of what is new in the chat."""
        new = [bubble for bubble in self._chat.bubbles if bubble.number > self._explained]
        self._explained = self._chat.last
        await add_reasons(self._life.app, events, new)


def with_admin(deployment: Deployment) -> Deployment:
    """Return the same where somebody is in charge, so that one can be that."""
    config = deployment.config
    if config.owners or config.admins:
        return deployment
    return replace(deployment, config=config.model_copy(update={"admins": frozenset({_ADMIN})}))


def narrowed(deployment: Deployment, groups: Iterable[str]) -> Deployment:
    """Leave out the groups that nobody looks at: their days need not be lived."""
    config = deployment.config
    kept = {group: config.groups[group] for group in groups if group in config.groups}
    return replace(deployment, config=config.model_copy(update={"groups": kept}))
