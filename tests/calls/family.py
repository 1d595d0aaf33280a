"""A family of four for a year: who they are, what they say, what they ask for, and a host that goes off and crashes.

Everything is drawn from one seed. What happened is noted down as the world outside sees it, for a ledger that trusts
nothing the appliance has stored.
"""

from __future__ import annotations

import asyncio
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import aiosqlite
from sqlcipher3 import dbapi2 as sqlcipher

from appliance.calls.alarm import Alarm
from appliance.calls.desk import Desk
from appliance.calls.dialer import Dialer
from appliance.coach.persona import load_personas
from appliance.errors import LineDroppedError
from appliance.ports import Expect, Heard, Line, Notice, Spoken, Timings, Transcript, Unreached
from appliance.records.agenda import Answer
from appliance.records.people import (
    Calendar,
    CalendarEvent,
    CalendarKind,
    CallType,
    CheckIn,
    HolidayRule,
    QuietHours,
    RingStyle,
    User,
)
from appliance.records.progress import MetricKind, MetricType
from appliance.records.requests import Receipt, Request, RequestKind, RequestSource
from appliance.store import Store, open_store
from appliance.store.sqlite import Connector
from tests.calls.household import IN_MEMORY, THINKING_SECONDS, PersonChannel, PersonLine
from tests.inline_sqlite import InlineConnection, directly
from tests.virtual_time import WallClock

BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
ENDS = BEGINS + timedelta(days=365)
LAST_WISH = ENDS - timedelta(days=12)

KEY = bytes(range(32))


@dataclass(frozen=True)
class Member:
    name: str
    zone: str
    day_ends_at: str = "00:00"
    quiet: tuple[tuple[str, str, tuple[int, ...]], ...] = ()
    """From, until, and the weekdays on which it begins."""


@dataclass(frozen=True)
class Standing:
    """A check-in in the words of the family."""

    key: str
    who: str
    call_type: CallType
    at: str
    weekdays: tuple[int, ...]
    rules: dict[str, Any] = field(default_factory=dict, hash=False)


MEMBERS = (
    Member("Ana", "Europe/Berlin", quiet=(("22:00", "06:00", (0, 1, 2, 3, 4, 5, 6)),)),
    Member("Ben", "America/New_York", day_ends_at="03:00"),
    Member("Carla", "America/Santiago"),
    Member("Dev", "Asia/Kathmandu", quiet=(("12:15", "12:45", (4,)),)),
)

STANDING = (
    Standing(
        "Ana wakes", "Ana", CallType.CUSTOM, "06:45", (1,),
        {"ring": RingStyle.WAKE_UP, "wake_task": True, "on_holidays": HolidayRule.SKIP},
    ),
    Standing("Ana's evening", "Ana", CallType.MIDDAY, "21:15", (6,), {"jitter_minutes": 30}),
    Standing("Ben's night", "Ben", CallType.EVENING, "02:30", (6,)),
    Standing("Ben's fortnight", "Ben", CallType.CUSTOM, "18:00", (6,), {"every_weeks": 2, "week_phase": 1}),
    Standing("Carla's midnight", "Carla", CallType.MIDDAY, "00:15", (6,), {"retry_minutes": [5]}),
    Standing(
        "Carla's winter", "Carla", CallType.CUSTOM, "13:00", (3,),
        {"starts_on": date(2026, 6, 1), "ends_on": date(2026, 11, 30), "on_holidays": HolidayRule.SKIP},
    ),
    Standing("Dev's noon", "Dev", CallType.MIDDAY, "12:10", (1, 4), {"jitter_minutes": 20}),
)  # fmt: skip

HOLIDAYS = {
    date(2026, 4, 3): "Good Friday",
    date(2026, 4, 6): "Easter Monday",
    date(2026, 5, 1): "Labour Day",
    date(2026, 6, 16): "a local feast",
    date(2026, 9, 18): "Independence Day",
    date(2026, 10, 8): "a bridge day",
    date(2026, 11, 11): "Saint Martin",
    date(2026, 12, 24): "Christmas Eve",
    date(2026, 12, 25): "Christmas",
    date(2027, 1, 1): "New Year",
}


