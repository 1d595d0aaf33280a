"""Tries to leave the home by every library that could, in a process whose guard is installed.

    python -m tests.egress_attempts

Prints a JSON object: for each attempt the module it needs is missing (`absent`), or the types of the errors that came
out of it, the outermost first, and what the guard noted.
"""

from __future__ import annotations

import asyncio
import contextlib
import ftplib
import http.client
import imaplib
import json
import smtplib
import socket
import sys
import tempfile
import urllib.request
import xmlrpc.client
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from appliance.egress import Guard

V4, V6, NAME = "8.8.8.8", "2606:4700::1111", "models.example.org"
URL, NAMED_URL = f"http://{V4}/", f"https://{NAME}/"
SECONDS = 5
MOST_ERRORS = 20

Attempt = Callable[[], object]


def udp(family: int, address: str, how: str) -> object:
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        if how == "sendto":
            return sock.sendto(b"x", (address, 53))
        if how == "sendmsg":
            return sock.sendmsg([b"x"], [], 0, (address, 53))
        sock.connect((address, 53))
        return None


def connect_ex() -> object:
    with socket.socket() as sock:
        return sock.connect_ex((V4, 80))


async def datagram() -> object:
    loop = asyncio.get_running_loop()
    return await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=(V6, 53))


async def sock_connect() -> object:
    with socket.socket() as sock:
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, (V4, 80))
        return None


async def looked_up() -> object:
    return await asyncio.get_running_loop().getaddrinfo(NAME, 443)


async def name_of() -> object:
    return await asyncio.get_running_loop().getnameinfo((V4, 443))


STANDARD: dict[str, Attempt] = {
    "socket.create_connection": lambda: socket.create_connection((V4, 80), SECONDS),
    "socket.connect of IPv6": lambda: udp(socket.AF_INET6, V6, "connect"),
    "socket.connect_ex": connect_ex,
    "socket.sendto": lambda: udp(socket.AF_INET, V4, "sendto"),
    "socket.sendto of IPv6": lambda: udp(socket.AF_INET6, V6, "sendto"),
    "socket.sendmsg": lambda: udp(socket.AF_INET, V4, "sendmsg"),
    "socket.getaddrinfo": lambda: socket.getaddrinfo(NAME, 443),
    "socket.gethostbyname": lambda: socket.gethostbyname(NAME),
    "socket.gethostbyname_ex": lambda: socket.gethostbyname_ex(NAME),
    "socket.gethostbyaddr": lambda: socket.gethostbyaddr(V4),
    "socket.getnameinfo": lambda: socket.getnameinfo((V4, 443), 0),
    "asyncio.open_connection": lambda: asyncio.run(asyncio.open_connection(V4, 443)),
    "asyncio.open_connection to a name": lambda: asyncio.run(asyncio.open_connection(NAME, 443)),
    "asyncio datagrams": lambda: asyncio.run(datagram()),
    "asyncio sock_connect": lambda: asyncio.run(sock_connect()),
    "asyncio getaddrinfo": lambda: asyncio.run(looked_up()),
    "asyncio getnameinfo": lambda: asyncio.run(name_of()),
    "urllib.request": lambda: urllib.request.urlopen(URL, timeout=SECONDS),
    "urllib.request to a name": lambda: urllib.request.urlopen(NAMED_URL, timeout=SECONDS),
    "http.client": lambda: http.client.HTTPConnection(V4, timeout=SECONDS).request("GET", "/"),
    "smtplib": lambda: smtplib.SMTP(V4, timeout=SECONDS),
    "ftplib": lambda: ftplib.FTP(NAME, timeout=SECONDS),  # noqa: S321 - it does not get there
    "imaplib": lambda: imaplib.IMAP4(V4, timeout=SECONDS),
    "xmlrpc.client": lambda: xmlrpc.client.ServerProxy(URL).ping(),
}


async def httpx_async(url: str) -> object:
    httpx: Any = import_module("httpx")
    async with httpx.AsyncClient(timeout=SECONDS) as client:
        return await client.get(url)


async def aiohttp_get(url: str) -> object:
    aiohttp: Any = import_module("aiohttp")
    async with aiohttp.ClientSession() as session:
        return await session.get(url)


async def mqtt() -> object:
    aiomqtt: Any = import_module("aiomqtt")
    async with aiomqtt.Client(V4, 1883, timeout=SECONDS):
        return None


async def websocket() -> object:
    return await import_module("websockets").connect(f"ws://{V4}/", open_timeout=SECONDS)


async def ollama_async() -> object:
    return await import_module("ollama").AsyncClient(URL).list()


async def telegram() -> object:
    async with import_module("telegram").Bot("123456:AAAA") as bot:
        return await bot.get_me()


