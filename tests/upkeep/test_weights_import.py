"""Models from a stick: found, shown, copied, compared; the stick stays as it is."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.errors import ApplianceError, ConflictError, InvalidInputError, NotFoundError
from appliance.store import Store
from appliance.upkeep.weights import importing
from appliance.upkeep.weights.faults import FetchError, WrongContentError
from appliance.upkeep.weights.folder import find_installed, installed, verify
from appliance.upkeep.weights.importing import Found, check_room, find_models, is_split
from appliance.upkeep.weights.intake import Intake
from appliance.upkeep.weights.job import Progress
from appliance.upkeep.weights.record import Record
from tests.store.conftest import Bench
from tests.upkeep import weights_samples as samples

NOW = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A database whose audit log takes everything down."""
    return Bench("sqlite", tmp_path_factory.mktemp("books"))


def take(
    books: Bench,
    models: Path,
    found: Found,
    name: str = "",
    *,
    replace: bool = False,
    told: list[Progress] | None = None,
) -> Record:
    """Import it; whatever comes of it, the stick is as it was."""
    stick = models.parent / "stick"
    before = samples.tree(stick)

    async def work(store: Store) -> Record:
        intake = Intake(models, store.audit, "sam", lambda: NOW)
        tell = (told if told is not None else []).append
        return (await intake.take(found, name or found.name, tell, replace=replace))[1]

    try:
        return books.run(work)
    finally:
        assert samples.tree(stick) == before


def only(path: Path) -> Found:
    (found,) = find_models(path)
    return found


# Finding ------------------------------------------------------------------------------------------------------------


def test_every_model_on_a_stick_is_found_whole_or_not(stick: Path) -> None:
    samples.whisper(stick / "ai" / "faster-whisper-base.en")
    samples.coqui(stick / "my voice")
    samples.gguf_file(stick / "llm" / "llama.gguf")
    samples.gguf_file(stick / "llm" / "sam-lora.gguf", adapter=True)
    (stick / "llm" / "broken.gguf").write_bytes(b"GGUF\x03\0\0\0")
    samples.whisper(stick / "half")
    (stick / "half" / "tokenizer.json").unlink()
    (stick / "Modelfile").write_text("FROM llama3.2:3b\n")
    (stick / "photo.jpg").write_bytes(b"x")
    with zipfile.ZipFile(stick / "tts_models--en--vctk--vits.zip", "w") as archive:
        archive.writestr("a", "b")
    found = {each.name: each for each in find_models(stick)}
    assert set(found) == {"base.en", "my-voice", "llama", "sam-lora", "broken", "half", "Modelfile", "en--vctk--vits"}
    assert found["base.en"].what is not None
    assert (found["base.en"].what.kind, found["base.en"].what.problem) == ("stt", "")
    assert found["half"].what is not None
    assert "tokenizer.json" in found["half"].what.problem
    assert found["broken"].what is not None
    assert found["broken"].what.problem
    assert found["en--vctk--vits"].is_archive
    assert found["Modelfile"].is_modelfile


def test_a_model_s_own_folder_or_file_can_be_named(stick: Path) -> None:
    samples.whisper(stick / "base.en")
    samples.gguf_file(stick / "a.gguf")
    assert only(stick / "base.en").name == "base.en"
    assert only(stick / "a.gguf").name == "a"


def test_links_are_not_followed_and_hidden_things_passed_over(stick: Path, tmp_path: Path) -> None:
    secret = samples.gguf_file(tmp_path / "secret.gguf")
    (stick / "link.gguf").symlink_to(secret)
    (stick / "around").symlink_to(stick)
    samples.gguf_file(stick / ".Trash-1000" / "old.gguf")
    assert find_models(stick) == []
    folder = samples.whisper(stick / "base.en")
    (folder / "notes.txt").symlink_to(secret)
    what = only(stick).what
    assert what is not None
    assert "cp -rL" in what.problem


