"""Any mixture of rules over a household of two: what must hold whatever people, clocks and the mains do.

RULES_EXAMPLES=200 plays more of them, other ones each time.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from appliance.calls.occasions import today_of
from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.records.calls import FINAL_STATUSES, Attempt, Call, CallPurpose, CallStatus
from appliance.records.people import (
    BusyRule,
    Calendar,
    CalendarEvent,
    CalendarKind,
    CallType,
    CheckIn,
    HolidayRule,
    Pause,
    QuietHours,
    RingStyle,
    User,
    Whereabouts,
)
from appliance.records.progress import MetricKind
from appliance.records.requests import Receipt, Request, RequestKind, RequestSource
from appliance.schedule.quiet import quiet_at, windows_of
from appliance.store import Store
from tests.calls.calm_duty import calm_duty
from tests.calls.household import House, house
from tests.calls.test_any_day import UNDER_WAY, Mains, MoodyChannel, legal, start
from tests.virtual_time import run_virtual

EXAMPLES = int(os.environ.get("RULES_EXAMPLES", "0"))
"""Of a long run; 0 is the short one, the same each time."""

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/Santiago",
    "America/St_Johns",
    "America/Havana",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Asia/Kathmandu",
)

BEGINNINGS = (
    datetime(2026, 3, 2, 12, tzinfo=UTC),
    datetime(2026, 3, 7, 22, tzinfo=UTC),  # St Johns and Havana spring forward
    datetime(2026, 3, 28, 16, tzinfo=UTC),  # Berlin
    datetime(2026, 4, 4, 6, tzinfo=UTC),  # Lord Howe, then Santiago, fall back
    datetime(2026, 4, 23, 14, tzinfo=UTC),  # Cairo springs forward at midnight
    datetime(2026, 9, 5, 18, tzinfo=UTC),  # Santiago springs forward at midnight
    datetime(2026, 10, 24, 18, tzinfo=UTC),  # Berlin falls back
)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
DAY_ENDS_AT = ("03:00", "00:00")
"""Of the first and of the second person."""

LAST_DAYS = 3
SETTLED_AFTER = timedelta(hours=10)
"""Retries, other channels and what holds a ring are over by then, but for what was put off further."""

MOODS = ("answers", "silent", "drops", "unavailable", "later", "not me", "stops", "breaks")

# What may happen: each rule is a name with what it needs; times are minutes from the moment it happens at ------------

PERSON = st.integers(0, 1)
ANYBODY = st.none() | PERSON
SOON = st.integers(-30, 240)
ANY_TIME = SOON | st.integers(-1500, 1500)
WEEKDAYS = st.just(list(range(7))) | st.sets(st.integers(0, 6), min_size=1).map(sorted)

CHECK_IN = st.fixed_dictionaries(
    {"at": SOON | st.integers(0, 1439)},
    optional={
        "weekdays": WEEKDAYS,
        "jitter_minutes": st.integers(1, 180),
        "every_weeks": st.sampled_from([1, 1, 2, 3]),
        "ring": st.sampled_from(RingStyle),
        "in_quiet_hours": st.just(True),
        "when_busy": st.sampled_from(BusyRule),
        "on_holidays": st.sampled_from(HolidayRule),
        "channels": st.sampled_from([["speaker"], ["speaker", "browser"], ["telegram", "speaker"]]),
        "retry_minutes": st.sampled_from([[], [5], [10, 30]]),
        "call_type": st.sampled_from([CallType.MORNING, CallType.EVENING]),
        "starts_on": st.integers(-1, 2),
        "ends_on": st.integers(2, 6),
    },
)

FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "minutes": st.sampled_from([1, 10, 45.5, 300, 720, 900]),
        "at": ANY_TIME,
        "either_half": st.booleans(),
        "from_day": st.integers(-1, 3),
        "until_day": st.integers(-2, 9),
        "call_type": st.sampled_from(CallType),
        "call": st.integers(0, 5),
        "channel": st.sampled_from(["speaker", "telegram"]),
        "place": st.sampled_from(Whereabouts),
        "source": st.sampled_from(RequestSource),
        "text": st.sampled_from(["", "a concert"]),
    },
)


WISHES = st.fixed_dictionaries({"person": ANYBODY, "kind": st.sampled_from(RequestKind), "fields": FIELDS})
"""Of anybody for anything, whether it makes sense or not."""

PLAUSIBLE = st.one_of(
    [
        st.fixed_dictionaries({"person": who, "kind": st.just(kind), "fields": st.fixed_dictionaries(fields)})
        for kind, who, fields in (
            (RequestKind.SNOOZE, PERSON, {}),
            (RequestKind.SNOOZE, PERSON, {"minutes": st.sampled_from([1, 20, 240, 700])}),
            (RequestKind.MOVE, PERSON, {"at": st.integers(1, 900)}),
            (RequestKind.MOVE, PERSON, {"until_day": st.integers(1, 2)}),
            (RequestKind.SKIP, PERSON, {"text": st.just("a concert")}),
            (RequestKind.CALL, PERSON, {"call_type": st.just(CallType.EVENING)}),
            (RequestKind.ANSWER_LATE, PERSON, {}),
            (RequestKind.PAUSE, ANYBODY, {"until_day": st.integers(1, 3)}),
            (RequestKind.RESUME, ANYBODY, {}),
            (RequestKind.FOCUS, PERSON, {"minutes": st.integers(2, 90)}),
        )
    ]
)

RULES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "request": WISHES,
    "wish": PLAUSIBLE,
    "again": st.just({}),
    "mood": st.fixed_dictionaries({"channel": PERSON, "mood": st.sampled_from(MOODS)}),
    "quiet": st.fixed_dictionaries(
        {"person": ANYBODY, "begins": SOON, "length": st.integers(1, 1439), "weekdays": WEEKDAYS}
    ),
    "loud": st.just({}),
    "busy": st.fixed_dictionaries({"person": ANYBODY, "begins": SOON, "length": st.integers(1, 600)}),
    "holiday": st.fixed_dictionaries({"person": ANYBODY, "day": st.integers(-1, 3)}),
    "check in": st.fixed_dictionaries({"person": PERSON, "fields": CHECK_IN}),
    "edit": st.fixed_dictionaries(
        {"number": st.integers(0, 5), "at": SOON, "jitter": st.sampled_from([0, 0, 90])},
    ),
    "archive": st.fixed_dictionaries({"number": st.integers(0, 5)}),
    "power cut": st.fixed_dictionaries({"off": st.integers(0, 900)}),
    "restart": st.fixed_dictionaries({"off": st.integers(0, 60)}),
    "clock": st.fixed_dictionaries({"by": st.integers(-90, 500)}),
    "ticks": st.just({}),
}

OFTEN = [*RULES, *["request"] * 2, *["wish"] * 6, *["mood"] * 2, "quiet", "busy", "clock", "power cut"]

STEPS = st.lists(
    st.tuples(
        st.integers(0, 20) | st.integers(0, 200),
        st.sampled_from(OFTEN).flatmap(lambda name: st.tuples(st.just(name), RULES[name])),
    ),
    min_size=12,
    max_size=30,
)
"""After so many minutes, what happens."""


class Witness(Mains):
    """The calls of the store; looks at every ring as it begins."""

    seen: Seen

    async def begin_attempt(self, attempt: Attempt, *, waiting: bool = False) -> Attempt:
        self._powered()
        call = await self.call(attempt.call_id)
        await self.seen.look(call, max(attempt.started_at, call.next_ring_at or attempt.started_at))
        return await super().begin_attempt(attempt, waiting=waiting)


@dataclass
class Seen:
    """What was seen and done, for what must hold at the end."""

    store: Store
    faults: list[str] = field(default_factory=list)
    touched: set[UUID] = field(default_factory=set)
    """Check-ins that were edited or archived."""
    latest: datetime = BEGINNINGS[0]
    """The latest that the clock ever showed."""
    requests: list[tuple[Request, Receipt]] = field(default_factory=list)

    async def look(self, call: Call, moment: datetime) -> None:
        """Whether a call may begin to ring at this moment."""
        if call.status in FINAL_STATUSES:
            self.faults.append(f"{call.id} rings although it ended {call.status.value}")
        if call.purpose is not CallPurpose.CHECK_IN or call.asked:
            return
        user = await self.store.people.user_by_id(call.user_id)
        hours = [] if call.in_quiet_hours else await self.store.silences.quiet_hours(user.id)
        self.faults += [
            f"{moment} is in quiet hours {row.begins} {row.ends}" for row in hours if _quiet(row, moment, call)
        ]
        pauses = await self.store.silences.pauses(user.id)
        self.faults += [
            f"{moment} is in a pause from {row.from_day}" for row in pauses if _paused(row, moment, call, user)
        ]
        if call.when_busy is BusyRule.DEFER and await self.store.calendars.busy(user.id, moment, moment + MINUTE / 60):
            self.faults.append(f"{moment} is in an event")


def _quiet(row: QuietHours, moment: datetime, call: Call) -> bool:
    """By the wall, without the product's windows, but where the clocks were changed in that night."""
    zone = ZoneInfo(call.zone)
    if len({(moment + hour * 60 * MINUTE).astimezone(zone).utcoffset() for hour in range(-26, 2)}) > 1:
        return quiet_at(moment, windows_of([row]), zone) is not None
    local = moment.astimezone(zone)
    wall = f"{local:%H:%M}"
    yesterday = (local.weekday() - 1) % 7
    if row.begins < row.ends:
        return row.begins <= wall < row.ends and local.weekday() in row.weekdays
    return (wall >= row.begins and local.weekday() in row.weekdays) or (wall < row.ends and yesterday in row.weekdays)


