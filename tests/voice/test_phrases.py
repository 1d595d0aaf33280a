"""The phrase cache: once made, never made again, and never more than it may hold."""

from __future__ import annotations

import asyncio

import pytest

from appliance.errors import EngineError
from appliance.ports import Sentence, VoiceStyle
from appliance.voice.phrases import PhraseCache
from tests.virtual_time import run_virtual
from tests.voice.tones import ToneVoice, spoken


def plain(text: str, language: str) -> str:
    return text.replace("15", "fifteen").replace("*", "")


def made(voice: ToneVoice) -> list[str]:
    return [text for _, text in voice.made]


def test_the_same_words_are_made_once_however_they_are_written() -> None:
    async def work() -> None:
        voice = ToneVoice()
        cache = PhraseCache(voice, plain)
        first = await cache.synthesize(Sentence("15"))
        assert await cache.synthesize(Sentence("*fifteen*")) is first
        assert first == spoken("fifteen")
        assert made(voice) == ["fifteen"], "the voice is given speakable words"

    run_virtual(work())


def test_another_style_or_language_sounds_different() -> None:
    async def work() -> None:
        voice = ToneVoice()
        cache = PhraseCache(voice, plain)
        await cache.synthesize(Sentence("yes"))
        await cache.synthesize(Sentence("yes", style=VoiceStyle(rate=1.2)))
        await cache.synthesize(Sentence("yes", language="de"))
        assert len(voice.made) == 3

    run_virtual(work())


def test_concurrent_askers_share_one_synthesis_and_a_cancelled_one_spoils_nothing() -> None:
    async def work() -> None:
        voice = ToneVoice(make_seconds=1.0)
        cache = PhraseCache(voice, plain)
        asking = [asyncio.create_task(cache.synthesize(Sentence("good night"))) for _ in range(4)]
        await asyncio.sleep(0.5)
        asking[0].cancel()
        results = await asyncio.gather(*asking, return_exceptions=True)
        assert isinstance(results[0], asyncio.CancelledError)
        assert results[1] == results[2] == results[3] == spoken("good night")
        assert len(voice.made) == 1

    run_virtual(work())


def test_preparing_goes_on_past_what_fails() -> None:
    async def work() -> None:
        voice = ToneVoice(failing=["maybe"])
        cache = PhraseCache(voice, plain)
        sentences = [Sentence("yes"), Sentence("maybe"), Sentence("no"), Sentence("clip", recording=spoken("ten"))]
        assert await cache.prepare(sentences) == 1
        assert made(voice) == ["yes", "maybe", "no"]
        await cache.synthesize(Sentence("no"))
        assert len(voice.made) == 3, "prepared means no work later"
        with pytest.raises(EngineError):
            await cache.synthesize(Sentence("maybe"))

    run_virtual(work())


def test_it_holds_no_more_than_its_bytes_and_forgets_the_least_used() -> None:
    async def work() -> None:
        voice = ToneVoice()
        one = len(spoken("yes").pcm)
        cache = PhraseCache(voice, plain, max_bytes=2 * one)
        for text in ("yes", "no", "yes", "maybe", "yes"):
            await cache.synthesize(Sentence(text))
            assert cache.size_bytes <= 2 * one
        assert made(voice) == ["yes", "no", "maybe"]
        await cache.synthesize(Sentence("no"))
        assert made(voice)[-1] == "no", "it had been dropped for maybe"
        await cache.synthesize(Sentence("yes no maybe"))
        assert cache.size_bytes <= 2 * one, "what does not fit is not kept"

    run_virtual(work())


def test_closing_forgets_and_stops_what_is_being_made() -> None:
    async def work() -> None:
        cache = PhraseCache(ToneVoice(make_seconds=5.0), plain)
        asking = asyncio.create_task(cache.synthesize(Sentence("yes")))
        await asyncio.sleep(0.1)
        await cache.aclose()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert cache.size_bytes == 0

    run_virtual(work())


def test_nothing_to_say_is_silence() -> None:
    async def work() -> None:
        voice = ToneVoice()
        assert (await PhraseCache(voice, plain).synthesize(Sentence("**"))).pcm == b""
        assert not voice.made

    run_virtual(work())
