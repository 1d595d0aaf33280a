"""How long, in French: `six heures et demie`, `une demi-heure`, `trois quarts d'heure`, `une heure vingt`, `6h30`."""

from __future__ import annotations

import re
from dataclasses import replace

from appliance.language.forms import Forms, lines, listed
from appliance.language.french.clockwords import clock_at
from appliance.language.french.numbers import CHOICE, ZERO, with_decimals_first
from appliance.language.french.numberwords import below_hundred, part_at, piece_at
from appliance.language.french.saying import unit_minutes
from appliance.language.french.tokens import spelled, tokens
from appliance.language.french.units import UNITS
from appliance.language.reading.choosing import choose
from appliance.language.reading.clock import Clock
from appliance.language.reading.durations import Stretch
from appliance.language.reading.numbers import SURE
from appliance.language.reading.pieces import Piece
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.reading.zero import means_zero
from appliance.language.values import Found

_MINUTES = UNITS.minutes
_HOUR = 60.0
_DIGITAL = re.compile(r"(\d{1,2})[h:](\d\d)(?::\d\d)?")
_SIZES = listed("petite petites bonne bonnes grosse grosses grande grandes longue longues pleines vraies d de autres")
_LARGE = _SIZES | {"bon", "petit"}
_VAGUE = listed("moins plus presque quasi quasiment peine maximum minimum")
_NO_TIME = Forms(
    lines(spelled("pas [du tout] dormi | pas fermé l'oeil | rien dormi | [une] nuit blanche | pas une minute"))
)
_AT = listed("a vers des depuis jusque avant apres")
_NO_CLOCK_AFTER_AT = listed("peu peine environ moitie")
_SLEPT = listed("couche couchee endormi endormie dormi lit coucher dodo")
_WOKE = listed("leve levee reveille reveillee lever reveil debout")
_CLOCK_SIGNS = Forms(lines(spelled("du (matin | soir) | de l'après | midi | minuit | du mat")))
_OCCASIONS = CHOICE.portions | {"aujourdhui", "hier"}
_FEW = 12
"""`un et demi` where minutes are asked for: below this many it is taken for hours."""

_MOST_HOURS = 24
_EARLIEST = 6 * 60
"""Minute of the day: `de deux heures à trois heures` tells how long, `de neuf heures à midi` from when."""


def read_duration(text: str, unit: str) -> Found | None:
    """The duration an utterance gives, in `unit` (hours, minutes …); None where it gives none.

    A bare number takes the unit asked for; `sept trente` is seven and a half hours. A time of day is no duration.
    """
    spoken = with_decimals_first(tokens(text))
    own = unit_minutes(unit)
    if _NO_TIME.inside(spoken) and _MINUTES.keys().isdisjoint(spoken):
        return Found(0, 0.85)
    span = _from_until(spoken, sure=own != _HOUR)
    if span is not None:
        return Found(round(span / own, 6), 0.6)
    if _CLOCK_SIGNS.inside([word for index, word in enumerate(spoken) if spoken[max(0, index - 1)] != "apres"]):
        return None
    stretches = _without_articles(spoken, stretches_in(spoken, hours=own == _HOUR))
    minutes = [_in_minutes(spoken, stretches, index, own) for index in range(len(stretches))]
    liked = [stretch.minutes_per is not None or _told_with_part_of_day(spoken, stretch) for stretch in stretches]
    chosen = choose(CHOICE, spoken, minutes, liked)
    if chosen is None:
        return means_zero(ZERO, spoken)
    certainty = 0.3 if _at_a_time(spoken, chosen.start) else min(SURE, chosen.certainty)
    vague = any(word in _VAGUE for word in spoken[max(0, chosen.start - 2) : chosen.start])
    return Found(round(chosen.value / own, 6), certainty * (0.85 if vague else 1))


def _without_articles(spoken: list[str], stretches: list[Stretch]) -> list[Stretch]:
    """Without the one of `une nuit de six heures`."""
    return [
        stretch
        for stretch in stretches
        if stretch.minutes_per or stretch.piece.certainty == 1 or spoken[stretch.piece.start] not in ("un", "une")
    ]


def _told_with_part_of_day(spoken: list[str], stretch: Stretch) -> bool:
    """The thirty of `vingt minutes le matin et trente le soir`."""
    return not _OCCASIONS.isdisjoint(spoken[stretch.piece.end : stretch.piece.end + 3])


def _at_a_time(spoken: list[str], start: int) -> bool:
    """`couché à onze heures`: told as a time of day."""
    return word_at(spoken, start - 1) in _AT and word_at(spoken, start) not in _NO_CLOCK_AFTER_AT


