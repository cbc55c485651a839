"""`zhiban import`: a calendar in a workbook becomes playbooks, a roster is taken over."""

import argparse
import asyncio
import os
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.cli.roster import Asked, bring_in, take_back
from bot.clock import SystemClock
from bot.config.file import read_config
from bot.errors import InputWrong, Mistake, Place, RunFailed, file_name
from bot.reading.sentences import Language, operator_language
from bot.setup.loading import load_deployment
from bot.sheets.headings import kind_of, said_passed_over
from bot.sheets.planning import Source, open_sheets, plan_calendar, save
from bot.sheets.telling import said_plan
from bot.sheets.template import make_template
from bot.sheets.words import told
from bot.sheets.workbook import Sheet

Tell = Callable[[str], None]

_WORDS = {
    "zh": {
        "wrote": "写好了 {file}",
        "dry": "只是看看，什么都没有写；去掉 --dry-run 就会写",
        "there": "{file} 已经有了，什么都没有写",
        "template": "写好了 {file}：填好以后运行 zhiban import {file}",
        "which": "要导入哪个文件？写 zhiban import 文件.xlsx",
    },
    "en": {
        "wrote": "wrote {file}",
        "dry": "only looked, nothing was written; without --dry-run it will be",
        "there": "{file} is there already; nothing was written",
        "template": "wrote {file}: fill it in, then zhiban import {file}",
        "which": "which file? Write zhiban import FILE.xlsx",
    },
}


def import_(options: argparse.Namespace, tell: Tell) -> None:
    """Do what was asked; raise InputWrong with every row that is wrong, before anything changes."""
    language, now = operator_language(os.environ), SystemClock().now()
    if options.undo is not None:
        config = load_deployment(options.config).config
        asyncio.run(take_back(config, options.undo, now, language, tell))
        return
    if options.file is None:
        raise InputWrong([Mistake(Place("import", 0), "", _WORDS[language]["which"])])
    if options.template:
        _template(options, now, language, tell)
        return
    source = Source(options.file, options.file.name)
    sheets = open_sheets(source, language)
    kind = options.kind or kind_of(sheets)
    if kind is None:
        raise InputWrong([Mistake(Place(source.name, 0), "", told("headings", language))])
    for line in said_passed_over(sheets, kind, language):
        tell(line)
    if kind == "members":
        deployment = load_deployment(options.config)
        asked = Asked(source, sheets, deployment, now, language)
        asyncio.run(bring_in(asked, tell, options.yes and not options.dry_run))
    else:
        _calendar(options, source, sheets, now, tell)


def _calendar(
    options: argparse.Namespace, source: Source, sheets: Sequence[Sheet], now: datetime, tell: Tell
) -> None:
    language = operator_language(os.environ)
    zone = read_config(options.config, None, language)[0].zone
    today = now.astimezone(zone).date()
    plan = plan_calendar(source, sheets, options.config, today, language)
    for line in said_plan(plan, source.name, today, language):
        tell(line)
    if plan.changes and options.dry_run:
        tell(_WORDS[language]["dry"])
    elif plan.changes:
        save(plan)
        tell(_WORDS[language]["wrote"].format(file=file_name(plan.path)))


def _template(options: argparse.Namespace, now: datetime, language: Language, tell: Tell) -> None:
    """Write a workbook to fill in; raise RunFailed where there is a file of that name."""
    words, file = _WORDS[language], file_name(options.file)
    if options.file.exists():
        raise RunFailed(words["there"].format(file=file))
    deployment = load_deployment(options.config)
    today = now.astimezone(deployment.config.zone).date()
    make_template(options.file, deployment, options.kind or "calendar", today, language)
    tell(words["template"].format(file=file))
