"""What the child makes of sound, in this process: voices, passages, decoding with random weights, and its bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from appliance.ports import FRAME_SAMPLES, HEARING_RATE, Audio
from appliance.voice.audio import concatenate, mix, silence, slice_seconds, to_audio
from appliance.voice.whisper import child as whisper_child
from appliance.voice.whisper.rejection import LEAST_VOICED_SHARE, LONG_VOICED_SECONDS, Passage, is_voice, words
from tests.recordings import RECORDINGS, read_any, why_no_recordings

pytest.importorskip("faster_whisper", reason="faster-whisper is not installed: make engines")

from tests.engines.whisper_models import LANGUAGES, make_whisper

recordings = pytest.mark.skipif(bool(why_no_recordings()), reason=why_no_recordings() or "")

Evidence = Callable[..., dict[str, Any]]
LONG_SECONDS = 40.0
HEARD_BEFORE, HEARD_AFTER = 0.6, 0.7
"""Seconds around speech that a line gives to a recogniser."""


def evidence_of(folder: Path) -> Evidence:
    """Asks a model as the parent would."""
    recogniser = whisper_child.Recogniser()
    loaded, _ = recogniser.handle({"folder": str(folder), "places": [["cpu", "int8"]], "threads": 1}, b"", never)
    assert loaded["device"] == "cpu"

    def ask(audio: Audio, *, cancelled: bool = False, **told: object) -> dict[str, Any]:
        request = {"language": "en", "detect": False, "hint": "", "beam": 1, **told}
        return recogniser.handle(request, audio.pcm, lambda: cancelled)[0]

    return ask


def never() -> bool:
    return False


@pytest.fixture(scope="module")
def sure(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """A model that is sure of its gibberish."""
    return evidence_of(make_whisper(tmp_path_factory.mktemp("sure"), "tiny_test", peaked=True))


@pytest.fixture(scope="module")
def unsure(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """A model that knows nothing."""
    return evidence_of(make_whisper(tmp_path_factory.mktemp("unsure"), "tiny_test"))


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """A model whose gibberish does not end."""
    return evidence_of(make_whisper(tmp_path_factory.mktemp("endless"), "tiny_test", peaked=True, ends=False))


@pytest.fixture(scope="module")
def sentences() -> list[Audio]:
    if why := why_no_recordings():
        pytest.skip(why)
    return [line_hears(read_any(file)) for file in sorted((RECORDINGS / "speech" / "harvard12").glob("*.wav"))]


def line_hears(audio: Audio) -> Audio:
    """With the room's silence before and after: faint noise."""
    room = [
        to_audio(np.random.default_rng(0).normal(0, 3, round(seconds * HEARING_RATE)), HEARING_RATE)
        for seconds in (HEARD_BEFORE, HEARD_AFTER)
    ]
    return concatenate([room[0], audio, room[1]], HEARING_RATE)


def samples(audio: Audio) -> NDArray[np.float32]:
    return np.frombuffer(audio.pcm, "<i2").astype(np.float32) / np.float32(32_768)


def noises(kind: str = "") -> list[tuple[str, Audio]]:
    files = sorted(file for file in (RECORDINGS / "noise").rglob("*.*") if file.suffix in (".ogg", ".wav", ".mp3"))
    wanted = [file for file in files if kind in file.name and not file.name.startswith("rir")]
    assert wanted, f"no recording of {kind or 'noise'}"
    return [(file.name, slice_seconds(read_any(file), 0, LONG_SECONDS)) for file in wanted]


def utterances(audio: Audio) -> Iterator[Audio]:
    """What a line would take for an utterance: from before the first frame with some voice to after the last."""
    chances, _ = whisper_child.voice_of(samples(audio))
    voiced = np.flatnonzero(chances >= 0.35) * FRAME_SAMPLES / HEARING_RATE
    for group in np.split(voiced, np.flatnonzero(np.diff(voiced) > HEARD_AFTER) + 1):
        if len(group):
            yield slice_seconds(audio, group[0] - HEARD_BEFORE, group[-1] + HEARD_AFTER)


def voice_filter_passes(audio: Audio) -> bool:
    return next(whisper_child.passages_of(samples(audio)), None) is not None


@pytest.mark.recordings
@recordings
def test_no_noise_is_decoded_even_where_voice_detection_alone_would_pass_it(sure: Evidence) -> None:
    passed = []
    for name, audio in noises():
        for sound in (audio, *utterances(audio)):
            passed += [name] * voice_filter_passes(sound)
            assert sure(sound)["passages"] == [], name
    assert {name.partition("_")[0] for name in passed} <= {"person", "chainsaw", "clock"}
    assert len({name for name in passed if "sneeze" in name}) >= 5, "sneezes sound voiced: their energy says no"


@pytest.mark.recordings
@recordings
def test_a_sneeze_before_an_answer_does_not_hide_a_sentence(sure: Evidence, sentences: list[Audio]) -> None:
    _, sneeze = noises("sneeze")[0]
    assert words_of(sure(concatenate([slice_seconds(sneeze, 0, 1.5), sentences[0]], HEARING_RATE)))


@pytest.mark.recordings
@recordings
def test_spoken_words_are_decoded_in_a_quiet_room_and_beside_rain() -> None:
    rain = noises("rain")[0][1]
    clips = [line_hears(read_any(file)) for file in sorted((RECORDINGS / "speech" / "fsdd").glob("*.wav"))[::2]]
    quiet = sum(is_voice(whisper_child.voice_of(samples(clip))[1]) for clip in clips)
    rainy = sum(is_voice(whisper_child.voice_of(samples(beside(clip, rain, 10)))[1]) for clip in clips)
    assert quiet / len(clips) >= 0.93
    assert rainy / len(clips) >= 0.95


