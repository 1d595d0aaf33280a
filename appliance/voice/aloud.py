"""Sentences as one piece of sound, as a line would say them."""

from __future__ import annotations

from collections.abc import Iterable

from appliance.ports import Audio, Sentence, TextToSpeech
from appliance.voice.audio import concatenate, silence
from appliance.voice.words import spoken_words

BETWEEN_TURNS_SECONDS = 0.9
"""Where somebody would answer."""


async def read_out(voice: TextToSpeech, turns: Iterable[Iterable[Sentence]]) -> Audio:
    """All turns, with a moment between them. Raises `EngineError`."""
    parts: list[Audio] = []
    for number, turn in enumerate(turns):
        for place, sentence in enumerate(turn):
            words = Sentence(spoken_words(sentence.text, sentence.language), sentence.language, sentence.style)
            audio = sentence.recording or await voice.synthesize(words)
            gap = sentence.style.pause_seconds if place else BETWEEN_TURNS_SECONDS if number else 0.0
            parts += [silence(gap, audio.rate), audio] if gap else [audio]
    rate = parts[0].rate if parts else 16_000
    engine = next((part.engine for part in parts if part.engine), "")
    whole = concatenate(parts, rate)
    return Audio(whole.pcm, whole.rate, engine)
