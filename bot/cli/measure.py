"""Measures the FAQ matcher: python -m bot.cli.measure LIBRARY.yaml QUERIES.jsonl [--model]."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.domain.likeness import Likeness, SentenceModel
from bot.meaning import LocalModel

ANSWER_AT = 0.80


@dataclass(frozen=True, slots=True)
class Query:
    """A question and the entry that answers it, if any does."""

    text: str
    entry: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a library did; shares are of the questions in it, and of those outside it."""

    right: float
    wrong: float
    outside: float
    load_seconds: float
    query_microseconds: float

    def __str__(self) -> str:
        return (
            f"answered rightly {self.right:.1%}, wrongly {self.wrong:.1%}; "
            f"outside questions answered {self.outside:.1%}; "
            f"load {self.load_seconds:.2f} s, {self.query_microseconds:.0f} µs CPU a query"
        )


def questions(library: Path) -> list[tuple[str, str]]:
    """Read the (entry id, question) pairs of an FAQ playbook."""
    playbook = yaml.safe_load(library.read_text("utf-8"))
    return [(entry["id"], asked) for entry in playbook["entries"] for asked in entry.get("ask", ())]


def queries(path: Path) -> list[Query]:
    """Read the queries, one JSON object a line."""
    lines = path.read_text("utf-8").splitlines()
    return [Query(line["text"], line["entry"]) for line in map(json.loads, filter(None, lines))]


def measure(
    library: Sequence[tuple[str, str]], asked: Sequence[Query], model: SentenceModel | None = None
) -> Outcome:
    """Ask every query alone and count what is answered at the shipped `answer_at`."""
    start = time.process_time()
    likeness = Likeness(library, model)
    loaded = time.process_time()
    answers = [_answer(likeness, query.text) for query in asked]
    done = time.process_time()
    inside = [(got, query.entry) for got, query in zip(answers, asked, strict=True) if query.entry]
    outside = [got for got, query in zip(answers, asked, strict=True) if not query.entry]
    right = sum(got == entry for got, entry in inside)
    wrong = sum(got is not None and got != entry for got, entry in inside)
    return Outcome(
        right=right / max(1, len(inside)),
        wrong=wrong / max(1, len(inside)),
        outside=sum(got is not None for got in outside) / max(1, len(outside)),
        load_seconds=loaded - start,
        query_microseconds=(done - loaded) / max(1, len(asked)) * 1e6,
    )


def _answer(likeness: Likeness, text: str) -> str | None:
    best = likeness.rank(text, limit=1)
    return best[0].entry if best and best[0].confidence >= ANSWER_AT else None


def main() -> None:
    """Print the outcome for one library and its queries."""
    parser = argparse.ArgumentParser(prog="python -m bot.cli.measure", description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--model", action="store_true", help="with the optional sentence model")
    arguments = parser.parse_args()
    model = LocalModel() if arguments.model else None
    outcome = measure(questions(arguments.library), queries(arguments.queries), model)
    sys.stdout.write(f"{outcome}\n")


if __name__ == "__main__":
    main()
