"""What a call needs to know, gathered from the store before it rings and frozen with it."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from appliance.records.calls import Call
from appliance.records.people import CallType, User
from appliance.records.progress import Commitment, CommitmentStatus, MetricType
from appliance.store import Store


class Briefing(BaseModel):
    """The facts an agenda is made of."""

    model_config = ConfigDict(frozen=True)

    user_name: str
    language: str
    persona: str
    call_type: CallType
    day: date
    """The accounting day."""
    due: tuple[Commitment, ...] = ()
    """Open commitments due by `day`, the most overdue first."""
    metrics: tuple[MetricType, ...] = ()
    """Metric types this call asks for and that were not logged by hand for `day`."""


async def gather(store: Store, call: Call, user: User) -> Briefing:
    """Read everything the agenda depends on, in one go."""
    due = await store.progress.commitments(user.id, status=CommitmentStatus.OPEN, due_by=call.accounting_day)
    logged = await store.progress.values_on(user.id, call.accounting_day)
    types = await store.progress.metric_types(user.id)
    return Briefing(
        user_name=user.name,
        language=user.language,
        persona=user.personality_mode,
        call_type=call.call_type,
        day=call.accounting_day,
        due=tuple(sorted(due, key=lambda promise: (promise.due_day, promise.created_at))),
        metrics=tuple(kind for kind in types if call.call_type in kind.ask_in and kind.id not in logged),
    )
