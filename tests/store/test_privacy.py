"""What is kept is counted, and what is deleted is in no row, no index and no page of the file."""

from __future__ import annotations

import struct
from datetime import timedelta

import pytest
from sqlalchemy import text

from appliance.calls.erasing import (
    EARLIEST,
    Keeping,
    delete_person,
    delete_recordings,
    delete_words,
    keep_for,
    keep_to_limits,
)
from appliance.errors import ConflictError, InvalidInputError
from appliance.ports import Audio
from appliance.records.calls import Call, CallStatus, Turn
from appliance.records.people import Contact, Role, User
from appliance.records.progress import Memory, MemoryKind
from appliance.records.security import Account, ApiToken, LoginSession
from appliance.store import Store
from appliance.store.ownership import LEFT_OUT, belongings
from tests.store import samples
from tests.store.conftest import Bench
from tests.store.test_memory import decrypted
from tests.transfer.persons import rich, settle, stored

VOICE = Audio(b"\0\1" * 800, 16_000)
SAID = "We went to zanzibar by balloon."
OTHER = "She keeps quokkas in the cellar."


async def a_call(store: Store, user: User, said: str, *, days_ago: int = 0, clip: bool = True) -> tuple[Call, Turn]:
    """One that has ended, summed up and found by its words."""
    day = samples.TODAY - timedelta(days=days_ago)
    call = await store.calls.add(
        samples.call(user, day=day, accounting_day=day, status=CallStatus.COMPLETED, briefing={"about": said})
    )
    turn = samples.turn(call, content=said, audio_url=await store.clips.save(VOICE) if clip else None)
    await store.calls.keep_turn(turn, samples.observation(turn, text=said))
    summary = Memory(
        user_id=user.id, kind=MemoryKind.CALL, content=said, day=day, call_id=call.id, created_at=samples.NOW
    )
    await store.memories.keep_summary(summary, call, [turn], said_last=samples.NOW)
    return call, turn


async def in_index(store: Store, user: User) -> int:
    async with store.database.reading() as session:
        query = text("SELECT count(*) FROM recall_entries WHERE user_id = :user")
        return int(await session.scalar(query, {"user": user.id.hex}) or 0)


def test_what_is_kept_is_counted_with_its_oldest(bench: Bench) -> None:
    async def test(store: Store) -> None:
        sam, kim = await store.people.add_user(samples.user()), await store.people.add_user(samples.user("Kim"))
        await a_call(store, sam, SAID)
        await a_call(store, kim, OTHER)
        found = {each.kind: each for each in await store.privacy.holdings(sam.id)}
        assert {kind: each.count for kind, each in found.items()} == {
            "recordings": 1, "words": 1, "memories": 1, "values": 0, "promises": 0, "calls": 1, "rest": 1,
        }  # fmt: skip
        assert found["words"].oldest == samples.TODAY
        assert found["values"].oldest is None
        names = await store.privacy.clips(sam.id)
        assert await store.clips.size(names) > len(VOICE.pcm)
        assert store.privacy.database_bytes() > 0

    bench.run(test)


def test_words_of_some_days_are_nowhere_any_more(bench: Bench) -> None:
    async def test(store: Store) -> None:
        sam, kim = await store.people.add_user(samples.user()), await store.people.add_user(samples.user("Kim"))
        old, _ = await a_call(store, sam, SAID, days_ago=40)
        _, kept = await a_call(store, sam, "Nothing about that.")
        _, theirs = await a_call(store, kim, SAID.replace("zanzibar", "madagascar"), days_ago=40)
        with pytest.raises(InvalidInputError, match="is before"):
            await delete_words(store, sam, samples.NOW, samples.TODAY, EARLIEST)
        count = await delete_words(store, sam, samples.NOW, EARLIEST, samples.TODAY - timedelta(days=1))
        assert count == 1
        (turn,) = await store.calls.turns(old.id)
        assert (turn.content, turn.audio_url) == ("", None)
        assert (await store.calls.call(old.id)).briefing is None
        assert await store.memories.search(sam, "zanzibar balloon") == []
        assert [each.content for each in await store.memories.of(sam.id)] == ["Nothing about that."]
        assert store.clips.has(str(kept.audio_url)), "of another day"
        assert store.clips.has(str(theirs.audio_url)), "of somebody else"
        assert len(await store.memories.search(kim, "madagascar")) == 1
        assert [each.count for each in await store.privacy.holdings(sam.id)][:2] == [1, 1]

    bench.run(test)
    assert b"zanzibar" not in decrypted(bench.file)
    assert b"madagascar" in decrypted(bench.file), "the look finds what is there"


