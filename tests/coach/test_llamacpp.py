"""The llama.cpp engine over tiny models with random values: it is loaded, asked, interrupted, killed and starved."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import aclosing
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from appliance.coach.llamacpp.engine import LlamaCpp, build
from appliance.coach.llamacpp.files import find
from appliance.engines.kinds import Surroundings
from appliance.engines.machine import Machine
from appliance.engines.names import parse
from appliance.errors import EngineError, EngineUnavailableError, SettingsError
from appliance.ports import LanguageModel, Limits, Message
from tests.engines.contracts import ASKED, HEAD, SHORT, LanguageModelContract, Opened, closing, run, text_of

if find_spec("llama_cpp") is None:  # not imported here: see test_llamacpp_speaker.py
    pytest.skip("llama-cpp-python is not installed: make engines", allow_module_level=True)
tiny = pytest.importorskip("tests.engines.tiny_llm", reason="the package gguf is not installed")

OTHER = (*HEAD, Message("user", "Good evening. " * 12))
CUT_OFF_BYTES = 1000
CONTEXT = 1024
ENDLESS = Limits(max_tokens=30_000, temperature=0)
"""More than fits into the pipe between the engine and its child: such a reply is never whole before it is read."""

recorded = [
    pytest.mark.recordings,
    pytest.mark.skipif(bool(tiny.why_no_recorded_models()), reason=tiny.why_no_recorded_models() or "they are there"),
]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder."""
    folder = tmp_path_factory.mktemp("models")
    llm = folder / "llm"
    llm.mkdir()
    tiny.write_llama(llm / "small.gguf")
    tiny.write_llama(llm / "endless.gguf", endless=True)
    tiny.write_mamba(llm / "mamba.gguf")
    tiny.write_adapter(llm / "tone.gguf")
    tiny.write_adapter(llm / "foreign.gguf", architecture="qwen2")
    tiny.write_adapter(llm / "wide.gguf", width=2 * tiny.WIDTH)
    (llm / "short.gguf").write_bytes((llm / "small.gguf").read_bytes()[:-CUT_OFF_BYTES])
    if tiny.why_no_recorded_models() is None:
        tiny.link_recorded(llm, tiny.STORIES)
        tiny.link_recorded(llm, tiny.GIBBERISH)
    return folder


def engine(models: Path, name: str = "small") -> LlamaCpp:
    return build(parse(f"llamacpp:{name}"), Surroundings(models))


@pytest.mark.parametrize(
    "name",
    [
        "small",
        pytest.param(f"{tiny.STORIES}?context=2048", marks=recorded),
        pytest.param(tiny.GIBBERISH, marks=recorded),
    ],
)
class TestContract(LanguageModelContract):
    @pytest.fixture
    def opened(self, models: Path, name: str) -> Opened:
        return lambda: closing(engine(models, name))


def with_model(models: Path, work: Any, name: str = "small") -> None:
    run(lambda: closing(engine(models, name)), work)


def evaluated(model: LlamaCpp) -> int:
    assert model.usage is not None
    return model.usage.evaluated_tokens


@pytest.mark.parametrize("name", ["small", "mamba"])
def test_a_prepared_head_costs_nothing_later(models: Path, name: str) -> None:
    async def work(model: LlamaCpp) -> None:
        await text_of(model)
        whole = evaluated(model)
        await model.aclose()
        await model.prepare(HEAD)
        head = evaluated(model)
        assert head > whole / 3
        await text_of(model)
        assert evaluated(model) <= whole - head
        await model.prepare(HEAD)
        assert evaluated(model) <= (1 if name == "small" else head)

    with_model(models, work, name)


@pytest.mark.parametrize("name", ["small", "mamba"])
def test_a_conversation_that_was_pushed_out_comes_back_and_goes_on_the_same(models: Path, name: str) -> None:
    async def work(model: LlamaCpp) -> None:
        said = await text_of(model)
        whole = evaluated(model)
        longer = (*ASKED, Message("assistant", said), Message("user", "And you?"))
        await text_of(model, OTHER)
        continued = await text_of(model, longer)
        if name == "small":
            assert evaluated(model) < whole / 2
        await model.aclose()
        assert await text_of(model, longer) == continued
        assert evaluated(model) > whole

    with_model(models, work, name)


def test_a_long_conversation_is_trimmed_in_steps(models: Path) -> None:
    async def work(model: LlamaCpp) -> None:
        turns: list[Message] = list(HEAD)
        costs = []
        for number in range(60):
            turns += [Message("user", f"day {number}"), Message("assistant", "You did.")]
            await text_of(model, (*turns, Message("user", "And now?")))
            assert model.usage is not None
            assert model.usage.prompt_tokens + SHORT.max_tokens <= CONTEXT
            costs.append(evaluated(model))
        anew = [cost for cost in costs[20:] if cost > CONTEXT / 4]
        assert 0 < len(anew) <= 10, f"the beginning of the prompt shifts with every turn: {costs}"

    with_model(models, work, f"small?context={CONTEXT}")


