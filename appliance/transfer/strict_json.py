"""JSON as the standard has it and no more: no key twice, no NaN, no endless numbers; every fault with its place."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from appliance.transfer.refusal import UnusableError

MOST_LEVELS = 64
MOST_DIGITS = 19

Path = tuple[str | int, ...]
"""Keys and positions, from the outside in."""

_PIECE = re.compile(r'[\s,:]*("(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\]:,"]+)', re.DOTALL)


class BadJsonError(UnusableError):
    """Text that is no strict JSON, from `offset` characters on."""

    def __init__(self, fault: str, offset: int) -> None:
        super().__init__(f"is no JSON: {fault} (at character {offset + 1})")
        self.fault, self.offset = fault, offset


class _NotStrictError(Exception):
    """Valid for Python's reader, and not for us; where is found out afterwards."""


def parsed(text: str) -> Any:
    """The value. Raises `BadJsonError`."""
    try:
        return json.loads(text, object_pairs_hook=_pairs, parse_constant=_refuse, parse_int=_whole, parse_float=_finite)
    except json.JSONDecodeError as error:
        cut_off = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        fault = "it ends in the middle" if cut_off else error.msg[:1].lower() + error.msg[1:]
        raise BadJsonError(fault, error.pos) from None
    except (_NotStrictError, RecursionError):
        raise _first_fault(text) from None


def offset_of(text: str, path: Path) -> int:
    """Where a value begins in a text that `parsed` took; that of what holds it, where it is not there."""
    best, found = 0, -1
    for where, offset, _ in values(text):
        if len(where) > found and path[: len(where)] == where:
            best, found = offset, len(where)
            if where == path:
                break
    return best


def key_offset(text: str, path: Path) -> int:
    """Where the last key of a path is written; 0 where it is not."""
    return next((offset for where, offset in keys(text) if where == path), 0)


def values(text: str) -> Iterator[tuple[Path, int, str]]:
    """Path, place and first characters of every value, in order."""
    return ((path, offset, piece) for path, offset, piece, is_key in _walk(text) if not is_key)


def keys(text: str) -> Iterator[tuple[Path, int]]:
    """Path and place of every key of an object, in order."""
    return ((path, offset) for path, offset, _, is_key in _walk(text) if is_key)


def _walk(text: str) -> Iterator[tuple[Path, int, str, bool]]:
    """Every value and key, without recursion; of a text whose brackets fit."""
    path: list[str | int] = []
    in_list: list[bool] = []
    key_next = False
    for found in _PIECE.finditer(text):
        piece, offset = found[1], found.start(1)
        if piece in "}]":
            path.pop()
            in_list.pop()
            key_next = bool(in_list) and not in_list[-1]
            continue
        if key_next:
            path[-1] = json.loads(piece)
            key_next = False
            yield tuple(path), offset, piece, True
            continue
        if in_list and in_list[-1]:
            path[-1] = int(path[-1]) + 1
        yield tuple(path), offset, piece, False
        if piece in "{[":
            in_list.append(piece == "[")
            path.append(-1)
            key_next = piece == "{"
        else:
            key_next = bool(in_list) and not in_list[-1]


def _first_fault(text: str) -> BadJsonError:
    known: dict[int, set[str | int]] = {}
    for path, offset, piece, is_key in _walk(text):
        if is_key:
            if path[-1] in known[len(path)]:
                return BadJsonError(f"{path[-1]!r} is there twice", offset)
            known[len(path)].add(path[-1])
        elif piece == "{":
            known[len(path) + 1] = set()
        if len(path) > MOST_LEVELS:
            return BadJsonError(f"it is nested deeper than {MOST_LEVELS} levels", offset)
        if not is_key and (fault := _fault_of_number(piece)):
            return BadJsonError(fault, offset)
    return BadJsonError("it cannot be read", 0)


def _fault_of_number(piece: str) -> str:
    if piece in ("NaN", "Infinity", "-Infinity"):
        return f"{piece} is no number"
    if re.fullmatch(r"-?\d+", piece) and len(piece) > MOST_DIGITS:
        return f"a number has more than {MOST_DIGITS} digits"
    if re.match(r"-?\d", piece) and math.isinf(float(piece)):
        return f"{piece} is too great a number"
    return ""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _NotStrictError
    return made


def _refuse(_: str) -> NoReturn:
    raise _NotStrictError


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise _NotStrictError
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise _NotStrictError
    return number
