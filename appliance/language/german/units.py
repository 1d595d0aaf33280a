"""German units of measure. They are looked up in lower case and said with a capital."""

from __future__ import annotations

from appliance.language.forms import listed
from appliance.language.reading.units import Unit, Units

KNOWN = (
    Unit("stunde", "stunden", ("h", "std", "std.", "hour", "hours", "hr", "hrs"), "time", 60),
    Unit("minute", "minuten", ("min", "mins", "min.", "minute", "minutes"), "time", 1),
    Unit("viertelstunde", "viertelstunden", (), "time", 15),
    Unit("dreiviertelstunde", "dreiviertelstunden", (), "time", 45),
    Unit("sekunde", "sekunden", ("sek", "sec", "s", "second", "seconds"), "time", 1 / 60),
    Unit("tag", "tage", ("tagen", "day", "days"), "time", 1440),
    Unit("kilometer", "kilometer", ("km", "kilometern", "kilometre", "kilometres", "kilometers"), "length", 1000),
    Unit("meter", "meter", ("m", "metern", "metre", "metres", "meters"), "length", 1),
    Unit("zentimeter", "zentimeter", ("cm", "zentimetern", "centimetre", "centimetres"), "length", 0.01),
    Unit("meile", "meilen", ("mi", "mile", "miles"), "length", 1609.344),
    Unit("marathon", "marathons", (), "length", 42_195),
    Unit("kilo", "kilo", ("kg", "kgs", "kilos", "kilogramm", "kilogram", "kilograms"), "mass", 1000),
    Unit("gramm", "gramm", ("g", "gram", "grams"), "mass", 1),
    Unit("pfund", "pfund", ("pound", "pounds", "lb", "lbs"), "mass", 500),
    Unit("liter", "liter", ("l", "litern", "litre", "litres", "liters"), "volume", 1),
    Unit("milliliter", "milliliter", ("ml", "millilitern", "millilitre", "millilitres"), "volume", 0.001),
    Unit("prozent", "prozent", ("%", "percent")),
    Unit("schritt", "schritte", ("schritten", "step", "steps")),
    Unit("seite", "seiten", ("page", "pages", "pp")),
    Unit("glas", "gläser", ("gläsern", "glass", "glasses", "wassergläser")),
    Unit("tasse", "tassen", ("cup", "cups")),
    Unit("flasche", "flaschen", ("bottle", "bottles")),
    Unit("zigarette", "zigaretten", ("kippe", "kippen", "cigarette", "cigarettes", "fluppe", "fluppen")),
    Unit("bier", "bier", ("biere", "bieren", "bierchen", "beer", "beers")),
    Unit("drink", "drinks", ("drink",)),
    Unit("einheit", "einheiten", ("unit", "units")),
    Unit("mal", "mal", ("male", "malen", "time", "times")),
    Unit("wiederholung", "wiederholungen", ("rep", "reps")),
    Unit("satz", "sätze", ("sätzen", "set", "sets")),
    Unit("liegestütz", "liegestütze", ("liegestützen", "push up", "push ups", "pushup", "pushups")),
    Unit("kniebeuge", "kniebeugen", ("squat", "squats")),
    Unit("wort", "wörter", ("worte", "wörtern", "worten", "word", "words")),
    Unit("vokabel", "vokabeln", ()),
    Unit("kalorie", "kalorien", ("kcal", "cal", "calorie", "calories")),
    Unit("punkt", "punkte", ("punkten", "point", "points")),
    Unit("mahlzeit", "mahlzeiten", ("meal", "meals")),
    Unit("kaffee", "kaffee", ("kaffees", "coffee", "coffees")),
    Unit("portion", "portionen", ("portions", "serving", "servings")),
    Unit("lektion", "lektionen", ("lesson", "lessons")),
    Unit("kapitel", "kapitel", ("kapiteln", "chapter", "chapters")),
    Unit("aufgabe", "aufgaben", ("task", "tasks")),
    Unit("anruf", "anrufe", ("anrufen", "call", "calls")),
    Unit("stück", "stück", ("stücke", "stücken")),
    Unit("bahn", "bahnen", ("lap", "laps")),
    Unit("runde", "runden", ("round", "rounds")),
    Unit("woche", "wochen", ("week", "weeks")),
    Unit("dollar", "dollar", ("$", "usd", "dollars"), "money"),
    Unit("euro", "euro", ("€", "eur", "euros"), "money"),
    Unit("grad", "grad", ("°", "°c", "°f", "degree", "degrees")),
)  # fmt: skip

_FEMININE = listed("""
stunde minute sekunde meile seite tasse flasche zigarette einheit wiederholung kniebeuge vokabel kalorie mahlzeit
portion lektion aufgabe bahn runde woche viertelstunde dreiviertelstunde
""")
_NEUTER = listed("""
kilo gramm pfund prozent glas bier mal wort kapitel stück grad
""")

UNITS = Units(KNOWN)


def article(unit: Unit) -> str:
    """`ein` or `eine`."""
    return "eine" if unit.singular in _FEMININE else "ein"


def half_of(unit: Unit) -> str:
    """`ein halber Liter`, `eine halbe Tasse`, `ein halbes Glas`."""
    half = "halbe" if unit.singular in _FEMININE else "halbes" if unit.singular in _NEUTER else "halber"
    return f"{article(unit)} {half} {singular(unit)}"


def singular(unit: Unit) -> str:
    """As it is written and said."""
    return unit.singular.capitalize()


def plural(unit: Unit) -> str:
    """As it is written and said."""
    return unit.plural.capitalize()
