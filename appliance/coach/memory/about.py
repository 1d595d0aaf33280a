"""What a coach knows about a person when a call begins. Frozen with the call, so that it is the same for all of it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from appliance.coach.memory.figures import Period


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class OpenPromise(_Part):
    """Not settled yet."""

    text: str
    due_day: str
    """ISO date."""


class Aim(_Part):
    """A goal, and why."""

    title: str
    why: str = ""


class Standing(_Part):
    """How firm a habit is that is due."""

    name: str
    strength: int
    """0 … 100."""
    before: int
    """A week ago."""
    row: int
    """Rounds kept in a row."""
    best: int
    unit: str
    """`day`, `week`, `month` or `round`."""


class Bearing(_Part):
    """How to be with them, by how they were lately."""

    brisk: bool = False
    """They answer shortly, or broke calls off: say less."""
    low: bool = False
    """They told a low mood within the last days."""
    missed_in_a_row: int = 0
    """Their latest promises, as many as were missed without one kept in between."""


class About(_Part):
    """Most important first within each part. All words are the person's own, or summed up from them by rules."""

    promises: tuple[OpenPromise, ...] = ()
    aims: tuple[Aim, ...] = ()
    last_call: str = ""
    facts: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    week: Period | None = None
    """The last seven days."""
    habits: tuple[Standing, ...] = ()
    """Those that are due on the day of the call."""
    month: Period | None = None
    """The last twenty-eight."""
    related: tuple[str, ...] = ()
    """What they said before that has to do with what the call is about."""
    earlier: tuple[str, ...] = ()
    """Summaries of weeks and months, the latest first."""
    bearing: Bearing = Bearing()
