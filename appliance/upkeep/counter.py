"""What the appliance on duty does for other processes: the commands that come over its control socket."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from appliance.calls.alarm import ON_DUTY
from appliance.calls.desk import Desk
from appliance.channels.buttons import Buttons, Move
from appliance.errors import ConflictError, InvalidInputError
from appliance.records.requests import RequestKind, request_from
from appliance.store import Store
from appliance.upkeep.backups.keeper import Backups
from appliance.upkeep.clock import ClockGuard

if TYPE_CHECKING:
    from appliance.channels.telegram.post import Post

CLOCK_TRUSTED = "clock trusted"
"""Name of the host's mark that says when a person called the clock right."""

RINGING = frozenset({RequestKind.CALL, RequestKind.ANSWER_LATE, RequestKind.FOCUS})
"""Requests that make something ring, which nothing does while the clock is not trusted."""


@dataclass(frozen=True, slots=True)
class House:
    """What commands may do to the appliance itself."""

    backups: Backups
    restart: asyncio.Event
    post: Post | None = None
    """Of the Telegram chats; None where the mode is not hybrid."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Answers one message. Called for every line of every connection, also at the same time."""

    store: Store
    desk: Desk
    clock: ClockGuard
    """Names of those there are."""
    buttons: Buttons = field(default_factory=Buttons)
    house: House | None = None

    async def __call__(self, message: dict[str, Any]) -> dict[str, Any]:
        """The answer. Raises `InvalidInputError` for a command that does not exist or lacks something."""
        match message:
            case {"command": "status"}:
                return {"status": "on duty", "held": self.clock.held()}
            case {"command": "request", "request": dict(content)}:
                return await self._request(content, message.get("user"))
            case {"command": "trust_clock"}:
                await trust_clock(self.store, self.clock)
                return {"status": "on duty", "held": ""}
            case {"command": "button", "room": str(room), "move": str(move)}:
                return await self._button(room, move)
            case {"command": "backup", "folder": str(folder), "by": str(by)} if self.house:
                made = await self.house.backups.make_now(by[:80] or "control", Path(folder) if folder else None)
                return made.as_json()
            case {"command": "telegram"} if self.house:
                return await self._telegram(self.house.post)
            case {"command": "restart"} if self.house:
                self.house.restart.set()
                return {"status": "restarting"}
        raise InvalidInputError(
            f"There is no command {str(message.get('command'))[:40]!r} here.",
            remedy="There is: status, request, trust_clock, button, backup, telegram, restart.",
        )

    async def _telegram(self, post: Post | None) -> dict[str, Any]:
        """How it stands. Whoever asks may have changed whose chat is whose: calls that wait there look again."""
        if post is not None:
            post.look()
        standing = None if post is None else post.standing.as_json()
        return {"standing": standing, "unsent": await self.store.outbox.count_open()}

    async def _button(self, room: str, move: str) -> dict[str, Any]:
        if move not in set(Move):
            raise InvalidInputError(f"A talk button is here, down, up or gone, not {move[:40]!r}.")
        self.buttons.move((await self.store.people.room(room)).name, Move(move))
        return {"status": "on duty"}

    async def _request(self, content: dict[str, Any], user: object) -> dict[str, Any]:
        if user is not None:
            content = {**content, "user_id": str((await self.store.people.user(str(user))).id)}
        request = request_from(content)
        if request.kind in RINGING and (held := self.clock.held()):
            raise ConflictError(f"Nothing rings: {held}.", remedy="Set the clock, or run: appliance clock trust")
        receipt = await self.desk.execute(request)
        return {"receipt": receipt.model_dump(mode="json")}


async def trust_clock(store: Store, clock: ClockGuard) -> None:
    """A person says that the clock is right: from here on it is, also after a restart."""
    now = clock.now()
    await store.days.mark(CLOCK_TRUSTED, now)
    await store.days.mark(ON_DUTY, now)
    clock.trust()
