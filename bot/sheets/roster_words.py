"""Says in plain words what a roster would change, and what became of taking it back."""

from collections.abc import Iterator, Mapping

from bot.reading.sentences import Language
from bot.store.rosters import Change, Left, Plan
from bot.store.rosters.undoing import Undone

SHOWN = 30
"""So many members are told one by one; the rest are counted."""
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "sum": "{name}：{changes} 人有变化（其中新成员 {new} 人），{same} 人不变，跳过 {left} 行",
        "change": "第 {line} 行 {who}（{id}，{group}）：{what}",
        "new": "新成员",
        "points": "积分 {points:+d}",
        "run": "{title}连续 {length} 天，到 {last} 为止（补记 {days} 天）",
        "birthday": "生日 {after}",
        "was": "生日 {before} 改为 {after}",
        "tags": "标签 {tags}",
        "more": "……另外还有 {count} 人",
        "left": "跳过第 {line} 行 {who}：{why}",
        "unknown": "群里没有人叫这个名字，写上成员ID 才能导入",
        "several": "群里有几个人叫这个名字（{ids}），请写成员ID",
        "again": "和上面的一行是同一个人（{ids}）",
        "reason": "从 {file} 导入",
        "done": "导入好了，编号 {number}；要撤销：zhiban import --undo {number}",
        "undone": "第 {number} 次导入（{file}）已撤销，恢复了 {count} 项",
        "stays": "{what}（{members}）后来变过，保持现在的样子",
        "kind_points": "积分",
        "kind_streak": "连续天数",
        "kind_birthday": "生日",
        "kind_tag": "标签",
        "kind_member": "成员",
    },
    "en": {
        "sum": "{name}: {changes} members change ({new} of them new), {same} do not, "
        "{left} rows are passed over",
        "change": "row {line} {who} ({id}, {group}): {what}",
        "new": "new member",
        "points": "points {points:+d}",
        "run": "{title}: {length} days in a row until {last} ({days} days are written down)",
        "birthday": "birthday {after}",
        "was": "birthday {after} instead of {before}",
        "tags": "tags {tags}",
        "more": "… and {count} more",
        "left": "row {line} {who} is passed over: {why}",
        "unknown": "nobody in the group has this name; with an id they can be brought in",
        "several": "several in the group have this name ({ids}): write the id",
        "again": "the same member as a row above ({ids})",
        "reason": "brought from {file}",
        "done": "imported as number {number}; to take it back: zhiban import --undo {number}",
        "undone": "import {number} ({file}) is taken back: {count} things are as they were",
        "stays": "{what} ({members}) changed since, and stays as it is now",
        "kind_points": "points",
        "kind_streak": "streak",
        "kind_birthday": "birthday",
        "kind_tag": "tag",
        "kind_member": "member",
    },
}


def worded(name: str, language: Language, /, **values: object) -> str:
    """Return one sentence, filled in."""
    return _WORDS[language][name].format(**values)


def said_roster(
    plan: Plan, name: str, groups: Mapping[str, str], language: Language
) -> Iterator[str]:
    """Say what would change for whom, and which rows are passed over; `groups` are names by id."""
    new = sum(change.new for change in plan.changes)
    counts = {"changes": len(plan.changes), "new": new, "same": plan.same, "left": len(plan.left)}
    yield worded("sum", language, name=name, **counts)
    for change in plan.changes[:SHOWN]:
        yield _said(change, groups, language)
    if (more := len(plan.changes) - SHOWN) > 0:
        yield worded("more", language, count=more)
    for left in plan.left:
        yield _passed(left, language)


def said_undone(undone: Undone, language: Language) -> Iterator[str]:
    """Say what was put back, and what was not since it changed."""
    told = {"number": undone.number, "file": undone.file, "count": undone.restored}
    yield worded("undone", language, **told)
    for what in dict.fromkeys(kind for kind, _ in undone.stays):
        members = [member for kind, member in undone.stays if kind == what]
        shown = ", ".join(members[:SHOWN]) + ("…" if len(members) > SHOWN else "")
        kind = worded(f"kind_{what}", language)
        yield worded("stays", language, what=kind, members=shown)


def _said(change: Change, groups: Mapping[str, str], language: Language) -> str:
    row = change.row
    parts = [worded("new", language)] if change.new else []
    if change.points:
        parts.append(worded("points", language, points=change.points))
    if change.days and row.run:
        run = {"title": row.run.rules.title, "length": row.run.length, "last": row.run.last}
        parts.append(worded("run", language, **run, days=len(change.days)))
    if change.birthday:
        before, after = change.birthday
        name = "was" if before else "birthday"
        parts.append(worded(name, language, before=before, after=after))
    if change.tags:
        parts.append(worded("tags", language, tags=", ".join(change.tags)))
    what = ("；" if language == "zh" else "; ").join(parts)
    who = {"who": change.name, "id": change.member, "group": groups.get(row.group) or row.group}
    return worded("change", language, line=row.line, what=what, **who)


def _passed(left: Left, language: Language) -> str:
    why = worded(left.why, language, ids=", ".join(left.ids))
    return worded("left", language, line=left.row.line, who=left.row.name or left.row.id, why=why)
