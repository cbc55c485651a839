"""Says in plain words what a calendar would make."""

from collections.abc import Iterator
from datetime import date

from bot.errors import file_name
from bot.reading.sentences import Language
from bot.setup.abilities import described, shortcomings
from bot.sheets.planning import Plan

_WORDS = {
    "zh": {
        "found": "{name}：{rows} 行 → {file}：{books} 个剧本，{posts} 条内容，{first} 到 {last}",
        "past": "其中 {count} 行的日期已经过了，不会再发",
        "same": "和现在的 {file} 一样，没有什么要改",
    },
    "en": {
        "found": "{name}: {rows} rows → {file}: {books} playbooks, {posts} posts, {first}–{last}",
        "past": "{count} of these rows are for days that are over: they will not be said",
        "same": "{file} is the same already: nothing to change",
    },
}


def said_plan(plan: Plan, name: str, today: date, language: Language) -> Iterator[str]:
    """Say how much there is and for when, and what the channels cannot do of it."""
    words, days, file = _WORDS[language], [one.day for one in plan.entries], file_name(plan.path)
    yield words["found"].format(
        name=name,
        rows=len(plan.entries),
        file=file,
        books=len(plan.books),
        posts=sum(len(book.posts) for book in plan.books),
        first=min(days),
        last=max(days),
    )
    if past := sum(day < today for day in days):
        yield words["past"].format(count=past)
    made = {book.id for book in plan.books}
    for lack in shortcomings(plan.deployment):
        if lack.playbook.id in made:
            yield described(lack, plan.deployment, language)
    if not plan.changes:
        yield words["same"].format(file=file)
