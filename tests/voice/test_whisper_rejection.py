"""The judgement of Whisper's evidence, without any sound or model."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.voice.whisper.rejection import (
    LEAST_LOG_PROBABILITY,
    Passage,
    Voice,
    is_believed,
    is_voice,
    plain,
    words,
)

CLEAR = Passage(" Yes, I ran five kilometres.", -0.25, no_speech=0.02, repetition=0.9, tokens=8, voiced_seconds=1.6)
HINT = ("Sam", "morning", "run", "kilometres")

logs = st.floats(-4, 0)
shares = st.floats(0, 1)
passages = st.builds(
    Passage,
    st.sampled_from(
        [" Yes.", " Thank you.", " Thanks for watching!", " five", "", " ...", " 나는 달렸다", " ok " * 40]
    ),
    log_probability=logs,
    no_speech=shares,
    repetition=st.floats(0, 20),
    tokens=st.integers(0, 224),
    voiced_seconds=st.floats(0, 30),
)


def test_a_clear_answer_is_believed_with_its_mean_probability() -> None:
    found = words([CLEAR])
    assert found is not None
    assert found.text == "Yes, I ran five kilometres."
    assert found.confidence == pytest.approx(math.exp(-0.25))


@pytest.mark.parametrize(
    "noise",
    [
        replace(CLEAR, text="  "),
        replace(CLEAR, text=" ... !"),
        replace(CLEAR, tokens=0),
        replace(CLEAR, log_probability=-1.5),
        replace(CLEAR, log_probability=-9.5),
        replace(CLEAR, log_probability=float("nan")),
        replace(CLEAR, no_speech=0.7, log_probability=-1.1),
        replace(CLEAR, repetition=2.5),
        replace(CLEAR, voiced_seconds=0.2),
    ],
    ids=["empty", "dots", "no token", "guess", "random", "nan", "nobody spoke", "circles", "no time for it"],
)
def test_what_the_decoder_does_not_believe_or_nobody_can_have_said_is_none(noise: Passage) -> None:
    assert words([noise]) is None


@pytest.mark.parametrize("no_speech", [0.05, 0.5])
def test_silence_must_be_likely_and_the_words_unlikely(no_speech: float) -> None:
    assert is_believed(replace(CLEAR, no_speech=no_speech, log_probability=-1.2))
    assert is_believed(replace(CLEAR, no_speech=0.9, log_probability=-0.5))


@pytest.mark.parametrize(
    "text",
    [
        " Thank you.",
        " Thank you for watching!",
        " Thanks for watching, and please subscribe.",
        " Subtitles by the Amara.org community",
        " Untertitel der Amara.org-Community",
        " Sous-titres réalisés par la communauté d'Amara.org",
        " Napisy stworzone przez społeczność Amara.org",
        " Субтитры сделал",
        " ご視聴ありがとうございました",
        " 시청해주셔서 감사합니다",
        " See you in the next video.",
        " you",
    ],
)
def test_what_whisper_says_of_silence_must_be_plainly_heard(text: str) -> None:
    murmured = replace(CLEAR, text=text, log_probability=-0.6)
    assert not is_believed(murmured)
    assert not is_believed(replace(murmured, log_probability=-0.05, no_speech=0.3))
    assert is_believed(replace(murmured, log_probability=-0.05))


@pytest.mark.parametrize(
    "text",
    [" Yes.", " No.", " 15", " Thank you, I ran.", " I watched a film with subtitles.", " I will see you next week."],
)
def test_answers_are_not_taken_for_a_films_end(text: str) -> None:
    assert is_believed(replace(CLEAR, text=text, log_probability=-0.9))


def test_a_long_text_may_speak_of_films() -> None:
    text = " I wrote to the people who made that film, because the subtitles by their translator were so very bad."
    assert is_believed(replace(CLEAR, text=text, log_probability=-0.6, voiced_seconds=6.0))


@pytest.mark.parametrize(
    ("text", "is_echo"),
    [
        (" Sam morning run kilometres", True),
        (" Sam, morning run.", True),
        (" Sam morning run kilometres Sam morning run", True),
        (" Morning run, kilometres.", False),
        (" Sam.", False),
        (" Sam morning walk", False),
        (" Five kilometres", False),
    ],
)
def test_the_hint_said_back_is_not_an_answer(text: str, is_echo: bool) -> None:
    assert is_believed(replace(CLEAR, text=text), HINT) != is_echo
    assert is_believed(replace(CLEAR, text=text))


def test_passages_are_judged_one_by_one_and_weigh_by_their_length() -> None:
    long = replace(CLEAR, text=" I ran.", tokens=30, log_probability=-0.1)
    short = replace(CLEAR, text=" It was fine. ", tokens=10, log_probability=-0.5)
    looping = replace(CLEAR, text=" so" * 30, repetition=9.0, tokens=30)
    found = words([long, looping, short])
    assert found is not None
    assert found.text == "I ran. It was fine."
    assert found.confidence == pytest.approx(math.exp(-0.2))
    assert words([looping]) is None
    assert words([]) is None


def test_only_sound_with_a_voice_is_decoded() -> None:
    assert not is_voice(Voice(0.0, 0.0))
    assert not is_voice(Voice(0.05, 1.0)), "a click"
    assert not is_voice(Voice(0.56, 0.6)), "a sneeze"
    assert is_voice(Voice(0.2, 0.8)), "a short word"
    assert is_voice(Voice(2.0, 0.4)), "a sentence beside running water"


@given(passages, st.lists(st.sampled_from(HINT)))
def test_nothing_unlikely_circling_or_wordless_is_ever_believed(passage: Passage, hint: list[str]) -> None:
    found = words([passage], hint)
    if found is not None:
        assert 0 < found.confidence <= 1
        assert math.log(found.confidence) >= LEAST_LOG_PROBABILITY - 1e-9
        assert plain(found.text)
        assert passage.repetition <= 2.4
        assert passage.tokens > 0


@given(passages, logs, shares, st.floats(0, 20), st.floats(0, 30))
def test_better_evidence_for_the_same_words_never_hurts(
    passage: Passage, surer: float, no_speech: float, repetition: float, voiced_seconds: float
) -> None:
    better = replace(
        passage,
        log_probability=max(passage.log_probability, surer),
        no_speech=min(passage.no_speech, no_speech),
        repetition=min(passage.repetition, repetition),
        voiced_seconds=max(passage.voiced_seconds, voiced_seconds),
    )
    worse_words, better_words = words([passage]), words([better])
    if worse_words is not None:
        assert better_words is not None
        assert better_words.text == worse_words.text
        assert better_words.confidence >= worse_words.confidence


@given(st.lists(passages, max_size=4))
def test_a_text_is_the_passages_that_are_believed(given_passages: list[Passage]) -> None:
    found = words(given_passages)
    believed = [passage.text.strip() for passage in given_passages if is_believed(passage)]
    assert (found.text if found else "") == " ".join(believed)


@given(st.floats(0, 30), shares, st.floats(0, 5), shares)
def test_more_voice_is_never_less_of_a_voice(seconds: float, share: float, more: float, most: float) -> None:
    if is_voice(Voice(seconds, share)):
        assert is_voice(Voice(seconds + more, max(share, most)))


@given(st.text())
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert plain(f"  {text} !") == plain(text)
