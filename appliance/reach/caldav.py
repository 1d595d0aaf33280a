"""The three requests of CalDAV (RFC 4791) that reading one calendar takes, as XML. Pure.

The project's own rather than the `caldav` package: see `docs/decisions/0008-calendars.md`.
"""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from appliance.errors import CalendarError

MULTISTATUS = 207

FIND_KIND = (
    b'<?xml version="1.0" encoding="utf-8"?>'
    b'<d:propfind xmlns:d="DAV:"><d:prop><d:resourcetype/><d:displayname/></d:prop></d:propfind>'
)
"""Body of PROPFIND: what is at this address?"""

RESPONSE, HREF = "{DAV:}response", "{DAV:}href"
COLLECTION = ".//{DAV:}resourcetype/{DAV:}collection"
CALENDAR = ".//{DAV:}resourcetype/{urn:ietf:params:xml:ns:caldav}calendar"
DATA = ".//{urn:ietf:params:xml:ns:caldav}calendar-data"


def query(from_day: date, until_day: date) -> bytes:
    """Body of REPORT: every event that touches these days, and a day more at both ends, as the server counts in UTC."""
    begin, end = from_day - timedelta(days=1), until_day + timedelta(days=2)
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">'
        "<d:prop><c:calendar-data/></d:prop>"
        '<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
        f'<c:time-range start="{begin:%Y%m%d}T000000Z" end="{end:%Y%m%d}T000000Z"/>'
        "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
    ).encode()


def is_collection(multistatus: Element) -> bool:
    """Whether the address holds other things: a calendar, or a folder."""
    return multistatus.find(COLLECTION) is not None


def is_calendar(multistatus: Element) -> bool:
    """Whether the address is a calendar."""
    return multistatus.find(CALENDAR) is not None


def calendars_below(multistatus: Element) -> list[str]:
    """The paths of the calendars that are listed."""
    found = (each.findtext(HREF) for each in multistatus.iter(RESPONSE) if each.find(CALENDAR) is not None)
    return [path.strip() for path in found if path]


def events(multistatus: Element, name: str) -> bytes:
    """What the server found, as one ICS file of several calendars. Raises `CalendarError` where a part is missing."""
    pieces = []
    for response in multistatus.iter(RESPONSE):
        statuses = " ".join(each.text or "" for each in response.iter("{DAV:}status"))
        if " 507 " in f"{statuses} ":
            raise CalendarError(f"The server gave only a part of the calendar {name!r}: it has too many events.")
        data = response.findtext(DATA)
        if data is None and " 404 " not in f"{response.findtext('{DAV:}status') or ''} ":
            raise CalendarError(f"The server named an event of the calendar {name!r}, but did not say what it is.")
        pieces.append(data or "")
    empty = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    return "\r\n".join(each for each in [*pieces, empty] if each).encode()


def read(body: bytes, name: str) -> Element:
    """The XML of an answer. Raises `CalendarError`; entities and document types are refused."""
    try:
        found: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise CalendarError(f"The server of the calendar {name!r} gave an answer that is no proper XML.") from error
    return found