async def anyio_tcp() -> object:
    return await import_module("anyio").connect_tcp(V4, 443)


async def zeroconf_unicast() -> object:
    """Its socket, as it sends to a host outside its multicast group."""
    found = import_module("zeroconf.asyncio").AsyncZeroconf(interfaces=["127.0.0.1"])
    try:
        await found.zeroconf.async_wait_for_start()
        sender = found.zeroconf.engine.senders[0]
        return sender.transport.sendto(b"x", (V4, 5353))
    finally:
        with contextlib.suppress(Exception):
            await found.async_close()


def paho() -> object:
    client: Any = import_module("paho.mqtt.client")
    return client.Client(client.CallbackAPIVersion.VERSION2).connect(V4, 1883, SECONDS)


def torch_hub() -> object:
    return import_module("torch.hub").download_url_to_file(NAMED_URL, f"{tempfile.mkdtemp()}/weights", progress=False)


def hub() -> object:
    return import_module("huggingface_hub").snapshot_download("some/model", cache_dir=tempfile.mkdtemp())


def whisper() -> object:
    return import_module("faster_whisper.utils").download_model("tiny", cache_dir=tempfile.mkdtemp())


def llama() -> object:
    return import_module("llama_cpp").Llama.from_pretrained("some/model", "x.gguf", cache_dir=tempfile.mkdtemp())


def coqui() -> object:
    managed: Any = import_module("TTS.utils.manage").ModelManager(output_prefix=tempfile.mkdtemp())
    return managed.download_model("tts_models/en/ljspeech/vits")


LIBRARIES: dict[str, tuple[str, Attempt]] = {
    "httpx": ("httpx", lambda: import_module("httpx").get(URL, timeout=SECONDS)),
    "httpx to a name": ("httpx", lambda: import_module("httpx").get(NAMED_URL, timeout=SECONDS)),
    "httpx, async": ("httpx", lambda: asyncio.run(httpx_async(URL))),
    "httpx, async, to a name": ("httpx", lambda: asyncio.run(httpx_async(NAMED_URL))),
    "anyio": ("anyio", lambda: asyncio.run(anyio_tcp())),
    "requests": ("requests", lambda: import_module("requests").get(URL, timeout=SECONDS)),
    "urllib3": ("urllib3", lambda: import_module("urllib3").request("GET", NAMED_URL, retries=False)),
    "aiohttp": ("aiohttp", lambda: asyncio.run(aiohttp_get(URL))),
    "aiohttp to a name": ("aiohttp", lambda: asyncio.run(aiohttp_get(NAMED_URL))),
    "ollama": ("ollama", lambda: import_module("ollama").Client(URL).list()),
    "ollama, async": ("ollama", lambda: asyncio.run(ollama_async())),
    "python-telegram-bot": ("telegram", lambda: asyncio.run(telegram())),
    "paho-mqtt": ("paho", paho),
    "aiomqtt": ("aiomqtt", lambda: asyncio.run(mqtt())),
    "websockets": ("websockets", lambda: asyncio.run(websocket())),
    "zeroconf": ("zeroconf", lambda: asyncio.run(zeroconf_unicast())),
    "huggingface_hub": ("huggingface_hub", hub),
    "faster-whisper's download": ("faster_whisper", whisper),
    "torch.hub": ("torch", torch_hub),
    "llama.cpp's download": ("llama_cpp", llama),
    "Coqui's download": ("TTS", coqui),
}


def chain(error: BaseException) -> list[str]:
    """The error's type, and those of what it came from, members of groups too."""
    found: list[str] = []
    waiting: list[BaseException] = [error]
    while waiting and len(found) < MOST_ERRORS:
        at = waiting.pop(0)
        found.append(type(at).__name__)
        members: tuple[BaseException, ...] = getattr(at, "exceptions", ())
        waiting += [each for each in (at.__cause__ or at.__context__, *members) if each is not None]
    return found


def outcome(attempt: Attempt, guard: Guard) -> dict[str, object]:
    guard.refusals.take()
    errors: list[str] = []
    try:
        attempt()
    except BaseException as error:  # SystemExit too: some downloaders end the program
        errors = chain(error)
    return {"errors": errors, "noted": sorted(guard.refusals.take())}


def main() -> None:
    told: dict[str, object] = {}
    guard = Guard()
    guard.install()
    for name, attempt in STANDARD.items():
        told[name] = outcome(attempt, guard)
    for name, (module, attempt) in LIBRARIES.items():
        told[name] = outcome(attempt, guard) if find_spec(module) is not None else {"absent": module}
    sys.__stdout__.write(json.dumps(told))  # type: ignore[union-attr]


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        main()
