"""Lists of questions of people's own, kept together with the metrics that their answers need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from appliance.errors import ConflictError
from appliance.records.agenda import Answer, CustomQuestion
from appliance.records.people import CustomAgenda, User
from appliance.records.progress import MetricKind, MetricType
from appliance.store import Store
from appliance.store.progress import checked_type

KIND_OF: Mapping[Answer, MetricKind] = {
    Answer.YES_NO: MetricKind.HABIT, Answer.NUMBER: MetricKind.NUMBER, Answer.TIME: MetricKind.NUMBER,
    Answer.DURATION: MetricKind.DURATION, Answer.SCALE: MetricKind.SCALE,
}  # fmt: skip
"""What a metric has to be for the answers that are kept under it; a time of day is minutes after midnight."""


async def add_list(
    store: Store, person: User, name: str, asked: Sequence[CustomQuestion], now: datetime
) -> CustomAgenda:
    """Keep it, and begin to track what it measures. Raises `ConflictError`, `InvalidInputError`."""
    known = await store.progress.metric_types(person.id)
    kinds = [checked_type(kind) for kind in missing_metrics(asked, known, person.id, now)]
    questions = [each.model_dump(mode="json") for each in asked]
    added = await store.agendas.add(CustomAgenda(user_id=person.id, name=name, questions=questions, created_at=now))
    for kind in kinds:
        await store.progress.add_metric_type(kind)
    return added


def missing_metrics(
    asked: Sequence[CustomQuestion], there: Sequence[MetricType], user_id: UUID, now: datetime
) -> list[MetricType]:
    """The metrics that have to be made first. Raises `ConflictError` for one that measures something else."""
    known = {kind.name.casefold(): kind for kind in there}
    new: dict[str, MetricType] = {}
    for each in (one for one in asked if one.metric):
        kind = known.get(each.metric.casefold()) or new.get(each.metric.casefold())
        if kind is None:
            new[each.metric.casefold()] = MetricType(
                user_id=user_id,
                name=each.metric,
                kind=KIND_OF[each.answer],
                unit=each.unit,
                low=each.low,
                high=each.high,
                created_at=now,
            )
        elif kind.kind is not KIND_OF[each.answer] or (each.unit and kind.unit and each.unit != kind.unit):
            unit = f" in {kind.unit}" if kind.unit else ""
            raise ConflictError(f"{kind.name!r} is a {kind.kind}{unit}, which {each.text!r} does not ask for.")
    return list(new.values())


def write_question(asked: CustomQuestion) -> str:
    """As `read_question` reads it."""
    kind = "" if asked.answer is Answer.OPEN else f" [{_kind(asked)}]"
    return f"{asked.text}{kind}{f' -> {asked.metric}' if asked.metric else ''}"


def _kind(asked: CustomQuestion) -> str:
    if asked.answer is Answer.SCALE:
        return f"scale {asked.low:g}-{asked.high:g}"
    if asked.answer is Answer.DURATION:
        return asked.unit
    return f"{asked.answer.value.replace('_', '/')} {asked.unit}".strip()
