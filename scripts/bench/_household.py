"""A household with a year of data, on duty and served on real sockets, in a process of its own.

    python -m scripts.bench._household FOLDER

Prints where it is as one JSON line (`Whereabouts`), then one (`Figures`) for each line that it reads, and ends with its
input. Beside the page the same event loop serves a bare FastAPI route, on another port: what the page is compared with.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from sqlmodel import SQLModel

from appliance.app import Appliance, open_appliance
from appliance.channels.browser import channel
from appliance.channels.browser.wire import PageWire
from appliance.cli.service import parts_of
from appliance.on_duty import on_duty
from appliance.records.calls import FINAL_STATUSES, Call, CallStatus, CallType, Meaning, MessageType, Observation, Turn
from appliance.records.people import CheckIn, Role, User
from appliance.records.progress import Commitment, CommitmentStatus, Metric, MetricKind, MetricSource, MetricType
from appliance.settings import Settings
from appliance.web.pages import build, get_ready
from appliance.web.server import Server, config_of, listen
from scripts.bench._measuring import Stalls

PASSWORD = "teapot lantern gravel"  # noqa: S105  # of nobody
NAMES = ("Sam", "Alex", "Robin", "Kim", "Toni", "Sascha")
"""The first has a year behind them, the others a month."""
DAYS, DAYS_OF_OTHERS = 365, 30
TURNS_A_CALL = 10
HABITS = ("exercise", "reading", "tidying", "vegetables", "early to bed")
NUMBERS = ("sleep", "water", "pages")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Of the household: the page's address, the bare route's, and a call of the first person's."""

    url: str
    bare: str
    call: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the serving process, since it was asked last; calls since it began."""

    processor_share: float
    """Of one core, used by the process itself; its engines have processes of their own."""
    longest_stall_ms: float
    longest_own_work_ms: float
    lost_frames: int
    """Of all calls in pages."""
    wires: int
    """How many there were."""
    endings: dict[str, int]
    """Calls of today by how they ended or stand."""
    faults: list[str]
    """What was logged as an error."""
    locked: int
    """How many of them were a database that is locked or busy."""


class Faults(logging.Handler):
    """Keeps what is logged as an error or warning: its text and the kind of what was raised."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        raised = record.exc_info[1] if record.exc_info else None
        self.lines.append(f"{record.name}: {record.getMessage()} {raised!r}" if raised else record.getMessage())


class _Beside(Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Its process ends with its input."""
        yield


def bare_app() -> FastAPI:
    """The plainest page that the same framework can serve."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/", response_class=HTMLResponse)
    async def plain() -> str:
        return "<!doctype html><title>bare</title><p>bare</p>"

    return app


async def furnish(appliance: Appliance) -> Call:
    """The people, each with what the evening asks; returns the newest call of the first."""
    first: Call | None = None
    for number, name in enumerate(NAMES):
        days = DAYS if number == 0 else DAYS_OF_OTHERS
        now = appliance.now()
        user = User(
            name=name, timezone="UTC", role=Role.MEMBER if number else Role.OWNER, created_at=now - timedelta(days=days)
        )
        user = await appliance.store.people.add_user(user)
        newest = await _past(appliance, user, days)
        first = first or newest
    assert first is not None  # noqa: S101  # there are names
    return first


async def _past(appliance: Appliance, user: User, days: int) -> Call:
    """Values, promises and calls of so many days; returns the newest call."""
    now, random = appliance.now(), Random(7)  # noqa: S311  # made-up lives
    kinds = [_kind(user, name, position) for position, name in enumerate((*HABITS, *NUMBERS))]
    at = (now + timedelta(hours=8)).strftime("%H:%M")
    check_ins = [CheckIn(user_id=user.id, call_type=CallType.MORNING, at=at, weekdays=list(range(7)), created_at=now)]
    rows: list[SQLModel] = []
    call: Call | None = None
    for back in range(days, 0, -1):
        day = (now - timedelta(days=back)).date()
        for kind in kinds:
            value = float(random.random() < 0.7) if kind.kind is MetricKind.HABIT else float(random.randint(4, 9))
            metric = Metric(
                user_id=user.id, metric_type_id=kind.id, metric_type=kind.name, date=day, value=value,
                source=MetricSource.MANUAL, recorded_at=now - timedelta(days=back),
            )  # fmt: skip
            rows.append(metric)
        kept = CommitmentStatus.KEPT if random.random() < 0.7 else CommitmentStatus.BROKEN
        promise = Commitment(
            user_id=user.id, text="I will read twenty pages tonight.", made_on=day, due_day=day, status=kept,
            settled_at=now - timedelta(days=back), created_at=now - timedelta(days=back),
        )  # fmt: skip
        rows.append(promise)
        for call_type in (CallType.MORNING, CallType.EVENING):
            call = _call(user, call_type, now - timedelta(days=back))
            rows += [call, *_said(call)]
    async with appliance.store.database.writing() as session:
        session.add_all([*kinds, *check_ins])
        await session.flush()
        session.add_all([row for row in rows if not isinstance(row, Turn | Observation)])
        await session.flush()
        session.add_all([row for row in rows if isinstance(row, Turn)])
        await session.flush()
        session.add_all([row for row in rows if isinstance(row, Observation)])
    assert call is not None  # noqa: S101  # there are days
    return call


