"""The command line: what can be asked of `zhiban`, and how it ends."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from traceback import format_exception

from pydantic_core import PydanticCustomError

from bot.cli.backups import backup, backup_arguments, restore, restore_arguments
from bot.cli.check import check
from bot.cli.demo import demo
from bot.cli.doctor import doctor
from bot.cli.explain import explain
from bot.cli.init import init
from bot.cli.new import KINDS, new
from bot.cli.new import Options as NewOptions
from bot.cli.rehearse import Options, rehearse_until_told
from bot.cli.run import run
from bot.cli.schema import schema
from bot.cli.workbooks import export_, export_arguments, import_, import_arguments
from bot.config.parts import usable_database
from bot.domain.moments import YEARS
from bot.errors import InputWrong, RunFailed, SetupWrong
from bot.lazy import lazy
from bot.logs import Logs
from bot.redaction import Redactor

_status, _login = lazy("bot.cli.status"), lazy("bot.cli.login")
Command = Callable[[argparse.Namespace], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 done, 1 the run failed, 2 the input is wrong."""
    options = _parser().parse_args(arguments)
    options.redactor = redactor = Redactor()
    options.logs = logs = Logs(redactor, debug=options.debug)
    logs.begin()
    try:
        options.do(options)
    except (InputWrong, RunFailed) as error:
        why, code = str(error), 2 if isinstance(error, InputWrong | SetupWrong) else 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        why, code = f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}", 1
        if options.debug:
            why = "".join(format_exception(error)).rstrip()
    else:
        return 0
    sys.stderr.write(redactor.clean(why) + "\n")
    return code


def _run(options: argparse.Namespace) -> None:
    asyncio.run(run(options.config, options.redactor.hide, options.logs.follow))


def _rehearse(options: argparse.Namespace) -> None:
    names = Options.__dataclass_fields__
    given = {name: getattr(options, name) for name in names}
    asyncio.run(rehearse_until_told(Options(**given)))


def _check(options: argparse.Namespace) -> None:
    _tell(check(options.config))


def _doctor(options: argparse.Namespace) -> None:
    asyncio.run(doctor(options.config, options.redactor, _tell))


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")


def _explain(options: argparse.Namespace) -> None:
    story = explain(options.events, options.id, options.config, options.database)
    _tell(asyncio.run(story))


def _init(options: argparse.Namespace) -> None:
    _tell(init(options.folder, options.language))


def _export(options: argparse.Namespace) -> None:
    export_(options, _tell)


def _import(options: argparse.Namespace) -> None:
    import_(options, _tell)


def _demo(options: argparse.Namespace) -> None:
    asyncio.run(demo(options.config, options.language, options.port, options.browser, _tell))


def _schema(options: argparse.Namespace) -> None:
    _tell(schema(options.out))


def _new(options: argparse.Namespace) -> None:
    given = (options.kind, options.config, options.out, options.set, options.yes)
    new(NewOptions(*given), _tell)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not ISO 8601") from None
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} has no offset such as +08:00")
    if moment.year not in YEARS:
        raise argparse.ArgumentTypeError(f"{text} is not in the years 1970 to 2199")
    return moment


def _database(text: str) -> str:
    try:
        return usable_database(text)
    except PydanticCustomError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zhiban", description="The bot that runs chat groups.")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--debug", action="store_true", help="log everything, show tracebacks")
    shared.add_argument("--config", type=Path, metavar="F", help="default: config.yaml")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, do: Command, about: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about, parents=[shared])
        command.set_defaults(do=do)
        return command

    add("run", _run, "run the bot on the configured channels")
    _add_rehearse(add("rehearse", _rehearse, "live through a file of events; nothing is sent"))
    _add_demo(add("demo", _demo, "open the playground in a browser; no channel, nothing is sent"))
    add("check", _check, "print every mistake in config, playbooks and templates")
    add("doctor", _doctor, "look whether each channel can be reached, and say what to do")
    _add_explain(add("explain", _explain, "say why the bot did or did not act on an event"))
    export_arguments(add("export", _export, "write members, points, posts… as .xlsx or .csv"))
    import_arguments(add("import", _import, "take in a content calendar or a roster"))
    _add_upkeep(add)
    _add_new(add("new", _new, "ask a few questions and write a playbook"))
    start = add("init", _init, "lay out a starter config.yaml, sop/ and templates/")
    start.add_argument("folder", type=Path, metavar="DIR")
    start.add_argument("--language", choices=("zh", "en"), default="zh")
    shapes = add("schema", _schema, "write JSON Schema of config.yaml and playbooks for editors")
    shapes.add_argument("--out", type=Path, metavar="DIR", default=Path("schema"))
    return parser


def _add_upkeep(add: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    backup_arguments(add("backup", lambda asked: backup(asked, _tell), "copy the database"))
    back = "put a backup in the place of the database"
    restore_arguments(add("restore", lambda asked: restore(asked, _tell), back))
    shows = add("status", lambda asked: _status.status(asked, _tell), "say how the bot is doing")
    shows.add_argument("--json", action="store_true", help="as JSON")
    add("login", lambda asked: _login.login(asked, _tell), "say the address of the console")


def _add_explain(command: argparse.ArgumentParser) -> None:
    command.add_argument("events", type=Path, metavar="EVENTS")
    command.add_argument("--id", required=True, metavar="EVENT", help="the event's id")
    command.add_argument("--database", type=_database, metavar="URL")


def _add_new(command: argparse.ArgumentParser) -> None:
    command.add_argument("kind", choices=KINDS)
    command.add_argument("--out", type=Path, metavar="FILE", help="default: named after the kind")
    command.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="an answer; again: a line"
    )
    command.add_argument("--yes", action="store_true", help="ask nothing: the defaults hold")


def _add_demo(command: argparse.ArgumentParser) -> None:
    command.add_argument("--language", choices=("zh", "en"), default="zh", help="of the samples")
    command.add_argument("--port", type=int, default=8080, help="default: 8080, or a free one")
    command.add_argument("--no-browser", dest="browser", action="store_false", help="say where")


def _add_rehearse(command: argparse.ArgumentParser) -> None:
    command.add_argument("events", type=Path, nargs="?", metavar="EVENTS")
    command.add_argument("--from", dest="since", type=_moment, metavar="T")
    command.add_argument("--until", type=_moment, metavar="T")
    command.add_argument("--out", type=Path, metavar="F", help="the transcript")
    command.add_argument("--database", type=_database, metavar="URL", help="keep the state here")
    command.add_argument("--seed", type=int, metavar="N", help="other drawn moments")
    command.add_argument("--skip-bad", action="store_true", help="pass over lines that are wrong")
    command.add_argument("--summary", type=Path, metavar="F", help="counts and times as JSON")
    command.add_argument("--state", type=Path, metavar="F", help="the state at the end as JSON")
