"""Why each playbook, and the commands, acted on an event or did not: `zhiban explain`, Why."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.config.model import Config
from bot.events import Event, MessageReceived
from bot.handling.heard import Heard, hear
from bot.handling.router import Finding, Matcher, Plan, Plans, Router
from bot.playbooks.base import Playbook
from bot.store.tables import Journal

_COMMANDS = "commands"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one playbook (None: the commands, or what needs no playbook) made of an event."""

    kind: str
    playbook: str | None
    acted: bool
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""

    def __str__(self) -> str:
        """Write one line: kind, playbook, acted or not, code, values, `file:line` of the rule."""
        done = "acted" if self.acted else "not acted"
        values = " ".join(f"{name}={shown(value)}" for name, value in self.values.items())
        parts = (f"{self.kind} {self.playbook or '-'}: {done}: {self.code}", values, self.rule)
        return "  ".join(part for part in parts if part)


def verdicts(plans: Plans, event: Event, row: Journal | None) -> list[Verdict]:
    """Return one verdict for the commands and each playbook of the event's group, as it is now.

    What the journal has of the event comes before what the matchers say of its text. A kind that
    hears messages and has no playbook in the group has a verdict too.
    """
    routers, plan = plans.routers, plans.of(event.group)
    noted: dict[str | None, Verdict] = {}
    for one in _noted(routers, plan, event, row):
        noted.setdefault(one.playbook, one)
    found: list[Verdict] = []
    for router in routers:
        if isinstance(event, MessageReceived) and router.compile:
            passed = _of_matcher(router, plan, plans.deployment.config, event, row)
        else:
            passed = _of_listener(router, plan, event, row)
        for verdict in passed:
            own = noted.get(verdict.playbook)
            found.append(own if own and own.kind == router.name else verdict)
    return found


def _noted(
    routers: Sequence[Router], plan: Plan, event: Event, row: Journal | None
) -> Iterator[Verdict]:
    """Yield what the journal says of an event."""
    message = isinstance(event, MessageReceived)
    others = (r.name for r in routers if r.kind is None and (type(event) in r.on) and not message)
    without = _COMMANDS if message else next(others, "")
    for outcome in json.loads(row.outcome) if row and row.outcome else ():
        playbook = plan.by_id.get(outcome["playbook"])
        kind = plan.router_of(playbook).name if playbook else without
        values, rule = outcome.get("values", {}), outcome.get("rule", "")
        acted = outcome.get("acted", True)
        yield Verdict(kind, outcome["playbook"], acted, outcome["code"], values, rule)


def _of_matcher(
    router: Router, plan: Plan, config: Config, event: MessageReceived, row: Journal | None
) -> Iterator[Verdict]:
    """Yield what a kind that hears messages makes of one."""
    bot = config.bot
    served = _served(router, plan)
    matcher = next((matcher for own, matcher in plan.matchers if own is router), None)
    if matcher is None:
        yield Verdict(router.name, None, False, "no_playbook")
    elif event.member.id == bot.id:
        yield from (_verdict(router, Finding("own_message", playbook)) for playbook in served)
    else:
        heard = hear(event, bot.names)
        winner = next(iter(plan.steps(event, heard)), None)
        first = winner.router if winner else router
        findings = _findings(matcher, heard, "" if first is router else first.name)
        failed = row.error if winner and first is router and row else None
        for playbook in served:
            finding = findings.get(playbook) or Finding("outranked", playbook)
            if failed and winner and winner.playbook is playbook:
                finding = Finding("failed", playbook, values={"error": failed})
            yield _verdict(router, finding)


def _findings(matcher: Matcher, heard: Heard, winner: str) -> dict[Playbook | None, Finding]:
    """Return what a matcher says of each of its playbooks; `winner` is another that went before."""
    findings = {finding.playbook: finding for finding in matcher.explain(heard)}
    if best := matcher.consider(heard):
        code = f"outranked_by_{winner}" if winner and best.acts else best.code
        values, place = best.values, best.place
        findings[best.playbook] = Finding(code, best.playbook, place=place, values=values)
    return findings


def _of_listener(
    router: Router, plan: Plan, event: Event, row: Journal | None
) -> Iterator[Verdict]:
    """Yield what a kind makes of an event that it hears, or does not."""
    hears = type(event) in router.on
    if router.kind is None:
        if router.compile or hears:
            code = "not_for_this_event" if not hears else _undone(row)
            yield Verdict(router.name, None, False, code)
        return
    served = _served(router, plan)
    for number, playbook in enumerate(served):
        code = "less_specific" if router.single and number else _undone(row)
        yield _verdict(router, Finding(code if hears else "not_for_this_event", playbook))
    if router.compile and not served:
        yield Verdict(router.name, None, False, "no_playbook")


def _undone(row: Journal | None) -> str:
    """Say why one whose turn it was noted nothing."""
    return "failed" if row and row.error else "nothing_to_do"


def _served(router: Router, plan: Plan) -> Sequence[Playbook | None]:
    """Return the playbooks of a kind; the commands are one without a playbook."""
    if router.kind is None:
        return (None,)
    return [playbook for playbook in plan.playbooks if isinstance(playbook, router.kind)]


def _verdict(router: Router, finding: Finding) -> Verdict:
    playbook = finding.playbook
    rule = finding.place or (playbook.place if playbook else "")
    name = playbook.id if playbook else None
    return Verdict(router.name, name, False, finding.code, dict(finding.values), str(rule))


def shown(value: object) -> str:
    """Write a value in one line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return " ".join(text.split())
