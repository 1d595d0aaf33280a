"""The judgement of evidence, without any sound."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.voice.sphinx.child import voiced_share
from appliance.voice.sphinx.rejection import Evidence, confidence, evidence

CLEAR = Evidence("yes", 0.95, fit=-0.5, shortest_word_seconds=0.3, voiced_seconds=0.4, voiced_words=0.9)


def test_a_clear_answer_is_sure() -> None:
    assert (confidence(CLEAR) or 0) > 0.85


@pytest.mark.parametrize(
    "noise",
    [
        replace(CLEAR, text=""),
        replace(CLEAR, voiced_share=0.75),
        replace(CLEAR, voiced_seconds=0.1),
        replace(CLEAR, voiced_words=0.1),
    ],
    ids=["no path", "sneeze", "tick", "words beside the voice"],
)
def test_what_is_no_speech_is_none(noise: Evidence) -> None:
    assert confidence(noise) is None


def test_a_breath_before_a_long_clear_answer_is_forgiven_in_a_grammar_only() -> None:
    breath = replace(CLEAR, voiced_share=0.75, voiced_seconds=0.8)
    assert confidence(breath) is not None
    assert confidence(replace(breath, in_grammar=False)) is None
    assert confidence(replace(breath, fit=-2.0)) is None


def test_a_short_sound_in_open_speech_is_hardly_believed() -> None:
    short = replace(CLEAR, in_grammar=False)
    assert (confidence(short) or 1) < 0.5
    assert (confidence(replace(short, voiced_seconds=2.0)) or 0) > 0.9


@given(st.floats(-5, 1), st.floats(0, 0.3), st.booleans())
def test_confidence_is_a_probability_that_grows_with_fit(fit: float, shortest: float, in_grammar: bool) -> None:
    found = replace(CLEAR, fit=fit, shortest_word_seconds=shortest, in_grammar=in_grammar)
    better = confidence(replace(found, fit=fit + 0.5))
    worse = confidence(found)
    assert worse is not None
    assert better is not None
    assert 0 <= worse < better <= 1


@given(st.lists(st.tuples(st.integers(-3000, 3000), st.floats(0, 1)), min_size=1, max_size=5))
def test_the_voiced_share_lies_between_the_frames_probabilities(frames: list[tuple[int, float]]) -> None:
    pcm = b"".join(level.to_bytes(2, "little", signed=True) * 512 for level, _ in frames)
    voice = [probability for _, probability in frames]
    share = voiced_share(pcm, voice)
    assert share == 0 or min(voice) - 1e-9 <= share <= max(voice) + 1e-9


def test_a_reply_becomes_evidence() -> None:
    heard = {
        "text": "seven",
        "voiced_share": 0.9,
        "voice": [0.0, 0.5, 1.0, 1.0, 0.0],
        "score": -30.0,
        "posterior": 0.0,
        "words": [["<sil>", 0, 3], ["seven(2)", 4, 11], ["(NULL)", 11, 11]],
        "phones": [["SIL", 0, 3, -1 / 1024], ["S", 4, 11, -5 / 1024]],
    }
    found = evidence(heard, in_grammar=True)
    assert found.text == "seven"
    assert found.fit == pytest.approx((-30 + 6) / 12)
    assert found.shortest_word_seconds == pytest.approx(0.08)
    assert found.voiced_seconds == pytest.approx(2.5 * 0.032)
    assert found.voiced_words == pytest.approx(2.5 / 3)


def test_a_reply_without_words_is_empty_evidence() -> None:
    assert evidence({"text": "", "voiced_share": 0.3, "voice": [0.3]}, in_grammar=False).text == ""
