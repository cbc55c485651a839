"""Which groups a playbook serves, as operators write it: all, a list of ids, or a tag."""

from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError


class Audience(NamedTuple):
    """Which groups a playbook serves: a list of ids, those with a tag, or else all."""

    ids: tuple[str, ...] = ()
    tag: str | None = None

    @property
    def rank(self) -> int:
        """Order by how specific it is: ids, then a tag, then "*"."""
        return 0 if self.ids else 1 if self.tag is not None else 2


def _audience(written: Any) -> Audience:
    if isinstance(written, Audience):
        return written
    if written == "*":
        return Audience()
    if isinstance(written, list) and written and all(map(_is_name, written)):
        return Audience(ids=tuple(map(str, written)))
    if isinstance(written, dict) and list(written) == ["tag"] and _is_name(written["tag"]):
        return Audience(tag=str(written["tag"]))
    raise PydanticCustomError("groups_form", "groups")


def _is_name(written: object) -> bool:
    return isinstance(written, str | int | float) and not isinstance(written, bool)


_NAME = {"type": ["string", "number"]}
_GROUPS: dict[str, Any] = {
    "description": "Which groups it serves: all, a list of ids, or those with a tag.",
    "anyOf": [
        {"const": "*"},
        {"type": "array", "items": _NAME, "minItems": 1},
        {
            "type": "object",
            "properties": {"tag": _NAME},
            "required": ["tag"],
            "additionalProperties": False,
        },
    ],
}

Groups = Annotated[Audience, BeforeValidator(_audience), WithJsonSchema(_GROUPS)]
"""`"*"`, `[g1, g2]`, or `{tag: reading}`."""
