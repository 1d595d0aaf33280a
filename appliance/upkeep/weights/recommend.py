"""Which models suit a machine: a pure function of its memory, cores and graphics cards.

What a model needs is arithmetic: the weights as they lie in memory, and beside them what the engine works with. The
figures and their reasons are beside the constants; `docs/models.md` says which of them were measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.engines.machine import RESERVED_MIB, Machine
from appliance.upkeep.weights.manifest import Entry

MIB_PER_MB = 1_000_000 / (1024 * 1024)

BESIDE_MIB: Mapping[str, int] = {
    "ollama": 900,  # 4,096 tokens of context (448 MiB for Llama 3.2 3B: 28 layers, 8 heads of 128, keys and values,
    "llamacpp": 900,  # 16 bits), as much again for what is being computed
    "whisper": 200,  # the process, and a window of 30 s on its way through the encoder
    "sherpa": 200,  # the process with onnxruntime
    "coqui": 350,  # the process with PyTorch
}
"""What an engine takes beside the weights."""

IN_MEMORY: Mapping[str, float] = {"whisper": 0.8, "coqui": 1.4}
"""Weights in memory as a share of those on the disk, fitted to what was seen with models of true size and random
values: Whisper, whose 16-bit files are computed in 8 bits, 0.3 GB (base) and 0.6 GB (small); Coqui 0.5 GB (VITS) and
3 GB (XTTS)."""

GPU_SPARE_MIB = 512
"""Left free on a card, for the screen."""

PI_CORES, PI_MIB = 4, 3500
"""A Raspberry Pi 5 has 4 cores and 4, 8 or 16 GB; a machine of at least this much is taken for one like it."""

MINI_CORES, MINI_MIB = 4, 11_500
"""A mini PC with 12 GB or more: what the system keeps to itself is not in the figure that Linux gives."""

CARD_MODEL = "ollama:mistral"
SMALL_CARD_MODEL = "ollama:llama3.2:3b"


@dataclass(frozen=True, slots=True)
class Size:
    """Models for machines of one size, each ladder preferred first."""

    name: str
    llm: tuple[str, ...]
    stt: tuple[str, ...]
    tts: tuple[str, ...]
    why: str


TINY = Size(
    "tiny",
    ("scripted",),
    ("whisper:tiny.en", "sphinx"),
    ("espeak",),
    f"fewer than {PI_CORES} cores or {PI_MIB} MiB are too little for a language model beside ears and a voice",
)
PI = Size(
    "Raspberry Pi 5 class",
    ("ollama:llama3.2:1b", "scripted"),
    ("whisper:base.en", "sphinx"),
    ("sherpa:piper-en_US-ljspeech-medium", "espeak"),
    "Piper takes 0.36 of real time on a Raspberry Pi 4, a full-size VITS voice 2.2 (sherpa-onnx's table, 4 threads)",
)
MINI = Size(
    "mini PC",
    ("ollama:llama3.2:3b", "scripted"),
    ("whisper:small.en", "sphinx"),
    ("coqui:vctk-vits", "espeak"),
    "a full-size VITS voice took 0.28 to 0.41 of real time on 2 idle cores (measured with random weights)",
)

INSTEAD = {
    "ollama:llama3.2:1b": "llamacpp:Qwen2.5-1.5B-Instruct-Q4_K_M",
    "ollama:llama3.2:3b": "llamacpp:Llama-3.2-3B-Instruct-Q4_K_M",
    "ollama:mistral": "llamacpp:Mistral-7B-Instruct-v0.3-Q4_K_M",
}
"""The same without an Ollama server, by llama.cpp within the appliance."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to set and what to get."""

    size: str
    llm: str
    """Ladders, as the settings take them."""
    stt: str
    tts: str
    pull: tuple[str, ...]
    """Models to get, by their engine strings."""
    reasons: tuple[str, ...]

    @property
    def settings(self) -> dict[str, str]:
        """The lines of the environment."""
        return {"LOCAL_LLM_MODEL": self.llm, "LOCAL_STT_MODEL": self.stt, "LOCAL_TTS_MODEL": self.tts}


