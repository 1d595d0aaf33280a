"""Wordings of the catalogues with their fields filled in, and amounts as a person would say them. Pure."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from appliance.language.catalogue import language
from appliance.language.messages import messages
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.records.progress import MetricKind, MetricType

Table = Literal["week", "insight", "review"]

ANSWERS = {MetricKind.NUMBER: Answer.NUMBER, MetricKind.DURATION: Answer.DURATION, MetricKind.SCALE: Answer.SCALE}

LONGEST_NAME = 40
"""Letters of somebody's own name for a thing. What is longer is cut, so that no sentence takes a minute."""

MOST_SAID = 1e9
"""What is greater has no words: it is written in digits."""

SMALLEST_SAID = 0.005
"""What is smaller is nothing, to the two decimals that are said."""

FIGURES = 2
"""Significant figures of an amount that is said. Nobody takes in more."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything said in one language. `turn` chooses among several wordings: the same number, the same words."""

    code: str
    turn: int = 0

    def say(self, table: Table, key: str, fields: Mapping[str, object] | None = None) -> str:
        """One of the wordings of a key. Raises `InvalidInputError` for a language that there are no messages for."""
        wordings = self.list(table, key)
        return wordings[self.turn % len(wordings)].format(**(fields or {}))

    def list(self, table: Table, key: str) -> tuple[str, ...]:
        """All wordings of a key, as they are."""
        said = messages(self.code)
        tables: dict[Table, Mapping[str, tuple[str, ...]]] = {
            "week": said.week,
            "insight": said.insight,
            "review": said.review,
        }
        return tables[table][key]

    def amount(self, kind: MetricType | None, value: float) -> str:
        """A value of a metric with its unit, in words and two figures; digits for what is beyond saying."""
        rounded = to_figures(value)
        if not math.isfinite(rounded) or abs(rounded) >= MOST_SAID:
            return f"{value:.2g}"
        answer = ANSWERS.get(kind.kind, Answer.SCALE) if kind else Answer.SCALE
        unit = plain_name(kind.unit) if kind else ""
        if answer is Answer.DURATION and abs(value) * self._minutes(unit) >= MOST_SAID:
            return f"{value:.2g} {unit}".strip()
        exact = value if answer is Answer.DURATION else rounded  # a duration is said to the minute
        item = AgendaItem(key="told", kind=ItemKind.METRIC, answer=answer, unit=unit)
        return language(self.code).say_value(item, exact)

    def change(self, kind: MetricType | None, value: float) -> str:
        """By how much it rises or falls, without a sign; empty where that is less than can be said."""
        size = abs(value)
        if kind is not None and kind.kind == MetricKind.SCALE:
            kind = kind.model_copy(update={"kind": MetricKind.NUMBER, "unit": self.list("insight", "points")[0]})
        is_time = kind is not None and kind.kind == MetricKind.DURATION
        least = 0.5 / self._minutes(kind.unit) if kind is not None and is_time else SMALLEST_SAID
        return self.amount(kind, size) if size > least else ""

    def clock(self, hour: int) -> str:
        """`nine o'clock in the evening`."""
        item = AgendaItem(key="told", kind=ItemKind.METRIC, answer=Answer.TIME)
        return language(self.code).say_value(item, 60.0 * hour)

    def _minutes(self, unit: str) -> float:
        return language(self.code).minutes_per(unit) or 1.0


def to_figures(value: float, figures: int = FIGURES) -> float:
    """Rounded to so many significant figures, and to no more than two decimals; may be infinite at the very end."""
    return round(float(f"{value:.{figures}g}"), 2)


def out_of_ten(rate: float) -> str:
    """A share as one says it: `7` of ten."""
    return str(round(10 * min(1.0, max(0.0, rate))))


def plain_name(name: str) -> str:
    """A name as it can be said within a sentence: one line, nothing that is no letter of any kind, not too long."""
    kept = "".join(" " if unicodedata.category(letter)[0] in "CZ" or letter in "{}" else letter for letter in name)
    words = " ".join(kept.split())
    return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1].rstrip() + "…"
