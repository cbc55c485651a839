"""Reading config.yaml: all of it, or every mistake in it."""

import os
from collections.abc import Iterator
from pathlib import Path

from bot.config.model import ChannelModels, Config
from bot.config.parts import CONFIG_FILE
from bot.errors import InputWrong, Mistake, file_name
from bot.reading.files import Files
from bot.reading.places import Places, field_name
from bot.reading.salvage import examine
from bot.reading.sentences import Language, operator_language, sentence, unknown
from bot.reading.yamlfile import Document, read_yaml


def load_config(path: Path | None = None, channels: ChannelModels | None = None) -> Config:
    """Read config.yaml; raise InputWrong with every mistake.

    Without `path` it is the one in the current directory, or all defaults where there is none.
    `channels` are the models of the channel types' settings; absent, these are not looked at.
    """
    config, mistakes = read_config(path, channels, operator_language(os.environ))
    if mistakes:
        raise InputWrong(mistakes)
    return config


def read_config(
    path: Path | None,
    channels: ChannelModels | None,
    language: Language,
    files: Files | None = None,
) -> tuple[Config, list[Mistake]]:
    """Read config.yaml as far as it can be read, and return what is wrong with it."""
    files = files or Files()
    if path is None and not files.is_file(Path(CONFIG_FILE)):
        config = Config()
        config.placed(Path.cwd(), Places(CONFIG_FILE, 0), files)
        return config, []
    path = path or Path(CONFIG_FILE)
    documents, mistakes = read_yaml(path, language, files)
    first = documents[0] if documents else Document({}, Places(file_name(path), 1))
    for more in documents[1:]:
        mistakes.append(Mistake(more.places.place, "YAML", sentence("one_document", language)))
    found, rest, wrong = examine(Config, first, language)
    config = found or Config()
    config.placed(path.parent, rest.places, files)
    mistakes += [*wrong, *_unknown_channels(config, first, language)]
    if channels is not None:
        mistakes += config.channel_settings(channels, language)[1]
    return config, mistakes


def _unknown_channels(config: Config, document: Document, language: Language) -> Iterator[Mistake]:
    """Find names of channels that are not there; one that is there and wrong is told already."""
    written = document.data.get("channels") if isinstance(document.data, dict) else None
    known = [*config.channels, *(written if isinstance(written, dict) else ())]
    for path, channel in _named_channels(config):
        if channel not in known:
            why = unknown("channel", language, channel, map(str, known))
            yield Mistake(document.places.at(path), field_name(path), why)


def _named_channels(config: Config) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield where a channel is named, and its name."""
    for group, own in config.groups.items():
        for key, name in (("channel", own.channel), ("mouth", own.mouth)):
            if name is not None:
                yield ("groups", group, key), name
    for path, duty in config.duties():
        if duty.channel is not None:
            yield (*path, "channel"), duty.channel