def test_a_call_that_is_on_keeps_its_words_and_recordings(bench: Bench) -> None:
    async def test(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        call = await store.calls.add(samples.call(sam))
        await store.calls.begin_attempt(samples.attempt(call))
        turn = samples.turn(call, audio_url=await store.clips.save(VOICE))
        await store.calls.keep_turn(turn)
        assert await delete_words(store, sam, samples.NOW, EARLIEST, samples.TODAY) == 0
        assert await delete_recordings(store, sam, samples.NOW) == 0
        assert store.clips.has(str(turn.audio_url))
        with pytest.raises(ConflictError, match="call with them is on"):
            await delete_person(store, sam, samples.NOW)

    bench.run(test)


def test_recordings_go_and_words_stay(bench: Bench) -> None:
    async def test(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        _, old = await a_call(store, sam, SAID, days_ago=9)
        call, turn = await a_call(store, sam, SAID)
        until = samples.TODAY - timedelta(days=5)
        assert await delete_recordings(store, sam, samples.NOW, until) == 1
        assert not store.clips.has(str(old.audio_url))
        assert store.clips.has(str(turn.audio_url))
        assert await delete_recordings(store, sam, samples.NOW) == 1
        assert not store.clips.has(str(turn.audio_url))
        assert [each.content for each in await store.calls.turns(call.id)] == [SAID]
        assert await store.privacy.clips(sam.id) == []
        actions = [each.action for each in await store.audit.entries()]
        assert actions == ["privacy.delete.recordings"] * 2

    bench.run(test)


def test_a_person_goes_with_all_that_is_theirs_and_nobody_else_loses_anything(bench: Bench) -> None:
    rows = rich(each=3, text=lambda: SAID)

    async def test(store: Store) -> None:
        kim = await store.people.add_user(samples.user("Kim", role=Role.OWNER))
        await a_call(store, kim, OTHER)
        before = await stored(store)
        rows["contacts"] = [{**rows["contacts"][0], "contact_id": kim.id, "consent_id": None}]
        await settle(store, rows)
        sam = await store.people.user("Sam")
        contact = Contact(user_id=kim.id, contact_id=sam.id, channel="speaker", created_at=samples.NOW)
        async with store.database.writing() as session:
            session.add(contact)
        await a_call(store, sam, SAID)
        now = samples.NOW
        await store.accounts.open(Account(user_id=sam.id, password_hash="zanzibar", created_at=now, changed_at=now))
        await store.accounts.begin_session(
            LoginSession(user_id=sam.id, token_digest="zanzibar", created_at=now, expires_at=now)
        )
        await store.accounts.issue_token(ApiToken(user_id=sam.id, name="zanzibar", token_digest="t", created_at=now))
        async with store.database.writing() as session:  # a call of the rich household may be on
            await session.execute(text("UPDATE calls SET status = 'completed' WHERE user_id != :k"), {"k": kim.id.hex})
        clips = await store.privacy.clips(sam.id)
        assert clips
        assert await in_index(store, sam) > 0
        await delete_person(store, sam, now)
        assert await stored(store) == before
        assert await in_index(store, sam) == 0
        assert not any(store.clips.has(name) for name in clips)
        async with store.database.reading() as session:
            for name in LEFT_OUT:
                assert await session.scalar(text(f"SELECT count(*) FROM {name}")) == 0  # noqa: S608
        assert await store.check() == []
        assert len(await store.memories.search(kim, "quokkas cellar")) == 1

    bench.run(test)
    assert b"zanzibar" not in decrypted(bench.file)
    assert b"quokkas" in decrypted(bench.file)


def test_a_household_is_not_left_without_an_owner(bench: Bench) -> None:
    async def test(store: Store) -> None:
        olga = await store.people.add_user(samples.user("Olga", role=Role.OWNER))
        max_ = await store.people.add_user(samples.user("Max"))
        with pytest.raises(ConflictError, match="without an owner"):
            await delete_person(store, olga, samples.NOW)
        await delete_person(store, max_, samples.NOW)
        await delete_person(store, olga, samples.NOW)
        assert await store.people.users() == []

    bench.run(test)


def test_what_is_older_than_somebody_wants_goes_when_a_day_closes(bench: Bench) -> None:
    async def test(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        calls = {ago: await a_call(store, sam, SAID, days_ago=ago) for ago in (0, 6, 7, 30)}
        await keep_to_limits(store, sam, samples.TODAY, samples.NOW)
        assert [each.count for each in await store.privacy.holdings(sam.id)][:2] == [4, 4], "by default all is kept"
        for wrong in (0, -1, 5000):
            with pytest.raises(InvalidInputError, match="whole number"):
                await keep_for(store, sam.id, samples.NOW, Keeping(wrong))
        sam = await keep_for(store, sam.id, samples.NOW, Keeping(7, 30, 60))
        await keep_to_limits(store, sam, samples.TODAY, samples.NOW)
        left = {ago: (await store.calls.turns(call.id))[0] for ago, (call, _) in calls.items()}
        assert [ago for ago, turn in left.items() if turn.audio_url] == [0, 6]
        assert [ago for ago, turn in left.items() if turn.content] == [0, 6, 7]
        (entry, *_) = await store.audit.entries()
        assert (entry.action, entry.subject) == (
            "privacy.delete.old",
            f"user {sam.id}: 1 words, 2 recordings, 0 values",
        )
        sam = await keep_for(store, sam.id, samples.NOW, Keeping())
        assert sam.preferences == {}

    bench.run(test)


def test_old_values_go_with_what_they_replaced_and_are_in_no_page(bench: Bench) -> None:
    kept, gone = 7.123456, 5.987654

    async def test(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        kind = await store.progress.add_metric_type(samples.metric_type(sam))
        for ago, value in ((59, kept), (60, gone)):
            day = samples.TODAY - timedelta(days=ago)
            await store.progress.record(samples.metric(kind, value, date=day))
            await store.progress.record(samples.metric(kind, value + 1, date=day))
        sam = await keep_for(store, sam.id, samples.NOW, Keeping(values_days=60))
        await keep_to_limits(store, sam, samples.TODAY, samples.NOW)
        (left,) = await store.progress.metrics(sam.id)
        assert left.value == kept + 1

    bench.run(test)
    pages = decrypted(bench.file)
    assert struct.pack(">d", kept + 1) in pages, "the look finds what is there"
    assert struct.pack(">d", gone) not in pages
    assert struct.pack(">d", gone + 1) not in pages


def test_every_table_of_a_person_is_deleted_after_what_refers_to_it() -> None:
    names = [each.name for each in belongings()]
    for each in belongings():
        targets = {one.refers_to for one in each.attributes if one.refers_to and not one.nullable} - {each.name}
        assert all(names.index(target) < names.index(each.name) for target in targets), each.name
