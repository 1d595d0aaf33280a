"""What goes together: two metrics on the same day, or one with the other on the day after."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np
from numpy.typing import NDArray

from appliance.progress.insight.series import LEAST_PAIRS, Series, believed

LINK_ERROR = 0.02
"""Chance that any of somebody's pairs is linked that is not."""

WEAKEST = 0.2
"""A weaker link is of no use to anybody, however sure it is."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two metrics that rise together, or one as the other falls. Nothing says which brings about which."""

    earlier: str
    later: str
    lag: int
    """Days between the two: 0 or 1."""
    strength: float
    """Spearman's rank correlation, -1 … 1."""
    low: float
    high: float
    """It lies between them with 95 % confidence (Fisher's transformation, variance 1.06 / (n - 3) by Fieller 1957)."""
    days: int
    """Pairs of days."""


def links(all_series: Sequence[Series]) -> list[Link]:
    """The strongest first. All series cover the same days."""
    from scipy import stats

    found: list[tuple[float, Link]] = []
    for one, other, lag in _pairs(all_series):
        early = one.values[: len(one.values) - lag]
        late = other.values[lag:]
        both = ~np.isnan(early) & ~np.isnan(late)
        days = int(both.sum())
        if days < LEAST_PAIRS:
            continue
        ranks = stats.rankdata(early[both]), stats.rankdata(late[both])
        if any(np.ptp(each) == 0 for each in ranks):
            continue
        strength = float(np.corrcoef(*ranks)[0, 1])
        weight = _independent(days, *ranks)
        ratio = strength * math.sqrt((weight - 2) / max(1e-12, 1 - strength**2))
        chance = float(2 * stats.t.sf(abs(ratio), weight - 2))
        low, high = _between(strength, weight)
        found.append((chance, Link(one.name, other.name, lag, strength, low, high, days)))
    verdicts = believed([chance for chance, _ in found], LINK_ERROR)
    kept = [link for (_, link), holds in zip(found, verdicts, strict=True) if holds and abs(link.strength) >= WEAKEST]
    return sorted(kept, key=lambda link: -abs(link.strength))


def _pairs(all_series: Sequence[Series]) -> Iterator[tuple[Series, Series, int]]:
    yield from ((one, other, 0) for one, other in combinations(all_series, 2))
    yield from ((one, other, 1) for one, other in permutations(all_series, 2))


def _independent(days: int, one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """So many independent pairs are worth as much: days that are like the day before tell less.

    n (1 - ab) / (1 + ab), where a and b are how like each is to its day before (Bartlett 1935); never more than there
    are.
    """
    alike = _like_the_day_before(one) * _like_the_day_before(other)
    return max(4.0, min(float(days), days * (1 - alike) / (1 + alike)))


def _like_the_day_before(ranks: NDArray[np.float64]) -> float:
    centred = ranks - ranks.mean()
    return float((centred[1:] * centred[:-1]).sum() / (centred**2).sum())


def _between(strength: float, weight: float) -> tuple[float, float]:
    turned = math.atanh(max(-0.999999, min(0.999999, strength)))
    wide = 1.96 * math.sqrt(1.06 / (weight - 3)) if weight > 3 else math.inf
    return math.tanh(turned - wide), math.tanh(turned + wide)
