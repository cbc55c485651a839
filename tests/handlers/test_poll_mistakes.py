"""What `check` refuses in polls, and why a message is no vote."""

from datetime import datetime
from typing import Any

import pytest

from bot.events import MessageReceived, Person
from bot.handling.heard import Heard
from bot.handling.router import Finding
from bot.setup.loading import load_deployment
from handlers.poll import ROUTER, Poll
from tests.handlers.polls import BOOK, QUIZ
from tests.handlers.test_checkin_mistakes import mistakes
from tests.rehearsal import Rehearsal

HEAD = "kind: poll\nquestion: 几点？\n"


@pytest.mark.parametrize("poll", [BOOK, QUIZ])
def test_these_are_fine(rehearsal: Rehearsal, poll: str) -> None:
    assert mistakes(rehearsal, poll) == []


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ("options: [早]\nat: '10:00'", "3: options: must have 2 or more entries"),
        ("options: [a, b, c, d, e, f, g]\nat: '10:00'", "3: options: must have 6 or fewer"),
        ("options: [早, 早！]\nat: '10:00'", "3: options[2]: '早！' would be taken for option 1"),
        ("options: [2, 早]\nat: '10:00'", "3: options[1]: '2' would be taken for option 2"),
        ("options: [早, a]\nat: '10:00'", "3: options[2]: 'a' would be taken for option 1"),
        ("options: [早, 晚]\nat: '23:00'", "4: at: 23:00 lies in the quiet hours 22:30-07:00"),
        ("options: [早, 晚]\nat: '10:00'\ncloses: 14h", "5: closes: 00:00 lies in the quiet hours"),
        ("options: [早, 晚]\nat: '10:00'\ncloses: '06:00'", "5: closes: 06:00 lies in the quiet"),
        ("options: [早, 晚]\nat: '10:00'\ncloses: 32d", "5: closes: must be between 1m and 31d"),
        ("options: [早, 晚]\nat: '10:00'\ncloses: 0", "5: closes: must be between 1m and 31d"),
        ("options: [早, 晚]\nat: '10:00'\ncloses: soon", "5: closes: 'soon' is neither a length"),
        ("options: [早, 晚]\nat: '10:00'\nanswer: 3", "5: answer: there is no option 3, only 2"),
        ("options: [早, 晚]\nat: '10:00'\nanswer: [1, 3]", "5: answer: there is no option 3"),
        ("options: [早, 晚]\nat: '10:00'\nanswer: 晚", "5: answer: must be a whole number"),
        ("options: [早, 晚]\nat: '10:00'\npoints: 5", "5: points: is for a quiz: write answer"),
        (f"options: [早, 晚]\nat: '10:00'\npoints: {10**19}", "5: points: must be at most 1000000"),
        ("options: [早, 晚]\nat: '10:00'\nexplain: x", "5: explain: is for a quiz: write answer"),
        ("options: [早, 晚]\nat: '10:00'\nsay: '{{ voters }}'", "5: say: "),
        ("options: [早, 晚]\nat: '10:00'\nsay: {image: a.png}", "5: say: needs a text among"),
        ("options: [早, 晚]\nat: '10:00'\nresult: '{{ option }}'", "5: result: "),
        ("options: [早, 晚]\nat: '10:00'\non: someday", "5: on: 'someday' is no choice of days"),
        ("options: [早, 晚]", "1: at: is missing"),
    ],
)
def test_what_cannot_be_meant(rehearsal: Rehearsal, lines: str, wrong: str) -> None:
    [found] = mistakes(rehearsal, HEAD + lines)
    assert found.startswith(wrong)


def reasons(rehearsal: Rehearsal, at: str, text: str, **fields: Any) -> list[Finding]:
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    polls = [p for p in deployment.playbooks_of("g1") if isinstance(p, Poll)]
    who, moment = Person("u1", "王姐"), datetime.fromisoformat(f"2026-11-23T{at}+08:00")
    event = MessageReceived(id="e1", at=moment, group="g1", member=who, text=text, **fields)
    assert ROUTER.compile is not None
    return list(ROUTER.compile(polls, deployment).explain(Heard(event, text, addressed=False)))


@pytest.mark.parametrize(
    ("at", "text", "fields", "codes"),
    [
        ("10:30", "早", {}, {"book": "no_choice", "quiz": "no_choice"}),
        ("09:30", "2", {}, {"book": "poll_not_open", "quiz": "poll_not_open"}),
        ("10:30", "2", {}, {"quiz": "poll_not_open"}),
        ("12:30", "2", {}, {"book": "outranked"}),
        ("12:30", "2", {"mentions": ("u2",)}, dict.fromkeys(("book", "quiz"), "mentions_member")),
    ],
)
def test_explain_says_why_not(
    rehearsal: Rehearsal, at: str, text: str, fields: dict[str, Any], codes: dict[str, str]
) -> None:
    rehearsal.playbook(f"{BOOK}\n---\n{QUIZ}")
    found = reasons(rehearsal, at, text, **fields)
    assert {one.playbook.id: one.code for one in found if one.playbook} == codes
    assert all(not one.acts and str(one.place).count("playbook.yaml:") == 1 for one in found)
