"""What goes to Telegram chats: in the order in which it was put in, and nothing overwritten that changed meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from appliance.errors import InvalidInputError, NotFoundError
from appliance.records.people import User
from appliance.records.telegram import Fate, Goes, TelegramLink, TelegramOut, TelegramPairing
from appliance.store import Store, open_store
from tests.inline_sqlite import directly, inline
from tests.store.samples import NOW

Work = Callable[[Store], Awaitable[None]]


def stored(folder: Path, work: Work) -> None:
    async def main() -> None:
        async with opened(folder) as store:
            await work(store)

    asyncio.run(main())


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Store]:
    async with open_store(folder / "user_data" / "a.db", bytes(32), connect=inline, off_loop=directly) as store:
        yield store


def message(words: str, at: datetime, chat_id: str = "1", *, held: bool = False) -> TelegramOut:
    return TelegramOut(occasion=words, chat_id=chat_id, kind=Goes.TEXT, content=words, created_at=at, held=held)


async def linked(store: Store) -> TelegramLink:
    sam = await store.people.add_user(User(name="Sam", timezone="UTC", created_at=NOW))
    pairing = TelegramPairing(user_id=sam.id, code_digest="d", created_at=NOW, expires_at=NOW + timedelta(minutes=15))
    await store.telegram.offer(pairing)
    await store.telegram.redeem("d", "1", "Sam", NOW)
    link = await store.telegram.of_user(sam.id)
    assert link is not None
    return link


async def emptied(store: Store, chat_id: str = "1") -> list[str]:
    """The words of what goes to a chat, one after the other."""
    words = []
    while (head := await store.outbox.head(chat_id)) is not None:
        words.append(head.content)
        await store.outbox.settle(head.id, Fate.SENT, NOW)
    return words


def test_a_clock_that_is_set_back_changes_no_order(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        for number, hours in enumerate((0, 2, -5, 1, -400)):
            await store.outbox.put(message(f"word {number}", NOW + timedelta(hours=hours)))
        await store.outbox.put(message("another's", NOW - timedelta(days=1), "2"))
        assert await store.outbox.chats() == ["1", "2"]
        assert await emptied(store) == [f"word {number}" for number in range(5)]
        assert await store.outbox.chats() == ["2"]

    stored(tmp_path, work)


def test_the_order_outlives_what_is_forgotten_and_a_restart(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        for number in range(3):
            await store.outbox.put(message(f"old {number}", NOW))
        await emptied(store)
        await store.outbox.put(message("first", NOW + timedelta(days=30)))
        await store.outbox.forget_old(NOW + timedelta(days=30))
        await store.outbox.put(message("second", NOW))

    async def after(store: Store) -> None:
        await store.outbox.put(message("third", NOW - timedelta(days=30)))
        assert await emptied(store) == ["first", "second", "third"]

    stored(tmp_path, work)
    stored(tmp_path, after)


def test_a_held_message_holds_up_those_behind_it_in_its_chat_only(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        await store.outbox.put(message("held", NOW, held=True))
        await store.outbox.put(message("behind", NOW))
        await store.outbox.put(message("elsewhere", NOW, "2"))
        assert await store.outbox.head("1") is None
        assert await emptied(store, "2") == ["elsewhere"]
        await store.outbox.release("held", [])
        assert await emptied(store) == ["held", "behind"]

    stored(tmp_path, work)


def test_wishes_for_a_chat_leave_alone_what_changed_meanwhile(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        link = await linked(store)
        await store.telegram.mark_blocked("1", NOW)
        changed = await store.telegram.change(link.id, {"discreet": True})
        assert (changed.discreet, changed.with_text, changed.blocked_at) == (True, True, NOW)
        with pytest.raises(InvalidInputError):
            await store.telegram.change(link.id, {"delete_after_hours": 1000})
        await store.telegram.unlink(link.id, NOW)
        with pytest.raises(NotFoundError):
            await store.telegram.change(link.id, {"discreet": False})
        assert await store.telegram.of_chat("1") is None, "it is not linked again by that"

    stored(tmp_path, work)
