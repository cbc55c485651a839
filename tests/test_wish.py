"""A wish as rows of the outbox: long texts in several, each with its own mentions."""

import json
from datetime import UTC, datetime

from bot.domain.moments import to_us
from bot.domain.speech import Rendered
from bot.events import MessageReceived, Person
from bot.handling.wish import Occasion, Wish
from bot.setup.loading import load_deployment
from tests.rehearsal import Rehearsal

CONFIG = """
channels: {robot: {type: wecom_webhook, robots: {g1: "env:ROBOT"}}}
groups: {g1: {channel: robot}}
"""
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def mentioned(rehearsal: Rehearsal, part: Rendered) -> list[tuple[str, list[str]]]:
    """Return the last words of each row with the names that it mentions."""
    deployment = load_deployment(rehearsal.config(CONFIG).folder / "config.yaml")
    event = MessageReceived(id="m1", at=NOW, group="g1", member=Person("u1", "甲"), text="早")
    at = to_us(NOW)
    occasion = Occasion(event, None, deployment, "", at, at, asked=True)
    rows = occasion.rows(Wish("say", [part], "hi"))
    return [(row.text[-7:], json.loads(row.shown) if row.shown else []) for row in rows]


def test_a_mention_is_in_the_row_that_has_the_name(rehearsal: Rehearsal) -> None:
    text = f"@李 你好。\n{'读' * 600}。\n{'书' * 600}。\n@李四 再见。"
    part = Rendered("text", text, mentions=("u1", "u2"), shown=("李", "李四"))
    first, *_, last = mentioned(rehearsal, part)
    assert first[1] == ["李"]
    assert last == ("@李四 再见。", ["李四"])


def test_a_name_with_blanks_is_not_cut(rehearsal: Rehearsal) -> None:
    text = f"{'读' * 680} @Tom Lee Smith 再见。"
    part = Rendered("text", text, mentions=("u1",), shown=("Tom Lee Smith",))
    assert mentioned(rehearsal, part)[1:] == [("ith 再见。", ["Tom Lee Smith"])]
