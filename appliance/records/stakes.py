"""Stakes: rules a person agreed to, and the ledger of what they cost. Recorded, never charged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from appliance.records.columns import choice_column, foreign_key, json_column, new_id, one_of, utc_column


class StakeForm(StrEnum):
    """What is at stake."""

    POINTS = "points"
    CHORES = "chores"
    PLEDGE = "pledge"
    """An amount of money for somebody the person names. The appliance writes it down and moves none."""

    @property
    def parts(self) -> int:
        """Into how many parts the unit is divided: amounts are whole numbers of these."""
        return 100 if self is StakeForm.PLEDGE else 1


class EntryKind(StrEnum):
    CHARGE = "charge"
    """Something was not done."""
    REVERSAL = "reversal"
    """Takes another entry back, whatever kind it is."""
    SETTLEMENT = "settlement"
    """The person paid, or did the chores."""


class Cause(StrEnum):
    """Why an entry was reversed."""

    CONTESTED = "contested"
    """The person said what came in between, and is believed."""
    MADE_GOOD = "made_good"
    """It was done after all: a value told late, a promise settled later."""
    CORRECTED = "corrected"
    """What had raised its amount was taken back."""
    UNDONE = "undone"
    """By hand, with a reason."""


class StakeRule(SQLModel, table=True):
    """What a miss costs. Never changed once it is agreed to: another rule is another row."""

    __tablename__: ClassVar[Any] = "stake_rules"
    __table_args__ = (one_of("form", StakeForm),)

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id")
    metric_type_id: UUID | None = foreign_key("metric_types.id", nullable=True)
    """The habit it is about; None: every promise."""
    form: StakeForm = choice_column(StakeForm)
    unit: str = ""
    """The chore, or the currency as the person says it; empty for points."""
    beneficiary: str = ""
    """Whom a pledge is for."""
    steps: list[int] = json_column(list)
    """What a miss costs at each step, in `form.parts`; the last is the most it ever costs."""
    wording: str = ""
    """What was read or shown to the person when they agreed."""
    proposed_at: datetime = utc_column()
    agreed_at: datetime | None = utc_column(nullable=True)
    """None: they have not been asked yet."""
    ended_at: datetime | None = utc_column(nullable=True)
    """When they ended or declined it: nothing is charged from then on."""

    @property
    def settles(self) -> bool:
        """Whether what is owed can be paid or done; points only add up."""
        return self.form is not StakeForm.POINTS


class LedgerEntry(SQLModel, table=True):
    """One line of a person's ledger. Rows are only added: what was wrong is reversed by another row.

    UNIQUE (user, key) makes each happen once, however often a day is closed or a call is kept.
    """

    __tablename__: ClassVar[Any] = "penalties"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        UniqueConstraint("user_id", "position"),
        UniqueConstraint("reverses_id"),
        one_of("kind", EntryKind),
        one_of("cause", Cause),
        Index("ix_penalties_rule_day", "rule_id", "day"),
    )

    id: UUID = new_id()
    user_id: UUID = foreign_key("users.id", index=False)
    rule_id: UUID = foreign_key("stake_rules.id", index=False)
    position: int = 0
    """Counted up from 1 for each person, by the store: the order of the ledger."""
    kind: EntryKind = choice_column(EntryKind)
    amount: int
    """In the form's smallest parts; what lowers the debt is negative."""
    subject: str = ""
    """What a charge is for: `promise:<id>` or `habit:<last day of the round>`."""
    day: date
    """The accounting day it is about."""
    step: int = 0
    """Of its rule, from 0."""
    reverses_id: UUID | None = foreign_key("penalties.id", nullable=True, index=False)
    cause: Cause | None = choice_column(Cause, nullable=True)
    reason: str = ""
    """What was not done; of a reversal, what came in between, in the person's words."""
    key: str
    call_id: UUID | None = foreign_key("calls.id", nullable=True)
    """Where it was said."""
    created_at: datetime = utc_column()
    told_at: datetime | None = utc_column(nullable=True)
    """When the person was told of it: from then on they have a day to contest it."""


@dataclass(frozen=True, slots=True)
class StakesSaid:
    """What a person said about their stakes in a call."""

    rules: Mapping[UUID, bool] = field(default_factory=dict)
    """Rules they were asked about: agreed to, or not."""
    told: tuple[UUID, ...] = ()
    """Charges they were told of."""
    contested: Mapping[UUID, str] = field(default_factory=dict)
    """Of these, the ones that shall not stand, with what came in between, in their words."""
    settled: Mapping[UUID, int] = field(default_factory=dict)
    """What was paid or done, by rule, in the unit's smallest parts."""
    entries: tuple[LedgerEntry, ...] = ()
    """What that adds to the ledger, without a position yet."""
