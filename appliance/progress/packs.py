"""Things that people often track, ready to start: `packs.toml`, in the words of each language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ConfigDict, RootModel

from appliance.errors import NotFoundError
from appliance.language.folders import base_code
from appliance.records.people import CallType
from appliance.records.progress import Direction, MetricKind, MetricType
from appliance.schedule.habits import parse_rhythm
from appliance.tomlfiles import checked, read_toml

FILE = Path(__file__).with_name("packs.toml")

ENGLISH = "en"


class Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    question: str = ""
    """Empty: the persona words it."""


class Template(BaseModel):
    """A metric to be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: MetricKind
    words: Mapping[str, Words]
    """By language code; English always."""
    unit: str = ""
    role: str = ""
    schedule: str = "daily"
    target: float | None = None
    direction: Direction = Direction.AT_LEAST
    low: float | None = None
    high: float | None = None
    ask_in: tuple[CallType, ...] = (CallType.EVENING,)

    def metric_type(self, user_id: UUID, language: str, now: datetime) -> MetricType:
        """For one person, in a language; English where it has none of its words."""
        words = self.words.get(base_code(language)) or self.words[ENGLISH]
        return MetricType(
            user_id=user_id,
            name=words.name,
            kind=self.kind,
            unit=self.unit,
            question=words.question,
            low=self.low,
            high=self.high,
            target=self.target,
            direction=self.direction,
            schedule=parse_rhythm(self.schedule).model_dump(mode="json"),
            ask_in=[each.value for each in self.ask_in],
            role=self.role,
            created_at=now,
        )


class _Packs(RootModel[dict[str, tuple[Template, ...]]]):
    pass


@cache
def packs() -> Mapping[str, tuple[Template, ...]]:
    """All, by name."""
    return checked(_Packs, read_toml(FILE, FILE.name), FILE.name).root


def pack(name: str) -> tuple[Template, ...]:
    """Raises `NotFoundError` listing those there are."""
    found = packs().get(name.strip().casefold())
    if found is None:
        raise NotFoundError(f"There is no pack {name!r}.", remedy=f"There is: {', '.join(packs())}.")
    return found
