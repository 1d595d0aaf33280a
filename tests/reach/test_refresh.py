"""Calendars kept up to date in a real store."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest

from appliance.errors import CalendarError, NotFoundError
from appliance.reach import calendars as module
from appliance.reach.calendars import Calendars
from appliance.records.people import Calendar, CalendarEvent, CalendarKind, Role, User
from appliance.store import open_store
from appliance.store.calendars import CalendarStore
from appliance.store.people import People
from tests.prepared import furnish
from tests.reach.ics import event, ics
from tests.reach.servers import Request, answer, serving

START = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
SAM = User(name="Sam", timezone="America/New_York", role=Role.OWNER, created_at=START)
T = TypeVar("T")


@dataclass
class Home:
    """A store, a clock that is set by hand, and what reads its calendars."""

    people: People
    calendars: CalendarStore
    time: datetime = START
    allowed: list[str] = field(default_factory=list)

    @property
    def reader(self) -> Calendars:
        return Calendars(self, lambda: self.time, self.allowed.append)

    async def add(self, source: object, name: str = "work", kind: CalendarKind = CalendarKind.BUSY) -> Calendar:
        return await self.calendars.add(Calendar(name=name, kind=kind, source=str(source), created_at=START))

    async def busy(self) -> list[datetime]:
        found = await self.calendars.busy(SAM.id, START - timedelta(days=99), START + timedelta(days=99))
        return [starts for starts, _ in found]


def at_home(tmp_path: Path, work: Callable[[Home], Awaitable[T]]) -> T:
    async def run() -> T:
        file = tmp_path / "user_data" / "appliance.db"
        async with open_store(file, await furnish(file)) as store:
            home = Home(store.people, CalendarStore(store.database))
            await home.people.add_user(SAM.model_copy())
            return await work(home)

    return asyncio.run(run())


def timed(*starts: str) -> bytes:
    return ics(*(event(f"DTSTART:{each}", "DURATION:PT1H", uid=each) for each in starts))


def test_a_file_is_read_replaced_and_kept_when_it_breaks(tmp_path: Path) -> None:
    file = tmp_path / "work.ics"

    async def work(home: Home) -> None:
        added, reader = await home.add(file), home.reader
        missing = await reader.refresh(added)
        assert (missing.read_at, "No such file" in missing.fault) == (None, True)
        file.write_bytes(timed("20260321T090000", "20260313T120000Z", "20260519T120000Z", "20260521T120000Z"))
        read = await reader.refresh(added)
        assert (read.read_at, read.fault) == (START, "")
        new_york_nine = datetime(2026, 3, 21, 13, tzinfo=UTC)
        assert await home.busy() == [datetime(2026, 3, 13, 12, tzinfo=UTC), new_york_nine,
                                     datetime(2026, 5, 19, 12, tzinfo=UTC)]  # fmt: skip
        file.write_bytes(b"<html>")
        home.time += timedelta(hours=1)
        broken = await reader.refresh(added)
        assert (broken.read_at, "web page" in broken.fault) == (START, True)
        assert len(await home.busy()) == 3
        file.write_bytes(timed())
        assert (await reader.refresh(added)).fault == ""
        assert await home.busy() == []
        await home.calendars.remove("work")
        with pytest.raises(NotFoundError):
            await reader.refresh(added)

    at_home(tmp_path, work)


def test_a_broken_calendar_and_one_that_hangs_hold_up_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr(module.fetch, "__kwdefaults__", {"timeout_seconds": 0.3})
    (tmp_path / "good.ics").write_bytes(timed("20260321T090000Z"))

    async def hang(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async def serve(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer("200 OK", timed("20260322T090000Z")) if request.method == "GET" else answer("405 No"))

    async def work(home: Home) -> None:
        async with serving(hang) as hanging, serving(serve) as serves:
            await home.add(f"{hanging}/x.ics", "a hanging")
            await home.add(tmp_path / "gone.ics", "b missing")
            await home.add(tmp_path / "good.ics", "c good")
            await home.add(f"{serves}/x.ics", "d served")
            found = await home.reader.refresh_all()
        assert [bool(each.fault) for each in found] == [True, True, False, False]
        assert len(await home.busy()) == 2
        assert home.allowed == ["127.0.0.1"] * 2

    at_home(tmp_path, work)


def test_what_is_read_again_and_when(tmp_path: Path) -> None:
    busy, holidays = tmp_path / "busy.ics", tmp_path / "holidays.ics"
    for file in (busy, holidays):
        file.write_bytes(timed())

    async def work(home: Home) -> None:
        added = [await home.add(busy, "busy"), await home.add(holidays, "holidays", CalendarKind.HOLIDAYS)]
        reader = home.reader
        read: list[list[str]] = []

        async def due() -> list[str]:
            return [each.name for each in added if await reader._is_due(each)]

        async def after(passed: timedelta) -> None:
            home.time += passed
            read.append(await due())
            for each in added:
                if await reader._is_due(each):
                    await reader.refresh(each)

        for passed in (timedelta(0), timedelta(minutes=14), timedelta(minutes=1), timedelta(hours=11, minutes=45)):
            await after(passed)
        assert read == [["busy", "holidays"], [], ["busy"], ["busy", "holidays"]]
        os.utime(holidays, (1, 1))
        assert await due() == ["holidays"]
        await after(timedelta(seconds=1))
        home.time -= timedelta(hours=1)
        assert await due() == ["busy", "holidays"]

    at_home(tmp_path, work)


def test_the_loop_goes_on(tmp_path: Path) -> None:
    """Round after round: the file is missing, then there, then broken."""
    file = tmp_path / "work.ics"
    rounds: list[tuple[bool, int]] = []

    async def work(home: Home) -> None:
        ended = asyncio.Event()
        marked, replaced = home.calendars.mark_fault, home.calendars.replace_events

        async def mark(calendar_id: UUID, fault: str) -> Calendar:
            done = await marked(calendar_id, fault)
            rounds.append((True, len(await home.busy())))
            file.write_bytes(timed("20260321T090000Z"))
            if len(rounds) == 3:
                ended.set()
            return done

        async def replace(calendar_id: UUID, events: list[CalendarEvent], now: datetime) -> Calendar:
            done = await replaced(calendar_id, events, now)
            rounds.append((False, len(await home.busy())))
            file.write_bytes(b"<html>")
            return done

        home.calendars.mark_fault, home.calendars.replace_events = mark, replace  # type: ignore[method-assign,assignment]
        await home.add(file)
        running = asyncio.create_task(home.reader.run(every_seconds=0))
        async with asyncio.timeout(60):
            await ended.wait()
        running.cancel()
        await asyncio.wait([running])
        assert rounds == [(True, 0), (False, 1), (True, 1)]

    at_home(tmp_path, work)


def test_a_file_made_to_count_for_hours_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules that never match any day run to the year 9999; many of them pass every estimate."""
    monkeypatch.setattr(module, "READING_SECONDS", 1.0)
    never = [event("DTSTART:20260101T000000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", uid=str(n))
             for n in range(50)]  # fmt: skip
    (tmp_path / "slow.ics").write_bytes(ics(*never))

    async def work(home: Home) -> None:
        added = await home.add(tmp_path / "slow.ics")
        assert "could not be worked out" in (await home.reader.refresh(added)).fault

    at_home(tmp_path, work)


