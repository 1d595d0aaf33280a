"""How long the latest turns took, stage by stage, and which engines served them. Pure."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.records.calls import MessageType, Turn

LOOKED_AT = 50
"""Turns."""

STAGES = {
    "endpoint_ms": "end of speech decided",
    "transcribed_ms": "words known",
    "first_token_ms": "language model's first words",
    "voice_to_voice_ms": "first sound of the answer",
}
"""Columns of a turn, in order, as people read them. Each counts from the person's last voiced sound."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage over all turns that reached it. Milliseconds after the end of speech."""

    column: str
    title: str
    median_ms: float
    p95_ms: float
    turns: int


@dataclass(frozen=True, slots=True)
class Latencies:
    """Of the latest turns."""

    turns: int
    stages: tuple[Stage, ...] = ()
    served: tuple[tuple[str, int], ...] = ()
    """Engine string and in how many turns it heard, spoke or worded; the busiest first."""


NO_TURNS = Latencies(0)


def summarise(turns: Sequence[Turn]) -> Latencies:
    """The stages of answers of the appliance; turns of people count for the engines that heard them."""
    stages = []
    for column, title in STAGES.items():
        values = [value for turn in turns if (value := getattr(turn, column)) is not None]
        if values:
            stages.append(Stage(column, title, statistics.median(values), percentile(values, 95), len(values)))
    served: Counter[str] = Counter()
    for turn in turns:
        engines = [*(turn.engine or "").split(","), turn.worded_by or ""]
        served.update(engine for engine in engines if engine)
    timed = sum(turn.message_type is MessageType.AI for turn in turns)
    return Latencies(timed, tuple(stages), tuple(served.most_common()))


def percentile(values: Sequence[float], percent: int) -> float:
    """The least of the values that so many percent are at or below (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
