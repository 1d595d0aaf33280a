"""Wishes and what became of them, as the coach says them in French."""

from __future__ import annotations

from datetime import date

from appliance.language.french.littles import WEEKDAYS, say_due
from appliance.language.french.saying import say_clock, say_duration, say_number, say_quantity
from appliance.language.french.speakable import say_date
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


def _on(day: date, asked: date) -> str:
    """A day after `asked`: `demain`, `vendredi`, `le quatorze décembre`; empty for the same one."""
    ahead = (day - asked).days
    if ahead == 0:
        return ""
    if 1 <= ahead < 7:
        return say_due(day.isoformat(), asked.isoformat())
    year = f" {say_number(day.year)}" if ahead > 330 else ""
    return f"le {say_date(day)}{year}"


say_wish = say_wish_with(
    WishWords(
        plain={
            RequestKind.SKIP: "sauter cet appel",
            RequestKind.CALL: "t'appeler maintenant",
            RequestKind.RESUME: "reprendre les appels",
            RequestKind.CANCEL: "retirer cet appel",
            RequestKind.ANSWER_LATE: "t'appeler pour celui que tu as manqué",
            RequestKind.PLACE: "noter où tu es",
        },
        move=_say_move,
        snooze=_say_snooze,
        pause=_say_pause,
        focus="rester avec toi",
        focus_for=lambda minutes: f"rester avec toi pendant {say_duration(minutes, 'minutes')}",
    )
)
say_refusal = say_refusal_with(
    RefusalWords(
        reasons=_REFUSALS,
        missing=_MISSING,
        something_missing="il manque quelque chose pour ça",
        unknown="ça n'a pas marché",
    )
)
say_receipt = say_receipt_with(
    ReceiptWords(
        refused="Je ne peux pas : {why}.",
        resumed="Les appels reprennent.",
        cancelled="Ça ne sonnera pas.",
        away="C'est noté, tu n'es pas là.",
        home="C'est noté, tu es à la maison.",
        focus="Je suis là. Vas-y.",
        focus_for=lambda minutes: f"Je suis là pour {say_duration(minutes, 'minutes')}. Vas-y.",
        again_in=lambda minutes: f"Je te rappelle dans {say_duration(minutes, 'minutes')}.",
        soon="Je te rappelle bientôt.",
        now="Je t'appelle maintenant.",
        skipped=lambda day: f"Je saute l'appel prévu {day}.",
        skipped_today="Je ne demanderai plus rien aujourd'hui.",
        ringing=lambda day, minutes: f"Je t'appelle {day and f'{day} '}à {say_clock(minutes)}.",
        paused_for_good="Je n'appelle plus jusqu'à ce que tu me le dises.",
        paused=lambda until, asked: f"Je n'appelle pas avant {_on(until, asked) or 'demain'}.",
        on=_on,
    ),
    say_refusal,
)
