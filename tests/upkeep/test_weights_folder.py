"""The folder of models: what is in it, whether it is whole, how models get there and go."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from random import Random

import gguf
import pytest

from appliance.coach.llamacpp import files as llamacpp_files
from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.settings import Settings
from appliance.upkeep.weights import place
from appliance.upkeep.weights.folder import (
    files_of,
    find_half,
    find_installed,
    half_fetched,
    installed,
    uses,
    verify,
)
from appliance.upkeep.weights.gguf_length import BLOCKS, least_bytes
from appliance.upkeep.weights.hashing import digest_of
from appliance.upkeep.weights.job import Fetched, Progress
from appliance.upkeep.weights.place import Place, claimed, install, place_of, remove
from appliance.upkeep.weights.recognise import recognise
from appliance.upkeep.weights.record import Record, read_record
from appliance.voice.whisper import folder as whisper_folder
from tests.upkeep import weights_samples as samples

AT, LATER = "2026-03-02T20:30:00+00:00", "2026-04-01T08:00:00+00:00"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def record_of(where: Place, folder: Path, engine: str) -> Record:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = tuple(
        Fetched(str(path.relative_to(folder)), (found := digest_of(path)).size, found.sha256, "stated")
        for path in paths
    )
    return Record(
        f"{engine}:{where.name}", ("https://example.com",), "MIT", "https://example.com", AT, "sam", files, AT
    )


def put(models: Path, kind: str, name: str, seed: int = 0, *, replace: bool = False) -> Place:
    """Install a small model as a pull does."""
    where = place_of(models, kind, name)
    with claimed(where):
        if kind == "llm":
            samples.gguf_file(where.staged, seed=seed)
        else:
            samples.whisper(where.staged, seed)
        folder = where.staged.parent if kind == "llm" else where.staged
        install(where, record_of(where, folder, "llamacpp" if kind == "llm" else "whisper"), replace=replace)
    return where


# What is there ------------------------------------------------------------------------------------------------------


def test_an_empty_or_missing_folder_has_no_models(models: Path) -> None:
    assert installed(models) == []
    assert half_fetched(models) == []
    models.mkdir()
    (models / "README.md").write_text("hello")
    assert installed(models) == []


def test_models_are_listed_by_kind_and_name_with_their_records(models: Path) -> None:
    put(models, "stt", "base.en")
    put(models, "llm", "llama")
    found = installed(models)
    assert [(each.engine, each.problem) for each in found] == [("llamacpp:llama", ""), ("whisper:base.en", "")]
    assert [each.record.licence if each.record else None for each in found] == ["MIT", "MIT"]
    assert found[1].size == sum(file.stat().st_size for file in files_of(found[1].place))
    assert not (models / ".incoming" / "stt-base.en").exists()


def test_what_was_put_there_by_hand_is_listed_too(models: Path) -> None:
    samples.coqui(models / "tts" / "mine")
    samples.gguf_file(models / "llm" / "mine.gguf", adapter=True)
    (models / "stt" / "odd").mkdir(parents=True)
    by_engine = {each.engine: each for each in installed(models)}
    assert set(by_engine) == {"coqui:mine", "llamacpp:mine", "?:odd"}
    assert by_engine["llamacpp:mine"].what is not None
    assert by_engine["llamacpp:mine"].what.note == "LoRA adapter for llama"
    assert by_engine["?:odd"].problem == "nobody knows what this is"
    assert all(each.record is None for each in by_engine.values())


@pytest.mark.parametrize("missing", ["config.json", "model.bin", "tokenizer.json", "vocabulary.txt"])
def test_a_whisper_folder_says_what_it_lacks(models: Path, missing: str) -> None:
    folder = samples.whisper(models / "stt" / "base.en")
    (folder / missing).unlink()
    (found,) = installed(models)
    assert missing in found.problem


def test_a_coqui_folder_says_what_it_lacks(models: Path) -> None:
    folder = samples.coqui(models / "tts" / "mine")
    (folder / "config.json").unlink()
    assert "config.json" in installed(models)[0].problem


def test_files_of_the_record_that_are_gone_or_shorter_are_named(models: Path) -> None:
    where = put(models, "stt", "base.en")
    (where.path / "model.bin").write_bytes((where.path / "model.bin").read_bytes()[:-1])
    assert "model.bin" in installed(models)[0].problem


def test_a_damaged_record_is_none(models: Path) -> None:
    where = put(models, "stt", "base.en")
    for content in (b"", b"{", b"[]", b'{"engine": 1}', b'{"files": [{"x": 1}]}'):
        where.record_file.write_bytes(content)
        assert read_record(where.record_file) is None


def test_a_model_is_found_by_engine_string_or_name(models: Path) -> None:
    put(models, "stt", "same")
    put(models, "llm", "same")
    put(models, "llm", "other")
    assert find_installed(models, "other").place.kind == "llm"
    assert find_installed(models, "whisper:same").place.kind == "stt"
    with pytest.raises(NotFoundError, match="whisper:same"):
        find_installed(models, "same")
    with pytest.raises(NotFoundError, match="llamacpp:other"):
        find_installed(models, "nothing")


def test_what_was_begun_is_listed_as_half(models: Path) -> None:
    where = place_of(models, "stt", "base.en")
    samples.write(where.incoming, {"parts/model.bin.part": b"12345", "parts/model.bin.json": b"{}", "model/a": b"12"})
    (half,) = half_fetched(models)
    assert (half.kind, half.name, half.done_bytes) == ("stt", "base.en", 7)
    assert find_half(models, "whisper:base.en") == half == find_half(models, "base.en")
    assert find_half(models, "small") is None
    assert installed(models) == []


# Which ladder names it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ladder", "engine", "only_one", "used"),
    [
        ("whisper:base.en,sphinx", "whisper:base.en", False, True),
        ("whisper:base.en?device=cpu,sphinx", "whisper:base.en", False, True),
        ("sphinx,whisper:small", "whisper:base.en", False, False),
        ("whisper,sphinx", "whisper:base.en", True, True),
        ("whisper,sphinx", "whisper:base.en", False, False),
        ("sherpa:base.en", "whisper:base.en", False, False),
        ("whisper:base.en?oops", "whisper:base.en", False, False),
    ],
)
def test_the_ladder_that_names_a_model(ladder: str, engine: str, only_one: bool, used: bool) -> None:
    settings = Settings(local_stt_model=ladder)
    assert uses(settings, "stt", engine, only_one=only_one) == ("LOCAL_STT_MODEL" if used else "")


def test_an_adapter_is_named_by_an_option_and_a_file_with_its_ending() -> None:
    settings = Settings(local_llm_model="llamacpp:llama.gguf?lora=sam,scripted")
    assert uses(settings, "llm", "llamacpp:sam") == "LOCAL_LLM_MODEL"
    assert uses(settings, "llm", "llamacpp:llama") == "LOCAL_LLM_MODEL"


# Whether it is whole ------------------------------------------------------------------------------------------------


def test_verify_reads_everything_and_notes_when(models: Path) -> None:
    put(models, "stt", "base.en")
    put(models, "llm", "llama")
    told: list[Progress] = []
    for each in installed(models):
        assert verify(each, LATER, told.append) == []
    assert [each.record.verified_at for each in installed(models) if each.record] == [LATER, LATER]
    assert told[-1].done_bytes == told[-1].total_bytes


def test_verify_names_what_differs_and_keeps_the_old_date(models: Path) -> None:
    where = put(models, "stt", "base.en")
    content = bytearray((where.path / "model.bin").read_bytes())
    content[5000] ^= 1
    (where.path / "model.bin").write_bytes(content)
    (where.path / "config.json").unlink()
    model = find_installed(models, "base.en")
    problems = verify(model, LATER, lambda _: None)
    assert [problem.partition(":")[0] for problem in problems] == ["config.json", "model.bin"]
    assert read_record(where.record_file) == model.record


def test_verify_of_what_has_no_record_says_so(models: Path) -> None:
    samples.whisper(models / "stt" / "base.en")
    assert "by hand" in verify(installed(models)[0], LATER, lambda _: None)[0]


# How it gets there --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["stt", "llm"])
def test_a_name_that_is_taken_is_refused_unless_it_is_to_be_replaced(models: Path, kind: str) -> None:
    where = put(models, kind, "same", seed=1)
    before = digest_of(files_of(where)[-2 if kind == "stt" else 0])
    with pytest.raises(ConflictError, match="already") as raised:
        put(models, kind, "same", seed=2)
    assert "--replace" in raised.value.remedy
    assert digest_of(files_of(where)[-2 if kind == "stt" else 0]) == before
    put(models, kind, "same", seed=2, replace=True)
    (found,) = installed(models)
    assert found.problem == ""
    assert verify(found, LATER, lambda _: None) == []
    assert not where.incoming.exists()


def test_while_a_model_is_swapped_it_is_never_absent(models: Path) -> None:
    where = put(models, "stt", "same")
    absent, stop = [], threading.Event()

    def watch() -> None:
        while not stop.is_set():
            if not os.path.lexists(where.path / "model.bin"):
                absent.append(1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for seed in range(20):
        put(models, "stt", "same", seed, replace=True)
    stop.set()
    watcher.join()
    assert not absent


def test_where_folders_cannot_be_swapped_in_one_step_they_are_renamed(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on exFAT, or with a C library that lacks the call."""
    put(models, "stt", "same", seed=1)
    monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: object())
    put(models, "stt", "same", seed=2, replace=True)
    (found,) = installed(models)
    assert verify(found, LATER, lambda _: None) == []
    assert list((models / ".incoming").iterdir()) == []


