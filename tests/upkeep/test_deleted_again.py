"""What somebody deleted does not come back with a backup of an earlier day."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.app import open_appliance
from appliance.calls.erasing import delete_again, delete_person, delete_recordings, delete_words, forget_memory
from appliance.on_duty import on_duty
from appliance.records.people import Role, User
from appliance.records.progress import Memory, MemoryKind
from appliance.settings import Settings
from appliance.store import Store, read_key
from appliance.store.deletions import FILE, Deletion, Gone
from appliance.upkeep.backups.restoring import lay_ready
from appliance.upkeep.backups.shelf import Kept
from appliance.upkeep.backups.starting import begin_with_restored
from tests.store import samples
from tests.store.test_memory import decrypted
from tests.store.test_privacy import SAID, a_call
from tests.upkeep.backup_house import NOW, backed_up, names_in, settings_in, within

LATER = NOW + timedelta(hours=2)
KIM_SAID = "The quokkas live in the cellar."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def lived_in(settings: Settings) -> Kept:
    """A backup of Sam, who owns it, Kim and Ann, each of whom said something."""

    async def fill(store: Store) -> None:
        for name, role, said in (("Sam", Role.OWNER, SAID), ("Kim", Role.MEMBER, KIM_SAID), ("Ann", Role.MEMBER, "x")):
            user = await store.people.add_user(User(name=name, timezone="UTC", role=role, created_at=NOW))
            await a_call(store, user, said, days_ago=3)

    within(settings, fill)
    return backed_up(settings)


async def of(store: Store, name: str) -> User:
    return next(user for user in await store.people.users() if user.name == name)


def restored(settings: Settings, kept: Kept, look: Callable[[Store], Awaitable[None]]) -> None:
    """The backup takes the place of what is here, and the appliance starts."""
    lay_ready(kept.file, settings)
    begin_with_restored(settings, LATER)

    async def start() -> None:
        async with open_appliance(settings, now=lambda: LATER, channels={}) as appliance, on_duty(appliance):
            await look(appliance.store)

    asyncio.run(start())


def test_a_person_words_and_recordings_go_again_and_nothing_else(settings: Settings) -> None:
    kept = lived_in(settings)

    async def delete(store: Store) -> None:
        await delete_person(store, await of(store, "Kim"), NOW + timedelta(minutes=5))
        sam = await of(store, "Sam")
        await delete_words(store, sam, NOW + timedelta(minutes=6), samples.TODAY - timedelta(days=4), samples.TODAY)
        await delete_recordings(store, await of(store, "Ann"), NOW + timedelta(minutes=7))

    within(settings, delete)

    async def look(store: Store) -> None:
        assert sorted(user.name for user in await store.people.users()) == ["Ann", "Sam"]
        for name, words, clips in (("Sam", 0, 0), ("Ann", 1, 0)):
            held = {each.kind: each.count for each in await store.privacy.holdings((await of(store, name)).id)}
            assert (held["words"], held["recordings"]) == (words, clips), name
        told = [each.subject for each in await store.audit.entries() if each.subject.endswith("after a restore")]
        assert len(told) == 3

    restored(settings, kept, look)
    pages = decrypted_with(settings)
    assert b"zanzibar" not in pages
    assert b"quokkas" not in pages
    assert list((settings.local_data_path / "clips").iterdir()) == []


def test_what_was_deleted_before_the_backup_was_made_is_no_matter(settings: Settings) -> None:
    lived_in(settings)

    async def before(store: Store) -> None:
        await store.deletions.note(Deletion(NOW - timedelta(days=1), (await of(store, "Ann")).id, Gone.EVERYTHING))

    within(settings, before)
    restored(settings, backed_up(settings), lambda store: asyncio.sleep(0))
    assert names_in(settings) == ["Ann", "Kim", "Sam"]


def test_lines_that_cannot_be_read_cost_themselves_only(settings: Settings) -> None:
    lived_in(settings)
    file = settings.local_data_path / FILE
    file.write_bytes(b'\xff\xfe nonsense\n{}\n[]\n{"at": "2026-03-02T04:00:00", "user": "0", "what": "words"}\n')

    async def look(store: Store) -> None:
        kim = await of(store, "Kim")
        await store.deletions.note(Deletion(LATER, kim.id, Gone.EVERYTHING))
        assert [each.user_id for each in await store.deletions.since(NOW)] == [kim.id]
        assert await delete_again(store, NOW, LATER) == 1
        assert await delete_again(store, NOW, LATER) == 0

    within(settings, look)
    assert names_in(settings) == ["Ann", "Sam"]


def decrypted_with(settings: Settings) -> bytes:
    return decrypted(settings.database_file, read_key(settings.key_file))


def test_what_was_forgotten_stays_forgotten(settings: Settings) -> None:
    lived_in(settings)
    memories = {}

    async def remember(store: Store) -> None:
        sam = await of(store, "Sam")
        for words in ("I sail at the lake", "my brother is Tom"):
            made = Memory(user_id=sam.id, kind=MemoryKind.FACT, content=words, day=samples.TODAY, created_at=NOW)
            memories[words] = await store.memories.add(made)

    within(settings, remember)
    kept = backed_up(settings, NOW + timedelta(minutes=1))

    async def forget(store: Store) -> None:
        await forget_memory(store, memories["I sail at the lake"], NOW + timedelta(minutes=5))

    within(settings, forget)

    async def look(store: Store) -> None:
        sam = await of(store, "Sam")
        assert [each.content for each in await store.memories.of(sam.id, (MemoryKind.FACT,))] == ["my brother is Tom"]
        assert await delete_again(store, NOW, LATER) == 0, "gone already, and nothing is missed"

    restored(settings, kept, look)
