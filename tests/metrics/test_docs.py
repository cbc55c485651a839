"""docs/metrics.md and its Chinese twin say of each metric what METRICS says."""

from pathlib import Path

import pytest

from bot.metrics import METRICS

DOCS = Path(__file__).parents[2] / "docs"
FILES = {"en": "metrics.md", "zh": "metrics.zh.md"}


@pytest.mark.parametrize("language", FILES)
def test_the_reference_has_every_definition(language: str) -> None:
    wanted = [f"| `{m.name}` | {m.words[language]} | {m.means[language]} |" for m in METRICS]
    text = (DOCS / FILES[language]).read_text(encoding="utf-8")
    written = [line for line in text.splitlines() if line.startswith("| `")]
    assert written == wanted, "\n".join(["the table should be", *wanted])
