"""Which persona may talk: consent, rooms, moods, streaks; nothing ever hardens one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.safety import Permitted, Replaced, Softened, Standing, may_ask_mood, permission
from appliance.coach.safety.permission import CONSENT_LASTS, Why
from appliance.records.calls import CallPurpose
from appliance.records.people import Consent, ConsentKind

NOW = datetime(2026, 11, 26, 20, tzinfo=UTC)
PRIVATE = Standing(private=True)


def consent(
    persona: str = "drill_sergeant",
    granted: datetime = NOW - timedelta(days=1),
    withdrawn: datetime | None = None,
    kind: ConsentKind = ConsentKind.HARSH_PERSONA,
) -> Consent:
    return Consent(
        user_id=uuid4(), kind=kind, subject=persona, wording="yes", granted_at=granted,
        expires_at=granted + CONSENT_LASTS, withdrawn_at=withdrawn,
    )  # fmt: skip


def asked(*consents: Consent, standing: Standing = PRIVATE, now: datetime = NOW) -> Permitted | Softened | Replaced:
    return permission("drill_sergeant", True, consents, standing, now)


def test_a_mild_persona_may_always_talk() -> None:
    low = Standing(minor=True, moods=[(NOW, 1.0)], missed_in_a_row=9, purpose=CallPurpose.ESCALATION)
    assert permission("friend", False, [], low, NOW) == Permitted()


def test_a_harsh_one_talks_after_consent_in_a_private_room() -> None:
    assert asked(consent()) == Permitted()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([], Why.NO_CONSENT),
        ([consent("abuser")], Why.NO_CONSENT),
        ([consent(kind=ConsentKind.PENALTIES)], Why.NO_CONSENT),
        ([consent(granted=NOW - CONSENT_LASTS)], Why.CONSENT_EXPIRED),
        ([consent(withdrawn=NOW - timedelta(hours=1))], Why.CONSENT_WITHDRAWN),
        ([consent(granted=NOW - timedelta(days=200)), consent(withdrawn=NOW)], Why.CONSENT_WITHDRAWN),
    ],
)
def test_without_a_standing_consent_the_friend_talks(given: list[Consent], why: Why) -> None:
    assert asked(*given) == Replaced("friend", why)


def test_a_new_consent_counts_after_an_old_one_was_withdrawn() -> None:
    assert asked(consent(granted=NOW - timedelta(days=9), withdrawn=NOW - timedelta(days=8)), consent()) == Permitted()


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (Standing(private=False), Why.SHARED_ROOM),
        (Standing(private=True, minor=True), Why.MINOR),
        (Standing(private=True, purpose=CallPurpose.ESCALATION), Why.FOR_OTHERS),
    ],
)
def test_where_a_harsh_one_never_talks(standing: Standing, why: Why) -> None:
    assert asked(consent(), standing=standing) == Replaced("friend", why)


def test_a_low_mood_softens_for_seventy_two_hours() -> None:
    for hours, softened in ((0, True), (71.9, True), (72, False)):
        told = NOW - timedelta(hours=hours)
        heard = asked(consent(), standing=Standing(private=True, moods=[(told, 3.0), (NOW, 8.0)]))
        assert heard == (Softened(Why.LOW_MOOD) if softened else Permitted())
    assert asked(consent(), standing=Standing(private=True, moods=[(NOW, 3.5)])) == Permitted()


@given(missed=st.integers(0, 50), mood=st.floats(1, 10))
def test_failing_more_never_hardens(missed: int, mood: float) -> None:
    def at(count: int) -> bool:
        standing = Standing(private=True, missed_in_a_row=count, moods=[(NOW, mood)])
        return isinstance(asked(consent(), standing=standing), Softened)

    assert at(missed + 1) >= at(missed)


def test_moods_are_asked_only_where_nobody_else_hears() -> None:
    assert may_ask_mood(True)
    assert not may_ask_mood(False)
