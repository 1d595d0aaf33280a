"""Ears and voices on a server: the contracts over a real socket, and what only servers do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

import pytest

from appliance.engines.names import parse
from appliance.errors import EngineError, SettingsError
from appliance.ports import HEARING_RATE, Audio, Hint, Sentence, Transcript, VoiceStyle
from appliance.records.agenda import Answer
from appliance.voice.audio import concatenate, gain, silence, wav_bytes
from appliance.voice.catalogue import RECOGNISERS, VOICES
from appliance.voice.served import ServedEars, ServedVoice, is_silent, served_ears, served_voice
from tests.engines.contracts import HINT, Opened, SpeechToTextContract, TextToSpeechContract, closing, hear
from tests.engines.openai_server import AT_HOME, INVENTED, HomeServer, client_of, running, saying
from tests.reach.servers import answer
from tests.voice.tones import noise, spoken, tone

SPEECH = concatenate([silence(0.3, HEARING_RATE), spoken("three kilometres"), silence(0.3, HEARING_RATE)], HEARING_RATE)
HELLO = Sentence("Hello there, Sam.")


@asynccontextmanager
async def ears_of(server: HomeServer) -> AsyncIterator[ServedEars]:
    async with running(server) as url, closing(ServedEars(client_of(url))) as ears:
        yield ears


@asynccontextmanager
async def voice_of(server: HomeServer, voice: str = "", pcm_rate: int | None = None) -> AsyncIterator[ServedVoice]:
    async with (
        running(server) as url,
        closing(ServedVoice(client_of(url), voice=voice, pcm_rate=pcm_rate)) as served,
    ):
        yield served


class TestServedEars(SpeechToTextContract):
    @pytest.fixture
    def opened(self) -> Opened:
        def open_one() -> AbstractAsyncContextManager[ServedEars]:
            return ears_of(HomeServer())

        return open_one

    @pytest.fixture
    def speech(self) -> Audio:
        return SPEECH


class TestServedVoice(TextToSpeechContract):
    @pytest.fixture
    def opened(self) -> Opened:
        def open_one() -> AbstractAsyncContextManager[ServedVoice]:
            return voice_of(HomeServer())

        return open_one


class TestServedVoiceOfBareSamples(TextToSpeechContract):
    @pytest.fixture
    def opened(self) -> Opened:
        def open_one() -> AbstractAsyncContextManager[ServedVoice]:
            return voice_of(HomeServer(), pcm_rate=HEARING_RATE)

        return open_one


# Ears --------------------------------------------------------------------------------------------------------------


def heard(server: HomeServer, audio: Audio, hint: Hint = HINT, language: str = "en") -> Transcript | None:
    async def run() -> Transcript | None:
        async with asyncio.timeout(20), ears_of(server) as ears:
            found: Transcript | None = await hear(ears, audio, hint, language)
            return found

    return asyncio.run(run())


def test_the_words_with_how_sure_the_server_is() -> None:
    server = HomeServer()
    hint = Hint(Answer.OPEN, words=("kilometres", "Läufe"))
    found = heard(server, SPEECH, hint, "de-AT")
    assert found is not None
    assert found.text == "three kilometres"
    assert found.language == "de-AT"
    assert found.confidence == pytest.approx(0.819, abs=0.001)
    form = server.forms[0]
    assert form["file"] == wav_bytes(SPEECH)
    del form["file"]
    assert {name: value.decode() for name, value in form.items()} == {
        "model": "org/tiny:1b",
        "language": "de",
        "temperature": "0",
        "response_format": "verbose_json",
        "prompt": "kilometres, Läufe",
    }


def test_a_server_that_tells_only_words() -> None:
    server = HomeServer(transcriptions=("json",))

    async def run() -> None:
        async with ears_of(server) as ears:
            for _ in range(2):
                found = await hear(ears, SPEECH)
                assert (found.text, found.confidence) == ("three kilometres", None)

    asyncio.run(run())
    assert len(server.requests) == 3, "it was asked for more than it knows only once"


def test_a_server_that_can_neither_is_an_error() -> None:
    with pytest.raises(EngineError, match="not compatible"):
        heard(HomeServer(transcriptions=()), SPEECH)


@pytest.mark.parametrize(
    "audio",
    [
        silence(2.0, HEARING_RATE),
        noise(2.0, 0.0005),
        tone(440, 2.0, level=0.0009),
        tone(440, 0.05),
    ],
    ids=["digital silence", "a quiet room", "far too quiet", "a click"],
)
def test_what_is_silent_is_not_sent(audio: Audio) -> None:
    server = HomeServer()
    assert heard(server, audio) is None
    assert not server.requests


def test_a_quiet_word_after_long_silence_is_sent() -> None:
    quiet = gain(spoken("yes"), 0.02)
    assert not is_silent(concatenate([silence(5.0, HEARING_RATE), quiet], HEARING_RATE))


def test_what_is_invented_on_noise_is_rejected() -> None:
    server = HomeServer()
    assert heard(server, noise(2.0)) is None
    assert len(server.requests) == 1
    unsure = heard(HomeServer(transcriptions=("json",)), noise(2.0))
    assert unsure is not None
    assert unsure.text == INVENTED, "without its measures nobody can tell"


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        (answer("200 OK", b"yes", Content_Type="text/plain"), "text/plain instead of JSON"),
        (answer("200 OK", b'{"words": "yes"}', Content_Type="application/json"), "broken, or not what was asked for"),
        (answer("404 Not Found"), "nothing at /v1/audio/transcriptions"),
    ],
)
def test_a_bad_transcription_is_an_error(reply: bytes, complaint: str) -> None:
    async def run() -> None:
        async with saying(reply) as url:
            with pytest.raises(EngineError) as caught:
                await hear(ServedEars(client_of(url)), SPEECH)
            assert complaint in caught.value.message

    asyncio.run(run())


# Voice -------------------------------------------------------------------------------------------------------------


def asked_for(server: HomeServer, sentence: Sentence, voice: str = "") -> dict[str, object]:
    """What the server is asked for this sentence."""

    async def run() -> dict[str, object]:
        async with asyncio.timeout(20), voice_of(server, voice) as served:
            await served.synthesize(sentence)
            await served.synthesize(sentence)
        return server.requests[-1].body

    return asyncio.run(run())


def test_the_voice_of_the_style_where_the_server_has_it() -> None:
    server = HomeServer()
    styled = replace(HELLO, style=VoiceStyle(voice="bm_george", rate=1.25))
    assert asked_for(server, styled, "af_heart") == {
        "model": "org/tiny:1b",
        "input": HELLO.text,
        "response_format": "wav",
        "speed": 1.25,
        "voice": "bm_george",
    }
    assert [request.path for request in server.requests].count("/v1/audio/voices") == 1


def test_the_voice_of_the_string_where_the_style_names_another_engines() -> None:
    styled = replace(HELLO, style=VoiceStyle(voice="en-gb-x-rp"))
    assert asked_for(HomeServer(), styled, "af_heart")["voice"] == "af_heart"
    assert "voice" not in asked_for(HomeServer(), styled)


def test_a_server_that_lists_no_voices_is_asked_for_the_voice_of_the_string() -> None:
    server = HomeServer(lists_voices=False)
    styled = replace(HELLO, style=VoiceStyle(voice="bm_george"))
    assert asked_for(server, styled, "af_heart")["voice"] == "af_heart"
    assert [request.path for request in server.requests].count("/v1/audio/voices") == 1


def test_no_voice_is_named_where_nobody_did() -> None:
    assert "voice" not in asked_for(HomeServer(), HELLO)


@pytest.mark.parametrize(("rate", "speed"), [(0.1, 0.25), (1.0, 1.0), (9.0, 4.0)])
def test_speed_stays_within_what_servers_take(rate: float, speed: float) -> None:
    assert asked_for(HomeServer(), replace(HELLO, style=VoiceStyle(rate=rate)))["speed"] == speed


def test_a_voice_the_server_lacks_is_an_error() -> None:
    async def run() -> None:
        async with voice_of(HomeServer(), voice="nobody") as served:
            with pytest.raises(EngineError, match="no voice nobody"):
                await served.synthesize(HELLO)

    asyncio.run(run())


def test_an_endless_sound_is_an_error() -> None:
    async def run() -> None:
        reply = answer("200 OK", bytes(32 * 2**20 + 1), Content_Type="audio/pcm")
        async with saying(reply) as url:
            with pytest.raises(EngineError, match="more than 32768 KiB"):
                await ServedVoice(client_of(url), pcm_rate=24_000).synthesize(HELLO)

    asyncio.run(run())


# Strings -----------------------------------------------------------------------------------------------------------


def test_built_by_their_strings() -> None:
    string = "openai:Systran/faster-whisper-base@http://192.168.1.20:8000/v1"
    for states in (RECOGNISERS.states, VOICES.states):
        (nobody,) = asyncio.run(states("openai:kokoro@http://127.0.0.1:9/v1", AT_HOME))
        assert "nobody answers at 127.0.0.1 port 9" in nobody.reason
    assert served_ears(parse(string), AT_HOME).name == string


def test_the_options_of_a_voice() -> None:
    base = "openai:kokoro@http://192.168.1.20:8880/v1"

    def rate_of(options: str) -> int | None:
        return served_voice(parse(f"{base}?{options}"), AT_HOME).pcm_rate

    assert rate_of("voice=a") is None
    assert rate_of("format=pcm") == 24_000
    assert rate_of("format=pcm&rate=22050") == 22_050
    for wrong in ("format=mp3", "rate=fast", "rate=7", "speed=2"):
        with pytest.raises(SettingsError, match=wrong.partition("=")[0]):
            rate_of(wrong)
    with pytest.raises(SettingsError, match="voice"):
        served_ears(parse(f"{base}?voice=a"), AT_HOME)


def test_messages_hold_nothing_of_what_is_said() -> None:
    async def run() -> str:
        words = json.dumps({"error": f"cannot say {HELLO.text}"}).encode()
        async with saying(answer("500 Internal Server Error", words)) as url:
            with pytest.raises(EngineError) as caught:
                await ServedVoice(client_of(url)).synthesize(HELLO)
            return str(caught.value)

    assert "Hello" not in asyncio.run(run())
