"""Finds every document's id and parent, and lays variants over their parents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import Mistake
from bot.playbooks.merge import merge
from bot.reading.places import visible
from bot.reading.sentences import Language, sentence, unknown
from bot.reading.yamlfile import Document


@dataclass(eq=False, slots=True)
class Draft:
    """A document that is to become a playbook; `id` is None while a variant has its parent's."""

    written: Document
    id: str | None
    made_up: bool = False
    """The id stands in for one that is missing; nobody can mean it."""
    parent: "Draft | None" = None
    whole: Document | None = None
    """What was written laid over the parent, None where there is no saying what that is."""

    @property
    def shown_id(self) -> str:
        """Return its own id, else its parent's."""
        draft: Draft | None = self
        while draft is not None and draft.id is None:
            draft = draft.parent
        return draft.id or "" if draft else ""


def drafts_of(
    documents: Sequence[Document], stem: str, language: Language
) -> tuple[list[Draft], list[Mistake]]:
    """Make drafts of one file's documents; `stem` is the file's name, the id of the first.

    A variant without an id of its own has its parent's: then check-ins, points and pauses go on
    as they were when a group gets its own variant.
    """
    drafts: list[Draft] = []
    mistakes: list[Mistake] = []
    for number, document in enumerate(documents):
        data, place = document.data, document.places.place
        if not isinstance(data, dict):
            mistakes.append(Mistake(place, "YAML", sentence("mapping", language)))
            continue
        own, parent = _name(data.get("id")), _name(data.get("extends"))
        made_up = own is None and parent is None and number > 0
        if made_up and data.get("id") is None:
            mistakes.append(Mistake(place, "id", sentence("id_needed", language)))
        if own is None and parent is None:
            own = f"{stem}-{number + 1}" if made_up else stem
        drafts.append(Draft(document, None if own == parent else own, made_up))
    return drafts, mistakes


def lay_over_parents(drafts: Sequence[Draft], language: Language) -> Iterator[Mistake]:
    """Fill in every draft's parent and whole, and yield what is in the way."""
    by_id: dict[str, Draft] = {}
    for draft in drafts:
        if draft.id is None:
            continue
        first = by_id.setdefault(draft.id, draft)
        if first is not draft:
            place = first.written.places.at(("id",))
            why = sentence("id_taken", language, id=visible(draft.id), place=place)
            yield _mistake(draft, "id", why)
    for draft in drafts:
        yield from _find_parent(draft, by_id, language)
    for draft in drafts:
        yield from _fill(draft, language)


def _find_parent(draft: Draft, by_id: Mapping[str, Draft], language: Language) -> Iterator[Mistake]:
    wanted = _name(draft.written.data.get("extends"))
    if wanted is None:
        return
    draft.parent = by_id.get(wanted)
    if draft.parent is None:
        known = [name for name, other in by_id.items() if not other.made_up]
        yield _mistake(draft, "extends", unknown("parent", language, wanted, known))
    if draft.written.data.get("groups") is None:
        yield _mistake(draft, "groups", sentence("own_groups", language))


def _fill(draft: Draft, language: Language) -> Iterator[Mistake]:
    """Make the whole of one draft, from its oldest ancestor on."""
    line = [draft]
    while (parent := line[-1].parent) is not None:
        line.append(parent)
        if parent in line[:-1]:
            if parent is draft:
                chain = " → ".join(member.shown_id for member in line)
                yield _mistake(draft, "extends", sentence("extends_cycle", language, chain=chain))
            return
    if _name(line[-1].written.data.get("extends")) is not None:
        return  # an ancestor's parent is not there, and was reported
    whole = line[-1].written
    for younger in reversed(line[:-1]):
        whole = merge(whole, younger.written)
    kind, parent = draft.written.data.get("kind"), draft.parent
    if parent is not None and kind is not None and kind != line[-1].written.data.get("kind"):
        said = visible(line[-1].written.data.get("kind"))
        yield _mistake(draft, "kind", sentence("kind_changed", language, kind=said))
        return
    odd = draft.written.data.get("id") is not None and _name(draft.written.data["id"]) is None
    data = whole.data if odd else {**whole.data, "id": draft.shown_id}
    draft.whole = Document(data, whole.places)


def _mistake(draft: Draft, field: str, why: str) -> Mistake:
    return Mistake(draft.written.places.at((field,)), field, why)


def _name(written: Any) -> str | None:
    """Return an id as text; what is no id is left to the model to refuse."""
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        return None
    return str(written)
