"""French units of measure, and the small words that go with them."""

from __future__ import annotations

from dataclasses import replace

from appliance.language.french.tokens import folded
from appliance.language.reading.units import Unit, Units

_KNOWN = (
    Unit("heure", "heures", ("h", "hour", "hours", "hr", "hrs"), "time", 60),
    Unit("minute", "minutes", ("min", "mins", "mn"), "time", 1),
    Unit("seconde", "secondes", ("s", "sec", "second", "seconds"), "time", 1 / 60),
    Unit("jour", "jours", ("day", "days"), "time", 1440),
    Unit("kilomètre", "kilomètres", ("km", "kms", "kilometer", "kilometers", "kilometre", "kilometres", "borne",
                                     "bornes"), "length", 1000),
    Unit("mètre", "mètres", ("m", "meter", "meters", "metre", "metres"), "length", 1),
    Unit("marathon", "marathons", (), "length", 42_195),
    Unit("mile", "miles", ("mi",), "length", 1609.344),
    Unit("kilo", "kilos", ("kg", "kgs", "kilogramme", "kilogrammes", "kilogram", "kilograms"), "mass", 1000),
    Unit("gramme", "grammes", ("g", "gram", "grams"), "mass", 1),
    Unit("livre", "livres", ("lb", "lbs", "pound", "pounds"), "mass", 453.59237),
    Unit("litre", "litres", ("l", "liter", "liters"), "volume", 1),
    Unit("centilitre", "centilitres", ("cl",), "volume", 0.01),
    Unit("millilitre", "millilitres", ("ml", "milliliter", "milliliters"), "volume", 0.001),
    Unit("pour cent", "pour cent", ("%", "percent", "pourcent")),
    Unit("pas", "pas", ("step", "steps")),
    Unit("page", "pages", ("pp",)),
    Unit("verre", "verres", ("glass", "glasses")),
    Unit("tasse", "tasses", ("cup", "cups")),
    Unit("café", "cafés", ("coffee", "coffees", "cafe", "cafes")),
    Unit("cigarette", "cigarettes", ("clope", "clopes")),
    Unit("boisson", "boissons", ("drink", "drinks")),
    Unit("unité", "unités", ("unit", "units", "unite", "unites")),
    Unit("fois", "fois", ("time", "times")),
    Unit("répétition", "répétitions", ("rep", "reps", "repetition", "repetitions")),
    Unit("série", "séries", ("set", "sets", "serie", "series")),
    Unit("pompe", "pompes", ("push up", "push ups", "pushup", "pushups")),
    Unit("mot", "mots", ("word", "words")),
    Unit("calorie", "calories", ("kcal", "cal")),
    Unit("point", "points"),
    Unit("repas", "repas", ("meal", "meals")),
    Unit("portion", "portions", ("serving", "servings")),
    Unit("leçon", "leçons", ("lesson", "lessons", "lecon", "lecons")),
    Unit("chapitre", "chapitres", ("chapter", "chapters")),
    Unit("tâche", "tâches", ("task", "tasks", "tache", "taches")),
    Unit("appel", "appels", ("call", "calls")),
    Unit("dollar", "dollars", ("$", "usd"), "money"),
    Unit("euro", "euros", ("€", "eur"), "money", 1.0),
    Unit("degré", "degrés", ("°", "°c", "degre", "degres")),
)  # fmt: skip

_FEMININE = frozenset({
    "heure", "minute", "seconde", "livre", "page", "tasse", "cigarette", "boisson", "unité", "fois", "répétition",
    "série", "pompe", "calorie", "portion", "leçon", "tâche",
})  # fmt: skip
_VOWELS = "aàâeéèêiîoôuûyh"


def _make_up(name: str) -> Unit:
    if name[-1] in "sxz" and len(name) > 3:
        return Unit(name.removesuffix("s"), name, known=False)
    return Unit(name, f"{name}s", known=False)


UNITS = Units((replace(unit, aliases=(*unit.aliases, *map(folded, unit.spellings()))) for unit in _KNOWN), _make_up)


def is_feminine(unit: Unit) -> bool:
    """`une page`; words of the user's own are told by their ending."""
    if unit.known:
        return unit.singular in _FEMININE
    return unit.singular.endswith("e") and not unit.singular.endswith(("age", "isme", "ème", "mètre"))


def of(noun: str) -> str:
    """`de litre`, `d'heure`."""
    return f"d'{noun}" if noun[:1] in _VOWELS else f"de {noun}"
