"""Wishes and what became of them, as the coach says them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from appliance.language.spanish.calendar import WEEKDAYS, say_date, say_due
from appliance.language.spanish.clock import say_clock, say_face
from appliance.language.spanish.durations import say_duration
from appliance.language.spanish.numbers import say_quantity
from appliance.language.wishes import Wish
from appliance.records.people import Whereabouts
from appliance.records.requests import Receipt, Refusal, RequestKind

_SOON = timedelta(minutes=1)
"""A call that rings within this is rung now."""

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


def say_wish(wish: Wish) -> str:
    """What to do, as an infinitive: `pasar esto a las nueve de la noche, mañana`."""
    match wish.kind:
        case RequestKind.MOVE:
            return _say_move(wish)
        case RequestKind.SNOOZE:
            return _say_snooze(wish)
        case RequestKind.SKIP:
            return "saltarme esta llamada"
        case RequestKind.PAUSE:
            return _say_pause(wish)
        case RequestKind.FOCUS:
            return f"quedarme contigo {say_duration(wish.minutes, 'minutos')}" if wish.minutes else "quedarme contigo"
        case RequestKind.CALL:
            return "llamarte ahora"
        case RequestKind.RESUME:
            return "volver a llamarte como siempre"
        case RequestKind.CANCEL:
            return "anular esa llamada"
        case RequestKind.ANSWER_LATE:
            return "llamarte por la llamada que perdiste"
        case RequestKind.PLACE:
            return "anotar dónde estás"


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


def say_receipt(receipt: Receipt, now: datetime) -> str:
    """A whole sentence that tells what was done, or why not. `now` is aware."""
    if not receipt.done:
        return f"No puedo hacerlo: {say_refusal(receipt)}."
    match receipt.kind:
        case RequestKind.SKIP:
            return _say_skipped(receipt, now)
        case RequestKind.PAUSE:
            return _say_paused(receipt, now)
        case RequestKind.RESUME:
            return "Vuelvo a llamarte como siempre."
        case RequestKind.CANCEL:
            return "Esa llamada no sonará."
        case RequestKind.FOCUS:
            if not receipt.minutes:
                return "Aquí estoy contigo."
            return f"Estoy contigo {say_duration(receipt.minutes, 'minutos')}. Adelante."
        case RequestKind.PLACE:
            return "Anoto que no estás en casa." if receipt.place is Whereabouts.AWAY else "Anoto que estás en casa."
        case RequestKind.SNOOZE if receipt.minutes:
            return f"Te vuelvo a llamar en {say_duration(receipt.minutes, 'minutos')}."
        case RequestKind.CALL | RequestKind.ANSWER_LATE | RequestKind.MOVE | RequestKind.SNOOZE:
            return _say_ringing(receipt, now)


def say_refusal(receipt: Receipt) -> str:
    """One clause without a full stop: `esas son horas de silencio`."""
    if receipt.refusal is None:
        return "no ha funcionado"
    if receipt.refusal is Refusal.INCOMPLETE:
        return _MISSING.get(receipt.kind, "falta un dato para eso")
    return _REFUSALS[receipt.refusal]


def _say_skipped(receipt: Receipt, now: datetime) -> str:
    day = _on(receipt.until_day, _asked_on(receipt, now)) if receipt.until_day else ""
    return f"Me salto la llamada de {day}.".replace("de el ", "del ") if day else "Hoy no vuelvo a preguntar."


def _say_ringing(receipt: Receipt, now: datetime) -> str:
    if receipt.ring_at is None or receipt.ring_at <= now + _SOON:
        moved = receipt.kind in (RequestKind.MOVE, RequestKind.SNOOZE)
        return "Te vuelvo a llamar pronto." if moved and receipt.ring_at is None else "Te llamo ahora."
    local = receipt.ring_at.astimezone(ZoneInfo(receipt.zone))
    day = _on(local.date(), _asked_on(receipt, now))
    time = say_clock(local.hour * 60 + local.minute)
    return f"Te llamo {day and f'{day} '}a {time}."


def _say_paused(receipt: Receipt, now: datetime) -> str:
    if receipt.until_day is None:
        return "No te llamo hasta que me digas."
    return f"No te llamo hasta {_on(receipt.until_day, _asked_on(receipt, now)) or 'mañana'}."


def _asked_on(receipt: Receipt, now: datetime) -> date:
    return receipt.day or now.astimezone(ZoneInfo(receipt.zone)).date()


def _on(day: date, asked: date) -> str:
    """A day after `asked`: `mañana`, `el viernes`, `el catorce de diciembre`; empty for the same one."""
    ahead = (day - asked).days
    if ahead == 0:
        return ""
    if 1 <= ahead < 7:
        return say_due(day.isoformat(), asked.isoformat())
    return f"el {say_date(day, year=ahead > 330)}"