def test_one_model_is_taken_in_by_one_process_at_a_time(models: Path) -> None:
    where = place_of(models, "stt", "base.en")
    with claimed(where), pytest.raises(ConflictError, match="another process"), claimed(where):
        pass
    with claimed(where):
        pass


def test_a_child_that_still_writes_holds_the_lock(models: Path) -> None:
    where = place_of(models, "stt", "base.en")
    with claimed(where) as lock:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(lock,))
    with pytest.raises(ConflictError), claimed(where):
        pass
    child.communicate(b"\n")
    with claimed(where):
        pass


@pytest.mark.parametrize("name", ["", "..", ".hidden", "a/b", "a b", "x" * 200, "ü", "-rf"])
def test_a_name_that_could_lead_elsewhere_is_refused(models: Path, name: str) -> None:
    with pytest.raises(InvalidInputError, match="cannot name a model"):
        place_of(models, "stt", name)


@pytest.mark.parametrize("kind", ["stt", "llm"])
def test_a_model_goes_as_a_whole(models: Path, kind: str) -> None:
    where = put(models, kind, "same")
    other = put(models, kind, "other")
    remove(where)
    assert [each.place for each in installed(models)] == [other]
    assert not where.record_file.exists()
    assert not where.incoming.exists()
    with pytest.raises(NotFoundError):
        remove(where)


