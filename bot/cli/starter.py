"""The samples that come with the package, as a set-up of one's own."""

import shutil
from pathlib import Path

PARTS = ("config.yaml", "sop", "templates")
_SAMPLES = {"zh": ".", "en": "examples/english"}


def lay_out(folder: Path, language: str) -> None:
    """Copy the samples of a language into a folder that has none of `PARTS`."""
    starter = _starter() / _SAMPLES[language]
    folder.mkdir(parents=True, exist_ok=True)
    for name in PARTS:
        if (starter / name).is_dir():
            shutil.copytree(starter / name, folder / name, ignore=shutil.ignore_patterns(".*"))
        else:
            shutil.copyfile(starter / name, folder / name)
    (folder / "data").mkdir(exist_ok=True)


def _starter() -> Path:
    """Return where the samples are: in an installed package, or in the checkout."""
    here = Path(__file__).parents[1]
    return here / "starter" if (here / "starter").is_dir() else here.parent
