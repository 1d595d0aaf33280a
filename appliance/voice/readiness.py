"""Getting ears and voice ready before the hour."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from appliance.errors import ApplianceError
from appliance.ports import Engine, Sentence, SpeechToText
from appliance.voice.phrases import PhraseCache

log = logging.getLogger(__name__)


async def make_ready(ears: SpeechToText, voice: PhraseCache, sentences: Sequence[Sentence]) -> None:
    """Warm both and make the sentences sound, side by side: one that hangs must not keep the other from it.

    Never raises: what failed is tried again when it is needed. The voice is warmed although all may be sound already:
    what is said in answer is not.
    """
    async with asyncio.TaskGroup() as together:
        together.create_task(_warm(ears, "the recogniser"))
        together.create_task(_speak(voice, sentences))


async def _speak(voice: PhraseCache, sentences: Sequence[Sentence]) -> None:
    await _warm(voice, "the voice")
    await voice.prepare(sentences)


async def _warm(engine: Engine, what: str) -> None:
    try:
        await engine.warm()
    except ApplianceError as error:
        log.warning("%s %s is not ready: %s", what, engine.name, error.message)
