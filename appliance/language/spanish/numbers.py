"""Spanish numbers: the words around them, and how they are said."""

from __future__ import annotations

from decimal import Decimal

from num2words import num2words

from appliance.language.forms import listed
from appliance.language.reading.numbers import NumberWords, number_in
from appliance.language.reading.pieces import pieces_of
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.reading.units import Unit
from appliance.language.spanish.choosing import CHOICE
from appliance.language.spanish.numberwords import ARTICLES, below_hundred, piece_at
from appliance.language.spanish.rounds import in_rounds
from appliance.language.spanish.ruledout import doubted
from appliance.language.spanish.tokens import spoken_words, tokens
from appliance.language.spanish.units import UNITS, is_feminine
from appliance.language.spanish.zero import ZERO
from appliance.language.values import Found

_SMALLER = {"kilómetro": "metros", "kilo": "gramos", "litro": "mililitros"}
_ABOUT = ["mas", "o", "menos"]
_BEFORE_AN_HOUR = frozenset({"a", "sobre", "hacia", "desde"})
_REACHED = spoken_words("llegué llegado llegamos")
_NO_HOUR = frozenset({"mil", "coma", "punto"})
_A_TIME = 0.35
"""At most this certainty for what may well be a time of day: it is asked again."""


def number_tokens(text: str) -> list[str]:
    """The tokens without `más o menos`, whose words would bound the number that follows."""
    spoken = tokens(text)
    for place in range(len(spoken) - 2, -1, -1):
        if spoken[place : place + 3] == _ABOUT:
            spoken[place : place + 3] = ["como"]
    return _both_thousands(spoken)


def _both_thousands(spoken: list[str]) -> list[str]:
    """`dos o tres mil`, `entre ocho y diez mil`: thousands at both ends."""
    for place in range(1, len(spoken) - 2):
        link = spoken[place]
        first, last = below_hundred(spoken, place - 1), below_hundred(spoken, place + 1)
        ranged = link in ("o", "u") or (link in ("y", "a") and not {"entre", "de"}.isdisjoint(spoken[:place]))
        ends = first and last and first[1] == place and word_at(spoken, last[1]) == "mil" and first[0] < last[0]
        if ranged and ends and first and first[0] > 0:
            return [*spoken[:place], "mil", *spoken[place:]]
    return spoken


NUMBERS = NumberWords(
    tokens=number_tokens,
    piece_at=piece_at,
    units=UNITS,
    choice=CHOICE,
    zero=ZERO,
    before_unit=listed("de mas buenos buenas enteros enteras"),
    and_=listed("y con"),
    vague=spoken_words("más menos mínimo máximo mucho encima debajo pasé"),
    around=spoken_words("eh este pues bueno creo que solo como unos unas"),
    also_number=listed("un uno una"),
)


def _read_number(text: str, unit: str = "") -> Found | None:
    """The number an utterance gives, in `unit`; None where it gives none. `10k` is ten kilometres or ten thousand."""
    wanted = UNITS.of(unit)
    spoken = _one_and_a_half(_with_cents(_with_tenths(number_tokens(text))))
    if wanted and not wanted.known:
        spoken = _half_first(_one_counted(spoken, wanted.singular), wanted.spellings())
    if wanted and wanted.singular == "kilómetro":
        spoken = ["km" if word == "k" else word for word in spoken]
    return _unless_a_time(_with_small_unit(spoken), wanted)


read_number = in_rounds(doubted(_read_number))


def _unless_a_time(spoken: list[str], wanted: Unit | None) -> Found | None:
    """The number, but not the nine of `a las nueve`, which alone is to be asked again."""
    hours = [place for place in range(2, len(spoken)) if _tells_an_hour(spoken, place)]
    if not hours:
        return number_in(NUMBERS, spoken, wanted)
    found = number_in(NUMBERS, [BREAK if place in hours else word for place, word in enumerate(spoken)], wanted)
    if found is not None:
        return found
    found = number_in(NUMBERS, spoken, wanted)
    return found and found.at_most(_A_TIME)


def _tells_an_hour(spoken: list[str], place: int) -> bool:
    """Whether an hour of the day stands there: `a las nueve`, not `a las nueve páginas`, `llegué a las nueve`."""
    if spoken[place - 1] not in ("las", "la") or spoken[place - 2] not in _BEFORE_AN_HOUR:
        return False
    reached = spoken[max(0, place - 3)] in _REACHED
    number = below_hundred(spoken, place)
    counted = number is None or UNITS.known(word_at(spoken, number[1])) or word_at(spoken, number[1]) in _NO_HOUR
    return not reached and not counted and 1 <= (number or (0, 0))[0] <= (1 if spoken[place - 1] == "la" else 24)


def _with_tenths(spoken: list[str]) -> list[str]:
    """`setenta y dos kilos con cuatro` told as `setenta y dos con cuatro kilos`."""
    for place in range(1, len(spoken) - 2):
        unit = UNITS.known(spoken[place])
        tenths = below_hundred(spoken, place + 2) if unit and unit.singular in _SMALLER else None
        if tenths and spoken[place + 1] == "con" and word_at(spoken, tenths[1]) in ("", BREAK):
            return [*spoken[:place], *spoken[place + 1 : tenths[1]], spoken[place], *spoken[tenths[1] :]]
    return spoken


def _with_cents(spoken: list[str]) -> list[str]:
    """`veintitrés euros con cuarenta`, `doce euros cincuenta` told as `23.40 euros`."""
    for piece in pieces_of(spoken, piece_at):
        unit = UNITS.known(word_at(spoken, piece.end))
        if unit is None or unit.dimension != "money" or unit.factor < 1 or piece.value % 1:
            continue
        link = word_at(spoken, piece.end + 1)
        cents = below_hundred(spoken, piece.end + 1 + (link in ("con", "y")))
        named = UNITS.known(word_at(spoken, cents[1])) if cents else None
        ended = cents is not None and word_at(spoken, cents[1]) in ("", BREAK)
        plain = ended and link != "y" and (link == "con" or (cents or (0, 0))[0] >= 10)
        if cents and (plain or (named and named.dimension == "money" and named.factor < 1)):
            told = f"{piece.value + cents[0] / 100:.2f}"
            return [*spoken[: piece.start], told, spoken[piece.end], *spoken[cents[1] + (named is not None) :]]
    return spoken


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
