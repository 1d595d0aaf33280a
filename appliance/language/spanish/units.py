"""Units of measure, with the gender of their names."""

from __future__ import annotations

from appliance.language.reading.units import Unit, Units
from appliance.language.spanish.tokens import folded

_FEMININE: set[str] = set()


def _unit(
    singular: str, plural: str, aliases: tuple[str, ...] = (), dimension: str = "", factor: float = 1.0, *,
    feminine: bool = False,
) -> Unit:  # fmt: skip
    """A unit that is also known by its spellings without accents."""
    spelt = (*aliases, *(folded(name) for name in (singular, plural, *aliases)))
    if feminine:
        _FEMININE.add(singular)
    return Unit(singular, plural, spelt, dimension, factor)


_KNOWN = (
    _unit("hora", "horas", ("h", "hr", "hrs", "hs", "horita", "horitas", "hour", "hours"), "time", 60, feminine=True),
    _unit("minuto", "minutos", ("min", "mins", "minutito", "minutitos", "minute", "minutes"), "time", 1),
    _unit("pomodoro", "pomodoros", (), "time", 25),
    _unit("segundo", "segundos", ("seg", "s"), "time", 1 / 60),
    _unit("día", "días", ("dia", "dias", "day", "days"), "time", 1440),
    _unit("kilómetro", "kilómetros", ("km", "kms", "quilómetros", "kilometre", "kilometres"), "length", 1000),
    _unit("metro", "metros", ("m", "mts"), "length", 1),
    _unit("maratón", "maratones", (), "length", 42_195, feminine=True),
    _unit("milla", "millas", ("mi",), "length", 1609.344, feminine=True),
    _unit("kilo", "kilos", ("kg", "kgs", "kilogramo", "kilogramos"), "mass", 1000),
    _unit("gramo", "gramos", ("g", "gr", "grs"), "mass", 1),
    _unit("libra", "libras", ("lb", "lbs"), "mass", 453.59237, feminine=True),
    _unit("litro", "litros", ("l", "lts"), "volume", 1),
    _unit("mililitro", "mililitros", ("ml",), "volume", 0.001),
    _unit("por ciento", "por ciento", ("%", "porciento", "percent")),
    _unit("paso", "pasos", ("steps",)),
    _unit("página", "páginas", ("pág", "págs", "pages"), feminine=True),
    _unit("vaso", "vasos", ("vasito", "vasitos", "glasses")),
    _unit("taza", "tazas", ("tacita", "tacitas", "cups"), feminine=True),
    _unit("copa", "copas", ("copita", "copitas"), feminine=True),
    _unit("cerveza", "cervezas", ("caña", "cañas", "cervecita", "cervecitas", "birra", "birras"), feminine=True),
    _unit("cigarrillo", "cigarrillos", ("cigarro", "cigarros", "pitillo", "pitillos", "cigarrito", "cigarritos")),
    _unit("café", "cafés", ("cafecito", "cafecitos", "cafelito", "cafelitos")),
    _unit("unidad", "unidades", (), feminine=True),
    _unit("vez", "veces", ("times",), feminine=True),
    _unit("repetición", "repeticiones", ("reps",), feminine=True),
    _unit("serie", "series", (), "round", feminine=True),
    _unit("tanda", "tandas", (), "round", feminine=True),
    _unit("ronda", "rondas", (), "round", feminine=True),
    _unit("flexión", "flexiones", ("lagartija", "lagartijas"), feminine=True),
    _unit("sentadilla", "sentadillas", (), feminine=True),
    _unit("palabra", "palabras", ("words",), feminine=True),
    _unit("caloría", "calorías", ("kcal", "cal"), feminine=True),
    _unit("punto", "puntos"),
    _unit("comida", "comidas", (), feminine=True),
    _unit("porción", "porciones", (), feminine=True),
    _unit("ración", "raciones", (), feminine=True),
    _unit("pieza", "piezas", (), feminine=True),
    _unit("lección", "lecciones", (), feminine=True),
    _unit("capítulo", "capítulos"),
    _unit("tarea", "tareas", (), feminine=True),
    _unit("llamada", "llamadas", (), feminine=True),
    _unit("persona", "personas", (), feminine=True),
    _unit("largo", "largos"),
    _unit("euro", "euros", ("€", "eur"), "money"),
    _unit("dólar", "dólares", ("$", "usd"), "money"),
    _unit("peso", "pesos", (), "money"),
    _unit("céntimo", "céntimos", ("cts",), "money", 0.01),
    _unit("centavo", "centavos", (), "money", 0.01),
    _unit("paquete", "paquetes", ("cajetilla", "cajetillas"), "pack"),
    _unit("caja", "cajas", (), "pack", feminine=True),
    _unit("cartón", "cartones", (), "pack"),
    _unit("grado", "grados", ("°", "°c")),
)  # fmt: skip

_FEMININE_ENDINGS = ("a", "ción", "sión", "dad", "tad", "tud")
_MASCULINE = frozenset({"problema", "programa", "tema", "mapa", "poema", "idioma", "sistema", "día"})


def _one_and_many(name: str) -> tuple[str, str]:
    """Singular and plural of a word in either: `manzanas`, `árbol`, `canciones`, `luz`."""
    if name.endswith("ciones"):
        return f"{name[:-6]}ción", name
    if name.endswith(("ces", "res", "les", "nes", "des")) and len(name) > 4:
        return (f"{name[:-3]}z" if name.endswith("ces") else name[:-2]), name
    if name.endswith("s") and not name.endswith(("és", "ís", "us", "is")):
        return name[:-1], name
    if name.endswith("z"):
        return name, f"{name[:-1]}ces"
    if name.endswith(("ción", "sión")):
        return name, f"{name[:-2]}ones"
    return name, f"{name}s" if name[-1:] in "aeiouáéíóú" else f"{name}es"


def _made_up(name: str) -> Unit:
    one, many = _one_and_many(name)
    return Unit(one, many, (folded(one), folded(many)), known=False)


UNITS = Units(_KNOWN, _made_up)


def is_feminine(unit: Unit) -> bool:
    """`una hora`, but `un minuto`."""
    if unit.known:
        return unit.singular in _FEMININE
    return unit.singular.endswith(_FEMININE_ENDINGS) and unit.singular not in _MASCULINE
