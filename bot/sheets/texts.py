"""What operators write in a cell as text of a post: plain words, with the known placeholders."""

import re
from collections.abc import Sequence

from bot.reading.sentences import Language
from bot.sheets.cells import Wrong
from bot.sheets.words import told

PLACEHOLDERS = ("group.name", "date", "weekday", "slot")
"""What a post may name; the rest of the template language is for those who write YAML."""
_PLACEHOLDER = re.compile(r"\{\{-?\s*([\w.]*)\s*-?\}\}")
_BRACES = re.compile(r"\{\{.{0,30}", re.DOTALL)
_MARKUP = re.compile(r"@?\{[%#]")


def as_template(text: str, language: Language) -> str:
    """Return a text as a template that says it; raise Wrong for a placeholder nobody knows.

    `{% %}` and `{# #}` are said as they stand: nobody means a template by `{#每日一题#}`. An `@` is
    an `@`: only a template that names a member mentions somebody.
    """
    for found in _BRACES.finditer(text):
        whole = _PLACEHOLDER.match(text, found.start())
        if not whole or whole[1] not in PLACEHOLDERS:
            said = whole[0] if whole else found[0].partition("\n")[0]
            raise Wrong(told("placeholder", language, known=_known(PLACEHOLDERS), value=said))
    return _MARKUP.sub(lambda markup: f"{{{{ '{markup[0]}' }}}}", text)


def _known(names: Sequence[str]) -> str:
    return " ".join(f"{{{{ {name} }}}}" for name in names)
