"""Getting ears and voice ready before the hour."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from appliance.errors import ApplianceError
from appliance.ports import Sentence, SpeechToText
from appliance.voice.phrases import PhraseCache

log = logging.getLogger(__name__)


async def make_ready(ears: SpeechToText, voice: PhraseCache, sentences: Sequence[Sentence]) -> None:
    """Warm the recogniser and make the sentences sound. Never raises: what failed is tried again when it is needed."""
    try:
        await ears.warm()
    except ApplianceError as error:
        log.warning("the recogniser %s is not ready: %s", ears.name, error.message)
    await voice.prepare(sentences)
