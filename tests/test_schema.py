"""JSON Schema made from the models: it takes what is right and refuses typical mistakes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.reading.yamlfile import parse_yaml
from bot.setup.schema import config_schema, playbook_schema
from handlers import KINDS

ROOT = Path(__file__).parent.parent
SAMPLES = sorted([*ROOT.glob("sop/**/*.yaml"), *ROOT.glob("examples/english/sop/**/*.yaml")])
CONFIG, PLAYBOOK = Draft7Validator(config_schema()), Draft7Validator(playbook_schema())
MADE = playbook_schema()


def documents(text: str) -> Iterator[Any]:
    """Yield what YAML makes of a text, dates as an editor sees them."""
    for document in parse_yaml(text, "test.yaml", "en")[0]:
        yield json.loads(json.dumps(_with_numbers(document.data), default=str))


def _with_numbers(data: Any) -> Any:
    """Return the same with those numbers as numbers that our reader leaves as they are written."""
    if isinstance(data, dict):
        return {key: _with_numbers(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_with_numbers(one) for one in data]
    is_number = isinstance(data, str) and re.fullmatch(r"\d+\.\d+", data)
    return float(data) if is_number else data


def is_right(validator: Draft7Validator, text: str) -> bool:
    return all(validator.is_valid(document) for document in documents(text))


def test_the_schemas_are_schemas() -> None:
    for validator in (CONFIG, PLAYBOOK):
        Draft7Validator.check_schema(validator.schema)


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: str(file.relative_to(ROOT)))
def test_samples_are_right(file: Path) -> None:
    for document in documents(file.read_text(encoding="utf-8")):
        assert [error.message for error in PLAYBOOK.iter_errors(document)] == []


@pytest.mark.parametrize("name", ["config.yaml", "examples/english/config.yaml"])
def test_sample_configs_are_right(name: str) -> None:
    assert is_right(CONFIG, (ROOT / name).read_text(encoding="utf-8"))


def test_every_kind_is_there() -> None:
    assert {one["$ref"] for one in MADE["else"]["oneOf"]} == {f"#/$defs/{kind}" for kind in KINDS}


@pytest.mark.parametrize(
    "text",
    [
        "{kind: welcome, say: 早}",
        "{kind: welcome, say: 2026}",
        "{kind: welcome, say: {template: a.j2}}",
        "{kind: welcome, say: {parts: [早, {image: a.png}, {text: 好}]}}",
        "{kind: welcome, template: a.j2}",
        "{kind: welcome, parts: [早, {template: a.j2}], merge_within: 1d12h}",
        "{kind: welcome, id: 7, groups: [g1, 2], say: 早, merge_within: 0}",
        "{kind: welcome, groups: {tag: 读书}, say: 早, then: [{after: 24h, dm: 在吗}]}",
        "{kind: checkin, match: 打卡, window: '05:00-24:00', settle: '00:05'}",
        "{kind: checkin, match: [打卡, 签到], card: true, window: 05:00 至 23:00}",
        "{kind: checkin, match: 打卡, card: '08:00', points: {each: 5, at: {7: 20}}}",
        "{kind: checkin, match: 打卡, from: 2026-12-01, days: 21, make_up: {keyword: 补卡, "
        "within: 3d}}",
        "{kind: poll, question: 好吗, options: [好, 1], at: 20:00, closes: 24h, answer: 1}",
        "{kind: poll, question: 好吗, options: [好, 不好], at: '20:00', closes: '21:00', "
        "answer: [1, 2]}",
        "{kind: posts, slots: {早: {window: '07:30-08:30'}}, posts: [{id: a, slot: 早, "
        "on: [mon, 2026-12-24, {festival: 春节, from: -7d}], say: [早, {image: a.png}]}]}",
        "{kind: faq, entries: [{id: a, ask: 怎么打卡, answer: 发打卡}, "
        "{id: b, any: [a, 1], answer: c}]}",
        "{extends: read, groups: [g1], points: {each: 9}, remind: null}",
        "{extends: daily, groups: {tag: a}, posts: [{id: hello, say: 新}]}",
        "",
    ],
)
def test_what_may_be_written(text: str) -> None:
    assert is_right(PLAYBOOK, text)


@pytest.mark.parametrize(
    "text",
    [
        "{kind: welcom, say: 早}",
        "{kind: welcome}",
        "{kind: welcome, say: 早, template: a.j2}",
        "{kind: welcome, says: 早}",
        "{kind: welcome, say: [早]}",
        "{kind: welcome, say: {text: 早, image: a.png}}",
        "{kind: welcome, say: true}",
        "{kind: welcome, say: 早, groups: g1}",
        "{kind: welcome, say: 早, groups: []}",
        "{kind: welcome, say: 早, merge_within: 1 minute}",
        "{kind: welcome, say: 早, merge_within: 60}",
        "{kind: welcome, say: 早, then: [{say: 在吗}]}",
        "{kind: checkin, match: 打卡, window: '05:00'}",
        "{kind: checkin, match: 打卡, window: '05:00-25:00'}",
        "{kind: checkin, match: 打卡, remind: '8pm'}",
        "{kind: checkin, match: 打卡, from: 12/01}",
        "{kind: poll, question: 好吗, options: [好], at: '20:00'}",
        "{kind: posts, posts: [{id: a, slot: 早, on: someday, say: 早}]}",
        "{kind: faq, entries: []}",
        "{extends: read, points: {each: 9}}",
        "{extends: read, groups: [g1], ponts: {each: 9}}",
        "just words",
    ],
)
def test_what_is_refused(text: str) -> None:
    assert not is_right(PLAYBOOK, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "channel: console",
        "web: off",
        "admins:\ngroups:\n",
        "{channels: {a: {type: wechaty, endpoint: '127.0.0.1:1', token: env:T}}, "
        "quiet_hours: null}",
        "{quiet_hours: '22:30-07:00', retention: {texts: 180d}, groups: {g1: {tags: [a]}, 2: {}}}",
    ],
)
def test_configs_that_may_be_written(text: str) -> None:
    assert is_right(CONFIG, text)


@pytest.mark.parametrize(
    "text",
    [
        "chanel: console",
        "channel: telegram",
        "{channels: {a: {type: wechaty, endpoint: '127.0.0.1:1', token: secret}}}",
        "{channels: {a: {type: console, token: env:T}}}",
        "{channels: {a: {}}}",
        "quiet_hours: 22:30",
        "admins: 王姐",
        "{engine: {batch: 0}}",
        "{retention: {texts: forever}}",
        "language: fr",
    ],
)
def test_configs_that_are_refused(text: str) -> None:
    assert not is_right(CONFIG, text)


def test_fields_are_described_by_their_docstrings() -> None:
    faq = MADE["$defs"]["faq"]["properties"]
    assert "sentence model" in faq["model"]["description"]
