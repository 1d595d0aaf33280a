"""What people do with the appliance at once: answer calls by typing, write values and promises, make backups.

Everything that was acknowledged is noted in `Acknowledged`, which outlives the process that acknowledged it.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from scripts.faults._home import NAMES, PASSWORD

V1 = "/api/v1"
SCOPES = ("read", "record", "call")
DAYS_BACK = 300
"""Values are written to so many days, one after the other."""
PAUSE_SECONDS = 0.04
WISH_SECONDS = 1.5
BACKUP_SECONDS = 2.5
ANSWERS = {"presence": "yes, I'm here", "yes_no": "yes", "number": "seven", "scale": "seven", "duration": "seven hours"}
GONE = (httpx.TransportError, WebSocketException, OSError, EOFError)
"""What a client sees of a process that was killed."""


@dataclass
class Promise:
    """One that is to be made exactly once, whatever it takes."""

    text: str
    key: str = field(default_factory=lambda: uuid4().hex)


@dataclass
class Acknowledged:
    """What the appliance said was done, and what it may or may not have done when it died."""

    promises: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    """Every promise that was ever sent."""
    values: dict[tuple[str, date], float] = field(default_factory=dict)
    """By person and day: the last that was acknowledged."""
    under_way: dict[tuple[str, date], float] = field(default_factory=dict)
    """Sent, and not acknowledged: it may be there instead."""
    turns: dict[str, list[str]] = field(default_factory=dict)
    """What a person said in an attempt, once the appliance went on after it."""
    rings: dict[str, int] = field(default_factory=dict)
    """Attempts, by the life of the process in which they rang first."""
    rang_again: list[str] = field(default_factory=list)
    """Attempts that rang in a later life."""
    answered_lost: int = 0
    """Writes of which the appliance knew, and said, that they were done in an earlier life."""
    refused: list[str] = field(default_factory=list)
    """Answers that nobody should get."""
    full: int = 0
    """Writes refused since no room was left (507)."""
    writes: int = 0
    calls_over: int = 0
    backups: int = 0

    def rang(self, attempt: str, life: int) -> None:
        """An attempt rings."""
        if self.rings.setdefault(attempt, life) != life:
            self.rang_again.append(attempt)


class Person:
    """One of the household, on one page and one connection."""

    def __init__(self, url: str, name: str, known: Acknowledged, *, owner: bool) -> None:
        self.name, self.owner = name, owner
        self.known = known
        self._url = url
        self._token = ""
        self._count = 0
        self._pending: Promise | None = None
        self.in_call = False
        self.turns_seen = asyncio.Event()
        """Set once a turn was acknowledged in this life."""

    async def sign_in(self) -> None:
        """Once: the token survives every life."""
        headers = {"Origin": self._url, "Sec-Fetch-Site": "same-origin"}
        async with httpx.AsyncClient(base_url=self._url, headers=headers, timeout=30) as browser:
            signed = await browser.post(f"{V1}/sessions", json={"name": self.name, "password": PASSWORD})
            signed.raise_for_status()
            scopes = [*SCOPES, *(["administer"] if self.owner else [])]
            issued = await browser.post(f"{V1}/tokens", json={"name": "faults", "scopes": scopes})
            issued.raise_for_status()
            self._token = issued.json()["token"]

    async def live(self, life: int, *, backups: bool = True) -> None:
        """Until the process is gone or the task is cancelled."""
        self.in_call = False
        async with self.client() as client:
            work = [self._listen(life), self._write(client), self._wish(client)]
            work += [self._back_up(client)] if self.owner and backups else []
            tasks = [asyncio.create_task(self._until_gone(each)) for each in work]
            try:
                await asyncio.gather(*tasks)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _until_gone(self, work: Any) -> None:
        with suppress(*GONE):
            await work

    # Writes ---------------------------------------------------------------------------------------------------------

    async def _write(self, client: httpx.AsyncClient) -> None:
        while True:
            await self._promise(client)
            await self._value(client)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _promise(self, client: httpx.AsyncClient) -> None:
        """Make one; one whose answer never came is sent again with its key, in whatever life."""
        if self._pending is None:
            self._pending = Promise(f"promise {len(self.known.asked)} of {self.name}")
            self.known.asked.add(self._pending.text)
        wanted = self._pending
        headers = {"Idempotency-Key": wanted.key}
        answer = await client.post(f"{V1}/people/me/promises", json={"text": wanted.text}, headers=headers)
        lost = answer.status_code == 409 and answer.json().get("code") == "answer_lost"
        if self._refused(answer, lost):
            return
        self.known.answered_lost += lost
        self.known.promises.add(wanted.text)
        self._pending = None
        self.known.writes += 1

    async def _value(self, client: httpx.AsyncClient) -> None:
        self._count += 1
        day = datetime.now(UTC).date() - timedelta(days=1 + self._count % DAYS_BACK)
        where, value = (self.name, day), float(self._count)
        self.known.under_way[where] = value
        answer = await client.put(f"{V1}/people/me/metrics/water/values/{day}", json={"value": value})
        if self._refused(answer):
            return
        self.known.values[where] = value
        self.known.under_way.pop(where)
        self.known.writes += 1

    def _refused(self, answer: httpx.Response, fine: bool = False) -> bool:
        if answer.is_success or fine:
            return False
        if answer.status_code == 507:
            self.known.full += 1
        else:
            self.known.refused.append(f"{answer.request.method} {answer.request.url.path}: {answer.text[:200]}")
        return True

    async def _wish(self, client: httpx.AsyncClient) -> None:
        """Want to be called whenever nobody calls: the next check-in is rung early, or one more call is made."""
        while True:
            if not self.in_call:
                wish = {"kind": "call", "channel": "browser", "id": str(uuid4())}
                answer = await client.post(f"{V1}/requests", json=wish)
                self._refused(answer)
            await asyncio.sleep(WISH_SECONDS)

    async def _back_up(self, client: httpx.AsyncClient) -> None:
        while True:
            answer = await client.post(f"{V1}/backups")
            self.known.backups += answer.is_success
            await asyncio.sleep(BACKUP_SECONDS)

    def client(self) -> httpx.AsyncClient:
        """A connection with their token."""
        return httpx.AsyncClient(base_url=self._url, headers={"Authorization": f"Bearer {self._token}"}, timeout=30)

    async def reads(self, *paths: str) -> list[int]:
        """The status of each."""
        async with self.client() as client:
            return [(await client.get(path)).status_code for path in paths]

    async def backup_job(self) -> dict[str, Any]:
        """Ask for a backup; how it ended. For the owner."""
        async with self.client() as client:
            await client.post(f"{V1}/backups")
            while True:
                job: dict[str, Any] = (await client.get(f"{V1}/backups")).json()["job"]
                if job["state"] != "running":
                    return job
                await asyncio.sleep(0.1)

    # Calls ----------------------------------------------------------------------------------------------------------

    def _socket(self) -> connect:
        address = f"{self._url.replace('http', 'ws', 1)}{V1}/live"
        return connect(address, additional_headers={"Authorization": f"Bearer {self._token}"}, proxy=None)

    async def _listen(self, life: int) -> None:
        async with self._socket() as socket, asyncio.TaskGroup() as calls:
            with suppress(*GONE):  # calls under way find out by themselves
                await socket.send(json.dumps({"type": "listen"}))
                async for message in socket:
                    told = json.loads(message)
                    if told["type"] == "ring":
                        self.known.rang(told["attempt"], life)
                        calls.create_task(self._until_gone(self._hold(told["attempt"])))

    async def _hold(self, attempt: str) -> None:
        """Answer, type, and return once the call is over."""
        self.in_call = True
        try:
            async with self._socket() as socket:
                features = {"microphone": False, "sound": False}
                await socket.send(json.dumps({"type": "answer", "attempt": attempt, "features": features}))
                await self._talk(socket, attempt)
        finally:
            self.in_call = False

    async def _talk(self, socket: ClientConnection, attempt: str) -> None:
        said: str | None = None
        async for message in socket:
            told = json.loads(message)
            match told["type"]:
                case "listen":
                    await socket.send(json.dumps({"type": "typed", "text": self._answer(told["answer"])}))
                case "heard":
                    said = told["text"] or None
                case "caption" if said is not None:  # it goes on, so what was said before is kept
                    self.known.turns.setdefault(attempt, []).append(said)
                    self.turns_seen.set()
                    said = None
                case "over":
                    self.known.calls_over += 1
                    return

    def _answer(self, kind: str) -> str:
        self._count += 1
        return ANSWERS.get(kind, f"I will read {self._count} pages tomorrow.")


class Household:
    """Everybody, over all lives."""

    def __init__(self, url: str) -> None:
        self.known = Acknowledged()
        self.people = [Person(url, name, self.known, owner=not number) for number, name in enumerate(NAMES)]

    async def sign_in(self) -> None:
        """Everybody, once."""
        for person in self.people:
            await person.sign_in()

    def begin(self) -> None:
        """A life begins, on the loop that runs."""
        for person in self.people:
            person.turns_seen = asyncio.Event()

    async def first_turn(self) -> None:
        """Until somebody's answer was acknowledged in this life."""
        waits = [asyncio.create_task(person.turns_seen.wait()) for person in self.people]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()

    async def live(self, life: int, *, backups: bool = True) -> None:
        """All at once, until the process is gone."""
        await asyncio.gather(*(person.live(life, backups=backups) for person in self.people))
