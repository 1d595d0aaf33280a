"""A line over a page: spoken and heard, with captions; or typed, where there is no microphone or no sound."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from appliance.channels.browser.connection import Connection
from appliance.ports import Expect, Heard, Sentence, Spoken, Timings, Transcript
from appliance.records.agenda import Answer
from appliance.voice.line import VoiceLine

TYPING_PATIENCE = 6.0
"""How many times as patient it is where answers are typed."""

SILENT_READING_SECONDS = 0.4
"""For a caption that nobody speaks: a moment before what follows it."""


class PageLine:
    """Speaks through `voice`, which has the page's microphone and speaker, where the page has sound."""

    durable = False

    def __init__(self, page: Connection, voice: VoiceLine, *, discreet: bool = False) -> None:
        """`discreet`: others see the page as well, so nothing is written on it before the person has answered."""
        self._page = page
        self._voice = voice
        self._discreet = discreet
        self._withheld: list[str] = []

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        if self._page.features.sound:
            await self._voice.chime(loudness, notes)

    async def say(self, sentences: AsyncIterator[Sentence]) -> Spoken:
        self._page.forget_typed()
        if not self._page.features.sound:
            return await self._show(sentences)
        speaking = asyncio.create_task(self._voice.say(self._captioned(sentences)), name="say in a page")
        typing = asyncio.create_task(self._typed(), name="typed meanwhile")
        try:
            await asyncio.wait([speaking, typing], return_when=asyncio.FIRST_COMPLETED)
            if typing.done() and not speaking.done():
                typing.result()
                self._voice.cut_in()
            spoken = await speaking
        finally:
            await _ended(speaking, typing)
        if spoken.interrupted and not self._discreet:
            self._page.tell(type="interrupted", text=spoken.text)
        return spoken

    async def hear(self, expect: Expect) -> Heard:
        loop = asyncio.get_running_loop()
        opened_at = loop.time()
        if expect.hint.answer is not Answer.PRESENCE:
            self._reveal()
        answer = Answer.YES_NO if expect.confirming else expect.hint.answer
        scale = {"scale": expect.scale} if answer is Answer.SCALE and expect.scale is not None else {}
        self._page.tell(type="listen", answer=str(answer), **scale)
        typing = asyncio.create_task(self._typed(), name="typed answer")
        listening = asyncio.create_task(self._listen(expect), name="listen in a page")
        try:
            await asyncio.wait([typing, listening], return_when=asyncio.FIRST_COMPLETED)
            if typing.done():
                typing.result()
                words = Transcript(self._page.next_typed(), expect.language, None, "typed")
                heard = Heard(words, Timings(opened_at, None, loop.time(), loop.time(), loop.time()))
            else:
                heard = listening.result()
        finally:
            await _ended(typing, listening)
        shown = heard.transcript is not None and not self._discreet
        self._page.tell(type="heard", text=heard.transcript.text if shown and heard.transcript else "")
        return heard

    def _reveal(self) -> None:
        """Something is asked of the person themselves, so they are there: what was said meanwhile is shown now."""
        self._discreet = False
        for text in self._withheld:
            self._page.tell(type="caption", text=text)
        self._withheld.clear()

    async def _listen(self, expect: Expect) -> Heard:
        """By the microphone, where there is one that is on; somebody who types has longer."""
        loop = asyncio.get_running_loop()
        opened_at = loop.time()
        until = opened_at + expect.patience_seconds * TYPING_PATIENCE
        while True:
            if self._page.features.microphone:
                heard = await self._voice.hear(expect)
                if heard.transcript is not None or not (self._page.muted or self._page.writing):
                    return heard
            else:
                await asyncio.sleep(expect.patience_seconds)
            if loop.time() >= until:
                return Heard(None, Timings(opened_at))

    async def _typed(self) -> None:
        """Returns once an answer was typed. Raises `LineDroppedError` when the page goes."""
        while not self._page.has_typed:
            self._page.check()
            self._page.news.clear()
            await self._page.news.wait()

    async def _captioned(self, sentences: AsyncIterator[Sentence]) -> AsyncIterator[Sentence]:
        """The sentences; the page is told the words of each before its sound."""
        async for sentence in sentences:
            if self._discreet:
                self._withheld.append(sentence.text)
            else:
                self._page.tell(type="caption", text=sentence.text)
            yield sentence

    async def _show(self, sentences: AsyncIterator[Sentence]) -> Spoken:
        began = asyncio.get_running_loop().time()
        texts = []
        async for sentence in self._captioned(sentences):
            texts.append(sentence.text)
            await asyncio.sleep(SILENT_READING_SECONDS)
        return Spoken(" ".join(texts), 0.0, first_sound_at=began, engine="captions")


async def _ended(*tasks: asyncio.Task[object]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
