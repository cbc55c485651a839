"""Looks at a workbook before it is parsed: what is no workbook, or made to choke whoever opens it.

A workbook is a zip of XML. A few kilobytes of it can unpack to gigabytes, or grow without bound
by entities that name each other, so sizes are added up and entities refused before anything is
parsed.
"""

import re
import zipfile
from pathlib import Path
from typing import BinaryIO

from bot.reading.sentences import Language
from bot.sheets.words import told

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes of a workbook as it is."""
LARGEST_UNPACKED = 200 * 1024 * 1024
"""Bytes of all its parts unpacked."""
_PARTS = 2_000
_RATIO = 200
"""How many times larger unpacked; real workbooks with many equal cells come to 30."""
_SMALL = 1024 * 1024
_STYLES = 4 * 1024 * 1024
_CHUNK = 1 << 16
_OVERLAP = 400
_LONG_FORMAT = re.compile(rb"formatCode\s?=\s?[\"'][^\"'<>]{300}")
_LONGEST_MARKUP = b"<!DOCTYPE"


class Unsafe(Exception):
    """A file that is not opened; the message says why in plain words."""


def look(file: Path | BinaryIO, language: Language) -> None:
    """Raise Unsafe for what must not be parsed; of an open file the position is as before."""
    size = _size(file)
    if size > LARGEST_FILE:
        raise Unsafe(told("too_large", language, limit=LARGEST_FILE // 1024 // 1024))
    try:
        with zipfile.ZipFile(file) as archive:
            _look_at_sizes(archive, language)
            for part in archive.infolist():
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _look_for_entities(archive, part, language)
    except Unsafe:
        raise
    except Exception as error:  # zipfile and zlib have no end of ways to fail on broken bytes
        raise Unsafe(told("no_workbook", language)) from error


def _size(file: Path | BinaryIO) -> int:
    if isinstance(file, Path):
        return file.stat().st_size
    at = file.tell()
    size = file.seek(0, 2)
    file.seek(at)
    return size


def _look_at_sizes(archive: zipfile.ZipFile, language: Language) -> None:
    """Add up what the parts say they unpack to: a part is never read beyond what it says."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > _SMALL and part.file_size > _RATIO * max(part.compress_size, 1)
        for part in parts
    )
    styled = any(
        part.filename.endswith("styles.xml") and part.file_size > _STYLES for part in parts
    )
    if len(parts) > _PARTS or unpacked > LARGEST_UNPACKED or swollen or styled:
        raise Unsafe(told("bomb", language, limit=LARGEST_UNPACKED // 1024 // 1024))


def _look_for_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo, language: Language) -> None:
    """Refuse a document type, in which entities are declared; no program writes one there.

    Without its NULs UTF-16 reads like the ASCII it may hide. Formats of numbers that no program
    writes either would take openpyxl the square of their length to read.
    """
    before = b""
    with archive.open(part) as opened:
        while chunk := opened.read(_CHUNK):
            plain = before + chunk.replace(b"\0", b"")
            if _LONGEST_MARKUP in plain or b"<!ENTITY" in plain:
                raise Unsafe(told("entities", language))
            if _LONG_FORMAT.search(plain):
                raise Unsafe(told("bomb", language, limit=LARGEST_UNPACKED // 1024 // 1024))
            before = plain[-_OVERLAP:]
