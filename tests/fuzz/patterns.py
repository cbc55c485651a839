"""Regular expressions of operators, and what members write to make them slow."""

from bot.domain.keyword_index import KeywordIndex, Rule
from bot.errors import Unfit
from tests.fuzz.target import Target, assert_readable, words


def attack_patterns(data: bytes) -> None:
    """A regular expression is refused in words, or searches whatever members write in no time."""
    pattern, _, text = data.decode(errors="replace").partition("\0")
    try:
        index = KeywordIndex([Rule(regex=pattern), Rule(any=("发票", "invoice"))])
    except Unfit as error:
        assert_readable(error.zh, 3_000)
        return
    for heard in (text, text * 20, "发票 " + text):
        assert set(index.find(heard)) <= {0, 1}


_REGEX = words(
    r"( ) [ ] { } ? * + | ^ $ \d \w \b \pL (?i) (?P<x> (?= a b 发 票 .* .+ {1000} {2,} (a+)+ (a|a)*"
    r" [^\x00-\x{10FFFF}] (?:) \Q \E x{999}"
)
PATTERNS = Target(
    "patterns",
    attack_patterns,
    ("发票|invoices?\0我要开发票".encode(), b"(a|b)*c\\d{2,5}\0aababab"),
    (*_REGEX, b"\0"),
    largest=1024,
)
