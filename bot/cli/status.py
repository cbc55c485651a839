"""`zhiban status`: how the bot of a set-up is doing, by its database and by its own word."""

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from bot.cli.beside import beside
from bot.cli.statusfacts import Facts, facts_of, word_of_bot
from bot.cli.statuswords import Words
from bot.config.file import load_config
from bot.config.model import Config
from bot.errors import InputWrong, RunFailed
from bot.setup.loading import load_deployment

Tell = Callable[[str], None]


def status(options: argparse.Namespace, tell: Tell) -> None:
    """Tell how the bot is doing; raise RunFailed in one line where it is not well.

    It only reads, beside a running bot. InputWrong: config.yaml cannot be read.
    """
    config = load_config(options.config)
    words = Words(config.language, config.zone)
    state = asyncio.run(_state(config, words))
    state["mistakes"] = _mistakes(options.config)
    state["problems"] = [*words.problems(state)]
    if options.json:
        tell(orjson.dumps(state, option=orjson.OPT_INDENT_2).decode())
    else:
        for line in words.lines(state):
            tell(line)
    if state["problems"]:
        raise RunFailed(words.joined(state["problems"]))


def _mistakes(config_file: Path | None) -> list[str]:
    """Return what is wrong with the files as they are."""
    try:
        load_deployment(config_file)
    except InputWrong as error:
        return [str(mistake) for mistake in error.mistakes]
    return []


async def _state(config: Config, words: Words) -> Facts:
    """Return what can be found out, as JSON."""
    async with beside(config, words) as (reader, owner):
        facts = await facts_of(reader, config)
    asked, proof = facts.pop("asked_at"), facts.pop("proof")
    word = await word_of_bot(asked, proof) if owner is not None and asked else None
    return _joined(facts, owner, word, answers=bool(asked))


def _joined(facts: Facts, owner: int | None, word: Facts | None, *, answers: bool) -> Facts:
    """Put together what the database and the bot say; `answers`: it should have said something."""
    state: dict[str, Any] = {
        "running": owner is not None,
        "answers": word is not None if answers and owner is not None else None,
        "pid": owner or None,
        "version": "",
        "unready": [],
        "trouble": "",
        **facts,
    }
    if word is not None:
        own = word.pop("channels")
        state |= word | {"pid": word["pid"]}
        for name, channel in state["channels"].items():
            channel |= {key: value for key, value in own.get(name, {}).items() if value is not None}
    return state
