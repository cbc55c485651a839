"""`zhiban init`: lays out a starter config.yaml, sop/ and templates/ in a folder."""

from pathlib import Path

from bot.cli.starter import PARTS, lay_out
from bot.errors import RunFailed

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
    for name in PARTS:
        if (folder / name).exists():
            raise RunFailed(_THERE[language].format(path=folder / name))
    lay_out(folder, language)
    return _DONE[language].format(folder=folder)
