"""`zhiban check`: reads what the operator wrote and touches neither network nor database."""

from pathlib import Path

from bot.cli.private import exposed
from bot.clock import SystemClock
from bot.playbooks.base import Playbook
from bot.setup.abilities import described, shortcomings
from bot.setup.loading import load_deployment
from handlers.posts import shortages


def check(config: Path | None) -> str:
    """Return what was read and what will be lacking; raise InputWrong with each mistake."""
    deployment = load_deployment(config)
    kinds, language = _counted(deployment.library.all), deployment.config.language
    head = (
        f"没有发现问题：{len(deployment.library.all)} 个剧本（{kinds}）"
        if language == "zh"
        else f"nothing is wrong: {len(deployment.library.all)} playbooks ({kinds})"
    )
    lacks = [described(lack, deployment, language) for lack in shortcomings(deployment)]
    today = SystemClock().now().astimezone(deployment.config.zone).date()
    told = [*exposed(deployment), *shortages(deployment, today, language)]
    return "\n".join([head, *lacks, *told])


def _counted(playbooks: tuple[Playbook, ...]) -> str:
    kinds: dict[str, int] = {}
    for playbook in playbooks:
        kinds[playbook.kind] = kinds.get(playbook.kind, 0) + 1
    return ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
