"""How long: `sechseinhalb Stunden`, `eine Dreiviertelstunde`, `eine Stunde zwanzig`, `von elf bis halb sieben`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from appliance.language.forms import Forms, lines, listed
from appliance.language.german.choosing import choose
from appliance.language.german.clockwords import DAY, HALF_DAY, Clock, clock_at
from appliance.language.german.numbers import SURE, say_number, say_quantity, say_whole
from appliance.language.german.numberwords import ARTICLES, Piece, below_hundred, part_at, piece_at, word_at
from appliance.language.german.tokens import BREAK, tokens
from appliance.language.german.units import TIME_UNITS, known_unit
from appliance.language.german.zero import means_zero
from appliance.language.values import Found

_MINUTES = {name: unit.factor for name, unit in TIME_UNITS.items()}
_HOUR = 60.0
_PART_HOURS = {"viertelstunde": 15.0, "viertelstunden": 15.0, "dreiviertelstunde": 45.0, "dreiviertelstunden": 45.0,
               "halbstunde": 30.0}  # fmt: skip
_VAGUE = listed("mindestens über unter fast knapp beinahe höchstens maximal gut gute guten gutes knappe knappen mehr")
_NO_TIME = Forms(
    lines("""
(gar | überhaupt | fast) nicht [geschlafen] | nicht geschlafen | kein auge zugemacht | kein auge zugetan |
  [gar | überhaupt] keine (zeit | minute | sekunde | stunde)
""")
)
_SLEPT = listed("bett eingeschlafen schlafen geschlafen hingelegt")
_WOKE = listed("aufgestanden aufgewacht wach auf raus")
_FEW = 12
"""`anderthalb` where minutes are asked for: below this many it is taken for hours."""

_DAY_LONG = 0.5
_PART_OF_WHOLE = listed("volle vollen ganze ganzen gute guten knappe knappen lange langen weitere weiteren geschlagene")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A number of minutes, or a bare number whose unit is still open."""

    piece: Piece
    minutes_per: float | None
    """Minutes in one of the piece's units; None while nobody said the unit."""


def unit_minutes(unit: str) -> float:
    """How many minutes one of the item's units has. Durations without a unit are minutes."""
    known = known_unit(unit)
    return known.factor if known and known.dimension == "time" else 1.0


def read_duration(text: str, unit: str) -> Found | None:
    """The duration an utterance gives, in `unit` (hours, minutes …); None where it gives none.

    A bare number takes the unit asked for; `sieben dreissig` is seven and a half hours.
    """
    spoken = tokens(text)
    own = unit_minutes(unit)
    span = _from_until(spoken) if own == _HOUR else None
    if span is not None:
        return Found(round(span / own, 6), 0.6)
    if _is_time_of_day(spoken):
        return None
    stretches = stretches_in(spoken, hours=own == _HOUR)
    minutes = [_in_minutes(stretches, index, own) for index in range(len(stretches))]
    chosen = choose(spoken, minutes, [stretch.minutes_per is not None for stretch in stretches])
    if chosen is None:
        return Found(0, 0.85) if _NO_TIME.inside(spoken) else means_zero(spoken)
    vague = any(word in _VAGUE for word in spoken[max(0, chosen.start - 2) : chosen.start + 2])
    return Found(round(chosen.value / own, 6), min(SURE, chosen.certainty) * (0.75 if vague else 1))


def _is_time_of_day(spoken: list[str]) -> bool:
    """`halb sieben`, `Viertel vor acht`, `um acht Uhr`: an answer to another question."""
    if any(word in _MINUTES or word in _PART_HOURS for word in spoken):
        return False
    if "uhr" in spoken:
        return True
    for place, word in enumerate(spoken):
        following = below_hundred(spoken, place + 1)
        if word in ("halb", "dreiviertel") and following and following[0] <= 12:
            return True
        if word == "viertel" and word_at(spoken, place + 1) in ("vor", "nach"):
            return True
    return False


