"""Mistakes that hide behind others, and what is left of a document without them."""

from typing import Self

from pydantic import Field, model_validator

from bot.reading.salvage import Examined, examine
from bot.reading.validation import Strict
from bot.reading.yamlfile import parse_yaml


class _Entry(Strict):
    id: str
    first: int = 1
    last: int = 9

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError("ends before it begins")
        return self


class _Sheet(Strict):
    name: str = ""
    entries: tuple[_Entry, ...] = Field((), min_length=1)


def look_at(text: str) -> Examined[_Sheet]:
    (document,), _ = parse_yaml(text, "f", "en")
    return examine(_Sheet, document, "en")


def test_a_sound_document_stays_as_it_is() -> None:
    found = look_at("name: x\nentries: [{id: a}]\n")
    assert found.model == _Sheet(name="x", entries=(_Entry(id="a"),))
    assert found.mistakes == []


def test_what_is_left_keeps_its_places() -> None:
    found = look_at("entries:\n- {id: a, x: 1}\n- 7\n- {last: 8}\n- id: b\n  last: y\n- id: c\n")
    assert found.model == _Sheet(entries=(_Entry(id="a"), _Entry(id="b"), _Entry(id="c")))
    assert found.document.data["entries"][1] == {"id": "b"}
    lines = [found.document.places.at(("entries", n)).line for n in range(3)]
    assert lines == [2, 5, 7]
    assert [str(mistake) for mistake in found.mistakes] == [
        "f:2: entries[a].x: unknown key 'x' (known: id, first, last)",
        "f:3: entries[2]: must be a mapping (key: value), got 7",
        "f:4: entries[3].id: is missing",
        "f:6: entries[b].last: must be a whole number, got 'y'",
    ]


def test_what_only_sound_parts_reveal() -> None:
    found = look_at("entries:\n- {id: a, first: x}\n- {id: b, first: 5, last: 3}\nnam: y\n")
    assert [str(mistake) for mistake in found.mistakes] == [
        "f:2: entries[a].first: must be a whole number, got 'x'",
        "f:3: entries[b]: ends before it begins",
        "f:4: nam: unknown key 'nam'; did you mean 'name'? (known: name, entries)",
    ]


def test_what_may_follow_from_what_was_taken_out_is_not_told() -> None:
    found = look_at("entries:\n- {id: a, first: 12, last: x}\n")
    assert [str(mistake) for mistake in found.mistakes] == [
        "f:2: entries[a].last: must be a whole number, got 'x'"
    ]
    assert found.model == _Sheet()


def test_nothing_may_be_left() -> None:
    assert look_at("- x\n").model is None
    assert look_at("entries: []\n").model == _Sheet()