def _in_minutes(spoken: list[str], stretches: list[Stretch], index: int, own: float) -> Piece:
    """A stretch as minutes. A bare number takes the unit of the next one that has a unit, else of the one before;
    before `fois` it only multiplies."""
    stretch = stretches[index]
    per = stretch.minutes_per
    if word_at(spoken, stretch.piece.end) in CHOICE.times:
        return stretch.piece
    if per is None:
        later = [other.minutes_per for other in stretches[index + 1 :] if other.minutes_per]
        earlier = [other.minutes_per for other in stretches[:index] if other.minutes_per]
        per = later[0] if later else earlier[-1] if earlier else own
        if per == 1 and stretch.piece.value % 1 and stretch.piece.value < _FEW:
            return replace(stretch.piece, value=stretch.piece.value * 60, certainty=0.6)
    return replace(stretch.piece, value=stretch.piece.value * per)


def stretches_in(spoken: list[str], *, hours: bool) -> list[Stretch]:
    """Every number or duration among the words, from left to right; `hours` where a duration in hours is expected."""
    found: list[Stretch] = []
    place = 0
    while place < len(spoken):
        stretch = None if spoken[place] == BREAK else stretch_at(spoken, place, hours=hours)
        if stretch is None:
            place += 1
        else:
            found.append(stretch)
            place = stretch.piece.end
    return found


def stretch_at(spoken: list[str], place: int, *, hours: bool) -> Stretch | None:
    """The longest duration or number that begins at this word, or None."""
    written = _digital(spoken, place, certain=hours) or _part_of_hour(spoken, place)
    if written:
        return written
    piece = piece_at(spoken, place)
    if piece is None:
        return None
    after = piece.end
    while word_at(spoken, after) in _SIZES:
        after += 1
    per = _MINUTES.get(word_at(spoken, after))
    if per is not None:
        lone_one = piece.end == place + 1 and word_at(spoken, place) in ("un", "une")
        certainty = 1.0 if lone_one else piece.certainty
        return _with_rest(spoken, replace(piece, end=after + 1, certainty=certainty), per)
    return (_bare_pair(spoken, place) if hours else None) or Stretch(piece, None)


def _digital(spoken: list[str], place: int, *, certain: bool) -> Stretch | None:
    """`6h30`, `1:30`."""
    match = _DIGITAL.fullmatch(word_at(spoken, place))
    if match is None or int(match[2]) > 59:
        return None
    colon = ":" in spoken[place]
    value = int(match[1]) + int(match[2]) / 60
    end = place + 2 if word_at(spoken, place + 1) in _MINUTES else place + 1
    return Stretch(Piece(value, place, end, 0.7 if colon and not certain else 0.95), _HOUR)


def _part_of_hour(spoken: list[str], place: int) -> Stretch | None:
    """`une demi-heure`, `trois quarts d'heure`, `une demi-heure de plus`, `un quart d'heure`."""
    start = (
        place + 1 if word_at(spoken, place) in ("une", "1", "la") and word_at(spoken, place + 1) == "demi" else place
    )
    part = (1 / 2, start + 1) if word_at(spoken, start) == "demi" else part_at(spoken, start)
    if part is None and word_at(spoken, start) in ("petite", "bonne", "grosse"):
        return _part_of_hour(spoken, start + 1)
    if (
        part is None
        and word_at(spoken, place) in ("une", "un")
        and word_at(spoken, place + 1) in _SIZES | {"bon", "petit"}
    ):
        inner = _part_of_hour(spoken, place + 2)
        return replace(inner, piece=replace(inner.piece, start=place)) if inner else None
    if part is None:
        return None
    after = part[1] + 1 if word_at(spoken, part[1]) in ("d", "de") else part[1]
    per = _MINUTES.get(word_at(spoken, after))
    return Stretch(Piece(part[0], place, after + 1), per) if per else None


def _with_rest(spoken: list[str], piece: Piece, per: float) -> Stretch:
    """Add what follows the unit: `et demie`, `et quart`, `vingt`, `et dix minutes`, `moins le quart`."""
    place = piece.end
    joined = word_at(spoken, place) == "et"
    place += joined
    part = _part_after(spoken, place, joined=joined)
    if part:
        return Stretch(replace(piece, value=piece.value + part[0], end=part[1]), per)
    if word_at(spoken, place) == "moins":
        return _lessened(spoken, piece, per, place + 1)
    smaller = piece_at(spoken, place + (word_at(spoken, place) == BREAK))
    if smaller is None or per < 1:
        return Stretch(piece, per)
    unit = _MINUTES.get(word_at(spoken, smaller.end))
    if unit is not None and unit < per:
        return Stretch(replace(piece, value=piece.value + smaller.value * unit / per, end=smaller.end + 1), per)
    told = unit is None and per in (1, _HOUR) and smaller.value % 1 == 0 and 1 <= smaller.value < 60
    if told and place == smaller.start and _ends_there(spoken, smaller.end):
        return Stretch(replace(piece, value=piece.value + smaller.value / 60, end=smaller.end), per)
    return Stretch(piece, per)


