"""How the connection to Telegram stands, as a value for the health page, the doctor and people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any


class State(StrEnum):
    OFF = "off"
    """No token, or it was closed."""
    CONNECTING = "connecting"
    """Not reached yet since the start."""
    FINE = "fine"
    TOKEN_REFUSED = "token_refused"  # noqa: S105
    TAKEN = "taken"
    """Somebody else asks for the same bot's messages (another appliance, a web hook)."""
    NO_NETWORK = "no_network"
    TROUBLED = "troubled"
    """Telegram answers with errors, or not in time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Immutable; each change is another one."""

    state: State
    since: datetime
    bot_name: str = ""
    """Without the @; empty until Telegram told."""
    last_poll_at: datetime | None = None
    """When Telegram last answered a question for new messages."""
    last_error: str = ""
    """In words, without the token; stays after it went well again."""
    last_remedy: str = ""
    """What to do about it, where somebody can do something."""
    last_error_at: datetime | None = None
    failures: int = 0
    """In a row."""
    next_try_at: datetime | None = None
    """While it is not fine."""
    unhandled: int = 0
    """Updates since the start that could not be handled and were passed over."""

    def as_json(self) -> dict[str, Any]:
        """For another process."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: each.isoformat() if isinstance(each, datetime) else each for name, each in values.items()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Standing:
        """As `as_json` gave it; a key that is missing or unknown is of another version. Raises `ValueError`."""
        known = {each.name for each in fields(cls)}
        if not {"state", "since"} <= set(values):
            raise ValueError("a standing without a state")
        read = {name: _read(name, each) for name, each in values.items() if name in known}
        return cls(**read)


def _read(name: str, value: Any) -> Any:
    if name == "state":
        return State(value)
    moment = name == "since" or name.endswith("_at")
    return datetime.fromisoformat(value) if moment and value is not None else value
