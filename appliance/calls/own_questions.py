"""Reads lists of questions that people write: plain text, one question a line, or TOML. Pure.

How was your day?
How far did you run? [number km] -> run
Did you stretch? [yes/no]
How rested are you? [scale 1-10] -> rest
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from appliance.errors import InvalidInputError, in_own_words
from appliance.records.agenda import Answer, CustomQuestion

_LINE = re.compile(r"(?P<text>.*?)\s*(?:\[(?P<kind>[^\[\]]*)\])?\s*(?:->\s*(?P<metric>.*))?")
_SCALE = re.compile(r"scale(?:\s+(-?\d+(?:\.\d+)?)\s*-\s*(-?\d+(?:\.\d+)?))?")
_UNITS = {"hours": "hours", "hour": "hours", "minutes": "minutes", "minute": "minutes"}

KINDS = "[yes/no], [number], [number km], [scale 1-10], [hours], [minutes], [time], or nothing for free words"


def read_questions(text: str, *, toml: bool = False) -> list[CustomQuestion]:
    """The questions of a file. Raises `InvalidInputError` naming the line and what is wrong with it."""
    found = list(_from_toml(text) if toml else _from_lines(text))
    if not found:
        raise InvalidInputError(
            "There is no question in it.", remedy="Write one a line: How was your day?", says="question"
        )
    return found


def read_question(line: str, number: int = 1) -> CustomQuestion:
    """One line. Raises `InvalidInputError` naming it by its number."""
    parts = _LINE.fullmatch(line.strip())
    if parts is None or not parts["text"]:
        raise _fault(number, f"{line.strip()!r} asks nothing")
    fields = {"text": parts["text"], **_kind(parts["kind"], number)}
    if parts["metric"] is not None:
        fields["metric"] = parts["metric"].strip()
        if not fields["metric"]:
            raise _fault(number, "nothing stands after ->", "Write the metric's name: -> run")
    return _checked(fields, number)


def _from_lines(text: str) -> Iterator[CustomQuestion]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield read_question(line, number)


def _from_toml(text: str) -> Iterator[CustomQuestion]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInputError(f"That is no TOML: {error}.") from error
    asked = content.get("questions")
    if set(content) != {"questions"} or not isinstance(asked, list):
        raise InvalidInputError("A TOML list holds [[questions]] and nothing else.", remedy='[[questions]]\ntext = "…"')
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if line.strip() == "[[questions]]"]
    for place, fields in enumerate(asked):
        number = lines[place] if place < len(lines) else 1
        if not isinstance(fields, dict):
            raise _fault(number, "a question is a table with a text")
        yield _checked(fields, number)


def _kind(written: str | None, number: int) -> dict[str, Any]:
    words = " ".join((written or "").lower().split())
    if written is None:
        return {}
    if words in ("yes/no", "yes / no", "habit"):
        return {"answer": Answer.YES_NO}
    if words == "time":
        return {"answer": Answer.TIME}
    if words in _UNITS:
        return {"answer": Answer.DURATION, "unit": _UNITS[words]}
    if words == "number" or words.startswith("number "):
        return {"answer": Answer.NUMBER, "unit": " ".join(written.split())[len("number") :].strip()}
    if ends := _SCALE.fullmatch(words):
        return {"answer": Answer.SCALE, "low": float(ends[1] or 1), "high": float(ends[2] or 10)}
    raise _fault(number, f"[{written}] is no kind of answer", f"There is {KINDS}.")


def _checked(fields: dict[str, Any], number: int) -> CustomQuestion:
    try:
        asked = CustomQuestion.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        fault = in_own_words(first["msg"])
        raise _fault(number, f"{where}: {fault}" if where else fault) from error
    if asked.answer is Answer.PRESENCE:
        raise _fault(number, "answer: presence is no answer to a question", f"There is {KINDS}.")
    if asked.metric and asked.answer is Answer.OPEN:
        raise _fault(number, f"free words are no value for {asked.metric!r}", f"Say what is answered: {KINDS}.")
    if asked.low is not None and asked.high is not None and asked.low >= asked.high:
        raise _fault(number, f"{asked.low:g} is not below {asked.high:g}")
    if asked.answer is Answer.SCALE and asked.low is None and asked.high is None:
        return asked.model_copy(update={"low": 1.0, "high": 10.0})
    if asked.answer is Answer.DURATION and not asked.unit:
        return asked.model_copy(update={"unit": "hours"})
    return asked


def _fault(number: int, what: str, remedy: str = "") -> InvalidInputError:
    return InvalidInputError(f"Line {number}: {what}.", remedy=remedy)
