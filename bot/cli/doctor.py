"""`zhiban doctor`: looks whether each channel can be reached, and says in a line what to do."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.channels.base import Diagnosis
from bot.channels.settings import ReplaySettings
from bot.cli.backupcare import diagnose
from bot.cli.opening import module_of, setup_of
from bot.cli.private import exposed
from bot.clock import SystemClock
from bot.deployment import Deployment
from bot.errors import RunFailed, ends_task
from bot.redaction import Redactor
from bot.setup.loading import load_deployment

_PATIENCE = 60.0
"""Seconds that looking at one channel may take."""

_TEXTS = {
    "events": ("重放 {file}", "replays {file}"),
    "no_events": ("找不到要重放的 {file}", "there is no {file} to replay"),
    "write_events": ("改正 events，或先写好这个文件", "correct events, or write the file first"),
    "failed": ("检查时出错：{why}", "it could not be looked at: {why}"),
    "slow": ("等了 {seconds:.0f} 秒没有答复", "no answer within {seconds:.0f} s"),
    "retry": ("检查网络，过一会儿再试", "check the network, and try again later"),
    "wrong": ("{wrong} 处有问题", "{wrong} of {all} are not in order"),
}


class Forgetful:
    """A memory for looking: nothing is known, nothing kept, and the database left to the bot."""

    async def groups(self) -> Mapping[str, str]:
        return {}

    async def members(self, group: str) -> Mapping[str, str] | None:
        return None

    async def recall(self, name: str) -> str:
        return ""

    async def remember(self, name: str, value: str) -> None:
        return None


async def doctor(config_file: Path | None, redactor: Redactor, tell: Callable[[str], None]) -> None:
    """Tell a line for each thing looked at; raise RunFailed where something is wrong."""
    deployment = load_deployment(config_file)
    found: list[Diagnosis] = []
    for name in deployment.channels:
        for one in await _examine(name, deployment, redactor):
            found.append(one)
            _tell(name, one, redactor, tell)
    for line in exposed(deployment):
        found.append(one := Diagnosis(False, line))
        _tell("files", one, redactor, tell)
    if own := await asyncio.to_thread(diagnose, deployment.config, SystemClock().now()):
        found.append(own)
        _tell("backup", own, redactor, tell)
    if wrong := sum(not one.good for one in found):
        raise RunFailed(_say(deployment, "wrong", wrong=wrong, all=len(found)))


def _tell(name: str, one: Diagnosis, redactor: Redactor, tell: Callable[[str], None]) -> None:
    advice = "" if one.good or not one.advice else f" → {one.advice}"
    tell(redactor.clean(f"{'✓' if one.good else '✗'} {name}: {one.what}{advice}"))


async def _examine(name: str, deployment: Deployment, redactor: Redactor) -> Sequence[Diagnosis]:
    """Look at one channel; whatever goes wrong with it is told, and leaves the others alone."""
    settings = deployment.channels[name]
    if isinstance(settings, ReplaySettings):
        return [_replay(settings, deployment)]
    setup = setup_of(name, lambda: deployment, SystemClock(), Forgetful(), redactor.hide)
    try:
        module = module_of(name, deployment)
        assert module is not None
        async with asyncio.timeout(_PATIENCE):
            return await module.diagnose(settings, setup)
    except RunFailed as error:
        return [Diagnosis(False, str(error))]
    except TimeoutError:
        slow = _say(deployment, "slow", seconds=_PATIENCE)
        return [Diagnosis(False, slow, _say(deployment, "retry"))]
    except (Exception, asyncio.CancelledError) as error:  # foreign code may fail in any way
        if ends_task(error):
            raise
        why = f"{type(error).__name__}: {error}"
        return [Diagnosis(False, _say(deployment, "failed", why=why))]


def _replay(settings: ReplaySettings, deployment: Deployment) -> Diagnosis:
    if deployment.config.path(settings.events).is_file():
        return Diagnosis(True, _say(deployment, "events", file=settings.events))
    missing = _say(deployment, "no_events", file=settings.events)
    return Diagnosis(False, missing, _say(deployment, "write_events"))


def _say(deployment: Deployment, name: str, **values: object) -> str:
    return _TEXTS[name][deployment.config.language != "zh"].format(**values)
