"""Keeps a call within the time that the person gives it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.calls.agenda.timing import total_seconds
from appliance.records.agenda import AgendaItem, ItemKind

NEVER_LEFT_OUT = frozenset({ItemKind.PRESENCE, ItemKind.WAKE_TASK})

FIRST_TO_GO = (
    (ItemKind.PAUSE_OFFER, ItemKind.STAKE, ItemKind.SETTLEMENT),
    (ItemKind.CHARGES,),
    (ItemKind.METRIC, ItemKind.QUESTION),
    (ItemKind.OBSTACLE, ItemKind.PROGRESS),
    (ItemKind.FOLLOW_UP,),
    (ItemKind.PROMISE,),
    (ItemKind.REVIEW,),
)
"""What is left out, the least important first; of the same rank, what would be asked last goes first. Promises stand
the most overdue first, so the younger ones go."""


MOST_FOLLOW_UPS = 6
"""Promises asked about in one call, however much time there is: more is an interrogation."""


def fitted(items: Sequence[AgendaItem], limit_seconds: float | None) -> tuple[list[AgendaItem], list[AgendaItem]]:
    """What fits into the limit, in its order, and what is left out of it, in its order."""
    follow_ups = [item.key for item in items if item.kind is ItemKind.FOLLOW_UP]
    kept = [item for item in items if item.key not in follow_ups[MOST_FOLLOW_UPS:]]
    if limit_seconds is not None:
        for candidate in _by_importance(items):
            if total_seconds(kept) <= limit_seconds:
                break
            if candidate in kept:
                gone = _with_dependents(candidate.key, kept)
                kept = [item for item in kept if item.key not in gone]
    stays = {item.key for item in kept}
    return kept, [item for item in items if item.key not in stays]


def _by_importance(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """What may be left out, the least important first."""
    ranked = []
    for kinds in FIRST_TO_GO:
        ranked += [item for item in reversed(items) if item.kind in kinds]
    known = {item.key for item in ranked}
    others = [item for item in reversed(items) if item.key not in known and item.kind not in NEVER_LEFT_OUT]
    return [*others, *ranked]


def _with_dependents(key: str, items: Sequence[AgendaItem]) -> set[str]:
    """The item and what is asked only after it; items stand before those that depend on them."""
    gone = {key}
    for item in items:
        if item.only_after in gone:
            gone.add(item.key)
    return gone
