"""Taking up what the operator changed while the bot lives: all of it, or nothing."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.clock import Clock
from bot.deployment import Deployment
from bot.domain.moments import to_us
from bot.domain.speech import Trusted
from bot.engine.dispatcher import Dispatcher
from bot.engine.scheduler import Scheduler
from bot.errors import InputWrong, Mistake, Place
from bot.events import CommandGiven, Event, SetupChanged
from bot.handling.context import Line
from bot.handling.desk import hand_over
from bot.handling.router import Plans
from bot.handling.wish import Occasion, Wish
from bot.playbooks.say import Say
from bot.reading.files import Files
from bot.reading.sentences import Language, sentence
from bot.setup.loading import load_deployment
from bot.setup.sources import obstacles, texts_of
from bot.store import journal, versions
from bot.store.database import Database
from bot.store.members.people import People
from bot.store.owed import still_owed
from bot.store.work import Work

log = logging.getLogger(__name__)
_MOST = 5
"""Mistakes that a message lists; the page and `zhiban check` list all."""
_RELOADED = {"zh": "剧本已重新载入，共 {{ count }} 个。", "en": "Reloaded {{ count }} playbooks."}
_NOT_RELOADED = {
    "zh": "没有重新载入，原来的剧本继续用：\n{{ why }}",
    "en": "Not reloaded, the old playbooks stay:\n{{ why }}",
}
_BROKEN = {
    "zh": "⚠️ 刚保存的文件里有 {{ count }} 处错误，没有生效，原来的继续用：\n{{ why }}",
    "en": "⚠️ What was saved has {{ count }} mistakes and is not live; what was before goes on:\n"
    "{{ why }}",
}
_MENDED = {
    "zh": "✅ 改好了：第 {{ version }} 版已生效。",
    "en": "✅ All well again: version {{ version }} is live.",
}


@dataclass(slots=True)
class Reloading:
    """Reads the set-up again when asked, and knows what is wrong with the files as they are."""

    config_file: Path | None
    plans: Plans
    database: Database
    people: People
    dispatcher: Dispatcher
    scheduler: Scheduler
    clock: Clock
    files: Files
    """What was read last, whether it went live or not."""
    mistakes: Sequence[Mistake] = ()
    """Why what was read last is not live."""
    _told: set[tuple[str, str, str]] = field(default_factory=set)

    async def reload(self, event: Event) -> None:
        """Take up what the files say now; with a mistake in them everything stays as it was.

        The seed stays: with another one, what is planned already would be drawn again.
        """
        now = self.plans.deployment
        language = now.config.language
        try:
            deployment = (await self._read(language)).with_seed(now.config.seed)
            if wrong := [*obstacles(now, deployment, language)]:
                raise InputWrong(wrong)
        except InputWrong as error:
            await self._stay(event, error.mistakes)
        except OSError as error:
            where = Place(str(error.filename or ""), 0)
            why = sentence("unreadable", language, problem=error.strerror or error)
            await self._stay(event, [Mistake(where, "", why)])
        else:
            await self._go_live(event, deployment)

    async def answer_who_asked(self) -> None:
        """Answer who asked for it before the last stop: the start has read all anew."""
        async with self.database.transaction() as work:
            event = await still_owed(work)
        if event is not None:
            count = len(self.plans.deployment.library.all)
            await self.dispatcher.answer(event, _RELOADED, count=count)

    async def _read(self, language: Language) -> Deployment:
        """Read all beside the loop; only then is it what was read last."""
        files = Files()
        try:
            return await asyncio.to_thread(load_deployment, self.config_file, files, language)
        finally:
            self.files = files

    async def _go_live(self, event: Event, deployment: Deployment) -> None:
        known, by = self.plans.deployment, ""
        if isinstance(event, CommandGiven):
            by = event.member.name or event.member.id
        async with self.database.transaction() as work:
            deployment = await with_version(work, deployment, to_us(self.clock.now()), by)
        if deployment.version != known.version or not isinstance(event, SetupChanged):
            self.plans.use(deployment)
            await self.scheduler.plan_again(self.clock.now())
        if self._told:
            await self._tell_desk(event, _MENDED, version=deployment.version)
        self.mistakes = ()
        self._told.clear()
        if not isinstance(event, SetupChanged):
            await self.dispatcher.answer(event, _RELOADED, count=len(deployment.library.all))

    async def _stay(self, event: Event, mistakes: Sequence[Mistake]) -> None:
        """Say what is wrong to who asked, else what is new of it to who is on duty."""
        self.mistakes = mistakes
        listed = "\n".join(map(str, mistakes))
        new = {_gist(mistake) for mistake in mistakes} - self._told
        self._told |= new
        if new:
            log.warning("not reloaded:\n%s", listed)
        if not isinstance(event, SetupChanged):
            await self.dispatcher.answer(event, _NOT_RELOADED, why=Trusted(str(mistakes[0])))
        elif new:
            shown = [mistake for mistake in mistakes if _gist(mistake) in new][:_MOST]
            why = Trusted("\n".join(map(str, shown)))
            await self._tell_desk(event, _BROKEN, count=len(mistakes), why=why)

    async def _tell_desk(self, event: Event, line: Line, **values: object) -> None:
        """Write to who is on duty, if anybody is."""
        deployment = self.plans.deployment
        config = deployment.config
        member, channel = deployment.desk_of("", config.channel_of(""))
        if not member:
            return
        parts = deployment.speech.render(Say.of(line[config.language]), values)
        cause = SetupChanged(id=event.id, at=event.at, group="", channel=channel)
        at = to_us(event.at)
        occasion = Occasion(cause, None, deployment, channel, at, at, asked=True)
        async with self.database.transaction() as work:
            for row in occasion.rows(Wish("dm", parts, "setup", member)):
                (work.for_people.append if row.type == "task" else work.append)(row)
            await hand_over(work, deployment, self.people)


async def with_version(work: Work, deployment: Deployment, at: int, by: str) -> Deployment:
    """Return it with its number; `at` (microseconds) and `by` are kept if it is a new version."""
    version = await versions.keep(work, texts_of(deployment), at, by)
    return replace(deployment, version=version, restored=await journal.restored_at(work))


def _gist(mistake: Mistake) -> tuple[str, str, str]:
    """Return what makes it the same mistake although lines above it came or went."""
    return mistake.place.file, mistake.field, mistake.why