def today_of(member: Member, moment: datetime) -> date:
    """The accounting day somebody is in."""
    shown = moment.astimezone(ZoneInfo(member.zone))
    return shown.date() - timedelta(days=shown.time() < time.fromisoformat(member.day_ends_at))


MOODS = {
    "answers": 60, "silent": 12, "late": 8, "stops": 4, "declines": 4, "drops": 4, "not me": 4, "later": 4
}  # fmt: skip

REPLIES = {"late": ("silent", "answers"), "drops": ("drops", "answers"), "later": ("later", "answers")}
"""What each ring meets, where it is not the same at all of them."""

Occasion = tuple[str, date]
"""Key of a standing check-in, local date."""


@dataclass
class Rang:
    """One time a line was opened to somebody."""

    at: datetime
    reply: str
    cut: bool = True
    """The appliance went away in mid-call."""


@dataclass
class Wish:
    kind: str
    at: datetime
    ring_at: datetime | None = None


@dataclass
class Paused:
    """A pause as it was asked for."""

    who: str | None
    first: date
    last: date | None
    set_at: datetime
    ended_at: datetime | None = None
    last_then: date | None = None
    """The last day it covers since it was ended."""

    def covers(self, day: date, who: str, at: datetime) -> bool:
        """As it stood at this moment."""
        last = self.last if self.ended_at is None or at <= self.ended_at else self.last_then
        return self.who in (None, who) and self.set_at < at and self.first <= day and (last is None or day <= last)


class PowerCut(InlineConnection):
    """A connection to a disk that goes away: what is not committed by then never is."""

    def __init__(self, connector: Connector, power: Power) -> None:
        super().__init__(connector)
        self._tx = power.socket(self._tx)


class Power:
    """Of the host."""

    def __init__(self) -> None:
        self.on = True

    def socket(self, queue: Any) -> Any:
        return _Socket(self, queue)

    async def connect(self, connector: Connector) -> aiosqlite.Connection:
        return await PowerCut(connector, self)


