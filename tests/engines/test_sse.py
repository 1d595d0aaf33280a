"""Server-sent events, cut anywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.engines.openai.sse import EventReader


def read(*pieces: bytes) -> list[str]:
    reader = EventReader()
    return [event for piece in pieces for event in reader.feed(piece)]


def cut(content: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({min(place, len(content)) for place in places} | {len(content)})
    return [content[start:end] for start, end in zip([0, *ends], ends, strict=False)]


PLACES = st.lists(st.integers(0, 400), max_size=40)
LINE = st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), max_size=20)
EVENTS = st.lists(st.tuples(st.lists(LINE, min_size=1, max_size=3), st.sampled_from(["\n", "\r\n", "\r"])), max_size=8)


@given(EVENTS, st.booleans(), PLACES)
def test_events_come_whole_however_they_were_cut(
    events: list[tuple[list[str], str]], talks: bool, places: list[int]
) -> None:
    content = ""
    for lines, end in events:
        if talks:
            content += f": still here{end}event: token{end}id{end}"
        content += "".join(f"data: {line}{end}" for line in lines) + end
    assert read(*cut(content.encode(), places)) == ["\n".join(lines) for lines, _ in events]


@given(st.lists(st.sampled_from([b"data", b":", b" ", b"\r", b"\n", b"\xc3", b"\xa4", b"x"]), max_size=60), PLACES)
def test_any_bytes_are_read_alike_however_they_were_cut(tokens: list[bytes], places: list[int]) -> None:
    content = b"".join(tokens)
    assert read(*cut(content, places)) == read(content)


@pytest.mark.parametrize(
    ("content", "events"),
    [
        (b"data: one\n\ndata: two\n\n", ["one", "two"]),
        (b"data:one\ndata: two\ndata\n\n", ["one\ntwo\n"]),
        (b"data:  indented\n\n", [" indented"]),
        (b"\xef\xbb\xbfdata: after a mark\n\n", ["after a mark"]),
        (b": only a comment\n\nevent: ping\n\n", []),
        (b"data: unfinished\n", []),
        (b"data: \xff\n\n", ["\N{REPLACEMENT CHARACTER}"]),
        ("data: a\u2028b\x85c\x0bd\n\n".encode(), ["a\u2028b\x85c\x0bd"]),
    ],
)
def test_what_the_format_says(content: bytes, events: list[str]) -> None:
    assert read(content) == events


def test_an_event_has_bounds() -> None:
    reader = EventReader(most_bytes=100)
    assert reader.feed(b"data: " + b"x" * 80 + b"\n\n") == ["x" * 80]
    reader.feed(b"x" * 100)
    with pytest.raises(ValueError, match="more than 100 bytes"):
        reader.feed(b"x")
    of_lines = EventReader(most_bytes=100)
    of_lines.feed(b"data: 0123456789\n" * 10)
    with pytest.raises(ValueError, match="more than 100 bytes"):
        of_lines.feed(b"data: 0\n")
