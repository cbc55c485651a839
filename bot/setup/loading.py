"""Reads all that an operator set up, and every mistake in it."""

import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel
from sqlalchemy.engine import make_url

from bot.channels import CHANNELS
from bot.channels.settings import ChannelSettings
from bot.config.file import read_config
from bot.config.model import Config
from bot.deployment import Deployment
from bot.domain.calendar import WorkCalendar
from bot.domain.capabilities import Capabilities
from bot.domain.speech import Speech
from bot.errors import InputWrong, Mistake, Place, file_name
from bot.picture.fonts import find_font
from bot.playbooks.library import Library
from bot.playbooks.load import read_playbooks
from bot.reading.files import Files
from bot.reading.places import field_name
from bot.reading.sentences import Language, operator_language, sentence
from handlers import CHECKS, KINDS

log = logging.getLogger(__name__)


def load_deployment(
    config_file: Path | None, files: Files | None = None, language: Language | None = None
) -> Deployment:
    """Read config, playbooks and templates; raise InputWrong with every mistake at once.

    `files` may hold texts that are not saved yet. Without a `language` it is the terminal's.
    """
    language = language or operator_language(os.environ)
    models = {name: channel.settings for name, channel in CHANNELS.items()}
    config, mistakes = read_config(config_file, models, language, files)
    speech = Speech(lambda name: _template(config, name), config.language)
    folder = config.playbooks_folder
    library, wrong = read_playbooks(folder, KINDS, config, speech, CHECKS, language)
    mistakes += [*wrong, *_wrong_templates(config, speech, library, language)]
    mistakes += _shown_secrets(config, library, language)
    if len(config.channels) > 1 and "replay" in {c.type for c in config.channels.values()}:
        where = config.line_of("channels")
        mistakes.append(Mistake(where, "channels", sentence("replay_alone", language)))
    mistakes += _wrong_font(config, language)
    settings, _ = config.channel_settings(models, language)
    mistakes += [*_unfit(config, settings, language), *_mute_duties(config, settings, language)]
    if mistakes:
        raise InputWrong(mistakes)
    calendar = WorkCalendar(_tell_unpublished)
    return Deployment(config, library, speech, settings, _abilities(settings), calendar)


def _abilities(settings: Mapping[str, BaseModel]) -> dict[str, Capabilities]:
    return {
        name: own.capabilities()
        for name, own in settings.items()
        if isinstance(own, ChannelSettings)
    }


def _unfit(
    config: Config, settings: Mapping[str, BaseModel], language: Language
) -> Iterator[Mistake]:
    """Find channels whose settings do not fit the groups bound to them, or each other."""
    accounts: dict[tuple[str, str], str] = {}
    for name, own in settings.items():
        if isinstance(own, ChannelSettings):
            other = accounts.setdefault((own.type, own.account() or name), name)
            if other != name:
                why = sentence("account_twice", language, other=other)
                yield Mistake(config.line_of("channels", name), f"channels.{name}", why)
            for field, why in own.mistakes(config.bound_to(name), language).items():
                path = ("channels", name, field)
                yield Mistake(config.line_of(*path), ".".join(path), why)


def _mute_duties(
    config: Config, settings: Mapping[str, BaseModel], language: Language
) -> Iterator[Mistake]:
    """Find duties on channels that write to nobody in private."""
    for path, duty in config.duties():
        own = settings.get(duty.channel or "")
        if isinstance(own, ChannelSettings) and not own.capabilities().direct:
            why = sentence("no_private", language, channel=duty.channel)
            yield Mistake(config.line_of(*path, "channel"), field_name((*path, "channel")), why)


def _wrong_font(config: Config, language: Language) -> Iterator[Mistake]:
    if config.font and find_font(config.path(config.font)) is None:
        yield Mistake(config.line_of("font"), "font", sentence("font", language))


def _wrong_templates(
    config: Config, speech: Speech, library: Library, language: Language
) -> Iterator[Mistake]:
    """Find template files that cannot be read, of those that no playbook says."""
    said = {
        part.template
        for playbook in library.all
        for utterance in playbook.utterances()
        for part in utterance.say.parts
    }
    for file in config.files.under(config.templates_folder, ".j2"):
        name = file.relative_to(config.templates_folder).as_posix()
        if name not in said and (fault := speech.check_file(name, language)):
            yield Mistake(Place(file_name(file), fault[0]), "template", fault[1])


def _shown_secrets(config: Config, library: Library, language: Language) -> Iterator[Mistake]:
    """Find what would send a file that holds a secret, or the database."""
    kept = {*config.secret_files, make_url(config.database_url).database}
    for playbook in library.all:
        for utterance in playbook.utterances():
            for part in utterance.say.parts:
                path = part.image or part.file
                if path and os.path.abspath(config.path(path)) in kept:
                    where, why = utterance.path, sentence("kept_back", language, file=path)
                    yield Mistake(playbook.line_of(*where), field_name(where), why)


def _template(config: Config, name: str) -> str | None:
    file = config.templates_folder / name
    if os.path.abspath(file) in config.secret_files:
        return None  # `templates: .` must not show them
    return config.files.text(file) if config.files.is_file(file) else None


def _tell_unpublished(year: int) -> None:
    log.warning("the Chinese working calendar of %d is not known yet: Monday to Friday count", year)
