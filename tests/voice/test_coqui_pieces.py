"""Text in pieces, and sound between silences."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.voice.coqui.pieces import TAIL_SECONDS, pieces, to_pcm, trimmed


@given(st.text(alphabet="ab ,.…5é!\n晚。", max_size=400), st.integers(4, 40))
def test_pieces_are_short_and_lose_no_word(text: str, longest: int) -> None:
    cut = list(pieces(text, longest))
    assert all(0 < len(piece) <= longest for piece in cut)
    assert [c for c in "".join(cut) if c.isalnum()] == [c for c in text if c.isalnum()]


def test_pieces_end_where_clauses_end() -> None:
    text = "You said, on Monday, that you would run. Did you (really)? Tell me 3.5 times."
    assert list(pieces(text, 42)) == [
        "You said, on Monday, that you would run.",
        "Did you (really)? Tell me 3.5 times.",
    ]
    assert list(pieces("no clause ends in here at all", 12)) == ["no clause", "ends in here", "at all"]
    assert list(pieces("a" * 25, 10)) == ["a" * 10, "a" * 10, "a" * 5]
    assert list(pieces(" … \n 🙂 ")) == []


def test_silent_ends_are_cut_to_a_lead_and_a_tail() -> None:
    rate = 16_000
    speech = np.sin(np.arange(rate) * 0.2).astype(np.float32)
    hiss = 0.001 * np.ones(rate, np.float32)
    for sound in (np.concatenate((hiss, speech, hiss)), np.concatenate((hiss, speech))):
        assert len(trimmed(sound, rate)) == pytest.approx(rate * (1 + 0.02 + TAIL_SECONDS), abs=320)
    assert len(trimmed(np.zeros(rate, np.float32), rate)) == len(trimmed(np.zeros(0, np.float32), rate)) == 0


def test_sound_above_full_scale_is_turned_down_and_what_is_no_number_refused() -> None:
    loud = np.array([0.0, 2.0, -4.0, 1.0], np.float32)
    assert struct.unpack("<4h", to_pcm(loud)) == (0, 16384, -32767, 8192)
    assert struct.unpack("<2h", to_pcm(np.array([0.5, -1.0], np.float32))) == (16384, -32767)
    for wrong in (np.nan, np.inf):
        with pytest.raises(ValueError, match="no sound"):
            to_pcm(np.array([0.0, wrong], np.float32))
