"""`zhiban schema`: writes JSON Schema for editors."""

import json
from pathlib import Path

from bot.errors import RunFailed
from bot.lazy import lazy

_schema = lazy("bot.setup.schema")


def schema(folder: Path) -> str:
    """Write the schemas into a folder; return where. Raises RunFailed where that cannot be."""
    written: list[str] = []
    for name, make in _schema.SCHEMAS.items():
        text = json.dumps(make(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        except OSError as error:
            raise RunFailed(f"cannot write {folder / name}: {error.strerror}") from error
        written.append(str(folder / name))
    return "\n".join(written)