def _ends_there(spoken: list[str], place: int) -> bool:
    """Whether the number before this word counts nothing else."""
    return UNITS.known(word_at(spoken, place)) is None


def _part_after(spoken: list[str], place: int, *, joined: bool) -> tuple[float, int] | None:
    """`(et) demie`, `(et) quart`, `(et) trois quarts` after the unit."""
    word, after = word_at(spoken, place), word_at(spoken, place + 1)
    if joined and word in ("demi", "demie"):
        return 0.5, place + 1
    if word == "un" and after == "quart":
        word, place = after, place + 1
    if word == "quart" and not _of_an_hour(spoken, place + 1):
        return 0.25, place + 1
    if word == "trois" and after in ("quarts", "quart") and not _of_an_hour(spoken, place + 2):
        return 0.75, place + 2
    return None


def _of_an_hour(spoken: list[str], place: int) -> bool:
    """`(un quart) d'heure`, unlike `(deux heures et quart) de travail`."""
    return word_at(spoken, place) in ("d", "de") and word_at(spoken, place + 1) in _MINUTES


def _lessened(spoken: list[str], piece: Piece, per: float, place: int) -> Stretch:
    """`huit heures moins le quart`, which sounds like a time of day; `une heure moins cinq`."""
    start = place + 1 if word_at(spoken, place) in ("le", "un") else place
    if word_at(spoken, start) == "quart":
        return Stretch(replace(piece, value=piece.value - 0.25, end=start + 1, certainty=0.6), per)
    minute = below_hundred(spoken, start)
    if minute is None or per != _HOUR:
        return Stretch(piece, per)
    told = word_at(spoken, minute[1]) in ("minute", "minutes")
    value = piece.value - minute[0] / 60
    return Stretch(replace(piece, value=value, end=minute[1] + told, certainty=1.0 if told else 0.6), per)


def _bare_pair(spoken: list[str], place: int) -> Stretch | None:
    """`sept trente` for hours and minutes, where no unit follows."""
    hour = below_hundred(spoken, place)
    if hour is None or not 1 <= hour[0] <= _MOST_HOURS:
        return None
    minute = below_hundred(spoken, hour[1])
    if minute is None or not 10 <= minute[0] <= 59 or minute[0] % 5 or not _ends_there(spoken, minute[1]):
        return None
    if word_at(spoken, minute[1]) in ("cent", "cents", "mille", "virgule"):
        return None
    return Stretch(Piece(hour[0] + minute[0] / 60, place, minute[1], 0.8), _HOUR)


def _from_until(spoken: list[str], *, sure: bool) -> float | None:
    """Minutes of `de onze heures à six heures et demie`, `couché à onze heures, levé à sept heures`.

    `sure` where a range of lengths is as likely (`de vingt à trente minutes`, `d'une à deux heures`): then both must be
    told as times, and the first be none of the small hours.
    """
    for place, word in enumerate(spoken):
        start = clock_at(spoken, place + 1) if word in ("de", "depuis", "d") else None
        if start is None or word_at(spoken, start.end) not in ("a", "jusque"):
            continue
        until = clock_at(spoken, start.end + 1 + (word_at(spoken, start.end + 1) == "a"))
        if sure and until and (min(start.certainty, until.certainty) < 1 or start.minutes < _EARLIEST):
            continue
        if until and (start.certainty == 1 or until.minutes < start.minutes):
            return _shortest(start, until)
    clocks = [clock_at(spoken, place + 1) for place, word in enumerate(spoken) if word in ("a", "vers")]
    told = [clock for clock in clocks if clock is not None]
    if len(told) == 2 and not _SLEPT.isdisjoint(spoken) and not _WOKE.isdisjoint(spoken):
        return _shortest(told[0], told[1])
    return None


def _shortest(start: Clock, until: Clock) -> float:
    day, half = 24 * 60, 12 * 60
    return (until.minutes - start.minutes) % (day if start.fixed and until.fixed else half) or half
