"""The models of an Ollama server: listed, shown, deleted, fetched with progress, made from files."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ollama import ProgressResponse

from appliance.coach.ollama.models import ALMOST, Layers, OllamaModels, Progress, Recipe, ollama_models
from appliance.engines.kinds import Surroundings
from appliance.errors import EngineError, InvalidInputError
from tests.coach.ollama_talk import settled
from tests.engines.ollama_library import Model, digest_of
from tests.engines.ollama_server import Fault, OllamaServer, ollama_server

SIZES = (40_000, 1_200, 7, 480)
"""Bytes of the layers of a model on offer: weights, licence, template, parameters."""

GGUF = b"GGUF" + Random(3).randbytes(3_000_000)


def run(work: Callable[[OllamaModels, OllamaServer], Awaitable[None]]) -> None:
    """Do it with a server of its own, which has `llama3.2:3b` and offers `qwen2.5:3b`; no task may be left over."""

    async def whole() -> None:
        async with asyncio.timeout(30), ollama_server() as server:
            server.library.on_offer["qwen2.5:3b"] = SIZES
            await work(ollama_models(Surroundings(Path(), ollama_host=server.host)), server)
        await settled()

    asyncio.run(whole())


async def pulled(models: OllamaModels, name: str = "qwen2.5:3b") -> list[Progress]:
    async with aclosing(models.pull(name)) as progress:
        return [each async for each in progress]


async def created(models: OllamaModels, name: str, recipe: Recipe) -> list[Progress]:
    async with aclosing(models.create(name, recipe)) as progress:
        return [each async for each in progress]


# What is there ------------------------------------------------------------------------------------------------------


def test_what_the_server_has() -> None:
    async def work(models: OllamaModels, server: OllamaServer) -> None:
        server.library.install("tiny", Model(size=5, family="gemma3", parameters="270M"))
        talker, tiny = await models.installed()
        assert (talker.name, talker.size_bytes, talker.parameters) == ("llama3.2:3b", 2_019_393_189, "3.2B")
        assert (tiny.name, tiny.size_bytes, tiny.family, tiny.quantization) == ("tiny:latest", 5, "gemma3", "Q4_K_M")
        assert talker.modified_at is not None
        assert talker.modified_at.tzinfo is not None

    run(work)


def test_what_a_model_says_of_itself() -> None:
    async def work(models: OllamaModels, server: OllamaServer) -> None:
        facts = await models.show("llama3.2:3b")
        assert (facts.family, facts.context_tokens, facts.capabilities) == ("llama", 131_072, ("completion", "tools"))
        assert "LICENSE" in facts.license
        assert "{{ .Prompt }}" in facts.template

    run(work)


def test_a_deleted_model_is_gone() -> None:
    async def work(models: OllamaModels, server: OllamaServer) -> None:
        await models.delete("llama3.2:3b")
        assert await models.installed() == ()
        for again in (models.delete("llama3.2:3b"), models.show("llama3.2:3b")):
            with pytest.raises(EngineError, match=r"has no model llama3\.2:3b"):
                await again

    run(work)


@pytest.mark.parametrize("fault", [Fault.HTML, Fault.OTHER_JSON, Fault.PLAIN_404, Fault.REDIRECT])
def test_something_else_that_answers_is_found_out(fault: Fault) -> None:
    async def work(models: OllamaModels, server: OllamaServer) -> None:
        server.fault = fault
        for attempt in (models.installed(), models.show("llama3.2:3b"), pulled(models)):
            with pytest.raises(EngineError, match=r"is not Ollama|broke off"):
                await attempt

    run(work)


def test_no_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"

    async def whole() -> None:
        models = ollama_models(Surroundings(Path(), ollama_host=url))
        for attempt in (models.installed(), models.show("x"), models.delete("x"), pulled(models, "x")):
            with pytest.raises(EngineError, match=f"no Ollama answers at {url}"):
                await attempt

    asyncio.run(whole())


# Fetching -----------------------------------------------------------------------------------------------------------


def test_the_progress_of_a_pull_is_added_up_over_its_layers() -> None:
    async def work(models: OllamaModels, server: OllamaServer) -> None:
        progress = await pulled(models)
        assert all(one.share <= other.share and one.done_bytes <= other.done_bytes for one, other in pairwise(progress))
        assert all(each.share <= ALMOST for each in progress[:-1])
        assert {each.total_bytes for each in progress} == {0, 40_000, 41_200, 41_207, 41_687}
        assert progress[-1] == Progress(sum(SIZES), sum(SIZES), "success", 1.0)
        assert [each.name for each in await models.installed()] == ["llama3.2:3b", "qwen2.5:3b"]

    run(work)


def test_a_pull_that_broke_off_says_so_and_the_next_goes_on_from_there() -> None:
    async def work(models: OllamaModels, server: OllamaServer) -> None:
        server.library.pull_breaks_at = 4
        with pytest.raises(EngineError, match="broke off") as caught:
            await pulled(models)
        assert "goes on from where it stopped" in caught.value.remedy
        server.library.pull_breaks_at = None
        first = next(each for each in await pulled(models) if each.total_bytes)
        assert first.done_bytes >= 20_000

    run(work)


def test_a_pull_that_is_given_up_ends_on_the_server_too() -> None:
    async def work(models: OllamaModels, server: OllamaServer) -> None:
        server.library.on_offer["qwen2.5:3b"] = (7,) * 5_000
        async with aclosing(models.pull("qwen2.5:3b")) as progress:
            async for each in progress:
                if each.done_bytes:
                    break
        await server.until(lambda: server.requests[0].aborted)
        assert len(server.library.fetched) < 5_000
        assert [each.name for each in await models.installed()] == ["llama3.2:3b"]

    run(work)


@pytest.mark.parametrize(
    ("said", "words", "remedy"),
    [
        ('pull model manifest: Get "https://x/v2/": dial tcp: lookup x: no such host', "does not reach", "internet"),
        ("max retries exceeded: EOF", "does not reach", "goes on from where it stopped"),
        ("write /root/.ollama/models/blobs/sha256-1-partial: no space left on device", "disk", "Delete a model"),
        ("digest mismatch, file must be downloaded again", "digest mismatch, file must be", "log"),
    ],
)
def test_what_stops_a_pull_is_told_with_its_remedy(said: str, words: str, remedy: str) -> None:
    async def work(models: OllamaModels, server: OllamaServer) -> None:
        server.library.pull_breaks_at, server.library.pull_error = 3, said
        with pytest.raises(EngineError) as caught:
            await pulled(models)
        assert words in caught.value.message
        assert remedy in caught.value.remedy

    run(work)


def test_a_model_that_does_not_exist_cannot_be_fetched() -> None:
    async def work(models: OllamaModels, server: OllamaServer) -> None:
        with pytest.raises(EngineError, match=r"library has no model lama3\.2"):
            await pulled(models, "lama3.2")

    run(work)


LINES = st.builds(
    ProgressResponse,
    status=st.just("pulling"),
    digest=st.sampled_from(("sha256:a", "sha256:b", "sha256:c", None)),
    total=st.integers(0, 1_000) | st.none(),
    completed=st.integers(0, 2_000) | st.none(),
)


@given(st.lists(LINES, max_size=30))
def test_a_share_never_falls_and_never_passes_one(lines: list[ProgressResponse]) -> None:
    layers = Layers()
    progress = [layers.take(line) for line in lines]
    assert all(0 <= each.done_bytes <= each.total_bytes for each in progress)
    assert all(one.share <= other.share for one, other in pairwise(progress))
    assert all(each.share <= ALMOST for each in progress)
    assert layers.take(ProgressResponse(status="success")).share == 1


# Made here ----------------------------------------------------------------------------------------------------------


def test_a_model_is_made_from_a_file_which_is_sent_only_once(tmp_path: Path) -> None:
    weights = tmp_path / "own.gguf"
    weights.write_bytes(GGUF)

    async def work(models: OllamaModels, server: OllamaServer) -> None:
        recipe = Recipe(file=weights, system="Speak briefly.", parameters={"stop": ["<end>"], "num_ctx": 2048})
        progress = await created(models, "own:1", recipe)
        assert server.library.blobs == {digest_of(GGUF): GGUF}
        made = server.library.models["own:1"].made_of
        assert made["files"] == {"own.gguf": digest_of(GGUF)}
        assert (made["system"], made["parameters"]) == ("Speak briefly.", {"stop": ["<end>"], "num_ctx": 2048})
        assert {each.words for each in progress} >= {"reading own.gguf", "sending own.gguf", "success"}
        assert all(one.share <= other.share for one, other in pairwise(progress))
        assert progress[-1] == Progress(len(GGUF), len(GGUF), "success", 1.0)
        assert (await created(models, "own:2", Recipe(file=weights)))[-1].share == 1
        assert [request.method for request in server.asked(f"/api/blobs/{digest_of(GGUF)}")] == ["HEAD", "POST", "HEAD"]

    run(work)


def test_a_file_that_is_being_sent_may_be_given_up(tmp_path: Path) -> None:
    weights = tmp_path / "own.gguf"
    weights.write_bytes(GGUF * 20)

    async def work(models: OllamaModels, server: OllamaServer) -> None:
        async with aclosing(models.create("own", Recipe(file=weights))) as progress:
            async for each in progress:
                if each.done_bytes:
                    break
        assert not server.library.blobs
        assert "own:latest" not in server.library.models
        assert (await created(models, "own", Recipe(file=weights)))[-1].share == 1

    run(work)


def test_a_file_that_the_server_cannot_keep(tmp_path: Path) -> None:
    weights = tmp_path / "own.gguf"
    weights.write_bytes(GGUF)

    async def work(models: OllamaModels, server: OllamaServer) -> None:
        server.library.refuses_files = "write /root/.ollama/models/blobs/sha256-1: no space left on device"
        with pytest.raises(EngineError, match=r"the disk of .* is full"):
            await created(models, "own", Recipe(file=weights))
        assert "own:latest" not in server.library.models

    run(work)


def test_what_is_no_gguf_file_is_not_sent(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("GGML, perhaps")

    async def work(models: OllamaModels, server: OllamaServer) -> None:
        for name, fault in (("notes.txt", "is no GGUF file"), ("absent.gguf", "cannot be read")):
            with pytest.raises(InvalidInputError, match=fault):
                await created(models, "own", Recipe(file=tmp_path / name))
        assert not server.requests

    run(work)


def test_an_adapter_goes_with_its_model_where_the_server_still_takes_one(tmp_path: Path) -> None:
    adapter = tmp_path / "lora.gguf"
    adapter.write_bytes(GGUF)

    async def work(models: OllamaModels, server: OllamaServer) -> None:
        recipe = Recipe(base="llama3.2:3b", adapter=adapter)
        await created(models, "ours", recipe)
        made = server.library.models["ours:latest"].made_of
        assert (made["from"], made["adapters"]) == ("llama3.2:3b", {"lora.gguf": digest_of(GGUF)})
        server.library.takes_adapters = False
        with pytest.raises(EngineError, match="takes no LoRA adapters any more") as caught:
            await created(models, "ours", recipe)
        assert "Merge" in caught.value.remedy

    run(work)


def test_a_model_cannot_be_made_of_nothing_or_of_one_that_is_not_there() -> None:
    async def work(models: OllamaModels, server: OllamaServer) -> None:
        with pytest.raises(EngineError, match="library has no model ours"):
            await created(models, "ours", Recipe(base="absent"))
        with pytest.raises(EngineError, match="invalid model name"):
            await created(models, "two words", Recipe(base="llama3.2:3b"))

    run(work)
