"""Neural engines on models of true size: each stage raw and through the product, and what keeps the loop waiting.

The weights are random (see `_weights.py`): the times are real, the words are not. Prints one JSON object a line: name,
value, unit, baseline, ratio (value / baseline); the baseline of a stage is the library itself, called plainly in
the same minute. Needs the engines (`make engines`) and RECORDINGS.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import numpy as np

from appliance.channels.virtual_room import VirtualRoom
from appliance.coach.catalogue import language_model
from appliance.engines.kinds import Surroundings
from appliance.ports import (
    FRAME_SAMPLES,
    HEARING_RATE,
    Audio,
    Hint,
    LanguageModel,
    Limits,
    Message,
    Sentence,
    SpeechToText,
    TextToSpeech,
)
from appliance.records.agenda import Answer
from appliance.voice.audio import FULL_SCALE, to_samples
from appliance.voice.catalogue import recogniser, voice
from scripts.bench._measuring import Stalls, show, true_size_models
from tests.engines.contracts import hear
from tests.recordings import RECORDINGS, read_any

ROUNDS = 5
WEIGHTS = "random values, true size"
WORDS = "That counts, and you know it. Call the dentist before ten."
LIMITS = Limits(max_tokens=16, temperature=0.0)
HEAD = (Message("system", "You are a warm friend who calls every evening. " * 12),)
UTTERANCE = RECORDINGS / "speech" / "harvard12" / "spk1_snt2.wav"

Timed = Callable[[], Awaitable[float]]
"""Does the work once; returns the seconds it took."""


async def compare(name: str, product: Timed, raw: Timed) -> None:
    """Both in turn, so that what else the machine does hits both; medians."""
    await product()
    await raw()
    pairs = [(await product(), await raw()) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    show(f"engines.{name}", 1000 * ours, 1000 * theirs, weights=WEIGHTS)


async def timed(work: Awaitable[object]) -> float:
    """Seconds until it is done."""
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def whisper(size: str, around: Surroundings, speech: Audio) -> None:
    from faster_whisper import WhisperModel

    from appliance.voice.whisper.child import SPARE_TOKENS, TOKENS_A_SECOND

    folder, threads = str(around.models / "stt" / size), around.machine.cores
    model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True)
    samples = to_samples(speech).astype(np.float32) / FULL_SCALE
    most_tokens = 2 * (SPARE_TOKENS + round(TOKENS_A_SECOND * speech.seconds))  # CTranslate2 decodes half of it
    ears: SpeechToText = recogniser(f"whisper:{size}", around)

    def plainly() -> None:
        found, _ = model.transcribe(
            samples,
            language="en",
            beam_size=1,
            temperature=0.0,
            vad_filter=True,
            condition_on_previous_text=False,
            without_timestamps=True,
            max_new_tokens=most_tokens,
        )
        list(found)

    try:
        await watched(f"whisper.{size}.load", ears.warm())
        await compare(
            f"whisper.{size}.transcribe",
            lambda: timed(hear(ears, speech, Hint(Answer.OPEN))),
            lambda: timed(asyncio.to_thread(plainly)),
        )
        await watched(f"whisper.{size}", hear(ears, speech, Hint(Answer.OPEN)))
    finally:
        await ears.aclose()


async def coqui(around: Surroundings) -> None:
    from TTS.utils.synthesizer import Synthesizer

    folder = around.models / "tts" / "vits"
    raw = Synthesizer(tts_checkpoint=str(folder / "model.pth"), tts_config_path=str(folder / "config.json"))
    engine: TextToSpeech = voice("coqui:vits", around)
    spoken = Sentence(WORDS)
    try:
        await watched("coqui.vits.load", engine.warm())
        seconds = (await engine.synthesize(spoken)).seconds
        await compare(
            "coqui.vits.synthesize",
            lambda: timed(engine.synthesize(spoken)),
            lambda: timed(asyncio.to_thread(raw.tts, WORDS, split_sentences=False)),
        )
        took = await timed(engine.synthesize(spoken))
        show("engines.coqui.vits.real_time_factor", took / seconds, 1.0, unit="s/s", weights=WEIGHTS)
        await watched("coqui.vits", engine.synthesize(spoken))
    finally:
        await engine.aclose()


async def llamacpp(around: Surroundings) -> None:
    from llama_cpp import Llama

    raw = Llama(str(around.models / "llm" / "llama-1b.gguf"), n_ctx=2048, n_threads=around.machine.cores, verbose=False)
    model = language_model("llamacpp:llama-1b?context=2048", around)
    assert model is not None  # noqa: S101  # the ladder names one
    turns = itertools.count(1)

    def plainly(stop_at_first: bool) -> float:
        asked = [{"role": each.role, "content": each.content} for each in turn(next(turns))]
        began = time.perf_counter()
        for part in raw.create_chat_completion(
            asked,
            stream=True,
            max_tokens=LIMITS.max_tokens,
            temperature=LIMITS.temperature,
        ):
            if stop_at_first and part["choices"][0]["delta"].get("content"):
                break
        return time.perf_counter() - began

    try:
        await watched("llamacpp.1b.load", model.prepare(HEAD))
        for name, first in (("first_token", True), ("reply", False)):
            await compare(
                f"llamacpp.1b.{name}",
                lambda first=first: timed(reply(model, next(turns), first)),  # type: ignore[misc]
                lambda first=first: asyncio.to_thread(plainly, first),  # type: ignore[misc]
            )
        await watched("llamacpp.1b", reply(model, next(turns), stop_at_first=False))
    finally:
        await model.aclose()


def turn(number: int) -> tuple[Message, ...]:
    """The head, evaluated before, and a turn that was not."""
    return (*HEAD, Message("assistant", "Did you run today?"), Message("user", f"I ran {number} kilometres."))


async def reply(model: LanguageModel, number: int, stop_at_first: bool) -> None:
    """Its reply to that turn, or its first piece."""
    async with aclosing(model.stream(turn(number), LIMITS)) as pieces:
        async for _ in pieces:
            if stop_at_first:
                return


async def watched(name: str, work: Awaitable[object]) -> None:
    """How long the loop waited at most, and how many frames of a live microphone were lost, while an engine works."""
    stalls, captured = Stalls(), 0

    async def listen(room: VirtualRoom) -> None:
        nonlocal captured
        async for _ in room.frames():
            captured += 1

    async with VirtualRoom().open() as room, stalls.watched():
        listening = asyncio.create_task(listen(room))
        began = asyncio.get_running_loop().time()
        await work
        seconds = asyncio.get_running_loop().time() - began
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    lost = max(0, int(seconds * HEARING_RATE / FRAME_SAMPLES) - 1 - captured)
    show(f"engines.{name}.longest_loop_stall", 1000 * max(stalls.late_seconds, default=0.0), 50.0)
    show(f"engines.{name}.longest_loop_stall.own_work", 1000 * max(stalls.own_seconds, default=0.0), 50.0)
    show(f"engines.{name}.lost_frames", lost, unit="frames", over_seconds=round(seconds, 1))


async def main() -> None:
    folder = true_size_models("engines")
    if folder is None:
        return
    around = Surroundings(folder)
    speech = read_any(UTTERANCE)
    for size in ("tiny", "base", "small"):
        await whisper(size, around, speech)
    await coqui(around)
    await llamacpp(around)


if __name__ == "__main__":
    asyncio.run(main())
