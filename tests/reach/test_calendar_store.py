"""Calendars and their events in the encrypted store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from appliance.errors import ApplianceError, ConflictError, InvalidInputError, NotFoundError
from appliance.records.people import Calendar, CalendarEvent, CalendarKind, User
from appliance.store import open_store
from appliance.store.calendars import CalendarStore
from tests.prepared import furnish

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
SAM = User(name="Sam", timezone="Europe/Berlin", created_at=NOW)
KIM = User(name="Kim", timezone="Europe/Berlin", created_at=NOW)


def stored(tmp_path: Path, work: Callable[[CalendarStore], Awaitable[None]]) -> None:
    async def run() -> None:
        file = tmp_path / "user_data" / "appliance.db"
        async with open_store(file, await furnish(file)) as store:
            for person in (SAM, KIM):
                await store.people.add_user(person.model_copy())
            await work(CalendarStore(store.database))

    asyncio.run(run())


def made(name: str, kind: CalendarKind = CalendarKind.BUSY, of: User | None = None, **changes: Any) -> Calendar:
    usual = {"name": name, "kind": kind, "source": f"/srv/{name}.ics", "created_at": NOW}
    return Calendar(**{**usual, "user_id": of.id if of else None, **changes})


def hours(first: float, last: float) -> CalendarEvent:
    return CalendarEvent(
        calendar_id=uuid4(), starts_at=NOW + timedelta(hours=first), ends_at=NOW + timedelta(hours=last)
    )


def whole(title: str, first: int, last: int) -> CalendarEvent:
    return CalendarEvent(calendar_id=uuid4(), title=title, from_day=date(2026, 4, first), until_day=date(2026, 4, last))


def test_added_found_and_removed_with_its_events(tmp_path: Path) -> None:
    async def work(store: CalendarStore) -> None:
        added = await store.add(made(" Work ", of=SAM, source="http://nas.local/x", username="s", password="p"))
        assert await store.calendar("WORK") == added
        await store.add(made("everybody"))
        await store.add(made("kim", of=KIM))
        assert [each.name for each in await store.calendars()] == ["everybody", "kim", "Work"]
        assert [each.name for each in await store.calendars(SAM.id)] == ["everybody", "Work"]
        read = await store.replace_events(added.id, [hours(1, 2), hours(3, 4)], NOW)
        assert (read.read_at, await store.counts()) == (NOW, {added.id: 2})
        assert (await store.mark_fault(added.id, "gone " * 999)).read_at == NOW
        assert (await store.calendar("work")).fault.startswith("gone")
        assert (await store.replace_events(added.id, [hours(1, 2)], NOW)).fault == ""
        assert await store.counts() == {added.id: 1}
        await store.remove("work")
        assert await store.counts() == {}
        with pytest.raises(NotFoundError, match="everybody, kim"):
            await store.calendar("work")
        for lost in (store.remove("work"), store.mark_fault(added.id, "x"), store.replace_events(added.id, [], NOW)):
            with pytest.raises(NotFoundError):
                await lost

    stored(tmp_path, work)


@pytest.mark.parametrize(
    "source",
    ["work.ics", "", "~nobody-here/x.ics", "ftp://nas/x.ics", "webcal://nas/x.ics", "file:///srv/x.ics", "http://",
     "http:///x.ics", "http://nas:x/y", "http://[::1/y", "http://nas..local/", "http://sam:pw@nas/x.ics", "/srv/\nx"],
)  # fmt: skip
def test_sources_that_are_none(tmp_path: Path, source: str) -> None:
    async def work(store: CalendarStore) -> None:
        with pytest.raises(InvalidInputError) as refused:
            await store.add(made("work", source=source))
        assert "pw" not in str(refused.value)
        assert await store.calendars() == []

    stored(tmp_path, work)


def test_what_else_cannot_be_added(tmp_path: Path) -> None:
    nobody = User(name="No", timezone="UTC", created_at=NOW)

    async def work(store: CalendarStore) -> None:
        await store.add(made("work"))
        refused: list[tuple[Calendar, type[ApplianceError]]] = [
            (made("WORK"), ConflictError),
            (made("other", of=nobody), NotFoundError),
            (made("other", username="sam"), InvalidInputError),
            (made("other", source="http://nas/x", username="a:b"), InvalidInputError),
            (made("\x07"), InvalidInputError),
        ]
        for calendar, error in refused:
            with pytest.raises(error):
                await store.add(calendar)
        assert len(await store.calendars()) == 1

    stored(tmp_path, work)


def test_a_bad_event_replaces_nothing(tmp_path: Path) -> None:
    neither = CalendarEvent(calendar_id=uuid4(), title="?")
    both = CalendarEvent(**{**hours(1, 2).model_dump(), "from_day": date(2026, 4, 1), "until_day": date(2026, 4, 1)})

    async def work(store: CalendarStore) -> None:
        calendar = await store.add(made("work"))
        await store.replace_events(calendar.id, [hours(1, 2)], NOW)
        for bad in (neither, both, hours(2, 2), whole("x", 3, 2)):
            with pytest.raises(InvalidInputError, match="either whole days or a span"):
                await store.replace_events(calendar.id, [hours(5, 6), bad], NOW)
        assert await store.counts() == {calendar.id: 1}

    stored(tmp_path, work)


def test_busy_spans_of_the_household_and_ones_own(tmp_path: Path) -> None:
    def at(hour: float) -> datetime:
        return NOW + timedelta(hours=hour)

    async def work(store: CalendarStore) -> None:
        ours, sams, kims = [await store.add(made(name, of=of)) for name, of in (("a", None), ("b", SAM), ("c", KIM))]
        days = await store.add(made("d", CalendarKind.HOLIDAYS))
        await store.replace_events(ours.id, [hours(5, 6), hours(-3, 0)], NOW)
        await store.replace_events(sams.id, [hours(6, 7), hours(5.5, 5.6), hours(-1, 1), hours(9, 10)], NOW)
        await store.replace_events(kims.id, [hours(2, 3)], NOW)
        await store.replace_events(days.id, [hours(8, 9)], NOW)
        assert await store.busy(SAM.id, at(0), at(9)) == [(at(-1), at(1)), (at(5), at(7))]
        assert await store.busy(KIM.id, at(0), at(9)) == [(at(2), at(3)), (at(5), at(6))]
        assert await store.busy(SAM.id, at(1), at(5)) == []

    stored(tmp_path, work)


def test_holidays_by_day(tmp_path: Path) -> None:
    async def work(store: CalendarStore) -> None:
        schools, public = [await store.add(made(name, CalendarKind.HOLIDAYS)) for name in ("schools", "public")]
        kims = await store.add(made("kim", CalendarKind.HOLIDAYS, KIM))
        await store.replace_events(schools.id, [whole("Easter holidays", 2, 5)], NOW)
        await store.replace_events(public.id, [whole("Good Friday", 3, 3), whole("Later", 20, 20)], NOW)
        await store.replace_events(kims.id, [whole("Moving", 4, 4)], NOW)
        names = {3: "Good Friday", 4: "Easter holidays", 5: "Easter holidays"}
        found = await store.holidays_on(SAM.id, date(2026, 4, 3), date(2026, 4, 9))
        assert {day.day: title for day, title in found.items()} == names
        assert list(found) == sorted(found)
        assert (await store.holidays_on(KIM.id, date(2026, 4, 4), date(2026, 4, 4)))[date(2026, 4, 4)] == "Moving"

    stored(tmp_path, work)


def test_what_comes_next(tmp_path: Path) -> None:
    async def work(store: CalendarStore) -> None:
        calendar = await store.add(made("work"))
        await store.replace_events(calendar.id, [hours(9, 10), hours(-2, -1), hours(-1, 1)], NOW)
        starts = [each.starts_at for each in await store.upcoming(calendar.id, NOW, NOW.date())]
        assert starts == [NOW - timedelta(hours=1), NOW + timedelta(hours=9)]

    stored(tmp_path, work)
