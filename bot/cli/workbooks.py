"""What `zhiban import` and `export` may be asked; the modules that do it are loaded only then."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.lazy import lazy

_import = lazy("bot.cli.import_")
_export = lazy("bot.cli.export")

Tell = Callable[[str], None]
WHAT = ("members", "activity", "checkins", "ledger", "posts", "tasks", "all")


def import_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `zhiban import` may be asked."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE.xlsx")
    parser.add_argument("--as", dest="kind", choices=("calendar", "members"))
    parser.add_argument("--yes", action="store_true", help="change what a roster was said to")
    parser.add_argument(
        "--undo", type=int, nargs="?", const=0, metavar="N", help="take a roster back; the last"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be written")
    parser.add_argument("--template", action="store_true", help="write FILE.xlsx, to be filled in")


def import_(options: argparse.Namespace, tell: Tell) -> None:
    """Take a workbook in."""
    _import.import_(options, tell)


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `zhiban export` may be asked."""
    parser.add_argument("what", choices=WHAT)
    parser.add_argument("--to", type=Path, required=True, metavar="F", help="FILE.xlsx or .csv")
    parser.add_argument("--group", metavar="G", help="ids, names or tags; default: all groups")
    parser.add_argument("--from", dest="since", type=_day, metavar="D", help="2026-11-01")
    parser.add_argument("--until", type=_day, metavar="D", help="the last day")


def export_(options: argparse.Namespace, tell: Tell) -> None:
    """Take tables out."""
    _export.export_(options, tell)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date such as 2026-11-23") from None
