"""A JSON document that is not right is refused with line and column, and leaves nothing behind."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import ApplianceError, InvalidInputError
from appliance.transfer.arrival import read_own
from appliance.transfer.files_in import OwnDocument, recognise
from tests.transfer.conftest import NEW_KEY, House, MakeHouse, document
from tests.transfer.test_round_trip import lonely

ODD = "11111111-2222-4333-8444-555555555555"
HERE = "@@here@@"
"""Stands where the fault will be, while its place is looked for."""


@pytest.fixture
def exported(exports: Path) -> Any:
    return document(exports / "sam.json")


def lines(found: Any) -> str:
    """A row on each line, as an export has it."""
    head = [f"{json.dumps(key)}: {json.dumps(found[key])}," for key in found if key not in ("tables", "recordings")]
    tables = [
        f"{json.dumps(name)}: [\n" + ",\n".join(map(json.dumps, rows)) + "\n]"
        if isinstance(rows, list)
        else f"{json.dumps(name)}: {json.dumps(rows)}"
        for name, rows in found["tables"].items()
    ]
    return "\n".join(
        [
            "{",
            *head,
            '"tables": {',
            ",\n".join(tables),
            "},",
            f'"recordings": {json.dumps(found["recordings"])}',
            "}",
            "",
        ]
    )


def refused(house: House, file: Path, text: str, offset: int, said: str) -> None:
    """It says where and why and what to do, and nothing of it is there."""
    file.write_text(text, encoding="utf-8")
    line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
    with pytest.raises(ApplianceError) as raised:
        house.bring(file)
    assert said in str(raised.value)
    assert raised.value.message.startswith(f"sam.json, line {line}, column {column}: "), raised.value.message
    assert raised.value.remedy
    assert house.is_empty()


def put(found: Any, path: str, value: Any) -> None:
    *outer, last = path.split("/")
    for key in outer:
        found = found[int(key) if isinstance(found, list) else key]
    found[int(last) if isinstance(found, list) else last] = value


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("version", 7, "newer"),
        ("version", 0, "none of ours"),
        ("version", "1", "none of ours"),
        ("schema", "9999", "newer appliance"),
        ("person", 5, "by id and name"),
        ("person", {"id": "5", "name": "Sam"}, "no id"),
        ("recordings", {}, "no list"),
        ("recordings/0", {"name": "x.clip"}, "a name and its wav"),
        ("recordings/0/wav", "not base64!", "no base64"),
        ("recordings/0/name", f"{'0' * 32}.clip", "no row names"),
        ("tables/goals", {}, "no list of rows"),
        ("tables/goals/1", [], "no object"),
        ("tables/users/0/id", ODD, "the file is about"),
        ("tables/users/0/name", "Samuel", "the file is about"),
        ("tables/users/0/name", None, "needs a value"),
        ("tables/users/0/timezone", "Mars/Phobos", "time zone"),
        ("tables/users/0/role", "king", "none of owner, member, viewer"),
        ("tables/users/0/preferences", {"volume": 9.5}, "cannot come in"),
        ("tables/users/0/day_ends_at", "25:61", "cannot end"),
        ("tables/check_ins/1/at", "26:99", "time of day"),
        ("tables/check_ins/1/weekdays", [7], "Weekdays"),
        ("tables/check_ins/1/weekdays", ["0"], "belongs here"),
        ("tables/check_ins/1/every_weeks", 777, "rotate"),
        ("tables/check_ins/1/retry_minutes", [99999999], "Retries"),
        ("tables/check_ins/1/channel_rules", {"fax": {}}, "fax"),
        ("tables/check_ins/1/created_at", "2026-03-02T20:30:00", "with a zone"),
        ("tables/check_ins/1/created_at", "0001-01-01T00:00:00+14:00", "no time"),
        ("tables/check_ins/1/starts_on", "2026-02-30", "no day"),
        ("tables/check_ins/1/starts_on", "9999-12-31", "years 1900 to 2200"),
        ("tables/metric_types/0/schedule", {"kind": "hourly"}, "schedule"),
        ("tables/metric_types/0/ask_in", ["dawn"], "call type"),
        ("tables/metric_types/1/name", "=METRIC 0", "may be there once"),
        ("tables/metrics/0/value", "12", "no number"),
        ("tables/metrics/0/value", True, "no number"),
        ("tables/metrics/0/source", "hearsay", "none of call, manual"),
        ("tables/metrics/0/id", "no id at all", "no id"),
        ("tables/metrics/0/id", f"{{{ODD}}}", "no id"),
        ("tables/metrics/0/user_id", ODD, "another person"),
        ("tables/metrics/0/metric_type_id", ODD, "refers to no row of metric_types"),
        ("tables/attempts/0/call_id", ODD, "refers to no row of calls"),
        ("tables/penalties/1/reverses_id", ODD, "refers to no row of penalties"),
        ("tables/penalties/1/amount", -2, "makes the ledger wrong"),
        ("tables/penalties/1/reverses_id", None, "makes the ledger wrong"),
        ("tables/penalties/0/amount", 0, "makes the ledger wrong"),
        ("tables/penalties/2/position", 7, "makes the ledger wrong"),
        ("tables/pauses/0/user_id", None, "household"),
        ("tables/calls/0/zone", "Nowhere", "time zone"),
        ("tables/calls/0/ladder", 2**40, "whole number"),
        ("tables/calls/0/ladder", 1.5, "whole number"),
        ("tables/calls/1/snoozes", False, "whole number"),
        ("tables/calls/0/agenda", {"call_type": "evening"}, "cannot come in"),
        ("tables/conversations/0/audio_url", "../../etc/passwd", "no name of a recording"),
        ("tables/conversations/0/content", 5, "no text"),
        ("tables/calendars/0/source", "webcal://nas", "cannot come in"),
        ("tables/requests/0/content", {"kind": "dance"}, "cannot come in"),
        ("tables/stake_rules/0/steps", [3, 1], "rise"),
        ("tables/memories/0/kind", "prophecy", "kind of memory"),
        ("tables/goals/0/title", "\ud800", "surrogate"),
        ("tables/closed_days/0/calls", {"\ud800": 1}, "surrogate"),
        ("tables/calls/0/briefing", [], "belongs here"),
        ("tables/calls/0/briefing", json.loads("[" * 40 + "]" * 40), "nested deeper than 32"),
        ("tables/calls/0/briefing", {"a": json.loads("[" * 40 + "]" * 40)}, "nested deeper than 32"),
    ],
    ids=lambda each: str(each)[:30],
)  # fmt: skip
def test_a_value_that_cannot_be(exported: Any, new: House, memory_disk: Path, path: str, value: Any, said: str) -> None:
    put(exported, path, HERE)
    text = lines(exported)
    offset = text.index(f'"{HERE}"')
    refused(new, memory_disk / "sam.json", text.replace(f'"{HERE}"', json.dumps(value)), offset, said)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("NaN", "NaN is no number"),
        ("-Infinity", "-Infinity is no number"),
        ("1e999", "too great"),
        ("1" * 5000, "more than 19 digits"),
        ("[" * 100 + "]" * 100, "no number"),
        ("[" * 100_000 + "]" * 100_000, "nested deeper than 64"),
        ("tru", "cannot be read"),
    ],
    ids=lambda each: each[:12],
)  # fmt: skip
def test_what_is_no_json(exported: Any, new: House, memory_disk: Path, raw: str, said: str) -> None:
    put(exported, "tables/metrics/1/value", HERE)
    text = lines(exported)
    offset = text.index(f'"{HERE}"')
    shift = 61 if "64" in said else 0  # the level where it is too deep
    refused(new, memory_disk / "sam.json", text.replace(f'"{HERE}"', raw), offset + shift, said)


@pytest.mark.parametrize(
    ("before", "after", "marked", "said"),
    [
        ('"value": ', '"value": 1, "value": ', 2, "'value' is there twice"),
        ('"value": ', '"worth": ', 1, "'worth', which is not known"),
        ('"schema"', '"surprise": 1, "schema"', 0, "not known"),
        ('"goals": [', '"wishes": [], "goals": [', 0, "no such table"),
        ('"goals": [', '"api_tokens": [], "goals": [', 0, "does not travel: digests of tokens"),
        ('"goals": [', '"rooms": [], "goals": [', 0, "does not travel"),
    ],
)  # fmt: skip
def test_a_key_that_does_not_belong(
    exported: Any, new: House, memory_disk: Path, before: str, after: str, marked: int, said: str
) -> None:
    text = lines(exported)
    assert before in text
    offset = text.index(before) + (after.rindex('"value"') if marked == 2 else 0)
    refused(new, memory_disk / "sam.json", text.replace(before, after, 1), offset, said)


def drop(path: str) -> Callable[[Any], None]:
    def change(found: Any) -> None:
        *outer, last = path.split("/")
        for key in outer:
            found = found[int(key) if isinstance(found, list) else key]
        del found[last]

    return change


def doubled(found: Any) -> None:
    found["tables"]["goals"][2] = {**found["tables"]["goals"][0]}


def two_people(found: Any) -> None:
    found["tables"]["users"].append({**found["tables"]["users"][0], "id": ODD})


def mixed_calls(found: Any) -> None:
    found["tables"]["observations"][0]["turn_id"] = found["tables"]["conversations"][1]["id"]


def whole_day(found: Any) -> None:
    found["tables"]["quiet_hours"][0]["ends"] = "22:00"


@pytest.mark.parametrize(
    ("change", "at", "said"),
    [
        (drop("recordings"), "{", "'recordings' is missing"),
        (drop("tables/goals"), '{\n"users"', "the table goals is missing"),
        (drop("tables/goals/1/why"), None, "lacks the column why"),
        (doubled, None, "is there twice"),
        (two_people, f'{{"id": "{ODD}"', "one person"),
        (mixed_calls, None, "belongs to another call_id"),
        (whole_day, None, "whole day"),
    ],
)  # fmt: skip
def test_rows_that_do_not_fit(
    exported: Any, new: House, memory_disk: Path, change: Callable[[Any], None], at: str | None, said: str
) -> None:
    change(exported)
    text = lines(exported) if "recordings" in exported else json.dumps(exported)
    (memory_disk / "sam.json").write_text(text, encoding="utf-8")
    if at is not None:
        refused(new, memory_disk / "sam.json", text, text.index(at), said)
        return
    with pytest.raises(InvalidInputError, match=r"line \d+, column \d+") as raised:
        new.bring(memory_disk / "sam.json")
    assert said in str(raised.value)
    assert new.is_empty()


def test_nobody_else_is_reached(exported: Any, house: MakeHouse, memory_disk: Path) -> None:
    """A file that names ids of those who live here, in keys or loosely, or a recording of theirs."""
    here = house("here", NEW_KEY)
    ana = lonely(name="Ana", seed=5, each=2)
    here.settle(ana)
    before, clips = here.everything(), here.clips()
    theirs = {table: str(rows[0]["id"]) for table, rows in ana.items() if rows}
    attacks = [
        ("tables/conversations/0/call_id", theirs["calls"], "refers to no row"),
        ("tables/metrics/0/user_id", theirs["users"], "another person"),
        ("tables/goals/0/id", theirs["goals"], "here already"),
        ("tables/calls/0/subject_id", theirs["commitments"], "somebody else"),
        ("tables/calls/0/briefing", {"about": theirs["memories"].upper()}, "somebody else"),
        ("tables/calls/0/briefing", {"about": theirs["memories"].replace("-", "")}, "somebody else"),
        ("tables/calls/0/occasion", ana["calls"][0]["occasion"], "somebody else"),
        ("tables/calendars/0/name", ana["calendars"][0]["name"], "here already"),
    ]
    for path, value, said in attacks:
        found = json.loads(json.dumps(exported))
        put(found, path, value)
        (memory_disk / "sam.json").write_text(lines(found), encoding="utf-8")
        with pytest.raises(InvalidInputError, match=r"sam\.json, line \d+, column \d+: ") as raised:
            here.bring(memory_disk / "sam.json")
        assert said in str(raised.value), path
        assert here.everything() == before
        assert here.clips() == clips
    with_theirs = lines(exported).replace(exported["recordings"][0]["name"], clips[0])
    without = lines({**exported, "recordings": []}).replace(exported["recordings"][0]["name"], clips[0])
    for text in (with_theirs, without):
        (memory_disk / "sam.json").write_text(text, encoding="utf-8")
        with pytest.raises(InvalidInputError, match="here already"):
            here.bring(memory_disk / "sam.json")
        assert here.everything() == before
        assert here.clips() == clips


def test_a_document_that_was_cut_off_anywhere(exports: Path, memory_disk: Path) -> None:
    content = (exports / "small" / "sam.json").read_bytes()
    cut = memory_disk / "cut.json"
    chance = random.Random(7)
    for offset in (0, 1, *sorted(chance.sample(range(len(content) - 2), 150)), len(content) - 2):
        cut.write_bytes(content[:offset])
        with pytest.raises(InvalidInputError, match=r"cut\.json, line \d+, column \d+: "):
            recognise(cut)


def test_mutations_come_in_as_they_are_or_are_refused(exports: Path, house: MakeHouse, memory_disk: Path) -> None:
    content = (exports / "small" / "sam.json").read_bytes()
    mutant, again = memory_disk / "mutant.json", memory_disk / "again.json"
    chance = random.Random(11)
    came_in, messages = 0, []
    for _ in range(80):
        mutant.write_bytes(mutated(content, chance))
        new = house("new", NEW_KEY)
        try:
            found = recognise(mutant)
            assert isinstance(found, OwnDocument)
            meant = read_own(found)
            new.bring(mutant)
        except ApplianceError as error:
            messages.append(error.message)
            continue
        came_in += 1
        new.export(again, name=meant.person["name"], force=True)
        found = recognise(again)
        assert isinstance(found, OwnDocument)
        assert read_own(found).tables == meant.tables
    assert all(message.startswith("mutant.json, line ") for message in messages)
    assert 5 < came_in < 75, "both happen"


def mutated(content: bytes, chance: random.Random) -> bytes:
    """With one to three bytes changed, put in or taken out."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(made))
        match chance.randrange(4):
            case 0:
                made[place] ^= 1 << chance.randrange(8)
            case 1:
                made.insert(place, chance.choice(b'"{}[],:\\0-e\x00\n\xff '))
            case 2:
                del made[place]
            case 3:
                made[place] = chance.choice(b'"{}[],:\\0123456789-eabcdef')
    return bytes(made)
