"""Reads Loop Habit Tracker's CSV export: a zip with `Habits.csv` and, for each habit, a folder with `Checkmarks.csv`.

The file of all habits together is left aside: it repeats the others, and some versions write it wrongly. Old versions
(to 2.0) have no header in a habit's own file and numbers for words; both are read. See docs/export.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from appliance.records.progress import Direction, MetricKind
from appliance.transfer.columns import EARLIEST_YEAR, LATEST_YEAR
from appliance.transfer.files_in import LOOP_HABITS
from appliance.transfer.foreign import MOST_NAME, MOST_QUESTION, Habit, named_apart, plain, rhythm_of
from appliance.transfer.packed import Packed
from appliance.transfer.refusal import at, refused, shown
from appliance.transfer.sheets_in import sheet

CHECKMARKS = "Checkmarks.csv"
THOUSANDTHS = 1000
"""Numbers are kept as so many parts of one."""

UNKNOWN, NO, BY_ITSELF, BY_HAND, SKIPPED = -1, 0, 1, 2, 3
"""What a mark says. `BY_ITSELF`: not done that day, and not due, since it was done often enough."""

WORDS = {"UNKNOWN": UNKNOWN, "NO": NO, "YES_AUTO": BY_ITSELF, "YES_MANUAL": BY_HAND, "SKIP": SKIPPED}

OLDER_NAMES = {"NumRepetitions": "FrequencyNumerator", "Interval": "FrequencyDenominator"}
KNOWN = frozenset(
    {
        "Position", "Name", "Type", "Question", "Description", "FrequencyNumerator", "FrequencyDenominator", "Color",
        "Unit", "Target Type", "Target Value", "Archived?",
    }
)  # fmt: skip

UNITS_OF_TIME = {
    "min": "minutes", "mins": "minutes", "minute": "minutes", "minutes": "minutes",
    "h": "hours", "hr": "hours", "hrs": "hours", "hour": "hours", "hours": "hours",
}  # fmt: skip

REMEDY = "Nothing was brought in. Export from Loop anew, or repair that place."

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MARK = re.compile(r"-?\d{1,12}")
_FOLDER = re.compile(r"(\d+)(?: .*)?")


def read_loop(packed: Packed) -> tuple[list[Habit], list[str]]:
    """The habits, and what is said of all of them. Raises `InvalidInputError` with line and column (a cell)."""
    place = packed.place(LOOP_HABITS)
    rows = list(sheet(place, packed.text(LOOP_HABITS)))
    if not rows:
        raise refused(at(place, 1, 1), "it is empty", REMEDY)
    names = [OLDER_NAMES.get(name, name) for name in rows[0][1]]
    if "Name" not in names:
        raise refused(at(place, 1, 1), "there is no column Name", REMEDY)
    marks = _folders(packed)
    habits = [_habit(place, line, names, cells, number) for number, (line, cells) in enumerate(rows[1:], 1)]
    said = [f"the column {name!r} is not known and is left out" for name in names if name and name not in KNOWN]
    for number, habit in enumerate(habits, 1):
        if number in marks:
            _read_marks(packed.place(marks[number]), packed.text(marks[number]), habit)
        else:
            habit.notes.append("there is no folder with its days")
    if extra := sorted(set(marks) - set(range(1, len(habits) + 1))):
        raise refused(packed.place(marks[extra[0]]), f"{LOOP_HABITS} has no habit {extra[0]}", REMEDY)
    named_apart(habits)
    return habits, [*said, "colours and Loop's own scores are left out: strength is worked out from the days"]


def _folders(packed: Packed) -> dict[int, str]:
    """The file of marks of each habit, by its number among them."""
    found: dict[int, str] = {}
    for name in packed.names():
        folder, _, rest = name.partition("/")
        if rest == CHECKMARKS and (numbered := _FOLDER.fullmatch(folder)):
            if int(numbered[1]) in found:
                raise refused(packed.place(name), f"there are two folders {numbered[1]}", REMEDY)
            found[int(numbered[1])] = name
    return found


def _habit(place: str, line: int, names: Sequence[str], cells: Sequence[str], number: int) -> Habit:
    if len(cells) != len(names):
        raise refused(at(place, line, len(cells)), f"the row has {len(cells)} cells, not {len(names)}", REMEDY)
    row = _Row(place, line, names, cells)
    habit = Habit(plain(row.get("Name"), MOST_NAME), at(place, line, names.index("Name") + 1), position=number)
    if habit.name != row.get("Name"):
        habit.notes.append(f"its name was {row.get('Name')!r}")
    question = row.get("Question") if "Question" in names else row.get("Description")
    habit.question = plain(question, MOST_QUESTION)
    if "Question" in names and row.get("Description").strip():
        habit.notes.append(f"its description has no place here: {row.get('Description')}")
    times, days = row.count("FrequencyNumerator"), row.count("FrequencyDenominator")
    habit.rhythm, said = rhythm_of(times, days)
    habit.notes += [said] if said else []
    habit.archived = row.choice("Archived?", {"": False, "false": False, "true": True})
    if row.choice("Type", {"": False, "YES_NO": False, "NUMERICAL": True}):
        _make_number(habit, row, times, days)
    return habit


def _make_number(habit: Habit, row: _Row, times: int, days: int) -> None:
    unit = plain(row.get("Unit"), MOST_NAME)
    habit.unit = UNITS_OF_TIME.get(unit.lower(), unit)
    habit.kind = MetricKind.DURATION if unit.lower() in UNITS_OF_TIME else MetricKind.NUMBER
    habit.direction = row.choice(
        "Target Type", {"": Direction.AT_LEAST, "AT_LEAST": Direction.AT_LEAST, "AT_MOST": Direction.AT_MOST}
    )
    target = row.number("Target Value")
    habit.target = target if target or habit.direction is Direction.AT_MOST else None
    if days > 1 and habit.target is not None:
        habit.notes.append(
            f"its target of {habit.target:g} was for {days} days together, and is for each time it is done here"
        )


_Chosen = TypeVar("_Chosen")


class _Row:
    """A habit's cells by the names of their columns."""

    def __init__(self, place: str, line: int, names: Sequence[str], cells: Sequence[str]) -> None:
        self._place, self._line, self._names = place, line, list(names)
        self._cells = dict(zip(names, cells, strict=True))

    def get(self, column: str) -> str:
        return self._cells.get(column, "")

    def count(self, column: str) -> int:
        """At least 1; 1 where it is not said."""
        text = self.get(column).strip() or "1"
        if not re.fullmatch(r"\d{1,4}", text) or not int(text):
            raise self._refused(column, "is no number of times or days")
        return int(text)

    def number(self, column: str) -> float:
        text = self.get(column).strip() or "0"
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise self._refused(column, "is no number")
        return number

    def choice(self, column: str, choices: Mapping[str, _Chosen]) -> _Chosen:
        text = self.get(column).strip()
        if text not in choices:
            raise self._refused(column, f"is none of {', '.join(filter(None, choices))}")
        return choices[text]

    def _refused(self, column: str, fault: str) -> Exception:
        place = at(self._place, self._line, self._names.index(column) + 1)
        return refused(place, f"{column} {shown(self.get(column))} {fault}", REMEDY)


