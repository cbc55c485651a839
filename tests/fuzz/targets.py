"""The parsers that are attacked: a literal table of names and where each is.

A module is imported only when it is attacked, since atheris follows all that is imported.
"""

from collections.abc import Mapping
from importlib import import_module

from tests.fuzz.target import Target

TARGETS: Mapping[str, tuple[str, str]] = {
    "event_lines": ("events", "LINES"),
    "event_files": ("events", "FILES"),
    "yaml": ("yaml_files", "YAML"),
    "config": ("setups", "CONFIGS"),
    "playbooks": ("setups", "PLAYBOOKS"),
    "patterns": ("patterns", "PATTERNS"),
    "templates": ("templates", "TEMPLATES"),
    "chat": ("chat", "CHAT"),
    "times": ("days", "WRITTEN"),
    "asked_days": ("days", "SAID"),
    "cells": ("days", "CELLS"),
    "workbooks": ("workbooks", "WORKBOOKS"),
    "callbacks": ("customers", "CALLBACKS"),
    "answers": ("answers", "ANSWERS"),
    "frames": ("robots", "FRAMES"),
    "puppet": ("puppets", "PUPPET"),
}


def load(name: str) -> Target:
    """Return one of them."""
    module, attribute = TARGETS[name]
    found = getattr(import_module(f"tests.fuzz.{module}"), attribute)
    assert isinstance(found, Target)
    assert found.name == name
    return found
