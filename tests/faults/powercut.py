"""What is on a disk after a power cut: rebuilt from the system calls of a process (by strace).

What was written before a file was last synchronized is there; of what came after, each write may
be there, or not, or in part. (That a disk keeps what it says it has synchronized is believed, and
that a file which was made, cut or removed stays so.)
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

CALLS = "openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink"
STRACE = ("strace", "-f", "-qq", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o")
_SECTOR = 512
_CALL = re.compile(r"^(\d+) +(\w+)\((?:AT_FDCWD[^,]*, )?(.*)$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OPEN = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)>")


class Write(NamedTuple):
    """Bytes at a place of a file."""

    offset: int
    data: bytes


class Disk:
    """The files of a database: what is synchronized of each, and what was written since."""

    def __init__(self) -> None:
        self.safe: dict[str, bytearray] = defaultdict(bytearray)
        self.loose: dict[str, list[Write]] = defaultdict(list)

    def synchronize(self, name: str) -> None:
        """Make safe what was written."""
        for write in self.loose.pop(name, ()):
            _put(self.safe[name], write)

    def cut_off(self, name: str, size: int) -> None:
        """Change the length of a file."""
        self.synchronize(name)
        del self.safe[name][size:]

    def remove(self, name: str) -> None:
        """Forget a file."""
        self.safe.pop(name, None)
        self.loose.pop(name, None)

    def after_a_power_cut(self, folder: Path, draw: Random) -> None:
        """Write the files as they may be then."""
        for name in {*self.safe, *self.loose}:
            data = bytearray(self.safe.get(name, b""))
            for offset, written in self.loose.get(name, ()):
                kept = draw.choice([0, len(written), draw.randrange(len(written) + 1)])
                _put(data, Write(offset, written[: kept // _SECTOR * _SECTOR]))
            (folder / name).write_bytes(data)


def _put(data: bytearray, write: Write) -> None:
    if write.data:
        data.extend(bytes(max(0, write.offset - len(data))))
        data[write.offset : write.offset + len(write.data)] = write.data


def story(calls: Path, database: str) -> Iterator[tuple[Disk, str]]:
    """Yield the disk each time that the process shows something, and what it shows."""
    disk = Disk()
    begun: dict[str, str] = {}
    with calls.open(encoding="ascii") as lines:
        for line in lines:
            if resumed := _RESUMED.match(line):
                if name := begun.pop(resumed[1], ""):
                    disk.synchronize(name)
            elif call := _CALL.match(line):
                process, function, rest = call.groups()
                if function == "unlink":
                    disk.remove(_name(_STRING.match(rest)))
                    continue
                opened = _OPEN.match(rest)
                name = _name(opened, 2)
                if opened and opened[1] == "1" and function == "write":
                    yield disk, _bytes(_STRING.search(rest)).decode()
                elif name.startswith(database) and not name.endswith((".lock", "-shm")):
                    if function in ("fsync", "fdatasync") and "unfinished" in rest:
                        begun[process] = name
                    else:
                        _take_up(disk, function, name, rest)


def _take_up(disk: Disk, function: str, name: str, rest: str) -> None:
    """Do what a call did; a write counts from its beginning, which is before any sync of it."""
    if function in ("fsync", "fdatasync"):
        disk.synchronize(name)
    elif function == "ftruncate":
        disk.cut_off(name, int(re.findall(r", (\d+)", rest)[0]))
    elif function == "pwrite64":
        offset = int(rest[rest.rindex('"') :].split(",")[2].split(")")[0].split()[0])
        disk.loose[name].append(Write(offset, _bytes(_STRING.search(rest))))


def _name(found: re.Match[str] | None, group: int = 1) -> str:
    return Path(_bytes(found, group).decode()).name


def _bytes(found: re.Match[str] | None, group: int = 1) -> bytes:
    return bytes.fromhex(found[group].replace("\\x", "")) if found else b""
