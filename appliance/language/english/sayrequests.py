"""Wishes and what became of them, as the coach says them."""

from __future__ import annotations

from datetime import date

from num2words import num2words

from appliance.language.english.clock import say_clock
from appliance.language.english.durations import say_duration
from appliance.language.english.littles import say_due
from appliance.language.english.numbers import say_quantity
from appliance.language.english.requestslots import WEEKDAYS
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

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

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


say_wish = say_wish_with(
    WishWords(
        plain={
            RequestKind.SKIP: "skip this call",
            RequestKind.CALL: "call you now",
            RequestKind.RESUME: "turn calls on again",
            RequestKind.CANCEL: "take back that call",
            RequestKind.ANSWER_LATE: "call about the one you missed",
            RequestKind.PLACE: "note where you are",
        },
        move=_say_move,
        snooze=_say_snooze,
        pause=_say_pause,
        focus="stay with you",
        focus_for=lambda minutes: f"stay with you for {say_duration(minutes, 'minutes')}",
    )
)
say_refusal = say_refusal_with(
    RefusalWords(
        reasons=_REFUSALS,
        missing=_MISSING,
        something_missing="something is missing for that",
        unknown="that did not work",
    )
)
say_receipt = say_receipt_with(
    ReceiptWords(
        refused="I can't do that: {why}.",
        resumed="Calls are on again.",
        cancelled="It will not ring.",
        away="You are away.",
        home="You are home.",
        focus="I'm here.",
        focus_for=lambda minutes: f"I'm here for {say_duration(minutes, 'minutes')}. Go.",
        again_in=lambda minutes: f"I'll call you again in {say_duration(minutes, 'minutes')}.",
        soon="I'll call you again soon.",
        now="I'll ring now.",
        skipped=lambda day: f"I leave out the call {day}.",
        skipped_today="I won't ask again today.",
        ringing=lambda day, minutes: f"I'll call you at {say_clock(minutes)}{day and f' {day}'}.",
        paused_for_good="I won't call until you tell me to.",
        paused=lambda until, asked: f"I won't call before {_on(until, asked).removeprefix('on ') or 'tomorrow'}.",
        on=_on,
    ),
    say_refusal,
)
