"""The channel `wecom_webhook`: WeCom's message push robots, which speak and hear nothing."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from bot.channels.base import Diagnosis, Emit, Setup
from bot.channels.wecom_webhook import payload
from bot.channels.wecom_webhook.articles import articles
from bot.channels.wecom_webhook.robot import Robot
from bot.channels.wecom_webhook.settings import FILE_BYTES, WecomWebhookSettings
from bot.channels.wecom_webhook.texts import told
from bot.domain.capabilities import Capabilities
from bot.errors import RunFailed
from bot.outbox.action import Action, NotSent, Refused


class WecomWebhookChannel:
    """A robot for each group."""

    def __init__(
        self, settings: WecomWebhookSettings, robots: Mapping[str, Robot], folder: Path
    ) -> None:
        self._settings, self._robots, self._folder = settings, robots, folder
        self._closed = asyncio.Event()

    @property
    def capabilities(self) -> Capabilities:
        return self._settings.capabilities()

    async def listen(self, emit: Emit) -> None:
        """Wait until the channel closes: a robot hears nothing."""
        await self._closed.wait()

    async def perform(self, action: Action) -> str | None:
        """Post it. The platform tells no id of what was posted."""
        robot = self._robots.get(action.group)
        if robot is None or action.private:
            raise Refused(f"no robot speaks in {action.group or 'private'}")
        match action.type:
            case "say":
                await robot.say(self._worded(action))
            case "image":
                await robot.say(payload.image(await self._read(action.path or "")))
            case "file":
                data = await self._read(action.path or "")
                media_id = await robot.upload(Path(action.path or "").name, data)
                await robot.say(payload.file(media_id))
            case other:
                raise Refused(f"a webhook robot cannot {other}")
        return None

    async def close(self) -> None:
        self._closed.set()

    def _worded(self, action: Action) -> payload.Payload:
        people = list(zip(action.mentions, action.shown, strict=True))
        if self._settings.links != "text" and not people and (found := articles(action.text)):
            if self._settings.links == "news":
                return payload.news(found)
            if len(found) == 1 and found[0].fits_card:
                return payload.card(found[0])
        return payload.text(action.text, self._settings.format, people)

    async def _read(self, path: str) -> bytes:
        """Return what is in a file; raise Refused where it is not there or too large."""
        file = self._folder / path
        try:
            if file.stat().st_size > FILE_BYTES:
                raise Refused(f"{path} is larger than {FILE_BYTES} bytes")
            return await asyncio.to_thread(file.read_bytes)
        except OSError as error:
            raise Refused(f"cannot read {path}: {error.strerror}") from error


def create(settings: WecomWebhookSettings, setup: Setup) -> WecomWebhookChannel:
    """Make the channel with the keys of all its robots; raise RunFailed where one is missing."""
    robots = {
        group: Robot(settings.url, setup.secret(ref)) for group, ref in settings.robots.items()
    }
    return WecomWebhookChannel(settings, robots, setup.folder)


async def diagnose(settings: WecomWebhookSettings, setup: Setup) -> Sequence[Diagnosis]:
    """Try each robot's key by uploading a small file, which shows up nowhere."""
    names = {group: setup.groups.get(group, group) for group in settings.robots}
    return await asyncio.gather(*(_examine(*named, settings, setup) for named in names.items()))


async def _examine(
    group: str, name: str, settings: WecomWebhookSettings, setup: Setup
) -> Diagnosis:
    say = partial(told, language=setup.deployment.config.language, group=name)
    try:
        secret = setup.secret(settings.robots[group])
        await Robot(settings.url, secret).upload("zhiban.txt", b"zhiban doctor")
    except RunFailed as error:
        return Diagnosis(False, say("secret", why=error), say("set_secret"))
    except Refused as error:
        return Diagnosis(False, say("refused", why=error), say("check_key"))
    except NotSent as error:
        host = urlsplit(settings.url).hostname
        return Diagnosis(False, say("no_answer", why=error), say("check_network", host=host))
    return Diagnosis(True, say("good"))
