"""What folders of sherpa-onnx models hold, what is missing in them, and the words given to their voices."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.errors import EngineUnavailableError
from appliance.voice.sherpa.ears_models import ears_model
from appliance.voice.sherpa.hush import hushed
from appliance.voice.sherpa.lexicon import lacking, listed_words, plain
from appliance.voice.sherpa.metadata import read_metadata
from appliance.voice.sherpa.models import Family, find_folder
from appliance.voice.sherpa.phonemes import Clause, clauses, phonemes, pieces, sentences
from appliance.voice.sherpa.voice_models import LONGEST_PHONEMES, Reads, voice_model

pytest.importorskip("onnx", reason="onnx makes the models of these tests and is not installed")

from tests.engines import sherpa_models, sherpa_recognisers

ESPEAK = shutil.which("espeak-ng") or ""
phonemic = pytest.mark.skipif(not ESPEAK, reason="espeak-ng is not installed")


# Voices ------------------------------------------------------------------------------------------------------------


def test_a_piper_voice(tmp_path: Path) -> None:
    model = voice_model(sherpa_models.make_piper(tmp_path / "amy"))
    assert (model.family, model.reads, model.rate) == (Family.VITS, Reads.PHONEMES, sherpa_models.PIPER_RATE)
    assert set(model.files) == {"model", "tokens"}
    assert (model.speakers, model.speaker_names) == (3, ("amy", "ben", "cleo"))
    assert [model.speaker(wanted) for wanted in ("cleo", "0", "3", "-1", "", "²")] == [2, 0, None, None, None, None]


def test_a_kokoro_voice(tmp_path: Path) -> None:
    model = voice_model(sherpa_models.make_kokoro(tmp_path))
    assert (model.family, model.espeak_voice, model.rate) == (Family.KOKORO, "en-us", sherpa_models.KOKORO_RATE)
    assert model.speaker_names == sherpa_models.SPEAKERS
    assert model.longest == sherpa_models.STYLE_LENGTHS - 1


def test_a_matcha_voice(tmp_path: Path) -> None:
    model = voice_model(sherpa_models.make_matcha(tmp_path))
    assert (model.family, model.longest) == (Family.MATCHA, LONGEST_PHONEMES)
    assert Path(model.files["acoustic_model"]).name == "model-steps-3.onnx"
    assert Path(model.files["vocoder"]).name == "hifigan_v2.onnx"


def test_a_voice_of_listed_words(tmp_path: Path) -> None:
    model = voice_model(sherpa_models.make_listed(tmp_path))
    assert (model.reads, model.lexicons) == (Reads.LISTED_WORDS, (str(tmp_path / "lexicon.txt"),))
    assert model.speaker("0") == 0


@pytest.mark.parametrize(
    ("make", "lost", "said"),
    [
        (sherpa_models.make_piper, "tokens.txt", r"has no tokens\.txt"),
        (sherpa_models.make_piper, "*.onnx", r"has no \*\.onnx"),
        (sherpa_models.make_kokoro, "voices.bin", r"has no voices\.bin"),
        (sherpa_models.make_kokoro, "model.onnx", r"has no \*\.onnx"),
        (sherpa_models.make_matcha, "hifigan*", "has no vocoder"),
        (sherpa_models.make_matcha, "model*", "has no acoustic model"),
    ],
)
def test_a_file_that_is_missing_is_named(tmp_path: Path, make: Callable[[Path], Path], lost: str, said: str) -> None:
    folder = make(tmp_path / "incomplete")
    for path in folder.glob(lost):
        path.unlink()
    with pytest.raises(EngineUnavailableError, match=f"incomplete {said}"):
        voice_model(folder)


def test_a_file_that_is_cut_off_is_named(tmp_path: Path) -> None:
    folder = sherpa_models.make_kokoro(tmp_path)
    styles = (folder / "voices.bin").read_bytes()
    (folder / "voices.bin").write_bytes(styles[:-4])
    with pytest.raises(EngineUnavailableError, match=rf"voices\.bin has {len(styles) - 4} bytes, not {len(styles)}"):
        voice_model(folder)
    whole = (folder / "model.onnx").read_bytes()
    (folder / "model.onnx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EngineUnavailableError, match=r"model\.onnx is no whole ONNX model \(it ends after"):
        voice_model(folder)


def test_a_model_meant_for_another_program_is_told(tmp_path: Path) -> None:
    folder = sherpa_models.make_piper(tmp_path)
    sherpa_models.write_model(folder / "en_US-random.onnx", "g (float[N] x) => (float[N] y) { y = Neg(x) }", {}, {})
    with pytest.raises(EngineUnavailableError, match="lacks the notes that sherpa-onnx needs"):
        voice_model(folder)


@pytest.mark.parametrize("style", ["60,1", "sixty,1,8"])
def test_notes_that_make_no_sense_are_told(tmp_path: Path, style: str) -> None:
    folder = sherpa_models.make_kokoro(tmp_path)
    notes = sherpa_models.KOKORO_METADATA | {"style_dim": style}
    sherpa_models.write_model(folder / "model.onnx", "g (float[N] x) => (float[N] y) { y = Neg(x) }", {}, notes)
    with pytest.raises(EngineUnavailableError, match="cannot be understood"):
        voice_model(folder)


# Ears --------------------------------------------------------------------------------------------------------------


def test_recognisers(tmp_path: Path) -> None:
    transducer = ears_model(sherpa_recognisers.make_transducer(tmp_path / "a", vocabulary=True))
    assert (transducer.family, transducer.case) == (Family.TRANSDUCER, "upper")
    assert set(transducer.files) == {"encoder", "decoder", "joiner", "tokens"}
    assert transducer.vocabulary == str(tmp_path / "a" / "bpe.vocab")
    assert transducer.tail_seconds == pytest.approx(0.5)
    assert transducer.spelled("Sam") == "SAM"
    zipformer = ears_model(sherpa_recognisers.make_zipformer_ctc(tmp_path / "b"))
    assert (zipformer.family, zipformer.vocabulary) == (Family.ZIPFORMER2_CTC, "")
    nemo = ears_model(sherpa_recognisers.make_nemo_ctc(tmp_path / "c"))
    assert (nemo.family, nemo.case, nemo.spelled("Sam")) == (Family.NEMO_CTC, "lower", "sam")


def test_of_a_recogniser_in_two_sizes_the_small_one_is_taken_and_of_a_voice_the_full_one(tmp_path: Path) -> None:
    folder = sherpa_recognisers.make_transducer(tmp_path / "ears")
    for path in list(folder.glob("*.onnx")):
        shutil.copy(path, path.with_suffix(".int8.onnx"))
    files = ears_model(folder).files
    assert all(files[part].endswith(".int8.onnx") for part in ("encoder", "decoder", "joiner"))
    speaking = sherpa_models.make_kokoro(tmp_path / "voice")
    shutil.copy(speaking / "model.onnx", speaking / "model.int8.onnx")
    assert voice_model(speaking).files["model"].endswith("/model.onnx")


@pytest.mark.parametrize("lost", ["encoder", "decoder", "joiner"])
def test_a_transducer_needs_three_files(tmp_path: Path, lost: str) -> None:
    folder = sherpa_recognisers.make_transducer(tmp_path)
    next(folder.glob(f"{lost}*")).unlink()
    with pytest.raises(EngineUnavailableError, match=rf"has no {lost}\*\.onnx"):
        ears_model(folder)


def test_a_model_that_does_not_stream_is_refused(tmp_path: Path) -> None:
    folder = sherpa_recognisers.make_nemo_ctc(tmp_path)
    notes = {"model_type": "EncDecCTCModelBPE", "subsampling_factor": "8"}
    sherpa_models.write_model(folder / "model.onnx", "g (float[N] x) => (float[N] y) { y = Neg(x) }", {}, notes)
    with pytest.raises(EngineUnavailableError, match="no streaming model"):
        ears_model(folder)
    shutil.copy(folder / "model.onnx", folder / "second.onnx")
    with pytest.raises(EngineUnavailableError, match=r"several models \(model\.onnx, second\.onnx\)"):
        ears_model(folder)


def test_an_empty_name_is_the_only_folder(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="it holds: none"):
        find_folder(tmp_path / "tts", "")
    only = sherpa_models.make_piper(tmp_path / "tts" / "amy")
    (tmp_path / "tts" / "coqui").mkdir()
    assert find_folder(tmp_path / "tts", "") == only
    sherpa_models.make_piper(tmp_path / "tts" / "ben")
    with pytest.raises(EngineUnavailableError, match="it holds: amy, ben"):
        find_folder(tmp_path / "tts", "")
    assert find_folder(tmp_path / "tts", "amy") == only


# Notes in files ----------------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=4))
def test_notes_are_read_as_they_were_written(tmp_path_factory: pytest.TempPathFactory, notes: dict[str, str]) -> None:
    path = tmp_path_factory.mktemp("notes") / "model.onnx"
    sherpa_models.write_model(path, "g (float[N] x) => (float[N] y) { y = Neg(x) }", {}, notes)
    assert read_metadata(path) == notes


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, noise: bytes, kept: int) -> None:
    path = tmp_path_factory.mktemp("noise") / "model.onnx"
    sherpa_models.write_model(path, "g (float[N] x) => (float[N] y) { y = Neg(x) }", {}, {"voice": "en-us"})
    path.write_bytes(path.read_bytes()[:kept] + noise)
    with suppress(EngineUnavailableError):
        assert all(isinstance(value, str) for value in read_metadata(path).values())


# Words -------------------------------------------------------------------------------------------------------------


def test_clauses_end_at_marks_not_within_numbers() -> None:
    assert clauses('He said "run." It was 3.5 km, at 3:15 - really?!\n(yes)') == [
        Clause('He said "run', "."),
        Clause("It was 3.5 km", ","),
        Clause("at 3:15", ","),
        Clause("really", "?"),
        Clause("(yes)", "."),
    ]
    assert clauses("Wait… … !") == [Clause("Wait", ".")]


@given(st.text(alphabet=st.sampled_from("ab é3.,!?;:…- \n\"'()"), max_size=60))
def test_no_letter_is_lost_between_clauses(text: str) -> None:
    kept = [character for clause in clauses(text) for character in clause.words if character.isalnum()]
    assert kept == [character for character in text if character.isalnum()]


def test_clauses_are_joined_to_sentences() -> None:
    parts = [Clause("hello", ","), Clause("world", "."), Clause("well", "?")]
    assert sentences(parts, ["həlˈoʊ", "wˈɜːld", "wˈɛl"]) == ["həlˈoʊ, wˈɜːld.", "wˈɛl?"]
    assert sentences(parts, ["həlˈoʊ wˈɜːld", "wˈɛl"]) == ["həlˈoʊ wˈɜːld wˈɛl?"]
    assert sentences(parts, []) == []


@given(st.lists(st.text("abcˈː", min_size=1, max_size=30), min_size=1, max_size=30), st.integers(5, 50))
def test_pieces_are_short_enough_and_say_everything(words: list[str], longest: int) -> None:
    cut = pieces(" ".join(words), longest)
    assert all(len(piece) <= longest for piece in cut)
    assert "".join(cut).replace(" ", "") == "".join(words)


@phonemic
def test_phonemes_are_those_of_espeak() -> None:
    said = phonemes("Hello, world. Did you run?", ESPEAK, "en-us", LONGEST_PHONEMES)
    assert said == ["həlˈoʊ, wˈɜːld.", "dˈɪd juː ɹˈʌn?"]
    assert phonemes("…", ESPEAK, "en-us", LONGEST_PHONEMES) == []
    assert "(" not in "".join(phonemes("Das Management ist cool.", ESPEAK, "de", LONGEST_PHONEMES))
    long = phonemes("word " * 500, ESPEAK, "en-us", LONGEST_PHONEMES)
    assert "".join(long).count("w") == 500


def test_words_that_are_not_listed_are_counted(tmp_path: Path) -> None:
    sherpa_models.write_lexicon(tmp_path)
    listed = listed_words([str(tmp_path / "lexicon.txt")])
    assert listed == set(sherpa_models.SPOKEN_IN_LEXICON)
    assert lacking(plain('"Hello" - did you (run)?'), listed) == 0
    assert lacking(plain("Hello Sam. Run, Anna!"), listed) == 2
    assert lacking("你好", frozenset("你好")) == 0
    assert lacking("你们", frozenset("你好")) == 1


def test_what_the_library_prints_of_words_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    with hushed():
        os.write(2, b"OOV word skipped: 'Sam'\n")
    os.write(2, b"heard again\n")
    assert capfd.readouterr().err == "heard again\n"


def test_a_damaged_list_of_speakers_is_told(tmp_path: Path) -> None:
    folder = sherpa_models.make_piper(tmp_path)
    (folder / "en_US-random.onnx.json").write_text(json.dumps({"speaker_id_map": {}})[:-1])
    with pytest.raises(EngineUnavailableError, match="cannot be understood"):
        voice_model(folder)
