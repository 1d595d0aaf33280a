"""Where the data of each language lies: one folder a language, found by the code that its word lists name."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent

CRISIS = "crisis.toml"
"""Signs of distress, and what must never be said, in one language."""


@cache
def folders() -> dict[str, Path]:
    """The folder of each language that has word lists, by its ISO 639-1 code, in order of the codes."""
    found = {}
    for file in HERE.glob(f"*/{CRISIS}"):
        with file.open("rb") as stream:
            found[str(tomllib.load(stream)["code"])] = file.parent
    return dict(sorted(found.items()))


def base_code(code: str) -> str:
    """`en` of `en-GB`, `en_GB` and `EN`."""
    return code.lower().replace("_", "-").split("-")[0]
