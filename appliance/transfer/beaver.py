"""Reads Beaver Habits' JSON export: `{"habits": [{"name", "records": [{"day", "done", "text"}], "period", …}]}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from appliance.errors import InvalidInputError
from appliance.transfer.columns import EARLIEST_YEAR, LATEST_YEAR
from appliance.transfer.foreign import MOST_NAME, MOST_QUESTION, SPAN_DAYS, Habit, named_apart, plain, rhythm_of
from appliance.transfer.refusal import at_offset, refused, shown
from appliance.transfer.strict_json import Path, offset_of

REMEDY = "Nothing was brought in. Export from Beaver Habits anew, or repair that place."

ACTIVE, ARCHIVED, DELETED = "active", "archive", "soft_delete"
MOST_TIMES = 1000

READ = frozenset({"name", "id", "records", "period", "status"})

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class _Reading:
    """The document with the way back to its places."""

    def __init__(self, file: str, text: str) -> None:
        self._file, self._text = file, text

    def refused(self, path: Path, fault: str) -> InvalidInputError:
        return refused(self.place(path), fault, REMEDY)

    def place(self, path: Path) -> str:
        return at_offset(self._file, self._text, offset_of(self._text, path))

    def typed(self, holder: Mapping[str, Any], path: Path, key: str, kind: type, usual: Any = None) -> Any:
        """What stands under a key, of this type; `usual` where it is absent or null. Needed where that is None."""
        value = holder.get(key)
        if value is None and usual is not None:
            return usual
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.refused((*path, key), f"{key} {shown(value)} is not what belongs here")
        return value


def read_beaver(file: str, text: str, data: Mapping[str, Any]) -> tuple[list[Habit], list[str]]:
    """The habits in their order, and what is said of all of them. Raises `InvalidInputError` with line and column."""
    reading = _Reading(file, text)
    order = reading.typed(data, (), "order", list, [])
    habits: list[tuple[Any, Habit]] = []
    said: list[str] = []
    for number, raw in enumerate(data["habits"]):
        path: Path = ("habits", number)
        if not isinstance(raw, dict):
            raise reading.refused(path, "a habit is no object")
        name = reading.typed(raw, path, "name", str)
        if reading.typed(raw, path, "status", str, ACTIVE) == DELETED:
            said.append(f"{name}: it was deleted in Beaver Habits, and is left out")
            continue
        habits.append((raw.get("id"), _habit(reading, path, raw, name)))
    ranks = {str(each): rank for rank, each in enumerate(order)}
    found = [habit for _, habit in sorted(habits, key=lambda each: ranks.get(str(each[0]), len(ranks)))]
    for position, habit in enumerate(found, 1):
        habit.position = position
    named_apart(found)
    return found, said


def _habit(reading: _Reading, path: Path, raw: Mapping[str, Any], name: str) -> Habit:
    habit = Habit(plain(name, MOST_NAME), reading.place((*path, "name")))
    if habit.name != name:
        habit.notes.append(f"its name was {name!r}")
    status = reading.typed(raw, path, "status", str, ACTIVE)
    if status not in (ACTIVE, ARCHIVED):
        raise reading.refused((*path, "status"), f"status {shown(status)} is none of {ACTIVE}, {ARCHIVED}, {DELETED}")
    habit.archived = status == ARCHIVED
    _read_period(reading, path, raw, habit)
    for number, record in enumerate(reading.typed(raw, path, "records", list)):
        _read_record(reading, (*path, "records", number), record, habit)
    if left := sorted(key for key in raw if key not in READ and raw[key]):
        habit.notes.append("not kept: " + "; ".join(f"{key} {shown(raw[key])}" for key in left))
    return habit


def _read_period(reading: _Reading, path: Path, raw: Mapping[str, Any], habit: Habit) -> None:
    period = reading.typed(raw, path, "period", dict, {})
    if not period:
        return
    within = (*path, "period")
    span = reading.typed(period, within, "period_type", str)
    if span not in SPAN_DAYS:
        raise reading.refused((*within, "period_type"), f"{shown(span)} is none of {', '.join(SPAN_DAYS)}")
    counts = []
    for key in ("period_count", "target_count"):
        counts.append(reading.typed(period, within, key, int))
        if not 1 <= counts[-1] <= MOST_TIMES:
            raise reading.refused((*within, key), f"{key} {counts[-1]} is not 1 to {MOST_TIMES}")
    habit.rhythm, said = rhythm_of(counts[1], counts[0] * SPAN_DAYS[span])
    habit.notes += [said] if said else []


def _read_record(reading: _Reading, path: Path, record: Any, habit: Habit) -> None:
    if not isinstance(record, dict):
        raise reading.refused(path, "a record is no object")
    day = _day(reading, path, reading.typed(record, path, "day", str))
    done = reading.typed(record, path, "done", bool, usual=False)
    text = reading.typed(record, path, "text", str, "").strip()
    skipped = record.get("skipped") is True or record.get("state") == "SKIPPED"
    if day in habit.values or day in habit.skips:
        habit.notes.append(f"{day} is there twice; the later counts")
    for kept in (habit.values, habit.skips, habit.texts):
        kept.pop(day, None)
    if skipped and not done:
        habit.skips[day] = plain(text, MOST_QUESTION)
        return
    habit.values[day] = float(done)
    if text:
        habit.texts[day] = text


def _day(reading: _Reading, path: Path, text: str) -> date:
    found = _DAY.fullmatch(text)
    try:
        day = date(*map(int, found.groups())) if found else date.min
    except ValueError:
        day = date.min
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise reading.refused((*path, "day"), f"{shown(text)} is no day like 2024-05-31")
    return day
