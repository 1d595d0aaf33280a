"""Wishes and what became of them, as the coach says them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from num2words import num2words

from appliance.language.english.clock import say_clock
from appliance.language.english.durations import say_duration
from appliance.language.english.littles import say_due
from appliance.language.english.numbers import say_quantity
from appliance.language.english.requestslots import WEEKDAYS
from appliance.language.wishes import Wish
from appliance.records.people import Whereabouts
from appliance.records.requests import Receipt, Refusal, RequestKind

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SOON = timedelta(minutes=1)
"""A call that rings within this is rung now."""

_REFUSALS = {
    Refusal.NOTHING_THERE: "there is no call to change",
    Refusal.OVER: "that call is over",
    Refusal.UNDER_WAY: "that call is already under way",
    Refusal.PAST: "that time is past",
    Refusal.TOO_FAR: "that is too far ahead",
    Refusal.QUIET: "those are quiet hours",
    Refusal.PAUSED: "calls are paused then",
    Refusal.TOO_OFTEN: "it has been put off too often",
    Refusal.TOO_OLD: "that day is closed",
    Refusal.NO_PAUSE: "calls are not paused",
}
_MISSING = {
    RequestKind.MOVE: "I need a time for that",
    RequestKind.SNOOZE: "I need a time for that",
    RequestKind.PAUSE: "I need a day for that",
    RequestKind.FOCUS: "I need to know for how long",
    RequestKind.PLACE: "I need to know where you are",
}


def say_wish(wish: Wish) -> str:
    """What to do, after `Shall I`: `move this to nine in the evening tomorrow`, `pause until Monday`."""
    match wish.kind:
        case RequestKind.MOVE:
            return _say_move(wish)
        case RequestKind.SNOOZE:
            return _say_snooze(wish)
        case RequestKind.SKIP:
            return "skip this call"
        case RequestKind.PAUSE:
            return _say_pause(wish)
        case RequestKind.FOCUS:
            return f"stay with you for {say_duration(wish.minutes, 'minutes')}" if wish.minutes else "stay with you"
        case RequestKind.CALL:
            return "call you now"
        case RequestKind.RESUME:
            return "turn calls on again"
        case RequestKind.CANCEL:
            return "take back that call"
        case RequestKind.ANSWER_LATE:
            return "call about the one you missed"
        case RequestKind.PLACE:
            return "note where you are"


def _say_move(wish: Wish) -> str:
    day = _ahead(wish)
    if wish.at_minutes is None:
        return f"move this to {day}" if day else "move this"
    time = f"move this to {_say_time(wish.at_minutes, either_half=wish.either_half)}"
    return f"{time} {'on ' if wish.weekday is not None else ''}{day}" if day else time


def _say_snooze(wish: Wish) -> str:
    if wish.at_minutes is not None:
        return f"call you again at {_say_time(wish.at_minutes, either_half=wish.either_half)}"
    return f"call you again in {say_duration(wish.minutes, 'minutes')}" if wish.minutes else "call you again later"


def _say_pause(wish: Wish) -> str:
    if wish.weekday is not None:
        return f"pause until {WEEKDAYS[wish.weekday].capitalize()}"
    if wish.days_ahead is None:
        return "pause your calls"
    if wish.days_ahead <= 1:
        return "pause until tomorrow"
    weeks, days = divmod(wish.days_ahead, 7)
    if days:
        return f"pause for {say_quantity(wish.days_ahead, 'days')}"
    return "pause for a week" if weeks == 1 else f"pause for {say_quantity(weeks, 'weeks')}"


def _ahead(wish: Wish) -> str:
    if wish.weekday is not None:
        return WEEKDAYS[wish.weekday].capitalize()
    if wish.days_ahead is None:
        return ""
    named = {0: "today", 1: "tomorrow", 2: "the day after tomorrow"}
    return named.get(wish.days_ahead, f"in {say_quantity(wish.days_ahead, 'days')}")


def _say_time(minutes: float, *, either_half: bool) -> str:
    """`nine in the evening`; the face alone (`nine o'clock`) where the half of the day is open."""
    said = say_clock(minutes)
    if not either_half:
        return said.replace(" o'clock", "")
    if said in ("noon", "midnight"):
        return "twelve o'clock"
    return said.removesuffix(" at night").split(" in the ")[0]


def say_receipt(receipt: Receipt, now: datetime) -> str:
    """A whole sentence that tells what was done, or why not. `now` is aware."""
    if not receipt.done:
        return f"I can't do that: {say_refusal(receipt)}."
    match receipt.kind:
        case RequestKind.SKIP:
            return _say_skipped(receipt, now)
        case RequestKind.PAUSE:
            return _say_paused(receipt, now)
        case RequestKind.RESUME:
            return "Calls are on again."
        case RequestKind.CANCEL:
            return "It will not ring."
        case RequestKind.FOCUS:
            return f"I'm here for {say_duration(receipt.minutes, 'minutes')}. Go." if receipt.minutes else "I'm here."
        case RequestKind.PLACE:
            return "You are away." if receipt.place is Whereabouts.AWAY else "You are home."
        case RequestKind.SNOOZE if receipt.minutes:
            return f"I'll call you again in {say_duration(receipt.minutes, 'minutes')}."
        case RequestKind.CALL | RequestKind.ANSWER_LATE | RequestKind.MOVE | RequestKind.SNOOZE:
            return _say_ringing(receipt, now)


def say_refusal(receipt: Receipt) -> str:
    """One clause without a full stop: `those are quiet hours`."""
    if receipt.refusal is None:
        return "that did not work"
    if receipt.refusal is Refusal.INCOMPLETE:
        return _MISSING.get(receipt.kind, "something is missing for that")
    return _REFUSALS[receipt.refusal]


def _say_skipped(receipt: Receipt, now: datetime) -> str:
    day = _on(receipt.until_day, _asked_on(receipt, now)) if receipt.until_day else ""
    return f"I leave out the call {day}." if day else "I won't ask again today."


def _say_ringing(receipt: Receipt, now: datetime) -> str:
    if receipt.ring_at is None or receipt.ring_at <= now + _SOON:
        moved = receipt.kind in (RequestKind.MOVE, RequestKind.SNOOZE)
        return "I'll call you again soon." if moved and receipt.ring_at is None else "I'll ring now."
    local = receipt.ring_at.astimezone(ZoneInfo(receipt.zone))
    day = _on(local.date(), _asked_on(receipt, now))
    time = say_clock(local.hour * 60 + local.minute)
    return f"I'll call you at {time}{day and f' {day}'}."


def _say_paused(receipt: Receipt, now: datetime) -> str:
    if receipt.until_day is None:
        return "I won't call until you tell me to."
    asked = _asked_on(receipt, now)
    return f"I won't call before {_on(receipt.until_day, asked).removeprefix('on ') or 'tomorrow'}."


def _asked_on(receipt: Receipt, now: datetime) -> date:
    return receipt.day or now.astimezone(ZoneInfo(receipt.zone)).date()


def _on(day: date, asked: date) -> str:
    """A day after `asked`: `tomorrow`, `on Friday`, `on the fourteenth of December`; empty for the same one."""
    ahead = (day - asked).days
    if ahead == 0:
        return ""
    if 1 <= ahead < 7:
        named = say_due(day.isoformat(), asked.isoformat())
        return named if ahead == 1 else f"on {named}"
    year = f" {num2words(day.year, to='year')}" if ahead > 330 else ""
    return f"on the {num2words(day.day, to='ordinal')} of {_MONTHS[day.month - 1]}{year}"
