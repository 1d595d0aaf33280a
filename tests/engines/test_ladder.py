"""A ladder serves from its highest working rung, comes down within a turn, and looks up again. In virtual time."""

from __future__ import annotations

import asyncio

import pytest

from appliance.engines.ladder import Looks, VoiceLadder
from appliance.engines.ladder_of_ears import RecogniserLadder
from appliance.errors import EngineError, EngineUnsuitedError
from appliance.ports import HEARING_RATE, Audio, Hint, RecognitionSession, Sentence, Transcript
from appliance.records.agenda import Answer
from tests.virtual_time import run_virtual

HINT = Hint(Answer.YES_NO)
PIECE = Audio(b"\x00\x01" * 512, HEARING_RATE)


class Patchy:
    """An engine that works or does not; hears how many bytes it was fed."""

    def __init__(self, name: str, *, works: bool = True) -> None:
        self.name = name
        self.works = works
        self.warmed = 0
        self.closed = 0
        self.abandoned = 0

    def must_work(self) -> None:
        if not self.works:
            raise EngineError(f"{self.name} is broken")

    async def warm(self) -> None:
        self.warmed += 1
        self.must_work()

    async def aclose(self) -> None:
        self.closed += 1

    async def synthesize(self, sentence: Sentence) -> Audio:
        self.must_work()
        return Audio(self.name.encode().ljust(8), 16_000)

    async def open(self, language: str, hint: Hint) -> RecognitionSession:
        self.must_work()
        return PatchySession(self)


class PatchySession:
    def __init__(self, engine: Patchy) -> None:
        self._engine = engine
        self._fed = 0

    async def feed(self, audio: Audio) -> None:
        self._engine.must_work()
        self._fed += len(audio.pcm)

    def pause(self) -> None:
        """Nothing is decoded ahead."""

    async def finish(self) -> Transcript:
        self._engine.must_work()
        return Transcript(str(self._fed), engine=self._engine.name)

    async def abandon(self) -> None:
        self._engine.abandoned += 1
        self._fed = 0


def test_the_preferred_rung_serves() -> None:
    async def scenario() -> None:
        ladder = VoiceLadder([Patchy("fine"), Patchy("plain")])
        assert (await ladder.synthesize(Sentence("hello"))).pcm.strip() == b"fine"
        assert ladder.name == "fine"
        await ladder.aclose()

    run_virtual(scenario())


def test_it_comes_down_within_one_turn_and_looks_up_again() -> None:
    async def scenario() -> None:
        fine, plain = Patchy("fine", works=False), Patchy("plain")
        ladder = VoiceLadder([fine, plain])
        assert (await ladder.synthesize(Sentence("hello"))).pcm.strip() == b"plain"
        assert ladder.name == "plain"
        await asyncio.sleep(Looks().first_seconds * 1.5)
        assert (fine.warmed, ladder.name) == (1, "plain")
        fine.works = True
        await asyncio.sleep(Looks().first_seconds * 2)
        assert ladder.name == "fine"
        assert (await ladder.synthesize(Sentence("hello"))).pcm.strip() == b"fine"
        await ladder.aclose()

    run_virtual(scenario())


def test_all_broken_raises_the_last_ones_error_and_tries_it_again_next_time() -> None:
    async def scenario() -> None:
        plain = Patchy("plain", works=False)
        ladder = VoiceLadder([Patchy("fine", works=False), plain])
        for _ in range(2):
            with pytest.raises(EngineError, match="plain is broken"):
                await ladder.synthesize(Sentence("hello"))
        plain.works = True
        assert (await ladder.synthesize(Sentence("hello"))).pcm.strip() == b"plain"
        await ladder.aclose()

    run_virtual(scenario())


@pytest.mark.parametrize("breaks_at", [0, 1, 2, 3])
def test_an_utterance_survives_the_rung_that_hears_it(breaks_at: int) -> None:
    async def scenario() -> None:
        fine = Patchy("fine", works=breaks_at > 0)
        ladder = RecogniserLadder([fine, Patchy("plain")])
        session = await ladder.open("en", HINT)
        for number in range(3):
            if number == breaks_at - 1:
                fine.works = False
            await session.feed(PIECE)
            session.pause()
        if breaks_at == 3:
            fine.works = False
        heard = await session.finish()
        assert heard is not None
        assert (heard.text, heard.engine) == (str(3 * len(PIECE.pcm)), "plain")
        await ladder.aclose()

    run_virtual(scenario())


