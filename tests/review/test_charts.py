"""Charts as data: one mark for each datum, in its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.progress import Habit, course_of, strengths
from appliance.progress.insight import Series, Trend, WeekdayPattern
from appliance.progress.scoreboard import board_of
from appliance.records.history import History
from appliance.records.progress import MetricKind
from appliance.review.charts.drawing import HEIGHT, WIDTH, Bar, Cell, Dot, Drawing, Line, Scale, spark, ticks
from appliance.review.charts.habits import calendar_chart, strength_chart
from appliance.review.charts.insights import insight_charts, trend_chart, weekday_chart
from appliance.review.look import HabitLook, look_deeper
from appliance.review.wording import Wording
from tests.progress.lives import MONDAY, lived
from tests.review.lives import TODAY, everything, metric

EN = Wording("en")
LOOKED = look_deeper(everything("reading"), TODAY)


def habit(days: str) -> HabitLook:
    course = lived(days)
    kind = metric(1, "gym", MetricKind.HABIT)
    board = board_of(History(types=(kind,)), course.first, [(kind, course)])
    return HabitLook(board.scores[0], course, strengths(course))


def of(drawing: Drawing, kind: type) -> list[object]:
    return [mark for mark in drawing.marks if isinstance(mark, kind)]


def places(drawing: Drawing) -> Iterator[tuple[float, float]]:
    for mark in drawing.marks:
        if isinstance(mark, Line):
            yield from mark.points
        else:
            yield mark.x, mark.y


def test_a_calendar_has_a_cell_a_day_that_says_what_it_was() -> None:
    drawing = calendar_chart(habit("xh.spox."), MONDAY + timedelta(7), EN)
    cells = [mark for mark in drawing.marks if isinstance(mark, Cell)]
    assert [cell.state for cell in cells] == [
        "done", "part", "missed", "excused", "excused", "excused", "done", "open",
    ]  # fmt: skip
    assert len({(cell.x, cell.y) for cell in cells}) == len(cells)
    assert cells[0].y == cells[7].y, "a row is a weekday"
    assert "done on 2 days, in part on 1, not done on 1, left out on 3" in drawing.description
    assert drawing.rows == (("5 Jan 2026", "2", "1", "1", "3"), ("12 Jan 2026", "0", "0", "0", "0"))


def test_strength_has_a_point_a_day_of_the_last_half_year() -> None:
    drawing = strength_chart(habit("x" * 300), MONDAY + timedelta(299), EN)
    (curve,) = [mark for mark in drawing.marks if isinstance(mark, Line) and mark.style == "curve"]
    assert len(curve.points) == 180
    assert [point[1] for point in curve.points] == sorted((point[1] for point in curve.points), reverse=True)
    assert drawing.rows[-1][1] == "100"


def test_each_insight_has_its_chart_with_a_mark_for_each_datum() -> None:
    found = LOOKED.insights
    assert found is not None
    assert found.hours is not None
    assert found.slip is not None
    charts = list(insight_charts(LOOKED, EN))
    counted = [each.days for each in found.trends] + [7 for _ in found.weekdays] + [each.days for each in found.links]
    counted += [len(found.hours.rates), len(found.slip.calibration)]
    assert [len(of(chart, Dot)) + len(of(chart, Bar)) for chart in charts] == counted
    assert [len(chart.rows) for chart in charts] == counted
    assert len([mark for mark in charts[-2].marks if isinstance(mark, Line) and mark.style == "whisker"]) == 2
    for chart in charts:
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places(chart))


VALUES = st.floats(-1e9, 1e9)


@given(st.lists(VALUES, min_size=1, max_size=90), VALUES)
def test_any_values_stay_on_the_canvas(values: list[float], slope: float) -> None:
    series = Series("steps", MONDAY, np.array(values))
    drawing = trend_chart(Trend("steps", slope, slope, slope, len(values)), series, EN)
    assert len(of(drawing, Dot)) == len(values)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places(drawing))


@given(st.lists(st.none() | VALUES, min_size=7, max_size=7).filter(lambda each: sum(x is not None for x in each) > 1))
def test_bars_stand_on_the_ground_whatever_they_are(averages: list[float | None]) -> None:
    drawing = weekday_chart(WeekdayPattern("balance", 0, 1, tuple(averages), 40), EN, rates=False)
    bars = [mark for mark in drawing.marks if isinstance(mark, Bar)]
    assert len(bars) == sum(average is not None for average in averages)
    assert all(bar.height >= 0 and bar.y >= 0 and bar.y + bar.height <= HEIGHT for bar in bars)


@given(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12))
def test_ticks_are_few_round_and_around(low: float, span: float) -> None:
    found = ticks(low, low + span)
    assert len(found) <= 7
    near = 1e-8 * (abs(low) + span)
    assert found[0] <= low + near
    assert found[-1] >= low + span - near or len(found) == 1


def test_a_scale_without_a_span_is_its_middle() -> None:
    assert Scale(5, 5, 0, 100)(5) == 50
    assert Scale(0, 10, 100, 0)(10) == 0


def test_a_spark_is_a_letter_a_value() -> None:
    assert spark([0, 0.5, 1]) == "▁▅█"


def test_a_day_before_anything_was_done_is_no_failure_of_another_schedule() -> None:
    (_, reading, _) = LOOKED.habits
    cells = [mark for mark in calendar_chart(reading, TODAY, EN).marks if isinstance(mark, Cell)]
    assert not [cell for cell in cells if cell.state == "missed"], "three a week: no single day is missed"
    assert course_of(Habit(MONDAY), {}, {}, MONDAY).days == 1
    assert pytest.approx(1.0) == max(cell.size for cell in cells) / 9.5
