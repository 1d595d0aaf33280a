"""A tablet on the wall, as a client of a real socket: paired by an owner, told of calls, and answering them."""

from __future__ import annotations

import json
import queue
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.sync.client import ClientConnection, connect

from appliance.web.live.kiosk import EVENTS, LIVE
from tests.web.apihouse import PASSWORD
from tests.web.served import Served

CODE = re.compile(r"<code>([a-z0-9]{4}-[a-z0-9]{4})</code>")
COOKIE = "appliance_kiosk"
WAIT_SECONDS = 30


@contextmanager
def browser(home: Served, name: str = "") -> Iterator[httpx.Client]:
    """Somebody's, or nobody's, as a browser at this page sends it."""
    headers = {"Origin": home.url, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    with httpx.Client(base_url=home.url, headers=headers) as client:
        if name:
            assert client.post("/api/v1/sessions", json={"name": name, "password": PASSWORD}).status_code == 201
        yield client


def shown_code(tablet: httpx.Client) -> str:
    found = CODE.search(tablet.get("/kiosk").text)
    assert found is not None
    return found[1]


def pair(home: Served, tablet: httpx.Client, name: str, **fields: str) -> str:
    """Have an owner pair it; the id of the room."""
    with browser(home, "Olga") as owner:
        sent = {"code": shown_code(tablet), "name": name, "language": "en", **fields}
        answer = owner.post("/rooms/pair", data=sent)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].rpartition("/")[2]


@contextmanager
def events(home: Served, tablet: httpx.Client, **ready: str) -> Iterator[queue.Queue[tuple[str, Any]]]:
    """What a tablet is told; `end` once the stream is over."""
    told: queue.Queue[tuple[str, Any]] = queue.Queue()
    with (
        httpx.Client(base_url=home.url, cookies=dict(tablet.cookies), timeout=WAIT_SECONDS) as client,
        client.stream("GET", EVENTS, params=ready) as stream,
    ):
        reading = threading.Thread(target=_read, args=(stream, told), name="a tablet's events")
        reading.start()
        try:
            yield told
        finally:
            with suppress(OSError):  # closing it alone does not wake who reads
                stream.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)
            reading.join(WAIT_SECONDS)


def _read(stream: httpx.Response, told: queue.Queue[tuple[str, Any]]) -> None:
    kind = ""
    with suppress(httpx.HTTPError):
        for line in stream.iter_lines():
            field, _, value = line.partition(": ")
            if field == "event":
                kind = value
            elif field == "data" and kind != "beat":
                told.put((kind, json.loads(value)))
    told.put(("end", None))


def until(told: queue.Queue[tuple[str, Any]], kind: str) -> Any:
    while True:
        found, content = told.get(timeout=WAIT_SECONDS)
        if found == kind:
            return content
        assert found != "end", f"it ended without {kind}"


def socket_of(home: Served, tablet: httpx.Client, origin: str | None = "", path: str = LIVE) -> ClientConnection:
    cookies = "; ".join(f"{name}={value}" for name, value in tablet.cookies.items())
    at = urlsplit(home.url).netloc
    named: Any = home.url if origin == "" else origin
    return connect(f"ws://{at}{path}", origin=named, additional_headers={"Cookie": cookies})
