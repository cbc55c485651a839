"""The literal tables: what is written must also be listed, or nobody would notice it missing."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import bot.channels
import bot.metrics
import handlers
from bot.channels import CHANNELS
from bot.handling.command import Command
from bot.handling.router import Router
from bot.metrics import METRICS
from bot.metrics.metric import Metric
from bot.playbooks.base import Playbook
from handlers import KINDS, ROUTERS
from handlers.commands import COMMANDS


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """Yield the modules in a package."""
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield import_module(found.name)


def made(module: ModuleType, cls: type) -> list[object]:
    """Return what a module has of a class, under any name."""
    return [value for value in vars(module).values() if isinstance(value, cls)]


def test_every_router_is_listed() -> None:
    written = [one for module in modules(handlers) for one in made(module, Router)]
    missing = [router for router in written if router not in ROUTERS]
    assert missing == [], "add to ROUTERS in handlers/__init__.py"
    assert len(ROUTERS) == len({router.name for router in ROUTERS})


def test_every_kind_is_listed_under_its_own_name() -> None:
    kinds = {router.kind for router in ROUTERS if router.kind}
    assert kinds == set(KINDS.values()), "add to KINDS in handlers/__init__.py"
    for kind, model in KINDS.items():
        assert model.model_fields["kind"].annotation.__args__ == (kind,)  # type: ignore[union-attr]
        assert issubclass(model, Playbook)


def test_every_command_is_listed() -> None:
    written = [one for module in modules(handlers.commands) for one in made(module, Command)]
    missing = [command for command in written if command not in COMMANDS]
    assert missing == [], "add to COMMANDS in handlers/commands/__init__.py"


def test_every_command_has_a_chinese_alias_and_words_in_both_languages() -> None:
    for command in COMMANDS:
        assert command.name.isascii()
        assert any(not alias.isascii() for alias in command.names[1:]), command.name
        assert command.usage.keys() == command.about.keys() == {"zh", "en"}


def test_every_channel_is_listed() -> None:
    written = [module.__name__ for module in modules(bot.channels) if hasattr(module, "create")]
    listed = {kind.module for kind in CHANNELS.values()}
    assert [name for name in written if name not in listed] == [], "add to CHANNELS"


def test_every_metric_is_listed_with_words_and_a_definition_in_both_languages() -> None:
    written = [one for module in modules(bot.metrics) for one in made(module, Metric)]
    missing = [metric for metric in written if metric not in METRICS]
    assert missing == [], "add to METRICS in bot/metrics/__init__.py"
    names = [metric.name for metric in METRICS]
    assert len(names) == len(set(names))
    for metric in METRICS:
        assert metric.words.keys() == metric.means.keys() == {"zh", "en"}
        assert (metric.rows is None) == bool(metric.of), metric.name
        assert set(metric.of) <= set(names), metric.name
