"""Files of TOML as checked values. What is wrong in one is named by file, key and fault."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from appliance.errors import InvalidInputError, in_own_words

Place = Sequence[int | str]
"""Where in the content a fault is: keys of tables and places in lists, from the outside in."""

_Model = TypeVar("_Model", bound=BaseModel)


def read_toml(path: Path, shown: str, *, remedy: str = "") -> dict[str, Any]:
    """The content of a file. Raises `InvalidInputError`, naming it as `shown`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{shown}: cannot be read: {error}", remedy=remedy) from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidInputError(f"{shown}: not valid TOML: {error}", remedy=remedy) from error


def checked(
    model: type[_Model],
    content: Mapping[str, Any],
    shown: str,
    *,
    written: Callable[[Place], Place] = lambda place: place,
    remedy: str = "",
) -> _Model:
    """`content` as a value. Raises `InvalidInputError` naming file, key (as `written` in the file) and fault."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, written(first["loc"]))) or "the file"
        fault = in_own_words(first["msg"])
        raise InvalidInputError(f"{shown}: {key}: {fault}", remedy=remedy) from error
