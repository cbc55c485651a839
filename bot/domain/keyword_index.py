"""FAQ entries called by keywords and regular expressions, all of them in one pass."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

import re2
from ahocorasick_rs import AhoCorasick

from bot.domain.text import fold, same_token
from bot.domain.texts import Texts
from bot.errors import Unfit, shown

_MEMORY = 16 << 20  # bytes that RE2 may take for one set
_SET_SIZE = 100_000  # instructions: RE2 gives up at `_MEMORY` / 64, about 260,000
_REGEX_SIZE = 10_000
_NOTHING: frozenset[Any] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """When an FAQ entry is meant: all of `all`, one of `any`, `regex` (RE2): whatever is given."""

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    regex: str | None = None


class KeywordIndex:
    """Finds the rules that a message meets; without a hit it costs the same for 10 and 1,000 rules.

    Keywords are compared folded and may stand anywhere, but those in an alphabet or of digits must
    begin a word: `app` is in `App Store` and in `apps`, not in `happy`. Regular expressions see the
    message as it was written, and take no notice of case.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        """ValueError: a rule without a condition, a blank keyword, or RE2's reason for a regex."""
        self._all = [_folded(rule.all) for rule in rules]
        self._any = [_folded(rule.any) for rule in rules]
        self._regex = _RegexSets([rule.regex for rule in rules])
        if not all(rule.all or rule.any or rule.regex is not None for rule in rules):
            raise Unfit("all、any、regex 至少写一样", "a rule needs one of all, any, regex")
        self._called_by = self._file_rules()
        self._words = tuple(self._called_by)
        self._automaton = AhoCorasick(self._words, store_patterns=False)
        callers = [word for word, called in self._called_by.items() if called]
        self._callers = AhoCorasick(callers, store_patterns=False)
        self._by_regex_alone = any(not (rule.all or rule.any) for rule in rules)

    def _file_rules(self) -> dict[str, list[int]]:
        """File each rule under a keyword it cannot do without: the one that fewest rules share."""
        shared = Counter(word for words in self._all for word in words)
        called_by: dict[str, list[int]] = defaultdict(list)
        for index, (every, some) in enumerate(zip(self._all, self._any, strict=True)):
            for word in every | some:
                called_by[word]  # it must be known also where it calls no rule
            for word in [min(every, key=lambda word: (shared[word], word))] if every else some:
                called_by[word].append(index)
        return dict(called_by)

    def candidates(self, folded: Texts, written: Sequence[str]) -> set[int]:
        """Return the numbers of all texts in which `find` may find something."""
        found = folded.holding(self._callers)
        if self._by_regex_alone:
            found.update(n for n, text in enumerate(written) if self._regex.search(text))
        return found

    def find(self, text: str) -> list[int]:
        """Return the indices of the rules met: most keyword text first, then in order."""
        words, patterns = self._words_in(fold(text)), self._regex.search(text)
        if not words and not patterns:
            return []
        called = [index for word in words for index in self._called_by[word]]
        called += [index for index in patterns if not self._all[index] and not self._any[index]]
        weights = {
            index: sum(map(len, words & (self._all[index] | self._any[index])))
            for index in called
            if self._is_met(index, words, patterns)
        }
        return sorted(weights, key=lambda index: (-weights[index], index))

    def _words_in(self, folded: str) -> Set[str]:
        hits = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        if not hits:
            return _NOTHING
        return {
            self._words[number]
            for number, start, _ in hits
            if not start or not same_token(folded[start - 1], folded[start])
        }

    def _is_met(self, index: int, words: Set[str], patterns: Set[int]) -> bool:
        if not self._all[index] <= words:
            return False
        if self._any[index] and self._any[index].isdisjoint(words):
            return False
        return index in patterns or index not in self._regex.given


def _folded(words: Iterable[str]) -> frozenset[str]:
    folded = frozenset(fold(word).strip() for word in words)
    if "" in folded:
        raise Unfit("有一个关键词是空的", "a keyword is blank")
    return folded


class _RegexSets:
    """Regular expressions, known by their index, that are all searched for in one pass.

    RE2's sets crash the process if they were too large to compile, so the expressions are spread
    over as many sets as are surely small enough; a thousand usual ones fit into one.
    """

    def __init__(self, patterns: Sequence[str | None]) -> None:
        self._options = re2.Options()
        self._options.case_sensitive = False
        self._options.log_errors = False
        self._options.max_mem = _MEMORY
        self.given = frozenset(i for i, pattern in enumerate(patterns) if pattern is not None)
        self._sets: list[tuple[re2.Set, list[int]]] = []
        room = 0
        for index in sorted(self.given):
            size = self._size(str(patterns[index]))
            if room < size:
                self._sets.append((re2.Set.SearchSet(self._options), []))
                room = _SET_SIZE
            room -= size
            found, members = self._sets[-1]
            found.Add(patterns[index])
            members.append(index)
        for found, _ in self._sets:
            found.Compile()

    def _size(self, pattern: str) -> int:
        """Return how many instructions the expression takes; ValueError if it is no good one."""
        try:
            regex = re2.compile(pattern, self._options)
        except re2.error as error:
            said, why = shown(pattern), shown(error.args[0].decode(errors="replace"))[1:-1]
            raise Unfit(f"正则 {said} 有误：{why}", f"regex {said}: {why}") from None
        if regex.programsize > _REGEX_SIZE:
            raise Unfit(f"正则 {shown(pattern)} 太大", f"regex {shown(pattern)}: too large")
        if regex.search(""):
            zh, en = "每条消息都符合", "it is found in every message"
            raise Unfit(f"正则 {shown(pattern)} {zh}", f"regex {shown(pattern)}: {en}")
        return int(regex.programsize)

    def search(self, text: str) -> Set[int]:
        """Return the indices of the expressions that occur in the text."""
        if not self._sets:
            return _NOTHING
        data = text.encode("utf-8", "replace")
        return {members[i] for found, members in self._sets for i in found.Match(data) or ()}