def test_instructions_that_do_not_fit_are_an_error_that_names_the_option(models: Path) -> None:
    async def work(model: LlamaCpp) -> None:
        with pytest.raises(EngineError, match="context of 512") as caught:
            await text_of(model, (Message("system", "Be kind. " * 200), *ASKED))
        assert "?context=" in caught.value.remedy
        assert await text_of(model)

    with_model(models, work, "small?context=512")


def test_a_child_that_is_killed_in_the_middle_is_an_error_and_the_next_one_serves(models: Path) -> None:
    async def work(model: LlamaCpp) -> None:
        async def hang_up() -> None:
            async with aclosing(model.stream(ASKED, ENDLESS)) as pieces:
                async for _ in pieces:
                    if model.child_pid is not None:
                        os.kill(model.child_pid, signal.SIGKILL)

        with pytest.raises(EngineError, match="died in the middle"):
            await hang_up()
        assert await text_of(model)

    with_model(models, work, "endless?context=32768")


def test_an_adapter_changes_what_is_said(models: Path) -> None:
    said: list[str] = []

    async def work(model: LanguageModel) -> None:
        said.append(await text_of(model))

    with_model(models, work)
    with_model(models, work, "small?lora=tone")
    with_model(models, work, "small?lora=tone.gguf")
    assert said[0] != said[1] == said[2]


def test_an_adapter_of_another_size_is_an_error(models: Path) -> None:
    async def work(model: LlamaCpp) -> None:
        for _ in range(2):
            with pytest.raises(EngineError, match=r"wide\.gguf cannot be laid over this model: .*") as caught:
                await model.warm()
            assert model.child_pid is None
        assert "adapter" in caught.value.remedy

    with_model(models, work, "small?lora=wide")


def test_a_file_that_was_cut_off_is_an_error_that_names_it(models: Path) -> None:
    async def work(model: LlamaCpp) -> None:
        with pytest.raises(EngineError, match=r"short\.gguf cannot be loaded: .*(corrupted|incomplete)") as caught:
            await text_of(model)
        assert "appliance models list" in caught.value.remedy
        assert model.child_pid is None

    with_model(models, work, "short")


def test_a_graphics_card_that_llama_cpp_was_not_built_for_is_an_error_that_says_so(models: Path) -> None:
    ask = "import llama_cpp; print(llama_cpp.llama_supports_gpu_offload())"
    if "True" in subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout:
        pytest.skip("llama-cpp-python was built for graphics cards")

    async def work(model: LlamaCpp) -> None:
        with pytest.raises(EngineError, match="built without graphics cards") as caught:
            await model.warm()
        assert "?device=cpu" in caught.value.remedy

    with_model(models, work, "small?device=cuda")


def test_a_model_that_is_larger_than_the_memory_is_not_tried(models: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.gguf"
    large.write_bytes((models / "llm" / "small.gguf").read_bytes())
    os.truncate(large, 3 * 1024**3)
    opening = {"do": "load", "gpu": "never"}
    machine = Machine(memory_mib=4096, available_mib=3000, cores=2)

    async def work(model: LlamaCpp) -> None:
        with pytest.raises(EngineError, match=r"needs 3072 MiB of memory and 3000 are free") as caught:
            await model.warm()
        assert "smaller model" in caught.value.remedy
        assert model.child_pid is None

    model = LlamaCpp("llamacpp:large", find(tmp_path, "large"), opening, look=lambda: machine)
    run(lambda: closing(model), work)
    large.unlink()

    async def gone(model: LlamaCpp) -> None:
        with pytest.raises(EngineError, match=r"large\.gguf cannot be read"):
            await model.warm()

    look = replace(machine, available_mib=9000)
    run(lambda: closing(LlamaCpp("llamacpp:large", model._model, opening, look=lambda: look)), gone)


def test_two_adapters_of_the_folder_are_refused_before_anything_is_loaded(models: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="adapts a qwen2 model"):
        engine(models, "small?lora=foreign")
    with pytest.raises(EngineUnavailableError, match=r"nowhere\.gguf is not there"):
        engine(models, "small?lora=nowhere")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("temperature=1", "no option 'temperature'"),
        ("context=many", "a context is a number"),
        ("context=64", "256 or more"),
        ("template=klingon", "template knows no 'klingon'"),
        ("device=abacus", "device knows no 'abacus'"),
    ],
)
def test_options_are_checked(models: Path, options: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        engine(models, f"small?{options}")


def test_an_unknown_template_lists_the_known(models: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        engine(models, "small?template=x")
    assert "chatml" in caught.value.remedy
    assert "llama-3" in caught.value.remedy
