"""The captured side of a wire: frames of one size, with times that do not jitter."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import LineDroppedError
from appliance.ports import FRAME_SAMPLES, HEARING_RATE
from appliance.voice.audio import to_samples
from appliance.voice.capture import STALL_SECONDS, Capture, SampleClock
from tests.virtual_time import run_virtual


@given(st.lists(st.integers(0, 2_000), max_size=30))
def test_pieces_of_any_size_become_frames_without_loss(sizes: list[int]) -> None:
    async def work() -> None:
        capture = Capture("test")
        sound = np.arange(sum(sizes), dtype=np.int64).astype(np.int16)
        at = 0
        for size in sizes:
            at += size
            capture.put(at / HEARING_RATE, sound[at - size : at])
        capture.fail(LineDroppedError("over"))
        taken = []
        for _ in range(len(sound) // FRAME_SAMPLES):
            ended_at, frame = await anext(capture.frames())
            taken.append(to_samples(frame))
            assert len(taken[-1]) == FRAME_SAMPLES
            assert ended_at == pytest.approx(len(taken) * FRAME_SAMPLES / HEARING_RATE, abs=1e-6)
        with pytest.raises(LineDroppedError, match="over"):
            await anext(capture.frames())
        whole = len(sound) - len(sound) % FRAME_SAMPLES
        assert np.array_equal(np.concatenate(taken) if taken else sound[:0], sound[:whole])

    run_virtual(work())


def test_what_nobody_takes_falls_out_oldest_first() -> None:
    async def work() -> None:
        capture = Capture("test", keep_seconds=1.0)
        for second in range(10):
            capture.put(float(second), np.full(HEARING_RATE, second, np.int16))
        assert capture.lost_frames > 200
        _, oldest = await anext(capture.frames())
        assert to_samples(oldest)[0] >= 8

    run_virtual(work())


def test_a_microphone_that_gives_nothing_has_dropped() -> None:
    async def work() -> None:
        start = asyncio.get_running_loop().time()
        with pytest.raises(LineDroppedError, match='"kitchen"'):
            await anext(Capture("kitchen").frames())
        assert asyncio.get_running_loop().time() == pytest.approx(start + STALL_SECONDS)

    run_virtual(work())


@given(st.lists(st.floats(0, 0.15), min_size=1, max_size=300))
def test_jitter_of_arrival_leaves_the_times_steady(delays: list[float]) -> None:
    clock = SampleClock()
    stamps = [clock.stamp((n + 1) * 0.032 + delay, 0.032) for n, delay in enumerate(delays)]
    best = 1.0
    for n, (stamp, delay) in enumerate(zip(stamps, delays, strict=True)):
        true_end = (n + 1) * 0.032
        best = min(best + SampleClock.FOLLOW * 0.15, delay)
        assert true_end - 1e-9 <= stamp <= true_end + best + 1e-9, "as late as the least late frame so far, no later"


def test_a_slow_device_clock_is_followed_and_a_loss_at_once() -> None:
    clock = SampleClock()
    for n in range(10_000):
        stamp = clock.stamp((n + 1) * 0.032 * 1.0002, 0.032)
    assert stamp == pytest.approx(10_000 * 0.032 * 1.0002, abs=0.005)
    assert clock.stamp(stamp + 1.0, 0.032) == stamp + 1.0
