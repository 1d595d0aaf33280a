"""Wishes and what became of them, as the coach says them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from num2words import num2words

from appliance.language.german.clock import say_clock, say_face
from appliance.language.german.days import MONTHS, WEEKDAYS
from appliance.language.german.durations import say_duration
from appliance.language.german.numbers import say_whole
from appliance.language.german.speakable import ordinal
from appliance.language.wishes import Wish
from appliance.records.people import Whereabouts
from appliance.records.requests import Receipt, Refusal, RequestKind

_SOON = timedelta(minutes=1)
"""A call that rings within this is rung now."""

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


def say_wish(wish: Wish) -> str:
    """What to do, as after `Soll ich`: `das auf morgen um neun Uhr abends verschieben`, `bis Montag pausieren`."""
    match wish.kind:
        case RequestKind.MOVE:
            return _say_move(wish)
        case RequestKind.SNOOZE:
            return _say_snooze(wish)
        case RequestKind.SKIP:
            return "diesen Anruf ausfallen lassen"
        case RequestKind.PAUSE:
            return _say_pause(wish)
        case RequestKind.FOCUS:
            return f"{say_duration(wish.minutes, 'Minuten')} bei dir bleiben" if wish.minutes else "bei dir bleiben"
        case RequestKind.CALL:
            return "dich jetzt anrufen"
        case RequestKind.RESUME:
            return "die Anrufe wieder einschalten"
        case RequestKind.CANCEL:
            return "diesen Anruf zurücknehmen"
        case RequestKind.ANSWER_LATE:
            return "wegen des verpassten Anrufs anrufen"
        case RequestKind.PLACE:
            return "notieren, wo du bist"


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


def say_receipt(receipt: Receipt, now: datetime) -> str:
    """A whole sentence that tells what was done, or why not. `now` is aware."""
    if not receipt.done:
        return f"Das geht nicht: {say_refusal(receipt)}."
    match receipt.kind:
        case RequestKind.SKIP:
            return _say_skipped(receipt, now)
        case RequestKind.PAUSE:
            return _say_paused(receipt, now)
        case RequestKind.RESUME:
            return "Die Anrufe sind wieder eingeschaltet."
        case RequestKind.CANCEL:
            return "Es wird nicht klingeln."
        case RequestKind.FOCUS:
            return f"Ich bleibe {_lasting(receipt.minutes)} hier. Los geht's." if receipt.minutes else "Ich bin hier."
        case RequestKind.PLACE:
            return "Du bist unterwegs." if receipt.place is Whereabouts.AWAY else "Du bist zu Hause."
        case RequestKind.SNOOZE if receipt.minutes:
            return f"Ich rufe dich in {_dative(say_duration(receipt.minutes, 'Minuten'))} wieder an."
        case RequestKind.CALL | RequestKind.ANSWER_LATE | RequestKind.MOVE | RequestKind.SNOOZE:
            return _say_ringing(receipt, now)


def _lasting(minutes: float) -> str:
    return say_duration(minutes, "Minuten")


def say_refusal(receipt: Receipt) -> str:
    """One clause without a full stop: `da ist Ruhezeit`."""
    if receipt.refusal is None:
        return "das hat nicht geklappt"
    if receipt.refusal is Refusal.INCOMPLETE:
        return _MISSING.get(receipt.kind, "dafür fehlt noch etwas")
    return _REFUSALS[receipt.refusal]


def _say_skipped(receipt: Receipt, now: datetime) -> str:
    day = _on(receipt.until_day, _asked_on(receipt, now)) if receipt.until_day else ""
    return f"Den Anruf {day} lasse ich aus." if day else "Heute frage ich nicht mehr."


def _say_ringing(receipt: Receipt, now: datetime) -> str:
    if receipt.ring_at is None or receipt.ring_at <= now + _SOON:
        moved = receipt.kind in (RequestKind.MOVE, RequestKind.SNOOZE)
        return "Ich rufe dich bald wieder an." if moved and receipt.ring_at is None else "Ich rufe jetzt an."
    local = receipt.ring_at.astimezone(ZoneInfo(receipt.zone))
    day = _on(local.date(), _asked_on(receipt, now))
    return f"Ich rufe dich {day and f'{day} '}um {say_clock(local.hour * 60 + local.minute)} an."


def _say_paused(receipt: Receipt, now: datetime) -> str:
    if receipt.until_day is None:
        return "Ich rufe nicht mehr an, bis du es mir sagst."
    day = _on(receipt.until_day, _asked_on(receipt, now)) or "morgen"
    return f"Ich rufe erst {day} wieder an."


def _asked_on(receipt: Receipt, now: datetime) -> date:
    return receipt.day or now.astimezone(ZoneInfo(receipt.zone)).date()


def _on(day: date, asked: date) -> str:
    """A day after `asked`: `morgen`, `am Freitag`, `am vierzehnten Dezember`; empty for the same one."""
    ahead = (day - asked).days
    if ahead <= 2:
        return {1: "morgen", 2: "übermorgen"}.get(ahead, "")
    if ahead < 7:
        return f"am {WEEKDAYS[day.weekday()]}"
    year = f" {num2words(day.year, lang='de', to='year')}" if ahead > 330 else ""
    return f"am {ordinal(day.day, 'en')} {MONTHS[day.month - 1]}{year}"
