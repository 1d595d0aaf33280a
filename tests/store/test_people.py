from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.records.people import CallType, Role, Room
from appliance.store import Store
from tests.store import samples
from tests.store.conftest import Bench
from tests.store.samples import NOW


def test_a_user_comes_back_as_kept(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam = await store.people.add_user(samples.user("  Sam  Smith ", preferences={"pace": 0.9}, role=Role.OWNER))
        assert sam.name == "Sam Smith"
        for wanted in (sam.id, str(sam.id), sam.id.hex, "sam smith", " SAM SMITH "):
            found = await store.people.user(wanted)
            assert found == sam
            assert found.role is Role.OWNER
            assert found.created_at == NOW

    bench.run(body)


def test_names_are_unique_in_any_case(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam = await store.people.add_user(samples.user("Sam"))
        with pytest.raises(ConflictError, match="'Sam' exists already"):
            await store.people.add_user(samples.user("SAM"))
        ann = await store.people.add_user(samples.user("Ann"))
        ann.name = "sam"
        with pytest.raises(ConflictError):
            await store.people.save_user(ann, samples.NOW)
        sam.name = "SAM"
        assert (await store.people.save_user(sam, samples.NOW)).name == "SAM"
        assert [user.name for user in await store.people.users()] == ["Ann", "SAM"]

    bench.run(body)


@pytest.mark.parametrize(
    ("zone", "near"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("", "Europe/London"),
    ],
)
def test_an_unknown_zone_names_its_neighbours(bench: Bench, zone: str, near: str) -> None:
    async def body(store: Store) -> None:
        with pytest.raises(InvalidInputError) as caught:
            await store.people.add_user(samples.user(timezone=zone))
        assert near in caught.value.remedy

    bench.run(body)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "Sam\0", "Sam\u202e"])
def test_a_name_must_be_a_name(bench: Bench, name: str) -> None:
    async def body(store: Store) -> None:
        with pytest.raises(InvalidInputError, match="name"):
            await store.people.add_user(samples.user(name))

    bench.run(body)


def test_a_missing_user_is_told_who_there_is(bench: Bench) -> None:
    async def body(store: Store) -> None:
        with pytest.raises(NotFoundError, match="none yet"):
            await store.people.user("Sam")
        await store.people.add_user(samples.user("Ann"))
        await store.people.add_user(samples.user("Bob"))
        with pytest.raises(NotFoundError, match="Ann, Bob"):
            await store.people.user("Sam")
        with pytest.raises(NotFoundError):
            await store.people.save_user(samples.user("Eve"), samples.NOW)
        assert len(await store.people.users()) == 2

    bench.run(body)


@pytest.mark.parametrize(
    "fault",
    [
        {"at": "9:30"},
        {"at": "24:00"},
        {"at": "21:30\n"},
        {"weekdays": []},
        {"weekdays": [7]},
        {"weekdays": ["monday"]},
        {"channels": []},
        {"channels": [" "]},
        {"retry_minutes": [0]},
        {"call_type": "nightly"},
        {"created_at": None},
    ],
)
def test_a_check_in_that_cannot_be_is_refused(bench: Bench, fault: dict[str, object]) -> None:
    async def body(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        with pytest.raises(InvalidInputError):
            await store.people.add_check_in(samples.check_in(sam, **fault))
        assert await store.people.check_ins() == []

    bench.run(body)


def test_a_naive_time_is_refused(bench: Bench) -> None:
    async def body(store: Store) -> None:
        with pytest.raises(InvalidInputError, match="naive"):
            await store.people.add_user(samples.user(created_at=NOW.replace(tzinfo=None)))

    bench.run(body)


def test_check_ins_are_archived_not_deleted(bench: Bench) -> None:
    async def body(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        evening = await store.people.add_check_in(samples.check_in(sam, weekdays=[4, 0, 0], retry_minutes=[30, 10]))
        assert (evening.weekdays, evening.retry_minutes) == ([0, 4], [10, 30])
        morning = await store.people.add_check_in(samples.check_in(sam, call_type="morning", at="07:00"))
        assert morning.call_type is CallType.MORNING
        assert await store.people.check_ins(sam.id) == [morning, evening]
        await store.people.archive_check_in(evening.id, NOW)
        again = await store.people.archive_check_in(evening.id, NOW + timedelta(days=1))
        assert again.archived_at == NOW
        assert await store.people.check_ins() == [morning]
        assert await store.people.check_ins(archived=True) == [morning, again]
        assert await store.people.check_ins(uuid4()) == []
        assert (await store.people.check_in(evening.id)) == again
        morning.at = "06:45"
        assert (await store.people.save_check_in(morning, samples.NOW)).at == "06:45"

    bench.run(body)


def test_a_check_in_needs_its_user(bench: Bench) -> None:
    async def body(store: Store) -> None:
        with pytest.raises(NotFoundError):
            await store.people.add_check_in(samples.check_in(samples.user()))
        with pytest.raises(NotFoundError):
            await store.people.archive_check_in(uuid4(), NOW)

    bench.run(body)


def test_rooms(bench: Bench) -> None:
    async def body(store: Store) -> None:
        people = store.people
        kitchen = await people.add_room(Room(name="Kitchen", speaker_device="USB", volume=0.5, created_at=NOW))
        with pytest.raises(ConflictError):
            await people.add_room(Room(name="kitchen", created_at=NOW))
        with pytest.raises(InvalidInputError, match="volume"):
            await people.add_room(Room(name="Attic", volume=11, created_at=NOW))
        with pytest.raises(InvalidInputError, match="fade-in"):
            await people.add_room(Room(name="Attic", fade_in_seconds=-1, created_at=NOW))
        assert await people.room("KITCHEN") == kitchen
        kitchen.volume = 1.0
        assert (await people.save_room(kitchen)).volume == 1.0
        with pytest.raises(NotFoundError, match="Kitchen"):
            await people.remove_room("Attic")
        await people.remove_room("kitchen")
        assert await people.rooms() == []

    bench.run(body)
