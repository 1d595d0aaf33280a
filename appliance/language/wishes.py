"""What a person's words ask to have done, before it becomes a request. The same for every language."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.records.requests import RequestKind


@dataclass(frozen=True, slots=True)
class Wish:
    """`move this to nine`, `pause until Monday`, `skip today, I'm ill`, `stay with me for 25 minutes`."""

    kind: RequestKind
    certainty: float = 1.0
    """0 … 1: how sure the rule is, whatever the recogniser thinks of the words."""
    minutes: float | None = None
    """In how long (snooze), or for how long (focus)."""
    at_minutes: float | None = None
    """Minutes after midnight, local (snooze until, move to)."""
    either_half: bool = False
    """The time was said without morning or evening."""
    days_ahead: int | None = None
    """The day meant, from today: `tomorrow` is 1 (pause until, move to)."""
    weekday: int | None = None
    """The day meant, 0 (Monday) … 6: the next one after today (pause until, move to)."""
    reason: str = ""
    """Why, or a focus session's task, in their words."""

    @property
    def complete(self) -> bool:
        """Whether everything is there that the request needs."""
        day = self.days_ahead is not None or self.weekday is not None
        if self.kind is RequestKind.MOVE:
            return self.at_minutes is not None or day
        if self.kind is RequestKind.PAUSE:
            return day
        if self.kind is RequestKind.FOCUS:
            return self.minutes is not None
        return True
