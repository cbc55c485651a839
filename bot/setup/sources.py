"""The files of the set-up that may be edited: which there are, reading, trying out, saving."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from bot.config.parts import CONFIG_FILE
from bot.deployment import Deployment
from bot.errors import InputWrong, Mistake, Place, file_name
from bot.playbooks.load import SUFFIXES
from bot.reading.files import Files
from bot.reading.sentences import Language, sentence
from bot.setup.loading import load_deployment
from bot.setup.masking import left_masked, masked, unmasked

_TEMPLATES = ".j2"
_WORDS = (".txt", *SUFFIXES.split(), _TEMPLATES)
_BOM = "\ufeff"


class Elsewhere(Exception):
    """No file of the set-up is called so, and none may be."""


class Overtaken(Exception):
    """The file is not any more as it was when it was opened."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it is on disk; `digest` is "" and the text empty where there is none."""

    name: str
    """Its path from the folder of config.yaml."""
    path: Path
    text: str
    digest: str


class Sources:
    """The files of one set-up, by `config_file` or the one in the current directory."""

    def __init__(self, config_file: Path | None, live: Deployment) -> None:
        self._file, self._live, config = config_file, live, live.config
        self._root = os.path.abspath(config.path(""))
        self._own = (config_file or Path(CONFIG_FILE)).name
        folders = (config.playbooks_folder, SUFFIXES), (config.templates_folder, _TEMPLATES)
        self._places = [(os.path.abspath(folder), ends) for folder, ends in folders]

    @cached_property
    def live(self) -> Mapping[str, str]:
        """Return the texts that the bot goes by, by name."""
        return texts_of(self._live)

    def names(self) -> list[str]:
        """Return the names of all files, config.yaml first."""
        files = Files()
        found = [path for folder, ends in self._places for path in files.under(Path(folder), ends)]
        names = {self._name(str(path)) for path in found} | self.live.keys()
        return sorted(names, key=lambda name: (name != self._own, name))

    def open(self, name: str) -> Source:
        """Return a file as it is now; raise Elsewhere, or UnicodeDecodeError and OSError."""
        path = self._locate(name)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return Source(name, path, "", "")
        return Source(name, path, masked(raw.decode()), sha256(raw).hexdigest())

    def place_of(self, name: str) -> str:
        """Return how mistakes name a file."""
        self._locate(name)
        return file_name(self._live.config.path(name))

    def try_out(self, name: str, text: str, language: Language) -> list[Mistake]:
        """Return what would be wrong, in any file, if this text were saved."""
        path = self._locate(name)
        whole = _unmasked(text, path)
        place, why = self.place_of(name), sentence("masked", language)
        lost = [Mistake(Place(place, line), "", why) for line in left_masked(whole, _kept(path))]
        try:
            read = load_deployment(self._file, Files({path: whole}), language)
        except InputWrong as wrong:
            return [*lost, *wrong.mistakes]
        return [*lost, *obstacles(self._live, read, language)]

    def save(self, name: str, text: str, digest: str) -> None:
        """Put a text in the place of the file that had this digest, with its BOM and line ends.

        Whoever reads it meanwhile finds the old text or the new one, never half of it. Raises
        Elsewhere, Overtaken, OSError.
        """
        before = self.open(name)
        if before.digest != digest:
            raise Overtaken(name)
        whole = _unmasked(text, before.path)
        _replace(before.path, _as_before(whole, before.text).encode())

    def restore(self, name: str, text: str, digest: str) -> None:
        """Put an old text back as it was, byte for byte; raises what `save` raises."""
        before = self.open(name)
        if before.digest != digest:
            raise Overtaken(name)
        _replace(before.path, _unmasked(text, before.path).encode())

    def _name(self, path: str) -> str:
        return Path(os.path.relpath(path, self._root)).as_posix()

    def _locate(self, name: str) -> Path:
        """Return where a file is that may be edited; a link leads to what it stands for."""
        path = os.path.normpath(os.path.join(self._root, name))
        hidden = any(part.startswith(".") for part in name.split("/") if part != "..")
        if hidden or not name.isprintable() or self._name(path) != name:
            raise Elsewhere(name)
        inside = any(_is_in(path, folder, ends) for folder, ends in self._places)
        if not inside and name != self._own and name not in self.live:
            raise Elsewhere(name)
        return Path(path)


def texts_of(deployment: Deployment) -> dict[str, str]:
    """Return the text of every file it was read from, by its path from config.yaml's folder.

    Files that hold secrets are left out, and what does not end like a text; of the database's
    address the password.
    """
    config = deployment.config
    secret = config.secret_files
    return {
        name: masked(text)
        for name, text in config.files.texts(config.path("")).items()
        if name.endswith(_WORDS) and os.path.abspath(config.path(name)) not in secret
    }


def obstacles(live: Deployment, read: Deployment, language: Language) -> Iterator[Mistake]:
    """Yield what of a set-up cannot be taken up while another one lives."""
    config = read.config
    if read.channels != live.channels:
        why = sentence("restart", language)
        yield Mistake(config.line_of("channels"), "channels", why)
    folder = config.playbooks_folder
    if live.library.all and not read.library.all and not folder.is_dir():
        why = sentence("no_folder", language, folder=file_name(folder))
        yield Mistake(config.line_of("playbooks"), "playbooks", why)


def _unmasked(text: str, path: Path) -> str:
    """Put the password that the file has into a text that was shown without it."""
    return unmasked(text, _kept(path))


def _kept(path: Path) -> str:
    """Return what a file has now; nothing where that is no text."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return ""


def _is_in(path: str, folder: str, suffixes: str) -> bool:
    ends = os.path.splitext(path)[1].lower() in suffixes.split()
    return ends and path.startswith(folder + os.sep)


def _as_before(text: str, before: str) -> str:
    """Return a text with the BOM and the line ends of the one before; a browser sends its own."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix(_BOM)
    if before.count("\r\n") * 2 > before.count("\n"):
        text = text.replace("\n", "\r\n")
    return _BOM + text if before.startswith(_BOM) else text


def _replace(path: Path, raw: bytes) -> None:
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, aside)
        else:
            os.chmod(aside, 0o644)
        os.replace(aside, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise
