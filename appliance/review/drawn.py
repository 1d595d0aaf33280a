"""Charts as markup, drawn again only when what they show has changed: of a year, drawing is most of a review's work."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from appliance.language.messages import messages
from appliance.records.progress import Commitment
from appliance.review.charts.drawing import Drawing
from appliance.review.charts.habits import calendar_chart, strength_chart
from appliance.review.look import HabitLook
from appliance.review.reading import Review
from appliance.review.wording import Wording

TEMPLATES = Path(__file__).parent / "templates"

MOST_DRAWINGS = 128
"""Kept: two for each habit of a household, about 30 kB each."""

MOST_REVIEWS = 12
"""Kept, of everybody: 250 kB each."""


@cache
def environment() -> Environment:
    """Of the templates of reviews. They are read once."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip


def habit_charts(habits: Sequence[HabitLook], last: date, language: str) -> Iterator[Drawing]:
    """Two of each habit: how firm it was, and its days."""
    for habit in habits:
        yield from _drawings(_Shown(habit, last, language))


@lru_cache(MOST_DRAWINGS)
def markup_of(drawing: Drawing, language: str) -> Markup:
    """A chart as HTML, escaped."""
    words = {key: texts[0] for key, texts in messages(language).review.items()}
    chart: Any = environment().get_template("charts.html").module
    return Markup(chart.chart(drawing, words))  # noqa: S704  # autoescaped


class _Shown:
    """Everything that the charts of one habit show, comparable: equal ones have equal charts."""

    def __init__(self, habit: HabitLook, last: date, language: str) -> None:
        self.habit, self.last, self.language = habit, last, language
        course = tuple(_plain(getattr(habit.course, each.name)) for each in fields(habit.course))
        self._all = (habit.score.metric.name, last, language, course, _plain(habit.strength))

    def __hash__(self) -> int:
        return hash(self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shown) and self._all == other._all


def _plain(value: Any) -> Hashable:
    return (value.dtype.str, value.tobytes()) if isinstance(value, np.ndarray) else value


@lru_cache(MOST_DRAWINGS // 2)
def _drawings(shown: _Shown) -> tuple[Drawing, Drawing]:
    wording = Wording(shown.language)
    return strength_chart(shown.habit, shown.last, wording), calendar_chart(shown.habit, shown.last, wording)


def drawn_so_far() -> int:
    """How often the charts of a habit were drawn, since `forget`."""
    return _drawings.cache_info().misses


def forget() -> None:
    """Draw everything anew from here on."""
    _drawings.cache_clear()
    markup_of.cache_clear()


class Drawn:
    """The latest reviews as markup, made anew when anything in them is another. Of each person apart."""

    def __init__(self, draw: Callable[[Review], Markup]) -> None:
        self._draw = draw
        self._kept: OrderedDict[tuple[UUID, date], tuple[Review, Hashable, Markup]] = OrderedDict()

    def __call__(self, user_id: UUID, review: Review) -> Markup:
        """`draw` of it, which may be called in several threads."""
        key, told = (user_id, review.look.last), _told(review)
        found = self._kept.get(key)
        if found is None or found[0].look is not review.look or found[1] != told:
            found = (review, told, self._draw(review))  # the look is the same object until a row of it changes
        self._kept[key] = found
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_REVIEWS:
            self._kept.popitem(last=False)
        return found[2]


def _told(review: Review) -> Hashable:
    """What a review shows beside its look."""
    promises = (tuple(map(_promise, each)) for each in (review.promises, review.coming))
    return (review.name, review.language, review.made_on, *promises)


def _promise(row: Commitment) -> Hashable:
    return (row.id, row.text, row.status, row.due_day)
