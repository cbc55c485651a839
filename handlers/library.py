"""kind: library. Keeps pieces of content with tags for posts to draw on; says nothing itself."""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.config.model import Config
from bot.errors import Unfit
from bot.handling.router import Router
from bot.playbooks.base import Id, Playbook, Utterance, Why
from bot.playbooks.posting import SAMPLE
from bot.playbooks.say import FileName, Part, Say, Speaking, Tags
from bot.reading.places import KeyPath
from bot.reading.validation import Strict

_TAKEN = {"zh": "{} 在 {} 已经用过", "en": "{} is already taken at {}"}
_NONE = {"zh": "没有 '{}' 这个文件", "en": "there is no file '{}'"}


class Piece(Speaking, Strict):
    """Something to say, with an image behind it, or an image alone; `tags` are how it is found."""

    id: Id
    tags: Tags
    say: Say | None = None
    image: FileName | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.say and not self.image:
            raise Unfit("要有 say 或 image", "write say, image or both")
        return self

    @cached_property
    def said(self) -> Say:
        """Return all that goes out."""
        parts = self.say.parts if self.say else ()
        return Say(parts=(*parts, Part(image=self.image)) if self.image else parts)


class ContentLibrary(Playbook):
    """Pieces that the posts of the same groups may draw on by their tags."""

    kind: Literal["library"]
    pieces: Annotated[tuple[Piece, ...], Field(min_length=1)]

    def stock(self) -> Iterator[tuple[KeyPath, Piece]]:
        """Yield every piece with where it stands."""
        for number, piece in enumerate(self.pieces):
            yield ("pieces", number), piece

    def utterances(self) -> Iterator[Utterance]:
        """Yield what every piece says, with sample values."""
        for path, piece in self.stock():
            yield Utterance((*path, "say" if piece.say else "image"), piece.said, SAMPLE)

    def conflicts(self, config: Config) -> Iterator[tuple[KeyPath, Why]]:
        """Yield ids given twice, and images and files that are not there."""
        first: dict[str, KeyPath] = {}
        for path, piece in self.stock():
            if first.setdefault(piece.id, path) is not path:
                taken = f"'{piece.id}'", self.line_of(*first[piece.id], "id")
                yield (*path, "id"), {lang: said.format(*taken) for lang, said in _TAKEN.items()}
            for name in (part.image or part.file for part in piece.said.parts):
                if name and not config.files.is_file(config.path(name)):
                    where = "image" if name == piece.image else "say"
                    yield (*path, where), {lang: said.format(name) for lang, said in _NONE.items()}


ROUTER = Router(name="library", kind=ContentLibrary)
