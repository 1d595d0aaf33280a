"""One message of one person's, with what is needed to answer it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from appliance.calls.desk import Desk
from appliance.calls.occasions import today_of
from appliance.channels.telegram.incoming import Incoming
from appliance.channels.telegram.outgoing import MOST_CAPTION, MOST_TEXT, in_pieces
from appliance.channels.telegram.post import Post
from appliance.channels.telegram.whereabouts import RUNS
from appliance.coach.persona import Persona
from appliance.language.catalogue import language
from appliance.language.messages import messages
from appliance.records.people import User
from appliance.records.requests import Request, RequestKind, RequestSource
from appliance.records.telegram import Goes, TelegramLink, TelegramOut
from appliance.store import Store

NAMES = UUID("6b1f8a52-7d4e-5c0f-9a3b-2e61d8c4f7a0")
"""Of the ids that are made of an update's number."""

Keys = list[list[list[str]]]
"""Rows of buttons, each a label and what it stands for."""

MOST_DATA_BYTES = 64
MOST_LABEL = 40

Change = Callable[[User, Mapping[str, Any]], Awaitable[User]]
"""Sets what a person may set of themselves, as the page does. Raises as `accounts.household.change_person`."""


@dataclass(frozen=True, slots=True)
class House:
    """What a chat reaches of the appliance."""

    post: Post
    desk: Desk
    personas: Mapping[str, Persona]
    change: Change
    languages: Collection[str] | None = None
    """Codes of those that calls may be held in here; None: all there are."""

    @property
    def store(self) -> Store:
        return self.post.store


def text_in(code: str, key: str, **fields: object) -> str:
    """A line of the chat in a language; English where there is none of it."""
    return lines_in(code, key)[0].format(**fields)


def lines_in(code: str, key: str) -> tuple[str, ...]:
    """All wordings of a key."""
    return messages(code).chat[key]


@dataclass(frozen=True, slots=True)
class Visit:
    """A linked person's message. Each gets one answer at most, told by the update's number."""

    house: House
    update: Incoming
    link: TelegramLink
    user: User

    @property
    def store(self) -> Store:
        return self.house.store

    @property
    def now(self) -> datetime:
        return self.house.post.now()

    @property
    def day(self) -> date:
        """The accounting day on which it was written, however late it came in."""
        return today_of(self.user, min(self.update.at, self.now))

    def say(self, key: str, **fields: object) -> str:
        """A line in the person's language."""
        return text_in(self.user.language, key, **fields)

    async def ask(self, kind: RequestKind, **content: Any) -> str:
        """Have it done, once for this update; what became of it, in words."""
        request = Request(id=self.request_id, kind=kind, source=RequestSource.TELEGRAM, user_id=self.user.id, **content)
        receipt = await self.store.requests.receipt(request.id) or await self.house.desk.execute(request)
        return language(self.user.language).say_receipt(receipt, self.now)

    @property
    def request_id(self) -> UUID:
        return request_id_of(self.update.bot_id, self.update.update_id)

    async def reply(self, text: str, keys: Keys | None = None, picture: bytes | None = None) -> None:
        """Answer; the buttons stand below the last piece of a long text."""
        pieces = in_pieces(text, MOST_CAPTION if picture else MOST_TEXT)
        for number, piece in enumerate(pieces):
            message = self._message(number, piece)
            if picture is not None and number == 0:
                message.kind, message.attachment = Goes.PHOTO, picture
            if number == len(pieces) - 1:
                message.buttons = keys or []
            await self.house.post.send(message)

    def _message(self, number: int, text: str) -> TelegramOut:
        now, hours = self.now, self.link.delete_after_hours
        return TelegramOut(
            occasion=occasion_of(self.update, number),
            user_id=self.user.id,
            chat_id=self.link.chat_id,
            kind=Goes.TEXT,
            content=text,
            created_at=now + timedelta(microseconds=number),
            delete_at=None if hours is None else now + timedelta(hours=hours),
        )


def occasion_of(update: Incoming, number: int = 0) -> str:
    """Of the answer to an update."""
    return reply_of(update.bot_id, update.update_id) + (f":{number}" if number else "")


def reply_of(bot_id: int, update_id: int) -> str:
    """Of the first piece of it."""
    return f"reply:{bot_id}:{update_id}"


def request_id_of(bot_id: int, update_id: int) -> UUID:
    """Of what an update asks for."""
    return uuid5(NAMES, f"{bot_id}:{update_id}")


def button(label: str, command: str) -> list[str]:
    """One that does what a command does."""
    data = f"{RUNS}{command}".encode()[:MOST_DATA_BYTES].decode(errors="ignore")
    return [label if len(label) <= MOST_LABEL else f"{label[: MOST_LABEL - 1]}…", data]


def in_rows(buttons: Sequence[list[str]], a_row: int = 2) -> Keys:
    """Buttons below each other, so many beside each other."""
    return [list(buttons[at : at + a_row]) for at in range(0, len(buttons), a_row)]


__all__ = [
    "RUNS",
    "Change",
    "House",
    "Keys",
    "Visit",
    "button",
    "in_rows",
    "lines_in",
    "occasion_of",
    "reply_of",
    "request_id_of",
    "text_in",
]
