"""The files that a set-up is read from: as they are on disk, or as they would be once saved."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

Stamps = Mapping[Path, tuple[int, int, int] | None]
"""When each file was last written, its size and inode; None where there is no such file."""


class Files:
    """Reads each file once: whoever asks again gets the same, also when it has changed since.

    What it looked at it remembers, so that it can look again whether that is still so.
    """

    def __init__(self, unsaved: Mapping[Path, str] | None = None) -> None:
        """`unsaved` are texts that stand in for those on disk, also of files that are not there."""
        self._unsaved = {_key(path): text.encode() for path, text in (unsaved or {}).items()}
        self._read: dict[Path, bytes] = {}
        self._listed: dict[tuple[Path, str], None] = {}
        self._seen: dict[Path, tuple[int, int, int] | None] = {}

    @property
    def seen(self) -> Stamps:
        """Return what was looked at, as it was then."""
        return self._seen

    def read(self, path: Path) -> bytes:
        """Return what is in a file; raise OSError where it cannot be read."""
        key = _key(path)
        if key not in self._read:
            self._seen.setdefault(key, _stamp(key))
            unsaved = self._unsaved.get(key)
            self._read[key] = key.read_bytes() if unsaved is None else unsaved
        return self._read[key]

    def text(self, path: Path) -> str:
        """Return the text of a file without a BOM; raise OSError or UnicodeDecodeError."""
        return self.read(path).decode("utf-8-sig")

    def is_file(self, path: Path) -> bool:
        """Say whether there is such a file."""
        key = _key(path)
        self._seen.setdefault(key, _stamp(key))
        return key in self._unsaved or key.is_file()

    def under(self, folder: Path, suffixes: str) -> list[Path]:
        """Return the files in a folder and its subfolders with one of these endings, in order.

        `suffixes` is like `.yaml .yml`. Hidden files are none.
        """
        self._listed[folder, suffixes] = None
        known = {_key(file): file for file in map(Path, _under(folder, suffixes))}
        inside, wanted = _key(folder), tuple(suffixes.split())
        for file in self._unsaved:
            if inside in file.parents and _is_meant(file.name, wanted):
                known.setdefault(file, folder / file.relative_to(inside))
        return sorted(known.values())

    def look(self) -> Stamps:
        """Return what there is now of what was looked at, and of what it would find beside that."""
        found = (file for folder, ends in self._listed for file in _under(_key(folder), ends))
        return {file: _stamp(file) for file in dict.fromkeys([*self._seen, *map(Path, found)])}

    def texts(self, folder: Path) -> dict[str, str]:
        """Return all that was read by its path from `folder`, byte for byte."""
        inside = _key(folder)
        return {_from(inside, file): raw.decode() for file, raw in sorted(self._read.items())}

    def folders(self) -> set[Path]:
        """Return the folders in which a change of any file could be seen."""
        return {_key(folder) for folder, _ in self._listed} | {file.parent for file in self._seen}


def _key(path: Path) -> Path:
    return Path(os.path.abspath(path))


def _from(folder: Path, file: Path) -> str:
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:  # on Windows, another drive
        return file.as_posix()


def _under(folder: Path, suffixes: str) -> Iterator[str]:
    wanted = tuple(suffixes.split())
    for inside, _, names in os.walk(folder):
        for name in names:
            if _is_meant(name, wanted):
                yield os.path.join(inside, name)


def _is_meant(name: str, suffixes: tuple[str, ...]) -> bool:
    return name.lower().endswith(suffixes) and not name.startswith(".")


def _stamp(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
