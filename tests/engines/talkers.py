"""A language model that says what a test wants, at a pace that a test wants: small, but a real one behind the port."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field

from appliance.errors import EngineError
from appliance.ports import Filled, Limits, Message
from tests.engines.schemas import sample

Wording = Callable[[Sequence[Message]], str]


def _nodding(messages: Sequence[Message]) -> str:
    return f"You said {messages[-1].content.rstrip('.')}. That counts. And one more thing."


@dataclass
class Talker:
    """Gives its words piece by piece. `breaks_after` pieces it fails; with 0 it never says anything."""

    wording: Wording = _nodding
    name: str = "talker"
    first_seconds: float = 0.3
    piece_seconds: float = 0.02
    breaks_after: int | None = None
    filled: dict[str, object] | None = None
    """What it fills into every schema, after `first_seconds`; None: some sample of the schema, at once."""
    asked: list[tuple[Message, ...]] = field(default_factory=list)
    prepared: list[tuple[Message, ...]] = field(default_factory=list)
    working: int = 0
    """Replies being made now."""

    async def warm(self) -> None:
        if self.breaks_after == 0:
            raise EngineError(f"{self.name} is not there")

    async def aclose(self) -> None:
        """Nothing is open."""

    async def prepare(self, messages: Sequence[Message]) -> None:
        await self.warm()
        self.prepared.append(tuple(messages))

    async def stream(self, messages: Sequence[Message], limits: Limits) -> AsyncGenerator[str, None]:
        self.asked.append(tuple(messages))
        self.working += 1
        try:
            await asyncio.sleep(self.first_seconds)
            pieces = re.findall(r"\s*\S+", self.wording(messages))[: limits.max_tokens]
            for number, piece in enumerate(pieces):
                if number == self.breaks_after:
                    break
                yield piece
                await asyncio.sleep(self.piece_seconds)
            if self.breaks_after is not None and self.breaks_after <= len(pieces):
                raise EngineError(f"{self.name} broke off")
        finally:
            self.working -= 1

    async def fill(self, messages: Sequence[Message], schema: type[Filled]) -> Filled:
        await self.warm()
        if self.filled is not None:
            await asyncio.sleep(self.first_seconds)
            return schema.model_validate(self.filled)
        return schema.model_validate(sample(schema.model_json_schema(), seed=len(self.asked)))