def test_a_link_to_a_model_elsewhere_goes_and_the_model_stays(models: Path, tmp_path: Path) -> None:
    elsewhere = samples.whisper(tmp_path / "elsewhere")
    (models / "stt").mkdir(parents=True)
    (models / "stt" / "linked").symlink_to(elsewhere)
    assert installed(models)[0].engine == "whisper:linked"
    remove(installed(models)[0].place)
    assert (elsewhere / "model.bin").exists()
    assert installed(models) == []


def test_what_was_begun_can_be_thrown_away(models: Path) -> None:
    where = place_of(models, "stt", "base.en")
    samples.write(where.incoming, {"parts/model.bin.part": b"12345"})
    place.discard(where)
    assert half_fetched(models) == []


# GGUF ---------------------------------------------------------------------------------------------------------------


def test_the_length_of_a_gguf_file_is_exact(tmp_path: Path) -> None:
    file = samples.gguf_file(tmp_path / "a.gguf")
    reader = gguf.GGUFReader(file)
    assert least_bytes(file) == max(int(each.data_offset + each.n_bytes) for each in reader.tensors)
    assert least_bytes(file) <= file.stat().st_size


def test_sizes_of_blocks_are_ggml_s_own() -> None:
    own = {int(kind): sizes for kind, sizes in gguf.constants.GGML_QUANT_SIZES.items()}
    assert all(own[kind] == sizes for kind, sizes in BLOCKS.items())


def test_a_gguf_file_cut_off_anywhere_is_known_as_such(tmp_path: Path) -> None:
    whole = samples.gguf_file(tmp_path / "whole.gguf")
    content, needed, chance = whole.read_bytes(), least_bytes(whole), Random(3)
    cuts = [0, 3, 4, 23, 24, needed - 1, *(chance.randrange(needed) for _ in range(40))]
    for cut in cuts:
        broken = tmp_path / "broken.gguf"
        broken.write_bytes(content[:cut])
        found = recognise(broken)
        assert found is not None
        assert found.problem, cut
    intact = recognise(whole)
    assert intact is not None
    assert intact.problem == ""


def test_a_gguf_head_of_nonsense_is_no_crash(tmp_path: Path) -> None:
    content, chance = bytearray(samples.gguf_file(tmp_path / "whole.gguf").read_bytes()), Random(4)
    for _ in range(150):
        broken = bytearray(content)
        broken[chance.randrange(4, 600)] = chance.randrange(256)
        (tmp_path / "broken.gguf").write_bytes(broken)
        assert recognise(tmp_path / "broken.gguf") is not None


def test_a_record_is_readable_json(models: Path) -> None:
    where = put(models, "llm", "llama")
    said = json.loads(where.record_file.read_text())
    assert (said["engine"], said["licence"], said["by"]) == ("llamacpp:llama", "MIT", "sam")


# As the engines see it ----------------------------------------------------------------------------------------------


def test_sherpa_s_ears_and_voices_are_told_apart(models: Path) -> None:
    from tests.engines.sherpa_models import make_kokoro, make_piper
    from tests.engines.sherpa_recognisers import make_nemo_ctc, make_transducer

    for kind, name, make in (
        ("tts", "piper", make_piper),
        ("tts", "kokoro", make_kokoro),
        ("stt", "zipformer", make_transducer),
        ("stt", "ctc", make_nemo_ctc),
    ):
        make(models / kind / name)
    found = {each.engine: (each.what.kind if each.what else "", each.problem) for each in installed(models)}
    assert found == {
        "sherpa:piper": ("tts", ""),
        "sherpa:kokoro": ("tts", ""),
        "sherpa:zipformer": ("stt", ""),
        "sherpa:ctc": ("stt", ""),
    }
    (models / "tts" / "kokoro" / "voices.bin").write_bytes(b"short")
    assert "voices.bin" in find_installed(models, "kokoro").problem


def test_what_is_installed_is_what_the_engines_find(models: Path) -> None:
    put(models, "stt", "base.en")
    put(models, "llm", "llama")
    assert whisper_folder.find_folder(models / "stt", "") == models / "stt" / "base.en"
    assert llamacpp_files.find(models / "llm", "").path == models / "llm" / "llama.gguf"
