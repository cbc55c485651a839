"""Writes values as YAML that people like to read, and that says exactly what was meant."""

import json
import re

import yaml

_UNPRINTABLE = re.compile(rf"[\x85\u2028\u2029\ufeff]|{yaml.reader.Reader.NON_PRINTABLE.pattern}")
_WIDE = 1 << 30


class Said(str):
    """What is said: in quotes, or as a block where it has several lines."""

    __slots__ = ()


def scalar(text: str, indent: int) -> str:
    """Write a text; the lines of a block are indented by so many spaces."""
    lines = text.split("\n")
    clean = all(line == line.strip() for line in lines) and not _UNPRINTABLE.search(text)
    if len(lines) > 1 and clean and lines[0] and lines[-1]:
        return "|-\n" + "\n".join(" " * indent + line if line else "" for line in lines)
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\U{ord(found[0]):08X}", quoted)


def inline(data: object) -> str:
    """Write a name, a list or a mapping on one line."""
    text = yaml.safe_dump(
        data, allow_unicode=True, sort_keys=False, default_flow_style=True, width=_WIDE
    )
    return text.removesuffix("\n").removesuffix("\n...")