def test_a_whole_disk_is_not_searched(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_SEEN", 10)
    for number in range(11):
        (stick / str(number)).mkdir()
    with pytest.raises(InvalidInputError, match="more than 10"):
        find_models(stick)
    with pytest.raises(NotFoundError, match="mounted"):
        find_models(stick / "nowhere")


def test_parts_of_a_split_model_keep_their_names(stick: Path) -> None:
    for part in ("big-00001-of-00002.gguf", "big-00002-of-00002.gguf"):
        samples.gguf_file(stick / part)
    assert [is_split(each) for each in find_models(stick)] == [True, True]
    samples.gguf_file(stick / "one" / "small.gguf")
    assert not is_split(only(stick / "one"))


# Copying ------------------------------------------------------------------------------------------------------------


def test_a_copy_is_the_model_with_a_record_of_where_it_came_from(books: Bench, models: Path, stick: Path) -> None:
    samples.whisper(stick / "faster-whisper-base.en")
    told: list[Progress] = []
    record = take(books, models, only(stick), told=told)
    assert (record.engine, record.sources, record.by) == (
        "whisper:base.en",
        (str(stick / "faster-whisper-base.en"),),
        "sam",
    )
    assert {each.checked for each in record.files} == {"copy"}
    model = find_installed(models, "whisper:base.en")
    assert (model.problem, verify(model, NOW.isoformat(), lambda _: None)) == ("", [])
    assert told[-1].done_bytes == told[-1].total_bytes == 2 * model.size


def test_language_models_and_adapters_come_as_files(books: Bench, models: Path, stick: Path) -> None:
    samples.gguf_file(stick / "a.gguf")
    samples.gguf_file(stick / "b.gguf", adapter=True)
    for found in find_models(stick):
        take(books, models, found)
    assert [(each.engine, each.problem) for each in installed(models)] == [("llamacpp:a", ""), ("llamacpp:b", "")]
    assert sorted(path.name for path in (models / "llm").iterdir()) == [
        "a.gguf", "a.gguf.json", "b.gguf", "b.gguf.json",
    ]  # fmt: skip


def test_what_comes_from_another_appliance_keeps_its_source_and_licence(
    books: Bench, models: Path, stick: Path, tmp_path: Path
) -> None:
    samples.whisper(stick / "base.en")
    first = take(books, models, only(stick))
    shutil.rmtree(stick)
    shutil.copytree(models / "stt", stick)
    (stick / "base.en" / "licence-accepted.json").write_text("{}")
    second = take(books, models, only(stick), "copied")
    assert second.sources == first.sources
    assert [each.sha256 for each in second.files] == [each.sha256 for each in first.files]
    assert not (models / "stt" / "copied" / "licence-accepted.json").exists()


def test_a_model_damaged_on_the_stick_is_noticed_by_its_record(books: Bench, models: Path, stick: Path) -> None:
    samples.whisper(stick / "base.en")
    take(books, models, only(stick))
    shutil.rmtree(stick)
    shutil.copytree(models / "stt", stick)
    file = stick / "base.en" / "model.bin"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(WrongContentError, match="its own record"):
        take(books, models, only(stick), "copied")
    assert [each.engine for each in installed(models)] == ["whisper:base.en"]


def test_a_name_that_is_taken_is_refused_or_replaced(books: Bench, models: Path, stick: Path) -> None:
    samples.whisper(stick / "base.en", seed=1)
    first = take(books, models, only(stick))
    samples.whisper(stick / "base.en", seed=2)
    with pytest.raises(ConflictError, match="already"):
        take(books, models, only(stick))
    assert find_installed(models, "base.en").record == first
    assert take(books, models, only(stick), replace=True).files != first.files
    assert find_installed(models, "base.en").problem == ""


def test_what_is_not_whole_is_not_taken(books: Bench, models: Path, stick: Path) -> None:
    samples.whisper(stick / "base.en")
    (stick / "base.en" / "model.bin").unlink()
    with pytest.raises(InvalidInputError, match=r"no whole model.*model\.bin"):
        take(books, models, only(stick))
    assert installed(models) == []


def test_no_room_is_said_before_anything_is_copied(models: Path, stick: Path) -> None:
    file = stick / "huge.gguf"
    with file.open("wb") as sparse:
        sparse.truncate(shutil.disk_usage(stick).free + 10_000_000)
    with pytest.raises(FetchError, match="are free"):
        check_room(models, [only(stick)])


# Archives -----------------------------------------------------------------------------------------------------------


def test_an_archive_is_unpacked_into_its_place(books: Bench, models: Path, stick: Path, tmp_path: Path) -> None:
    samples.coqui(tmp_path / "tts_models--en--vctk--vits")
    with tarfile.open(stick / "vctk.tar.bz2", "w:bz2") as archive:
        archive.add(tmp_path / "tts_models--en--vctk--vits", "tts_models--en--vctk--vits")
    record = take(books, models, only(stick), "vctk-vits")
    assert (record.engine, record.sources) == ("coqui:vctk-vits", (str(stick / "vctk.tar.bz2"),))
    assert find_installed(models, "coqui:vctk-vits").problem == ""
    assert list((models / ".incoming").iterdir()) == []


def test_an_archive_without_a_model_or_with_harm_in_it_leaves_nothing(books: Bench, models: Path, stick: Path) -> None:
    for name, inside in (("empty.zip", "readme.txt"), ("evil.zip", "../evil")):
        with zipfile.ZipFile(stick / name, "w") as archive:
            archive.writestr(inside, "x")
    for found in find_models(stick):
        with pytest.raises(InvalidInputError):
            take(books, models, found)
    assert installed(models) == []
    assert list((models / ".incoming").iterdir()) == []


def test_every_import_and_its_end_is_in_the_audit_log(books: Bench, models: Path, stick: Path) -> None:
    samples.whisper(stick / "base.en")
    take(books, models, only(stick), "listed")
    with pytest.raises(ApplianceError):
        take(books, models, only(stick), "listed")

    async def read(store: Store) -> list[tuple[str, str]]:
        assert await store.audit.verify() is None
        return [(each.action, each.subject) for each in await store.audit.entries(4)]

    where = stick / "base.en"
    assert books.run(read) == [
        ("model.import.failed", f"listed from {where}: conflict"),
        ("model.import.agreed", f"listed from {where}"),
        ("model.import.done", f"listed from {where}"),
        ("model.import.agreed", f"listed from {where}"),
    ]
