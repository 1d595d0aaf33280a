"""Shows a call as it happens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from appliance.ports import Channel, Expect, Heard, Line, Notice, Sentence, Spoken, Unreached

Show = Callable[[str], None]


class ShownChannel:
    """A channel whose calls are shown while they happen."""

    def __init__(self, channel: Channel, show: Show) -> None:
        self.name = channel.name
        self._channel = channel
        self._show = show

    async def prepare(self, sentences: Sequence[Sentence]) -> None:
        await self._channel.prepare(sentences)

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:
        async with self._channel.dial(notice) as reached:
            yield reached if isinstance(reached, Unreached) else _ShownLine(reached, self._show)


class _ShownLine:
    def __init__(self, line: Line, show: Show) -> None:
        self.durable = line.durable
        self._line = line
        self._show = show
        self._speech_ended: float | None = None

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        self._show("(two chimes)")
        await self._line.chime(loudness, notes)

    async def say(self, sentences: AsyncIterator[Sentence]) -> Spoken:
        spoken = await self._line.say(sentences)
        self._show(f"appliance  {spoken.text}{self._latency(spoken)}")
        return spoken

    async def hear(self, expect: Expect) -> Heard:
        heard = await self._line.hear(expect)
        self._speech_ended = heard.timings.speech_ended
        if heard.transcript is None:
            self._show("           heard: nothing")
        else:
            sure = heard.transcript.confidence
            self._show(f"           heard: {heard.transcript.text!r}" + ("" if sure is None else f" ({sure:.2f})"))
        return heard

    def _latency(self, spoken: Spoken) -> str:
        if self._speech_ended is None or spoken.first_sound_at is None:
            return ""
        return f"   [{(spoken.first_sound_at - self._speech_ended) * 1000:.0f} ms after the last word]"
