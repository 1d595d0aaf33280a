"""The half-duplex line on real samples in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

import pytest

from appliance.channels.virtual_room import VirtualRoom
from appliance.errors import EngineError, LineDroppedError
from appliance.ports import Audio, Expect, Heard, Hint, Sentence, VoiceStyle
from appliance.records.agenda import Answer
from appliance.voice.audio import concatenate, level_dbfs
from appliance.voice.line import SETTLE_SECONDS, VoiceLine
from appliance.voice.line import Loudness as Room
from tests.virtual_time import run_virtual
from tests.voice import tones
from tests.voice.tones import Loudness, ToneEars, ToneVoice, noise, pauses, saying, spoken

T = TypeVar("T")
SHORT = Expect(Hint(Answer.YES_NO), patience_seconds=4.0)
OPEN = Expect(Hint(Answer.OPEN), patience_seconds=4.0)
FULL = Room()
QUESTION = "did you run five kilometres before dinner?"


class Table:
    """A room with a line in it."""

    def __init__(self, room: VirtualRoom, loudness: Room = FULL) -> None:
        self.room = room
        self.ears = ToneEars()
        self.voice = ToneVoice()
        self.line = VoiceLine(room, self.ears, self.voice, Loudness(), loudness)

    def later(self, delay_seconds: float, audio: Audio) -> None:
        asyncio.get_running_loop().call_later(delay_seconds, self.room.speak, audio)

    async def ask(self, expect: Expect = SHORT, question: str = QUESTION) -> Heard:
        await self.line.say(saying(question))
        return await self.line.hear(expect)


def at_table(work: Callable[[Table], Awaitable[T]], room: VirtualRoom | None = None, loudness: Room = FULL) -> T:
    async def main() -> T:
        table = Table(room or VirtualRoom(), loudness)
        async with table.room.open():
            result = await work(table)
        assert all(len(session.ends) == 1 for session in table.ears.sessions), "each session ends exactly once"
        return result

    return run_virtual(main())


def now() -> float:
    return asyncio.get_running_loop().time()


def words(heard: Heard) -> str | None:
    return heard.transcript.text if heard.transcript else None


def test_a_question_and_its_answer() -> None:
    async def work(table: Table) -> None:
        spoke = await table.line.say(saying(QUESTION))
        drained = now()
        assert spoke.text == QUESTION
        assert not spoke.interrupted
        assert spoke.first_sound_at == pytest.approx(drained - spoke.seconds)
        table.later(1.0, spoken("yes sure"))
        heard = await table.line.hear(SHORT)
        assert words(heard) == "yes sure"
        times = heard.timings
        assert times.listening_from == pytest.approx(drained + SETTLE_SECONDS)
        assert times.speech_began == pytest.approx(drained + 1.0, abs=0.04)
        assert times.speech_ended == pytest.approx(drained + 1.4, abs=0.04)
        assert times.endpoint_at == pytest.approx(drained + 1.4 + 0.7, abs=0.08)
        assert times.transcribed_at == times.endpoint_at, "it was transcribed ahead, in the first silence"
        assert heard.clip is not None
        assert heard.clip.rate == 16_000
        assert tones.decoded(heard.clip) == "yes sure"

    at_table(work)


def test_silence_is_a_result_at_the_deadline_and_nothing_is_transcribed() -> None:
    async def work(table: Table) -> None:
        await table.line.say(saying(QUESTION))
        drained = now()
        heard = await table.line.hear(SHORT)
        assert heard.transcript is None
        assert heard.clip is None
        assert now() == pytest.approx(drained + SETTLE_SECONDS + 4.0, abs=0.07)
        assert not table.ears.sessions

    at_table(work)


def test_noise_does_not_move_the_deadline() -> None:
    async def work(table: Table) -> None:
        start = now()
        table.later(0.1, noise(1.5))
        table.later(3.0, noise(0.5, seed=2))
        heard = await table.line.hear(SHORT)
        assert heard.transcript is None
        assert now() - start < 4.0 + 0.8

    at_table(work)


def test_noise_without_end_is_bounded() -> None:
    async def work(table: Table) -> None:
        start = now()
        heard = await table.line.hear(SHORT)
        assert heard.transcript is None
        assert now() - start < 4.0 + 12.0 + 1.0

    at_table(work, VirtualRoom(noise=noise(2.0)))


def test_rejected_noise_then_the_real_answer() -> None:
    async def work(table: Table) -> None:
        table.later(0.3, noise(0.5))
        table.later(2.5, spoken("three kilometres"))
        assert words(await table.line.hear(SHORT)) == "three kilometres"
        assert [session.ends for session in table.ears.sessions] == [["finish"], ["finish"]]

    at_table(work)


def test_an_answer_begun_just_before_the_deadline_may_finish() -> None:
    async def work(table: Table) -> None:
        table.later(3.95, spoken("call the dentist before ten"))
        assert words(await table.line.hear(OPEN)) == "call the dentist before ten"

    at_table(work)


def test_an_answer_that_straddles_the_settle_keeps_its_first_word() -> None:
    async def work(table: Table) -> None:
        await table.line.say(saying(QUESTION))
        table.later(0.2, spoken("three kilometres sure"))
        assert words(await table.line.hear(SHORT)) == "three kilometres sure"

    at_table(work)


def test_an_answer_before_the_line_listens_again_is_still_heard() -> None:
    async def work(table: Table) -> None:
        await table.line.say(saying(QUESTION))
        table.later(0.6, spoken("yes sure"))
        await asyncio.sleep(3.0)
        start = now()
        assert words(await table.line.hear(SHORT)) == "yes sure"
        assert now() - start < 0.01

    at_table(work)


def test_a_pause_in_an_open_answer_does_not_end_it_but_ends_a_short_one() -> None:
    async def work(table: Table) -> None:
        table.later(0.5, pauses("call the dentist", 0.9, "before ten"))
        assert words(await table.line.hear(OPEN)) == "call the dentist before ten"
        table.later(0.5, pauses("three", 0.9, "no"))
        assert words(await table.line.hear(SHORT)) == "three"

    at_table(work)


def test_a_click_is_not_speech() -> None:
    async def work(table: Table) -> None:
        table.later(0.5, tones.tone(800, 0.05))
        assert (await table.line.hear(SHORT)).transcript is None
        assert not table.ears.sessions

    at_table(work)


def test_a_long_utterance_is_bounded() -> None:
    async def work(table: Table) -> None:
        start = now()
        table.later(0.5, spoken(" ".join(["yes no"] * 100)))
        heard = await table.line.hear(SHORT)
        assert heard.transcript is not None
        assert heard.clip is not None
        assert heard.clip.seconds < 13.0
        assert now() - start < 13.5

    at_table(work)


@pytest.mark.parametrize("delay_seconds", [0.0, 0.2, 0.45])
def test_it_never_hears_itself(delay_seconds: float) -> None:
    async def work(table: Table) -> None:
        for _ in range(3):
            assert (await table.ask()).transcript is None
        assert not table.ears.sessions

    at_table(work, VirtualRoom(echo=0.8, echo_delay_seconds=delay_seconds))


def test_an_echo_later_than_the_settle_is_recognised_as_its_own_words() -> None:
    async def work(table: Table) -> None:
        assert (await table.ask()).transcript is None
        assert table.ears.sessions, "the guard was needed"

    at_table(work, VirtualRoom(echo=0.8, echo_delay_seconds=1.6))


def test_a_confirmation_in_the_same_words_survives() -> None:
    async def work(table: Table) -> None:
        await table.line.say(saying("fifteen?"))
        table.later(0.6, spoken("fifteen"))
        assert words(await table.line.hear(SHORT)) == "fifteen"

    at_table(work)


def test_with_an_echo_the_persons_answer_is_heard() -> None:
    async def work(table: Table) -> None:
        await table.line.say(saying(QUESTION))
        table.later(0.8, spoken("no"))
        assert words(await table.line.hear(SHORT)) == "no"

    at_table(work, VirtualRoom(echo=0.8))


def test_sentences_are_made_while_the_one_before_sounds() -> None:
    async def work(table: Table) -> None:
        table.voice.make_seconds = 0.5
        spoke = await table.line.say(saying("how long did you sleep", "are you sure", "good night"))
        assert spoke.text == "how long did you sleep are you sure good night"
        assert spoke.first_sound_at is not None
        assert now() == pytest.approx(spoke.first_sound_at + spoke.seconds, abs=0.2)
        starts = [at for at, _ in table.voice.made]
        assert starts[1] == pytest.approx(starts[0] + 0.5), "the second was begun when the first began to sound"

    at_table(work)


def test_a_recording_is_played_as_it_is() -> None:
    async def work(table: Table) -> None:
        async def clip() -> AsyncIterator[Sentence]:
            yield Sentence("before ten", recording=spoken("call the dentist"))

        spoke = await table.line.say(clip())
        assert spoke.text == "before ten"
        assert spoke.seconds == pytest.approx(0.6)
        assert not table.voice.made

    at_table(work)


def test_the_chime_returns_when_it_has_been_heard() -> None:
    async def work(table: Table) -> None:
        start = now()
        await table.line.chime()
        assert now() - start == pytest.approx(0.9, abs=0.01)
        assert (await table.line.hear(SHORT)).transcript is None
        assert not table.ears.sessions

    at_table(work, VirtualRoom(echo=0.9))


def test_a_persona_chimes_in_its_own_notes_and_pauses_between_its_sentences() -> None:
    async def work(table: Table) -> None:
        async def said(pause_seconds: float) -> AsyncIterator[Sentence]:
            for text in ("yes", "sure", "really"):
                yield Sentence(text, style=VoiceStyle(pause_seconds=pause_seconds))

        quick, slow = await table.line.say(said(0.0)), await table.line.say(said(0.4))
        assert slow.seconds - quick.seconds == pytest.approx(2 * 0.4)
        start = now()
        await table.line.chime(1.0, (400.0, 500.0, 600.0))
        assert now() - start == pytest.approx(0.9 + 0.38, abs=0.01)

    at_table(work)


def test_volume_and_fade_in() -> None:
    async def level(loudness: Room) -> list[float]:
        table = Table(VirtualRoom(echo=1.0), loudness)
        async with table.room.open():
            await table.line.say(saying("yes sure really hello"))
            levels = []
            async for ended_at, frame in table.room.frames():
                levels.append(level_dbfs(frame))
                if ended_at > now() - 0.05:
                    return levels
        raise AssertionError

    full, quiet = run_virtual(level(Room())), run_virtual(level(Room(volume=0.1)))
    faded = run_virtual(level(Room(fade_in_seconds=0.8)))
    assert max(quiet) == pytest.approx(max(full) - 20, abs=0.5)
    assert faded[5] < full[5] - 6
    assert faded[-4] > full[-4] - 6


def levels_of(loudness: Room, *rings: float) -> list[float]:
    """How loud the room was in each chime and in the sentence after it."""

    async def main() -> list[float]:
        table = Table(VirtualRoom(echo=1.0), loudness)
        spans = []
        async with table.room.open():
            for ring in rings:
                for verb in (table.line.chime(ring), table.line.say(saying("yes sure really hello"))):
                    began = now()
                    await verb
                    spans.append((began, now() - 0.04))
            await asyncio.sleep(0.1)
            heard: list[list[Audio]] = [[] for _ in spans]
            async for ended_at, frame in table.room.frames():
                for parts, (began, ended) in zip(heard, spans, strict=True):
                    if began < ended_at - frame.seconds and ended_at < ended:
                        parts.append(frame)
                if ended_at > now() - 0.05:
                    break
        return [level_dbfs(concatenate(parts, 16_000)) for parts in heard]

    return run_virtual(main())


def test_a_chimes_loudness_holds_until_the_next_chime() -> None:
    chime, words, half_chime, half_words, quiet_chime, quiet_words = levels_of(Room(volume=0.8), 1.0, 0.5, 0.1)
    assert half_chime == pytest.approx(chime - 6.02, abs=0.3)
    assert half_words == pytest.approx(words - 6.02, abs=0.3)
    assert quiet_chime == pytest.approx(chime - 20, abs=0.3)
    assert quiet_words == pytest.approx(words - 20, abs=0.3)


def test_the_fade_in_is_the_first_sounds_and_no_later_chimes() -> None:
    first, _, second, _ = levels_of(Room(fade_in_seconds=1.5), 1.0, 1.0)
    (full, _) = levels_of(Room(), 1.0)
    assert first < full - 6
    assert second == pytest.approx(full, abs=0.3)


def test_a_wire_that_drops_while_speaking() -> None:
    async def work(table: Table) -> None:
        asyncio.get_running_loop().call_later(0.5, table.room.vanish, LineDroppedError("unplugged"))
        with pytest.raises(LineDroppedError, match="unplugged"):
            await table.line.say(saying(QUESTION))
        assert now() < 0.7

    at_table(work)


def test_a_wire_that_drops_while_listening() -> None:
    async def work(table: Table) -> None:
        table.later(0.1, spoken("call the dentist before ten"))
        asyncio.get_running_loop().call_later(0.6, table.room.vanish, LineDroppedError("unplugged"))
        with pytest.raises(LineDroppedError, match="unplugged"):
            await table.line.hear(SHORT)
        assert [session.ends for session in table.ears.sessions] == [["abandon"]]

    at_table(work)


def test_a_wire_that_falls_silent_has_dropped() -> None:
    async def work(table: Table) -> None:
        unopened = VirtualRoom()
        line = VoiceLine(unopened, table.ears, table.voice, Loudness())
        with pytest.raises(LineDroppedError, match="gone silent"):
            await line.hear(SHORT)

    at_table(work)


def test_cancelled_while_speaking_it_falls_silent_at_once() -> None:
    async def work(table: Table) -> None:
        saying_it = asyncio.create_task(_collect(table))
        await asyncio.sleep(0.5)
        saying_it.cancel()
        with suppress(asyncio.CancelledError):
            await saying_it
        cut = now()
        assert await table.room.drained() == pytest.approx(cut)
        table.later(0.7, spoken("yes"))
        heard = await table.line.hear(SHORT)
        assert words(heard) == "yes"
        assert heard.timings.listening_from == pytest.approx(cut + SETTLE_SECONDS)

    async def _collect(table: Table) -> None:
        await table.line.say(saying(QUESTION))

    at_table(work, VirtualRoom(echo=0.9))


def test_cancelled_while_listening_the_utterance_is_abandoned() -> None:
    async def work(table: Table) -> None:
        table.later(0.1, spoken("call the dentist before ten"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.6):
                await table.line.hear(SHORT)
        assert [session.ends for session in table.ears.sessions] == [["abandon"]]

    at_table(work)


def test_an_engine_that_fails_is_the_ladders_business() -> None:
    async def work(table: Table) -> None:
        table.voice.failing = frozenset({"maybe"})
        with pytest.raises(EngineError):
            await table.line.say(saying("yes", "maybe"))
        table.ears.failing = True
        table.later(0.7, spoken("yes"))
        heard = await table.line.hear(SHORT)
        assert heard.transcript is None, "once it is as if nothing had been said"
        table.later(0.7, spoken("yes"))
        with pytest.raises(EngineError):
            await table.line.hear(SHORT)

    at_table(work)