class _Socket:
    def __init__(self, power: Power, queue: Any) -> None:
        self._power, self._queue = power, queue

    def put_nowait(self, work: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        future, function = work
        harmless = not isinstance(function, partial) or function.func.__name__ in ("close", "rollback")
        if self._power.on or future is None or harmless:
            self._queue.put_nowait(work)
        else:
            future.set_exception(sqlcipher.OperationalError("disk I/O error"))


class Family:
    """The household with its host. What happens to it is in the lists at the end."""

    def __init__(self, store: Store, power: Power, seed: int) -> None:
        self.store = store
        self.power = power
        self.seed = seed
        self.clock = WallClock(BEGINS)
        self.alarm: Alarm
        self._personas = load_personas()
        self._channel = FamilyChannel(self)
        self.users: dict[str, User] = {}
        self.check_ins: dict[UUID, Standing] = {}
        self.rang: dict[Occasion, list[Rang]] = defaultdict(list)
        self.wishes: dict[Occasion, list[Wish]] = defaultdict(list)
        self.refused: list[str] = []
        self.pauses: list[Paused] = []
        self.off: list[tuple[datetime, datetime]] = []
        self.crashes = 0

    def drawn(self, *what: object) -> random.Random:
        """Chance that depends on nothing but the seed and these words."""
        return random.Random(f"{self.seed} {what}")

    def mood(self, occasion: Occasion) -> str:
        key, day = occasion
        if key == "Dev's noon" and date(2026, 10, 5) <= day <= date(2026, 10, 16):
            return "silent"
        return self.drawn("mood", key, day).choices(list(MOODS), list(MOODS.values()))[0]

    # The host ----------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """A new process, but for the store's compiled statements: its connections are new."""
        self.power.on = True
        dialer = Dialer(self.store, {"speaker": self._channel}, self._personas, self.clock)
        self.alarm = Alarm(self.store, dialer, self.clock)
        await self.alarm.recover()
        await self.alarm.tick()

    async def stop(self) -> None:
        await self.alarm.disarm(ringing_too=True)
        await self.store.database.aclose()

    async def outage(self, length: timedelta, *, crash: bool) -> None:
        """The host is off for so long, after a shutdown or because it crashed."""
        began = self.clock()
        self.power.on = not crash
        self.crashes += crash
        await self.stop()
        await asyncio.sleep((began + length - self.clock()).total_seconds())
        self.off.append((began, self.clock()))
        await self.start()

    async def live(self, events: list[tuple[datetime, Callable[[], Awaitable[None]]]]) -> None:
        """Until the end of the year, looking when there is something to do, and at most each minute."""
        events = sorted(events, key=lambda event: event[0])
        await self.start()
        while (now := self.clock()) < ENDS:
            look = now if self.alarm._armed else await self.alarm.next_look() or ENDS
            moment = min(max(look, now + timedelta(minutes=1)), ENDS, events[0][0] if events else ENDS)
            await asyncio.sleep(max(0.0, (moment - now).total_seconds()))
            while events and events[0][0] <= self.clock():
                await events.pop(0)[1]()
            await self.alarm.tick()
        await self.stop()

    # The people --------------------------------------------------------------------------------------------------

    async def move_in(self) -> None:
        now = self.clock()
        for member in MEMBERS:
            user = User(name=member.name, timezone=member.zone, day_ends_at=member.day_ends_at, created_at=now)
            self.users[member.name] = user = await self.store.people.add_user(user)
            for begins, ends, weekdays in member.quiet:
                await self.store.silences.add_quiet_hours(
                    QuietHours(user_id=user.id, begins=begins, ends=ends, weekdays=list(weekdays), created_at=now)
                )
        for number, standing in enumerate(STANDING):
            await self._stand(self.store, number, standing)
        await self._calendars(self.store)

    async def _stand(self, store: Store, number: int, standing: Standing) -> None:
        check_in = CheckIn(
            id=UUID(int=number + 1),
            user_id=self.users[standing.who].id,
            call_type=standing.call_type,
            at=standing.at,
            weekdays=list(standing.weekdays),
            channels=["speaker"],
            room=standing.who,
            created_at=self.clock(),
            **{"retry_minutes": [10, 30], **standing.rules},
        )
        self.check_ins[check_in.id] = standing
        await store.people.add_check_in(check_in)
        if standing.call_type is not CallType.EVENING and not check_in.wake_task:
            await store.progress.add_metric_type(
                MetricType(
                    user_id=check_in.user_id,
                    name=f"walk ({standing.call_type.value})",
                    kind=MetricKind.HABIT,
                    ask_in=[standing.call_type.value],
                    created_at=self.clock(),
                )
            )

    async def _calendars(self, store: Store) -> None:
        holidays = await store.calendars.add(
            Calendar(name="holidays", kind=CalendarKind.HOLIDAYS, source="/holidays.ics", created_at=self.clock())
        )
        days = [
            CalendarEvent(calendar_id=holidays.id, title=title, from_day=day, until_day=day)
            for day, title in HOLIDAYS.items()
        ]
        await store.calendars.replace_events(holidays.id, days, self.clock())
        dev = self.users["Dev"]
        busy = await store.calendars.add(
            Calendar(user_id=dev.id, name="work", kind=CalendarKind.BUSY, source="/work.ics", created_at=self.clock())
        )
        spans = [CalendarEvent(calendar_id=busy.id, starts_at=first, ends_at=last) for first, last in self.busy()]
        await store.calendars.replace_events(busy.id, spans, self.clock())

    def busy(self) -> list[tuple[datetime, datetime]]:
        """Dev's meetings: each ninth day over noon, and now and then the whole afternoon."""
        zone, found = ZoneInfo("Asia/Kathmandu"), []
        for number in range(4, 365, 9):
            begins = datetime.combine(BEGINS.date() + timedelta(days=number), time(12), tzinfo=zone).astimezone(UTC)
            found.append((begins, begins + timedelta(hours=8 if number % 4 == 0 else 1, minutes=30)))
        return found

    # What they ask for -------------------------------------------------------------------------------------------

    async def ask(self, kind: RequestKind, who: str | None, **what: Any) -> Receipt | None:
        """A request, noted with the occasion it was about."""
        user_id = self.users[who].id if who else None
        now = self.clock()
        receipt = await Desk(self.store, self.clock).execute(
            Request(kind=kind, source=RequestSource.PAGE, user_id=user_id, **what)
        )
        if not receipt.done:
            self.refused.append(f"{kind.value}: {receipt.refusal}")
            return None
        if receipt.call_id is not None:
            call = await self.store.calls.call(receipt.call_id)
            if call.check_in_id is not None:
                occasion = (self.check_ins[call.check_in_id].key, call.day)
                self.wishes[occasion].append(Wish(kind.value, now, receipt.ring_at))
        return receipt

    async def pause(self, who: str | None, first: date, until: date | None) -> None:
        if await self.ask(RequestKind.PAUSE, who, from_day=first, until_day=until) is not None:
            last = until - timedelta(days=1) if until else None
            self.pauses.append(Paused(who, first, last, self.clock()))

    async def resume(self, who: str | None) -> None:
        if await self.ask(RequestKind.RESUME, who) is None:
            return
        today = min(today_of(member, self.clock()) for member in MEMBERS if who in (None, member.name))
        for pause in self.pauses:
            if pause.who == who and pause.ended_at is None and (pause.last is None or pause.last >= today):
                pause.ended_at, pause.last_then = self.clock(), today - timedelta(days=1)


class FamilyChannel(PersonChannel):
    """Knows whom it reaches, what the call is about, and how they feel about it that day."""

    def __init__(self, family: Family) -> None:
        super().__init__(lambda said, expect: None)
        self._family = family

    @asynccontextmanager
    async def dial(self, notice: Notice) -> AsyncIterator[Line | Unreached]:  # type: ignore[override]
        family = self._family
        call = await family.store.calls.call(notice.call_id)
        if call.check_in_id is None:
            yield FamilyLine(self, "answers")
            return
        occasion = (family.check_ins[call.check_in_id].key, call.day)
        rings, mood = family.rang[occasion], family.mood(occasion)
        replies = REPLIES.get(mood, (mood,))
        reply = replies[min(len(rings), len(replies) - 1)]
        if call.reopened_from is not None:
            reply = family.drawn("late", *occasion).choice(["answers", "answers", "answers", "silent"])
        rang = Rang(family.clock(), reply)
        rings.append(rang)
        try:
            yield FamilyLine(self, reply)
        except LineDroppedError:
            rang.cut = False
            raise
        rang.cut = False


class FamilyLine(PersonLine):
    """Somebody who replies in one way for the whole call."""

    def __init__(self, channel: PersonChannel, reply: str) -> None:
        super().__init__(channel)
        self._reply = reply

    async def chime(self, loudness: float = 1.0, notes: tuple[float, ...] = ()) -> None:
        await asyncio.sleep(1.0)

    async def say(self, sentences: AsyncIterator[Any]) -> Spoken:
        began = asyncio.get_running_loop().time()
        self._last = " ".join([sentence.text async for sentence in sentences])
        await asyncio.sleep(len(self._last) * 0.06)
        return Spoken(self._last, len(self._last) * 0.06, first_sound_at=began, engine="test")

    async def hear(self, expect: Expect) -> Heard:
        words = self._words(expect)
        await asyncio.sleep(expect.patience_seconds if words is None else THINKING_SECONDS)
        if words is None:
            return Heard(None)
        ended = Timings(speech_ended=asyncio.get_running_loop().time())
        return Heard(Transcript(words, "en", None, "test"), ended)

    def _words(self, expect: Expect) -> str | None:
        if self._reply == "silent":
            return None
        if expect.hint.answer is Answer.PRESENCE:
            said = {"not me": "that's not me", "later": "call me back in half an hour", "declines": "stop"}
            return said.get(self._reply, "I'm here")
        if self._reply == "drops":
            raise LineDroppedError("The tab was closed.")
        if self._reply == "stops":
            return "stop"
        if added := re.search(r"(\d+) plus (\d+)", self._last):
            return str(int(added[1]) + int(added[2]))
        if "pause" in self._last:
            return "no"
        return "read a book" if expect.hint.answer is Answer.OPEN else "yes"


@asynccontextmanager
async def family_of_four(seed: int) -> AsyncIterator[Family]:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        power, file = Power(), Path(folder) / "user_data" / "appliance.db"
        async with open_store(file, KEY, connect=power.connect, off_loop=directly) as store:
            family = Family(store, power, seed)
            await family.move_in()
            yield family
