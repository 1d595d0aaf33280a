"""Volumes by the hour and the steps of a wake-up."""

from __future__ import annotations

from datetime import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InvalidInputError
from appliance.records.people import Room
from appliance.schedule.volume import checked_hours, parse_hours, volume_at, wake_up_steps, write_hours

minutes = st.integers(0, 24 * 60 - 1)
volumes = st.floats(0, 1)


def at(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def entry(begins: int, ends: int, volume: float) -> dict[str, Any]:
    return {"begins": f"{at(begins):%H:%M}", "ends": f"{at(ends):%H:%M}", "volume": volume}


windows = st.builds(entry, minutes, minutes, volumes).filter(lambda each: each["begins"] != each["ends"])


def room(*hours: dict[str, Any], volume: float = 0.8) -> Room:
    return Room(name="kitchen", volume=volume, volume_by_hour=list(hours))


@given(begins=minutes, length=st.integers(1, 24 * 60 - 1), into=minutes, volume=volumes)
def test_a_window_holds_from_its_begin_until_before_its_end_over_midnight_too(
    begins: int, length: int, into: int, volume: float
) -> None:
    moment = at((begins + into) % (24 * 60))
    expected = volume if into < length else 0.8
    assert volume_at(room(entry(begins, (begins + length) % (24 * 60), volume)), moment) == expected


@given(st.lists(windows, max_size=5), minutes)
def test_the_first_that_fits(hours: list[dict[str, Any]], minute: int) -> None:
    alone = [volume_at(room(each, volume=-1), at(minute)) for each in hours]
    assert volume_at(room(*hours), at(minute)) == next((found for found in alone if found >= 0), 0.8)


@given(minutes, st.integers(0, 59), volumes)
def test_without_hours_it_is_the_rooms_own(minute: int, second: int, volume: float) -> None:
    assert volume_at(room(volume=volume), at(minute).replace(second=second)) == volume


def test_the_last_minute_of_a_window_counts_to_its_last_second() -> None:
    night = room(entry(22 * 60, 7 * 60, 0.3))
    assert volume_at(night, time(6, 59, 59, 999_999)) == 0.3
    assert volume_at(night, time(7)) == 0.8


@given(st.integers(2, 50))
def test_steps_rise_by_the_same_ratio_to_full(count: int) -> None:
    steps = wake_up_steps(count)
    assert (len(steps), steps[0], steps[-1]) == (count, 0.25, 1.0)
    assert all(louder / quieter == pytest.approx(4 ** (1 / (count - 1))) for quieter, louder in pairwise(steps))


def test_few_steps() -> None:
    assert wake_up_steps(1) == (1.0,)
    assert wake_up_steps(0) == wake_up_steps(-1) == ()


@given(st.lists(windows, max_size=4))
def test_what_is_written_reads_back(hours: list[dict[str, Any]]) -> None:
    assert checked_hours(hours) == hours
    written = write_hours(hours)
    assert [parse_hours(part) for part in written.split(", ") if part] == hours


def test_times_are_written_in_full() -> None:
    assert parse_hours(" 7:05 - 9:00 = 1 ") == {"begins": "07:05", "ends": "09:00", "volume": 1.0}


@pytest.mark.parametrize(
    "wrong",
    [
        {"begins": "22:00", "ends": "07:00"},
        {"begins": "22:00", "ends": "07:00", "volume": 0.3, "weekdays": []},
        {"begins": "22:00", "ends": "24:00", "volume": 0.3},
        {"begins": 22, "ends": "07:00", "volume": 0.3},
        {"begins": "22:00", "ends": "22:00", "volume": 0.3},
        {"begins": "22:00", "ends": "07:00", "volume": 1.01},
        {"begins": "22:00", "ends": "07:00", "volume": -0.1},
        {"begins": "22:00", "ends": "07:00", "volume": float("nan")},
        {"begins": "22:00", "ends": "07:00", "volume": True},
        {"begins": "22:00", "ends": "07:00", "volume": "0.3"},
        "22:00-07:00=0.3",
        None,
    ],
)
def test_hours_that_cannot_be_are_refused(wrong: Any) -> None:
    with pytest.raises(InvalidInputError):
        checked_hours([entry(0, 60, 0.5), wrong])


@given(st.text() | st.text("0127:-=. ", min_size=9, max_size=16))
def test_any_text_is_hours_or_refused(text: str) -> None:
    try:
        read = parse_hours(text)
    except InvalidInputError:
        return
    assert checked_hours([read]) == [read]


@pytest.mark.parametrize("wrong", ["", "22:00", "22:00-07:00", "22:00=0.3", "22:00-07:00=loud", "22-7=0.3", "=", "-=0"])
def test_what_is_no_hours_is_refused_with_an_example(wrong: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse_hours(wrong)
    assert refused.value.remedy
