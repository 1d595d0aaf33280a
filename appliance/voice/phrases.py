"""The phrase cache: what will be said is audio before the hour, in memory only."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable

from appliance.errors import EngineError
from appliance.ports import HEARING_RATE, Audio, Sentence, TextToSpeech, VoiceStyle
from appliance.voice.audio import silence
from appliance.voice.words import Speakable, spoken_words

log = logging.getLogger(__name__)

MAX_BYTES = 24 * 1024 * 1024
"""About nine minutes of sound at 22,050 Hz: two calls of prepared questions."""

_Key = tuple[VoiceStyle, str, str]


class PhraseCache:
    """A `TextToSpeech` that remembers. Personal words never reach a disk: it lives in memory, bounded, oldest out.

    What is sound is said at once, whichever engine made it: an answer in a worse voice beats a silence. Before a call
    it is made anew where a better engine serves by now; `rank` tells, by engine string, lower is better.
    """

    def __init__(
        self,
        voice: TextToSpeech,
        words: Speakable = spoken_words,
        *,
        max_bytes: int = MAX_BYTES,
        rank: Callable[[str], int] = lambda engine: 0,
    ) -> None:
        self._voice = voice
        self._words = words
        self._max_bytes = max_bytes
        self._rank = rank
        self._kept: OrderedDict[_Key, Audio] = OrderedDict()
        self._making: dict[_Key, asyncio.Task[Audio]] = {}
        self._bytes = 0

    @property
    def name(self) -> str:
        """The engine string of what serves now."""
        return self._voice.name

    @property
    def size_bytes(self) -> int:
        """Sound held now."""
        return self._bytes

    async def warm(self) -> None:
        await self._voice.warm()

    async def aclose(self) -> None:
        for task in list(self._making.values()):
            task.cancel()
        await asyncio.gather(*self._making.values(), return_exceptions=True)
        self.clear()
        await self._voice.aclose()

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self._bytes = 0

    async def synthesize(self, sentence: Sentence) -> Audio:
        """From memory where it is; otherwise made once, however many ask at the same time.

        A cancelled caller does not stop the work: somebody else may wait for it, and the next call will want it.
        """
        key = self._key(sentence)
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return kept
        task = self._making.get(key)
        if task is None:
            task = asyncio.create_task(self._make(key, sentence), name="phrase")
            self._making[key] = task
            task.add_done_callback(lambda done: self._made(key, done))
        return await asyncio.shield(task)

    async def prepare(self, sentences: Iterable[Sentence]) -> int:
        """Make all of them sound, one by one, whatever fails. Returns how many could not be made."""
        failed = 0
        for sentence in sentences:
            if sentence.recording is not None:
                continue
            try:
                self._drop_worse(sentence)
                await self.synthesize(sentence)
            except EngineError as error:
                failed += 1
                log.warning("a phrase could not be prepared: %s", error.message)
        return failed

    def _drop_worse(self, sentence: Sentence) -> None:
        kept = self._kept.get(key := self._key(sentence))
        if kept is not None and self._rank(kept.engine) > self._rank(self._voice.name):
            self._bytes -= len(self._kept.pop(key).pcm)

    def _key(self, sentence: Sentence) -> _Key:
        return (sentence.style, sentence.language, self._words(sentence.text, sentence.language))

    async def _make(self, key: _Key, sentence: Sentence) -> Audio:
        *_, words = key
        if not words.strip():
            return silence(0.0, HEARING_RATE)
        return await self._voice.synthesize(Sentence(words, sentence.language, sentence.style))

    def _made(self, key: _Key, task: asyncio.Task[Audio]) -> None:
        self._making.pop(key, None)
        if task.cancelled() or task.exception() is not None:
            return
        audio = task.result()
        if len(audio.pcm) > self._max_bytes:
            return
        if (replaced := self._kept.pop(key, None)) is not None:
            self._bytes -= len(replaced.pcm)
        self._kept[key] = audio
        self._bytes += len(audio.pcm)
        while self._bytes > self._max_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.pcm)
