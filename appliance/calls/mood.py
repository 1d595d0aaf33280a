"""The question about the mood: made once for each person, and asked only where nobody else hears the answer."""

from __future__ import annotations

from appliance.language.folders import base_code
from appliance.records.calls import OF_THE_DAY, Call
from appliance.records.people import CallType, User
from appliance.records.progress import MOOD, MetricKind, MetricType
from appliance.schedule.routes import PERSONAL_CHANNELS
from appliance.store import Store

NAMES = {"en": "mood", "de": "Stimmung", "es": "estado de ánimo", "fr": "humeur", "ru": "настроение"}


async def overheard_by_nobody(store: Store, call: Call) -> bool:
    """Whether every channel it may ring on is a line of the person's own, or a speaker in a room marked private."""
    channels = {*call.channels, *([call.ring_channel] if call.ring_channel else [])}
    if channels and channels <= PERSONAL_CHANNELS:
        return True
    rooms = await store.people.rooms()
    named = [room for room in rooms if call.room is None or room.name.casefold() == call.room.casefold()]
    return bool(named) and named[0].private


async def begin_asking(store: Store, call: Call, user: User) -> None:
    """Have evening calls ask for the mood from the first one on in which it may be asked.

    Once: somebody who archives the metric is not asked again. One of that name that the person made is taken for it.
    """
    if call.call_type is not CallType.EVENING or call.purpose not in OF_THE_DAY:
        return
    kinds = await store.progress.metric_types(user.id, archived=True)
    if any(kind.role == MOOD for kind in kinds) or not await overheard_by_nobody(store, call):
        return
    name = NAMES.get(base_code(user.language), NAMES["en"])
    for kind in kinds:
        if kind.name.casefold() in (name.casefold(), NAMES["en"]):
            await store.progress.give_role(kind.id, MOOD)
            return
    await store.progress.add_metric_type(
        MetricType(
            user_id=user.id,
            name=name,
            kind=MetricKind.SCALE,
            low=1.0,
            high=10.0,
            ask_in=[CallType.EVENING.value],
            role=MOOD,
            created_at=call.scheduled_at,
        )
    )
