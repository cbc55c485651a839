"""A content calendar as playbooks of kind posts: a YAML file that says the same every time."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from bot.config.model import Config
from bot.domain.dates import said_date, said_weekday
from bot.sheets.calendar import Entry
from bot.sheets.places import Audience
from bot.sheets.yamltext import Said, inline, scalar

MARK = "# zhiban import "
"""How the first line of every file begins that was made here; another file is never replaced."""
_ABOUT = {
    "zh": "# 由上面的工作簿生成：要改内容，改工作簿再导入一次；直接改这里，下次导入会被盖掉。\n",
    "en": "# Made from that workbook: change it there and import it again, which replaces this.\n",
}
_TAGGED = {"zh": "标签：{tag}", "en": "tag: {tag}"}
_UNFIT = re.compile(r"[:/|\s]+")


@dataclass(slots=True)
class Book:
    """One playbook: whom it is for, and its posts with the rows that they came from."""

    id: str
    groups: Any
    slots: dict[str, dict[str, str]] = field(default_factory=dict)
    posts: list[dict[str, Any]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def data(self) -> dict[str, Any]:
        """Return it as a playbook's document."""
        slots = {"slots": self.slots} if self.slots else {}
        head = {"kind": "posts", "id": self.id, "groups": self.groups}
        return {**head, **slots, "posts": self.posts}


def books_of(entries: Sequence[Entry], stem: str) -> list[Book]:
    """Gather what each group hears, by day and slot; the rows of one slot in their order.

    A playbook is for one group, so that another group in a row changes nothing for those that
    were there. A post's id is made of its day and slot: a changed text keeps it.
    """
    by_audience: dict[Audience, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: (one.day, one.when.starts)):
        for audience in entry.audiences:
            by_audience[audience].append(entry)
    order = sorted(by_audience, key=lambda one: (one.group, one.tag))
    return [_book(audience, by_audience[audience], stem) for audience in order]


def written(books: Sequence[Book], file: str, config: Config) -> str:
    """Return the YAML file: the same rows make the same bytes."""
    head = f"{MARK}{' '.join(file.split())}\n{_ABOUT[config.language]}\n"
    return head + "---\n".join(_document(book, config) for book in books)


def _book(audience: Audience, entries: Sequence[Entry], stem: str) -> Book:
    if audience.group:
        book = Book(_id(stem, audience.group), [audience.group])
    elif audience.tag:
        book = Book(_id(stem, "tag", audience.tag), {"tag": audience.tag})
    else:
        book = Book(_id(stem), "*")
    taken: Counter[tuple[date, str]] = Counter()
    for entry in entries:
        taken[entry.day, entry.when.name] += 1
        book.posts.append(_post(entry, taken[entry.day, entry.when.name]))
        book.entries.append(entry)
        if entry.when.slot:
            slot = entry.when.slot
            name = {"name": slot.name} if slot.name else {}
            book.slots[entry.when.key] = {**name, "window": str(slot.window)}
    return book


def _post(entry: Entry, number: int) -> dict[str, Any]:
    again = f"-{number}" if number > 1 else ""
    when = {"slot": entry.when.key} if entry.when.key else {"at": f"{entry.when.at:%H:%M}"}
    post = {"id": f"{entry.day}-{entry.when.name}{again}", **when, "on": entry.day}
    if not entry.text and not entry.image:
        return {**post, "from": {"tag": entry.tags}}
    if not entry.image:
        return {**post, "say": Said(entry.text)}
    text = [{"text": Said(entry.text)}] if entry.text else []
    return {**post, "parts": [*text, {"image": Said(entry.image)}]}


def _id(*parts: str) -> str:
    """Return an id; where something in it had to be replaced, its digest tells it apart."""
    plain = "-".join(parts)
    usable = _UNFIT.sub("_", plain)
    return usable if usable == plain else f"{usable}-{sha256(plain.encode()).hexdigest()[:6]}"


def _document(book: Book, config: Config) -> str:
    lines = [f"kind: posts\nid: {inline(book.id)}\ngroups: {inline(book.groups)}"]
    if book.slots:
        lines.append("slots:")
        lines += (f"  {inline(key)}: {inline(slot)}" for key, slot in sorted(book.slots.items()))
    lines.append("posts:")
    for post, entry in zip(book.posts, book.entries, strict=True):
        lines.append(f"  # {_comment(entry, config)}")
        said = (f"{key}: {_value(value)}" for key, value in post.items())
        lines.append("  - " + "\n    ".join(said))
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    """Write a value of a post: texts in quotes or as blocks, parts one below the other."""
    if isinstance(value, Said):
        return scalar(value, 6)
    if isinstance(value, list):
        parts = (f"- {key}: {scalar(text, 10)}" for part in value for key, text in part.items())
        return "".join(f"\n      {part}" for part in parts)
    return inline(value)


def _comment(entry: Entry, config: Config) -> str:
    language = config.language
    slot = entry.when.slot.name if entry.when.slot else None
    parts = [f"{said_date(entry.day, language)} {said_weekday(entry.day, language)}", slot or ""]
    parts.append(_TAGGED[language].format(tag=entry.tag) if entry.tag else "")
    return " · ".join(" ".join(part.split()) for part in parts if part)
