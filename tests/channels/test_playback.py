"""The queue to a sound card: every sample once, in order, with the time it leaves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.channels.playback import EDGE_SECONDS, Playback
from appliance.voice.audio import Samples

RATE = 1_000


class Device:
    """Takes sound in blocks, on a clock that it drives itself. `delay` is from asking to hearing."""

    def __init__(self, delay: float = 0.06) -> None:
        self.now = 0.0
        self.delay = delay
        self.playback = Playback(RATE, lambda: self.now)
        self.heard: list[Samples] = []

    def take(self, count: int) -> bool:
        out = np.full(count, -1, np.int16)
        emptied = self.playback.fill(out, self.now + self.delay)
        self.heard.append(out)
        self.now += count / RATE
        return emptied

    def all_heard(self) -> Samples:
        return np.concatenate(self.heard)


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(1, 50)), max_size=40))
def test_all_that_is_pushed_is_heard_when_it_was_promised(steps: list[tuple[int, int]]) -> None:
    device = Device()
    device.take(10)
    promised = []
    for size, block in steps:
        if size:
            promised.append((device.playback.push(np.full(size, 1_000, np.int16)), size))
        device.take(block)
    device.take(sum(size for size, _ in steps) + 1)
    heard = device.all_heard()
    for leaves_at, size in promised:
        first = round((leaves_at - device.delay) * RATE)
        assert np.all(heard[first + 5 : first + size] == 1_000)
    ends_at = device.playback.sound_ended_at
    if promised:
        assert ends_at == pytest.approx(promised[-1][0] + promised[-1][1] / RATE)
    assert np.count_nonzero(heard == 1_000) >= sum(size for _, size in promised) - 5 * len(promised)


def test_the_end_is_unknown_while_sound_waits_and_told_once() -> None:
    device = Device()
    device.playback.push(np.full(30, 500, np.int16))
    assert device.playback.sound_ended_at is None
    assert [device.take(20), device.take(20), device.take(20)] == [False, True, False]
    assert device.playback.sound_ended_at == pytest.approx(0.03 + device.delay)


def test_sound_out_of_silence_rises_and_joined_sound_does_not() -> None:
    device = Device()
    device.take(100)
    device.playback.push(np.full(50, 1_000, np.int16))
    device.playback.push(np.full(50, 1_000, np.int16))
    device.take(100)
    heard = device.all_heard()[100:]
    assert heard[0] == 0
    assert np.all(np.diff(heard.astype(int)) >= 0), "one rise, no dip at the seam"


def test_cut_falls_silent_at_once_without_a_click() -> None:
    device = Device()
    device.playback.push(np.full(1_000, 1_000, np.int16))
    device.take(100)
    device.playback.cut()
    device.playback.cut()
    device.take(100)
    after = device.all_heard()[100:]
    edge = round(EDGE_SECONDS * RATE)
    assert np.all(after[edge:] == 0)
    assert np.all(np.diff(after[:edge].astype(int)) <= 0)
    assert device.playback.sound_ended_at is not None
