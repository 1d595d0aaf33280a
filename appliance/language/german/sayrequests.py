"""Wishes and what became of them, as the coach says them."""

from __future__ import annotations

from datetime import date

from num2words import num2words

from appliance.language.german.clock import say_clock, say_face
from appliance.language.german.days import MONTHS, WEEKDAYS
from appliance.language.german.durations import say_duration
from appliance.language.german.numbers import say_whole
from appliance.language.german.speakable import ordinal
from appliance.language.reading.sayings import (
    ReceiptWords,
    RefusalWords,
    WishWords,
    say_receipt_with,
    say_refusal_with,
    say_wish_with,
)
from appliance.language.wishes import Wish
from appliance.records.requests import Refusal, RequestKind

_REFUSALS = {
    Refusal.NOTHING_THERE: "da ist kein Anruf, den ich ändern könnte",
    Refusal.OVER: "dieser Anruf ist vorbei",
    Refusal.UNDER_WAY: "dieser Anruf läuft schon",
    Refusal.PAST: "diese Zeit ist schon vorbei",
    Refusal.TOO_FAR: "das liegt zu weit in der Zukunft",
    Refusal.QUIET: "da ist Ruhezeit",
    Refusal.PAUSED: "da sind die Anrufe ausgesetzt",
    Refusal.TOO_OFTEN: "das wurde schon zu oft verschoben",
    Refusal.TOO_OLD: "dieser Tag ist abgeschlossen",
    Refusal.NO_PAUSE: "die Anrufe sind gar nicht ausgesetzt",
}
_MISSING = {
    RequestKind.MOVE: "dafür brauche ich eine Uhrzeit",
    RequestKind.SNOOZE: "dafür brauche ich eine Uhrzeit",
    RequestKind.PAUSE: "dafür brauche ich einen Tag",
    RequestKind.FOCUS: "dafür muss ich wissen, wie lange",
    RequestKind.PLACE: "dafür muss ich wissen, wo du bist",
}


def _say_move(wish: Wish) -> str:
    day = _ahead(wish)
    time = "" if wish.at_minutes is None else _say_time(wish.at_minutes, either_half=wish.either_half)
    when = f"{day} um {time}" if day and time else day or time
    return f"das auf {when} verschieben" if when else "das verschieben"


def _say_snooze(wish: Wish) -> str:
    if wish.at_minutes is not None:
        return f"dich um {_say_time(wish.at_minutes, either_half=wish.either_half)} wieder anrufen"
    return f"dich in {_dative(say_duration(wish.minutes, 'Minuten'))} wieder anrufen" if wish.minutes else (
        "dich später wieder anrufen"
    )  # fmt: skip


def _say_pause(wish: Wish) -> str:
    if wish.weekday is not None:
        return f"die Anrufe bis {WEEKDAYS[wish.weekday]} aussetzen"
    if wish.days_ahead is None:
        return "die Anrufe aussetzen"
    if wish.days_ahead <= 1:
        return "die Anrufe bis morgen aussetzen"
    weeks, days = divmod(wish.days_ahead, 7)
    if days:
        return f"die Anrufe {say_whole(wish.days_ahead)} Tage lang aussetzen"
    return f"die Anrufe {'eine Woche' if weeks == 1 else f'{say_whole(weeks)} Wochen'} lang aussetzen"


def _ahead(wish: Wish) -> str:
    if wish.weekday is not None:
        return WEEKDAYS[wish.weekday]
    if wish.days_ahead is None:
        return ""
    return {0: "heute", 1: "morgen", 2: "übermorgen"}.get(wish.days_ahead, f"in {say_whole(wish.days_ahead)} Tagen")


def _say_time(minutes: float, *, either_half: bool) -> str:
    """`neun Uhr abends`; the face alone (`neun Uhr`) where the half of the day is open."""
    return say_face(minutes) if either_half else say_clock(minutes)


def _dative(length: str) -> str:
    """A length after `in`: `einer halben Stunde`."""
    for nominative, dative in (
        ("eine halbe Stunde", "einer halben Stunde"), ("eine ", "einer "), ("null ", "null "),
    ):  # fmt: skip
        if length.startswith(nominative):
            return dative + length.removeprefix(nominative)
    return length


def _on(day: date, asked: date) -> str:
    """A day after `asked`: `morgen`, `am Freitag`, `am vierzehnten Dezember`; empty for the same one."""
    ahead = (day - asked).days
    if ahead <= 2:
        return {1: "morgen", 2: "übermorgen"}.get(ahead, "")
    if ahead < 7:
        return f"am {WEEKDAYS[day.weekday()]}"
    year = f" {num2words(day.year, lang='de', to='year')}" if ahead > 330 else ""
    return f"am {ordinal(day.day, 'en')} {MONTHS[day.month - 1]}{year}"


say_wish = say_wish_with(
    WishWords(
        plain={
            RequestKind.SKIP: "diesen Anruf ausfallen lassen",
            RequestKind.CALL: "dich jetzt anrufen",
            RequestKind.RESUME: "die Anrufe wieder einschalten",
            RequestKind.CANCEL: "diesen Anruf zurücknehmen",
            RequestKind.ANSWER_LATE: "wegen des verpassten Anrufs anrufen",
            RequestKind.PLACE: "notieren, wo du bist",
        },
        move=_say_move,
        snooze=_say_snooze,
        pause=_say_pause,
        focus="bei dir bleiben",
        focus_for=lambda minutes: f"{say_duration(minutes, 'Minuten')} bei dir bleiben",
    )
)
say_refusal = say_refusal_with(
    RefusalWords(
        reasons=_REFUSALS,
        missing=_MISSING,
        something_missing="dafür fehlt noch etwas",
        unknown="das hat nicht geklappt",
    )
)
say_receipt = say_receipt_with(
    ReceiptWords(
        refused="Das geht nicht: {why}.",
        resumed="Die Anrufe sind wieder eingeschaltet.",
        cancelled="Es wird nicht klingeln.",
        away="Du bist unterwegs.",
        home="Du bist zu Hause.",
        focus="Ich bin hier.",
        focus_for=lambda minutes: f"Ich bleibe {say_duration(minutes, 'Minuten')} hier. Los geht's.",
        again_in=lambda minutes: f"Ich rufe dich in {_dative(say_duration(minutes, 'Minuten'))} wieder an.",
        soon="Ich rufe dich bald wieder an.",
        now="Ich rufe jetzt an.",
        skipped=lambda day: f"Den Anruf {day} lasse ich aus.",
        skipped_today="Heute frage ich nicht mehr.",
        ringing=lambda day, minutes: f"Ich rufe dich {day and f'{day} '}um {say_clock(minutes)} an.",
        paused_for_good="Ich rufe nicht mehr an, bis du es mir sagst.",
        paused=lambda until, asked: f"Ich rufe erst {_on(until, asked) or 'morgen'} wieder an.",
        on=_on,
    ),
    say_refusal,
)
