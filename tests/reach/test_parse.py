"""What an ICS file says, read into events."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InvalidInputError
from appliance.reach.calendars import parse
from appliance.records.people import CalendarKind
from tests.reach.ics import BERLIN, FROM, UNTIL, busy, calendar, days, event, holidays, ics, spans

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo"]
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(st.sampled_from(ZONES), DAYS, st.times(), st.integers(1, 600))
def test_a_daily_event_keeps_its_wall_time_across_clock_changes(key: str, day: date, at: time, minutes: int) -> None:
    zone, at = ZoneInfo(key), at.replace(second=0, microsecond=0, fold=0)
    found = busy(
        event(f"DTSTART;TZID={key}:{day:%Y%m%d}T{at:%H%M%S}", f"DURATION:PT{minutes}M", "RRULE:FREQ=DAILY"),
        from_day=day,
        until_day=day + timedelta(days=40),
        zone=zone,
    )
    begun = [each.starts_at for each in found if each.starts_at]
    wanted = [datetime.combine(day + timedelta(days=n), at, tzinfo=zone).astimezone(UTC) for n in range(41)]
    assert begun == wanted
    for each in found:
        assert each.starts_at
        assert each.ends_at
        assert timedelta(0) < each.ends_at - each.starts_at <= timedelta(minutes=minutes + 60)


@given(DAYS, st.integers(1, 40))
def test_whole_days_end_before_their_end(first: date, length: int) -> None:
    end = first + timedelta(days=length)
    lines = (f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}")
    assert days(holidays(event(*lines), from_day=first, until_day=first)) == [(first, end - timedelta(days=1))]
    assert days(holidays(event(*lines), from_day=end - timedelta(days=1), until_day=end)) != []
    assert holidays(event(*lines), from_day=end, until_day=end) == []
    assert busy(event(*lines), from_day=first, until_day=end) == []


@given(DAYS, st.integers(1, 5), st.integers(1, 30), st.sets(st.integers(0, 29)))
def test_exceptions_leave_out_exactly_their_days(first: date, every: int, count: int, gone: set[int]) -> None:
    dates = [first + timedelta(days=every * number) for number in range(count)]
    left = [day for number, day in enumerate(dates) if number not in gone]
    exceptions = [f"EXDATE:{day:%Y%m%d}T090000Z" for day in dates if day not in left]
    found = busy(
        event(f"DTSTART:{first:%Y%m%d}T090000Z", "DURATION:PT1H", f"RRULE:FREQ=DAILY;INTERVAL={every};COUNT={count}",
              *exceptions),
        from_day=first, until_day=first + timedelta(days=200),
    )  # fmt: skip
    assert [each.starts_at.date() for each in found if each.starts_at] == left


@given(st.binary(max_size=300))
def test_garbage_is_refused_or_empty(content: bytes) -> None:
    wrapped = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260401\r\n" + content + b"\r\nEND:VEVENT\r\nEND:VCALENDAR"
    for each in (content, wrapped):
        with suppress(InvalidInputError):
            parse(each, calendar(), FROM, UNTIL, BERLIN)


def test_a_series_across_the_spring_change_and_in_the_gap() -> None:
    lines = ("DTSTART;TZID=Europe/Berlin:20260328T023000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3")
    assert spans(busy(event(*lines))) == [
        ("03-28 02:30", "03-28 03:30"),
        ("03-29 03:30", "03-29 04:30"),
        ("03-30 02:30", "03-30 03:30"),
    ]


def test_a_moved_and_a_cancelled_repetition() -> None:
    weekly = event("DTSTART:20260323T090000Z", "DTEND:20260323T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "SUMMARY:Class")
    moved = event(
        "RECURRENCE-ID:20260330T090000Z", "DTSTART:20260331T120000Z", "DTEND:20260331T123000Z", "SUMMARY:Late"
    )
    off = event("RECURRENCE-ID:20260406T090000Z", "DTSTART:20260406T090000Z", "DTEND:20260406T100000Z",
                "STATUS:CANCELLED")  # fmt: skip
    found = busy(weekly, moved, off)
    assert spans(found) == [("03-23 10:00", "03-23 11:00"), ("03-31 14:00", "03-31 14:30")]
    assert [each.title for each in found] == ["Class", "Late"]


def test_added_dates_and_periods() -> None:
    lines = ("DTSTART:20260323T090000Z", "DURATION:PT1H", "RDATE:20260324T110000Z",
             "RDATE;VALUE=PERIOD:20260325T110000Z/PT15M")  # fmt: skip
    assert spans(busy(event(*lines))) == [
        ("03-23 10:00", "03-23 11:00"),
        ("03-24 12:00", "03-24 13:00"),
        ("03-25 12:00", "03-25 12:15"),
    ]


def test_floating_times_are_those_of_the_zone() -> None:
    (found,) = busy(event("DTSTART:20260323T090000", "DTEND:20260323T100000"), zone=ZoneInfo("America/New_York"))
    assert found.starts_at == datetime(2026, 3, 23, 13, tzinfo=UTC)
    assert found.starts_at.tzinfo is UTC


def test_a_time_zone_that_only_the_file_knows() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Ship\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0530\r\n"
        "TZOFFSETTO:+0530\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    (found,) = busy(zone, event("DTSTART;TZID=Ship:20260323T090000", "DURATION:PT1H"))
    assert found.starts_at == datetime(2026, 3, 23, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:20260323T090000Z", "DTEND:20260323T090000Z"),
        ("DTSTART:20260323T090000Z",),
        ("DTSTART:20260323T090000Z", "DURATION:PT1H", "STATUS:CANCELLED"),
        ("DTSTART:20260323T090000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT"),
        ("DTSTART;VALUE=DATE:20260323", "DTEND;VALUE=DATE:20260325", "TRANSP:OPAQUE"),
        ("DTSTART:20260411T090000Z", "DURATION:PT1H"),
        ("DTSTART:20260319T225900Z", "DURATION:PT1M"),
    ],
)
def test_no_busy_time(lines: tuple[str, ...]) -> None:
    assert busy(event(*lines)) == []


def test_holidays_count_though_they_are_transparent_but_not_when_cancelled() -> None:
    day = "DTSTART;VALUE=DATE:20260403"
    yearly = event(day.replace("2026", "1950"), "RRULE:FREQ=YEARLY", "TRANSP:TRANSPARENT", "SUMMARY:Good Friday")
    assert days(holidays(yearly)) == [(date(2026, 4, 3), date(2026, 4, 3))]
    assert holidays(event(day, "STATUS:CANCELLED")) == []
    assert holidays(event("DTSTART:20260403T000000Z", "DURATION:P1D")) == []
    assert days(holidays(event(day, "DTEND;VALUE=DATE:20260403"))) == [(date(2026, 4, 3), date(2026, 4, 3))]
    assert days(holidays(event(day, "DURATION:P2D"))) == [(date(2026, 4, 3), date(2026, 4, 4))]


def test_events_that_began_before_the_days() -> None:
    assert spans(busy(event("DTSTART:20260301T090000Z", "DTEND:20260501T090000Z"))) == [("03-01 10:00", "05-01 11:00")]


def test_a_damaged_event_costs_only_itself() -> None:
    good = event("DTSTART:20260323T090000Z", "DURATION:PT1H", uid="good")
    for lines in (
        ("DTSTART:yesterday", "DURATION:PT1H"),
        ("DTSTART:20260323T120000Z", "RRULE:FREQ=SOMETIMES"),
        ("DTSTART:20260323T120000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;INTERVAL=0"),
        ("DTSTART:20260323T120000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;INTERVAL=-1"),
        ("DURATION:PT1H",),
        ("DTSTART:20260323T120000Z", "DTSTART:20260324T120000Z", "DURATION:PT1H"),
    ):
        assert spans(busy(event(*lines, uid="bad"), good)) == [("03-23 10:00", "03-23 11:00")]
    with pytest.raises(InvalidInputError, match="none of its events"):
        busy(event("DTSTART:yesterday"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = ics(event("DTSTART:20260323T090000Z", "DURATION:PT1H", "SUMMARY:Zahnärztin\\, Köln")).decode()
    (found,) = parse(text.encode(encoding), calendar(), FROM, UNTIL, BERLIN)
    assert found.title == "Zahnärztin, Köln"


def test_titles_are_one_short_printable_line() -> None:
    (found,) = busy(event("DTSTART:20260323T090000Z", "DURATION:PT1H", "SUMMARY:a\\nb\x07c" + "x" * 5000))
    assert found.title.startswith("a bc")
    assert len(found.title) == 200
    (bare,) = busy(event("DTSTART:20260323T090000Z", "DURATION:PT1H"))
    assert bare.title == ""


def test_lines_that_end_as_they_like_and_several_calendars() -> None:
    one = ics(event("DTSTART:20260323T090000Z", "DURATION:PT1H", uid="a"))
    two = ics(event("DTSTART:20260324T090000Z", "DURATION:PT1H", uid="b")).replace(b"\r\n", b"\n")
    assert len(parse(one + b"\r\n" + two, calendar(), FROM, UNTIL, BERLIN)) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no VCALENDAR"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260401T090000Z\r\n", "breaks off"),
        (bytes(range(256)) * 40, "no VCALENDAR"),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * (16 * 2**20), "16 MiB"),
        (ics(event("DTSTART:20260401T090000Z") * 20_001), "20,000"),
    ],
    ids=["empty", "html", "cut", "bytes", "large", "many"],
)
def test_what_is_no_calendar_or_too_much_says_so(content: bytes, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said) as refused:
        parse(content, calendar(), FROM, UNTIL, BERLIN)
    assert "'work'" in refused.value.message
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("start", "rule"),
    [
        ("20260320T000000Z", "FREQ=SECONDLY"),
        ("00010101T000000Z", "FREQ=MINUTELY"),
        ("20200101T000000Z", "FREQ=SECONDLY;COUNT=9000000"),
        ("20160101T000000Z", "FREQ=HOURLY;BYMINUTE=" + ",".join(map(str, range(60)))),
        ("19000101T000000Z", "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE="
         + ",".join(map(str, range(60)))),
    ],
)  # fmt: skip
def test_rules_that_would_take_for_ever_are_named(start: str, rule: str) -> None:
    with pytest.raises(InvalidInputError, match=r"'Tick' repeats too often"):
        busy(event(f"DTSTART:{start}", "DURATION:PT1S", f"RRULE:{rule}", "SUMMARY:Tick"))


def test_a_thousand_years_and_endless_rules_that_ordinary_people_have() -> None:
    old = event("DTSTART:10260101T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=30260101T090000Z", uid="old")
    ended = event("DTSTART:20100101T090000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY;UNTIL=20100101T100000Z", uid="x")
    assert len(busy(old, ended)) == 22


def test_more_repetitions_than_can_be_kept() -> None:
    hourly = "".join(
        event("DTSTART:20260101T000000Z", "DURATION:PT1M", "RRULE:FREQ=HOURLY", uid=str(number)) for number in range(45)
    )
    with pytest.raises(InvalidInputError, match=r"20,000 events within a few weeks"):
        busy(hourly)


def test_of_a_holiday_calendar_only_whole_days() -> None:
    mixed = (event("DTSTART;VALUE=DATE:20260403", uid="a"), event("DTSTART:20260403T090000Z", "DURATION:PT1H", uid="b"))
    assert len(parse(ics(*mixed), calendar(CalendarKind.HOLIDAYS), FROM, UNTIL, BERLIN)) == 1
    assert len(parse(ics(*mixed), calendar(CalendarKind.BUSY), FROM, UNTIL, BERLIN)) == 1
