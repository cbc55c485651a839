"""`zhiban init`: lays out a starter config.yaml, sop/ and templates/ in a folder."""

import shutil
from pathlib import Path

from bot.errors import RunFailed

_PARTS = ("config.yaml", "sop", "templates")
_SAMPLES = {"zh": ".", "en": "examples/english"}
_DONE = {
    "zh": "已在 {folder} 放好 config.yaml、sop/ 和 templates/。\n"
    "试一试：cd {folder} && zhiban run\n改好之后：zhiban check",
    "en": "config.yaml, sop/ and templates/ are in {folder}.\n"
    "Try it: cd {folder} && zhiban run\nAfter a change: zhiban check",
}

_THERE = {
    "zh": "{path} 已经有了，什么都没有写",
    "en": "{path} is there already; nothing was written",
}


def init(folder: Path, language: str) -> str:
    """Copy the starter; raise RunFailed where something would be overwritten."""
    for name in _PARTS:
        if (folder / name).exists():
            raise RunFailed(_THERE[language].format(path=folder / name))
    starter = _starter() / _SAMPLES[language]
    folder.mkdir(parents=True, exist_ok=True)
    for name in _PARTS:
        if (starter / name).is_dir():
            shutil.copytree(starter / name, folder / name, ignore=shutil.ignore_patterns(".*"))
        else:
            shutil.copyfile(starter / name, folder / name)
    (folder / "data").mkdir(exist_ok=True)
    return _DONE[language].format(folder=folder)


def _starter() -> Path:
    """Return where the samples are: in an installed package, or in the checkout."""
    here = Path(__file__).parents[1]
    return here / "starter" if (here / "starter").is_dir() else here.parent
