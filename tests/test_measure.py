"""The measuring command, on a library small enough to know the answer."""

import json
from pathlib import Path

import pytest

from bot.cli.measure import Query, measure, queries, questions

LIBRARY = """\
kind: faq
id: shop
entries:
  - {id: ship, ask: [什么时候发货], answer: 每天。}
  - {id: refund, ask: [怎么申请退款, 可以退货吗], answer: 七天内。}
  - {id: rules, any: [群规], answer: 见公告。}
"""


def test_reads_a_library_and_its_queries(tmp_path: Path) -> None:
    library, asked = tmp_path / "library.yaml", tmp_path / "queries.jsonl"
    library.write_text(LIBRARY, "utf-8")
    asked.write_text(json.dumps({"text": "天气", "entry": None}) + "\n\n", "utf-8")
    assert questions(library) == [
        ("ship", "什么时候发货"),
        ("refund", "怎么申请退款"),
        ("refund", "可以退货吗"),
    ]
    assert queries(asked) == [Query("天气", None)]


def test_counts_right_wrong_and_outside_answers() -> None:
    library = [("ship", "什么时候发货"), ("refund", "怎么申请退款")]
    asked = [
        Query("什么时候发货？", "ship"),
        Query("怎么申请退款", "ship"),
        Query("今天天气真好", "ship"),
        Query("你好", "ship"),
        Query("什么时候发货", None),
        Query("下雨了", None),
    ]
    outcome = measure(library, asked)
    assert (outcome.right, outcome.wrong, outcome.outside) == pytest.approx((0.25, 0.25, 0.5))
