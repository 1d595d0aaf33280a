"""Which habit is most likely to be missed next, and how well that could be told so far.

Four simple guesses are made for every day from the days before it alone; the one that was best until then is the
forecast. What it was worth is measured on the same days, so nobody has to take its word.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from appliance.progress.course import Course
from appliance.progress.credit import DONE
from appliance.progress.insight.series import MOST_DAYS
from appliance.schedule.habits import OnWeekdays
from appliance.schedule.walltime import ONE_DAY

LEAST_DAYS = 42
"""Due days from which a forecast is made: six weeks."""

LEARNING_DAYS = 14
"""Due days at the beginning that are not measured."""

LATELY = 14
"""Due days."""

BINS = 5
"""Of probability, for the calibration."""

SURELY_BETTER = 0.5
"""Standard errors by which it has to beat the base rate on days it had not seen. Of 1,200 random habits 8 were
foretold so; of 40 with a bad weekday all in a year, 29 in half of one."""

Outcomes = NDArray[np.bool_]
Guess = Callable[[Outcomes, NDArray[np.int64], int], float]
"""Probability that the next is done: of what was done on the due days so far, their weekdays, and its own."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Days for which about the same was foretold."""

    foretold: float
    came: float
    """Share of them on which it was done."""
    days: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """For the next day on which a habit is due."""

    name: str
    day: date
    chance: float
    """That it is done, 0 … 1."""
    base_rate: float
    reason: str
    """Of `GUESSES`: what the forecast rests on."""
    error: float
    """Mean squared error (Brier score) over the days that are measured."""
    base_error: float
    """Of always foretelling the rate so far."""
    calibration: tuple[Bin, ...]
    days: int
    """That were measured."""


def forecast(name: str, course: Course, tomorrow: date) -> Forecast | None:
    """None where nothing is due then, too little is known, or the base rate does as well."""
    if not isinstance(course.rhythm, OnWeekdays) or not course.owed(np.array([tomorrow.toordinal()])).any():
        return None  # of what may be done on any day of a round, no single day slips
    due = course.live & (course.owed() > 0)
    done = (course.credit[due] >= DONE)[-MOST_DAYS:]
    if len(done) < LEAST_DAYS or done.all() or not done.any():
        return None
    on = ((course.ordinals[due] - 1) % 7)[-MOST_DAYS:]
    guessed = {reason: _walk(guess, done, on) for reason, guess in GUESSES.items()}
    chosen = _best_so_far(guessed, done)
    foretold = np.array([guessed[reason][place] for place, reason in enumerate(chosen[:-1])])
    measured = slice(LEARNING_DAYS, None)
    errors, base_errors = (foretold - done) ** 2, (guessed[BASE] - done) ** 2
    if not _is_better(errors[measured], base_errors[measured]):
        return None
    reason = chosen[-1]
    return Forecast(
        name=name,
        day=tomorrow,
        chance=GUESSES[reason](done, on, tomorrow.weekday()),
        base_rate=float(done.mean()),
        reason=reason,
        error=float(errors[measured].mean()),
        base_error=float(base_errors[measured].mean()),
        calibration=_calibration(foretold[measured], done[measured]),
        days=len(done) - LEARNING_DAYS,
    )


def likeliest_to_slip(courses: Sequence[tuple[str, Course]], today: date) -> Forecast | None:
    """Of several habits, the one that is least likely to be done tomorrow, of those that can be foretold."""
    tomorrow = today + ONE_DAY
    found = [each for name, course in courses if (each := forecast(name, course, tomorrow)) is not None]
    return min(found, key=lambda each: each.chance, default=None)


def _rate(done: Outcomes) -> float:
    """As Laplace has it: somewhere between, as long as there is little."""
    return float(done.sum() + 1) / (len(done) + 2)


def _by_rate(done: Outcomes, on: NDArray[np.int64], weekday: int) -> float:
    return _rate(done)


def _by_weekday(done: Outcomes, on: NDArray[np.int64], weekday: int) -> float:
    return _rate(done[on == weekday])


def _by_the_last(done: Outcomes, on: NDArray[np.int64], weekday: int) -> float:
    alike = done[1:][done[:-1] == done[-1]] if len(done) else done
    return _rate(alike)


def _by_the_latest(done: Outcomes, on: NDArray[np.int64], weekday: int) -> float:
    return _rate(done[-LATELY:])


BASE = "rate"
GUESSES: dict[str, Guess] = {
    BASE: _by_rate,
    "weekday": _by_weekday,
    "last": _by_the_last,
    "lately": _by_the_latest,
}


def _walk(guess: Guess, done: Outcomes, on: NDArray[np.int64]) -> NDArray[np.float64]:
    """What would have been foretold for each day by those before it."""
    return np.array([guess(done[:place], on[:place], int(on[place])) for place in range(len(done))])


def _best_so_far(guessed: dict[str, NDArray[np.float64]], done: Outcomes) -> list[str]:
    """For each day, and for the one after the last: the guess with the least squared error before it."""
    names = list(guessed)
    errors = np.cumsum([(guessed[name] - done) ** 2 for name in names], axis=1)
    before = np.concatenate([np.zeros((len(names), 1)), errors], axis=1)
    return [names[place] for place in before.argmin(axis=0)]


def _is_better(errors: NDArray[np.float64], base_errors: NDArray[np.float64]) -> bool:
    gained = base_errors - errors
    spread = float(gained.std(ddof=1)) / math.sqrt(len(gained))
    return spread > 0 and float(gained.mean()) > SURELY_BETTER * spread


def _calibration(foretold: NDArray[np.float64], done: Outcomes) -> tuple[Bin, ...]:
    places = np.minimum((foretold * BINS).astype(np.int64), BINS - 1)
    return tuple(
        Bin(float(foretold[places == place].mean()), float(done[places == place].mean()), int((places == place).sum()))
        for place in range(BINS)
        if (places == place).any()
    )
