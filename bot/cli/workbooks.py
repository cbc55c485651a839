"""What `zhiban import` may be asked; the modules that do it are loaded only then."""

import argparse
from collections.abc import Callable
from pathlib import Path

from bot.lazy import lazy

_import = lazy("bot.cli.import_")

Tell = Callable[[str], None]


def import_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `zhiban import` may be asked."""
    parser.add_argument("file", type=Path, metavar="FILE.xlsx")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be written")
    parser.add_argument("--template", action="store_true", help="write FILE.xlsx, to be filled in")


def import_(options: argparse.Namespace, tell: Tell) -> None:
    """Take a workbook in."""
    _import.import_(options, tell)
