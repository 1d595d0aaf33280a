"""Units of measure, as they are written in settings, said, heard, and turned into one another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    singular: str
    plural: str
    gender: str = "m"
    """`m`, `f` or `n`: tells `ein` from `eine`."""
    aliases: tuple[str, ...] = ()
    """Other spellings, written or heard, in lower case; English names among them, since settings may hold those."""
    dimension: str = ""
    """Units of one dimension can be turned into each other; empty is countable things."""
    factor: float = 1.0
    """How many of the dimension's base unit one of these is."""
    known: bool = True
    """False for a unit made up from the user's own word."""

    @property
    def article(self) -> str:
        """`ein` or `eine`; without an article where the unit is the user's own word, whose gender nobody knows."""
        return "eine" if self.gender == "f" else "ein"

    @property
    def half(self) -> str:
        """`ein halber Liter`, `eine halbe Tasse`, `ein halbes Glas`."""
        return {"m": "ein halber", "f": "eine halbe", "n": "ein halbes"}[self.gender]

    def spellings(self) -> frozenset[str]:
        """Every spelling in lower case and without `ß`, as tokens have it."""
        spelt = (self.singular, self.plural, *self.aliases)
        return frozenset(name.lower().replace("ß", "ss") for name in spelt)


_KNOWN = (
    Unit("Stunde", "Stunden", "f", ("h", "std", "std.", "hour", "hours", "hr", "hrs"), "time", 60),
    Unit("Minute", "Minuten", "f", ("min", "mins", "min.", "minute", "minutes"), "time", 1),
    Unit("Sekunde", "Sekunden", "f", ("sek", "sec", "s", "second", "seconds"), "time", 1 / 60),
    Unit("Tag", "Tage", "m", ("tagen", "day", "days"), "time", 1440),
    Unit("Kilometer", "Kilometer", "m", ("km", "kilometern", "kilometre", "kilometres", "kilometers"), "length", 1000),
    Unit("Meter", "Meter", "m", ("m", "metern", "metre", "metres", "meters"), "length", 1),
    Unit("Zentimeter", "Zentimeter", "m", ("cm", "zentimetern", "centimetre", "centimetres"), "length", 0.01),
    Unit("Meile", "Meilen", "f", ("mi", "mile", "miles"), "length", 1609.344),
    Unit("Marathon", "Marathons", "m", (), "length", 42_195),
    Unit("Kilo", "Kilo", "n", ("kg", "kgs", "kilos", "kilogramm", "kilogram", "kilograms"), "mass", 1000),
    Unit("Gramm", "Gramm", "n", ("g", "gram", "grams"), "mass", 1),
    Unit("Pfund", "Pfund", "n", ("pound", "pounds", "lb", "lbs"), "mass", 500),
    Unit("Liter", "Liter", "m", ("l", "litern", "litre", "litres", "liters"), "volume", 1),
    Unit("Milliliter", "Milliliter", "m", ("ml", "millilitern", "millilitre", "millilitres"), "volume", 0.001),
    Unit("Prozent", "Prozent", "n", ("%", "percent")),
    Unit("Schritt", "Schritte", "m", ("schritten", "step", "steps")),
    Unit("Seite", "Seiten", "f", ("page", "pages", "pp")),
    Unit("Glas", "Gläser", "n", ("gläsern", "glass", "glasses", "wassergläser")),
    Unit("Tasse", "Tassen", "f", ("cup", "cups")),
    Unit("Flasche", "Flaschen", "f", ("bottle", "bottles")),
    Unit("Zigarette", "Zigaretten", "f", ("kippe", "kippen", "cigarette", "cigarettes", "fluppe", "fluppen")),
    Unit("Bier", "Bier", "n", ("biere", "bieren", "bierchen", "beer", "beers")),
    Unit("Drink", "Drinks", "m", ("drink",)),
    Unit("Einheit", "Einheiten", "f", ("unit", "units")),
    Unit("Mal", "Mal", "n", ("male", "malen", "time", "times")),
    Unit("Wiederholung", "Wiederholungen", "f", ("rep", "reps")),
    Unit("Satz", "Sätze", "m", ("sätzen", "set", "sets")),
    Unit("Liegestütz", "Liegestütze", "m", ("liegestützen", "push up", "push ups", "pushup", "pushups")),
    Unit("Kniebeuge", "Kniebeugen", "f", ("squat", "squats")),
    Unit("Wort", "Wörter", "n", ("worte", "wörtern", "worten", "word", "words")),
    Unit("Vokabel", "Vokabeln", "f", ()),
    Unit("Kalorie", "Kalorien", "f", ("kcal", "cal", "kalorien", "calorie", "calories")),
    Unit("Punkt", "Punkte", "m", ("punkten", "point", "points")),
    Unit("Mahlzeit", "Mahlzeiten", "f", ("meal", "meals")),
    Unit("Kaffee", "Kaffee", "m", ("kaffees", "coffee", "coffees")),
    Unit("Portion", "Portionen", "f", ("portions", "serving", "servings")),
    Unit("Lektion", "Lektionen", "f", ("lesson", "lessons")),
    Unit("Kapitel", "Kapitel", "n", ("kapiteln", "chapter", "chapters")),
    Unit("Aufgabe", "Aufgaben", "f", ("task", "tasks")),
    Unit("Anruf", "Anrufe", "m", ("anrufen", "call", "calls")),
    Unit("Stück", "Stück", "n", ("stücke", "stücken")),
    Unit("Bahn", "Bahnen", "f", ("lap", "laps")),
    Unit("Runde", "Runden", "f", ("round", "rounds")),
    Unit("Woche", "Wochen", "f", ("week", "weeks")),
    Unit("Dollar", "Dollar", "m", ("$", "usd", "dollars"), "money"),
    Unit("Euro", "Euro", "m", ("€", "eur", "euros"), "money"),
    Unit("Grad", "Grad", "n", ("°", "°c", "°f", "degree", "degrees")),
)  # fmt: skip

_BY_SPELLING = {spelling: unit for unit in _KNOWN for spelling in unit.spellings()}

TIME_UNITS = {spelling: unit for spelling, unit in _BY_SPELLING.items() if unit.dimension == "time"}


def known_unit(spelling: str) -> Unit | None:
    """The unit of this spelling, or None."""
    name = spelling.strip().lower().replace("ß", "ss")
    return _BY_SPELLING.get(name) or _BY_SPELLING.get(name.rstrip("."))


def unit_of(spelling: str) -> Unit | None:
    """The unit of this spelling; one made up from it where it is not known; None for an empty spelling."""
    name = spelling.strip()
    if not name:
        return None
    return known_unit(name) or Unit(name, name, known=False)


def same_thing(unit: Unit, wanted: Unit) -> bool:
    return unit.singular.lower() == wanted.singular.lower()


def converted(value: float, unit: Unit, wanted: Unit) -> float | None:
    """The value in the wanted unit, or None where one cannot be turned into the other.

    Things that are only counted go into each other unchanged when they are the same thing.
    """
    if same_thing(unit, wanted):
        return value
    if unit.dimension and unit.dimension == wanted.dimension and unit.dimension != "money":
        return round(value * unit.factor / wanted.factor, 6)
    return None
