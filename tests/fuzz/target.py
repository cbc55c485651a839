"""What a fuzzer attacks: a parser with what must hold for any input whatever."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Target:
    """One parser. The same function is driven by hypothesis in CI and by atheris at night."""

    name: str
    attack: Callable[[bytes], None] = field(repr=False)
    """Parses; raises for an exception that is not documented, or a broken invariant."""
    seeds: Sequence[bytes] = field(default=(), repr=False)
    """Inputs that are all right, from which others are made."""
    words: Sequence[bytes] = field(default=(), repr=False)
    """What inputs consist of: keywords, brackets, numbers at the edge."""
    largest: int = 4096
    """Bytes of an input."""
    seconds: float = 1.0
    """What one input may cost, in seconds of CPU time; ten times what an honest one does."""

    def __call__(self, data: bytes) -> None:
        """Attack the parser with one input, within its time."""
        began = time.thread_time()
        self.attack(data)
        took = time.thread_time() - began
        assert took < self.seconds, f"{self.name}: {len(data)} bytes took {took:.2f} s"

    @property
    def known(self) -> list[Path]:
        """Return the inputs that found something once: they are tried again for ever."""
        return sorted(path for path in (CORPUS / self.name).glob("*") if path.is_file())


def assert_readable(said: str, most: int = 600) -> None:
    """Hold that a refusal is one line that fits on a screen."""
    assert said.strip()
    assert "\n" not in said
    assert len(said) < most, f"{len(said)} characters: {said[:200]}"


def samples(*patterns: str) -> tuple[bytes, ...]:
    """Return the project's own files as seeds."""
    return tuple(path.read_bytes() for pattern in patterns for path in sorted(ROOT.glob(pattern)))


def words(text: str) -> tuple[bytes, ...]:
    """Return the words of a text, split at white space."""
    return tuple(word.encode() for word in text.split())
