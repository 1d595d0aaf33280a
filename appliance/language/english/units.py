"""Units of measure, as they are written in settings, said, heard, and turned into one another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    singular: str
    plural: str
    aliases: tuple[str, ...] = ()
    """Other spellings, written or heard."""
    dimension: str = ""
    """Units of one dimension can be turned into each other; empty is countable things."""
    factor: float = 1.0
    """How many of the dimension's base unit one of these is."""
    heard: tuple[str, ...] = ()
    """Spellings in the recogniser's dictionary (CMUdict), where they differ from singular and plural."""
    known: bool = True
    """False for a unit made up from the user's own word."""

    @property
    def article(self) -> str:
        """`a` or `an`, by sound."""
        return "an" if self.singular[:1] in "aeio" or self.singular == "hour" else "a"

    def spellings(self) -> frozenset[str]:
        return frozenset((self.singular, self.plural, *self.aliases))


_KNOWN = (
    Unit("hour", "hours", ("h", "hr", "hrs"), "time", 60),
    Unit("minute", "minutes", ("min", "mins"), "time", 1),
    Unit("second", "seconds", ("sec", "secs"), "time", 1 / 60),
    Unit("day", "days", (), "time", 1440),
    Unit("kilometre", "kilometres", ("km", "kms", "kilometer", "kilometers", "k's"), "length", 1000),
    Unit("metre", "metres", ("m", "meter", "meters"), "length", 1, ("meter", "meters")),
    Unit("marathon", "marathons", (), "length", 42_195),
    Unit("mile", "miles", ("mi",), "length", 1609.344),
    Unit("kilogram", "kilograms", ("kg", "kgs", "kilo", "kilos", "kilogramme", "kilogrammes"), "mass", 1000,
         ("kilogram", "kilograms", "kilo", "kilos")),
    Unit("gram", "grams", ("g", "gramme", "grammes"), "mass", 1),
    Unit("pound", "pounds", ("lb", "lbs"), "mass", 453.59237),
    Unit("litre", "litres", ("l", "liter", "liters"), "volume", 1, ("liter", "liters")),
    Unit("millilitre", "millilitres", ("ml", "milliliter", "milliliters"), "volume", 0.001,
         ("milliliter", "milliliters")),
    Unit("percent", "percent", ("%", "per cent")),
    Unit("step", "steps"),
    Unit("page", "pages", ("pp",)),
    Unit("glass", "glasses"),
    Unit("cup", "cups"),
    Unit("cigarette", "cigarettes"),
    Unit("drink", "drinks"),
    Unit("unit", "units"),
    Unit("time", "times"),
    Unit("rep", "reps"),
    Unit("set", "sets"),
    Unit("push up", "push ups", ("pushup", "pushups")),
    Unit("word", "words"),
    Unit("calorie", "calories", ("kcal", "cal")),
    Unit("point", "points"),
    Unit("meal", "meals"),
    Unit("coffee", "coffees"),
    Unit("portion", "portions"),
    Unit("serving", "servings"),
    Unit("lesson", "lessons"),
    Unit("chapter", "chapters"),
    Unit("task", "tasks"),
    Unit("call", "calls"),
    Unit("dollar", "dollars", ("$", "usd"), "money"),
    Unit("euro", "euros", ("€", "eur"), "money", 1.0, ("euro", "euros")),
    Unit("degree", "degrees", ("°", "°c", "°f")),
)  # fmt: skip

_BY_SPELLING = {spelling: unit for unit in _KNOWN for spelling in unit.spellings()}

TIME_UNITS = {spelling: unit for spelling, unit in _BY_SPELLING.items() if unit.dimension == "time"}


def known_unit(spelling: str) -> Unit | None:
    """The unit of this spelling, or None."""
    return _BY_SPELLING.get(spelling.strip().lower().rstrip("."))


def unit_of(spelling: str) -> Unit | None:
    """The unit of this spelling; one made up from it where it is not known; None for an empty spelling."""
    name = spelling.strip().lower()
    if not name:
        return None
    known = known_unit(name)
    if known:
        return known
    if name.endswith("s") and not name.endswith("ss"):
        return Unit(name[:-1], name, known=False)
    return Unit(name, f"{name}s", known=False)


def converted(value: float, unit: Unit, wanted: Unit) -> float | None:
    """The value in the wanted unit, or None where one cannot be turned into the other.

    Things that are only counted go into each other unchanged when they are the same thing.
    """
    if unit.singular == wanted.singular:
        return value
    if unit.dimension and unit.dimension == wanted.dimension and unit.dimension != "money":
        return round(value * unit.factor / wanted.factor, 6)
    return None
