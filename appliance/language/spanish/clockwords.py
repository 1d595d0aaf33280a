"""One time of day at one place among the words. `clock` finds and weighs them; this only reads."""

from __future__ import annotations

from appliance.language.reading.clock import DAY_MINUTES, HALF_DAY_MINUTES, Clock, digital_at
from appliance.language.reading.tokens import word_at
from appliance.language.spanish.numbertables import ONES, TEENS
from appliance.language.spanish.numberwords import below_hundred

_NAMED = {"mediodia": 12 * 60, "medianoche": 0}
_HOURS = {word: value for word, value in {**ONES, **TEENS}.items() if value <= 24}
_O_CLOCK = frozenset({"h", "hs", "hrs", "horas", "hora"})
_MINUTES = frozenset({"minuto", "minutos", "min"})
_QUARTERS = {("media",): 30, ("cuarto",): 15, ("un", "cuarto"): 15, ("tres", "cuartos"): 45}
_LEADING = frozenset({"la", "las", "el", "los"})
_BETWEEN = frozenset({"en", "punto", "de", "del", "por", "la", "horas", "hora", "h", "hrs", ",", "clavadas", "mas", "o",
                      "menos", "esta", "y", "pico"})  # fmt: skip


def clock_at(spoken: list[str], place: int) -> Clock | None:
    """The time that begins at this word, or None: its words, then what says which half of the day."""
    start = place + 1 if word_at(spoken, place) in _LEADING else place
    found = _to_hour(spoken, start) or _digital(spoken, start) or _named(spoken, start) or _hour_first(spoken, start)
    if found is None:
        return None
    return _with_half_of_day(spoken, Clock(found.minutes, place, found.end, found.fixed, found.certainty))


def _hour(spoken: list[str], place: int) -> tuple[int, int, bool] | None:
    """(minutes of the full hour, end, fixed)."""
    if word_at(spoken, place) in _LEADING:
        place += 1
    word = word_at(spoken, place)
    if word in _NAMED:
        return _NAMED[word], place + 1, True
    value = int(word) if word.isdecimal() and len(word) <= 2 else _HOURS.get(word)
    if value is None or value > 24:
        return None
    return value % 24 * 60, place + 1, value > 12 or value == 0


def _to_hour(spoken: list[str], place: int) -> Clock | None:
    """`cuarto para las ocho`, `diez minutos para la una`, `faltan cinco para las tres`."""
    lacking = word_at(spoken, place) in ("faltan", "faltaban", "faltando", "faltaba", "falta")
    start = place + 1 if lacking else place
    away = _quarter_at(spoken, start) or below_hundred(spoken, start)
    if away is None or not 1 <= away[0] <= 59:
        return None
    end = away[1] + (word_at(spoken, away[1]) in _MINUTES)
    if word_at(spoken, end) not in ("para", "pa") or word_at(spoken, end + 1) not in (*_LEADING, *_NAMED):
        return None
    hour = _hour(spoken, end + 1)
    return Clock((hour[0] - away[0]) % DAY_MINUTES, place, hour[1], hour[2]) if hour else None


def _quarter_at(spoken: list[str], place: int) -> tuple[int, int] | None:
    for phrase, minutes in _QUARTERS.items():
        if tuple(spoken[place : place + len(phrase)]) == phrase:
            return minutes, place + len(phrase)
    return None


def _digital(spoken: list[str], place: int) -> Clock | None:
    """`21:30`, `9.30`, `2130`, `21:30 h`."""
    found = digital_at(spoken, place)
    if found is None or word_at(spoken, found.end) not in _O_CLOCK:
        return found
    return Clock(found.minutes, place, found.end + 1, found.fixed)


def _named(spoken: list[str], place: int) -> Clock | None:
    word = word_at(spoken, place)
    return Clock(_NAMED[word], place, place + 1, True) if word in _NAMED else None


def _hour_first(spoken: list[str], place: int) -> Clock | None:
    """`siete`, `siete y media`, `ocho menos cuarto`, `siete y veinte`, `veintidós treinta`, `siete cero cinco`."""
    hour = _hour(spoken, place)
    if hour is None:
        return None
    minutes, end, fixed = hour
    if (
        word_at(spoken, place) in ("un", "una")
        and word_at(spoken, end) == "hora"
        and word_at(spoken, place - 1) != "la"
    ):
        return None  # `una hora` is no time
    if word_at(spoken, end) in _O_CLOCK:
        end += 1
    word = word_at(spoken, end)
    after = end + 1 if word in ("y", "con", "menos") else end
    quarter = _quarter_at(spoken, after)
    away = (
        quarter if quarter and word in ("y", "menos") else _minute_at(spoken, after, loose=word not in ("y", "menos"))
    )
    if word == "menos" and away and 1 <= away[0] <= 45:
        return Clock((minutes - away[0]) % DAY_MINUTES, place, away[1], fixed)
    if away and word != "menos" and (word != "y" or away[0]):
        return Clock((minutes + away[0]) % DAY_MINUTES, place, away[1], fixed)
    return Clock(minutes, place, end, fixed, 0.9)


def _minute_at(spoken: list[str], place: int, *, loose: bool) -> tuple[int, int] | None:
    """The minutes after an hour. Without `y` a single digit needs a zero: `siete cero cinco`, `siete treinta`."""
    zero = word_at(spoken, place) in ("cero", "0")
    found = below_hundred(spoken, place + zero)
    if found is None or found[0] > 59 or (loose and not zero and found[0] < 10) or (zero and found[0] > 9):
        return None
    if loose and word_at(spoken, found[1]) == "y" and _quarter_at(spoken, found[1] + 1):
        return None  # `las diez, diez y media` heard without a pause
    return found[0], found[1] + (word_at(spoken, found[1]) in _MINUTES)


def _with_half_of_day(spoken: list[str], clock: Clock) -> Clock:
    """Settle `de la tarde`, `por la mañana`, `pm` where they follow within a few words."""
    place = clock.end
    linked = False
    while word_at(spoken, place) in _BETWEEN:
        linked = linked or word_at(spoken, place) in ("la", "del", "esta")
        place += 1
    word = word_at(spoken, place)
    hour = clock.minutes // 60 % 12
    if word in ("am", "madrugada") or (word == "manana" and linked):
        late = False
        if word == "manana" and hour == 0 and not clock.fixed:
            late = True  # `las doce de la mañana` is noon in Spain
    elif word in ("pm", "tarde", "tardecita"):
        late = True
    elif word in ("noche", "anoche"):
        late = hour >= 5
    elif word in ("mediodia",) and linked:
        late = hour < 6
    else:
        return clock
    if clock.fixed:
        return Clock(clock.minutes, clock.start, place + 1, True, clock.certainty)
    minutes = clock.minutes % HALF_DAY_MINUTES + (HALF_DAY_MINUTES if late else 0)
    return Clock(minutes, clock.start, place + 1, True, 1.0)
