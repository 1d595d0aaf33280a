"""A model of the manifest, from the server to its place: consent noted, fetched, checked, moved; or nothing."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from appliance.errors import ConflictError, EngineError, InvalidInputError
from appliance.settings import Settings
from appliance.store import open_store
from appliance.upkeep.weights.faults import FetchError, WrongContentError
from appliance.upkeep.weights.folder import find_installed, half_fetched, installed
from appliance.upkeep.weights.intake import Intake
from appliance.upkeep.weights.job import Progress
from appliance.upkeep.weights.licence import is_accepted, terms_of
from appliance.upkeep.weights.manifest import Entry, load_manifest
from appliance.upkeep.weights.record import Record
from appliance.upkeep.weights.served import Served, served
from tests.engines.ollama_server import ollama_server
from tests.store.conftest import KEY
from tests.upkeep import weights_samples as samples
from tests.upkeep.file_server import FileServer, Status, file_server

T = TypeVar("T")

NOW = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)
FILES = samples.whisper_files()


@pytest.fixture
def server() -> Iterator[FileServer]:
    with file_server() as running:
        yield running


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("books") / "user_data" / "appliance.db"


class Books:
    """Runs work with an intake whose audit log is really kept."""

    def __init__(self, database: Path, models: Path) -> None:
        self._database = database
        self._models = models

    def run(self, work: Callable[[Intake], Awaitable[T]]) -> T:
        async def whole() -> T:
            async with open_store(self._database, KEY) as store:
                return await work(Intake(self._models, store.audit, "sam", lambda: NOW))

        return asyncio.run(whole())

    def pull(self, entry: Entry, *, replace: bool = False, told: list[Progress] | None = None) -> Record:
        tell = (told if told is not None else []).append
        return self.run(lambda intake: intake.pull(entry, tell, replace=replace))

    def log(self, count: int) -> list[tuple[str, str]]:
        """The newest entries, oldest first; the chain holds."""

        async def read() -> list[tuple[str, str]]:
            async with open_store(self._database, KEY) as store:
                assert await store.audit.verify() is None
                return [(each.action, each.subject) for each in reversed(await store.audit.entries(count))]

        return asyncio.run(read())


@pytest.fixture
def books(database: Path, models: Path) -> Books:
    return Books(database, models)


def whisper_entry(server: FileServer, **changes: Any) -> Entry:
    """A mirror of a hub, as an owner may have one at home."""
    for name, content in FILES.items():
        server.put(f"/sys/base.en/resolve/main/{name}", content, hub="large" if name == "model.bin" else "small")
    usual = {
        "engine": "whisper:base.en", "kind": "stt", "about": "ears", "licence": "MIT", "licence_url": "https://a",
        "host": server.url, "repo": "sys/base.en", "files": tuple(FILES), "size_mb": 1, "size_from": "https://a",
    }  # fmt: skip
    return Entry(**{**usual, **changes})


def voice_entry(server: FileServer, tmp_path: Path) -> Entry:
    held = io.BytesIO()
    folder = samples.coqui(tmp_path / "made")
    with zipfile.ZipFile(held, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"tts_models--en--vctk--vits/{file.name}")
    server.put("/vits.zip", held.getvalue())
    return Entry(
        engine="coqui:vctk-vits", kind="tts", about="a voice", licence="Apache-2.0", licence_url="https://a",
        url=f"{server.url}/vits.zip", archive=True, size_mb=1, unpacked_mb=1, size_from="https://a",
    )  # fmt: skip


def test_a_model_is_fetched_checked_and_recorded(server: FileServer, books: Books, models: Path) -> None:
    told: list[Progress] = []
    record = books.pull(whisper_entry(server), told=told)
    assert (record.engine, record.licence, record.by, record.installed_at) == (
        "whisper:base.en", "MIT", "sam", NOW.isoformat(),
    )  # fmt: skip
    assert {each.path: each.checked for each in record.files} == dict.fromkeys(FILES, "stated")
    (model,) = installed(models)
    assert (model.engine, model.problem, model.record) == ("whisper:base.en", "", record)
    assert {file.name: file.read_bytes() for file in model.place.path.iterdir() if file.name in FILES} == FILES
    assert half_fetched(models) == []
    assert told
    assert books.log(2) == [
        ("model.pull.agreed", "whisper:base.en (MIT) from 127.0.0.1"),
        ("model.pull.done", "whisper:base.en (MIT) from 127.0.0.1"),
    ]


def test_consent_is_noted_before_anybody_is_asked(server: FileServer, books: Books, models: Path) -> None:
    """The server refuses the first file: by then the agreement stands in the log, and its end follows."""
    entry = whisper_entry(server)
    server.fault("/sys/base.en/resolve/main/config.json", Status(403))
    with pytest.raises(FetchError, match="403"):
        books.pull(entry)
    assert [action for action, _ in books.log(2)] == ["model.pull.agreed", "model.pull.failed"]
    assert len(server.requests) == 1
    assert not (models / "stt").exists()


def test_what_cannot_be_noted_is_not_fetched(server: FileServer, books: Books) -> None:
    entry = whisper_entry(server).model_copy(update={"licence": "x" * 600})
    with pytest.raises(InvalidInputError, match="The subject"):
        books.pull(entry)
    assert server.requests == []


def test_broken_off_it_is_listed_as_half_and_goes_on(server: FileServer, books: Books, models: Path) -> None:
    entry = whisper_entry(server)
    server.fault("/sys/base.en/resolve/main/tokenizer.json", Status(503))
    with pytest.raises(FetchError, match="503"):
        books.pull(entry)
    assert installed(models) == []
    assert [(half.kind, half.name) for half in half_fetched(models)] == [("stt", "base.en")]
    books.pull(entry)
    assert len(server.asked("/sys/base.en/resolve/main/model.bin")) == 1
    assert installed(models)[0].problem == ""


def test_files_that_are_whole_and_no_model_are_thrown_away(server: FileServer, books: Books, models: Path) -> None:
    entry = whisper_entry(server)
    server.put("/sys/base.en/resolve/main/model.bin", b"<html>come back later</html>")
    with pytest.raises(FetchError, match="no model that whisper can use"):
        books.pull(entry)
    assert installed(models) == []
    assert half_fetched(models) == []


def test_a_wrong_file_leaves_the_installed_model_as_it_was(server: FileServer, books: Books, models: Path) -> None:
    entry = whisper_entry(server)
    first = books.pull(entry)
    with pytest.raises(ConflictError, match="already"):
        books.pull(entry)
    server.files["/sys/base.en/resolve/main/model.bin"].content = b"WhisperSpec" * 1000
    with pytest.raises(WrongContentError):
        books.pull(entry, replace=True)
    model = find_installed(models, "base.en")
    assert (model.record, model.problem) == (first, "")
    server.put("/sys/base.en/resolve/main/model.bin", samples.whisper_files(seed=1)["model.bin"], hub="large")
    assert books.pull(entry, replace=True).files != first.files


def test_a_language_model_is_one_file_with_its_own_name(
    server: FileServer, books: Books, models: Path, tmp_path: Path
) -> None:
    server.put("/x/other.gguf", samples.gguf_file(tmp_path / "made.gguf").read_bytes())
    entry = Entry(
        engine="llamacpp:sam", kind="llm", about="words", licence="MIT", licence_url="https://a",
        url=f"{server.url}/x/other.gguf", size_mb=1, size_from="https://a",
    )  # fmt: skip
    record = books.pull(entry)
    assert record.checked == "length"
    assert sorted(path.name for path in (models / "llm").iterdir()) == ["sam.gguf", "sam.gguf.json"]
    assert find_installed(models, "llamacpp:sam").problem == ""


def test_an_archive_becomes_a_voice(server: FileServer, books: Books, models: Path, tmp_path: Path) -> None:
    record = books.pull(voice_entry(server, tmp_path))
    assert {each.path for each in record.files} == {"config.json", "model.pth"}
    assert find_installed(models, "coqui:vctk-vits").problem == ""


def test_a_disk_that_is_too_small_is_said_before(server: FileServer, books: Books, models: Path) -> None:
    with pytest.raises(FetchError, match="are free"):
        books.pull(whisper_entry(server, size_mb=10**9))
    assert server.requests == []


def test_a_model_goes_with_a_note(server: FileServer, books: Books, models: Path) -> None:
    books.pull(whisper_entry(server))
    books.run(lambda intake: intake.remove(find_installed(models, "base.en")))
    assert installed(models) == []
    assert [action for action, _ in books.log(2)] == ["model.remove.agreed", "model.remove.done"]


# Licences -----------------------------------------------------------------------------------------------------------


def test_a_licence_is_accepted_by_a_person_only(books: Books, models: Path) -> None:
    samples.coqui(models / "tts" / "cloned", "xtts")
    samples.coqui(models / "tts" / "plain")
    known = load_manifest(models)
    cloned, plain = installed(models)
    terms = terms_of(cloned, known)
    assert terms is not None
    assert terms.licence == "Coqui Public Model License"
    assert terms_of(plain, known) is None
    assert not is_accepted(cloned)
    books.run(lambda intake: intake.accept(cloned, terms.licence))
    assert is_accepted(cloned)
    said = (models / "tts" / "cloned" / "licence-accepted.json").read_text()
    assert '"by": "sam"' in said
    assert NOW.isoformat() in said
    assert books.log(1) == [("model.accept.done", "coqui:cloned: Coqui Public Model License")]


# By an Ollama server ------------------------------------------------------------------------------------------------


def on_server(books: Books, work: Callable[[Intake, Served], Awaitable[None]]) -> None:
    """Do it with an Ollama server of its own, which offers `qwen2.5:3b`."""

    async def whole(intake: Intake) -> None:
        async with ollama_server() as running:
            running.library.on_offer["qwen2.5:3b"] = (40_000, 1200)
            async with served(Settings(ollama_host=running.url)) as server:
                await work(intake, server)

    books.run(whole)


def test_an_ollama_server_fetches_by_itself_with_progress(books: Books) -> None:
    told: list[Progress] = []

    async def work(intake: Intake, server: Served) -> None:
        await intake.pull_served(server, "qwen2.5:3b", told.append)
        assert "qwen2.5:3b" in {each.name for each in await server.installed()}
        await intake.remove_served(server, "qwen2.5:3b")
        assert "qwen2.5:3b" not in {each.name for each in await server.installed()}

    on_server(books, work)
    assert told[-1].done_bytes == told[-1].total_bytes
    actions = [(action, subject.partition(" by ")[0].partition(" of ")[0]) for action, subject in books.log(4)]
    assert actions == [
        ("model.pull.agreed", "ollama:qwen2.5:3b"),
        ("model.pull.done", "ollama:qwen2.5:3b"),
        ("model.remove.agreed", "ollama:qwen2.5:3b"),
        ("model.remove.done", "ollama:qwen2.5:3b"),
    ]


def test_a_modelfile_is_made_into_a_model(books: Books, tmp_path: Path) -> None:
    samples.gguf_file(tmp_path / "tuned.gguf")
    (tmp_path / "Modelfile").write_text('FROM ./tuned.gguf\nSYSTEM """Be brief."""\nPARAMETER temperature 0.2\n')

    async def work(intake: Intake, server: Served) -> None:
        await intake.make_served(server, "sam", tmp_path / "Modelfile", lambda _: None)
        assert {each.name.partition(":")[0] for each in await server.installed()} >= {"sam"}

    on_server(books, work)


def test_a_server_that_is_not_there_is_said_and_noted(books: Books) -> None:
    async def work(intake: Intake) -> None:
        async with served(Settings(ollama_host="http://127.0.0.1:9")) as server:
            await intake.pull_served(server, "mistral", lambda _: None)

    with pytest.raises(EngineError):
        books.run(work)
    assert books.log(1)[0][0] == "model.pull.failed"
