"""No pattern that people give reaches `re`, and none of ours is slow on what people write."""

import importlib
import os
import pkgutil
import re
from collections.abc import Iterator

import pytest

import bot
import handlers
from bot.channels.console.lines import mention_pattern
from bot.domain.calls import call_of
from bot.domain.keyword_index import KeywordIndex, Rule
from bot.domain.keywords import Keywords
from tests.regexes.pumping import USES, slowest
from tests.regexes.sources import ROOT, sites

OURS = {
    ("bot/cli/new/__init__.py", "_wrong"): "a question's own `about`",
    ("bot/domain/bytelimit.py", ""): "marks of sentences",
    ("bot/domain/text.py", ""): "characters that change where folded",
    ("bot/domain/likeness/wording.py", ""): "words that mean the same",
    ("handlers/commands/rank.py", ""): "words of rankings",
    ("bot/sheets/yamltext.py", ""): "what YAML cannot print",
}
"""What the syntax tree does not show to be ours, and is."""
SKIPPED = ("bot.store.migrations", "bot.__main__")
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
LONGEST = 1_000_000 if NIGHTLY else 10_000
SECONDS = 2.0 if NIGHTLY else 0.1
"""Of CPU time: a fraction of what the square of that length would take."""
BOUNDED = {"handlers.poll.ballot._SAID_WITH[0]": 400}
"""Characters of what is read by these: longer texts are no vote."""


def test_no_pattern_that_people_give_reaches_re() -> None:
    found = list(sites())
    assert {(site.file, site.function) for site in found if not site.own} == OURS.keys()
    assert len(found) > 100


def modules() -> Iterator[str]:
    for package in (bot, handlers):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.startswith(SKIPPED):
                yield found.name


def patterns() -> dict[str, tuple[re.Pattern[str], set[str]]]:
    """Return all patterns that stand in modules, with the ways they are used there."""
    found: dict[str, tuple[re.Pattern[str], set[str]]] = {}
    for name in modules():
        module = importlib.import_module(name)
        source = (ROOT / (module.__file__ or "")).read_text(encoding="utf-8")
        for key, value in list(vars(module).items()):  # lazy ones load meanwhile
            for number, one in enumerate(value if isinstance(value, tuple | list) else [value]):
                if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                    used = set(re.findall(rf"\b{re.escape(key)}\.(\w+)\(", source)) & USES.keys()
                    found[f"{name}.{key}[{number}]"] = one, used or {"match", "search"}
    return found


PATTERNS = patterns()


@pytest.mark.parametrize("name", PATTERNS)
def test_none_of_ours_is_slow_on_what_people_write(name: str) -> None:
    pattern, uses = PATTERNS[name]
    assert slowest(pattern, uses, SECONDS, BOUNDED.get(name, LONGEST)) == ""


@pytest.mark.parametrize(
    "pattern",
    [call_of({"小助手", "a.*(a+)+", "甲" * 50}), mention_pattern(["王姐", "(a|a)*", "a+", "王"])],
    ids=["calls", "mentions"],
)
def test_names_in_patterns_are_words(pattern: re.Pattern[str]) -> None:
    assert slowest(pattern, {"match", "search", "sub"}, SECONDS, LONGEST) == ""
    assert pattern.search("@aaaa") is None


@pytest.mark.parametrize("text", ["打卡" * 50_000, "打卡" + "吗" * 99_999, "打卡了" + "?!" * 9_999])
def test_check_ins_are_told_from_questions_in_no_time(text: str) -> None:
    keywords = Keywords(["打卡", "(打|打)*卡"], days=True)
    assert slowest(keywords._pattern, {"match"}, SECONDS, LONGEST) == ""
    keywords.match(text)


@pytest.mark.parametrize("regex", [r"(a+)+$", r"(a|a)*b", r"(.*a){20}", r"^(\w+\s?)*$x"])
def test_a_regex_of_an_operator_is_linear_in_what_members_write(regex: str) -> None:
    index = KeywordIndex([Rule(regex=regex)])
    assert index.find("a" * 1_000_000 + "!") in ([], [0])
