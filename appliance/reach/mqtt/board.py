"""Everything that stands at the broker: retained states, and what Home Assistant finds them by. Pure.

    PREFIX/status                          online, offline (the last will)
    PREFIX/state/PERSON/next_call          2026-03-02T21:30:00+00:00, or None
    PREFIX/state/PERSON/ringing            ON, OFF
    PREFIX/state/PERSON/streak_METRIC      rounds in a row
    PREFIX/do/PERSON                       commands to us: call, snooze, pause, resume

PERSON and METRIC are ids in 32 hexadecimal digits: names may change. What Home Assistant is told is its own format
(home-assistant.io/integrations/mqtt, "MQTT discovery"), one message for each entity, so that taking one back is an
empty message in every version of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from appliance import __version__
from appliance.language.messages import messages
from appliance.reach.mqtt.told import Told
from appliance.records.reach import HomeLink

BUTTONS: Mapping[str, str] = {
    "call": "mdi:phone-outgoing",
    "snooze": "mdi:phone-clock",
    "pause": "mdi:phone-off",
    "resume": "mdi:phone-check",
}
"""What the home may ask for, with the picture on the button."""

ONLINE, OFFLINE = "online", "offline"
HEX = "[0-9a-f]{32}"


@dataclass(frozen=True, slots=True)
class Topics:
    """Names of topics under the owner's prefixes."""

    prefix: str
    discovery: str

    @classmethod
    def of(cls, link: HomeLink) -> Topics:
        """As a stored link has them."""
        return cls(link.options["topic_prefix"], link.options["discovery_prefix"])

    @property
    def status(self) -> str:
        return f"{self.prefix}/status"

    @property
    def birth(self) -> str:
        """Where Home Assistant says that it has started."""
        return f"{self.discovery}/status"

    @property
    def commands(self) -> str:
        return f"{self.prefix}/do/+"

    @property
    def listened(self) -> tuple[str, ...]:
        """Commands, births, and what may be left of earlier days."""
        return (self.commands, self.birth, f"{self.prefix}/state/#", f"{self.discovery}/+/+/+/config")

    def state(self, user_id: UUID, key: str) -> str:
        return f"{self.prefix}/state/{user_id.hex}/{key}"

    def command(self, user_id: UUID) -> str:
        return f"{self.prefix}/do/{user_id.hex}"

    def config(self, platform: str, user_id: UUID, key: str) -> str:
        return f"{self.discovery}/{platform}/{self.prefix}_{user_id.hex}/{key}/config"

    def is_ours(self, topic: str) -> bool:
        """Whether we, and nobody else, keep something retained there."""
        return bool(
            re.fullmatch(rf"{re.escape(self.prefix)}/state/{HEX}/[a-z0-9_]+", topic)
            or re.fullmatch(
                rf"{re.escape(self.discovery)}/[a-z_]+/{re.escape(self.prefix)}_{HEX}/[a-z0-9_]+/config", topic
            )
        )

    def person(self, topic: str) -> UUID | None:
        """Whom a command is about; None for a topic that is no command's."""
        found = re.fullmatch(rf"{re.escape(self.prefix)}/do/({HEX})", topic)
        return UUID(found.group(1)) if found else None


def board(people: Iterable[Told], topics: Topics) -> dict[str, bytes]:
    """Topic → retained payload: all that should stand there, and nothing else of ours."""
    return dict(entry for each in people for entry in _of_person(each, topics))


def _of_person(told: Told, topics: Topics) -> Iterator[tuple[str, bytes]]:
    words = {key: texts[0] for key, texts in messages(told.language).page.items()}
    if told.share.next_call:
        about: dict[str, Any] = {
            "name": words["around_next_call"],
            "device_class": "timestamp",
            "icon": "mdi:phone-clock",
        }
        state = told.next_call.isoformat(timespec="seconds") if told.next_call else "None"
        yield from _entity(told, topics, "sensor", "next_call", about, state)
    if told.share.ringing:
        about = {"name": words["around_ringing"], "icon": "mdi:phone-ring"}
        yield from _entity(told, topics, "binary_sensor", "ringing", about, "ON" if told.ringing else "OFF")
    for each in told.streaks:
        about = {
            "name": words["around_streak"].format(what=each.name),
            "state_class": "measurement",
            "unit_of_measurement": words[f"around_unit_{each.unit}"],
            "icon": "mdi:fire",
        }
        yield from _entity(told, topics, "sensor", f"streak_{each.metric_id.hex}", about, str(each.length))
    if told.share.buttons:
        for key, icon in BUTTONS.items():
            about = {
                "name": words[f"around_do_{key}"],
                "command_topic": topics.command(told.user_id),
                "payload_press": key,
                "qos": 1,
                "retain": False,
                "icon": icon,
            }
            yield _config(told, topics, "button", key, about)


def _entity(
    told: Told, topics: Topics, platform: str, key: str, about: Mapping[str, Any], state: str
) -> Iterator[tuple[str, bytes]]:
    topic = topics.state(told.user_id, key)
    yield _config(told, topics, platform, key, {**about, "state_topic": topic})
    yield topic, state.encode()


def _config(told: Told, topics: Topics, platform: str, key: str, about: Mapping[str, Any]) -> tuple[str, bytes]:
    node = f"{topics.prefix}_{told.user_id.hex}"
    payload = {
        **about,
        "unique_id": f"{node}_{key}",
        "availability_topic": topics.status,
        "payload_available": ONLINE,
        "payload_not_available": OFFLINE,
        "device": {
            "identifiers": [node],
            "name": f"DisciplineCall {told.name}",
            "manufacturer": "DisciplineCall",
            "model": "DisciplineCall",
            "sw_version": __version__,
        },
        "origin": {"name": "DisciplineCall", "sw_version": __version__},
    }
    return topics.config(platform, told.user_id, key), json.dumps(payload, ensure_ascii=False).encode()
