"""What a microphone's level says about it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.channels.room_check import Level
from appliance.upkeep.hearing import judge, together
from appliance.voice.audio import SILENT_DBFS

LEVELS = st.builds(Level, st.floats(SILENT_DBFS, 0), st.floats(0, 1))


@pytest.mark.parametrize(
    ("level", "ok", "said"),
    [
        (Level(SILENT_DBFS, 0.0), False, "nothing at all"),
        (Level(-90.3, 1 / 32_768), False, "nothing at all"),
        (Level(-72.0, 0.001), True, "-72 dBFS"),
        (Level(-45.0, 0.3), True, "at most 30%"),
        (Level(-20.0, 0.5), False, "as loud as speech"),
        (Level(-8.0, 32_767 / 32_768), False, "overdriven"),
    ],
)
def test_what_is_thought_of_it(level: Level, ok: bool, said: str) -> None:
    found = judge("kitchen", level)
    assert (found.name, found.ok, found.needed) == ("microphone kitchen", ok, False)
    assert said in found.detail
    assert bool(found.remedy) is not ok
    assert set(found.figures) == {"dbfs", "peak"}


@given(st.lists(LEVELS, min_size=1, max_size=20))
def test_moments_together_lie_between_the_quietest_and_the_loudest(levels: list[Level]) -> None:
    whole = together(levels)
    heard = [each.dbfs for each in levels]
    assert min(heard) - 1e-9 <= whole.dbfs <= max(heard) + 1e-9
    assert whole.dbfs >= max(heard) - 10 * math.log10(len(levels)) - 1e-9, "power adds up, decibels do not"
    assert whole.peak == max(each.peak for each in levels)


def test_nothing_heard_is_silence() -> None:
    assert not judge("kitchen", together([])).ok
