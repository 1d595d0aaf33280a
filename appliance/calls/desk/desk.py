"""Carries requests out: decides by kind on what is stored, and has it committed with the receipt."""

from __future__ import annotations

from collections.abc import Collection

from appliance.calls.desk import beginning, ending, putting_off
from appliance.calls.occasions import SELF_RUNG
from appliance.errors import InvalidInputError
from appliance.ports import Now
from appliance.records.decisions import Decide, Decision, Situation
from appliance.records.requests import Receipt, Request, RequestKind, RequestSource
from appliance.store import Store

DECISIONS: dict[RequestKind, Decide] = {
    RequestKind.CALL: beginning.call,
    RequestKind.ANSWER_LATE: beginning.answer_late,
    RequestKind.FOCUS: beginning.focus,
    RequestKind.PLACE: beginning.place,
    RequestKind.SNOOZE: putting_off.snooze,
    RequestKind.MOVE: putting_off.move,
    RequestKind.SKIP: ending.skip,
    RequestKind.CANCEL: ending.cancel,
    RequestKind.PAUSE: ending.pause,
    RequestKind.RESUME: ending.resume,
}

FOR_ALL = frozenset({RequestKind.PAUSE, RequestKind.RESUME})
"""Requests that may concern the whole household."""


def decide(request: Request, situation: Situation) -> Decision:
    """What a request does. Raises `InvalidInputError` for one that names nobody."""
    if request.user_id is None and request.kind not in FOR_ALL:
        raise InvalidInputError(f"A request to {request.kind.value.replace('_', ' ')} needs a person.")
    return DECISIONS[request.kind](request, situation)


class Desk:
    """One for the appliance. What it acknowledges is committed; sent again, it is not done twice."""

    def __init__(self, store: Store, now: Now, channels: Collection[str] | None = None) -> None:
        """`channels`: those that ring here; None: whatever is named is taken."""
        self._store = store
        self._now = now
        self._channels = channels

    async def execute(self, request: Request) -> Receipt:
        """The receipt, once everything is committed. A refusal is a receipt too, and has changed nothing.

        Raises `NotFoundError`, `ConflictError`, `InvalidInputError` for a request that makes no sense.
        """
        await self._check_ways(request)
        return await self._store.requests.settle(request, decide, self._now())

    async def _check_ways(self, request: Request) -> None:
        """Raises `InvalidInputError` for a channel that does not ring here, `NotFoundError` for a room that there is
        not. Only a command rings on the console."""
        if request.room is not None:
            await self._store.people.room(request.room)
        if self._channels is None or request.channel is None:
            return
        by_command = request.source is RequestSource.CLI
        there = [name for name in self._channels if by_command or name != SELF_RUNG]
        if request.channel not in there:
            raise InvalidInputError(f"There is no channel {request.channel}.", remedy=f"There is: {', '.join(there)}.")
