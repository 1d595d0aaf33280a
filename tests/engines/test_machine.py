"""What a machine has, and who works where on it. Pure, but for one look at this one."""

from __future__ import annotations

import os

import pytest

from appliance.engines.machine import RESERVED_MIB, Gpu, Machine, look, parse_gpus, seat

IDLE = Gpu("card", 24_000, 23_500)
TAKEN = Gpu("card", 24_000, 2_000)


def _machine(*gpus: Gpu, cores: int = 8) -> Machine:
    return Machine(16_000, 12_000, cores, gpus)


def test_this_machine_is_seen() -> None:
    seen = look()
    assert seen.cores == len(os.sched_getaffinity(0))
    assert 0 < seen.available_mib <= seen.memory_mib
    assert seen.budget_mib == max(0, seen.memory_mib - RESERVED_MIB)


@pytest.mark.parametrize(
    ("listing", "found"),
    [
        ("NVIDIA GeForce RTX 4070, 12282, 11900\n", (Gpu("NVIDIA GeForce RTX 4070", 12282, 11900),)),
        ("A, 8192, 8000\nB, 24576, 100\n", (Gpu("A", 8192, 8000), Gpu("B", 24576, 100))),
        ("Tesla, one, [N/A], [N/A]\n", ()),
        ("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n", ()),
        ("", ()),
    ],
)
def test_cards_are_read_from_what_their_tool_prints(listing: str, found: tuple[Gpu, ...]) -> None:
    assert parse_gpus(listing) == found


def test_the_model_gets_the_card_and_ears_and_voice_stay_beside_it() -> None:
    machine = _machine(IDLE)
    assert [seat(kind, machine).device for kind in ("llm", "stt", "tts")] == ["cuda", "cpu", "cpu"]
    alone = [seat(kind, machine, model_on_gpu=False).device for kind in ("stt", "tts")]
    assert alone == ["cuda", "cuda"], "without a language model nobody else wants it"


def test_a_card_that_something_else_fills_is_left_alone() -> None:
    assert seat("llm", _machine(TAKEN)).device == "cpu"
    assert _machine(TAKEN, IDLE).free_gpu == IDLE
    assert seat("llm", _machine()).device == "cpu"


def test_the_owner_decides() -> None:
    assert seat("llm", _machine(IDLE), wanted="cpu").device == "cpu"
    assert seat("tts", _machine(TAKEN), wanted="cuda").device == "cuda"


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 2), (4, 3), (16, 15)])
def test_one_core_of_many_is_left_for_the_rest(cores: int, threads: int) -> None:
    assert seat("llm", _machine(cores=cores)).threads == threads
