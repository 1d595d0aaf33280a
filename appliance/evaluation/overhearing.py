"""A language model with somebody beside it who writes down what it is asked."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from appliance.ports import Filled, LanguageModel, Limits, Message


class Overheard:
    """A `LanguageModel`: another one, whose every question is kept in `asked`."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self.asked: list[str] = []
        """The conversation that it was given each time, as one text."""

    @property
    def name(self) -> str:
        """The engine string."""
        return self._model.name

    async def warm(self) -> None:
        """As the model does."""
        await self._model.warm()

    async def aclose(self) -> None:
        """As the model does."""
        await self._model.aclose()

    async def prepare(self, messages: Sequence[Message]) -> None:
        """As the model does."""
        await self._model.prepare(messages)

    def stream(self, messages: Sequence[Message], limits: Limits) -> AsyncGenerator[str, None]:
        """As the model does."""
        self._keep(messages)
        return self._model.stream(messages, limits)

    async def fill(self, messages: Sequence[Message], schema: type[Filled]) -> Filled:
        """As the model does."""
        self._keep(messages)
        return await self._model.fill(messages, schema)

    def _keep(self, messages: Sequence[Message]) -> None:
        self.asked.append("\n".join(message.content for message in messages))
