"""What a person has noted, or taken back, in the middle of a call."""

from __future__ import annotations

from collections.abc import Collection

from appliance.calls.erasing import forget_memory
from appliance.calls.promised import promise_of
from appliance.errors import NotFoundError
from appliance.language.folders import base_code, known_languages
from appliance.language.replies import speaks_of_somebody
from appliance.ports import Now
from appliance.records.calls import Call
from appliance.records.people import User
from appliance.records.progress import Memory, MemoryKind
from appliance.store import Store


class CallNotebook:
    """Of one call; see `backstage.Notebook`."""

    def __init__(self, store: Store, user: User, call: Call, now: Now) -> None:
        self._store = store
        self._user = user
        self._call = call
        self._now = now

    async def remember(self, words: str) -> None:
        """Keep it until they say otherwise. Raises `InvalidInputError`."""
        await self._store.memories.add(
            Memory(
                user_id=self._user.id,
                kind=kind_of(words, self._user.language),
                content=words,
                day=self._call.accounting_day,
                call_id=self._call.id,
                created_at=self._now(),
            )
        )

    async def promise(self, words: str) -> None:
        """As in `backstage.Notebook`; due on the call's day where the words name no other."""
        made = promise_of(self._user, words, self._call.accounting_day, self._now())
        await self._store.progress.add_commitment(made.model_copy(update={"call_id": self._call.id}))

    async def forget(self, about: str = "") -> Collection[str] | None:
        """As in `backstage.Notebook`; recordings go as well."""
        if about:
            noted = await self._store.memories.about(self._user, about)
            for memory in noted:
                await forget_memory(self._store, memory, self._now())
            return () if noted else None
        gone = await self._store.forgetting.last(self._call.id)
        if gone is None:
            return None
        for name in gone.clips:
            try:
                await self._store.clips.forget(name)
            except NotFoundError:
                continue
        return gone.keys


def kind_of(words: str, language_code: str) -> MemoryKind:
    """Whether it is about somebody in their life."""
    code = base_code(language_code)
    somebody = code in known_languages() and speaks_of_somebody(words, code)
    return MemoryKind.PERSON if somebody else MemoryKind.FACT
