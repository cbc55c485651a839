"""What a rehearsal needs on disk: a set-up laid out."""

from collections.abc import Mapping
from pathlib import Path


def lay_out(texts: Mapping[str, str], folder: Path) -> None:
    """Write the files of a set-up, by their paths from config.yaml; those elsewhere stay there."""
    for name, text in texts.items():
        path = folder / name
        if path.resolve().is_relative_to(folder.resolve()):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
