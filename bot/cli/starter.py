"""The samples that come with the package, as a set-up of one's own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

PARTS = ("config.yaml", "sop", "templates")
_SAMPLES = {"zh": ".", "en": "examples/english"}


def lay_out(folder: Path, language: str) -> None:
    """Copy the samples of a language into a folder that has none of `PARTS`."""
    starter = _starter() / _SAMPLES[language]
    folder.mkdir(parents=True, exist_ok=True)
    for name in PARTS:
        for file in _files(starter / name):
            own = folder / file.relative_to(starter)
            own.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, own)  # but for who may read it: the installed one is for all
    (folder / "data").mkdir(exist_ok=True)


def _files(part: Path) -> Iterator[Path]:
    """Yield a file, or those in a folder and its subfolders that are not hidden."""
    if part.is_file():
        yield part
        return
    for inner in sorted(part.iterdir()):
        if not inner.name.startswith("."):
            yield from _files(inner)


def _starter() -> Path:
    """Return where the samples are: in an installed package, or in the checkout."""
    here = Path(__file__).parents[1]
    return here / "starter" if (here / "starter").is_dir() else here.parent
