"""How a file is refused: where the fault is, what it is, and what to do."""

from __future__ import annotations

from pathlib import Path

from appliance.errors import InvalidInputError

MOST_SHOWN = 60
"""Characters of a value that are repeated to whoever gave it."""


class UnusableError(Exception):
    """A value that its place does not take; the text says why, to follow the value."""


def refused(place: str, fault: str, remedy: str = "Nothing was brought in.") -> InvalidInputError:
    """The error for a fault at a place: `sam.json, line 3, column 12: …`."""
    return InvalidInputError(f"{place}: {fault}.", remedy=remedy, says="file_wrong", place=place)


def at(file: str, line: int, column: int) -> str:
    """A place in a text, both counted from 1."""
    return f"{file}, line {line}, column {column}"


def at_offset(file: str, text: str, offset: int) -> str:
    """The place so many characters into a text."""
    return at(file, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def shown(value: object) -> str:
    """A value of the file, short enough for a message."""
    text = repr(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def decoded(file: str, content: bytes) -> str:
    """The text of a file in UTF-8, with or without a mark in front. Raises `InvalidInputError` with the place."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", errors="replace")
        raise refused(
            at_offset(file, before, len(before)),
            f"byte {content[error.start]:#04x} is not UTF-8",
            "Save the file as UTF-8, or export it anew.",
        ) from None


def short_name(path: Path) -> str:
    """What a file is called in messages."""
    return path.name or str(path)
