"""What a call must cover, in order: pure, deterministic, decided before the call."""

from __future__ import annotations

from appliance.calls.agenda.by_type import ITEMS_OF
from appliance.calls.agenda.fitting import fitted
from appliance.calls.agenda.items import ANSWERS, about_one_thing, pause_offer, presence, talk, wake_task
from appliance.calls.agenda.timing import timed
from appliance.calls.briefing import Briefing
from appliance.records.agenda import Agenda, AgendaItem
from appliance.records.calls import OF_THE_DAY

__all__ = ["ANSWERS", "nothing_left", "plan"]


def plan(briefing: Briefing) -> Agenda:
    """The agenda: who is there first, then what the type of call is about, as far as the person's time allows."""
    first = timed(presence(briefing))
    day = briefing.day.isoformat()
    if briefing.purpose not in OF_THE_DAY:
        return about_one_thing(briefing, first)
    if briefing.talk:
        items = (first, talk())
        return Agenda(
            call_type=briefing.call_type, day=day, items=items, limit_seconds=briefing.limit_seconds, talk=True
        )
    kept, left_out = fitted([first, *map(timed, _about_the_day(briefing))], briefing.limit_seconds)
    return Agenda(
        call_type=briefing.call_type,
        day=day,
        items=tuple(kept),
        limit_seconds=briefing.limit_seconds,
        left_out=tuple(item.key for item in left_out),
    )


def nothing_left(briefing: Briefing, agenda: Agenda) -> bool:
    """Whether the call would ask nothing because everything it asks for was written down by hand."""
    return briefing.logged > 0 and len(agenda.items) == 1


def _about_the_day(briefing: Briefing) -> list[AgendaItem]:
    items = [wake_task(briefing.day)] if briefing.wake_task else []
    items += ITEMS_OF[briefing.call_type](briefing)
    items += briefing.stakes
    return [*items, pause_offer()] if briefing.offer_pause else items
