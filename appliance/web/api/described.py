"""What `openapi.json` says, as plain words for a page: each operation, what it takes, what it gives, and who may."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from appliance.web.api.resources import ROUTERS

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One value that is taken or given."""

    name: str
    kind: str
    where: str = ""
    """`path`, `query`, `header`; empty for a part of a body."""
    needed: bool = True
    about: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    id: str
    method: str
    path: str
    group: str
    about: str
    rule: str
    """Who may: a scope, and whether an owner or a browser is asked for; `anyone`."""
    parameters: tuple[Field, ...]
    body: str
    """The kind of what is sent; empty where nothing is."""
    answer: str
    """The status, and the kind of what comes back."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A shape of values, by the name that operations call it by."""

    name: str
    about: str
    fields: tuple[Field, ...]
    values: tuple[str, ...]
    example: str


def operations(api: FastAPI) -> list[Operation]:
    """All of them, in the order of their groups."""
    rules = {(method.lower(), route.path): _rule(route) for route in _routes() for method in route.methods or ()}
    found = []
    for path, methods in api.openapi()["paths"].items():
        for method, told in methods.items():
            status, answer = next((each for each in told["responses"].items() if each[0].startswith("2")), ("", {}))
            found.append(
                Operation(
                    id=told["operationId"], method=method.upper(), path=path,
                    group=(told.get("tags") or ["other"])[0], about=told.get("description", told["summary"]),
                    rule=rules.get((method, path), ""), parameters=tuple(_parameters(told)),
                    body=_content(told.get("requestBody", {})), answer=f"{status} {_content(answer)}".strip(),
                )
            )  # fmt: skip
    groups = list(dict.fromkeys(each.group for each in found))
    return sorted(found, key=lambda each: groups.index(each.group))


def kinds(api: FastAPI) -> list[Kind]:
    """All shapes that operations name, by name."""
    schemas = api.openapi().get("components", {}).get("schemas", {})
    return [
        Kind(
            name, told.get("description", ""),
            tuple(
                Field(key, kind_of(one), needed=key in told.get("required", ()), about=one.get("description", ""))
                for key, one in told.get("properties", {}).items()
            ),
            tuple(map(str, told.get("enum", ()))),
            json.dumps(told["examples"][0], indent=2, ensure_ascii=False) if told.get("examples") else "",
        )
        for name, told in sorted(schemas.items())
    ]  # fmt: skip


def kind_of(schema: Schema) -> str:
    """In a word or two: `list of Promise`, `text (date)`, `one of: kept, broken`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return f"one of: {', '.join(map(str, schema['enum']))}"
    if choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return " or ".join(dict.fromkeys(kind_of(each) for each in choices))
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    name = {"string": "text", "boolean": "true or false", "null": "nothing"}.get(
        schema.get("type", ""), schema.get("type", "anything")
    )
    return f"{name} ({schema['format']})" if "format" in schema else str(name)


def _parameters(told: Schema) -> Iterator[Field]:
    for each in told.get("parameters", ()):
        about = each.get("description", each["schema"].get("description", ""))
        yield Field(each["name"], kind_of(each["schema"]), each["in"], each.get("required", False), about)


def _content(told: Schema) -> str:
    schemas = [kind_of(each["schema"]) for each in told.get("content", {}).values() if each.get("schema")]
    return " or ".join(dict.fromkeys(schemas))


def _routes() -> Iterator[APIRoute]:
    for router in ROUTERS:
        yield from (route for route in router.routes if isinstance(route, APIRoute))


def _rule(route: APIRoute) -> str:
    return next((str(rule) for each in route.dependant.dependencies if (rule := getattr(each.call, "rule", ""))), "")
