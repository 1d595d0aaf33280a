"""Which channels may ring: in which hours, and whether the person is at home or away. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError

from appliance.errors import InvalidInputError, in_own_words
from appliance.records.calls import Call
from appliance.records.people import User, Whereabouts
from appliance.schedule.quiet import Window
from appliance.schedule.walltime import parse_local_time, zone_named

PERSONAL_CHANNELS = frozenset({"console", "browser", "telegram"})
"""Lines that one person holds; a speaker is heard by the room."""

DURABLE_CHANNELS = frozenset({"telegram"})
"""On these the person answers in their own time: they hold no room, and a conversation on them survives a restart."""


class ChannelRule(BaseModel):
    """When a channel may ring; what is left out does not matter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: Whereabouts | None = None
    begins: str | None = None
    ends: str | None = None
    """Wall times `HH:MM`, both or none; over midnight where they end not after they begin."""

    def allows(self, local: time, whereabouts: Whereabouts) -> bool:
        if self.place is not None and self.place is not whereabouts:
            return False
        if self.begins is None or self.ends is None:
            return True
        return Window(parse_local_time(self.begins), parse_local_time(self.ends)).holds(local)


def checked_rules(rules: Mapping[str, Any], channels: Iterable[str]) -> dict[str, Any]:
    """Rules by channel, as they are stored. Raises `InvalidInputError` naming the channel and the fault."""
    known, kept = set(channels), {}
    for name, content in rules.items():
        if name not in known:
            raise InvalidInputError(f"A rule is for the channel {name!r}, which is not among {', '.join(known)}.")
        try:
            rule = ChannelRule.model_validate(content)
        except ValidationError as error:
            fault = error.errors()[0]
            raise InvalidInputError(
                f"The rule of the channel {name!r} cannot be used: {in_own_words(fault['msg'])}."
            ) from error
        if (rule.begins is None) != (rule.ends is None):
            raise InvalidInputError(f"The hours of the channel {name!r} need both a beginning and an end.")
        plain = rule.model_dump(mode="json", exclude_none=True)
        for edge in ("begins", "ends"):
            if edge in plain:
                plain[edge] = f"{parse_local_time(plain[edge]):%H:%M}"
        if plain:
            kept[name] = plain
    return kept


def channels_of(call: Call, user: User, instant: datetime) -> list[str]:
    """The channels on which a call may ring at this instant, in their order."""
    return open_channels(call.channels, call.channel_rules, instant, zone_named(call.zone), user.whereabouts)


def open_channels(
    channels: Sequence[str], rules: Mapping[str, Any], instant: datetime, zone: ZoneInfo, whereabouts: Whereabouts
) -> list[str]:
    """The channels that may ring at this instant, in their order."""
    local = instant.astimezone(zone).time()
    return [
        name
        for name in channels
        if name not in rules or ChannelRule.model_validate(rules[name]).allows(local, whereabouts)
    ]