def _paused(row: Pause, moment: datetime, call: Call, user: User) -> bool:
    days = (call.accounting_day, today_of(user, moment))
    return any(row.from_day <= day and (row.until_day is None or day <= row.until_day) for day in days)


@dataclass
class Play:
    """One household through one list of steps."""

    home: House
    seen: Seen
    mains: Witness
    people: list[User]
    channels: list[MoodyChannel]

    def zone(self, person: int | None) -> ZoneInfo:
        return ZoneInfo(self.people[person or 0].timezone)

    def wall(self, minutes: int, person: int | None) -> str:
        return f"{(self.home.clock() + minutes * MINUTE).astimezone(self.zone(person)):%H:%M}"

    def day(self, ahead: int, person: int | None) -> date:
        return self.home.clock().astimezone(self.zone(person)).date() + ahead * DAY

    def user_id(self, person: int | None) -> UUID | None:
        return None if person is None else self.people[person].id

    async def happen(self, name: str, what: dict[str, Any]) -> None:
        await getattr(self, f"_{name.replace(' ', '_')}")(**what)

    async def _mood(self, channel: int, mood: str) -> None:
        self.channels[channel].feel(mood)

    async def _check_in(self, person: int, fields: dict[str, Any]) -> None:
        values = {**fields, "user_id": self.user_id(person), "at": self.wall(fields["at"], person)}
        for key in ("starts_on", "ends_on"):
            if key in fields:
                values[key] = self.day(fields[key], person)
        await self.home.check_in(**values)

    async def _edit(self, number: int, at: int, jitter: int) -> None:
        check_ins = await self.home.store.people.check_ins()
        if check_ins:
            chosen = check_ins[number % len(check_ins)]
            person = [user.id for user in self.people].index(chosen.user_id)
            chosen.at, chosen.jitter_minutes = self.wall(at, person), jitter
            self.seen.touched.add(chosen.id)
            await self.home.store.people.save_check_in(chosen, self.home.clock())

    async def _archive(self, number: int) -> None:
        check_ins = await self.home.store.people.check_ins()
        if len(check_ins) > 1:
            chosen = check_ins[number % len(check_ins)]
            self.seen.touched.add(chosen.id)
            await self.home.store.people.archive_check_in(chosen.id, self.home.clock())

    async def _quiet(self, person: int | None, begins: int, length: int, weekdays: list[int]) -> None:
        hours = QuietHours(
            user_id=self.user_id(person),
            begins=self.wall(begins, person),
            ends=self.wall(begins + length, person),
            weekdays=weekdays,
            created_at=self.home.clock(),
        )
        if hours.begins != hours.ends:
            await self.home.store.silences.add_quiet_hours(hours)

    async def _loud(self) -> None:
        for hours in (await self.home.store.silences.quiet_hours())[:1]:
            await self.home.store.silences.remove_quiet_hours(hours.id)

    async def _busy(self, person: int | None, begins: int, length: int) -> None:
        begin = self.home.clock() + begins * MINUTE
        event = CalendarEvent(calendar_id=UUID(int=0), starts_at=begin, ends_at=begin + length * MINUTE)
        await self._calendar(person, CalendarKind.BUSY, event)

    async def _holiday(self, person: int | None, day: int) -> None:
        when = self.day(day, person)
        event = CalendarEvent(calendar_id=UUID(int=0), title="New Year", from_day=when, until_day=when)
        await self._calendar(person, CalendarKind.HOLIDAYS, event)

    async def _calendar(self, person: int | None, kind: CalendarKind, event: CalendarEvent) -> None:
        calendars, now = self.home.store.calendars, self.home.clock()
        name = f"calendar {len(await calendars.calendars())}"
        calendar = Calendar(user_id=self.user_id(person), name=name, kind=kind, source="/calendar.ics", created_at=now)
        await calendars.replace_events((await calendars.add(calendar)).id, [event], now)

    async def _ticks(self) -> None:
        await asyncio.gather(self.home.alarm.tick(), self.home.alarm.tick(), self.home.alarm.disarm())

    async def _clock(self, by: int) -> None:
        watcher = asyncio.create_task(self.home.alarm.watch())
        await asyncio.sleep(0.5)
        self.home.clock.shift(minutes=by)
        await asyncio.sleep(2)
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)

    async def _request(self, person: int | None, kind: RequestKind, fields: dict[str, Any]) -> None:
        values = {**fields, "kind": kind, "user_id": self.user_id(person), "source": fields.get("source", "cli")}
        if "at" in fields:
            values["at"] = self.wall(fields["at"], person)
        for key in ("from_day", "until_day"):
            if key in fields:
                values[key] = self.day(fields[key], person)
        calls = await self.home.store.calls.recent(limit=6)
        if (number := values.pop("call", None)) is not None and calls:
            values["call_id"] = calls[number % len(calls)].id
        request = Request(**values)
        now = self.home.clock()
        try:
            receipt = await self.home.desk.execute(request)
        except (NotFoundError, InvalidInputError):
            assert request.call_id is not None or request.user_id is None
            assert await self.home.store.requests.receipt(request.id) is None
            return
        self.seen.requests.append((request, receipt))
        await self._took_effect(request, receipt, now)

    _wish = _request

    async def _again(self) -> None:
        if not self.seen.requests:
            return
        request, receipt = self.seen.requests[-1]
        assert await self.home.desk.execute(request) == receipt
        other = request.model_copy(update={"kind": next(kind for kind in RequestKind if kind is not request.kind)})
        try:
            await self.home.desk.execute(other)
        except ConflictError:
            return
        raise AssertionError("an id served two requests")

    async def _took_effect(self, request: Request, receipt: Receipt, now: datetime) -> None:
        """What was acknowledged is so."""
        store = self.home.store
        assert await store.requests.receipt(request.id) == receipt
        assert receipt.done == (receipt.refusal is None)
        if not receipt.done:
            return
        call = None if receipt.call_id is None else await store.calls.call(receipt.call_id)
        if request.kind is RequestKind.PAUSE:
            assert any(row.created_at == now for row in await store.silences.pauses())
        elif request.kind is RequestKind.RESUME:
            rows = [row for row in await store.silences.pauses() if row.user_id == request.user_id]
            users = [user for user in self.people if request.user_id in (None, user.id)]
            assert not any(
                row.until_day is None or row.until_day >= today_of(user, now) for row in rows for user in users
            )
        elif request.kind is RequestKind.PLACE:
            assert (await store.people.user_by_id(request.user_id or UUID(int=0))).whereabouts is request.place
        elif call is None:
            assert request.kind is RequestKind.FOCUS
        elif request.kind in (RequestKind.SNOOZE, RequestKind.MOVE, RequestKind.CALL, RequestKind.ANSWER_LATE):
            rings = call.next_ring_at == receipt.ring_at or call.status in UNDER_WAY
            assert rings or (call.status is CallStatus.SKIPPED and request.until_day is not None), call
            assert call.completed_at is None or not rings
        elif request.kind in (RequestKind.SKIP, RequestKind.CANCEL):
            assert call.status in FINAL_STATUSES

    async def holds(self) -> None:
        """At every moment."""
        assert not self.seen.faults, self.seen.faults
        await legal(self.home)
        self.seen.latest = max(self.seen.latest, self.home.clock())

    async def held(self) -> None:
        """At the end, after days on which nobody asked for anything."""
        await self.holds()
        now = self.home.clock()
        calls = await self.home.store.calls.recent(limit=1000)
        for call in calls:
            ended = call.status in FINAL_STATUSES
            put_off = call.next_ring_at is not None and call.next_ring_at > now
            assert ended or put_off or call.due_at > now - SETTLED_AFTER or call.climbs_from > now - SETTLED_AFTER, call
            assert not ended or call.next_ring_at is None
        for check_in in await self.home.store.people.check_ins(archived=True):
            if check_in.id not in self.seen.touched:
                self._all_its_days(check_in, [call for call in calls if call.check_in_id == check_in.id], now)
        for user in self.people:
            closed = [each.day for each in await self.home.store.days.closed(user.id)]
            assert max(Counter(closed).values(), default=1) == 1

    def _all_its_days(self, check_in: CheckIn, calls: list[Call], now: datetime) -> None:
        """Every day it was due on has its one call, and no other day has one unless it was asked for."""
        zone = ZoneInfo(next(user.timezone for user in self.people if user.id == check_in.user_id))
        called = Counter(call.day for call in calls)
        assert max(called.values(), default=1) == 1
        days = by_the_clock(check_in, zone, check_in.created_at - DAY, max(now, self.seen.latest) + 10 * DAY)
        jitter = check_in.jitter_minutes * MINUTE
        must = {day for day, due in days.items() if check_in.created_at < due and due + jitter <= now}
        may = {day for day, due in days.items() if check_in.created_at < due + jitter}
        missing, strange = must - set(called), set(called) - may
        assert not missing, f"{check_in.at} in {zone}: no call on {missing}"
        assert not strange, f"{check_in.at} in {zone}: calls on {strange}"
        early = {call.day for call in calls if call.due_at > self.seen.latest + 3 * MINUTE}
        asked = any(receipt.done for _, receipt in self.seen.requests)
        assert asked or not early, f"{check_in.at} in {zone}: claimed ahead {early}"


