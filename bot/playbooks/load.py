"""Reads the folder of playbooks into a Library; every mistake in it at once."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from bot.config.model import Config
from bot.errors import InputWrong, Mistake, file_name
from bot.playbooks.base import Playbook
from bot.playbooks.library import Library
from bot.playbooks.say import Say
from bot.playbooks.variants import Draft, drafts_of, lay_over_parents
from bot.reading.places import field_name, visible
from bot.reading.salvage import Examined, examine
from bot.reading.sentences import Language, operator_language, sentence, unknown
from bot.reading.yamlfile import read_yaml

SUFFIXES = ".yaml .yml"
"""How files of playbooks end."""

Kinds = Mapping[str, type[Playbook]]
Check = Callable[[Sequence[Playbook], Config, Language], Iterable[Mistake]]
"""Finds what is wrong with playbooks that serve one group together."""


class Speaker(Protocol):
    """Whoever can tell whether a text can be said."""

    def check(self, say: Say, sample: Mapping[str, object], language: Language) -> str | None:
        """Return what is wrong with a text for which these are the values."""


class _Loaded(NamedTuple):
    """A playbook, or what is sound of it, with the data it was made of."""

    playbook: Playbook
    data: object
    draft: Draft
    sound: bool


def load_playbooks(
    folder: Path,
    kinds: Kinds,
    config: Config,
    speech: Speaker | None = None,
    checks: Sequence[Check] = (),
) -> Library:
    """Read all playbooks; raise InputWrong with every mistake."""
    language = operator_language(os.environ)
    library, mistakes = read_playbooks(folder, kinds, config, speech, checks, language)
    if mistakes:
        raise InputWrong(mistakes)
    return library


def read_playbooks(
    folder: Path,
    kinds: Kinds,
    config: Config,
    speech: Speaker | None,
    checks: Sequence[Check],
    language: Language,
) -> tuple[Library, list[Mistake]]:
    """Read all playbooks as far as they can be read, and return what is wrong with them."""
    drafts, mistakes = _read(folder, config, language)
    mistakes += lay_over_parents(drafts, language)
    loaded: list[_Loaded] = []
    for draft in drafts:
        playbook, (data, places), wrong = _make(draft, kinds, language)
        mistakes += wrong
        if playbook is not None:
            playbook.placed(places)
            loaded.append(_Loaded(playbook, data, draft, sound=not wrong))
    library = _library(one for one in loaded if one.sound)
    for one in loaded:
        mistakes += _unknown_groups(one.playbook, config, language)
        mistakes += _faults(one, config, speech, language)
    groups = {group: config.tags(group) for group in config.groups}
    mistakes += _rivals(library, groups, language)
    for together in library.served_together(groups):
        for check in checks:
            mistakes += check(together, config, language)
    return library, mistakes


def _read(folder: Path, config: Config, language: Language) -> tuple[list[Draft], list[Mistake]]:
    """Read every file of the folder and its subfolders, in the order of their names."""
    written = config.files.under(folder, SUFFIXES)
    if not written and not folder.is_dir():
        if "playbooks" not in config.model_fields_set:
            return [], []  # an empty config.yaml alone is a bot that only listens
        why = sentence("no_folder", language, folder=file_name(folder))
        return [], [Mistake(config.line_of("playbooks"), "playbooks", why)]
    drafts: list[Draft] = []
    mistakes: list[Mistake] = []
    for file in written:
        documents, wrong = read_yaml(file, language, config.files)
        found, more = drafts_of(documents, file.stem, language)
        drafts += found
        mistakes += wrong + more
    return drafts, mistakes


def _make(draft: Draft, kinds: Kinds, language: Language) -> Examined[Playbook]:
    """Make one playbook with the model of its kind."""
    if draft.whole is None:
        return Examined(None, draft.written, [])
    data, places = draft.whole
    if not isinstance(kind := data.get("kind"), str):
        why = sentence("missing" if kind is None else "text", language)
    elif (model := kinds.get(kind)) is None:
        why = unknown("kind", language, kind, kinds)
    else:
        return examine(model, draft.whole, language)
    return Examined(None, draft.whole, [Mistake(places.at(("kind",)), "kind", why)])


def _library(loaded: Iterable[_Loaded]) -> Library:
    made = {one.draft: one.playbook for one in loaded}
    parents = {
        playbook: made[draft.parent]
        for draft, playbook in made.items()
        if draft.parent is not None and draft.parent in made
    }
    return Library(list(made.values()), parents)


def _unknown_groups(playbook: Playbook, config: Config, language: Language) -> Iterator[Mistake]:
    """Find groups and tags that config.yaml has not; ids only where it lists groups at all."""
    for n, group in enumerate(playbook.groups.ids):
        if config.groups and group not in config.groups:
            why = unknown("group", language, group, config.groups)
            yield Mistake(playbook.line_of("groups", n), "groups", why)
    tag = playbook.groups.tag
    tags = sorted({tag for own in config.groups.values() for tag in own.tags})
    if tag is not None and tag not in tags:
        why = unknown("tag", language, tag, tags)
        yield Mistake(playbook.line_of("groups", "tag"), "groups.tag", why)


def _faults(
    one: _Loaded, config: Config, speech: Speaker | None, language: Language
) -> Iterator[Mistake]:
    """Find texts that cannot be said, and what a kind knows to be wrong."""
    playbook, data = one.playbook, one.data
    if playbook.enabled:
        for path, wrong in playbook.conflicts(config):
            why = wrong if isinstance(wrong, str) else wrong[language]
            yield Mistake(playbook.line_of(*path), field_name(path, data), why)
    for path, say, sample in playbook.utterances() if speech else ():
        if speech and (fault := speech.check(say, sample, language)):
            yield Mistake(playbook.line_of(*path), field_name(path, data), fault)


def _rivals(
    library: Library, groups: Mapping[str, Collection[str]], language: Language
) -> Iterator[Mistake]:
    """Find variants of one playbook of which none is the more specific in some group."""
    for group, first, second in library.rivals(groups):
        where = f"'{visible(group)}'" if group else '"*"'
        why = sentence("both_serve", language, group=where, place=first.place)
        yield Mistake(second.line_of("groups"), "groups", why)
