"""Real engines in virtual time: while one of them works, time stands still."""

from __future__ import annotations

from appliance.ports import Audio, Hint, RecognitionSession, Sentence, SpeechToText, TextToSpeech, Transcript
from tests.virtual_time import outside_time


class StillEars:
    """A real recogniser; nobody waits for its child process in virtual time."""

    def __init__(self, ears: SpeechToText) -> None:
        self._ears = ears

    @property
    def name(self) -> str:
        return self._ears.name

    async def warm(self) -> None:
        with outside_time():
            await self._ears.warm()

    async def aclose(self) -> None:
        with outside_time():
            await self._ears.aclose()

    async def open(self, language: str, hint: Hint) -> RecognitionSession:
        with outside_time():
            return _StillSession(await self._ears.open(language, hint))


class _StillSession:
    """Transcribing ahead would run on while time jumps, so the pause is not passed on."""

    def __init__(self, session: RecognitionSession) -> None:
        self._session = session

    async def feed(self, audio: Audio) -> str | None:
        with outside_time():
            return await self._session.feed(audio)

    def pause(self) -> None:
        """The words are the same without."""

    async def finish(self) -> Transcript | None:
        with outside_time():
            return await self._session.finish()

    async def abandon(self) -> None:
        with outside_time():
            await self._session.abandon()


class StillVoice:
    """A real voice, likewise."""

    def __init__(self, voice: TextToSpeech) -> None:
        self._voice = voice

    @property
    def name(self) -> str:
        return self._voice.name

    async def warm(self) -> None:
        with outside_time():
            await self._voice.warm()

    async def aclose(self) -> None:
        with outside_time():
            await self._voice.aclose()

    async def synthesize(self, sentence: Sentence) -> Audio:
        with outside_time():
            return await self._voice.synthesize(sentence)
