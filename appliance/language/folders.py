"""The languages there are: one folder each, found by what its `language.toml` tells."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent

CRISIS = "crisis.toml"
"""Signs of distress, and what must never be said, in one language."""


@dataclass(frozen=True, slots=True)
class Known:
    """What `language.toml` tells of a language without loading its rules."""

    code: str
    """ISO 639-1."""
    name: str
    """In English."""
    own_name: str
    folder: str


@cache
def known_languages() -> Mapping[str, Known]:
    """Every language there is a folder for, by code, in the order of the codes."""
    found = [_known(path) for path in HERE.glob("*/language.toml")]
    return {known.code: known for known in sorted(found, key=lambda known: known.code)}


def _known(path: Path) -> Known:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Known(told["code"], told["name"], told["own_name"], path.parent.name)


def folders() -> dict[str, Path]:
    """Where the data of each language lies, by code."""
    return {code: HERE / known.folder for code, known in known_languages().items()}


def base_code(code: str) -> str:
    """`en` of `en-GB`, `en_GB` and `EN`."""
    return code.lower().replace("_", "-").split("-")[0]
