"""A calendar at an http(s) address: a CalDAV collection is asked for some days, anything else is fetched whole."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import httpx

from appliance.egress import EgressRefusedError
from appliance.errors import ApplianceError, CalendarError, InvalidInputError
from appliance.reach import caldav

MOST_REDIRECTS = 5
MOST_ROUNDS = 3
"""The whole of a reading may take so many times the patience for one step."""

UNREADABLE = "Give the address of one calendar, as the calendar program shows it for CalDAV or for sharing."


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: HTTP status and body, within the size allowed."""

    status: int
    body: bytes


async def fetch_address(
    name: str,
    address: str,
    credentials: tuple[str, str] | None,
    days: tuple[date, date],
    *,
    most_bytes: int,
    timeout_seconds: float,
) -> bytes:
    """The ICS of the calendar. `timeout_seconds` bounds each step; a few times that, all of them.

    Raises `InvalidInputError` for an address that cannot be right, `CalendarError` for what may work another time,
    `EgressRefusedError` for one outside the home.
    """
    trusted = await asyncio.to_thread(ssl.create_default_context)  # what this machine trusts, read from its files
    try:
        client = httpx.AsyncClient(
            timeout=timeout_seconds,
            trust_env=False,  # no proxy: the calendar is in the home
            verify=trusted,
            headers={"Accept-Encoding": "identity", "User-Agent": "DisciplineCall"},
        )
        async with asyncio.timeout(MOST_ROUNDS * timeout_seconds), client:
            return await _Reading(client, name, address, credentials, most_bytes).read(*days)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
        raise InvalidInputError(f"The address of the calendar {name!r} is none: {error}.") from error
    except (httpx.TimeoutException, TimeoutError) as error:
        raise CalendarError(
            f"The server of the calendar {name!r} took too long.",
            remedy="It is read again later; is it busy or asleep?",
        ) from error
    except httpx.HTTPError as error:
        raise _unreached(name, error) from error
    except BaseExceptionGroup as group:  # of the tries of several addresses of one name
        refused, others = group.split(ApplianceError)
        if others is not None or refused is None:
            raise
        raise _first(refused) from group


def _first(group: BaseExceptionGroup[ApplianceError]) -> ApplianceError:
    leaf: BaseException = group
    while isinstance(leaf, BaseExceptionGroup):
        leaf = leaf.exceptions[0]
    return leaf if isinstance(leaf, ApplianceError) else EgressRefusedError(str(leaf))


def _unreached(name: str, error: httpx.HTTPError) -> CalendarError:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return CalendarError(
            f"The server of the calendar {name!r} has a certificate that this machine does not trust.",
            remedy="Add it to the trusted certificates of this machine, or use http within the home.",
        )
    return CalendarError(
        f"The server of the calendar {name!r} cannot be reached ({error or type(error).__name__}).",
        remedy="Is it on, and is its name known in the home network? It is tried again later.",
    )


class _Reading:
    """One reading of one calendar, from the first request to the last."""

    def __init__(
        self, client: httpx.AsyncClient, name: str, address: str, credentials: tuple[str, str] | None, most_bytes: int
    ) -> None:
        self._client = client
        self._name = name
        self._address = address
        self._credentials = credentials
        self._most_bytes = most_bytes
        self._auth: httpx.Auth | None = httpx.BasicAuth(*credentials) if credentials else None

    async def read(self, from_day: date, until_day: date) -> bytes:
        kind = await self._kind()
        if kind is None:
            return self._good(await self._ask("GET")).body
        if not caldav.is_calendar(kind):
            raise await self._no_calendar()
        found = self._good(await self._ask("REPORT", caldav.query(from_day, until_day), depth="1"))
        if found.status != caldav.MULTISTATUS:
            raise CalendarError(f"The server of the calendar {self._name!r} did not answer a CalDAV query.")
        return caldav.events(caldav.read(found.body, self._name), self._name)

    async def _kind(self) -> Element | None:
        """What CalDAV says the address is; None where it is a plain file, or the server knows no CalDAV."""
        try:
            answer = await self._ask("PROPFIND", caldav.FIND_KIND, depth="0")
        except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
            return None  # some plain servers hang up over a method they do not know
        if answer.status != caldav.MULTISTATUS:
            return None
        kind = caldav.read(answer.body, self._name)
        return kind if caldav.is_collection(kind) else None

    async def _no_calendar(self) -> InvalidInputError:
        """The address is a folder: say which calendars are in it."""
        below = await self._ask("PROPFIND", caldav.FIND_KIND, depth="1")
        paths = []
        if below.status == caldav.MULTISTATUS:
            paths = [
                urljoin(self._address, path) for path in caldav.calendars_below(caldav.read(below.body, self._name))
            ]
        return InvalidInputError(
            f"The address of the calendar {self._name!r} is a folder, not a calendar.",
            remedy=f"Calendars in it: {', '.join(paths[:10])}." if paths else UNREADABLE,
        )

    def _good(self, answer: Answer) -> Answer:
        if answer.status in (401, 403):
            raise CalendarError(
                f"The server of the calendar {self._name!r} refused the user name or the password.",
                remedy="Remove the calendar and add it again with --username.",
            )
        if answer.status in (404, 410):
            raise InvalidInputError(
                f"There is nothing at the address of the calendar {self._name!r} (HTTP {answer.status}).",
                remedy=UNREADABLE,
            )
        if not 200 <= answer.status < 300:
            raise CalendarError(
                f"The server of the calendar {self._name!r} answered HTTP {answer.status}.",
                remedy="It is tried again later.",
            )
        return answer

    async def _ask(self, method: str, body: bytes = b"", depth: str = "") -> Answer:
        """The answer, after redirects within the same host and the sort of log-in that the server wants."""
        headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": depth} if depth else {}
        for _ in range(MOST_REDIRECTS + 1):
            async with self._client.stream(
                method, self._address, content=body or None, headers=headers, auth=self._auth
            ) as response:
                if response.has_redirect_location:
                    self._address = self._redirected(response)
                elif response.status_code == 401 and self._wants_digest(response):
                    self._auth = httpx.DigestAuth(*self._credentials) if self._credentials else None
                else:
                    return Answer(response.status_code, await self._body(response))
        raise CalendarError(f"The address of the calendar {self._name!r} is redirected in a circle.")

    def _wants_digest(self, response: httpx.Response) -> bool:
        offered = response.headers.get("WWW-Authenticate", "").lower()
        return "digest" in offered and isinstance(self._auth, httpx.BasicAuth)

    def _redirected(self, response: httpx.Response) -> str:
        old, new = response.url, response.url.join(response.headers["Location"])
        if new.host != old.host or new.scheme not in ("http", "https") or (old.scheme, new.scheme) == ("https", "http"):
            raise InvalidInputError(
                f"The address of the calendar {self._name!r} is redirected to {new.scheme}://{new.host}.",
                remedy="Only redirects within one host are followed: give the address that it leads to.",
            )
        return str(new)

    async def _body(self, response: httpx.Response) -> bytes:
        """Undecoded, so that a small answer cannot become a large one."""
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise CalendarError(f"The server of the calendar {self._name!r} compresses its answer though asked not to.")
        pieces, size = [], 0
        async for piece in response.aiter_raw():
            size += len(piece)
            if size > self._most_bytes:
                raise InvalidInputError(
                    f"The calendar {self._name!r} is larger than {self._most_bytes // 2**20} MiB, too much to read.",
                    remedy="Give the address of a smaller calendar.",
                )
            pieces.append(piece)
        return b"".join(pieces)