def _read_marks(place: str, text: str, habit: Habit) -> None:
    seen: set[date] = set()
    for number, (line, cells) in enumerate(sheet(place, text)):
        if not number and cells[:2] == ["Date", "Value"]:
            continue
        if len(cells) not in (2, 3):
            raise refused(at(place, line, len(cells)), f"a mark has a day, a value and a note, not {len(cells)} cells")
        day, mark = _day(place, line, cells[0]), _mark(place, line, cells[1], habit.kind)
        if day in seen:
            raise refused(at(place, line, 1), f"{day} is there twice", REMEDY)
        seen.add(day)
        _keep(habit, day, mark, cells[2].strip() if len(cells) == 3 else "")


def _keep(habit: Habit, day: date, mark: int, note: str) -> None:
    if mark == SKIPPED:
        habit.skips[day] = plain(note, MOST_QUESTION)
        return
    if mark != UNKNOWN and (habit.kind is not MetricKind.HABIT or mark != BY_ITSELF):
        habit.values[day] = float(mark == BY_HAND) if habit.kind is MetricKind.HABIT else mark / THOUSANDTHS
    if note:
        habit.texts[day] = note


def _day(place: str, line: int, text: str) -> date:
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        day = date.fromisoformat(text)
    except ValueError:
        raise refused(at(place, line, 1), f"{shown(text)} is no day like 2024-05-31", REMEDY) from None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise refused(at(place, line, 1), f"{day} is too far from now", REMEDY)
    return day


def _mark(place: str, line: int, text: str, kind: MetricKind) -> int:
    mark = WORDS.get(text)
    if mark is None and _MARK.fullmatch(text):
        mark = int(text)
    most = SKIPPED if kind is MetricKind.HABIT else math.inf
    if mark is None or not UNKNOWN <= mark <= most:
        wanted = "YES_MANUAL, YES_AUTO, NO, SKIP, UNKNOWN" + ("" if kind is MetricKind.HABIT else " or a number")
        raise refused(at(place, line, 2), f"{shown(text)} is none of {wanted}", REMEDY)
    return mark
