"""Random values that obey a JSON schema: what a constrained decoder over random weights comes to."""

from __future__ import annotations

import random
from typing import Any

Schema = dict[str, Any]


def sample(schema: Schema, seed: int = 0) -> Any:
    """One value. Knows what pydantic writes: types, enums, bounds, `anyOf`, `$ref`; KeyError for anything else."""
    return _Sampler(random.Random(seed), schema.get("$defs", {})).value(schema)


class _Sampler:
    def __init__(self, chance: random.Random, definitions: dict[str, Schema]) -> None:
        self._chance = chance
        self._definitions = definitions

    def value(self, schema: Schema) -> Any:
        if "$ref" in schema:
            return self.value(self._definitions[schema["$ref"].rpartition("/")[2]])
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._chance.choice(schema["enum"])
        if "anyOf" in schema:
            return self.value(self._chance.choice(schema["anyOf"]))
        return getattr(self, f"_{schema['type']}")(schema)

    def _object(self, schema: Schema) -> dict[str, Any]:
        return {name: self.value(inner) for name, inner in schema.get("properties", {}).items()}

    def _array(self, schema: Schema) -> list[Any]:
        count = self._chance.randint(schema.get("minItems", 0), schema.get("maxItems", 3))
        return [self.value(schema["items"]) for _ in range(count)]

    def _string(self, schema: Schema) -> str:
        length = self._chance.randint(schema.get("minLength", 0), schema.get("maxLength", 12))
        return "".join(self._chance.choices('abc ÄÖ"\\é', k=length))

    def _integer(self, schema: Schema) -> int:
        return self._chance.randint(schema.get("minimum", -99), schema.get("maximum", 99))

    def _number(self, schema: Schema) -> float:
        return round(self._chance.uniform(schema.get("minimum", -99.0), schema.get("maximum", 99.0)), 2)

    def _boolean(self, schema: Schema) -> bool:
        return self._chance.random() < 0.5

    def _null(self, schema: Schema) -> None:
        return None
