"""What `zhiban backup` and `restore` may be asked; the modules that do it are loaded only then."""

import argparse
from collections.abc import Callable
from pathlib import Path

from bot.lazy import lazy

_backup = lazy("bot.cli.backup")
_restore = lazy("bot.cli.restore")

Tell = Callable[[str], None]


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `zhiban backup` may be asked."""
    parser.add_argument("file", type=Path, metavar="FILE", help="such as zhiban-backup.db")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")


def backup(options: argparse.Namespace, tell: Tell) -> None:
    """Write a copy of the database."""
    _backup.backup(options, tell)


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `zhiban restore` may be asked."""
    parser.add_argument("file", type=Path, metavar="FILE", help="what zhiban backup wrote")
    parser.add_argument(
        "--resend", action="store_true", help="nothing went out since: send what was due"
    )


def restore(options: argparse.Namespace, tell: Tell) -> None:
    """Put a backup in the place of the database."""
    _restore.restore_(options, tell)
