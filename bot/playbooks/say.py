"""What a playbook says, as operators write it: a text, a template file, or several parts."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from bot.domain.template_files import file_fault
from bot.errors import Unfit

_SIBLINGS = ("template", "parts")


def _mistake(name: str, message: str) -> PydanticCustomError:
    """Make an error whose type names the sentence for it, where there is a translated one."""
    return PydanticCustomError(name, message)


def _text(data: object) -> str:
    """Take a number for the text it looks like; what YAML made of other words cannot be undone."""
    if isinstance(data, bool) or not isinstance(data, str | int | float):
        raise _mistake("text_number", "must be text: put it in quotes")
    text = str(data)
    if not text.strip():
        raise _mistake("empty", "must not be empty")
    return text


def _inside(name: str) -> str:
    if file_fault(name):
        raise Unfit(
            "要写文件夹里面的文件，不能用绝对路径或 '..'",
            "must be a file inside its folder, without '..'",
        )
    return name


_TEXT: dict[str, Any] = {"type": ["string", "number"], "minLength": 1}

Text = Annotated[str, BeforeValidator(_text), WithJsonSchema(_TEXT, mode="validation")]
FileName = Annotated[str, AfterValidator(_inside)]


class Part(BaseModel):
    """One message of several: a text, a template file, an image or a file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Text | None = None
    template: FileName | None = None
    image: FileName | None = None
    file: FileName | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: object) -> object:
        return {"text": data} if isinstance(data, str | int | float) else data

    @classmethod
    def __get_pydantic_json_schema__(
        cls, source: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        written = handler(source)
        handler.resolve_ref_schema(written)["minProperties"] = 1
        handler.resolve_ref_schema(written)["maxProperties"] = 1
        return {"anyOf": [_TEXT, written]}

    @model_validator(mode="after")
    def _one_only(self) -> Self:
        given = [part for part in (self.text, self.template, self.image, self.file) if part]
        if len(given) != 1:
            raise _mistake("say_part", "write exactly one of text, template, image, file")
        return self


def _part(handler: GetJsonSchemaHandler) -> dict[str, Any]:
    return Part.__get_pydantic_json_schema__(Part.__pydantic_core_schema__, handler)


class Say(BaseModel):
    """Everything said on one occasion, in order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parts: tuple[Part, ...] = Field(min_length=1)

    @property
    def has_text(self) -> bool:
        """Say whether there are words in it, which the buttons of a card can go with."""
        return any(part.text or part.template for part in self.parts)

    @classmethod
    @lru_cache(maxsize=256)
    def of(cls, text: str) -> Self:
        """Make one of a single text: our own built-in sentence, never people's words."""
        return cls.model_validate(text)

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, data: object) -> object:
        """Read a bare text, and a map without `parts` as the only part."""
        if isinstance(data, Say):
            return data
        if isinstance(data, Mapping):
            return data if "parts" in data else {"parts": (data,)}
        if data is None or isinstance(data, list | tuple):
            raise _mistake("say_form", "write a text, template: …, or parts: […]")
        return {"parts": (Part(text=_text(data)),)}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, source: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [_part(handler), handler(source)]}


def _as_list(data: object) -> object:
    return data if isinstance(data, list | tuple) else (data,)


Tags = Annotated[
    tuple[Text, ...],
    BeforeValidator(_as_list, json_schema_input_type=Text | tuple[Text, ...]),
    Field(min_length=1),
]
"""One or several tags."""

Variants = Annotated[
    tuple[Say, ...],
    BeforeValidator(_as_list, json_schema_input_type=Say | tuple[Say, ...]),
    Field(min_length=1),
]
"""One or several ways to say the same thing, to be used in turn."""


class Speaking(BaseModel):
    """A model whose `say` may also be written as `template:` or `parts:` beside the other keys."""

    @model_validator(mode="before")
    @classmethod
    def _gather_say(cls, data: object) -> object:
        if not isinstance(data, Mapping):
            return data
        given = [key for key in _SIBLINGS if key in data]
        if not given:
            return data
        if len(given) > 1 or "say" in data:
            raise _mistake("say_twice", "write only one of say, template, parts")
        rest = {key: value for key, value in data.items() if key not in _SIBLINGS}
        return {**rest, "say": {given[0]: data[given[0]]}}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, source: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        written = handler(source)
        whole = handler.resolve_ref_schema(written)
        whole["properties"]["template"] = {"type": "string"}
        whole["properties"]["parts"] = {"type": "array", "items": _part(handler), "minItems": 1}
        ways: list[Any] = [{"required": [key]} for key in ("say", *_SIBLINGS)]
        if "say" in whole.get("required", ()):
            whole["required"].remove("say")
        else:
            ways.append({"not": {"anyOf": [*ways]}})
        whole["oneOf"] = ways
        return written
