"""Wishes and what became of them, as the coach says them: which of a language's sentences is said when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from appliance.language.wishes import Wish
from appliance.records.people import Whereabouts
from appliance.records.requests import Receipt, Refusal, RequestKind

SOON = timedelta(minutes=1)
"""A call that rings within this is rung now."""


@dataclass(frozen=True, slots=True)
class WishWords:
    """What a wish asks for, as after `Shall I`."""

    plain: Mapping[RequestKind, str]
    """Kinds that are said without any detail: `skip this call`."""
    move: Callable[[Wish], str]
    snooze: Callable[[Wish], str]
    pause: Callable[[Wish], str]
    focus: str
    focus_for: Callable[[float], str]
    """For so many minutes."""


@dataclass(frozen=True, slots=True)
class RefusalWords:
    """Why a request was not done: clauses without a full stop."""

    reasons: Mapping[Refusal, str]
    missing: Mapping[RequestKind, str]
    """What an incomplete request of this kind lacks."""
    something_missing: str
    unknown: str
    """No reason is known."""


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """What was done: whole sentences. A day is as `on` says it."""

    refused: str
    """With the field `{why}`."""
    resumed: str
    cancelled: str
    away: str
    home: str
    focus: str
    focus_for: Callable[[float], str]
    """Stays for so many minutes."""
    again_in: Callable[[float], str]
    """Rings again after so many minutes."""
    soon: str
    """Rings again, it is not known when."""
    now: str
    skipped: Callable[[str], str]
    """The call of this day is left out."""
    skipped_today: str
    ringing: Callable[[str, int], str]
    """Rings on this day (empty: the one on which it was asked), at so many minutes after midnight."""
    paused_for_good: str
    paused: Callable[[date, date], str]
    """Not before the first of the days, as asked on the second."""
    on: Callable[[date, date], str]
    """The first of the days, as said on the second; empty for the same one."""


def say_wish_with(words: WishWords) -> Callable[[Wish], str]:
    """A function that says what a wish asks for."""

    def say_wish(wish: Wish) -> str:
        match wish.kind:
            case RequestKind.MOVE:
                return words.move(wish)
            case RequestKind.SNOOZE:
                return words.snooze(wish)
            case RequestKind.PAUSE:
                return words.pause(wish)
            case RequestKind.FOCUS:
                return words.focus_for(wish.minutes) if wish.minutes else words.focus
            case _:
                return words.plain[wish.kind]

    return say_wish


def say_refusal_with(words: RefusalWords) -> Callable[[Receipt], str]:
    """A function that says why a request was not done, as one clause."""

    def say_refusal(receipt: Receipt) -> str:
        if receipt.refusal is None:
            return words.unknown
        if receipt.refusal is Refusal.INCOMPLETE:
            return words.missing.get(receipt.kind, words.something_missing)
        return words.reasons[receipt.refusal]

    return say_refusal


def say_receipt_with(words: ReceiptWords, say_refusal: Callable[[Receipt], str]) -> Callable[[Receipt, datetime], str]:
    """A function that tells in a whole sentence what was done, or why not. Its `now` is aware."""

    def say_receipt(receipt: Receipt, now: datetime) -> str:
        if not receipt.done:
            return words.refused.format(why=say_refusal(receipt))
        asked = receipt.day or now.astimezone(ZoneInfo(receipt.zone)).date()
        match receipt.kind:
            case RequestKind.SKIP:
                day = words.on(receipt.until_day, asked) if receipt.until_day else ""
                return words.skipped(day) if day else words.skipped_today
            case RequestKind.PAUSE:
                return words.paused(receipt.until_day, asked) if receipt.until_day else words.paused_for_good
            case RequestKind.RESUME:
                return words.resumed
            case RequestKind.CANCEL:
                return words.cancelled
            case RequestKind.FOCUS:
                return words.focus_for(receipt.minutes) if receipt.minutes else words.focus
            case RequestKind.PLACE:
                return words.away if receipt.place is Whereabouts.AWAY else words.home
            case RequestKind.SNOOZE if receipt.minutes:
                return words.again_in(receipt.minutes)
            case RequestKind.CALL | RequestKind.ANSWER_LATE | RequestKind.MOVE | RequestKind.SNOOZE:
                return _ringing(words, receipt, now, asked)

    return say_receipt


def _ringing(words: ReceiptWords, receipt: Receipt, now: datetime, asked: date) -> str:
    if receipt.ring_at is None and receipt.kind in (RequestKind.MOVE, RequestKind.SNOOZE):
        return words.soon
    if receipt.ring_at is None or receipt.ring_at <= now + SOON:
        return words.now
    local = receipt.ring_at.astimezone(ZoneInfo(receipt.zone))
    return words.ringing(words.on(local.date(), asked), local.hour * 60 + local.minute)