def test_warming_comes_down_too_and_closing_closes_every_rung() -> None:
    async def scenario() -> None:
        fine, plain = Patchy("fine", works=False), Patchy("plain")
        ladder = RecogniserLadder([fine, plain])
        await ladder.warm()
        assert (ladder.name, plain.warmed) == ("plain", 1)
        await ladder.aclose()
        assert (fine.closed, plain.closed) == (1, 1)

    run_virtual(scenario())


def test_a_rung_that_is_only_not_suited_serves_whatever_is_asked_next() -> None:
    class Monoglot(Patchy):
        async def synthesize(self, sentence: Sentence) -> Audio:
            if sentence.language != "en":
                raise EngineUnsuitedError(f"{self.name} knows English only")
            return await super().synthesize(sentence)

        async def open(self, language: str, hint: Hint) -> RecognitionSession:
            if language != "en":
                raise EngineUnsuitedError(f"{self.name} knows English only")
            return await super().open(language, hint)

    async def scenario() -> None:
        voice = VoiceLadder([Monoglot("fine"), Patchy("plain")])
        assert (await voice.synthesize(Sentence("hallo", "de"))).pcm.strip() == b"plain"
        assert (await voice.synthesize(Sentence("hello", "en"))).pcm.strip() == b"fine"
        assert all(state.available for state in voice.states)
        ears = RecogniserLadder([Monoglot("fine"), Patchy("plain")])
        german, english = await ears.open("de", HINT), await ears.open("en", HINT)
        await german.feed(PIECE)
        await english.feed(PIECE)
        heard = [await german.finish(), await english.finish()]
        assert [transcript.engine for transcript in heard if transcript] == ["plain", "fine"]
        await voice.aclose()
        await ears.aclose()

    run_virtual(scenario())


def test_the_session_of_a_failed_rung_is_abandoned() -> None:
    async def scenario() -> None:
        fine = Patchy("fine")
        ears = RecogniserLadder([fine, Patchy("plain")])
        session = await ears.open("en", HINT)
        await session.feed(PIECE)
        fine.works = False
        await session.feed(PIECE)
        assert fine.abandoned == 1
        transcript = await session.finish()
        assert transcript is not None
        assert transcript.text == str(2 * len(PIECE.pcm))
        await ears.aclose()

    run_virtual(scenario())


def test_an_engine_that_hangs_is_left_within_seconds() -> None:
    class Hung(Patchy):
        async def synthesize(self, sentence: Sentence) -> Audio:
            await asyncio.sleep(3600)
            raise AssertionError

        async def open(self, language: str, hint: Hint) -> RecognitionSession:
            return HungSession(self)

    class HungSession(PatchySession):
        async def finish(self) -> Transcript:
            await asyncio.sleep(3600)
            raise AssertionError

    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        voice, ears = VoiceLadder([Hung("hung"), Patchy("plain")]), RecogniserLadder([Hung("hung"), Patchy("plain")])
        assert (await voice.synthesize(Sentence("hello"))).pcm.strip() == b"plain"
        assert loop.time() < 10
        session = await ears.open("en", HINT)
        await session.feed(PIECE)
        began = loop.time()
        transcript = await session.finish()
        assert transcript is not None
        assert (transcript.engine, transcript.text) == ("plain", str(len(PIECE.pcm)))
        assert loop.time() - began < 7
        assert "not done within" in ears.states[0].reason
        await voice.aclose()
        await ears.aclose()

    run_virtual(scenario())


def test_an_engines_own_mistake_is_a_failure_like_any_other_and_is_looked_after() -> None:
    class Clumsy(Patchy):
        def must_work(self) -> None:
            if not self.works:
                raise ValueError("secret words of somebody")

    async def scenario() -> None:
        clumsy = Clumsy("clumsy", works=False)
        voice = VoiceLadder([clumsy, Patchy("plain")])
        assert (await voice.synthesize(Sentence("hello"))).pcm.strip() == b"plain"
        assert voice.states[0].reason == "clumsy failed: ValueError"
        await asyncio.sleep(3600)
        clumsy.works = True
        await asyncio.sleep(60)
        assert voice.name == "clumsy"
        await voice.aclose()

    run_virtual(scenario())
