"""Server-sent events as they arrive: bytes in any pieces → the data of whole events.

The format is the WHATWG HTML standard's ("Server-sent events", parsing an event stream). Only `data` matters here.
"""

from __future__ import annotations

MOST_EVENT_BYTES = 1024 * 1024
"""Of one event. A piece of an answer takes some hundred bytes."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class EventReader:
    """Reads one stream. Lines may end in CR, LF or both, and pieces may end anywhere, also within a character."""

    def __init__(self, most_bytes: int = MOST_EVENT_BYTES) -> None:
        self._most_bytes = most_bytes
        self._begun = b""
        """Of a line whose end has not come yet."""
        self._data: list[bytes] = []
        self._after_return = False
        self._at_start = True

    def feed(self, piece: bytes) -> list[str]:
        """The data of the events that this piece completes. Raises `ValueError` for an event beyond all bounds."""
        if self._after_return and piece:  # the LF of a CR LF that came in two pieces ends no second line
            piece = piece.removeprefix(b"\n")
            self._after_return = False
        self._after_return = self._after_return or piece.endswith(b"\r")
        lines = (self._begun + piece).splitlines(keepends=True)  # of bytes: at CR, LF and CR LF only
        self._begun = lines.pop() if lines and not lines[-1].endswith((b"\r", b"\n")) else b""
        events = [event for line in lines if (event := self._line(line.rstrip(b"\r\n"))) is not None]
        if len(self._begun) + sum(map(len, self._data)) > self._most_bytes:
            raise ValueError(f"an event of more than {self._most_bytes} bytes")
        return events

    def _line(self, line: bytes) -> str | None:
        """The event that an empty line completes."""
        if self._at_start:
            line, self._at_start = line.removeprefix(BYTE_ORDER_MARK), False
        if line:
            name, _, value = line.partition(b":")
            if name == b"data":
                self._data.append(value.removeprefix(b" "))
            return None
        data, self._data = self._data, []
        return b"\n".join(data).decode(errors="replace") if data else None
