"""The languages there are: one folder each, found by what its `language.toml` tells."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from appliance.errors import InvalidInputError

HERE = Path(__file__).parent


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


def files_of(name: str, folder: Path = HERE) -> dict[str, Path]:
    """The file of this name of each language that has one, by code."""
    paths = {code: folder / known.folder / name for code, known in known_languages().items()}
    return {code: path for code, path in paths.items() if path.exists()}


def file_of(code: str, name: str, what: str, folder: Path = HERE) -> Path:
    """One of `files_of`; `what` names in a few words what is in it. Raises `InvalidInputError` where there is none."""
    files = files_of(name, folder)
    if code not in files:
        raise InvalidInputError(f"no {what} for the language {code!r}", remedy=f"There are: {', '.join(files)}.")
    return files[code]


@lru_cache(maxsize=64)
def base_code(code: str) -> str:
    """`en` of `en-GB`, `en_GB` and `EN`."""
    return code.lower().replace("_", "-").split("-")[0]
