"""`appliance models` as a person and a script use it: consent, progress, lists, remedies."""

from __future__ import annotations

import asyncio
import io
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.store import open_store, read_key
from tests.cli.conftest import Ran, Run
from tests.engines.ollama_server import ollama_server
from tests.upkeep import weights_samples as samples
from tests.upkeep.file_server import FileServer, Hold, Status, file_server

FILES = samples.whisper_files()


@pytest.fixture
def server() -> Iterator[FileServer]:
    with file_server() as running:
        for name, content in FILES.items():
            running.put(f"/sys/base.en/resolve/main/{name}", content, hub="large" if name == "model.bin" else "small")
        yield running


@pytest.fixture
def models(tmp_path: Path, server: FileServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models with a manifest of a mirror at home."""
    folder = tmp_path / "models"
    folder.mkdir()
    names = ", ".join(f'"{name}"' for name in FILES)
    (folder / "manifest.toml").write_text(
        f'[[model]]\nengine = "whisper:base.en"\nkind = "stt"\nabout = "ears"\nlicence = "MIT"\n'
        f'licence_url = "https://example.com/mit"\nhost = "{server.url}"\nrepo = "sys/base.en"\nfiles = [{names}]\n'
        'size_mb = 1\nsize_from = "https://example.com"\n'
    )
    monkeypatch.setenv("LOCAL_MODELS_PATH", str(folder))
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    return folder


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Somebody at a terminal, who types this."""
    ends: list[int] = []

    def type_in(text: str) -> None:
        ours, theirs = pty.openpty()
        ends.append(ours)
        os.write(ours, text.encode())
        monkeypatch.setattr(sys, "stdin", os.fdopen(theirs, "r"))

    yield type_in
    if ends:
        sys.stdin.close()
    for end in ends:
        os.close(end)


def log(tmp_path: Path) -> list[tuple[str, str, str]]:
    """The audit log, oldest first; its chain holds."""

    async def read() -> list[tuple[str, str, str]]:
        key = read_key(tmp_path / "key" / "appliance.key", "")
        async with open_store(tmp_path / "user_data" / "appliance.db", key) as store:
            assert await store.audit.verify() is None
            return [(each.actor, each.action, each.subject) for each in reversed(await store.audit.entries())]

    return asyncio.run(read())


def said(ran: Ran) -> str:
    return ran.out + ran.err


# Fetching -----------------------------------------------------------------------------------------------------------


def test_a_pull_shows_what_it_will_do_and_asks(
    run: Run, models: Path, typing: Callable[[str], None], tmp_path: Path
) -> None:
    typing("y\n")
    ran = run("models", "pull", "whisper:base.en")
    assert ran.code == 0
    for shown in ("sys/base.en (4 files)", "MIT (https://example.com/mit)", "about 1 MB", str(models / "stt")):
        assert shown in ran.out
    assert "Fetch it now? [y/N]" in ran.err
    assert "LOCAL_STT_MODEL=whisper:base.en,sphinx" in ran.out
    assert [(actor, action) for actor, action, _ in log(tmp_path)] == [
        (f"command line, user {os.getuid()}", "model.pull.agreed"),
        (f"command line, user {os.getuid()}", "model.pull.done"),
    ]


@pytest.mark.parametrize("answer", ["n\n", "\n", "maybe\n", "\x04"])
def test_anything_but_yes_fetches_nothing(
    run: Run, models: Path, server: FileServer, typing: Callable[[str], None], tmp_path: Path, answer: str
) -> None:
    typing(answer)
    ran = run("models", "pull", "whisper:base.en")
    assert (ran.code, "Nothing was fetched." in ran.err) == (1, True)
    assert server.requests == []
    assert log(tmp_path) == []


def test_a_script_must_say_yes(run: Run, models: Path, server: FileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    ran = run("models", "pull", "whisper:base.en")
    assert (ran.code, "--yes" in ran.err) == (2, True)
    assert server.requests == []
    pulled = run("models", "pull", "whisper:base.en", "--yes", "--json").json
    assert (pulled[0]["engine"], pulled[0]["licence"]) == ("whisper:base.en", "MIT")
    again = run("models", "pull", "whisper:base.en", "--yes")
    assert (again.code, "--replace" in again.err) == (2, True)
    assert run("models", "pull", "whisper:base.en", "--yes", "--replace").code == 0


def test_a_name_that_is_not_known_is_refused_before_anything_is_made(run: Run, models: Path, tmp_path: Path) -> None:
    ran = run("models", "pull", "whisper:huge", "--yes")
    assert (ran.code, "whisper:small.en" in ran.err) == (2, True)
    assert not (tmp_path / "user_data").exists()


def test_a_failure_says_what_to_do_and_the_next_pull_goes_on(run: Run, models: Path, server: FileServer) -> None:
    server.fault("/sys/base.en/resolve/main/tokenizer.json", Status(404))
    ran = run("models", "pull", "whisper:base.en", "--yes")
    assert (ran.code, "models import" in ran.err) == (1, True)
    assert "half fetched" in run("models", "list").out
    assert run("models", "list", "--json").json["incoming"][0]["name"] == "base.en"
    assert run("models", "pull", "whisper:base.en", "--yes").code == 0
    assert "half fetched" not in run("models", "list").out


def test_what_was_half_fetched_can_be_removed(run: Run, models: Path, server: FileServer) -> None:
    server.fault("/sys/base.en/resolve/main/tokenizer.json", Status(404))
    run("models", "pull", "whisper:base.en", "--yes")
    assert run("models", "remove", "whisper:base.en", "--yes").code == 0
    assert run("models", "list", "--json").json["incoming"] == []


def test_a_locked_database_allows_no_pull(run: Run, models: Path, server: FileServer, tmp_path: Path) -> None:
    run("users", "list")
    (tmp_path / "key" / "appliance.key").unlink()
    ran = run("models", "pull", "whisper:base.en", "--yes")
    assert (ran.code, "audit log" in ran.err) == (4, True)
    assert server.requests == []


def test_progress_goes_to_standard_error_and_names_the_model(run: Run, models: Path) -> None:
    ran = run("models", "pull", "whisper:base.en", "--yes", "--json")
    assert "whisper:base.en" in ran.err
    assert ran.json


@pytest.fixture
def environment(run: Run, models: Path, tmp_path: Path) -> dict[str, str]:
    """For a command line of its own on the same household."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def until(holds: Callable[[], bool]) -> None:
    """Wait for another process, giving way to it."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        os.sched_yield()


def pulling(environment: dict[str, str], server: FileServer, models: Path) -> subprocess.Popen[bytes]:
    """A pull that has fetched some of the model and now waits for the server."""
    server.fault("/sys/base.en/resolve/main/model.bin", Hold(20_000))
    command = [sys.executable, "-m", "appliance", "models", "pull", "whisper:base.en", "--yes"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    part = models / ".incoming" / "stt-base.en" / "parts" / "model.bin.part"
    until(lambda: part.exists() and part.stat().st_size == 20_000)
    return process


def fetchers(parent: int) -> list[str]:
    """The downloading processes of a process."""
    tasks = Path(f"/proc/{parent}/task").iterdir()
    return [child for task in tasks for child in (task / "children").read_text().split()]


def is_running(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_control_c_ends_a_pull_and_the_next_one_goes_on(
    run: Run, models: Path, server: FileServer, environment: dict[str, str], tmp_path: Path
) -> None:
    process = pulling(environment, server, models)
    children = fetchers(process.pid)
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode == 130
    assert children
    assert not any(map(is_running, children))
    assert not (models / "stt").exists()
    assert [action for _, action, _ in log(tmp_path)] == ["model.pull.agreed", "model.pull.failed"]
    assert run("models", "pull", "whisper:base.en", "--yes").code == 0
    assert [each.start for each in server.asked("/sys/base.en/resolve/main/model.bin")] == [None, 20_000]


def test_killed_at_once_the_downloading_process_ends_too(
    run: Run, models: Path, server: FileServer, environment: dict[str, str]
) -> None:
    process = pulling(environment, server, models)
    children = fetchers(process.pid)
    process.kill()
    process.communicate()
    until(lambda: not any(map(is_running, children)))
    assert not (models / "stt").exists()
    assert run("models", "pull", "whisper:base.en", "--yes").code == 0
    assert run("models", "verify").code == 0


# What is there ------------------------------------------------------------------------------------------------------


def test_a_list_shows_licence_user_and_state(run: Run, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "models recommend" in run("models", "list").out
    run("models", "pull", "whisper:base.en", "--yes")
    samples.gguf_file(models / "llm" / "sam.gguf", adapter=True)
    monkeypatch.setenv("LOCAL_STT_MODEL", "whisper:base.en,sphinx")
    shown = run("models", "list").out
    for word in ("whisper:base.en", "MIT", "LOCAL_STT_MODEL", "whole", "LoRA adapter for llama", "never", "unknown"):
        assert word in shown
    listed = {each["engine"]: each for each in run("models", "list", "--json").json["models"]}
    assert listed["whisper:base.en"]["used_by"] == "LOCAL_STT_MODEL"
    assert listed["whisper:base.en"]["record"]["licence"] == "MIT"
    assert listed["llamacpp:sam"]["record"] is None


def test_an_ollama_that_does_not_answer_is_told_where_a_ladder_names_it(
    run: Run, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "127.0.0.1:9" not in run("models", "list").out
    monkeypatch.setenv("LOCAL_LLM_MODEL", "ollama:llama3.2:3b,scripted")
    assert "127.0.0.1:9" in run("models", "list").out


def test_verify_finds_a_changed_byte(run: Run, models: Path) -> None:
    run("models", "pull", "whisper:base.en", "--yes")
    samples.whisper(models / "stt" / "by-hand")
    first = run("models", "verify", "--json")
    assert first.code == 0
    assert {each["engine"]: each["recorded"] for each in first.json} == {
        "whisper:base.en": True,
        "whisper:by-hand": False,
    }
    file = models / "stt" / "base.en" / "model.bin"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    ran = run("models", "verify", "whisper:base.en")
    assert (ran.code, "model.bin: changed" in ran.out) == (1, True)


def test_remove_asks_and_says_who_uses_it(
    run: Run, models: Path, typing: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("models", "pull", "whisper:base.en", "--yes")
    monkeypatch.setenv("LOCAL_STT_MODEL", "whisper:base.en,sphinx")
    typing("n\ny\n")
    kept = run("models", "remove", "base.en")
    assert (kept.code, "LOCAL_STT_MODEL" in kept.out) == (1, True)
    assert run("models", "remove", "base.en").code == 0
    assert not (models / "stt" / "base.en").exists()
    assert log(tmp_path)[-1][1] == "model.remove.done"
    assert run("models", "remove", "base.en", "--yes").code == 2


# From a stick -------------------------------------------------------------------------------------------------------


def test_an_import_shows_what_it_found_and_copies_what_is_whole(
    run: Run, models: Path, tmp_path: Path, typing: Callable[[str], None]
) -> None:
    stick = tmp_path / "stick"
    samples.whisper(stick / "faster-whisper-tiny.en")
    samples.gguf_file(stick / "llama.gguf")
    samples.whisper(stick / "broken")
    (stick / "broken" / "model.bin").unlink()
    typing("y\n")
    ran = run("models", "import", str(stick))
    assert ran.code == 0
    assert "it has no model.bin" in ran.out
    assert "LOCAL_LLM_MODEL=llamacpp:llama,scripted" in ran.out
    engines = [each["engine"] for each in run("models", "list", "--json").json["models"]]
    assert engines == ["llamacpp:llama", "whisper:tiny.en"]
    assert (stick / "llama.gguf").exists()


def test_control_c_ends_an_import_and_leaves_nothing(
    run: Run, models: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    """The model is so large (and so empty) that copying it takes a while."""
    folder = samples.whisper(tmp_path / "stick" / "base.en")
    with (folder / "model.bin").open("ab") as sparse:
        sparse.truncate(3_000_000_000)
    command = [sys.executable, "-m", "appliance", "models", "import", str(folder), "--yes"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    copy = models / ".incoming" / "stt-base.en" / "model" / "model.bin"
    until(lambda: copy.exists() and copy.stat().st_size > 0)
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode == 130
    assert not (models / "stt").exists()
    assert not copy.exists()
    assert log(tmp_path)[-1][1] == "model.import.failed"


def test_an_adapter_says_how_it_is_used(run: Run, models: Path, tmp_path: Path) -> None:
    file = samples.gguf_file(tmp_path / "stick" / "tuned.gguf", adapter=True)
    ran = run("models", "import", str(file), "--name", "sam", "--yes")
    assert (ran.code, "?lora=sam" in ran.out) == (0, True)


def test_an_import_of_nothing_or_of_one_name_for_several_is_refused(run: Run, models: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert run("models", "import", str(stick), "--yes").code == 2
    samples.gguf_file(stick / "a.gguf")
    samples.gguf_file(stick / "b.gguf")
    assert run("models", "import", str(stick), "--yes", "--name", "sam").code == 2
    assert run("models", "import", str(stick), "--yes").code == 0
    assert run("models", "import", str(stick), "--yes").code == 2
    taken = run("models", "import", str(stick), "--yes", "--replace", "--json").json
    assert [each["engine"] for each in taken] == ["llamacpp:a", "llamacpp:b"]


# By an Ollama server ------------------------------------------------------------------------------------------------


def test_an_ollama_server_is_asked_to_fetch_to_make_and_to_delete(
    run: Run, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = samples.gguf_file(tmp_path / "stick" / "tuned.gguf")
    (file.parent / "Modelfile").write_text("FROM ./tuned.gguf\nSYSTEM Be brief.\n")

    async def whole() -> None:
        async with ollama_server() as running:
            running.library.on_offer["mistral:latest"] = (40_000, 1200)
            monkeypatch.setenv("OLLAMA_HOST", running.url)

            async def ran(*words: str) -> Ran:
                return await asyncio.to_thread(run, "models", *words)

            pulled = await ran("pull", "ollama:mistral", "--yes")
            assert (pulled.code, "LOCAL_LLM_MODEL=ollama:mistral,scripted" in pulled.out) == (0, True)
            assert "Apache-2.0" in pulled.out
            made = await ran("import", str(file.parent / "Modelfile"), "--name", "sam", "--yes", "--json")
            assert made.json == [{"engine": "ollama:sam"}]
            listed = await ran("list")
            assert all(word in listed.out for word in ("ollama:mistral", "ollama:sam", "in Ollama"))
            assert (await ran("remove", "ollama:mistral", "--yes")).code == 0
            assert (await ran("pull", "ollama:unheard-of", "--yes")).code == 1

    asyncio.run(whole())
    assert [action for _, action, _ in log(tmp_path)] == [
        "model.pull.agreed", "model.pull.done", "model.import.agreed", "model.import.done",
        "model.remove.agreed", "model.remove.done", "model.pull.agreed", "model.pull.failed",
    ]  # fmt: skip


# Licences -----------------------------------------------------------------------------------------------------------


def test_a_licence_is_shown_and_accepted_by_typing_it(
    run: Run, models: Path, typing: Callable[[str], None], tmp_path: Path
) -> None:
    stick = samples.coqui(tmp_path / "stick" / "cloned", "xtts")
    (stick / "LICENSE.txt").write_text("Not for money.")
    imported = run("models", "import", str(stick), "--yes")
    assert "appliance models accept coqui:cloned" in imported.out
    accepted = models / "tts" / "cloned" / "licence-accepted.json"
    assert not accepted.exists()
    typing("yes\naccept\n")
    refused = run("models", "accept", "coqui:cloned")
    assert (refused.code, "Not for money." in refused.out) == (1, True)
    assert not accepted.exists()
    assert run("models", "accept", "coqui:cloned").code == 0
    assert "Coqui Public Model License" in accepted.read_text()
    assert log(tmp_path)[-1][1] == "model.accept.done"
    assert "has been accepted" in run("models", "accept", "coqui:cloned").out


def test_a_script_accepts_by_the_licence_s_name_only(run: Run, models: Path) -> None:
    samples.coqui(models / "tts" / "cloned", "xtts")
    samples.coqui(models / "tts" / "plain")
    assert run("models", "accept", "coqui:cloned", "--licence", "MIT").code == 2
    assert run("models", "accept", "coqui:plain").code == 2
    assert run("models", "accept", "coqui:cloned", "--licence", "Coqui Public Model License").code == 0


# What suits ---------------------------------------------------------------------------------------------------------


def test_recommend_prints_lines_for_the_environment(run: Run, models: Path) -> None:
    lines = run("models", "recommend").out.splitlines()
    settings = dict(line.split("=", 1) for line in lines if line.startswith("LOCAL_"))
    assert set(settings) == {"LOCAL_LLM_MODEL", "LOCAL_STT_MODEL", "LOCAL_TTS_MODEL"}
    assert run("models", "recommend", "--json").json["settings"] == settings
    assert "ollama:" not in run("models", "recommend", "--without-ollama").out
