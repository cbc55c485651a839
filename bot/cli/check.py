"""`zhiban check`: reads what the operator wrote and touches neither network nor database."""

from pathlib import Path

from bot.loading import load_deployment
from bot.playbooks.base import Playbook


def check(config: Path | None) -> str:
    """Return in one line what was read; raise InputWrong with every mistake."""
    deployment = load_deployment(config)
    kinds = _counted(deployment.library.all)
    language = deployment.config.language
    if language == "zh":
        return f"没有发现问题：{len(deployment.library.all)} 个剧本（{kinds}）"
    return f"nothing is wrong: {len(deployment.library.all)} playbooks ({kinds})"


def _counted(playbooks: tuple[Playbook, ...]) -> str:
    kinds: dict[str, int] = {}
    for playbook in playbooks:
        kinds[playbook.kind] = kinds.get(playbook.kind, 0) + 1
    return ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
