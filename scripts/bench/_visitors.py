"""Visitors of a household's page over real sockets: pages that are loaded, pages that stay open, calls held in them."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import struct
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from appliance.ports import FRAME_SAMPLES, HEARING_RATE, SAMPLE_BYTES, Audio
from scripts.bench._household import PASSWORD

FRAME_SECONDS = FRAME_SAMPLES / HEARING_RATE
REACTION_SECONDS = 0.6
TYPING_SECONDS = 1.0
WORDS = {"presence": "yes", "yes_no": "yes", "number": "seven", "scale": "seven", "duration": "seven hours"}
"""What is said to each kind of question; to any other, something is typed."""
TYPED = "I will read twenty pages tomorrow."
SPOKEN_TRIES = 2
"""Not understood so often in a row, an answer is typed."""
SOUND_HEADER = struct.Struct("<II")
LINKED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script)[^>]*?(?:href|src)="([^"]+)"')
IMPORTED = re.compile(r'^import .*? from "([^"]+)"', re.MULTILINE)


class Visitor:
    """One person's browser on one kept connection: asks, and waits for the whole answer."""

    def __init__(self, url: str) -> None:
        self.url, self._host = url, urlsplit(url).netloc
        self._connection = HTTPConnection(self._host)
        self._headers = {"Origin": url, "Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip"}

    def sign_in(self, name: str) -> str:
        """The cookie of the session."""
        given = json.dumps({"name": name, "password": PASSWORD}).encode()
        self._connection.request(
            "POST", "/api/v1/sessions", given, {**self._headers, "Content-Type": "application/json"}
        )
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != 201:
            raise RuntimeError(f"signing in as {name}: {answer.status}")
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        self._headers["Cookie"] = cookie
        return cookie

    def ask(self, path: str, method: str = "GET", body: object = None) -> tuple[float, int, str]:
        """Seconds until the answer was whole, its bytes with its headers, its text. Raises where it was no success."""
        given = None if body is None else json.dumps(body).encode()
        headers = self._headers if body is None else {**self._headers, "Content-Type": "application/json"}
        began = time.perf_counter()
        self._connection.request(method, path, given, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        taken = time.perf_counter() - began
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        size = len(content) + sum(len(name) + len(value) + 4 for name, value in answer.getheaders()) + 19
        packed = answer.getheader("Content-Encoding") == "gzip"
        return taken, size, (gzip.decompress(content) if packed else content).decode(errors="replace")

    def first_load(self, path: str) -> int:
        """Bytes of a page together with its styles, scripts, what those import, and its picture."""
        _, size, text = self.ask(path)
        wanted = [urljoin(path, each) for each in LINKED.findall(text)]
        seen: set[str] = set()
        while wanted:
            each = wanted.pop()
            if each in seen:
                continue
            seen.add(each)
            _, more, script = self.ask(each)
            size += more
            wanted += [urljoin(each, name) for name in IMPORTED.findall(script)] if each.endswith(".js") else []
        return size

    def close(self) -> None:
        self._connection.close()


@dataclass
class Seen:
    """What visitors saw."""

    loads_seconds: list[float] = field(default_factory=list)
    bare_seconds: list[float] = field(default_factory=list)
    reply_seconds: list[float] = field(default_factory=list)
    """From the last audible sample of a spoken answer to the arrival of the next sound."""
    spoken: int = 0
    """Answers that were understood by voice."""
    typed: int = 0
    over: int = 0
    """Calls that the appliance ended as over."""
    copies: int = 0
    exports: int = 0
    failures: list[str] = field(default_factory=list)


class OpenPage:
    """A page that stays open: its events, and it loads itself anew every few seconds."""

    def __init__(self, url: str, cookie: str, seen: Seen) -> None:
        self._url, self._seen = url, seen
        self._client = httpx.AsyncClient(
            base_url=url, headers={"Cookie": cookie, "Origin": url, "Sec-Fetch-Site": "same-origin"}, timeout=60
        )
        self.rings: asyncio.Queue[str] = asyncio.Queue()
        """Attempts that ring on it."""

    @asynccontextmanager
    async def open(self, every_seconds: float, after_seconds: float) -> AsyncIterator[OpenPage]:
        opened = asyncio.Event()
        tasks = [asyncio.create_task(self._listen(opened))]
        tasks += [asyncio.create_task(self._reload(every_seconds, after_seconds))] if every_seconds else []
        try:
            await opened.wait()
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._client.aclose()

    async def wish(self, **wanted: Any) -> None:
        """Something is to be done, as by the buttons of the page."""
        answer = await self._client.post("/api/v1/requests", json=wanted)
        if answer.status_code >= 300 or not answer.json().get("done"):
            self._seen.failures.append(f"wish: {answer.status_code} {answer.text[:200]}")

    async def export_again(self, every_seconds: float) -> None:
        """Everything of the person is written out, again and again."""
        while True:
            answer = await self._client.get("/api/v1/people/me/export")
            self._told("export", answer)
            self._seen.exports += 1
            await asyncio.sleep(every_seconds)

    def _told(self, what: str, answer: httpx.Response) -> None:
        if answer.status_code != 200:
            self._seen.failures.append(f"{what}: {answer.status_code}")

    async def _listen(self, opened: asyncio.Event) -> None:
        try:
            async with self._client.stream("GET", "/events") as stream:
                self._told("events", stream)
                event = ""
                async for line in stream.aiter_lines():
                    if line.startswith("event:"):
                        event = line.removeprefix("event:").strip()
                        opened.set()
                    elif line.startswith("data:") and event == "ring":
                        self.rings.put_nowait(json.loads(line.removeprefix("data:"))["attempt"])
        except httpx.HTTPError as error:
            self._seen.failures.append(f"events: {error!r}")
        opened.set()

    async def _reload(self, every_seconds: float, after_seconds: float) -> None:
        await asyncio.sleep(after_seconds)
        while True:
            began = time.perf_counter()
            try:
                self._told("/today", await self._client.get("/today"))
                self._seen.loads_seconds.append(time.perf_counter() - began)
            except httpx.HTTPError as error:
                self._seen.failures.append(f"/today: {error!r}")
            await asyncio.sleep(every_seconds)


class PageCall:
    """A call held in a page, as its script does: samples out in real time, sound in, each told when it has ended."""

    def __init__(self, url: str, cookie: str, words: Mapping[str, Audio], seen: Seen) -> None:
        self._at, self._cookie, self._url = url.replace("http", "ws", 1) + "/api/v1/live", cookie, url
        self._words, self._seen = words, seen
        self._voice = bytearray()
        """Samples still to be said."""
        self._answer_ended_at: float | None = None
        self._understood = False
        self._misses = 0
        self._plays_until = 0.0
        self._ends: list[asyncio.TimerHandle] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def hold(self, attempt: str) -> None:
        """Answer, and return once the call is over."""
        headers = {"Cookie": self._cookie}
        async with connect(self._at, origin=self._url, additional_headers=headers, proxy=None) as socket:  # type: ignore[arg-type]
            features = {"microphone": True, "rate": HEARING_RATE, "echo_cancelled": True, "sound": True}
            await self._tell(socket, type="answer", attempt=attempt, features=features)
            microphone = asyncio.create_task(self._microphone(socket))
            try:
                async for message in socket:
                    if isinstance(message, bytes):
                        self._sound(socket, message)
                    elif self._take(socket, json.loads(message)):
                        break
            except ConnectionClosed as error:
                self._seen.failures.append(f"call: {error!r}")
            finally:
                for end in self._ends:
                    end.cancel()
                for task in (*self._tasks, microphone):
                    task.cancel()
                await asyncio.gather(microphone, *self._tasks, return_exceptions=True)

    async def _microphone(self, socket: ClientConnection) -> None:
        """A piece every 32 ms: what is being said, else silence."""
        loop, size = asyncio.get_running_loop(), FRAME_SAMPLES * SAMPLE_BYTES
        start, count = loop.time(), 0
        with suppress(ConnectionClosed):
            while True:
                count += 1
                await asyncio.sleep(max(0.0, start + count * FRAME_SECONDS - loop.time()))
                piece, saying = bytes(self._voice[:size]), bool(self._voice)
                del self._voice[:size]
                if saying and not self._voice:
                    self._answer_ended_at = loop.time() - FRAME_SECONDS * (1 - len(piece) / size)
                await socket.send(piece.ljust(size, b"\0"))

    def _sound(self, socket: ClientConnection, message: bytes) -> None:
        loop = asyncio.get_running_loop()
        if self._understood and self._answer_ended_at is not None:
            self._seen.reply_seconds.append(loop.time() - self._answer_ended_at)
            self._understood, self._answer_ended_at = False, None
        number, rate = SOUND_HEADER.unpack_from(message)
        seconds = (len(message) - SOUND_HEADER.size) / SAMPLE_BYTES / rate
        self._plays_until = max(loop.time(), self._plays_until) + seconds
        self._ends.append(
            loop.call_at(self._plays_until, lambda: self._later(self._tell(socket, type="played", number=number)))
        )

    def _take(self, socket: ClientConnection, message: dict[str, Any]) -> bool:
        """Whether the call is over."""
        match message["type"]:
            case "listen":
                self._later(self._answer(socket, message["answer"]))
            case "heard":
                self._understood = bool(message["text"]) and self._answer_ended_at is not None
                self._seen.spoken += self._understood
                self._misses = 0 if message["text"] else self._misses + 1
            case "stop":
                self._plays_until = asyncio.get_running_loop().time()
                for end in self._ends:
                    end.cancel()
            case "fault":
                self._seen.failures.append(f"call: {message}")
            case "over":
                self._seen.over += 1
                return True
        return False

    async def _answer(self, socket: ClientConnection, kind: str) -> None:
        self._answer_ended_at = None
        if kind in WORDS and self._misses < SPOKEN_TRIES:
            await asyncio.sleep(REACTION_SECONDS)
            self._voice[:] = self._words[WORDS[kind]].pcm
            return
        await asyncio.sleep(TYPING_SECONDS)
        self._seen.typed += 1
        await self._tell(socket, type="typed", text=WORDS.get(kind, TYPED))

    def _later(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self, socket: ClientConnection, **message: Any) -> None:
        with suppress(ConnectionClosed):
            await socket.send(json.dumps(message))