def _in_minutes(stretches: list[Stretch], index: int, own: float) -> Piece:
    """A stretch as minutes. A bare number takes the unit of the next one that has a unit, else of the one before."""
    stretch = stretches[index]
    per = stretch.minutes_per
    if per is None:
        later = [other.minutes_per for other in stretches[index + 1 :] if other.minutes_per]
        earlier = [other.minutes_per for other in stretches[:index] if other.minutes_per]
        per = later[0] if later else earlier[-1] if earlier else own
        if per == 1 and stretch.piece.value % 1 and stretch.piece.value < _FEW:
            return replace(stretch.piece, value=stretch.piece.value * 60, certainty=0.6)
    certainty = min(stretch.piece.certainty, _DAY_LONG) if per > _HOUR else stretch.piece.certainty
    return replace(stretch.piece, value=stretch.piece.value * per, certainty=certainty)


def stretches_in(spoken: list[str], *, hours: bool) -> list[Stretch]:
    found: list[Stretch] = []
    place = 0
    while place < len(spoken):
        stretch = None if spoken[place] == BREAK else _stretch_at(spoken, place, hours=hours)
        if stretch is None:
            place += 1
        else:
            found.append(stretch)
            place = stretch.piece.end
    return found


def _stretch_at(spoken: list[str], place: int, *, hours: bool) -> Stretch | None:
    pair = _hours_minutes_at(spoken, place, certain=hours)
    if pair:
        return pair
    word = word_at(spoken, place)
    if word in _PART_HOURS:
        return Stretch(Piece(_PART_HOURS[word] / _HOUR, place, place + 1), _HOUR)
    if word in ("stunde", "minute"):
        return _with_rest(spoken, Piece(1, place, place + 1), _MINUTES[word])
    piece = piece_at(spoken, place)
    if piece is None:
        return None
    after = piece.end
    while word_at(spoken, after) in _PART_OF_WHOLE:
        after += 1
    unit = word_at(spoken, after)
    if unit in _PART_HOURS:
        return Stretch(replace(piece, value=piece.value * _PART_HOURS[unit] / _HOUR, end=after + 1), _HOUR)
    if unit in _MINUTES:
        return _with_rest(spoken, replace(piece, end=after + 1, article=False), _MINUTES[unit])
    return None if piece.article and not _alone(spoken, piece) else Stretch(piece, None)


def _alone(spoken: list[str], article: Piece) -> bool:
    """`eine`, `nur eine`, `eine und eine halbe`: an hour, where nothing else is counted."""
    others = set(spoken) - {"nur", "so", "etwa", "ungefähr", "äh", "hm", "ja", "es", "war", "na", BREAK}
    return others <= ARTICLES


def _with_rest(spoken: list[str], piece: Piece, per: float) -> Stretch:
    """Add what follows the unit: `… und eine halbe`, `… und zehn Minuten`, `… zwanzig`, `… und eine Viertelstunde`."""
    place = piece.end
    if word_at(spoken, place) == BREAK and word_at(spoken, place + 1) != BREAK:
        place += 1
    joined = word_at(spoken, place) == "und"
    place += joined
    quarter = place + (word_at(spoken, place) in ARTICLES)
    if joined and word_at(spoken, quarter) in _PART_HOURS:
        extra = _PART_HOURS[word_at(spoken, quarter)] / per
        return Stretch(replace(piece, value=piece.value + extra, end=quarter + 1), per)
    part = part_at(spoken, place) if joined else None
    if part and word_at(spoken, part[1]) not in _MINUTES:
        return Stretch(replace(piece, value=piece.value + part[0], end=part[1]), per)
    smaller = piece_at(spoken, place)
    if smaller is None or per < 1 or (smaller.article and word_at(spoken, smaller.end) not in _MINUTES):
        return Stretch(piece, per)
    smaller_per = _MINUTES.get(word_at(spoken, smaller.end))
    if smaller_per is not None and smaller_per < per:
        extra, end = smaller.value * smaller_per / per, smaller.end + 1
        return Stretch(replace(piece, value=piece.value + extra, end=end), per)
    if smaller_per is None and per == _HOUR and 1 <= smaller.value < 60 and (joined or place == piece.end):
        value = piece.value + smaller.value / 60
        return Stretch(replace(piece, value=value, end=smaller.end, certainty=0.9), per)
    return Stretch(piece, per)


