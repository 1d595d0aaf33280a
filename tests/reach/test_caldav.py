"""CalDAV, on a Radicale as it is in homes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from appliance.errors import CalendarError, InvalidInputError
from appliance.reach import caldav
from appliance.reach.calendars import fetch, parse
from appliance.records.people import Calendar, CalendarEvent
from tests.reach.ics import BERLIN, FROM, UNTIL, calendar, event, ics, spans
from tests.reach.servers import PASSWORD, USER, Radicale, radicale


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        weekly = event("DTSTART;TZID=Europe/Berlin:20260105T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY",
                       "SUMMARY:Team & <friends>", uid="weekly")  # fmt: skip
        moved = event("RECURRENCE-ID;TZID=Europe/Berlin:20260330T090000", "DTSTART;TZID=Europe/Berlin:20260330T110000",
                      "DURATION:PT1H", "SUMMARY:Later", uid="weekly")  # fmt: skip
        running.put("weekly", ics(weekly, moved))
        running.put("once", ics(event("DTSTART:20260325T120000Z", "DURATION:PT30M", "SUMMARY:Zahnärztin", uid="once")))
        running.put("past", ics(event("DTSTART:20200325T120000Z", "DURATION:PT30M", "SUMMARY:Long ago", uid="past")))
        yield running


def at(source: str, username: str = USER, password: str = PASSWORD) -> Calendar:
    made = calendar(source=source)
    made.username, made.password = username, password
    return made


def read(of: Calendar) -> list[CalendarEvent]:
    return parse(asyncio.run(fetch(of, FROM, UNTIL)), of, FROM, UNTIL, BERLIN)


def test_a_calendar_is_asked_for_the_days_only(server: Radicale) -> None:
    content = asyncio.run(fetch(at(server.address), FROM, UNTIL))
    assert b"Long ago" not in content
    found = parse(content, at(server.address), FROM, UNTIL, BERLIN)
    assert [each.title for each in found] == ["Team & <friends>", "Zahnärztin", "Later", "Team & <friends>"]
    assert spans(found)[2] == ("03-30 11:00", "03-30 12:00")


def test_the_address_without_its_slash_and_one_event_alone(server: Radicale) -> None:
    assert len(read(at(server.address.rstrip("/")))) == 4
    assert [each.title for each in read(at(f"{server.address}once.ics"))] == ["Zahnärztin"]


def test_a_calendar_without_events_in_the_days(server: Radicale) -> None:
    of = at(server.address)
    early = FROM.replace(year=2019)
    assert parse(asyncio.run(fetch(of, early, early)), of, early, early, BERLIN) == []


def test_a_folder_names_the_calendars_in_it(server: Radicale) -> None:
    with pytest.raises(InvalidInputError, match="is a folder") as refused:
        read(at(f"{server.root}{USER}/"))
    assert server.address in refused.value.remedy


def test_a_wrong_password_none_and_a_wrong_path(server: Radicale) -> None:
    for of in (at(server.address, password="wrong"), at(server.address, username="")):
        with pytest.raises(CalendarError, match="refused the user name or the password") as refused:
            read(of)
        assert PASSWORD not in str(refused.value)
    with pytest.raises(InvalidInputError, match="nothing at the address"):
        read(at(f"{server.root}{USER}/other/x.ics"))


def test_answers_that_are_no_proper_xml() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    for body in (b"", b"<x>", b"\xff\xfe\x00", bomb, b'<?xml version="1.0" encoding="nonsense"?><x/>'):
        with pytest.raises(CalendarError, match="no proper XML"):
            caldav.read(body, "work")


def test_a_part_of_a_calendar_is_not_taken_for_all_of_it() -> None:
    full = (b'<d:multistatus xmlns:d="DAV:"><d:response><d:href>/c/</d:href>'
            b"<d:status>HTTP/1.1 507 Insufficient Storage</d:status></d:response></d:multistatus>")  # fmt: skip
    with pytest.raises(CalendarError, match="only a part"):
        caldav.events(caldav.read(full, "work"), "work")
    without = full.replace(b"<d:status>HTTP/1.1 507 Insufficient Storage</d:status>", b"<d:propstat/>")
    with pytest.raises(CalendarError, match="did not say what it is"):
        caldav.events(caldav.read(without, "work"), "work")
