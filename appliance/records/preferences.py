"""What a person may set about their calls."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Preferences(BaseModel):
    """What a person may set about their calls: `User.preferences`, checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    call_minutes: float = Field(default=4.0, ge=1.0, le=30.0)
    """No call is planned, or goes on, for longer."""
    pause_seconds: float | None = Field(default=None, ge=0.3, le=5.0)
    """Silence that ends an answer; None: by the kind of question."""
    push_to_talk: bool = False
    """Listens for as long as a key or button is held, instead of until a silence."""
    safe_word: str = ""
    """Ends the role at once, whatever persona talks; empty: the language's own."""
    minor: bool = False
    """Harsh personas never talk to them."""
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    """ISO 3166 code, for hotlines; empty: by the time zone."""


USUAL = Preferences()
"""Of somebody who has set nothing."""
