"""Spanish times of day: `las nueve y media`, `diez menos cuarto`, `21:30`; and how they are said."""

from __future__ import annotations

from appliance.language.reading.clock import (
    DAY_MINUTES,
    HALF_DAY_MINUTES,
    Clock,
    ClockWords,
    read_clock_with,
    read_half_of_day_with,
)
from appliance.language.reading.tokens import word_at
from appliance.language.spanish.choosing import CHOICE
from appliance.language.spanish.clockwords import clock_at
from appliance.language.spanish.numbers import say_number
from appliance.language.spanish.ruledout import is_ambiguous
from appliance.language.spanish.tokens import spoken_words, tokens
from appliance.language.values import Found


def _told_at(spoken: list[str], place: int) -> Clock | None:
    """A time, but not the `una` of `una siesta`; `la una` and a lone `una` are one o'clock."""
    clock = clock_at(spoken, place)
    if clock is None or word_at(spoken, place) not in ("un", "uno", "una") or clock.end > place + 1:
        return clock
    return clock if len(spoken) <= 2 else None


CLOCK = ClockWords(
    tokens=tokens,
    clock_at=_told_at,
    choice=CHOICE,
    windows=(
        (
            spoken_words("""
  cama acostar acostarse acostarme acostaste acostarte acuesto acosté acuestas dormir dormirme dormirse dormiste
            duermo sueño luces noche
            """),
            18 * 60,
        ),
        (
            spoken_words("""
  despertar despertarse despertarme despertarte despertaste despierto desperté levantar levantarse levantarme
            levantarte levantaste levanto levanté desayunar desayuno mañana madrugar alarma despertador
            """),
            3 * 60,
        ),
        (spoken_words("almuerzo almorzar almorzaste mediodía comer comida comiste"), 10 * 60),
        (spoken_words("cena cenar cenaste tarde merienda merendar casa"), 14 * 60),
    ),
    am=spoken_words("am mañana madrugada"),
    pm=spoken_words("pm tarde noche"),
)

_read_clock = read_clock_with(CLOCK)
read_half_of_day = read_half_of_day_with(CLOCK)


def read_clock(text: str, about: str = "", low: float | None = None, high: float | None = None) -> Found | None:
    """The time of day of an utterance, in minutes after midnight; read back where a `no` leaves open which is meant."""
    found = _read_clock(text, about, low, high)
    if found is None or not is_ambiguous(tokens(text)):
        return found
    return found.at_most(0.6)


def say_clock(minutes: float) -> str:
    """A time of day as words: `las nueve y media de la noche`, `la una y cinco de la tarde`."""
    total = round(minutes) % DAY_MINUTES
    if total in (0, HALF_DAY_MINUTES):
        return "las doce del mediodía" if total else "las doce de la noche"
    hour, minute = divmod(total, 60)
    return f"{say_face(hour % 12 or 12, minute)} {_part_of_day(hour)}"


def say_face(hour: int, minute: int) -> str:
    """The time as on a dial: `las siete y media`, `la una y cuarto`; hour 1 … 12."""
    shown = f"{'la' if hour == 1 else 'las'} {say_number(hour, feminine=True)}"
    if minute == 0:
        return shown
    if minute in (15, 30):
        return f"{shown} y {'cuarto' if minute == 15 else 'media'}"
    return f"{shown} y {say_number(minute)}"


def _part_of_day(hour: int) -> str:
    if hour < 6:
        return "de la madrugada" if hour else "de la noche"
    if hour < 12:
        return "de la mañana"
    return "de la tarde" if hour < 20 else "de la noche"
