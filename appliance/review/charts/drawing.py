"""What a chart is made of, and how values become places on its canvas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 340.0, 150.0
"""Of the canvas, in units of which the text is 11 high: about as wide as a telephone, so that text stays readable."""

LEFT, RIGHT, TOP, BOTTOM = 42.0, 8.0, 12.0, 20.0
"""Room around the plot."""

TICKS = 4
"""Marks of an axis, about."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One datum as a point."""

    x: float
    y: float
    note: str
    radius: float = 2.5
    kind: str = "dot"


@dataclass(frozen=True, slots=True)
class Bar:
    """One datum as a rectangle, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    note: str
    kind: str = "bar"


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a calendar."""

    x: float
    y: float
    size: float
    state: str
    """`done`, `part`, `missed`, `excused`, `open`, `off`."""
    note: str
    kind: str = "cell"


@dataclass(frozen=True, slots=True)
class Line:
    """Points in a row, joined: one datum each; or a line that was worked out."""

    points: tuple[tuple[float, float], ...]
    style: str = "curve"
    """`curve`, `fit`, `axis`, `whisker`."""
    kind: str = "line"

    @property
    def path(self) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Label:
    """Words on the canvas."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    """`start`, `middle`, `end`."""
    kind: str = "label"


Mark = Dot | Bar | Cell | Line | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart, with what it says in words and in figures."""

    title: str
    description: str
    marks: tuple[Mark, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to places, linear."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span > 0 else 0.5
        return round(self.start + share * (self.end - self.start), 2)


def across(low: float, high: float) -> Scale:
    """Along the width of the plot."""
    return Scale(low, high, LEFT, WIDTH - RIGHT)


def upwards(low: float, high: float) -> Scale:
    """Along its height, greater values higher up."""
    return Scale(low, high, HEIGHT - BOTTOM, TOP)


def ticks(low: float, high: float) -> list[float]:
    """Round values from below `low` to above `high`: steps of 1, 2 or 5 times a power of ten."""
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return [low]
    power = 10.0 ** math.floor(math.log10(span / TICKS))
    step = next(each * power for each in (1, 2, 5, 10) if span / (each * power) <= TICKS)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(each * step, 10) for each in range(first, last + 1)]


def value_axis(scale: Scale, at: Sequence[float], texts: Sequence[str] = ()) -> list[Mark]:
    """Lines across the plot with their values at the left."""
    marks: list[Mark] = []
    for value, text in zip(at, texts or [short(value) for value in at], strict=True):
        y = scale(value)
        marks += [Line(((LEFT, y), (WIDTH - RIGHT, y)), "axis"), Label(LEFT - 5, y + 3.5, text, "end")]
    return marks


def foot(scale: Scale, at: Sequence[float], texts: Sequence[str]) -> list[Mark]:
    """Words below the plot."""
    return [Label(scale(value), HEIGHT - 5, text) for value, text in zip(at, texts, strict=True)]


def ends(texts: tuple[str, str]) -> list[Mark]:
    """Words below the two ends of the plot."""
    return [Label(LEFT, HEIGHT - 5, texts[0], "start"), Label(WIDTH - RIGHT, HEIGHT - 5, texts[1], "end")]


def short(value: float) -> str:
    """A figure for an axis or a table."""
    size = abs(value)
    text = f"{value:.0f}" if 100 <= size < 1e7 else f"{value:.3g}"
    return "0" if text == "-0" else text


def percent(rate: float) -> str:
    """`83 %`."""
    return f"{100 * rate:.0f} %"


def spark(values: Sequence[float]) -> str:
    """Values of 0 … 1 as a row of letters, for a terminal."""
    letters = "▁▂▃▄▅▆▇█"
    return "".join(letters[min(len(letters) - 1, int(value * len(letters)))] for value in values)