def test_two_calendars_that_name_different_zones_alike(tmp_path: Path) -> None:
    def zoned(offset: str) -> bytes:
        zone = (
            f"BEGIN:VTIMEZONE\r\nTZID:Home\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:{offset}\r\n"
            f"TZOFFSETTO:{offset}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        )
        return ics(zone, event("DTSTART;TZID=Home:20260321T090000", "DURATION:PT1H"))

    async def work(home: Home) -> None:
        for name, offset in (("a", "+0100"), ("b", "-0500")):
            (tmp_path / name).write_bytes(zoned(offset))
            await home.add(tmp_path / name, name)
        await home.reader.refresh_all()
        assert [each.hour for each in await home.busy()] == [8, 14]

    at_home(tmp_path, work)


def test_whole_days_of_holidays(tmp_path: Path) -> None:
    (tmp_path / "h.ics").write_bytes(ics(event("DTSTART;VALUE=DATE:20260403", "SUMMARY:Good Friday")))

    async def work(home: Home) -> None:
        await home.add(tmp_path / "h.ics", "public", CalendarKind.HOLIDAYS)
        await home.reader.refresh_all()
        assert await home.calendars.holidays_on(SAM.id, date(2026, 4, 1), date(2026, 4, 9)) == {
            date(2026, 4, 3): "Good Friday"
        }

    at_home(tmp_path, work)


def test_the_error_has_its_code() -> None:
    assert (CalendarError.code, CalendarError.exit_code) == ("calendar", 1)
