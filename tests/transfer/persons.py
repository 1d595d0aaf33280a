"""A person with rows in every table there is, whatever tables there are, and texts that break careless files."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from appliance.ports import Audio
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.calls import CallPurpose, CallStatus, MessageType
from appliance.records.people import RingStyle, Role
from appliance.records.progress import MemoryKind, MetricKind
from appliance.records.requests import Receipt, Request, RequestKind, RequestSource
from appliance.records.stakes import Cause, EntryKind
from appliance.store import Store
from appliance.store.ownership import Attribute, Belonging, Kind, belongings

NOW = datetime(2026, 3, 2, 20, 30, 15, 123456, tzinfo=UTC)
TODAY = date(2026, 3, 2)

TEXTS = (
    "", "'", "''", "'=1", "=HYPERLINK(1)", "+49 1", "-5", "@home", "\ttab", "\rreturn", "\nline", "a,b;\"c\"", '"',
    '""', "two\nlines\r\nand \r three", "Grüße, Ärger, ß", "日本語", "🦫 👨‍👩‍👧", "\u202eright to left", " \u00a0 ",
    "null", "true", "1e5",
    "\\", "{", "[1, 2", "\x00nul", "\u2028separator", "\ufeffmark", "x" * 2000, "# no comment", "é" * 40,
    "I ran, I said \"yes\"",
)  # fmt: skip

VOICE = Audio(b"call the dentist" * 200, 16_000)

Rows = dict[str, list[dict[str, Any]]]


def rich(name: str = "Sam", *, seed: int = 1, each: int = 4, text: Callable[[], str] | None = None) -> Rows:
    """Rows of a person for every table, some of each, that refer to one another wherever they may."""
    making = _Making(random.Random(seed), name, text)
    for belonging in belongings():
        many = 1 if belonging.name == "users" else each
        making.rows[belonging.name] = []
        for number in range(many):
            making.rows[belonging.name].append(making.row(belonging, number))
    return making.rows


async def settle(store: Store, rows: Rows) -> None:
    """Put rows into the tables, past every door, with the recordings they name."""
    async with store.database.writing() as session:
        for belonging in belongings():
            if rows[belonging.name]:
                await session.execute(insert(belonging.table), rows[belonging.name])
    for row in (*rows["conversations"], *rows["commitments"]):
        if row["audio_url"] and not store.clips.has(row["audio_url"]):
            await store.clips.restore(row["audio_url"], VOICE)


async def stored(store: Store, tables: list[str] | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the database in every table that can be a person's, in the order they came in."""
    found = {}
    async with store.database.reading() as session:
        for belonging in belongings():
            if tables is None or belonging.name in tables:
                result = await session.execute(select(belonging.table))
                found[belonging.name] = [tuple(row) for row in result]
    return found


