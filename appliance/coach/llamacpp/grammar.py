"""A bounded JSON schema as a grammar in llama.cpp's notation (GBNF): what decodes by it is valid and ends.

The converter that comes with llama-cpp-python passes over the bounds of numbers and lets control characters stand in
strings, so that an answer may follow its grammar and still be refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from math import ceil, floor
from typing import Any

LIMIT = 10**9
"""Numbers without bounds stay below it, and above its negative."""

DECIMALS = 4

MOST_REPEATED = 1_000
"""llama.cpp refuses grammars with more than 2,000 repetitions of one rule."""

DATE_CHARACTERS = 10

DAYS = (("01|03|05|07|08|10|12", "31"), ("04|06|09|11", "30"), ("02", "28"))
"""Months with the days that every year gives them."""

Schema = dict[str, Any]

SHARED = r"""
gap ::= " "?
char ::= [^"\\\x00-\x1F\x7F\uD800-\uDFFF] | "\\" ["\\/bnt]
"""


def gbnf(schema: Schema) -> str:
    """The grammar of a schema as `json_schema.bounded_schema` makes it. Raises `ValueError` for what it cannot say."""
    return f"root ::= {_rule(schema)}\n{SHARED}"


def longest(schema: Schema) -> int:
    """The most characters that the grammar allows: no token is shorter than one."""
    if "anyOf" in schema:
        return max(longest(one) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return max(len(json.dumps(value)) for value in _choices(schema))
    match schema.get("type"):
        case "object":
            return 2 + sum(len(name) + 6 + longest(one) for name, one in schema["properties"].items())
        case "array":
            return 2 + sum(longest(item) + 2 for item in _items(schema))
        case "string":
            return 2 + 2 * min(int(schema.get("maxLength", DATE_CHARACTERS)), MOST_REPEATED)
    return len(f"-{LIMIT}.") + DECIMALS


def _rule(schema: Schema) -> str:
    if "anyOf" in schema:
        return _either(_rule(one) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return _either(_literal(json.dumps(value, ensure_ascii=False)) for value in _choices(schema))
    match schema.get("type"):
        case "object":
            return _object(schema["properties"])
        case "array":
            return _array(schema)
        case "string":
            return _string(schema)
        case "integer":
            low, high = schema.get("minimum", 1 - LIMIT), schema.get("maximum", LIMIT - 1)
            return _either(_integers(ceil(low), floor(high)))
        case "number":
            return _either(_numbers(schema))
        case "boolean":
            return '("true" | "false")'
        case "null":
            return '"null"'
    raise ValueError(f"no grammar for {schema}")


def _choices(schema: Schema) -> list[Any]:
    return [schema["const"]] if "const" in schema else list(schema["enum"])


def _items(schema: Schema) -> list[Schema]:
    if "prefixItems" in schema:
        return list(schema["prefixItems"])
    return [schema["items"]] * schema["maxItems"]


def _object(properties: Schema) -> str:
    members = [f"{_literal(json.dumps(name) + ':')} gap {_rule(one)}" for name, one in properties.items()]
    return f'"{{" {_listed(members)} "}}"'


def _array(schema: Schema) -> str:
    if "prefixItems" in schema:
        return f'"[" {_listed([_rule(item) for item in schema["prefixItems"]])} "]"'
    least, most = schema.get("minItems", 0), schema["maxItems"]
    if most == 0:
        return '"[]"'
    item = _rule(schema["items"])
    several = f'{item} ("," gap {item}){{{max(0, least - 1)},{most - 1}}}'
    return f'"[" {several} "]"' if least else f'"[" ({several})? "]"'


def _listed(members: list[str]) -> str:
    return ' "," gap '.join(members)


def _string(schema: Schema) -> str:
    match schema.get("format"):
        case None if "pattern" not in schema:
            most = min(schema["maxLength"], MOST_REPEATED)
            return f'"\\"" char{{{schema.get("minLength", 0)},{most}}} "\\""'
        case "date":
            return f'"\\"" {_date()} "\\""'
        case "time":
            return f'"\\"" {_either(_of_one_length("00", "23"))} ":" [0-5] [0-9] "\\""'
    raise ValueError(f"no grammar for a string {schema.get('format') or schema.get('pattern')}")


def _date() -> str:
    months = (
        f'{_either(map(_literal, some.split("|")))} "-" {_either(_of_one_length("01", last))}' for some, last in DAYS
    )
    return f'[12] [0-9]{{3}} "-" {_either(months)}'


def _integers(low: int, high: int) -> Iterator[str]:
    if low < 0:
        yield from (f'"-" {one}' for one in _naturals(max(1, -high), -low))
    if high >= 0:
        yield from _naturals(max(0, low), high)


def _numbers(schema: Schema) -> Iterator[str]:
    """Whole numbers and decimals between the bounds, which are taken inwards to whole numbers."""
    above: float = schema.get("exclusiveMinimum", -LIMIT)
    below: float = schema.get("exclusiveMaximum", LIMIT)
    low, high = ceil(schema.get("minimum", above)), floor(schema.get("maximum", below))
    if low >= high:
        raise ValueError(f"no whole numbers to span {schema}")
    yield from _integers(low + (low == above), high - (high == below))
    if high > 0:
        yield from _decimals(max(0, low), high, open_low=0 <= low == above)
    if low < 0:
        yield from (f'"-" {one}' for one in _decimals(max(0, -high), -low, open_low=0 >= high == below))


def _decimals(low: int, high: int, *, open_low: bool) -> Iterator[str]:
    """Decimals from `low` to below `high`, both natural; with an open low end not `low` itself."""
    if open_low:
        yield f'"{low}." [0-9]{{0,{DECIMALS - 1}}} [1-9]'
    if low + open_low < high:
        yield f'{_either(_naturals(low + open_low, high - 1))} "." [0-9]{{1,{DECIMALS}}}'


def _naturals(low: int, high: int) -> Iterator[str]:
    """All natural numbers from `low` to `high`."""
    while low <= high:
        digits, most_digits = len(str(low)), len(str(high + 1)) - 1
        if low == 10 ** (digits - 1) and digits <= most_digits:
            yield f"[1-9] [0-9]{{{digits - 1},{most_digits - 1}}}"
            low = 10**most_digits
        else:
            last = min(high, 10**digits - 1)
            yield from _of_one_length(str(low), str(last))
            low = last + 1


def _of_one_length(low: str, high: str) -> Iterator[str]:
    """All digit strings between two of the same length."""
    if low == high:
        yield _literal(low)
        return
    same = next(at for at, (a, b) in enumerate(zip(low, high, strict=True)) if a != b)
    head, rest = low[:same], len(low) - same - 1
    start, end = int(low[same]), int(high[same])
    if low[same + 1 :] != "0" * rest:
        yield from (f"{_literal(low[: same + 1])} {one}" for one in _of_one_length(low[same + 1 :], "9" * rest))
        start += 1
    if high[same + 1 :] != "9" * rest:
        yield from (f"{_literal(high[: same + 1])} {one}" for one in _of_one_length("0" * rest, high[same + 1 :]))
        end -= 1
    if start <= end:
        yield " ".join(
            (*([_literal(head)] if head else []), f"[{start}-{end}]", *([f"[0-9]{{{rest}}}"] if rest else []))
        )


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _either(rules: Iterable[str]) -> str:
    return f"({' | '.join(rules)})"
