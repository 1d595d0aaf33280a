"""A small server of OpenAI's interface: it writes, fills schemas, hears tones and speaks them.

Its streams come as servers send them on a bad day: comments between events, mixed line ends, cut within characters.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Mail
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

from appliance.egress import Guard
from appliance.engines.kinds import Surroundings
from appliance.engines.names import parse
from appliance.engines.openai.client import Client
from appliance.engines.openai.exchange import Waits
from appliance.engines.openai.server import server_of
from appliance.voice.audio import concatenate, read_wav, wav_bytes
from tests.engines.http_server import Answer, CutOffError, Request, serving
from tests.engines.schemas import sample
from tests.reach.servers import Request as Asked
from tests.reach.servers import serving as misbehaving
from tests.voice.tones import RATE, decoded, tone

WORDS = ("Läufer", "gut", "heute", "тридцать", "минут", "good", "evening", "三十", "🏃", "ran")
INVENTED = "Thank you for watching."
"""What recognisers make of noise."""

AT_HOME = Surroundings(Path("models"), guard=Guard())

QUICK = Waits(connect=3.0, reply=5.0, load=5.0)


@dataclass
class HomeServer:
    """What it knows, and what it was asked."""

    model: str = "org/tiny:1b"
    key: str = ""
    schemas: tuple[str, ...] = ("json_schema", "json_object")
    """Types of `response_format` that it knows."""
    refuses_with: int = 400
    """HTTP status for one that it does not know."""
    transcriptions: tuple[str, ...] = ("verbose_json", "json")
    voices: tuple[str, ...] = ("af_heart", "bm_george")
    lists_voices: bool = True
    cut_after: int | None = None
    """Hang up after so many words of a stream."""
    requests: list[Request] = field(default_factory=list)
    forms: list[dict[str, bytes]] = field(default_factory=list)
    """The fields of each form with sound."""
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    """A request has come in."""
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    """A request has come to its end."""

    async def handle(self, request: Request, answer: Answer) -> None:
        self.requests.append(request)
        self.asked.set()
        route = {
            "GET /v1/models": self._models,
            "GET /v1/audio/voices": self._voices,
            "POST /v1/chat/completions": self._chat,
            "POST /v1/audio/transcriptions": self._hear,
            "POST /v1/audio/speech": self._speak,
        }.get(f"{request.method} {request.path}")
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            await self._refuse(answer, 401, f"Incorrect API key provided: {request.headers.get('authorization')}")
        elif route is None:
            await answer.json(404, {"detail": "Not Found"})
        else:
            await route(request, answer)

    async def _models(self, request: Request, answer: Answer) -> None:
        await answer.json(200, {"object": "list", "data": [{"id": self.model, "object": "model"}]})

    async def _voices(self, request: Request, answer: Answer) -> None:
        if self.lists_voices:
            await answer.json(200, {"voices": list(self.voices)})
        else:
            await answer.json(404, {"detail": "Not Found"})

    async def _chat(self, request: Request, answer: Answer) -> None:
        asked = request.body
        if asked["model"] != self.model:
            await self._refuse(answer, 404, f"The model `{asked['model']}` does not exist.")
        elif (wanted := asked.get("response_format", {"type": "text"}))["type"] not in ("text", *self.schemas):
            await self._refuse(answer, self.refuses_with, f"response_format {wanted['type']} is unknown")
        elif asked.get("stream"):
            await self._stream(_written(asked), answer)
        else:
            text = "".join(_written(asked)) if wanted["type"] == "text" else _filled(wanted, len(self.requests))
            choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
            await answer.json(200, {"choices": [choice]})

    async def _stream(self, words: list[str], answer: Answer) -> None:
        chance = Random(len(words))
        for number, word in enumerate(words):
            if number == self.cut_after:
                raise CutOffError
            event = json.dumps({"choices": [{"delta": {"content": word}}]}, ensure_ascii=False)
            line_end = chance.choice(["\n", "\r\n"])
            content = f": still here{line_end}{line_end}data: {event}{line_end}{line_end}".encode()
            middle = chance.randrange(len(content))
            for piece in (content[:middle], content[middle:]):
                if piece:
                    await answer.piece(piece, "text/event-stream; charset=utf-8")
            await asyncio.sleep(0)
        last = json.dumps({"choices": [{"delta": {}, "finish_reason": "stop"}]})
        await answer.piece(f"data: {last}\n\ndata: [DONE]\n\n".encode(), "text/event-stream; charset=utf-8")

    async def _hear(self, request: Request, answer: Answer) -> None:
        fields = multipart(request)
        kind = fields["response_format"].decode()
        if kind not in self.transcriptions:
            await self._refuse(answer, 400, f"response_format {kind!r} is not compatible with this model")
            return
        audio = read_wav(fields["file"])
        text = decoded(audio)
        self.forms.append(fields)
        known = {"text": text or INVENTED, "start": 0.0, "end": audio.seconds}
        sure = {"avg_logprob": -0.2, "no_speech_prob": 0.01} if text else {"avg_logprob": -1.6, "no_speech_prob": 0.93}
        segments = {"segments": [{**known, **sure}]} if kind == "verbose_json" else {}
        await answer.json(200, {"text": text or INVENTED, **segments})

    async def _speak(self, request: Request, answer: Answer) -> None:
        asked = request.body
        if asked.get("voice", self.voices[0]) not in self.voices:
            await self._refuse(answer, 400, f"there is no voice {asked['voice']}")
            return
        seconds = 0.2 / asked["speed"]
        words = [tone(300 + crc32(word.encode()) % 1_000, seconds) for word in asked["input"].split()]
        audio = concatenate(words, RATE)
        if asked["response_format"] == "pcm":
            await answer.whole(200, audio.pcm, "audio/pcm")
        else:
            await answer.whole(200, wav_bytes(audio), "audio/wav")

    async def _refuse(self, answer: Answer, status: int, words: str) -> None:
        await answer.json(status, {"error": {"message": words, "type": "invalid_request_error"}})

    async def told_of_an_end(self) -> None:
        self.ended.set()


def _written(asked: dict[str, Any]) -> list[str]:
    """Words that depend on what was said, so many as were asked for, up to a word to stop at."""
    chance = Random(json.dumps(asked["messages"]))
    words = [f"{chance.choice(WORDS)} " for _ in range(asked["max_tokens"])]
    stops = [number for number, word in enumerate(words) if word.strip() in asked.get("stop", ())]
    return words[: stops[0]] if stops else words


def _filled(wanted: dict[str, Any], seed: int) -> str:
    schema = wanted["json_schema"]["schema"] if wanted["type"] == "json_schema" else wanted["schema"]
    return json.dumps(sample(schema, seed), ensure_ascii=False)


def multipart(request: Request) -> dict[str, bytes]:
    """The fields of a form."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    parts = message_from_bytes(head + request.content).get_payload()
    assert isinstance(parts, list)
    fields = {}
    for part in parts:
        assert isinstance(part, Mail)
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        fields[str(part.get_param("name", header="content-disposition"))] = content
    return fields


def client_of(url: str, *, model: str = "org/tiny:1b", waits: Waits = QUICK, key_file: str = "") -> Client:
    """A client of that server as an engine string makes it, within the home."""
    name = parse(f"openai:{model}@{url}/v1" + (f"?key_file={key_file}" if key_file else ""))
    return Client(server_of(name, AT_HOME), waits=waits)


@asynccontextmanager
async def running(server: HomeServer) -> AsyncIterator[str]:
    """The server's URL, without a path."""
    async with serving(server.handle, server.told_of_an_end) as url:
        yield url


@asynccontextmanager
async def saying(reply: bytes) -> AsyncIterator[str]:
    """A server that gives the same bytes to everybody and hangs up; its URL."""

    async def handle(request: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(reply)

    async with misbehaving(handle) as url:
        yield url
