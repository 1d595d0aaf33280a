"""What the chat gives as an example is understood, in every language."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from appliance.calls.written import by_hand, value_of
from appliance.channels.telegram.incoming import Incoming, Kind
from appliance.errors import InvalidInputError
from appliance.language.messages import message_codes, messages
from appliance.reach.chat.commands.wishes import minutes_in, until_in
from appliance.reach.chat.doorstep import spoken_by
from appliance.records.people import User
from appliance.records.progress import MetricKind, MetricType

FRIDAY = date(2026, 11, 27)
SAM = User(name="Sam", timezone="UTC", created_at=datetime(2026, 11, 1, tzinfo=UTC))


def examples(code: str, key: str, command: str) -> list[str]:
    """What stands behind a command in a line of the chat."""
    return [
        each.strip(" .")
        for each in re.findall(rf"/{command} ([^,/]+?)(?=,| or| oder| o| ou| или|$)", key_of(code, key))
    ]


def key_of(code: str, key: str) -> str:
    return messages(code).chat[key][0]


@pytest.mark.parametrize("code", sorted(message_codes()))
def test_examples_of_pauses_are_days(code: str) -> None:
    found = examples(code, "pause_wrong", "pause")
    assert [until_in(each, code, FRIDAY) for each in found] == [date(2026, 11, 30)] * 2, found
    (described,) = examples(code, "c_pause", "pause")
    assert until_in(described, code, FRIDAY) == date(2026, 11, 30)
    assert until_in("…", code, FRIDAY) is None
    assert until_in("2027-01-05", code, FRIDAY) == date(2027, 1, 5)
    assert until_in("2020-01-01", code, FRIDAY) == date(2020, 1, 1), "which the desk refuses as past"
    assert [until_in(each, code, FRIDAY) for each in ("2027-13-01", "1.1.2020", "1/1/2020")] == [None] * 3


@pytest.mark.parametrize("code", sorted(message_codes()))
def test_examples_of_lengths_and_values_are_understood(code: str) -> None:
    (minutes,) = examples(code, "minutes_wrong", "snooze")
    assert minutes_in(minutes, code) == 20
    assert minutes_in("-5", code) is None
    assert minutes_in("9999999", code) is None
    written = key_of(code, "c_log").rpartition(" ")[2]
    sleep = MetricType(user_id=SAM.id, name="sleep", kind=MetricKind.DURATION, unit="hours", created_at=SAM.created_at)
    assert value_of(sleep, written, code) == 7.5


@pytest.mark.parametrize(
    ("tag", "code"), [("de-AT", "de"), ("FR", "fr"), ("ja", "en"), ("", "en"), ("x" * 500, "en"), ("ru", "ru")]
)
def test_strangers_are_answered_in_a_language_of_ours(tag: str, code: str) -> None:
    assert spoken_by(Incoming(1, 1, Kind.TEXT, SAM.created_at, 5, language=tag)) == code


@pytest.mark.parametrize(
    ("unit", "value", "most"), [("hours", -0.5, 24), ("hours", 24.5, 24), ("minutes", 1441, 1440), ("Stunden", 25, 24)]
)
def test_no_day_holds_less_than_nothing_or_more_than_24_hours(unit: str, value: float, most: int) -> None:
    kind = MetricType(user_id=SAM.id, name="sleep", kind=MetricKind.DURATION, unit=unit, created_at=SAM.created_at)
    noon = datetime.combine(FRIDAY, time(12), UTC)
    with pytest.raises(InvalidInputError, match=f"between 0 and {most}"):
        by_hand(kind, FRIDAY, value, noon)
    assert by_hand(kind, FRIDAY, most, noon).value == most
    narrower = kind.model_copy(update={"low": 1.0, "high": 20.0})
    with pytest.raises(InvalidInputError, match="between 1 and 20"):
        by_hand(narrower, FRIDAY, 0.5, noon)
    with pytest.raises(InvalidInputError, match="still to come"):
        by_hand(kind, FRIDAY + timedelta(days=2), most, noon)
