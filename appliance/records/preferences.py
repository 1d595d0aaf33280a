"""What a person may set about their calls."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

LEAST_SAFE_LETTERS = 5
"""`yes`, `no` and numbers are answers."""


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
    keep_recordings_days: int | None = Field(default=None, ge=1, le=3650)
    """Recordings of older days are deleted when a day closes; None: they are kept."""
    keep_words_days: int | None = Field(default=None, ge=1, le=3650)
    """The same of what was said."""
    keep_values_days: int | None = Field(default=None, ge=1, le=3650)
    """The same of values and of days that were left out."""

    @field_validator("safe_word")
    @classmethod
    def _is_no_answer(cls, word: str) -> str:
        if word and sum(letter.isalpha() for letter in word) < LEAST_SAFE_LETTERS:
            raise ValueError(f"a safe word has at least {LEAST_SAFE_LETTERS} letters, so that no answer sounds like it")
        return word


USUAL = Preferences()
"""Of somebody who has set nothing."""
