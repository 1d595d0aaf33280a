"""Reaches somebody on their open pages: all ring, the one that answers becomes the line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from uuid import UUID

from appliance.channels.browser.line import PageLine
from appliance.channels.browser.ringing import Ringing, answered
from appliance.channels.browser.wire import PageWire
from appliance.ports import Line, Notice, Now, Sentence, SpeechToText, Unreached, VoiceActivity
from appliance.records.calls import AttemptResult
from appliance.voice.line import VoiceLine
from appliance.voice.phrases import PhraseCache
from appliance.voice.readiness import make_ready
from appliance.voice.words import Speakable, spoken_words

RING_SECONDS = 40.0
"""As long as telephones ring before nobody is there."""

PUSHED_RING_SECONDS = 60.0
"""Of somebody who has to take a locked telephone out of a pocket first."""

RELOAD_SECONDS = 5.0
"""A page that was closed may be back within this: it was loaded anew, or its network was gone for a moment."""


class BrowserChannel:
    """`dial` rings from the due time on, and gives the line once a page has answered."""

    name = "browser"

    def __init__(
        self,
        ears: SpeechToText,
        voice: PhraseCache,
        new_activity: Callable[[], VoiceActivity],
        now: Now,
        words: Speakable = spoken_words,
    ) -> None:
        self.ringing = Ringing()
        self.pushed_to: Callable[[UUID], Awaitable[bool]] = _nobody
        """Whether a telephone of somebody opens a page when it is pushed to."""
        self.under_way = 0
        """Calls held in pages at present."""
        self._ears = ears
        self._voice = voice
        self._new_activity = new_activity
        self._now = now
        self._words = words

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        await make_ready(self._ears, self._voice, sentences)

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:
        user_id = notice.user_id
        pushed = user_id is not None and await self.pushed_to(user_id)
        if user_id is None or not (pushed or await self._is_open(user_id)):
            yield Unreached(AttemptResult.UNAVAILABLE, f"no page of {notice.user_name} is open in a browser")
            return
        if notice.due_at is not None:
            await asyncio.sleep(max(0.0, (notice.due_at - self._now()).total_seconds()))
        if notice.called_off.is_set():
            yield Unreached(AttemptResult.DECLINED)
            return
        with self.ringing.ring(notice.attempt_id, user_id) as ring:
            page = await answered(ring, PUSHED_RING_SECONDS if pushed else RING_SECONDS, notice.called_off)
            if page is AttemptResult.DECLINED:
                self.ringing.end(ring, "declined")  # where a page declined it, all know
        if isinstance(page, AttemptResult):
            yield Unreached(page, "nobody answered in a browser" if page is AttemptResult.NO_ANSWER else "")
            return
        self.under_way += 1
        try:
            voice = VoiceLine(
                PageWire(page), self._ears, self._voice, self._new_activity(), words=self._words, held=page.held
            )
            yield PageLine(page, voice)
        finally:
            self.under_way -= 1
            page.over()

    async def _is_open(self, user_id: UUID) -> bool:
        """Whether a page of theirs is open, or opens again in a moment: one that is being loaded is closed briefly."""
        with suppress(TimeoutError):
            async with asyncio.timeout(RELOAD_SECONDS):
                await self.ringing.page_opened(user_id)
        return bool(self.ringing.open_pages(user_id))


async def _nobody(_: UUID) -> bool:
    return False
