"""Memories, search, and that what is forgotten is in no page of the file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid5

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from appliance.errors import ConflictError, InvalidInputError, NotFoundError
from appliance.records.calls import Call, Meaning, MessageType, Turn
from appliance.records.people import User
from appliance.records.progress import Goal, Memory, MemoryKind
from appliance.store import Store
from appliance.store.forgetting import Forgotten
from appliance.store.memory import SUMMARIES
from tests.store import samples
from tests.store.conftest import KEY, Bench

PAGE, RESERVED, IV, SALT = 4096, 80, 16, 16
"""SQLCipher 4: bytes of a page, of its end that holds IV and checksum, of the IV, of the salt in page one."""


def decrypted(file: Path, key: bytes = KEY) -> bytes:
    """Every page of the database and of its log, free ones too."""
    found = []
    content = file.read_bytes()
    pages = [content[start : start + PAGE] for start in range(0, len(content), PAGE)]
    log = file.with_name(f"{file.name}-wal")
    if log.exists():
        frames = log.read_bytes()[32:]  # after the log's own header each page follows one of 24 bytes
        pages += [frames[start + 24 : start + 24 + PAGE] for start in range(0, len(frames), PAGE + 24)]
    for number, page in enumerate(pages):
        begins = SALT if number == 0 else 0
        vector = page[PAGE - RESERVED : PAGE - RESERVED + IV]
        cipher = Cipher(AES(key), CBC(vector)).decryptor()
        found.append(cipher.update(page[begins : PAGE - RESERVED]) + cipher.finalize())
    return b"".join(found)


def fact(user: User, content: str, **fields: object) -> Memory:
    return Memory.model_validate({"user_id": user.id, "content": content, "created_at": samples.NOW, **fields})


async def a_call(store: Store, user: User, *said: str, days_ago: int = 0) -> tuple[Call, list[Turn]]:
    """A call in which the person said this, question by question."""
    day = samples.TODAY - timedelta(days=days_ago)
    call = await store.calls.add(samples.call(user, day=day, accounting_day=day))
    turns = []
    for position, words in enumerate(said):
        turn = samples.turn(call, position, content=words, item_key=f"item:{position}")
        await store.calls.keep_turn(turn, samples.observation(turn, item_key=turn.item_key, value=None))
        turns.append(turn)
    return call, turns


def test_what_was_remembered_is_listed_edited_found_and_forgotten(bench: Bench) -> None:
    async def live(store: Store) -> None:
        sam, ana = await store.people.add_user(samples.user()), await store.people.add_user(samples.user("Ana"))
        sister = await store.memories.add(fact(sam, "My sister is called Clara", kind=MemoryKind.PERSON))
        await store.memories.add(fact(ana, "My sister is called Dora"))
        found = await store.memories.search(sam, "what about your sisters?")
        assert [(each.id, each.content) for each in found] == [(sister.id, "My sister is called Clara")]
        await store.memories.edit(sister.id, "My cousin is called Clara")
        assert await store.memories.search(sam, "sister") == []
        assert [each.content for each in await store.memories.of(sam.id)] == ["My cousin is called Clara"]
        forgotten = await store.memories.forget((await store.memories.memory(str(sister.id)[:8])).id)
        assert forgotten.content == "My cousin is called Clara"
        assert await store.memories.search(sam, "cousin Clara") == []
        with pytest.raises(NotFoundError):
            await store.memories.memory(sister.id)

    bench.run(live)


@pytest.mark.parametrize("content", ["", "  ", "x" * 1001, "a\x00b"])
def test_a_memory_that_cannot_be_is_refused(bench: Bench, content: str) -> None:
    async def live(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        with pytest.raises(InvalidInputError):
            await store.memories.add(fact(sam, content))

    bench.run(live)


@pytest.mark.parametrize("words", ['"', "OR", "a* NEAR(b)", "'; DROP TABLE users; --", "-", "", "what-if: yes"])
def test_any_words_can_be_looked_for(bench: Bench, words: str) -> None:
    async def live(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        await store.memories.add(fact(sam, "I like walks"))
        assert await store.memories.search(sam, words) == []

    bench.run(live)


def test_what_was_said_is_found_once_the_call_is_summed_up_but_for_flagged_turns(bench: Bench) -> None:
    async def live(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        call, turns = await a_call(store, sam, "The knee hurt on the stairs", "Nothing of the knee here")
        turns[1].flag = "crisis"
        async with store.database.writing() as session:
            await session.merge(turns[1])
        summary = fact(sam, "Evening. In the way: the knee", kind=MemoryKind.CALL, call_id=call.id, day=call.day)
        turns = await store.calls.turns(call.id)
        assert await store.memories.keep_summary(summary, call, turns, said_last=samples.NOW)
        assert not await store.memories.keep_summary(summary, call, turns, said_last=samples.NOW), "once"
        assert [each.id for each in await store.memories.search(sam, "knee")] == [turns[0].id]
        assert await store.memories.search(sam, "knee", but=[call.id]) == []
        assert len(await store.memories.of(sam.id, SUMMARIES)) == 1

    bench.run(live)


def test_a_late_answer_replaces_the_summary_and_is_found(bench: Bench) -> None:
    async def live(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        call, turns = await a_call(store, sam, "The knee hurt on the stairs", "The rain was cold and long")
        about = {"kind": MemoryKind.CALL, "call_id": call.id, "day": call.day}
        early = fact(sam, "Evening: knee", **about)
        await store.memories.keep_summary(early, call, turns[:1], said_last=samples.NOW)
        late, later = samples.NOW + timedelta(hours=2), samples.NOW + timedelta(hours=3)
        whole = fact(sam, "Evening: knee; rain", **about | {"created_at": later})
        assert await store.memories.keep_summary(whole, call, turns, said_last=late)
        assert [each.content for each in await store.memories.of(sam.id, SUMMARIES)] == ["Evening: knee; rain"]
        assert [each.id for each in await store.memories.search(sam, "rain")] == [turns[1].id]
        assert [each.id for each in await store.memories.search(sam, "knee")] == [turns[0].id]

    bench.run(live)


def test_a_longer_summary_takes_the_place_of_shorter_ones(bench: Bench) -> None:
    async def live(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        for days_ago in (1, 20):
            day = samples.TODAY - timedelta(days=days_ago)
            await store.memories.add(fact(sam, f"a call {days_ago}", kind=MemoryKind.CALL, day=day))
        week = fact(sam, "a week", kind=MemoryKind.WEEK, day=samples.TODAY - timedelta(days=6))
        for _ in range(2):
            await store.memories.roll_up(week, MemoryKind.CALL, samples.TODAY - timedelta(days=14))
        assert [each.content for each in await store.memories.of(sam.id)] == ["a call 1", "a week"]

    bench.run(live)


WORDS = ("Marmalade Quokka", "marmalad", "quokka")
"""What is to be forgotten, and its stems as they stand in the index."""


def test_what_is_forgotten_is_in_no_page_of_the_file(threaded_bench: Bench) -> None:
    async def told(store: Store) -> Memory:
        sam = await store.people.add_user(samples.user())
        for number in range(60):  # so that pages fill and the index has something to merge
            await store.memories.add(fact(sam, f"plain memory number {number} about apples and rivers"))
        secret = await store.memories.add(fact(sam, f"My secret is {WORDS[0]}"))
        call = await store.calls.add(samples.call(sam))
        await store.calls.freeze(call.id, {"about": {"facts": [f"My secret is {WORDS[0]}"]}, "language": "en"}, {})
        for number in range(60):
            await store.memories.add(fact(sam, f"another memory {number} about mountains and rivers"))
        return secret

    secret = threaded_bench.run(told)
    before = decrypted(threaded_bench.file).lower()
    assert all(word.lower().encode() in before for word in WORDS)

    async def forget(store: Store) -> None:
        await store.memories.forget(secret.id)
        during = decrypted(threaded_bench.file).lower()
        assert not [word for word in WORDS if word.lower().encode() in during], "at once, not only when it is closed"
        (call,) = await store.calls.recent()
        assert call.briefing == {"language": "en"}
        assert len(await store.memories.search((await store.people.users())[0], "rivers", limit=200)) == 120
        assert await store.check() == []

    threaded_bench.run(forget)
    assert not [word for word in WORDS if word.lower().encode() in decrypted(threaded_bench.file).lower()]


async def answered(store: Store, sam: User) -> Call:
    """An evening in which Sam said two things, and that the second is to be forgotten."""
    call = await store.calls.add(samples.call(sam))
    said = [
        (MessageType.USER, "seven hours", "sleep", Meaning.VALUE),
        (MessageType.AI, "Thanks. What is the one thing?", "promise", None),
        (MessageType.USER, f"buy {WORDS[0]}", "promise", Meaning.VALUE),
        (MessageType.AI, f"buy {WORDS[0]}. I'll ask.", "mood", None),
        (MessageType.USER, "forget that", "mood", Meaning.FORGET),
    ]
    for position, (who, words, key, meaning) in enumerate(said):
        turn = samples.turn(call, position, message_type=who, content=words, item_key=key)
        found = [samples.observation(turn, item_key=key, meaning=meaning, value=None)] if meaning else []
        await store.calls.keep_turn(turn, *found)
    return call


def test_forget_that_takes_back_the_last_answer_everywhere(threaded_bench: Bench) -> None:
    async def live(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        call = await answered(store, sam)
        await store.progress.add_commitment(
            samples.promise(sam, f"buy {WORDS[0]}", id=uuid5(call.id, "promise"), call_id=call.id)
        )
        assert await store.forgetting.last(call.id) == Forgotten([], frozenset({"promise"}))
        contents = [turn.content for turn in await store.calls.turns(call.id)]
        assert contents == ["seven hours", "Thanks. What is the one thing?", "", "", "forget that"]
        meanings = {found.item_key: (found.meaning, found.text) for found in await store.calls.observations(call.id)}
        assert meanings["promise"] == (Meaning.SKIP, "")
        assert meanings["sleep"] == (Meaning.VALUE, "seven hours")
        assert await store.progress.commitments(sam.id) == []
        assert b"quokka" not in decrypted(threaded_bench.file).lower()

    threaded_bench.run(live)


def test_forget_that_leaves_no_summary_of_the_call(threaded_bench: Bench) -> None:
    async def live(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        call = await answered(store, sam)
        turns = await store.calls.turns(call.id)
        summary = fact(sam, f'Evening: promised "{WORDS[0]}"', kind=MemoryKind.CALL, call_id=call.id, day=call.day)
        await store.memories.keep_summary(summary, call, turns, said_last=samples.NOW)
        day = call.accounting_day
        monday = day - timedelta(days=day.weekday())
        await store.memories.add(fact(sam, f"in the way: {WORDS[0]}", kind=MemoryKind.WEEK, day=monday))
        await store.memories.add(fact(sam, f"in the way: {WORDS[0]}", kind=MemoryKind.MONTH, day=day.replace(day=1)))
        before = fact(sam, "the week before", kind=MemoryKind.WEEK, day=monday - timedelta(days=7))
        await store.memories.add(before)
        await store.forgetting.last(call.id)
        assert [each.content for each in await store.memories.of(sam.id, SUMMARIES)] == ["the week before"]
        assert await store.memories.search(sam, "marmalade") == []
        assert b"quokka" not in decrypted(threaded_bench.file).lower()

    threaded_bench.run(live)


def test_forget_that_twice_takes_back_one_answer_more_and_then_nothing_is_left(bench: Bench) -> None:
    async def live(store: Store) -> list[Forgotten | None]:
        call = await answered(store, await store.people.add_user(samples.user()))
        return [await store.forgetting.last(call.id) for _ in range(3)]

    promise, sleep, nothing = bench.run(live)
    assert (promise, sleep) == (Forgotten([], frozenset({"promise"})), Forgotten([], frozenset({"sleep"})))
    assert nothing is None


def test_forget_that_after_remember_that_deletes_what_was_remembered(bench: Bench) -> None:
    async def live(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        call = await store.calls.add(samples.call(sam))
        for position, (words, meaning) in enumerate(
            (("remember that I hate quokkas", Meaning.REMEMBER), ("forget that", Meaning.FORGET))
        ):
            turn = samples.turn(call, position, content=words, item_key="sleep")
            await store.calls.keep_turn(turn, samples.observation(turn, meaning=meaning, value=None, settled=False))
        await store.memories.add(fact(sam, "I like rivers"))
        await store.memories.add(fact(sam, "I hate quokkas", call_id=call.id))
        assert await store.forgetting.last(call.id) == Forgotten([], frozenset()), "it answered nothing"
        assert [each.content for each in await store.memories.of(sam.id)] == ["I like rivers"]
        assert (await store.calls.turns(call.id))[0].content == ""

    bench.run(live)


def test_goals_have_a_why_and_are_archived(bench: Bench) -> None:
    async def live(store: Store) -> None:
        sam = await store.people.add_user(samples.user())
        goal = Goal(user_id=sam.id, title="run a marathon", why="my father did", created_at=samples.NOW)
        added = await store.goals.add(goal)
        with pytest.raises(ConflictError):
            await store.goals.add(Goal(user_id=sam.id, title="Run a marathon", created_at=samples.NOW))
        await store.goals.archive(added.id, samples.NOW)
        assert await store.goals.of(sam.id) == []
        (kept,) = await store.goals.of(sam.id, archived=True)
        assert (kept.why, kept.archived_at) == ("my father did", samples.NOW)

    bench.run(live)
