"""What a language model is asked to fill in: a pydantic model as a JSON schema with an end, and back as an instance."""

from __future__ import annotations

import json
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from appliance.errors import EngineUnsuitedError

MOST_CHARACTERS = 200
"""Of a string whose field says nothing: two spoken sentences."""

MOST_ITEMS = 8
"""Of a list whose field says nothing."""

LEFT_OUT = frozenset({"title", "default", "examples", "discriminator", "$defs"})
"""Says nothing to a decoder."""

Schema = dict[str, Any]
Filled = TypeVar("Filled", bound=BaseModel)


def bounded_schema(model: type[BaseModel]) -> Schema:
    """The model's JSON schema for constrained decoding: whatever a decoder makes by it ends.

    References are resolved; every property is required and no other allowed; strings and lists without a bound get one;
    exclusive bounds of integers become inclusive ones. Raises `ValueError` for a model that cannot be bounded: one that
    contains itself, a map with free keys, a value of any kind.
    """
    whole = model.model_json_schema()
    return _Bounding(model.__name__, whole.get("$defs", {})).bound(whole, ())


def parse(model: type[Filled], text: str, engine_name: str) -> Filled:
    """The instance that a model's answer describes; words around the JSON object are passed over.

    Raises `EngineUnsuitedError`, which names fields and kinds of errors and never quotes the answer.
    """
    # no cause is kept: it would carry the answer into a log
    try:
        values = json.loads(text[text.find("{") : text.rfind("}") + 1], strict=False, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise EngineUnsuitedError(
            f"{engine_name} did not fill in a {model.__name__}: its answer is not JSON ({len(text)} characters)"
        ) from None
    try:
        return model.model_validate(values)
    except ValidationError as error:
        wrong = _complaints(error, _names(model.model_json_schema()))
    raise EngineUnsuitedError(f"{engine_name} filled in a {model.__name__} wrongly: {wrong}")


class _Bounding:
    """Bounds one schema; `path` is the definitions on the way to the part that is looked at."""

    def __init__(self, name: str, definitions: Schema) -> None:
        self._name = name
        self._definitions = definitions

    def bound(self, part: Schema, path: tuple[str, ...]) -> Schema:
        if "$ref" in part:
            return self._referred(part, path)
        if len(part.get("allOf", ())) == 1:
            siblings = {key: value for key, value in part.items() if key != "allOf"}
            return self.bound({**part["allOf"][0], **siblings}, path)
        bounded = {key: value for key, value in _inclusive(part).items() if key not in LEFT_OUT}
        for union in ("anyOf", "oneOf"):
            if union in part:
                del bounded[union]
                return {**bounded, "anyOf": [self.bound(one, path) for one in part[union]]}
        if "enum" in part or "const" in part:
            return bounded
        return bounded | self._by_type(part, path)

    def _referred(self, part: Schema, path: tuple[str, ...]) -> Schema:
        name = part["$ref"].rpartition("/")[2]
        if name in path:
            raise ValueError(f"{self._name} has no bound: {name} contains itself")
        siblings = {key: value for key, value in part.items() if key != "$ref"}
        return self.bound({**self._definitions[name], **siblings}, (*path, name))

    def _by_type(self, part: Schema, path: tuple[str, ...]) -> Schema:
        match part.get("type"):
            case "string" if not part.keys() & {"format", "pattern"}:
                return {"maxLength": part.get("maxLength", MOST_CHARACTERS)}
            case "array" if "items" in part:
                return {"items": self.bound(part["items"], path), "maxItems": part.get("maxItems", MOST_ITEMS)}
            case "array" if "prefixItems" in part:
                return {"prefixItems": [self.bound(item, path) for item in part["prefixItems"]]}
            case "object" if "properties" in part:
                inner = {name: self.bound(one, path) for name, one in part["properties"].items()}
                return {"properties": inner, "required": list(inner), "additionalProperties": False}
            case "string" | "integer" | "number" | "boolean" | "null":
                return {}
        raise ValueError(f"{self._name} has no bound: it holds a value of any kind, or a map with free keys")


def _inclusive(part: Schema) -> Schema:
    """An integer's bounds without `exclusive…`, which decoders pass over; anything else as it is."""
    if part.get("type") != "integer":
        return part
    plain = dict(part)
    if (below := plain.pop("exclusiveMinimum", None)) is not None:
        plain["minimum"] = int(below) + 1
    if (above := plain.pop("exclusiveMaximum", None)) is not None:
        plain["maximum"] = int(above) - 1
    return plain


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _names(part: Any) -> set[str]:
    """All property names of a schema: only these may be repeated in a message."""
    if isinstance(part, list):
        return set().union(*map(_names, part))
    if not isinstance(part, dict):
        return set()
    return set(part.get("properties", ())).union(*map(_names, part.values()))


def _complaints(error: ValidationError, names: set[str]) -> str:
    listed = []
    for wrong in error.errors(include_url=False, include_context=False, include_input=False):
        place = ".".join(str(step) if isinstance(step, int) or step in names else "…" for step in wrong["loc"])
        listed.append(f"{place or 'as a whole'} ({wrong['type']})")
    return ", ".join(listed)
