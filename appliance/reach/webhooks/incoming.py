"""Signed messages from programs of the home: each becomes one request of the person whose hook it is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.calls.desk import Desk
from appliance.calls.occasions import today_of
from appliance.calls.written import by_hand, checked_value
from appliance.errors import ApplianceError, InvalidInputError, RefusedError, in_own_words
from appliance.ports import Now
from appliance.reach.signing import TOLERANCE, verified
from appliance.reach.wishes import wish
from appliance.records.people import CallType, User
from appliance.records.progress import MetricType
from appliance.records.reach import InwardHook
from appliance.records.requests import RequestSource
from appliance.store import Store

LARGEST_BODY = 8 * 1024
REMEMBERED = 2 * TOLERANCE
"""A message is good for so long at most: its time may be ahead of ours and behind it."""

Text = Annotated[str, Field(max_length=500)]


class Message(BaseModel):
    """What is asked. Fields that do not belong to it are refused."""

    model_config = ConfigDict(extra="forbid")

    do: Literal["call", "snooze", "skip", "pause", "resume", "log", "arrived", "left"]
    minutes: float | None = Field(default=None, gt=0, le=1e7, allow_inf_nan=False)
    until_day: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    call_type: CallType | None = None
    channel: Annotated[str, Field(max_length=40)] | None = None
    metric: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    value: float | None = Field(default=None, allow_inf_nan=False)
    text: Text | None = None


class Inbox:
    """A message is done once: sent again, it gets the answer of the first time and changes nothing."""

    def __init__(self, store: Store, desk: Desk, now: Now) -> None:
        self._store = store
        self._desk = desk
        self._now = now

    async def take(self, hook_id: UUID, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """What came of it: `done`, `refusal`, and what the receipt says of when.

        Raises `RefusedError` for a hook that is none and a message that is not signed with its secret, now;
        `ConflictError` for the id of another message, `InvalidInputError` for what cannot be done, whoever asks.
        """
        found = await self._store.hooks.inward_hook(hook_id)
        if found is None:
            raise RefusedError("There is no such hook.", remedy="Make one on the page.")
        hook, user = found
        message_id = verified(hook.secret, headers, body, self._now())
        digest = hashlib.sha256(body).hexdigest()
        known = await self._store.hooks.take(hook.id, message_id, digest, self._now(), REMEMBERED)
        if known:
            return {**known, "repeated": True}
        try:
            answer = await self._do(read(body), user, _request_id(hook, message_id))
        except ApplianceError:
            await self._store.hooks.answered(hook.id, message_id, None)
            raise
        await self._store.hooks.answered(hook.id, message_id, answer)
        return {**answer, "repeated": False}

    async def _do(self, message: Message, user: User, request_id: UUID) -> dict[str, Any]:
        if message.do == "log":
            return await self._log(message, user)
        columns = message.model_dump(exclude_none=True, exclude={"do", "metric", "value"})
        if message.metric is not None or message.value is not None:
            raise InvalidInputError("A metric and a value belong to `log` alone.")
        today = today_of(user, self._now())
        wanted = wish(message.do, user.id, RequestSource.WEBHOOK, request_id, today, columns)
        receipt = await self._desk.execute(wanted)
        ring_at = receipt.ring_at.isoformat(timespec="seconds") if receipt.ring_at else None
        return {"done": receipt.done, "refusal": receipt.refusal, "ring_at": ring_at}

    async def _log(self, message: Message, user: User) -> dict[str, Any]:
        if message.metric is None or message.value is None:
            raise InvalidInputError("To log takes a `metric` and a `value`.")
        kind: MetricType = await self._store.progress.metric_type(user.id, message.metric)
        now = self._now()
        value = checked_value(kind, message.value)
        await self._store.progress.record(by_hand(kind, today_of(user, now), value, now))
        return {"done": True, "refusal": None, "ring_at": None}


def read(body: bytes) -> Message:
    """Raises `InvalidInputError` naming the first fault."""
    try:
        return Message.model_validate_json(body)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"]) or "it"
        raise InvalidInputError(f"That is no usable message: {where}: {in_own_words(fault['msg'])}.") from error


def _request_id(hook: InwardHook, message_id: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"webhook {hook.id} {message_id}")
