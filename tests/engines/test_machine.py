"""What a machine has, and who works where on it. Pure, but for one look at this one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from appliance.engines.machine import MIB, RESERVED_MIB, Gpu, Machine, look, parse_gpus, seat

IDLE = Gpu("card", 24_000, 23_500)
TAKEN = Gpu("card", 24_000, 2_000)


def _machine(*gpus: Gpu, cores: int = 8) -> Machine:
    return Machine(16_000, 12_000, cores, gpus)


def test_this_machine_is_seen() -> None:
    seen = look()
    assert seen.cores == len(os.sched_getaffinity(0))
    assert 0 < seen.available_mib <= seen.memory_mib
    assert seen.budget_mib == max(0, seen.memory_mib - RESERVED_MIB)


STATISTICS = f"inactive_file {100 * MIB}\ntotal_inactive_file {200 * MIB}\n"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"memory.max": 2048 * MIB, "memory.current": 600 * MIB, "memory.stat": STATISTICS}, (2048, 1548)),
        ({"memory.max": "max", "memory.current": 600 * MIB, "memory.stat": STATISTICS}, (8000, 6000)),
        (
            {
                "memory/memory.limit_in_bytes": 2048 * MIB,
                "memory/memory.usage_in_bytes": 600 * MIB,
                "memory/memory.stat": STATISTICS,
            },
            (2048, 1648),
        ),
        (
            {
                "memory/memory.limit_in_bytes": 2**63 - 4096,
                "memory/memory.usage_in_bytes": 600 * MIB,
                "memory/memory.stat": STATISTICS,
            },
            (8000, 6000),
        ),
        ({}, (8000, 6000)),
    ],
)
def test_the_limit_of_a_container_counts_in_both_versions_of_control_groups(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: dict[str, object], found: tuple[int, int]
) -> None:
    memory = tmp_path / "meminfo"
    memory.write_text("MemTotal: 8192000 kB\nMemFree: 1024 kB\nMemAvailable: 6144000 kB\n")
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{content}\n")
    monkeypatch.setattr("appliance.engines.machine.CGROUP", tmp_path)
    monkeypatch.setattr("appliance.engines.machine.MEMORY_INFO", memory)
    seen = look()
    assert (seen.memory_mib, seen.available_mib) == found


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
