"""Wishes and what became of them, as the coach says them."""

from __future__ import annotations

from datetime import date

from appliance.language.reading.sayings import (
    ReceiptWords,
    RefusalWords,
    WishWords,
    say_receipt_with,
    say_refusal_with,
    say_wish_with,
)
from appliance.language.spanish.calendar import WEEKDAYS, say_date, say_due
from appliance.language.spanish.clock import say_clock, say_face
from appliance.language.spanish.durations import say_duration
from appliance.language.spanish.numbers import say_quantity
from appliance.language.wishes import Wish
from appliance.records.requests import Refusal, RequestKind

_REFUSALS = {
    Refusal.NOTHING_THERE: "no hay ninguna llamada que cambiar",
    Refusal.OVER: "esa llamada ya terminó",
    Refusal.UNDER_WAY: "esa llamada ya está en curso",
    Refusal.PAST: "esa hora ya pasó",
    Refusal.TOO_FAR: "eso queda demasiado lejos",
    Refusal.QUIET: "esas son horas de silencio",
    Refusal.PAUSED: "las llamadas están en pausa entonces",
    Refusal.TOO_OFTEN: "ya se ha aplazado demasiadas veces",
    Refusal.TOO_OLD: "ese día ya está cerrado",
    Refusal.NO_PAUSE: "las llamadas no están en pausa",
}
_MISSING = {
    RequestKind.MOVE: "me falta saber la hora",
    RequestKind.SNOOZE: "me falta saber la hora",
    RequestKind.PAUSE: "me falta saber hasta qué día",
    RequestKind.FOCUS: "me falta saber cuánto tiempo",
    RequestKind.PLACE: "me falta saber dónde estás",
}


def _say_move(wish: Wish) -> str:
    day = _ahead(wish)
    if wish.at_minutes is None:
        return f"pasar esto {_to_day(day)}" if day else "mover esta llamada"
    time = f"pasar esto a {_say_time(wish.at_minutes, either_half=wish.either_half)}"
    return f"{time}, {day}" if day else time


def _to_day(day: str) -> str:
    return f"al {day.removeprefix('el ')}" if day.startswith("el ") else f"a {day}" if day != "hoy" else "para hoy"


def _say_snooze(wish: Wish) -> str:
    if wish.at_minutes is not None:
        return f"volver a llamarte a {_say_time(wish.at_minutes, either_half=wish.either_half)}"
    if wish.minutes:
        return f"volver a llamarte en {say_duration(wish.minutes, 'minutos')}"
    return "volver a llamarte más tarde"


def _say_pause(wish: Wish) -> str:
    if wish.weekday is not None:
        return f"parar las llamadas hasta el {WEEKDAYS[wish.weekday]}"
    if wish.days_ahead is None:
        return "parar las llamadas"
    if wish.days_ahead <= 1:
        return "parar las llamadas hasta mañana"
    weeks, days = divmod(wish.days_ahead, 7)
    if days:
        return f"parar las llamadas {say_quantity(wish.days_ahead, 'días')}"
    return f"parar las llamadas {say_quantity(weeks, 'semanas')}"


def _ahead(wish: Wish) -> str:
    if wish.weekday is not None:
        return f"el {WEEKDAYS[wish.weekday]}"
    if wish.days_ahead is None:
        return ""
    named = {0: "hoy", 1: "mañana", 2: "pasado mañana"}
    return named.get(wish.days_ahead, f"dentro de {say_quantity(wish.days_ahead, 'días')}")


def _say_time(minutes: float, *, either_half: bool) -> str:
    """`las nueve de la noche`; the face alone (`las nueve`) where the half of the day is open."""
    hour, minute = divmod(round(minutes) % (24 * 60), 60)
    return say_face(hour % 12 or 12, minute) if either_half else say_clock(minutes)


def _on(day: date, asked: date) -> str:
    """A day after `asked`: `mañana`, `el viernes`, `el catorce de diciembre`; empty for the same one."""
    ahead = (day - asked).days
    if ahead == 0:
        return ""
    if 1 <= ahead < 7:
        return say_due(day.isoformat(), asked.isoformat())
    return f"el {say_date(day, year=ahead > 330)}"


say_wish = say_wish_with(
    WishWords(
        plain={
            RequestKind.SKIP: "saltarme esta llamada",
            RequestKind.CALL: "llamarte ahora",
            RequestKind.RESUME: "volver a llamarte como siempre",
            RequestKind.CANCEL: "anular esa llamada",
            RequestKind.ANSWER_LATE: "llamarte por la llamada que perdiste",
            RequestKind.PLACE: "anotar dónde estás",
        },
        move=_say_move,
        snooze=_say_snooze,
        pause=_say_pause,
        focus="quedarme contigo",
        focus_for=lambda minutes: f"quedarme contigo {say_duration(minutes, 'minutos')}",
    )
)
say_refusal = say_refusal_with(
    RefusalWords(
        reasons=_REFUSALS,
        missing=_MISSING,
        something_missing="falta un dato para eso",
        unknown="no ha funcionado",
    )
)
say_receipt = say_receipt_with(
    ReceiptWords(
        refused="No puedo hacerlo: {why}.",
        resumed="Vuelvo a llamarte como siempre.",
        cancelled="Esa llamada no sonará.",
        away="Anoto que no estás en casa.",
        home="Anoto que estás en casa.",
        focus="Aquí estoy contigo.",
        focus_for=lambda minutes: f"Estoy contigo {say_duration(minutes, 'minutos')}. Adelante.",
        again_in=lambda minutes: f"Te vuelvo a llamar en {say_duration(minutes, 'minutos')}.",
        soon="Te vuelvo a llamar pronto.",
        now="Te llamo ahora.",
        skipped=lambda day: f"Me salto la llamada de {day}.".replace("de el ", "del "),
        skipped_today="Hoy no vuelvo a preguntar.",
        ringing=lambda day, minutes: f"Te llamo {day and f'{day} '}a {say_clock(minutes)}.",
        paused_for_good="No te llamo hasta que me digas.",
        paused=lambda until, asked: f"No te llamo hasta {_on(until, asked) or 'mañana'}.",
        on=_on,
    ),
    say_refusal,
)
