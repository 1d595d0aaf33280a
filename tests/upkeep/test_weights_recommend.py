"""Which models suit which machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.catalogue import BUILDERS, SCRIPTED
from appliance.engines.machine import Gpu, Machine
from appliance.engines.names import parse_ladder
from appliance.upkeep.weights.manifest import load_manifest
from appliance.upkeep.weights.recommend import Recommendation, needs_mib, recommend
from appliance.voice.catalogue import RECOGNISERS, VOICES

KNOWN = load_manifest(Path("no such folder"))

PI5 = Machine(memory_mib=8062, available_mib=7000, cores=4)
MINI = Machine(memory_mib=15_800, available_mib=12_000, cores=8)
OLD = Machine(memory_mib=3900, available_mib=3000, cores=2)


def of(machine: Machine, *, server: bool = True) -> Recommendation:
    return recommend(machine, KNOWN, server=server)


@pytest.mark.parametrize(
    ("machine", "size", "llm", "stt", "tts"),
    [
        (OLD, "tiny", "scripted", "whisper:tiny.en,sphinx", "espeak"),
        (Machine(900, 500, 1), "tiny", "scripted", "sphinx", "espeak"),
        (
            PI5, "Raspberry Pi 5 class", "ollama:llama3.2:1b,scripted", "whisper:base.en,sphinx",
            "sherpa:piper-en_US-ljspeech-medium,espeak",
        ),
        (
            MINI, "mini PC", "ollama:llama3.2:3b,scripted", "whisper:small.en,sphinx", "coqui:vctk-vits,espeak",
        ),
    ],
)  # fmt: skip
def test_the_ladders_of_each_size(machine: Machine, size: str, llm: str, stt: str, tts: str) -> None:
    found = of(machine)
    assert (found.size, found.llm, found.stt, found.tts) == (size, llm, stt, tts)
    assert set(found.pull) == {rung for rung in ",".join((llm, stt, tts)).split(",") if ":" in rung}
    assert found.reasons


def test_a_gaming_card_gets_the_large_model_and_leaves_the_small_one_below() -> None:
    found = of(Machine(32_000, 28_000, 16, (Gpu("RTX 3080", 10_240, 9_500),)))
    assert found.size == "gaming GPU"
    assert found.llm == "ollama:mistral,ollama:llama3.2:3b,scripted"
    assert found.stt.startswith("whisper:small.en")


def test_a_card_that_something_else_fills_is_left_alone() -> None:
    full = Machine(32_000, 28_000, 16, (Gpu("RTX 3080", 10_240, 2_500),))
    assert of(full).llm == of(MINI).llm
    assert any("left alone" in reason and "7740" in reason for reason in of(full).reasons)


def test_of_two_cards_the_free_one_is_taken() -> None:
    found = of(Machine(32_000, 28_000, 16, (Gpu("busy", 24_000, 1_000), Gpu("free", 12_000, 11_000))))
    assert found.size == "gaming GPU"
    assert "free has" in " ".join(found.reasons)


def test_a_small_card_gets_a_small_model() -> None:
    found = of(Machine(16_000, 12_000, 8, (Gpu("GTX 1650", 4_096, 3_900),)))
    assert found.size == "mini PC with a small graphics card"
    assert found.llm == "ollama:llama3.2:3b,scripted"
    none = of(Machine(16_000, 12_000, 8, (Gpu("old", 2_048, 2_000),)))
    assert "too small" in " ".join(none.reasons)
    assert none.size == "mini PC"


def test_without_an_ollama_server_llama_cpp_serves() -> None:
    card = Machine(32_000, 28_000, 16, (Gpu("RTX 3080", 10_240, 9_500),))
    for machine in (PI5, MINI, card):
        found = of(machine, server=False)
        assert "ollama:" not in found.llm
        assert found.llm.startswith("llamacpp:")
        assert found.size == of(machine).size


MACHINES = st.builds(
    Machine,
    memory_mib=st.integers(256, 256_000),
    available_mib=st.integers(0, 256_000),
    cores=st.integers(1, 128),
    gpus=st.lists(
        st.builds(Gpu, name=st.just("card"), total_mib=st.integers(1000, 80_000), free_mib=st.integers(0, 80_000)),
        max_size=3,
    ).map(tuple),
)


@given(MACHINES, st.booleans())
def test_on_any_machine_what_is_recommended_is_known_and_fits(machine: Machine, server: bool) -> None:
    found = of(machine, server=server)
    assert found.llm.endswith(SCRIPTED)
    assert found.stt.endswith("sphinx")
    assert found.tts.endswith("espeak")
    assert set(found.pull) <= set(KNOWN)
    on_processor = [found.stt, found.tts, *([] if "GPU" in found.size or "card" in found.size else [found.llm])]
    needed = 0
    for ladder in on_processor:
        needed += max((needs_mib(KNOWN[rung]) for rung in ladder.split(",") if rung in KNOWN), default=0)
    assert needed <= machine.budget_mib
    assert not any(KNOWN[name].acceptance for name in found.pull)


@given(MACHINES)
def test_the_ladders_are_ones_that_the_settings_take(machine: Machine) -> None:
    found = of(machine)
    parse_ladder("LOCAL_LLM_MODEL", found.llm, [*BUILDERS, SCRIPTED, "llamacpp", "ollama"])
    parse_ladder("LOCAL_STT_MODEL", found.stt, RECOGNISERS.builders)
    parse_ladder("LOCAL_TTS_MODEL", found.tts, VOICES.builders)