def beside(audio: Audio, noise: Audio, decibels_below: float) -> Audio:
    heard, other = samples(audio), samples(noise)[: len(samples(audio))]
    factor = np.sqrt(np.mean(heard**2) / np.mean(other**2)) * 10 ** (-decibels_below / 20)
    return mix([audio, to_audio(other * factor * 32_767, HEARING_RATE)], HEARING_RATE)


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.02, 1.0, LONG_SECONDS])
def test_silence_and_hiss_are_not_decoded(sure: Evidence, seconds: float) -> None:
    hiss = to_audio(np.random.default_rng(1).normal(0, 2000, round(seconds * HEARING_RATE)), HEARING_RATE)
    assert sure(silence(seconds, HEARING_RATE))["passages"] == []
    assert sure(hiss)["passages"] == []


def test_a_model_that_knows_nothing_is_never_believed(unsure: Evidence, sentences: list[Audio]) -> None:
    for sentence in sentences:
        (passage,) = found(unsure(sentence))
        assert passage.log_probability < -5
        assert words([passage]) is None


@pytest.mark.parametrize(
    "hint", ["", "Sam run km " * 5, "Sam run km " * 99], ids=["no hint", "hint", "too long a hint"]
)
def test_a_decoder_that_finds_no_end_is_stopped_by_the_length_of_the_sound(
    endless: Evidence, sentences: list[Audio], hint: str
) -> None:
    def tokens(audio: Audio) -> int:
        return max(passage.tokens for passage in found(endless(audio, hint=hint)))

    short, long = sentences[0], concatenate(sentences * 2, HEARING_RATE)
    most = whisper_child.SPARE_TOKENS + whisper_child.TOKENS_A_SECOND * short.seconds
    assert whisper_child.SPARE_TOKENS <= tokens(short) <= most
    assert tokens(short) < tokens(long) <= whisper_child.MOST_TOKENS


def test_words_depend_on_the_sound_and_on_the_hint(sure: Evidence, sentences: list[Audio]) -> None:
    texts = {words_of(sure(sentence)) for sentence in sentences}
    assert len(texts) > 1
    assert words_of(sure(sentences[0], hint="Sam run kilometres")) != words_of(sure(sentences[0]))
    assert words_of(sure(sentences[0])) == words_of(sure(sentences[0]))


def test_long_speech_is_heard_in_passages_that_end_in_silences(sure: Evidence, sentences: list[Audio]) -> None:
    pause = silence(2.5, HEARING_RATE)
    long = concatenate([part for sentence in sentences * 3 for part in (sentence, pause)], HEARING_RATE)
    together = list(whisper_child.passages_of(samples(long)))
    assert len(together) >= 2
    for spans in together:
        assert sum(end - start for start, end in spans) <= whisper_child.PASSAGE_SECONDS * HEARING_RATE
    heard = sure(long)
    assert len(heard["passages"]) == len(together)
    assert sum(passage.voiced_seconds for passage in found(heard)) == pytest.approx(heard["voice"]["seconds"], rel=0.1)


def test_a_language_is_detected_only_where_that_is_asked_and_likely(
    sure: Evidence, unsure: Evidence, sentences: list[Audio]
) -> None:
    expected = ["en", "pl"]

    def languages(ask: Evidence, sentence: Audio, *, detect: bool) -> list[str]:
        return [ask(sentence, language=language, detect=detect)["language"] for language in expected]

    detected = [languages(sure, sentence, detect=True) for sentence in sentences]
    agreed = [found[0] for found in detected if len(set(found)) == 1]
    assert agreed, "no language was likely"
    assert set(agreed) <= set(LANGUAGES)
    assert all(found == expected for found in detected if len(set(found)) > 1)
    assert languages(sure, sentences[0], detect=False) == expected
    assert languages(unsure, sentences[0], detect=True) == expected


def test_what_nobody_waits_for_is_not_decoded(sure: Evidence, sentences: list[Audio]) -> None:
    assert sure(sentences[0], cancelled=True) == {}


def test_voice_is_a_share_of_the_energy_and_of_the_time(sentences: list[Audio]) -> None:
    for sentence in sentences:
        chances, voice = whisper_child.voice_of(samples(sentence))
        assert len(chances) == len(samples(sentence)) // FRAME_SAMPLES
        assert LONG_VOICED_SECONDS < voice.seconds < sentence.seconds
        assert LEAST_VOICED_SHARE < voice.share <= 1


def test_the_sound_is_left_as_it_was(sentences: list[Audio]) -> None:
    heard = samples(sentences[0])
    before = heard.copy()
    whisper_child.voice_of(heard)
    list(whisper_child.passages_of(heard))
    assert np.array_equal(heard, before)


def test_a_place_that_does_not_work_gives_way_to_the_next(tmp_path: Path) -> None:
    folder = str(make_whisper(tmp_path, "tiny_test"))
    places = [["cpu", "int4"], ["cpu", "float32"]]
    loaded, _ = whisper_child.Recogniser().handle({"folder": folder, "places": places, "threads": 1}, b"", never)
    assert loaded["languages"][:2] == ["af", "am"]
    with pytest.raises(RuntimeError, match=r"does not load on cpu.*int4"):
        whisper_child.Recogniser().handle({"folder": folder, "places": places[:1], "threads": 1}, b"", never)


def found(heard: dict[str, Any]) -> list[Passage]:
    return [Passage(**each) for each in heard["passages"]]


def words_of(heard: dict[str, Any]) -> str:
    believed = words(found(heard))
    return "" if believed is None else believed.text
