"""What this machine has, and where each engine works on it: memory, cores, graphics cards."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024

RESERVED_MIB = 1024
"""Of the machine's memory, for the appliance itself, the system and the sound."""

QUERY = ("--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits")
LOOK_SECONDS = 5.0
CONTAINER_MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))
CGROUP = Path("/sys/fs/cgroup")
LIMITS = (
    ("memory.max", "memory.current", "inactive_file"),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "total_inactive_file"),
)
"""Files of a container's limit and what is used of it, and what in `memory.stat` does not count; of both versions of
control groups (cgroup-v2.rst, cgroup-v1/memory.rst of the kernel)."""
MEMORY_INFO = Path("/proc/meminfo")


@dataclass(frozen=True, slots=True)
class Gpu:
    """One graphics card."""

    name: str
    total_mib: int
    free_mib: int
    """At the time of looking: what others use is theirs."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is to work with."""

    memory_mib: int
    """Of the host, or the container's limit where that is less."""
    available_mib: int
    """What can be taken now without swapping."""
    cores: int
    gpus: tuple[Gpu, ...] = ()

    @property
    def budget_mib(self) -> int:
        """What all engines together may take."""
        return max(0, self.memory_mib - RESERVED_MIB)

    @property
    def free_gpu(self) -> Gpu | None:
        """The card with the most free memory; None where others hold more than half of every card, or there is none."""
        free = [gpu for gpu in self.gpus if 2 * gpu.free_mib >= gpu.total_mib]
        return max(free, key=lambda gpu: gpu.free_mib, default=None)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where one engine works."""

    device: str = "cpu"
    """`cpu` or `cuda`."""
    threads: int = 0
    """0 is the engine's own default."""


def look() -> Machine:
    """This machine, now. Blocks for up to some seconds where there is a graphics card: not for the event loop."""
    memory, available = _memory()
    return Machine(memory, available, len(os.sched_getaffinity(0)), _gpus())


def seat(kind: str, machine: Machine, *, model_on_gpu: bool = True, wanted: str = "auto") -> Seat:
    """Where an engine of this kind (`llm`, `stt`, `tts`) works.

    A language model gains most from a graphics card and gets it; ears and voice stay on the processor beside it, where
    they are fast enough and cannot push it out of the card's memory. `wanted` is what the owner wrote: `cpu`, `cuda`.
    """
    threads = max(1, machine.cores - (1 if machine.cores > 2 else 0))
    if wanted in ("cpu", "cuda"):
        return Seat(wanted, threads)
    fits = machine.free_gpu is not None and (kind == "llm" or not model_on_gpu)
    return Seat("cuda" if fits else "cpu", threads)


def in_container() -> bool:
    """Whether this is the inside of a container, as Docker and Podman mark it: 127.0.0.1 is then not the host."""
    return any(mark.exists() for mark in CONTAINER_MARKS)


def available_mib() -> int:
    """What can be taken now without swapping, of the host or within the container's limit."""
    return _memory()[1]


def _memory() -> tuple[int, int]:
    facts = {}
    for line in MEMORY_INFO.read_text().splitlines():
        name, _, value = line.partition(":")
        facts[name] = int(value.split()[0]) // 1024
    total, available = facts["MemTotal"], facts.get("MemAvailable", facts["MemFree"])
    for maximum, current, reclaimable in LIMITS:
        try:
            limit = int((CGROUP / maximum).read_text()) // MIB
            used = int((CGROUP / current).read_text())
            used -= _counted((CGROUP / current).with_name("memory.stat").read_text(), reclaimable)
        except (OSError, ValueError):  # no container, one without a limit ("max"), or the other version
            continue
        return min(total, limit), max(0, min(available, limit - used // MIB))
    return total, available


def _counted(statistics: str, name: str) -> int:
    """Bytes of this kind. Files that the kernel would rather drop than run out are the `inactive_file` ones."""
    return next((int(line.split()[1]) for line in statistics.splitlines() if line.startswith(f"{name} ")), 0)


def _gpus() -> tuple[Gpu, ...]:
    """Cards that NVIDIA's own tool reports; other makers' cards are used through a server (Ollama, llama.cpp)."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return ()
    try:
        asked = subprocess.run([program, *QUERY], capture_output=True, text=True, timeout=LOOK_SECONDS, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ()
    return parse_gpus(asked.stdout)


def parse_gpus(listing: str) -> tuple[Gpu, ...]:
    """The answer to `QUERY`, a line a card: name, total, free. Lines that say something else are left out."""
    found = []
    for line in listing.splitlines():
        name, *numbers = (part.strip() for part in line.rsplit(",", 2))
        if len(numbers) == 2 and all(number.isdigit() for number in numbers):
            found.append(Gpu(name, int(numbers[0]), int(numbers[1])))
    return tuple(found)
