"""English units of measure."""

from __future__ import annotations

from appliance.language.reading.units import Unit, Units

KNOWN = (
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
    Unit("stone", "stone", ("stones",), "mass", 6350.29318),
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


def _make_up(name: str) -> Unit:
    if name.endswith("s") and not name.endswith("ss"):
        return Unit(name[:-1], name, known=False)
    return Unit(name, f"{name}s", known=False)


UNITS = Units(KNOWN, _make_up)


def article(unit: Unit) -> str:
    """`a` or `an`, by sound."""
    return "an" if unit.singular[:1] in "aeio" or unit.singular == "hour" else "a"