def recommend(machine: Machine, known: Mapping[str, Entry], *, server: bool = True) -> Recommendation:
    """For this machine. `server` says whether an Ollama server is to serve the language model."""
    size = _size(machine)
    on_card, reasons = _card(machine, known)
    words = tuple(dict.fromkeys((on_card, *size.llm) if on_card else size.llm))
    if not server:
        words, on_card = tuple(INSTEAD.get(rung, rung) for rung in words), INSTEAD.get(on_card, on_card)
    ladders = {"llm": words, "stt": size.stt, "tts": size.tts}
    kept, left_out = _fitting(ladders, known, machine.budget_mib, on_card)
    head = (
        f"{machine.cores} cores and {machine.memory_mib} MiB of memory, of which {RESERVED_MIB} are for the appliance "
        f"and the system: {size.why}"
    )
    return Recommendation(
        _called(size, on_card),
        llm=",".join(kept["llm"]),
        stt=",".join(kept["stt"]),
        tts=",".join(kept["tts"]),
        pull=tuple(rung for kind in ladders for rung in kept[kind] if rung in known),
        reasons=(head, *reasons, *left_out),
    )


def _called(size: Size, on_card: str) -> str:
    if on_card in (CARD_MODEL, INSTEAD[CARD_MODEL]):
        return "gaming GPU"
    return f"{size.name} with a small graphics card" if on_card else size.name


def needs_mib(entry: Entry) -> int:
    """Memory that a model takes while it works: arithmetic, see above."""
    engine = entry.engine.partition(":")[0]
    weights = max(entry.unpacked_mb, entry.size_mb) * IN_MEMORY.get(engine, 1.0) * MIB_PER_MB
    return round(weights) + BESIDE_MIB[engine]


def _size(machine: Machine) -> Size:
    if machine.cores >= MINI_CORES and machine.memory_mib >= MINI_MIB:
        return MINI
    if machine.cores >= PI_CORES and machine.memory_mib >= PI_MIB:
        return PI
    return TINY


def _card(machine: Machine, known: Mapping[str, Entry]) -> tuple[str, list[str]]:
    """The language model for the graphics card, and the reasons; empty where there is no card to use."""
    card = machine.free_gpu
    if card is None:
        return "", [
            f"the graphics card {gpu.name} is left alone: others hold {gpu.total_mib - gpu.free_mib} of its "
            f"{gpu.total_mib} MiB"
            for gpu in machine.gpus
        ]
    for model in (CARD_MODEL, SMALL_CARD_MODEL):
        needed = needs_mib(known[model]) + GPU_SPARE_MIB
        if card.free_mib >= needed:
            return model, [
                f"{card.name} has {card.free_mib} MiB free; {model} takes about {needed}, some spare included"
            ]
    return "", [f"the graphics card {card.name} is too small for a language model: {card.free_mib} MiB are free"]


def _fitting(
    ladders: Mapping[str, tuple[str, ...]], known: Mapping[str, Entry], budget_mib: int, on_card: str
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The ladders without the rungs that do not fit into memory beside those of the other kinds, ears first."""
    left, kept, said = budget_mib, {}, []
    for kind in ("stt", "tts", "llm"):
        fitting = []
        taken = 0
        for rung in ladders[kind]:
            entry = known.get(rung)
            needed = needs_mib(entry) if entry and rung != on_card else 0
            if needed > left:
                said.append(f"{rung} is left out: it takes about {needed} MiB, {max(0, left)} are left")
                continue
            fitting.append(rung)
            taken = max(taken, needed)  # one rung of a ladder is in use at a time
        left -= taken
        kept[kind] = tuple(fitting)
    return kept, said
