"""Insight on lives whose truth is known: what is there is found, and noise stays silent."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.progress import Course, Habit, course_of
from appliance.progress.insight import Series, forecast, likeliest_to_slip, links, series_of, trends, weekdays
from appliance.progress.insight.series import believed
from appliance.schedule.habits import DAILY, OnWeekdays, Rhythm
from tests.progress.lives import MONDAY

LIVES = 200
FALSE_ALARMS = 0.05


def series(name: str, values: np.typing.ArrayLike) -> Series:
    return Series(name, MONDAY, np.asarray(values, dtype=np.float64))


def noise(seed: int, days: int = 180) -> list[Series]:
    """Six metrics that have nothing to do with each other, with days missing: hours, scales, and yes or no."""
    chance = np.random.default_rng(seed)
    values = [chance.normal(7, 1, days), chance.integers(1, 11, days), chance.random(days) < 0.7]
    values += [chance.poisson(4, days), chance.exponential(20, days), chance.random(days) < 0.5]
    told = [np.where(chance.random(days) < 0.85, each, np.nan) for each in values]
    return [series(f"metric {number}", each) for number, each in enumerate(told)]


def habit(done: np.typing.ArrayLike, rhythm: Rhythm = DAILY) -> Course:
    kept = np.asarray(done, dtype=np.float64)
    values = {MONDAY + timedelta(day): float(value) for day, value in enumerate(kept)}
    return course_of(Habit(MONDAY, rhythm), values, {}, MONDAY + timedelta(len(kept)))


def test_noise_says_nothing_in_nineteen_lives_of_twenty() -> None:
    spoke = 0
    for seed in range(LIVES):
        life = noise(seed)
        spoke += bool(trends(life) or weekdays(life) or links(life))
    assert spoke <= FALSE_ALARMS * LIVES


def test_noise_is_not_foretold() -> None:
    chance = np.random.default_rng(1)
    lives = [habit(chance.random(200) < rate) for rate in chance.uniform(0.2, 0.95, LIVES)]
    foretold = [forecast("gym", life, MONDAY + timedelta(201)) is not None for life in lives]
    assert sum(foretold) <= FALSE_ALARMS * LIVES


@pytest.mark.parametrize("seed", range(5))
def test_sleep_that_brings_exercise_on_the_next_day_is_found_at_its_size(seed: int) -> None:
    chance = np.random.default_rng(seed)
    sleep = chance.normal(7, 1.2, 180)
    shared = np.concatenate([[0.0], (sleep[:-1] - 7) / 1.2])
    exercise = 30 + 10 * (0.6 * shared + 0.8 * chance.normal(0, 1, 180))  # a correlation of 0.6, by construction
    life = [series("sleep", sleep), series("exercise", exercise), *noise(seed + 1000)]
    (link,) = links(life)
    assert (link.earlier, link.later, link.lag) == ("sleep", "exercise", 1)
    assert link.low < 0.6 < link.high
    assert 0.4 < link.strength < 0.75


def test_two_that_only_drift_alike_are_believed_less_than_days_that_go_together() -> None:
    spoke = 0
    for seed in range(100):
        chance = np.random.default_rng(seed)
        wander = [series(name, 0.9 * 5 + np.convolve(chance.normal(0, 1, 260), 0.8 ** np.arange(30), "valid")[:180])
                  for name in ("weight", "mood")]  # fmt: skip
        spoke += bool(links(wander))
    assert spoke <= 10


@pytest.mark.parametrize("seed", range(5))
def test_a_bad_monday_is_found(seed: int) -> None:
    chance = np.random.default_rng(seed)
    rate = np.where(np.arange(364) % 7 == 0, 0.35, 0.9)
    done = chance.random(364) < rate
    (pattern,) = [each for each in weekdays([series("gym", done), *noise(seed)]) if each.name == "gym"]
    assert pattern.worst == 0
    assert pattern.averages[0] == pytest.approx(0.35, abs=0.25)
    found = forecast("gym", habit(done), MONDAY + timedelta(364))
    assert found is not None
    assert (found.day.weekday(), found.reason) == (0, "weekday")
    assert found.chance < 0.65 < found.base_rate
    assert found.error < found.base_error
    assert sum(each.days for each in found.calibration) == found.days


def test_the_habit_that_slips_is_named_among_those_that_do_not() -> None:
    chance = np.random.default_rng(3)
    mondays = chance.random(182) < np.where(np.arange(182) % 7 == 0, 0.2, 0.95)
    steady, random = np.ones(182), chance.random(182) < 0.5
    courses = [("read", habit(steady)), ("gym", habit(mondays)), ("floss", habit(random))]
    found = likeliest_to_slip(courses, MONDAY + timedelta(181))
    assert found is not None
    assert found.name == "gym"
    off_days = [("gym", habit(mondays, OnWeekdays(days=(2, 3))))]
    assert likeliest_to_slip(off_days, MONDAY + timedelta(181)) is None, "nothing is due on a Monday"


def test_what_is_foretold_is_calibrated_where_it_speaks() -> None:
    chance = np.random.default_rng(5)
    foretold, came = [], []
    for _ in range(60):
        done = chance.random(365) < np.where(np.arange(365) % 7 == 0, 0.3, 0.9)
        found = forecast("gym", habit(done[:-1]), MONDAY + timedelta(364))
        if found is not None:
            foretold.append(found.chance)
            came.append(done[364])
    assert len(foretold) > 50
    assert np.mean(foretold) == pytest.approx(np.mean(came), abs=0.15)


@pytest.mark.parametrize("seed", range(3))
def test_a_steady_rise_is_found_with_its_slope(seed: int) -> None:
    chance = np.random.default_rng(seed)
    steps = 4000 + 20 * np.arange(90) + chance.normal(0, 400, 90)
    steps[40] = 90_000  # one mistake moves a robust slope little
    (trend,) = trends([series("steps", steps)])
    assert trend.low < 140 < trend.high
    assert trend.a_week == pytest.approx(140, abs=50)


def test_below_fourteen_pairs_it_is_silent() -> None:
    days = np.arange(13.0)
    assert links([series("a", days), series("b", days)]) == []
    assert trends([series("a", days)]) == []
    assert weekdays([series("a", days)]) == []
    more = np.arange(40.0)
    assert len(links([series("a", more), series("b", more)])) > 0


@given(st.lists(st.one_of(st.just(float("nan")), st.floats(-1e6, 1e6), st.just(1.0)), max_size=60))
def test_any_values_are_survived(values: list[float]) -> None:
    odd = [series("a", values), series("b", list(reversed(values))), series("c", [1.0] * len(values))]
    days = (
        [each.days for each in trends(odd)] + [each.days for each in weekdays(odd)] + [each.days for each in links(odd)]
    )
    assert all(each >= 14 for each in days)


@given(st.lists(st.floats(0, 1), max_size=40))
def test_holm_believes_no_more_than_bonferroni_would_at_most_and_the_smallest_first(chances: list[float]) -> None:
    verdicts = believed(chances, 0.05)
    assert all(verdicts[place] for place, chance in enumerate(chances) if chance < 0.05 / max(1, len(chances)))
    holding = [chance for chance, holds in zip(chances, verdicts, strict=True) if holds]
    rest = [chance for chance, holds in zip(chances, verdicts, strict=True) if not holds]
    assert not holding or not rest or max(holding) <= min(rest)
    assert all(chance <= 0.05 for chance in holding)


def test_a_series_holds_the_last_days() -> None:
    found = series_of("a", {MONDAY: 1.0, MONDAY + timedelta(2): 3.0, date(2020, 1, 1): 9.0}, MONDAY + timedelta(2), 3)
    assert found.first == MONDAY
    assert found.values[[0, 2]].tolist() == [1.0, 3.0]
    assert found.told.tolist() == [True, False, True]
    assert found.weekdays.tolist() == [0, 1, 2]
