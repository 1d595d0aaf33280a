"""Weekdays as people write them: `mon-fri`, `sat,sun`, `daily`."""

from __future__ import annotations

from collections.abc import Collection

from appliance.errors import InvalidInputError

NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORDS = {"daily": range(7), "weekdays": range(5), "weekends": range(5, 7)}


def parse_weekdays(text: str) -> tuple[int, ...]:
    """Days 0 (Monday) … 6, sorted; ranges may wrap around Sunday. Raises `InvalidInputError`."""
    days: set[int] = set()
    for part in text.lower().replace(" ", "").split(","):
        if part in WORDS:
            days.update(WORDS[part])
            continue
        first, _, last = part.partition("-")
        start, end = _day(first, text), _day(last or first, text)
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return tuple(sorted(days))


def write_weekdays(days: Collection[int]) -> str:
    """The shortest usual way to write them."""
    for word, range_ in WORDS.items():
        if set(days) == set(range_):
            return word
    return ",".join(NAMES[day] for day in sorted(days))


def _day(name: str, text: str) -> int:
    for number, known in enumerate(NAMES):
        if len(name) >= 3 and name.startswith(known):
            return number
    raise InvalidInputError(f"{text!r} are not weekdays", remedy="Write mon-fri, or sat,sun, or daily.")
