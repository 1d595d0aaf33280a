"""Wishes and what became of them, as the coach says them in French."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from appliance.language.french.littles import WEEKDAYS, say_due
from appliance.language.french.saying import say_clock, say_duration, say_number, say_quantity
from appliance.language.french.speakable import say_date
from appliance.language.wishes import Wish
from appliance.records.people import Whereabouts
from appliance.records.requests import Receipt, Refusal, RequestKind

_SOON = timedelta(minutes=1)
"""A call that rings within this is rung now."""

_REFUSALS = {
    Refusal.NOTHING_THERE: "il n'y a aucun appel à changer",
    Refusal.OVER: "cet appel est terminé",
    Refusal.UNDER_WAY: "cet appel est déjà en cours",
    Refusal.PAST: "cette heure est passée",
    Refusal.TOO_FAR: "c'est trop loin dans le temps",
    Refusal.QUIET: "ce sont des heures de silence",
    Refusal.PAUSED: "les appels sont suspendus à ce moment-là",
    Refusal.TOO_OFTEN: "il a été repoussé trop souvent",
    Refusal.TOO_OLD: "cette journée est close",
    Refusal.NO_PAUSE: "les appels ne sont pas suspendus",
}
_MISSING = {
    RequestKind.MOVE: "il me faut une heure pour ça",
    RequestKind.SNOOZE: "il me faut une heure pour ça",
    RequestKind.PAUSE: "il me faut un jour pour ça",
    RequestKind.FOCUS: "il me faut une durée",
    RequestKind.PLACE: "il me faut savoir où tu es",
}


def say_wish(wish: Wish) -> str:
    """What to do: `déplacer cet appel à demain, neuf heures du soir`, `suspendre les appels jusqu'à lundi`."""
    match wish.kind:
        case RequestKind.MOVE:
            return _say_move(wish)
        case RequestKind.SNOOZE:
            return _say_snooze(wish)
        case RequestKind.SKIP:
            return "sauter cet appel"
        case RequestKind.PAUSE:
            return _say_pause(wish)
        case RequestKind.FOCUS:
            length = f" pendant {say_duration(wish.minutes, 'minutes')}" if wish.minutes else ""
            return f"rester avec toi{length}"
        case RequestKind.CALL:
            return "t'appeler maintenant"
        case RequestKind.RESUME:
            return "reprendre les appels"
        case RequestKind.CANCEL:
            return "retirer cet appel"
        case RequestKind.ANSWER_LATE:
            return "t'appeler pour celui que tu as manqué"
        case RequestKind.PLACE:
            return "noter où tu es"


def _say_move(wish: Wish) -> str:
    day = _ahead(wish)
    time = _say_time(wish.at_minutes, either_half=wish.either_half) if wish.at_minutes is not None else ""
    when = f"{day} à {time}" if day and time else f"à {time}" if time else day
    return f"déplacer cet appel {when}".rstrip()


def _say_snooze(wish: Wish) -> str:
    if wish.at_minutes is not None:
        return f"te rappeler à {_say_time(wish.at_minutes, either_half=wish.either_half)}"
    return f"te rappeler dans {say_duration(wish.minutes, 'minutes')}" if wish.minutes else "te rappeler plus tard"


def _say_pause(wish: Wish) -> str:
    if wish.weekday is not None:
        return f"suspendre les appels jusqu'à {WEEKDAYS[wish.weekday]}"
    if wish.days_ahead is None:
        return "suspendre les appels"
    if wish.days_ahead <= 1:
        return "suspendre les appels jusqu'à demain"
    weeks, days = divmod(wish.days_ahead, 7)
    return f"suspendre les appels pendant {say_quantity(wish.days_ahead, 'jours') if days else _weeks(weeks)}"


def _weeks(count: int) -> str:
    return "une semaine" if count == 1 else f"{say_number(count, feminine=True)} semaines"


def _ahead(wish: Wish) -> str:
    if wish.weekday is not None:
        return WEEKDAYS[wish.weekday]
    if wish.days_ahead is None:
        return ""
    named = {0: "aujourd'hui", 1: "demain", 2: "après-demain"}
    return named.get(wish.days_ahead, f"dans {say_quantity(wish.days_ahead, 'jours')}")


def _say_time(minutes: float, *, either_half: bool) -> str:
    """`neuf heures du soir`; the face alone (`neuf heures`) where the half of the day is open."""
    said = say_clock(minutes)
    if not either_half:
        return said
    if said in ("midi", "minuit"):
        return "douze heures"
    return said.removesuffix(" du matin").removesuffix(" du soir").removesuffix(" de l'après-midi")


def say_receipt(receipt: Receipt, now: datetime) -> str:
    """A whole sentence that tells what was done, or why not. `now` is aware."""
    if not receipt.done:
        return f"Je ne peux pas : {say_refusal(receipt)}."
    match receipt.kind:
        case RequestKind.SKIP:
            return _say_skipped(receipt, now)
        case RequestKind.PAUSE:
            return _say_paused(receipt, now)
        case RequestKind.RESUME:
            return "Les appels reprennent."
        case RequestKind.CANCEL:
            return "Ça ne sonnera pas."
        case RequestKind.FOCUS:
            length = f" pour {say_duration(receipt.minutes, 'minutes')}" if receipt.minutes else ""
            return f"Je suis là{length}. Vas-y."
        case RequestKind.PLACE:
            return (
                "C'est noté, tu n'es pas là." if receipt.place is Whereabouts.AWAY else "C'est noté, tu es à la maison."
            )
        case RequestKind.SNOOZE if receipt.minutes:
            return f"Je te rappelle dans {say_duration(receipt.minutes, 'minutes')}."
        case RequestKind.CALL | RequestKind.ANSWER_LATE | RequestKind.MOVE | RequestKind.SNOOZE:
            return _say_ringing(receipt, now)


def say_refusal(receipt: Receipt) -> str:
    """One clause without a full stop: `ce sont des heures de silence`."""
    if receipt.refusal is None:
        return "ça n'a pas marché"
    if receipt.refusal is Refusal.INCOMPLETE:
        return _MISSING.get(receipt.kind, "il manque quelque chose pour ça")
    return _REFUSALS[receipt.refusal]


def _say_skipped(receipt: Receipt, now: datetime) -> str:
    day = _on(receipt.until_day, _asked_on(receipt, now)) if receipt.until_day else ""
    return f"Je saute l'appel prévu {day}." if day else "Je ne demanderai plus rien aujourd'hui."


def _say_ringing(receipt: Receipt, now: datetime) -> str:
    if receipt.ring_at is None or receipt.ring_at <= now + _SOON:
        moved = receipt.kind in (RequestKind.MOVE, RequestKind.SNOOZE)
        return "Je te rappelle bientôt." if moved and receipt.ring_at is None else "Je t'appelle maintenant."
    local = receipt.ring_at.astimezone(ZoneInfo(receipt.zone))
    day = _on(local.date(), _asked_on(receipt, now))
    time = say_clock(local.hour * 60 + local.minute)
    return f"Je t'appelle {day} à {time}." if day else f"Je t'appelle à {time}."


def _say_paused(receipt: Receipt, now: datetime) -> str:
    if receipt.until_day is None:
        return "Je n'appelle plus jusqu'à ce que tu me le dises."
    return f"Je n'appelle pas avant {_on(receipt.until_day, _asked_on(receipt, now)) or 'demain'}."


def _asked_on(receipt: Receipt, now: datetime) -> date:
    return receipt.day or now.astimezone(ZoneInfo(receipt.zone)).date()


def _on(day: date, asked: date) -> str:
    """A day after `asked`: `demain`, `vendredi`, `le quatorze décembre`; empty for the same one."""
    ahead = (day - asked).days
    if ahead == 0:
        return ""
    if 1 <= ahead < 7:
        return say_due(day.isoformat(), asked.isoformat())
    year = f" {say_number(day.year)}" if ahead > 330 else ""
    return f"le {say_date(day)}{year}"
