"""What a person has noted or taken back in a rehearsed dialogue: in memory, and gone with it."""

from __future__ import annotations

from collections.abc import Collection

from appliance.calls.journal import Said
from appliance.records.calls import Meaning, MessageType


class Notes:
    """A `Notebook`. `told` shows it what the person answers, since `forget that` may mean an answer as well."""

    def __init__(self) -> None:
        self._told: list[str | Said] = []
        self.gone: list[Said] = []
        """Answers that were taken back."""

    @property
    def remembered(self) -> tuple[str, ...]:
        """What was noted and not taken back, in order."""
        return tuple(told for told in self._told if isinstance(told, str))

    def told(self, said: Said) -> None:
        """One turn that was kept."""
        if said.message_type is MessageType.USER and said.reading is not None and said.reading.meaning is Meaning.VALUE:
            self._told.append(said)

    async def remember(self, words: str) -> None:
        """Note it."""
        self._told.append(words)

    async def promise(self, words: str) -> None:
        """Note it."""
        self._told.append(words)

    async def forget(self, about: str = "") -> Collection[str] | None:
        """Take back what was noted or answered last, or was noted in these words; None where there is nothing."""
        if about:
            noted = [told for told in self._told if isinstance(told, str) and about in told]
            self._told = [told for told in self._told if told not in noted]
            return frozenset() if noted else None
        if not self._told:
            return None
        last = self._told.pop()
        if isinstance(last, str):
            return frozenset()
        self.gone.append(last)
        return {last.item_key, *last.also}