def by_the_clock(check_in: CheckIn, zone: ZoneInfo, since: datetime, until: datetime) -> dict[date, datetime]:
    """The days of a check-in, each with the first minute that the clock on the wall shows its time, or is past it
    where that time was left out: an hour later at most than it is due."""
    found: dict[date, datetime] = {}
    moment = since.replace(second=0, microsecond=0)
    while moment <= until:
        local = moment.astimezone(zone)
        day = local.date()
        if day not in found and f"{local:%H:%M}" >= check_in.at and _falls_on(check_in, day):
            found[day] = moment if f"{local:%H:%M}" == check_in.at else moment + 60 * MINUTE
        moment += MINUTE
    first = since.astimezone(zone).date()
    return {day: due for day, due in found.items() if day != first}


def _falls_on(check_in: CheckIn, day: date) -> bool:
    weeks = (day - date(1970, 1, 5)).days // 7
    return (
        day.weekday() in check_in.weekdays
        and weeks % check_in.every_weeks == check_in.week_phase
        and (check_in.starts_on or day) <= day <= (check_in.ends_on or day)
    )


async def live_through(
    begin: datetime, zones: tuple[str, str], firsts: list[dict[str, Any]], steps: list[tuple[int, tuple[str, Any]]]
) -> None:
    speaker, browser = MoodyChannel("speaker"), MoodyChannel("browser")
    async with house(speaker, browser) as home:
        home.clock.shift(seconds=(begin - home.clock()).total_seconds())
        mains = Witness(home.store.database)
        home.store = replace(home.store, calls=mains)
        mains.seen = Seen(home.store, latest=begin)
        play = Play(home, mains.seen, mains, await _people(home, zones), [speaker, browser])
        await home.metric("exercise", MetricKind.HABIT)
        for number, fields in enumerate(firsts):
            await play.happen("check in", {"person": number % 2, "fields": fields})
        left = list(steps)
        while left:
            start(home)
            async with calm_duty(home):
                off = await _until_power_is_off(play, left)
            mains.cut = False
            await asyncio.sleep(off * 60)
        start(home)
        speaker.feel("silent")
        browser.feel("silent")
        async with calm_duty(home):
            await asyncio.sleep(LAST_DAYS * 24 * 3600 + 7)
            await play.held()