class _Making:
    def __init__(self, chance: random.Random, name: str, text: Callable[[], str] | None) -> None:
        self.chance, self.name = chance, name
        self.text = text or (lambda: self.chance.choice(TEXTS))
        self.rows: Rows = {}

    def row(self, belonging: Belonging, number: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for each in belonging.attributes:
            made[each.name] = self.value(belonging, each, number)
        for column, value in self.overrides(belonging.name, number, made).items():
            made[column] = value
        return made

    def value(self, belonging: Belonging, field: Attribute, number: int) -> Any:
        if field.is_key:
            return UUID(int=self.chance.getrandbits(128), version=4)
        if field.refers_to:
            return self.reference(belonging, field.refers_to, number)
        if field.nullable and number % 3 == 2:
            return None
        match field.kind:
            case Kind.ID:
                return None
            case Kind.TEXT:
                return self.recording() if field.name == "audio_url" else self.text()
            case Kind.WHOLE:
                return number
            case Kind.NUMBER:
                return self.chance.choice((0.1, -0.0, 7.0, -2.5e-7, 1e11, float(number)))
            case Kind.YES_NO:
                return bool(number % 2)
            case Kind.DAY:
                return TODAY + timedelta(days=number)
            case Kind.TIME:
                return NOW + timedelta(seconds=number)
            case Kind.CHOICE:
                return list(field.choices.values())[number % len(field.choices)]
            case Kind.JSON:
                return self.document(field)

    def reference(self, belonging: Belonging, target: str, number: int) -> Any:
        made = self.rows.get(target, [])
        if target == belonging.name:
            return made[number - 1]["id"] if number and made else None
        return made[number % len(made)]["id"] if made else None

    def document(self, field: Attribute) -> Any:
        annotation = str(field.annotation)
        if "list[int]" in annotation:
            return [1, 20, 300]
        if "list[str]" in annotation:
            return [self.text(), "speaker"]
        if "list" in annotation:
            return []
        return {self.text(): [1, None, {"deep": self.text()}, -0.5, True]}

    def recording(self) -> str:
        return UUID(int=self.chance.getrandbits(128), version=4).hex + ".clip"

    def overrides(self, table: str, number: int, made: Mapping[str, Any]) -> dict[str, Any]:
        """What the doors ask for, and what must be there once."""
        found = _FITTING.get(table)
        return found(self, number, made) if found else {}

    def agenda(self, number: int) -> dict[str, Any]:
        item = AgendaItem(
            key="sleep",
            kind=ItemKind.METRIC,
            answer=Answer.NUMBER,
            label=self.text(),
            metric_type_id=self.rows["metric_types"][number % 2]["id"],
        )
        return Agenda(call_type="evening", day=TODAY.isoformat(), items=(item,)).model_dump(mode="json")


def _request(making: _Making, number: int, made: Mapping[str, Any]) -> dict[str, Any]:
    request = Request(kind=RequestKind.SKIP, source=RequestSource.CLI, user_id=made["user_id"], text="=ill\n'too'")
    receipt = Receipt(request_id=made["id"], kind=RequestKind.SKIP, done=True, ring_at=NOW)
    return {
        "kind": RequestKind.SKIP,
        "source": RequestSource.CLI,
        "content": request.model_dump(mode="json", exclude={"id"}, exclude_defaults=True),
        "receipt": receipt.model_dump(mode="json"),
    }


def _call(making: _Making, number: int, made: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "zone": "Europe/Berlin",
        "channels": ["speaker", "console"],
        "channel_rules": {"speaker": {"place": "home"}},
        "retry_minutes": [10, 30],
        "agenda": making.agenda(number) if number % 2 else None,
        "occasion": None if number % 2 else f"nudge:{made['id']}",
        "purpose": CallPurpose.CHECK_IN if number % 2 else CallPurpose.NUDGE,
        "status": CallStatus.COMPLETED if number % 2 else CallStatus.MISSED,
        "subject_id": making.rows["goals"][0]["id"] if number else None,
    }


_FITTING: dict[str, Callable[[_Making, int, Mapping[str, Any]], dict[str, Any]]] = {
    "users": lambda making, _, __: {
        "name": making.name,
        "timezone": "Europe/Berlin",
        "day_ends_at": "03:00",
        "nudges_a_day": 6,
        "language": "en",
        "role": Role.OWNER,
        "preferences": {"call_minutes": 3.5, "safe_word": "pineapple"},
    },
    "check_ins": lambda _, number, __: {
        "at": f"21:3{number}",
        "weekdays": [0, 3, 6],
        "channels": ["speaker", "console"],
        "retry_minutes": [10, 30],
        "every_weeks": 2,
        "week_phase": number % 2,
        "jitter_minutes": 15,
        "ring": RingStyle.WAKE_UP,
        "starts_on": TODAY,
        "ends_on": None,
        "channel_rules": {"speaker": {"place": "home", "begins": "07:00", "ends": "22:00"}},
    },
    "agendas": lambda _, number, __: {
        "name": f"agenda {number}",
        "questions": [
            {"text": 'Why, "really"?', "answer": "open", "unit": "", "low": None, "high": None, "metric": ""}
        ],
    },
    "pauses": lambda _, __, made: {"until_day": made["from_day"]},
    "quiet_hours": lambda _, __, ___: {"begins": "22:00", "ends": "07:00", "weekdays": [0, 6]},
    "contacts": lambda _, number, made: {"contact_id": UUID(int=number + 1, version=4), "after_missed": 3},
    "calendars": lambda making, number, __: {
        "name": f"{making.name}'s calendar {number}",
        "source": "/srv/holidays.ics" if number % 2 else "http://nas.home/cal",
        "username": "",
    },
    "calendar_events": lambda _, number, __: (
        {"from_day": TODAY, "until_day": TODAY, "starts_at": None, "ends_at": None}
        if number % 2
        else {"from_day": None, "until_day": None, "starts_at": NOW, "ends_at": NOW + timedelta(hours=1)}
    ),
    "metric_types": lambda _, number, __: {
        "name": f"=metric {number}",
        "kind": MetricKind.HABIT if number % 2 else MetricKind.NUMBER,
        "low": None,
        "high": None,
        "target": None if number % 2 else 2.5,
        "schedule": {"kind": "times", "times": 3, "per": "week"},
        "skips_a_month": 2,
        "ask_in": ["evening"],
        "position": number,
    },
    "memories": lambda _, number, made: {
        "kind": list(MemoryKind)[number % 2].value,
        "content": f"=My sister is called Ana, {number}",
    },
    "stake_rules": lambda _, __, ___: {"steps": [1, 2, 4], "unit": "dishes", "beneficiary": "the zoo"},
    "penalties": lambda making, number, made: {
        "position": number + 1,
        "key": f"habit:{number}",
        "rule_id": making.rows["stake_rules"][0]["id"],
        "kind": EntryKind.REVERSAL if number % 2 else EntryKind.CHARGE,
        "amount": -3 if number % 2 else 3,
        "cause": Cause.CONTESTED if number % 2 else None,
        "reverses_id": making.rows["penalties"][number - 1]["id"] if number % 2 else None,
    },
    "requests": _request,
    "calls": _call,
    "attempts": lambda making, number, made: {"call_id": making.rows["calls"][number]["id"]},
    "conversations": lambda making, number, made: {
        "call_id": making.rows["calls"][number]["id"],
        "attempt_id": making.rows["attempts"][number]["id"],
        "content": f'=I slept "well", about seven hours, {number}',
        "message_type": MessageType.USER if number % 2 else MessageType.AI,
        "flag": None,
    },
    "observations": lambda making, number, made: {
        "call_id": making.rows["conversations"][number]["call_id"],
        "turn_id": making.rows["conversations"][number]["id"],
    },
}
