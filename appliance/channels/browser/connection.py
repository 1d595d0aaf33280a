"""The live connection to one page: what is sent to it, and what came from it. Knows nothing of sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.errors import ApplianceError, HungUpError, InvalidInputError, LineDroppedError, in_own_words

Message = TypeVar("Message", bound=BaseModel)

MOST_WAITING = 512
"""Messages that a page may be behind; past it, it is taken to be gone."""

LONGEST_TYPED = 500
"""Characters of one typed answer."""


class Features(BaseModel):
    """What a page has when it answers."""

    model_config = ConfigDict(extra="forbid")

    microphone: bool = True
    rate: int = Field(default=16_000, ge=8_000, le=192_000)
    """Of the microphone's samples, in hertz."""
    echo_cancelled: bool = False
    """Whether the browser takes its own sound out of the microphone's: only then may speech interrupt."""
    sound: bool = True
    """Whether speech is played; without, captions are all there is."""


class FromPage(BaseModel):
    """A message of the page within a call."""

    model_config = ConfigDict(extra="forbid")

    type: str
    text: str = Field(default="", max_length=LONGEST_TYPED)
    number: int = 0
    on: bool = False


class Ears(Protocol):
    """Where the microphone's sound goes."""

    def take(self, piece: bytes) -> None:
        """Some samples. Raises `InvalidInputError`."""

    def fail(self, failure: ApplianceError) -> None:
        """No more comes."""


class Connection:
    """One page that has answered. Used from the loop's thread only."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self.outgoing: asyncio.Queue[Mapping[str, Any] | bytes | None] = asyncio.Queue()
        """What waits to be sent; None is the end."""
        self.played = 0
        """Number of the last sound that the page has played to its end."""
        self.muted = not features.microphone
        self.writing = False
        """Whether somebody types."""
        self._button: bool | None = None
        self.news = asyncio.Event()
        """Set with whatever comes."""
        self._typed: asyncio.Queue[str] = asyncio.Queue(8)
        self._gone: LineDroppedError | None = None
        self._ears: Ears | None = None

    def attach(self, ears: Ears) -> None:
        """From now on `ears` take the microphone's sound, and learn that the page is gone."""
        self._ears = ears
        if self._gone is not None:
            ears.fail(self._gone)

    # Towards the page -----------------------------------------------------------------------------------------------

    def tell(self, **message: Any) -> None:
        """Send a message. Raises `LineDroppedError` where the page is gone, or does not keep up."""
        self._send(message)

    def sound(self, piece: bytes) -> None:
        """Send sound. Raises like `tell`."""
        self._send(piece)

    def over(self, result: str = "") -> None:
        """The call has ended: say so, and nothing more."""
        if self._gone is None:
            self.outgoing.put_nowait({"type": "over", "result": result})
        self.outgoing.put_nowait(None)

    def _send(self, message: Mapping[str, Any] | bytes) -> None:
        self.check()
        if self.outgoing.qsize() >= MOST_WAITING:
            self.gone("the page does not take what is sent to it")
            self.check()
        self.outgoing.put_nowait(message)

    # From the page --------------------------------------------------------------------------------------------------

    def take(self, content: Any) -> None:
        """A message came. Raises `InvalidInputError` for one that is none."""
        message = message_of(content, FromPage)
        match message.type:
            case "typed":
                self.writing = False
                if message.text.strip() and not self._typed.full():
                    self._typed.put_nowait(message.text.strip())
            case "writing":
                self.writing = message.on
            case "mute":
                self.muted = message.on or not self.features.microphone
            case "button":
                self._button = message.on
            case "played":
                self.played = max(self.played, message.number)
            case "hang_up":
                self._end(HungUpError("the call was ended on the page"))
            case _:
                raise InvalidInputError(f"There is no message {message.type[:40]!r}.")
        self.news.set()

    def hear(self, piece: bytes) -> None:
        """Sound of the microphone came. Raises `InvalidInputError` for what is none."""
        if self._ears is not None:
            self._ears.take(piece)

    def gone(self, why: str = "the page was closed") -> None:
        """Nothing more comes from it. The first reason stays."""
        self._end(LineDroppedError(why))

    def _end(self, reason: LineDroppedError) -> None:
        self._gone = self._gone or reason
        if self._ears is not None:
            self._ears.fail(self._gone)
        self.news.set()

    def check(self) -> None:
        """Raises `LineDroppedError` once the page is gone."""
        if self._gone is not None:
            raise self._gone

    def held(self) -> bool | None:
        """Whether the page's talk button is held; None until it was used."""
        return self._button

    @property
    def has_typed(self) -> bool:
        """Whether an answer was typed and not taken yet."""
        return not self._typed.empty()

    def next_typed(self) -> str:
        """The oldest of them. Raises `asyncio.QueueEmpty`."""
        return self._typed.get_nowait()

    def forget_typed(self) -> None:
        """What was typed before the question was asked answers nothing."""
        while self.has_typed:
            self.next_typed()


def message_of(content: Any, kind: type[Message]) -> Message:
    """A message from what a page sent. Raises `InvalidInputError` naming the first fault."""
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"]) or "it"
        raise InvalidInputError(f"That is no message: {where}: {in_own_words(fault['msg'])}.") from None
