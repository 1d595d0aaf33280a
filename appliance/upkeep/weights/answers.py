"""What a server says when it is asked for a file, after the redirects that may be followed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from appliance.upkeep.weights.faults import BY_HAND, FetchError
from appliance.upkeep.weights.hashing import as_hash
from appliance.upkeep.weights.job import Source
from appliance.upkeep.weights.names import is_home

MOST_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer; the body is still to be read from `response`."""

    response: httpx.Response
    stated: str
    """The hash that the source states of the whole file."""

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def start(self) -> int:
        """Where in the file the body begins; -1 where the server does not say."""
        return 0 if self.status == 200 else self._range()[0]

    @property
    def total(self) -> int | None:
        """Bytes of the whole file."""
        if self.status == 200:
            length = self.response.headers.get("Content-Length", "")
            return int(length) if length.isdecimal() else None
        return self._range()[1]

    @property
    def etag(self) -> str:
        """A strong one, or nothing."""
        etag: str = self.response.headers.get("ETag", "")
        return etag if re.fullmatch(r'"[^"]*"', etag) else ""

    @property
    def is_encoded(self) -> bool:
        """Whether the body is not the file as it is."""
        encoding: str = self.response.headers.get("Content-Encoding", "identity")
        return encoding.lower() != "identity"

    def _range(self) -> tuple[int, int | None]:
        """`bytes 5-9/10` is (5, 10), `bytes */10` is (-1, 10)."""
        said = re.fullmatch(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)", self.response.headers.get("Content-Range", ""))
        if said is None:
            return -1, None
        return int(said[1] or -1), int(said[2]) if said[2] != "*" else None


class Asker:
    """Asks for files. `allow` is told each host before it is asked."""

    def __init__(self, client: httpx.Client, allow: Callable[[str], None]) -> None:
        self._client = client
        self._allow = allow

    @contextmanager
    def ask(self, source: Source, headers: dict[str, str]) -> Iterator[Answer]:
        """The answer of whoever has the file in the end. Raises `FetchError`, `httpx.HTTPError`."""
        url, stated = httpx.URL(source.url), ""
        hub = url.netloc if source.hub else b""
        for _ in range(MOST_REDIRECTS + 1):
            self._allow(url.host)
            with self._client.stream("GET", url, headers=headers) as response:
                if url.netloc == hub:  # whoever the hub redirects to cannot state anything in its name
                    stated = stated or _stated(response)
                if not response.has_redirect_location:
                    yield Answer(response, stated)
                    return
                url = _redirected(source, url, response)
        raise FetchError(f"{source.url} is redirected in a circle.", remedy=BY_HAND)


def _stated(response: httpx.Response) -> str:
    """The hash that Hugging Face states: of a large file in a header of its own, of a small one as the ETag."""
    linked = response.headers.get("X-Linked-Etag", "")
    return as_hash(linked or ("" if response.is_redirect else response.headers.get("ETag", "")))


def _redirected(source: Source, old: httpx.URL, response: httpx.Response) -> httpx.URL:
    """Where it leads: over https to anybody, but not from outside into the home; over http to the same server only."""
    new = old.join(response.headers["Location"])
    inward = is_home(new.host) and not is_home(old.host)
    same = (new.scheme, new.netloc) == (old.scheme, old.netloc)
    if not same and (new.scheme != "https" or inward or new.userinfo):
        raise FetchError(
            f"{source.url} is redirected to {new.scheme}://{new.host}, where nothing is fetched from.", remedy=BY_HAND
        )
    return new
