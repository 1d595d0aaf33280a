"""The page about a week: what it holds, that nothing a person wrote becomes markup, and that it needs nothing else."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree

import pytest

from appliance.errors import ConflictError, InvalidInputError
from appliance.language.folders import known_languages
from appliance.language.messages import messages
from appliance.records.history import History
from appliance.records.progress import Commitment, CommitmentStatus
from appliance.review.file import write_page
from appliance.review.look import Look, look, look_back, look_back_deeper, look_deeper
from appliance.review.page import document, fragment
from appliance.review.reading import Review, last_day_of
from tests.review.lives import BEGAN, HOSTILE, NOON, TODAY, everything

CODES = sorted(known_languages())
LIFE = everything()
LOOKED = look_deeper(LIFE, TODAY)


def promise(text: str, status: CommitmentStatus, days: int = 0) -> Commitment:
    day = TODAY + timedelta(days=days)
    return Commitment(user_id=UUID(int=99), text=text, made_on=day, due_day=day, status=status, created_at=NOON)


def review(code: str = "en", looked: Look = LOOKED, name: str = f"Sam {HOSTILE}") -> Review:
    kept, broken = promise(HOSTILE, CommitmentStatus.KEPT), promise("no phone", CommitmentStatus.BROKEN)
    return Review(
        name=name,
        language=code,
        made_on=TODAY,
        look=looked,
        promises=(kept, broken, promise("", CommitmentStatus.OPEN)),
        coming=(promise(HOSTILE, CommitmentStatus.OPEN, 2),),
    )


class Reader(HTMLParser):
    """Tags in order, and everything that could reach for a resource."""

    VOID = frozenset({"meta", "link", "img", "br", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def drawings(html: str) -> Iterator[ElementTree.Element]:
    for found in re.findall(r"<svg .*?</svg>", html, re.DOTALL):
        yield ElementTree.fromstring(found)  # noqa: S314  # our own page


@pytest.mark.parametrize("code", CODES)
def test_a_page_is_whole_in_every_language_and_reaches_for_nothing(code: str) -> None:
    html = document(review(code))
    found = read(html)
    assert found.tags.count("h1") == 1
    assert not {"script", "img", "iframe", "link", "object"} & set(found.tags)
    assert not any(name in ("src", "href", "style") or name.startswith("on") for name, _ in found.attributes)
    assert f'<html lang="{code}">' in html
    assert "@page" in html
    assert "url(" not in html
    assert "<script" not in html
    assert "{{ 7 * 7 }}" in html, "what a person writes is no template"
    words = messages(code).review
    for key in ("in_short", "habits", "numbers", "promises", "kept", "broken", "open", "shows", "next", "how_it_went"):
        assert words[key][0] in html.replace("&#39;", "'")


def test_every_chart_is_valid_says_what_it_shows_and_has_its_figures() -> None:
    html = document(review())
    charts = [svg for svg in drawings(html) if svg.get("role") == "img"]
    assert LOOKED.insights is not None
    assert len(charts) == 2 * len(LOOKED.habits) + 5
    space = "{http://www.w3.org/2000/svg}"
    for svg in charts:
        assert (svg.findtext(f"{space}title") or "").strip()
        assert (svg.findtext(f"{space}desc") or "").strip()
        left, top, width, height = map(float, (svg.get("viewBox") or "").split())
        for x, y in placed(svg, space):
            assert left - 0.1 <= x <= left + width + 0.1
            assert top - 0.1 <= y <= top + height + 0.1
    assert html.count("<details>") == len(charts)


def placed(svg: ElementTree.Element, space: str) -> Iterator[tuple[float, float]]:
    for each in svg.iter():
        if each.tag == f"{space}polyline":
            for point in (each.get("points") or "").split():
                x, y = point.split(",")
                yield float(x), float(y)
        elif each.tag in (f"{space}circle", f"{space}rect", f"{space}text"):
            yield float(each.get("cx") or each.get("x") or 0), float(each.get("cy") or each.get("y") or 0)


def test_somebody_without_data_is_told_how_to_begin() -> None:
    empty = Review("Sam O'Neil", "en", TODAY, look(History(), TODAY), (), ())
    html = document(empty)
    read(html)
    assert "Nothing was told in this week." in html
    assert "appliance metrics start" in html
    assert '<h2 id="habits">' not in html
    assert "What shows" not in html


def test_a_page_of_the_server_is_the_same_without_its_head() -> None:
    assert str(fragment(review())).strip() in document(review())


def test_an_earlier_week_is_as_it_looked_at_its_end() -> None:
    sunday = BEGAN + timedelta(days=13)
    then = look_back_deeper(LIFE, sunday)
    cut = History(
        types=LIFE.types,
        began=LIFE.began,
        entries=tuple(entry for entry in LIFE.entries if entry.day <= sunday),
        calls=tuple(call for call in LIFE.calls if call.day <= sunday),
        promises=tuple(each for each in LIFE.promises if each[0] <= sunday),
    )
    assert (then.first, then.last) == (sunday - timedelta(6), sunday)
    assert then.board == look_back(cut, sunday).board
    assert then.board.answered[7].of == 14, "Monday to Sunday, and no call of the Monday after"
    gym = then.habits[0]
    assert gym.score.rates[7].due == 7.0, "its Sunday is over"
    assert "slips tomorrow" not in document(review(looked=then))
    assert "slips tomorrow" in document(review())
    assert look_back(LIFE, BEGAN - timedelta(days=1)).habits == (), "before anything was"


def test_weeks_as_people_write_them() -> None:
    today = date(2026, 11, 22)
    assert last_day_of("2026-W46", today) == date(2026, 11, 15)
    assert last_day_of("2026w01", today) == date(2026, 1, 4)
    assert last_day_of("2026-W47", today) is None, "it is going on"
    for wrong in ("2026-W54", "2026-47", "last", "2026-W48", "0000-W01", ""):
        with pytest.raises(InvalidInputError):
            last_day_of(wrong, today)


def test_a_file_is_there_whole_for_its_owner_and_replaces_nothing_unasked(tmp_path: Path) -> None:
    file = tmp_path / "week.html"
    write_page(file, "one")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(ConflictError, match="--force"):
        write_page(file, "two")
    assert file.read_text(encoding="utf-8") == "one"
    write_page(file, "two", replace=True)
    assert file.read_text(encoding="utf-8") == "two"
    with pytest.raises(InvalidInputError):
        write_page(tmp_path, "three")
    with pytest.raises(OSError, match="No such file"):
        write_page(tmp_path / "none" / "week.html", "four")
    assert [path.name for path in tmp_path.iterdir()] == ["week.html"]
