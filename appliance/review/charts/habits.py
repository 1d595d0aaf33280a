"""One habit over time: how firm it was, and its days as a calendar."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np

from appliance.progress.course import Course, Excuse
from appliance.progress.credit import DONE
from appliance.progress.rounds import NOWHERE, rounds_of
from appliance.review.charts.drawing import WIDTH, Cell, Drawing, Label, Line, Mark, across, ends, upwards, value_axis
from appliance.review.dates import written
from appliance.review.look import HabitLook
from appliance.review.wording import Wording, plain_name
from appliance.schedule.walltime import ONE_DAY

STRENGTH_DAYS = 180
CALENDAR_WEEKS = 26
CELL, GAP = 9.5, 2.0
CALENDAR_LEFT, CALENDAR_TOP = 28.0, 16.0
ROW_WEEK = 7
MONTH_ROOM = 24.0
"""Right of the last week, for the name of a month that begins there."""


def strength_chart(habit: HabitLook, last: date, wording: Wording) -> Drawing:
    """A point a day, of the last half year."""
    course = habit.course
    days = [course.first + timedelta(days=each) for each in range(course.days)]
    firm = [
        (day, 100 * float(value))
        for day, value in zip(days, habit.strength, strict=True)
        if last - timedelta(days=STRENGTH_DAYS) < day <= last
    ]
    at, scale = across(0, max(1, len(firm) - 1)), upwards(0, 100)
    line = Line(tuple((at(number), scale(value)) for number, (_, value) in enumerate(firm)))
    first, end = written(firm[0][0], wording), written(firm[-1][0], wording)
    values = [value for _, value in firm]
    fields = {"first": first, "last": end, "low": f"{min(values):.0f}", "high": f"{max(values):.0f}",
              "now": f"{values[-1]:.0f}"}  # fmt: skip
    weekly = firm[::-1][::ROW_WEEK][::-1]
    return Drawing(
        title=wording.say("review", "strength_chart", {"label": plain_name(habit.score.metric.name)}),
        description=wording.say("review", "strength_desc", fields),
        marks=(*value_axis(scale, (0, 50, 100)), line, *ends((first, end))),
        columns=(wording.say("review", "day"), wording.say("review", "strength")),
        rows=tuple((written(day, wording), f"{value:.0f}") for day, value in weekly),
    )


def calendar_chart(habit: HabitLook, last: date, wording: Wording, weeks: int = CALENDAR_WEEKS) -> Drawing:
    """A cell a day, a column a week, of the last half year or of so many weeks."""
    monday = last - timedelta(days=last.weekday() + 7 * (weeks - 1))
    states = _states(habit.course, last)
    shown = {day: state for day, state in states.items() if day >= monday}
    cells = [_cell(day, state, monday, wording) for day, state in shown.items()]
    begins = min(shown, default=last)
    counted = Counter(shown.values())
    fields = {
        "first": written(begins, wording),
        "last": written(last, wording),
        **{state: counted[state] for state in ("done", "part", "missed", "excused")},
    }
    return Drawing(
        title=wording.say("review", "calendar_chart", {"label": plain_name(habit.score.metric.name)}),
        description=wording.say("review", "calendar_desc", fields),
        marks=(*_months(monday, last, wording, weeks), *_weekdays(wording), *cells),
        columns=tuple(wording.say("review", key) for key in ("week_of", "done", "part", "missed", "excused")),
        rows=_by_week(shown, wording),
        width=min(WIDTH, CALENDAR_LEFT + weeks * (CELL + GAP) + MONTH_ROOM),
        height=CALENDAR_TOP + 7 * (CELL + GAP) + 2,
    )


def _states(course: Course, last: date) -> dict[date, str]:
    """What each day up to `last` was. A day on which nothing had to be done, and nothing was, is `off`."""
    rounds = rounds_of(course)
    kept = np.zeros(course.days, np.bool_)
    inside = rounds.of_day != NOWHERE
    kept[inside] = rounds.kept[rounds.of_day[inside]]
    strict = rounds.unit == "day"  # on other schedules no single day was missed, only a round
    found = {}
    for number in range(course.days):
        day = course.first + timedelta(days=number)
        if day > last:
            break
        if course.credit[number] >= DONE:
            state = "done"
        elif course.credit[number] > 0:
            state = "part"
        elif course.excuse[number] != Excuse.NONE:
            state = "excused"
        elif number == course.days - 1 and inside[number]:
            state = "open"
        else:
            state = "missed" if inside[number] and not kept[number] and strict else "off"
        found[day] = state
    return found


NAMES = {"open": "open_day", "off": "not_due"}
"""Keys of the catalogue for the states that are called otherwise there."""


def _cell(day: date, state: str, monday: date, wording: Wording) -> Cell:
    column, row = divmod((day - monday).days, 7)
    note = f"{written(day, wording)}: {wording.say('review', NAMES.get(state, state))}"
    return Cell(
        round(CALENDAR_LEFT + column * (CELL + GAP), 2), round(CALENDAR_TOP + row * (CELL + GAP), 2), CELL, state, note
    )


def _months(monday: date, last: date, wording: Wording, weeks: int) -> list[Mark]:
    """Above the first week in which a month begins, but where the last such name would touch it."""
    marks: list[Mark] = []
    names, before = wording.list("review", "months"), -9
    for column in range(weeks):
        day = monday + timedelta(days=7 * column)
        begins = next((each for each in range(7) if (day + each * ONE_DAY).day == 1), None)
        if begins is not None and column - before >= 3 and day <= last:
            month = names[(day + begins * ONE_DAY).month - 1]
            marks.append(Label(CALENDAR_LEFT + column * (CELL + GAP), CALENDAR_TOP - 6, month, "start"))
            before = column
    return marks


def _weekdays(wording: Wording) -> list[Mark]:
    names = wording.list("review", "weekdays")
    return [
        Label(CALENDAR_LEFT - 4, CALENDAR_TOP + row * (CELL + GAP) + CELL - 1.5, names[row], "end")
        for row in (0, 2, 4, 6)
    ]


def _by_week(shown: dict[date, str], wording: Wording) -> tuple[tuple[str, ...], ...]:
    weeks: dict[date, Counter[str]] = {}
    for day, state in shown.items():
        weeks.setdefault(day - timedelta(days=day.weekday()), Counter())[state] += 1
    return tuple(
        (written(monday, wording), *(str(counted[state]) for state in ("done", "part", "missed", "excused")))
        for monday, counted in weeks.items()
    )