def _hours_minutes_at(spoken: list[str], place: int, *, certain: bool) -> Stretch | None:
    """`sieben dreissig` and `7:30` for hours and minutes, where no unit follows."""
    word = word_at(spoken, place)
    if ":" in word:
        parts = [int(part) for part in word.split(":")]
        end = place + 2 if word_at(spoken, place + 1) in _MINUTES else place + 1
        value = parts[0] + parts[1] / 60
        return Stretch(Piece(value, place, end, 0.9 if certain else 0.7), _HOUR) if parts[1] < 60 else None
    hour = below_hundred(spoken, place)
    if hour is None or not 1 <= hour[0] <= 24:
        return None
    minute = below_hundred(spoken, hour[1])
    if minute is None or not 10 <= minute[0] <= 59 or minute[0] - hour[0] == 1:
        return None
    following = word_at(spoken, minute[1])
    if following in _MINUTES or following in ("hundert", "tausend", "komma", "einhalb"):
        return None
    return Stretch(Piece(hour[0] + minute[0] / 60, place, minute[1], 0.8 if certain else 0.5), _HOUR)


def _from_until(spoken: list[str]) -> float | None:
    """Minutes of `von elf bis halb sieben`, `um elf ins Bett und um sieben auf`: the shortest stretch between them."""
    if any(word in _MINUTES or word in _PART_HOURS for word in spoken):
        return None
    clocks: list[Clock] = []
    place = 0
    while place < len(spoken):
        clock = None if spoken[place] == BREAK else clock_at(spoken, place)
        clocks += [clock] if clock else []
        place = clock.end if clock else place + 1
    if len(clocks) != 2:
        return None
    start, until = clocks
    between = spoken[start.end : until.start]
    spans = "bis" in between and (word_at(spoken, start.start - 1) in ("von", "ab") or "uhr" in spoken)
    if spans or (not _SLEPT.isdisjoint(spoken) and not _WOKE.isdisjoint(spoken)):
        whole = DAY if start.fixed and until.fixed else HALF_DAY
        return (until.minutes - start.minutes) % whole or HALF_DAY
    return None


def say_duration(value: float, unit: str) -> str:
    """A duration as words: `sechseinhalb Stunden`, `sechs Stunden und zwanzig Minuten`, `eine halbe Stunde`.

    `value` is in `unit`; said to the minute.
    """
    per = unit_minutes(unit)
    total = round(value * per)
    if total == 0:
        return f"null {'Stunden' if per == _HOUR else 'Minuten'}"
    short = {15: "eine Viertelstunde", 30: "eine halbe Stunde", 45: "eine Dreiviertelstunde", 90: "anderthalb Stunden"}
    in_hours = per >= _HOUR
    if total in short and (in_hours or total == 30):
        return short[total]
    hours, minutes = divmod(total, 60)
    if total < 60 or (not in_hours and total <= 120 and minutes):
        return say_quantity(total, "Minuten")
    if minutes == 0:
        return say_quantity(hours, "Stunden")
    if minutes == 30:
        return f"{say_number(hours + 0.5)} Stunden"
    return f"{say_quantity(hours, 'Stunden')} und {_say_minutes(minutes)}"


def _say_minutes(minutes: int) -> str:
    return "eine Minute" if minutes == 1 else f"{say_whole(minutes)} Minuten"
