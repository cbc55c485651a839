"""JSON Schema of config.yaml and of playbooks, made from the models that read them.

Draft 7, which YAML editors know best. It says what may be written where; what only all files
together can tell (groups that are not there, two playbooks for one word) `zhiban check` says.
"""

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from textwrap import dedent
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from bot.channels import CHANNELS
from bot.config.model import Config
from bot.config.parts import SECTIONS
from bot.playbooks.base import Playbook
from handlers import KINDS

Schema = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"
_MERGED = ("required", "minItems", "minProperties", "oneOf")
"""What a variant need not keep: it says only what is different."""


class _Written(GenerateJsonSchema):
    """As pydantic does, but a number may stand for a text, as the models let it."""

    ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012

    def str_schema(self, schema: core_schema.StringSchema) -> Schema:
        made = super().str_schema(schema)
        return made if "pattern" in made else made | {"type": ["string", "number"]}

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        made = super().model_schema(schema)
        for name, said in _field_docstrings(schema["cls"]).items():
            if name in made.get("properties", ()):
                made["properties"][name].setdefault("description", said)
        return made

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        """Leave out defaults that are no such words as stand in a file."""
        made = super().default_schema(schema)
        if not isinstance(schema.get("default"), bool | int | float | str):
            made.pop("default", None)
        return made

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def config_schema() -> Schema:
    """Return the schema of config.yaml."""
    schema = _of(Config)
    channels: list[Schema] = []
    for name, channel in CHANNELS.items():
        own = _of(channel.settings)
        schema["$defs"] |= own.pop("$defs", {})
        own["required"] = ["type", *own.get("required", ())]
        channels.append(own | {"title": name})
    schema["properties"]["channels"] = {
        "type": ["object", "null"],
        "additionalProperties": {"oneOf": channels},
    }
    schema["properties"]["channel"] = {"enum": [*CHANNELS]}
    schema["$defs"].pop("ChannelConfig", None)
    for section in SECTIONS:
        schema["properties"][section] = {"anyOf": [schema["properties"][section], {"type": "null"}]}
    return {"$schema": DRAFT, "title": "config.yaml", **schema, "type": ["object", "null"]}


def playbook_schema(kinds: Mapping[str, type[Playbook]] = KINDS) -> Schema:
    """Return the schema of one document of a file of playbooks."""
    parts: Schema = {}
    for name, model in kinds.items():
        whole = _of(model)
        parts |= whole.pop("$defs", {})
        whole["required"] = ["kind", *(key for key in whole["required"] if key not in _ASSUMED)]
        parts[name] = whole | {"title": name}
    changes = {f"{name} change": _change(part) for name, part in parts.items()}
    variants = [{"$ref": f"#/$defs/{name} change"} for name in kinds]
    return {
        "$schema": DRAFT,
        "title": "playbook",
        "type": ["object", "null"],
        "if": {"required": ["extends"]},
        "then": {"required": ["groups"], "anyOf": variants},
        "else": {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in kinds]},
        "$defs": parts | changes,
    }


_ASSUMED = ("kind", "id")


def _of(model: type[BaseModel]) -> Schema:
    return model.model_json_schema(schema_generator=_Written, mode="validation")


def _change(schema: Any) -> Any:
    """Return the schema of what a variant may write: nothing is required, null takes away."""
    if isinstance(schema, list):
        return [_change(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _change(value) for key, value in schema.items() if key not in _MERGED}
    if "$ref" in made:
        made["$ref"] += " change"
    for name, own in made.get("properties", {}).items():
        if name == "kind":
            continue
        made["properties"][name] = {"anyOf": [own, {"type": "null"}]}
    return made


def _field_docstrings(model: type[BaseModel]) -> dict[str, str]:
    """Return what is said of each field below it, those of its parents included."""
    found: dict[str, str] = {}
    for cls in reversed(model.__mro__):
        if issubclass(cls, BaseModel) and cls is not BaseModel:
            found |= dict(_docstrings(ast.parse(dedent(inspect.getsource(cls)))))
    return found


def _docstrings(tree: ast.Module) -> Iterator[tuple[str, str]]:
    (body,) = tree.body
    assert isinstance(body, ast.ClassDef)
    for field, below in zip(body.body, body.body[1:], strict=False):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(said))),
            ):
                yield name, inspect.cleandoc(said)


SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "config.schema.json": config_schema,
    "playbook.schema.json": playbook_schema,
}
"""The files that `zhiban schema` writes."""
