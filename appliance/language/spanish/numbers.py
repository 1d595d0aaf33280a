"""Spanish numbers: the words around them, and how they are said."""

from __future__ import annotations

from decimal import Decimal

from num2words import num2words

from appliance.language.forms import listed
from appliance.language.reading.numbers import NumberWords, number_in
from appliance.language.reading.tokens import word_at
from appliance.language.spanish.choosing import CHOICE
from appliance.language.spanish.numberwords import ARTICLES, piece_at
from appliance.language.spanish.ruledout import doubted
from appliance.language.spanish.tokens import spoken_words, tokens
from appliance.language.spanish.units import UNITS, is_feminine
from appliance.language.spanish.zero import ZERO
from appliance.language.values import Found

_SMALLER = {"kilómetro": "metros", "kilo": "gramos", "litro": "mililitros"}
_ABOUT = ["mas", "o", "menos"]


def number_tokens(text: str) -> list[str]:
    """The tokens without `más o menos`, whose words would bound the number that follows."""
    spoken = tokens(text)
    for place in range(len(spoken) - 2, -1, -1):
        if spoken[place : place + 3] == _ABOUT:
            spoken[place : place + 3] = ["como"]
    return spoken


NUMBERS = NumberWords(
    tokens=number_tokens,
    piece_at=piece_at,
    units=UNITS,
    choice=CHOICE,
    zero=ZERO,
    before_unit=listed("de mas buenos buenas enteros enteras"),
    and_=listed("y con"),
    vague=spoken_words("más menos mínimo máximo mucho encima debajo"),
    around=spoken_words("eh este pues bueno creo que solo como unos unas"),
    also_number=listed("un uno una"),
)


def _read_number(text: str, unit: str = "") -> Found | None:
    """The number an utterance gives, in `unit`; None where it gives none. `10k` is ten kilometres or ten thousand."""
    wanted = UNITS.of(unit)
    spoken = _one_and_a_half(number_tokens(text))
    if wanted and not wanted.known:
        spoken = _half_first(_one_counted(spoken, wanted.singular), wanted.spellings())
    if wanted and wanted.singular == "kilómetro":
        spoken = ["km" if word == "k" else word for word in spoken]
    return number_in(NUMBERS, _with_small_unit(spoken), wanted)


read_number = doubted(_read_number)


def _one_and_a_half(spoken: list[str]) -> list[str]:
    """`kilómetro y medio` told as `un kilómetro y medio`."""
    for place in range(len(spoken) - 2):
        before = spoken[place - 1] if place else ""
        half = spoken[place + 1] == "y" and spoken[place + 2] in ("medio", "media", "cuarto")
        if half and UNITS.known(spoken[place]) and piece_at([before], 0) is None:
            return [*spoken[:place], "un", *spoken[place:]]
    return spoken


def _with_small_unit(spoken: list[str]) -> list[str]:
    """`cinco kilómetros trescientos` told as `… trescientos metros`, `ochenta kilos doscientos` as `… gramos`."""
    for place, word in enumerate(spoken):
        unit = UNITS.known(word)
        small = _SMALLER.get(unit.singular) if unit else None
        rest = piece_at(spoken, place + 1) if small else None
        if small and rest and 100 <= rest.value < 1000 and UNITS.known(word_at(spoken, rest.end)) is None:
            return [*spoken[: rest.end], small, *spoken[rest.end :]]
    return spoken


def _one_counted(spoken: list[str], thing: str) -> list[str]:
    """`una manzana` told as `1 manzana`, for a thing of the user's own: before what is counted it is no article."""
    following = [*spoken[1:], ""]
    return ["1" if word in ARTICLES and after == thing else word for word, after in zip(spoken, following, strict=True)]


def _half_first(spoken: list[str], names: frozenset[str]) -> list[str]:
    """`dos manzanas y media` told as `dos y media manzanas`, for a thing of the user's own."""
    for place in range(len(spoken) - 2):
        if spoken[place] in names and spoken[place + 1] == "y" and spoken[place + 2] in ("medio", "media"):
            return [*spoken[:place], "y", spoken[place + 2], spoken[place], *spoken[place + 3 :]]
    return spoken


def say_number(value: float, *, feminine: bool = False, before_noun: bool = False) -> str:
    """A number as words: `seis y medio`, `ciento cinco`, `dos coma treinta y cinco`.

    Halves are said as such; anything else to two decimals. `feminine` gives `doscientas`, `seis y media`; `before_noun`
          gives `un`, `veintiún` where a masculine noun follows.
    """
    rounded = round(Decimal(str(value)), 2)
    if rounded < 0:
        return f"menos {say_number(float(-rounded), feminine=feminine, before_noun=before_noun)}"
    whole, fraction = divmod(rounded, 1)
    half = "media" if feminine else "medio"
    if not fraction:
        return _whole(int(whole), feminine=feminine, before_noun=before_noun)
    if fraction == Decimal("0.5"):
        return f"{_whole(int(whole), feminine=feminine)} y {half}" if whole else half
    digits = f"{fraction:.2f}"[2:].rstrip("0")
    decimals = f"cero {_whole(int(digits[1]))}" if len(digits) == 2 and digits[0] == "0" else _whole(int(digits))
    return f"{_whole(int(whole))} coma {decimals}"


def _whole(value: int, *, feminine: bool = False, before_noun: bool = False) -> str:
    said = str(num2words(value, lang="es")).replace(",", "")
    if feminine:
        said = said.replace("cientos", "cientas").replace("quinientos", "quinientas")
        return f"{said[:-3]}una" if said.endswith("uno") else said.replace("quinientos", "quinientas")
    if before_noun and said.endswith("veintiuno"):
        return f"{said[:-9]}veintiún"
    return f"{said[:-3]}un" if before_noun and said.endswith("uno") else said


def say_quantity(value: float, unit: str) -> str:
    """A number with its unit: `cinco kilómetros`, `una taza`, `medio litro`, `dos tazas y media`."""
    measure = UNITS.of(unit)
    if measure is None:
        return say_number(value)
    rounded = round(value, 2)
    whole, half = int(rounded // 1), "media" if is_feminine(measure) else "medio"
    if rounded == 0.5:
        return f"{half} {measure.singular}"
    if rounded % 1 == 0.5:
        counted = _whole(whole, feminine=is_feminine(measure), before_noun=True)
        return f"{counted} {measure.singular if whole == 1 else measure.plural} y {half}"
    name = measure.singular if rounded == 1 else measure.plural
    thousand = "de " if rounded >= 1_000_000 and rounded % 1_000_000 == 0 else ""
    return f"{say_number(value, feminine=is_feminine(measure), before_noun=True)} {thousand}{name}"