async def _until_power_is_off(play: Play, left: list[tuple[int, tuple[str, Any]]]) -> int:
    """Take steps until the appliance stops; returns for how many minutes."""
    while left:
        minutes, (name, what) = left.pop(0)
        await asyncio.sleep(minutes * 60 + 0.77)
        await play.holds()
        if name in ("power cut", "restart"):
            play.mains.cut = name == "power cut"
            return int(what["off"])
        await play.happen(name, what)
    await asyncio.sleep(0.77)
    await play.holds()
    return 0


async def _people(home: House, zones: tuple[str, str]) -> list[User]:
    sam, people, now = home.sam, home.store.people, home.clock()
    sam.timezone, sam.day_ends_at, sam.created_at = zones[0], DAY_ENDS_AT[0], now
    home.sam = await people.save_user(sam, now)
    kim = User(name="Kim", timezone=zones[1], day_ends_at=DAY_ENDS_AT[1], created_at=now)
    return [home.sam, await people.add_user(kim)]


def test_a_day_is_closed_after_the_call_that_credits_it_though_it_rings_past_its_end() -> None:
    """A call at 02:55 credits the day before, which ends at 03:00; it rings up to three hours after its time."""

    async def scenario() -> None:
        async with house(MoodyChannel("speaker")) as home:
            home.sam.day_ends_at = "03:00"
            await home.store.people.save_user(home.sam, home.clock())
            await home.check_in("02:55", jitter_minutes=180, retry_minutes=[])
            home.channels["speaker"].answers = lambda said, expect: None
            async with calm_duty(home):
                await asyncio.sleep(2 * 24 * 3600)
            calls = await home.store.calls.recent()
            closed = await home.store.days.closed(home.sam.id)
            assert [call.day - DAY for call in calls] == [call.accounting_day for call in calls]
            assert {day.day: day.calls for day in closed} == {call.accounting_day: {"missed": 1} for call in calls}

    run_virtual(scenario())


@settings(
    max_examples=EXAMPLES or 8,
    derandomize=not EXAMPLES,
    deadline=None,
    phases=tuple(Phase) if EXAMPLES else (Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    begin=st.sampled_from(BEGINNINGS),
    zones=st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
    firsts=st.lists(CHECK_IN, min_size=3, max_size=5),
    steps=STEPS,
)
def test_whatever_happens_the_rules_hold(
    begin: datetime, zones: tuple[str, str], firsts: list[dict[str, Any]], steps: list[tuple[int, tuple[str, Any]]]
) -> None:
    run_virtual(live_through(begin, zones, firsts, steps))
