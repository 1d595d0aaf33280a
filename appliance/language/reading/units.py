"""Units of measure, as they are written in settings, said, heard, and turned into one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    singular: str
    plural: str
    aliases: tuple[str, ...] = ()
    """Other spellings, written or heard: abbreviations, cases, and the English names, which settings may hold."""
    dimension: str = ""
    """Units of one dimension can be turned into each other; empty is countable things."""
    factor: float = 1.0
    """How many of the dimension's base unit one of these is: minutes, metres, grams, litres."""
    heard: tuple[str, ...] = ()
    """Spellings in the embedded recogniser's dictionary, where they differ from singular and plural."""
    known: bool = True
    """False for a unit made up from the user's own word."""

    def spellings(self) -> frozenset[str]:
        return frozenset((self.singular, self.plural, *self.aliases))


class Units:
    """The units of a language, by every spelling. All spellings are lower case, as its tokens are."""

    __slots__ = ("_by_spelling", "_make_up", "minutes")

    def __init__(self, known: Iterable[Unit], make_up: Callable[[str], Unit] | None = None) -> None:
        """`make_up` gives a unit for the user's own word; without it singular and plural are that word."""
        self._by_spelling = {spelling: unit for unit in known for spelling in unit.spellings()}
        self._make_up = make_up or (lambda name: Unit(name, name, known=False))
        self.minutes = {name: unit.factor for name, unit in self._by_spelling.items() if unit.dimension == "time"}
        """Minutes in one of each unit of time, by spelling."""

    def known(self, spelling: str) -> Unit | None:
        """The unit of this spelling, or None."""
        return self._by_spelling.get(spelling.strip().lower().rstrip("."))

    def of(self, spelling: str) -> Unit | None:
        """The unit of this spelling; one made up from it where it is not known; None for an empty spelling."""
        name = spelling.strip().lower()
        return (self.known(name) or self._make_up(name)) if name else None

    def minutes_per(self, spelling: str) -> float | None:
        """How many minutes one of them has; None for what is no unit of time."""
        unit = self.known(spelling)
        return unit.factor if unit and unit.dimension == "time" else None


def converted(value: float, unit: Unit, wanted: Unit) -> float | None:
    """The value in the wanted unit, or None where one cannot be turned into the other.

    Things that are only counted go into each other unchanged when they are the same thing.
    """
    if unit.singular == wanted.singular:
        return value
    if unit.dimension and unit.dimension == wanted.dimension and unit.dimension != "money":
        return round(value * unit.factor / wanted.factor, 6)
    return None
