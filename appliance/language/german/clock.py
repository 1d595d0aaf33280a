"""German times of day: `halb zehn`, `Viertel vor acht`, `21:30`, `zehn Uhr abends`; and how they are said."""

from __future__ import annotations

from appliance.language.forms import listed
from appliance.language.german.choosing import CHOICE
from appliance.language.german.clockwords import clock_at
from appliance.language.german.numbers import say_whole
from appliance.language.german.tokens import tokens
from appliance.language.reading.clock import (
    DAY_MINUTES,
    HALF_DAY_MINUTES,
    ClockWords,
    read_clock_with,
    read_half_of_day_with,
)

CLOCK = ClockWords(
    tokens=tokens,
    clock_at=clock_at,
    choice=CHOICE,
    windows=(
        (listed("""
bett bettzeit schlafen schlafenszeit schlafengehen schlaf zubettgehen zubettgehzeit eingeschlafen einschlafen nacht
nachts nachtruhe licht hingelegt bettruhe
"""), 18 * 60),
        (listed("""
aufstehen aufgestanden aufstehzeit aufwachen aufgewacht aufwachzeit wecker weckzeit wach früh morgen morgens frühstück
frühstücken vormittag vormittags aufsteh
"""), 3 * 60),
        (listed("mittag mittags mittagessen mittagspause"), 9 * 60),
        (listed("""
abend abends abendessen abendbrot feierabend nachmittag nachmittags heimgekommen heimkommen nachhause
"""), 14 * 60),
    ),
    am=listed("morgens früh vormittags vormittag morgen"),
    pm=listed("abends abend nachmittags nachmittag mittags nachts nacht"),
)  # fmt: skip

read_clock = read_clock_with(CLOCK)
read_half_of_day = read_half_of_day_with(CLOCK)


def say_clock(minutes: float) -> str:
    """A time of day as words: `halb zehn abends`, `zehn Uhr fünf morgens`, `zwölf Uhr mittags`, `Mitternacht`."""
    total = round(minutes) % DAY_MINUTES
    if total in (0, HALF_DAY_MINUTES):
        return "zwölf Uhr mittags" if total else "Mitternacht"
    return f"{say_face(total)} {_part_of_day(total)}"


def say_face(minutes: float) -> str:
    """The time as a clock with hands shows it, without the part of the day: `halb zehn`, `zwölf Uhr`."""
    hour, minute = divmod(round(minutes) % DAY_MINUTES, 60)
    following = say_whole((hour + 1) % 12 or 12)
    if minute == 30:
        return f"halb {following}"
    if minute == 45:
        return f"Viertel vor {following}"
    if minute == 15:
        return f"Viertel nach {say_whole(hour % 12 or 12)}"
    shown = hour % 12 or 12
    full = f"{'ein' if shown == 1 else say_whole(shown)} Uhr"
    return f"{full} {say_whole(minute)}" if minute else full


def _part_of_day(minutes: int) -> str:
    """`abends` until half past eleven: nobody says `halb elf nachts` of bedtime."""
    ends = ((4 * 60, "nachts"), (11 * 60, "morgens"), (14 * 60, "mittags"), (18 * 60, "nachmittags"), (1410, "abends"))
    return next((part for end, part in ends if minutes < end), "nachts")