def _kind(user: User, name: str, position: int) -> MetricType:
    habit = name in HABITS
    return MetricType(
        user_id=user.id, name=name, kind=MetricKind.HABIT if habit else MetricKind.NUMBER, position=position,
        target=None if habit else 6, ask_in=["evening"] if name in (HABITS[0], *NUMBERS[:2]) else [],
        question="" if habit else f"How much {name} today?", created_at=user.created_at,
    )  # fmt: skip


def _call(user: User, call_type: CallType, due_at: Any) -> Call:
    return Call(
        user_id=user.id, day=due_at.date(), accounting_day=due_at.date(), call_type=call_type, zone="UTC",
        status=CallStatus.COMPLETED, platform="browser", due_at=due_at, scheduled_at=due_at, completed_at=due_at,
    )  # fmt: skip


def _said(call: Call) -> Iterator[Turn | Observation]:
    for position in range(TURNS_A_CALL):
        asks = position % 2 == 0
        turn = Turn(
            call_id=call.id, position=position, message_type=MessageType.AI if asks else MessageType.USER,
            content="How many hours did you sleep last night?" if asks else "about seven hours", item_key="sleep",
            engine="espeak" if asks else "sphinx", confidence=None if asks else 0.9,
            voice_to_voice_ms=700.0 if asks else None, timestamp=call.due_at + timedelta(seconds=5 * position),
        )  # fmt: skip
        yield turn
        if not asks:
            yield Observation(
                call_id=call.id, turn_id=turn.id, item_key="sleep", meaning=Meaning.VALUE, value=7, text=turn.content
            )


def noted_wires() -> list[PageWire]:
    """From now on: every wire of a call in a page."""
    wires: list[PageWire] = []

    class NotedWire(PageWire):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            wires.append(self)

    setattr(channel, "PageWire", NotedWire)  # noqa: B010  # not exported: nobody else replaces it
    return wires


async def serve(folder: Path) -> None:
    """Until the input ends."""
    faults, wires = Faults(), noted_wires()
    logging.getLogger().addHandler(faults)
    settings = Settings(local_data_path=folder / "user_data", key_file=folder / "key")
    async with open_appliance(settings) as appliance:
        call = await furnish(appliance)
        parts = parts_of(appliance, settings, "abcd-efgh")
        for user in await appliance.store.people.users():
            await parts.door.open_account(user, PASSWORD)
        pages = [build(parts, "127.0.0.1"), bare_app()]
        await asyncio.to_thread(get_ready, pages[0], {"en"})
        sockets = [listen("127.0.0.1", 0) for _ in pages]
        servers = [_Beside(config_of(each)) for each in pages]
        async with on_duty(appliance):
            serving = [
                asyncio.create_task(server.serve(sockets=[each])) for server, each in zip(servers, sockets, strict=True)
            ]
            url, bare = (f"http://127.0.0.1:{each.getsockname()[1]}" for each in sockets)
            print(json.dumps(asdict(Whereabouts(url, bare, str(call.id)))), flush=True)
            lines: asyncio.Queue[bool] = asyncio.Queue()
            asyncio.get_running_loop().add_reader(sys.stdin, lambda: lines.put_nowait(bool(sys.stdin.readline())))
            stalls, used, since = Stalls(), time.process_time(), time.perf_counter()
            async with stalls.watched():
                while await lines.get():
                    share = (time.process_time() - used) / (time.perf_counter() - since)
                    print(json.dumps(asdict(await _figures(appliance, stalls, wires, faults, share))), flush=True)
                    used, since = time.process_time(), time.perf_counter()
                    stalls.late_seconds.clear()
                    stalls.own_seconds.clear()
            for server in servers:
                server.should_exit = True
            await asyncio.gather(*serving)
        await parts.pulls.aclose()


async def _figures(
    appliance: Appliance, stalls: Stalls, wires: list[PageWire], faults: Faults, share: float
) -> Figures:
    endings: dict[str, int] = {}
    today = appliance.now().date()
    for user in await appliance.store.people.users():
        for call in await appliance.store.calls.recent(user.id):
            if call.day == today:
                name = str(call.status) if call.status in FINAL_STATUSES else f"still {call.status}"
                endings[name] = endings.get(name, 0) + 1
    return Figures(
        processor_share=share,
        longest_stall_ms=1e3 * max(stalls.late_seconds, default=0.0),
        longest_own_work_ms=1e3 * max(stalls.own_seconds, default=0.0),
        lost_frames=sum(wire.lost_frames for wire in wires),
        wires=len(wires),
        endings=endings,
        faults=list(faults.lines),
        locked=sum("locked" in line or "busy" in line for line in faults.lines),
    )


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]).resolve()))
