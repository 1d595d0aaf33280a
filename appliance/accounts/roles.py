"""What somebody may do, by who they are. Pure: pages, API and command line ask the same."""

from __future__ import annotations

from enum import StrEnum

from appliance.records.people import Role, User
from appliance.records.progress import MetricType


class Scope(StrEnum):
    """What a token of a program may do, never more than its person may."""

    READ = "read"
    """One's own rows."""
    RECORD = "record"
    """Values, skips, promises."""
    CALL = "call"
    """Place, snooze, skip, pause."""
    ADMINISTER = "administer"
    """Accounts, rooms, schedules."""
    SCRAPE = "scrape"
    """Figures for a monitoring system, without anything personal."""


def administers(actor: User) -> bool:
    """Accounts, devices and schedules of everybody."""
    return actor.role is Role.OWNER


def reads_private(actor: User, person: User) -> bool:
    """Transcripts, recordings, promises, memories: nobody's but the person's own, the owner's included."""
    return actor.id == person.id


def acts_for(actor: User, person: User) -> bool:
    """Place, snooze or skip a call, change check-ins."""
    return actor.id == person.id or administers(actor)


def sees_metric(actor: User, person: User, kind: MetricType) -> bool:
    """Values and scores of a metric: one's own, and those that were shared."""
    return actor.id == person.id or kind.shared
