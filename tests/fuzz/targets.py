"""The parsers that are attacked: a literal table of names and where each is.

A module is imported only when it is attacked, so that atheris meets what it is to follow anew.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

from tests.fuzz.target import Target


class Place(NamedTuple):
    """Where a target is, and whose edges tell an input that is worth keeping.

    What only stands by is not followed: each followed line costs every input, and each followed
    module up to a minute at the start.
    """

    module: str
    attribute: str
    followed: tuple[str, ...]
    """Modules and packages, with all that is in them."""
    inputs: int = 1_000_000
    """How many a night tries."""


_LINES = ("bot.eventfiles.fields", "bot.eventfiles.line")
_CUSTOMER = "bot.channels.wecom_customer"
_DAYS = ("asked_days", "durations", "named_days", "spans", "text", "times")
_DAY_RULES = tuple(f"bot.domain.{name}" for name in _DAYS)
_JINJA = tuple(f"jinja2.{name}" for name in ("compiler", "filters", "lexer", "parser", "sandbox"))
_MATCHING = ("bot.domain", "bot.handling.heard", "bot.handling.router", "handlers")
_SHEETS = ("reader", "worksheet._read_only", "worksheet._reader", "styles.stylesheet", "cell.text")

TARGETS: Mapping[str, Place] = {
    "event_lines": Place("events", "LINES", _LINES),
    "event_files": Place("events", "FILES", (*_LINES, "bot.eventfiles.file", "gzip")),
    "yaml": Place("yaml_files", "YAML", ("bot.reading",)),
    "config": Place(
        "setups",
        "CONFIGS",
        ("bot.config.model", "bot.config.file", "bot.config.parts", "bot.reading"),
    ),
    "playbooks": Place(
        "setups", "PLAYBOOKS", (*_MATCHING, "bot.setup.loading", "bot.playbooks", "bot.reading")
    ),
    "patterns": Place("patterns", "PATTERNS", ("bot.domain",)),
    "templates": Place("templates", "TEMPLATES", ("bot.domain", *_JINJA)),
    "messages": Place("messages", "MESSAGES", (*_MATCHING, "bot.handling.command")),
    # A life of up to 20 messages with a database: what reads them is tried a million times above.
    "chat": Place("chat", "CHAT", _MATCHING, 50_000),
    "times": Place("days", "WRITTEN", (*_DAY_RULES, "bot.web.days")),
    "asked_days": Place("days", "SAID", _DAY_RULES),
    "cells": Place("days", "CELLS", (*_DAY_RULES, "bot.sheets.cells")),
    "workbooks": Place(
        "workbooks",
        "WORKBOOKS",
        ("bot.sheets", "zipfile", *(f"openpyxl.{name}" for name in _SHEETS)),
    ),
    "callbacks": Place("customers", "CALLBACKS", (f"{_CUSTOMER}.crypto", f"{_CUSTOMER}.message")),
    "answers": Place(
        "answers",
        "ANSWERS",
        (f"{_CUSTOMER}.roster", "bot.channels.wecom_webhook.robot", "bot.domain.storable"),
    ),
    "frames": Place("robots", "FRAMES", ("bot.channels.wecom_bot", "bot.domain.storable")),
    "puppet": Place("puppets", "PUPPET", ("bot.channels.wechaty", "bot.domain.storable")),
}


def load(name: str) -> Target:
    """Return one of them."""
    place = TARGETS[name]
    found = getattr(import_module(f"tests.fuzz.{place.module}"), place.attribute)
    assert isinstance(found, Target)
    assert found.name == name
    return found
