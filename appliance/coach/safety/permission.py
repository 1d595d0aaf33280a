"""Which persona may talk to whom, now and here. Pure: what is known comes in as values.

Harsh personas talk only to those who agreed, in private rooms, about their own day. A low mood or many missed promises
soften them; nothing ever hardens one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from appliance.records.calls import CallPurpose
from appliance.records.people import Consent, ConsentKind

CONSENT_LASTS = timedelta(days=90)

MOOD_LASTS = timedelta(hours=72)

LOW_MOOD = 3.0
"""Of ten."""

FAILING_STREAK = 3
"""Promises missed in a row from which a harsh persona is mild."""

OWN_DAY = frozenset({CallPurpose.CHECK_IN, CallPurpose.BY_HAND, CallPurpose.NUDGE, CallPurpose.FOCUS})
"""Purposes of calls to the person themselves; the others reach somebody else, and are never harsh."""

FRIEND = "friend"
"""Who talks where a persona may not."""


class Why(StrEnum):
    """Why a persona is softened or replaced."""

    LOW_MOOD = "low_mood"
    FAILING = "failing"
    MINOR = "minor"
    NO_CONSENT = "no_consent"
    CONSENT_EXPIRED = "consent_expired"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    SHARED_ROOM = "shared_room"
    FOR_OTHERS = "for_others"


@dataclass(frozen=True, slots=True)
class Permitted:
    """It may talk as it is."""


@dataclass(frozen=True, slots=True)
class Softened:
    """It may talk, in friendly words only."""

    why: Why


@dataclass(frozen=True, slots=True)
class Replaced:
    """Somebody else talks."""

    by: str
    """A persona's name."""
    why: Why


Permission = Permitted | Softened | Replaced


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with a person when a call begins."""

    minor: bool = False
    private: bool = False
    """Whether nobody else hears what is said: the room is marked so, or the line is the person's own."""
    moods: Sequence[tuple[datetime, float]] = ()
    """Values of the metric of role `mood`, out of ten, with when they were said (UTC)."""
    missed_in_a_row: int = 0
    """The latest promises, as many as were missed without one kept in between."""
    purpose: CallPurpose = CallPurpose.CHECK_IN


def permission(persona: str, harsh: bool, consents: Iterable[Consent], standing: Standing, now: datetime) -> Permission:
    """Whether the persona may talk; `consents` are the person's own, of any kind."""
    if not harsh:
        return Permitted()
    refused = _refused(persona, consents, standing, now)
    if refused is not None:
        return Replaced(FRIEND, refused)
    if is_low(standing.moods, now):
        return Softened(Why.LOW_MOOD)
    return Softened(Why.FAILING) if standing.missed_in_a_row >= FAILING_STREAK else Permitted()


def _refused(persona: str, consents: Iterable[Consent], standing: Standing, now: datetime) -> Why | None:
    if standing.minor:
        return Why.MINOR
    if standing.purpose not in OWN_DAY:
        return Why.FOR_OTHERS
    why = lacks_consent(persona, consents, now)
    if why is not None:
        return why
    return None if standing.private else Why.SHARED_ROOM


def lacks_consent(persona: str, consents: Iterable[Consent], now: datetime) -> Why | None:
    """None where one stands; otherwise why none does, by the latest."""
    given = [each for each in consents if each.kind == ConsentKind.HARSH_PERSONA and each.subject == persona]
    if any(stands(each, now) for each in given):
        return None
    if not given:
        return Why.NO_CONSENT
    latest = max(given, key=lambda consent: consent.granted_at)
    return Why.CONSENT_EXPIRED if latest.withdrawn_at is None else Why.CONSENT_WITHDRAWN


def stands(consent: Consent, now: datetime) -> bool:
    """Whether it was given, not withdrawn, and has not expired."""
    if consent.withdrawn_at is not None or consent.granted_at > now:
        return False
    return consent.expires_at is None or now < consent.expires_at


def is_low(moods: Iterable[tuple[datetime, float]], now: datetime) -> bool:
    """Whether any mood told within the last `MOOD_LASTS` was `LOW_MOOD` or lower."""
    return any(value <= LOW_MOOD and now - MOOD_LASTS < told <= now for told, value in moods)


def may_ask_mood(private: bool) -> bool:
    """Whether a question about the mood may be asked: only where nobody else hears the answer."""
    return private
