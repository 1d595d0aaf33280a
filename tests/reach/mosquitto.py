"""A real Mosquitto on a free port, with a password file, and a second client that looks on as Home Assistant would."""

from __future__ import annotations

import asyncio
import getpass
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import aiomqtt
import pytest

PASSWORD = "teapot lantern gravel"
USER, WATCHER = "appliance", "watcher"
PATIENCE_SECONDS = 30.0

BINARY = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
PASSWD = shutil.which("mosquitto_passwd")

needs_mosquitto = pytest.mark.skipif(
    BINARY is None or PASSWD is None, reason="no Mosquitto here (on Debian: apt-get install mosquitto)"
)


class Mosquitto:
    """One broker, which can be killed and started again on the same port with what it kept."""

    def __init__(self, folder: Path, extra: str = "") -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._process: subprocess.Popen[str] | None = None
        passwords = folder / "passwords"
        passwords.touch()
        for name in (USER, WATCHER):
            subprocess.run([str(PASSWD), "-b", str(passwords), name, PASSWORD], check=True, capture_output=True)
        (folder / "mosquitto.conf").write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous false\npassword_file {passwords}\n"
            f"persistence true\npersistence_location {folder}/\nautosave_interval 1\nautosave_on_changes true\n"
            f"user {getpass.getuser()}\nlog_dest stderr\n{extra}"
        )

    @property
    def address(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns once it listens."""
        self._process = subprocess.Popen(
            [str(BINARY), "-c", str(self.folder / "mosquitto.conf")], stderr=subprocess.PIPE, text=True
        )
        assert self._process.stderr is not None
        said = []
        for line in self._process.stderr:
            said.append(line)
            if " running" in line:
                return
        raise AssertionError(f"Mosquitto did not start: {said}")

    def kill(self) -> None:
        """At once, as when its cable is pulled."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@contextmanager
def mosquitto(folder: Path, extra: str = "") -> Iterator[Mosquitto]:
    folder.mkdir()
    broker = Mosquitto(folder, extra)
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()


class Watcher:
    """What stands at the broker, as another client sees it. An empty message takes a topic away."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self.client = client
        self.board: dict[str, bytes] = {}
        self.seen: list[tuple[str, bytes]] = []
        self._news = asyncio.Event()

    async def watch(self) -> None:
        async for message in self.client.messages:
            topic, payload = str(message.topic), message.payload
            assert isinstance(payload, bytes)
            self.seen.append((topic, payload))
            self.board.pop(topic, None)
            if payload:
                self.board[topic] = payload
            self._news.set()

    async def until(self, fine: Callable[[dict[str, bytes]], object]) -> None:
        """Wait until the board is as it should be."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not fine(self.board):
                self._news.clear()
                await self._news.wait()

    async def press(self, topic: str, payload: str, *, retain: bool = False, qos: int = 1) -> None:
        await self.client.publish(topic, payload, qos=qos, retain=retain)


@asynccontextmanager
async def watching(broker: Mosquitto) -> AsyncIterator[Watcher]:
    async with aiomqtt.Client("127.0.0.1", broker.port, username=WATCHER, password=PASSWORD) as client:
        await client.subscribe("#", qos=1)
        watcher = Watcher(client)
        task = asyncio.create_task(watcher.watch())
        try:
            yield watcher
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
