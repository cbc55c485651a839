"""The day's posts over many groups: what each came to, and what they drew in the mean."""

from collections import Counter
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bot.domain.moments import to_us
from bot.store.usual import Drawn
from bot.web.timeline import Planned, Section, sections, states
from tests.rehearsal import moment

NOW = moment("2026-11-23 13:00")


def at(clock: str) -> datetime:
    return moment(f"2026-11-23 {clock}")


def planned(group: str, clock: str, item: str = "hello", *, slot: str = "noon") -> Planned:
    cause = f"schedule:daily:{item}:2026-11-23/{slot or clock}"
    return Planned(group, cause, "daily", item, slot, slot or clock, at(clock), post=True)


def result(group: str, clock: str, *drawn: int, item: str = "hello", slot: str = "noon") -> Any:
    names = dict(zip(Drawn._fields, drawn, strict=True))
    where = {"grp": group, "playbook": "daily", "item": item, "slot": slot}
    return SimpleNamespace(**where, at=to_us(at(clock)), **names)


def shown(plan: list[Planned], results: list[Any], **more: Any) -> list[Section]:
    slots = {(row.grp, f"schedule:daily:{row.item}:2026-11-23/{row.slot}"): row for row in results}
    return sections(plan, slots, more.get("unsent", {}), more.get("usual", {}), NOW)


def row(state: str, note: str = "", group: str = "g1", cause: str = "c") -> Any:
    return SimpleNamespace(grp=group, cause=cause, state=state, note=note)


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([row("waiting")], "coming"),
        ([row("claimed")], "coming"),
        ([row("waiting", "stopped")], "held"),
        ([row("draft"), row("draft")], "draft"),
        ([row("dropped", "paused")], "silent"),
        ([row("unknown"), row("waiting")], "unknown"),
        ([row("waiting"), row("failed"), row("unknown")], "failed"),
    ],
)
def test_the_worst_part_tells_what_became_of_a_post(rows: list[Any], state: str) -> None:
    assert states(rows, []) == {("g1", "c"): state}


def test_what_was_dropped_too_late_is_missed() -> None:
    missed = SimpleNamespace(grp="g1", cause="c")
    assert states([row("dropped", "too late")], [missed]) == {("g1", "c"): "missed"}


def test_a_line_is_one_post_in_all_groups() -> None:
    plan = [planned(group, "12:05") for group in ("g1", "g2")]
    plan += [planned("g3", "13:30"), planned("g4", "12:01")]
    sent = [result("g1", "12:05", 2, 1, 4, 2), result("g2", "11:50", 4, 3, 8, 4)]
    usual = {("g1", "noon"): Drawn(1, 1, 2, 2), ("g2", "noon"): Drawn(3, 2, 6, 4)}
    [section] = shown(plan, sent, usual=usual)
    [line] = section.lines.values()
    assert line.states == Counter(sent=2, coming=1, silent=1)
    assert (section.title, section.first, section.last) == ("noon", at("12:01"), at("13:30"))
    assert (line.mean(15), line.mean_usual(15)) == ((3, 2), (2, 1.5))
    assert (line.mean(60), line.mean_usual(60)) == ((8, 4), (6, 4))  # g1's hour is not over


def test_nothing_is_told_of_what_went_out_a_moment_ago() -> None:
    [section] = shown([planned("g1", "12:50")], [result("g1", "12:50", 2, 1, 2, 1)])
    [line] = section.lines.values()
    assert (line.mean(15), line.mean(60), line.mean_usual(60)) == (None, None, None)


def test_a_part_that_failed_outweighs_those_that_went_out() -> None:
    plan = [planned("g1", "12:05")]
    unsent = {("g1", plan[0].cause): "failed"}
    [section] = shown(plan, [result("g1", "12:05", 0, 0, 0, 0)], unsent=unsent)
    assert next(iter(section.lines.values())).states == Counter(failed=1)


def test_what_went_out_by_hand_is_shown_at_its_time() -> None:
    by_hand = result("g1", "12:34", 0, 0, 0, 0, item="extra", slot="")
    first, second = shown([planned("g1", "12:40"), planned("g1", "09:00", slot="")], [by_hand])[1:]
    assert (first.title, next(iter(first.lines.values())).item) == ("12:34", "extra")
    assert second.title == "noon"


def test_of_what_is_no_post_only_what_comes_is_shown() -> None:
    plan = [
        Planned("g1", f"c{clock}", "read", "remind", "", "", at(clock), post=False)
        for clock in ("08:00", "20:00", "21:00")
    ]
    [section] = shown(plan, [])
    [line] = section.lines.values()
    assert (section.title, section.first, line.states) == ("", at("20:00"), Counter(coming=2))
