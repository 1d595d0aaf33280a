"""Wishes and what became of them, as the coach says them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from appliance.language.russian.littles import say_on
from appliance.language.russian.sayclock import say_at, say_clock, say_face
from appliance.language.russian.saynumbers import accusative, say_duration, say_ordinal, say_quantity
from appliance.language.wishes import Wish
from appliance.records.people import Whereabouts
from appliance.records.requests import Receipt, Refusal, RequestKind

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
_UNTIL_WEEKDAY = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")
_TO_WEEKDAY = ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")
_SOON = timedelta(minutes=1)
"""A call that rings within this is rung now."""

_REFUSALS = {
    Refusal.NOTHING_THERE: "нет звонка, который можно изменить",
    Refusal.OVER: "этот звонок уже закончился",
    Refusal.UNDER_WAY: "этот звонок уже идёт",
    Refusal.PAST: "это время уже прошло",
    Refusal.TOO_FAR: "это слишком далеко",
    Refusal.QUIET: "в это время тихие часы",
    Refusal.PAUSED: "в это время звонки на паузе",
    Refusal.TOO_OFTEN: "это откладывалось уже слишком много раз",
    Refusal.TOO_OLD: "тот день уже закрыт",
    Refusal.NO_PAUSE: "паузы сейчас нет",
}
_MISSING = {
    RequestKind.MOVE: "нужно время",
    RequestKind.SNOOZE: "нужно время",
    RequestKind.PAUSE: "нужно знать, до какого дня",
    RequestKind.FOCUS: "нужно знать, на сколько",
    RequestKind.PLACE: "нужно знать, где ты",
}


def say_wish(wish: Wish) -> str:
    """What to do, as an infinitive: `перенести на девять часов вечера завтра`, `сделать паузу до понедельника`."""
    match wish.kind:
        case RequestKind.MOVE:
            return _say_move(wish)
        case RequestKind.SNOOZE:
            return _say_snooze(wish)
        case RequestKind.SKIP:
            return "пропустить этот звонок"
        case RequestKind.PAUSE:
            return _say_pause(wish)
        case RequestKind.FOCUS:
            return f"побыть с тобой {_length(wish.minutes)}" if wish.minutes else "побыть с тобой"
        case RequestKind.CALL:
            return "позвонить сейчас"
        case RequestKind.RESUME:
            return "снова включить звонки"
        case RequestKind.CANCEL:
            return "отменить этот звонок"
        case RequestKind.ANSWER_LATE:
            return "позвонить по поводу пропущенного"
        case RequestKind.PLACE:
            return "отметить, где ты"


def _length(minutes: float) -> str:
    return accusative(say_duration(minutes, "минут"))


def _say_move(wish: Wish) -> str:
    day = _ahead(wish)
    if wish.at_minutes is None:
        return f"перенести на {day}" if day else "перенести этот звонок"
    time = _say_time(wish.at_minutes, either_half=wish.either_half)
    return f"перенести на {day}, на {time}" if day else f"перенести на {time}"


def _say_snooze(wish: Wish) -> str:
    if wish.at_minutes is not None:
        face = say_face(wish.at_minutes, at=True) if wish.either_half else say_at(wish.at_minutes)
        return f"позвонить ещё раз {face}"
    return f"позвонить ещё раз через {_length(wish.minutes)}" if wish.minutes else "позвонить ещё раз позже"


def _say_pause(wish: Wish) -> str:
    if wish.weekday is not None:
        return f"сделать паузу до {_UNTIL_WEEKDAY[wish.weekday]}"
    if wish.days_ahead is None:
        return "поставить звонки на паузу"
    if wish.days_ahead <= 1:
        return "сделать паузу до завтра"
    weeks, days = divmod(wish.days_ahead, 7)
    if days:
        return f"сделать паузу на {say_quantity(wish.days_ahead, 'день')}"
    told = {1: "неделю", 2: "две недели", 3: "три недели", 4: "четыре недели"}.get(weeks)
    return f"сделать паузу на {told or say_quantity(wish.days_ahead, 'день')}"


def _ahead(wish: Wish) -> str:
    """The day in the accusative, after `на`."""
    if wish.weekday is not None:
        return _TO_WEEKDAY[wish.weekday]
    if wish.days_ahead is None:
        return ""
    named = {0: "сегодня", 1: "завтра", 2: "послезавтра"}
    return named.get(wish.days_ahead) or f"{say_quantity(wish.days_ahead, 'день')} вперёд"


def _say_time(minutes: float, *, either_half: bool) -> str:
    """In the accusative, after `на`; the face alone (`девять часов`) where the half of the day is open."""
    said = say_face(minutes, at=False) if either_half else say_clock(minutes)
    return said.replace("половина", "половину")


def say_receipt(receipt: Receipt, now: datetime) -> str:
    """A whole sentence that tells what was done, or why not. `now` is aware."""
    if not receipt.done:
        return f"Так не получится: {say_refusal(receipt)}."
    match receipt.kind:
        case RequestKind.SKIP:
            return _say_skipped(receipt, now)
        case RequestKind.PAUSE:
            return _say_paused(receipt, now)
        case RequestKind.RESUME:
            return "Звонки снова включены."
        case RequestKind.CANCEL:
            return "Звонка не будет."
        case RequestKind.FOCUS:
            return f"Я рядом {_length(receipt.minutes)}. Начинай." if receipt.minutes else "Я рядом."
        case RequestKind.PLACE:
            return "Отмечено: ты не дома." if receipt.place is Whereabouts.AWAY else "Отмечено: ты дома."
        case RequestKind.SNOOZE if receipt.minutes:
            return f"Перезвоню через {_length(receipt.minutes)}."
        case RequestKind.CALL | RequestKind.ANSWER_LATE | RequestKind.MOVE | RequestKind.SNOOZE:
            return _say_ringing(receipt, now)


def say_refusal(receipt: Receipt) -> str:
    """One clause without a full stop: `в это время тихие часы`."""
    if receipt.refusal is None:
        return "не вышло"
    if receipt.refusal is Refusal.INCOMPLETE:
        return _MISSING.get(receipt.kind, "чего-то не хватает")
    return _REFUSALS[receipt.refusal]


def _say_skipped(receipt: Receipt, now: datetime) -> str:
    day = _on(receipt.until_day, _asked_on(receipt, now)) if receipt.until_day else ""
    return f"{day[:1].upper()}{day[1:]} звонка не будет." if day else "Сегодня больше не спрошу."


def _say_ringing(receipt: Receipt, now: datetime) -> str:
    if receipt.ring_at is None or receipt.ring_at <= now + _SOON:
        moved = receipt.kind in (RequestKind.MOVE, RequestKind.SNOOZE)
        return "Скоро перезвоню." if moved and receipt.ring_at is None else "Звоню сейчас."
    local = receipt.ring_at.astimezone(ZoneInfo(receipt.zone))
    day = _on(local.date(), _asked_on(receipt, now))
    return f"Позвоню {day and f'{day} '}{say_at(local.hour * 60 + local.minute)}."


def _say_paused(receipt: Receipt, now: datetime) -> str:
    if receipt.until_day is None:
        return "Звонков не будет, пока ты не попросишь."
    asked = _asked_on(receipt, now)
    ahead = (receipt.until_day - asked).days
    if ahead <= 1:
        return "До завтра звонков не будет."
    until = _UNTIL_WEEKDAY[receipt.until_day.weekday()] if ahead < 7 else _date(receipt.until_day, ahead)
    return f"До {until} звонков не будет."


def _asked_on(receipt: Receipt, now: datetime) -> date:
    return receipt.day or now.astimezone(ZoneInfo(receipt.zone)).date()


def _on(day: date, asked: date) -> str:
    """A day after `asked`: `завтра`, `в пятницу`, `четырнадцатого декабря`; empty for the same one."""
    ahead = (day - asked).days
    return "" if ahead == 0 else say_on(day, asked) or _date(day, ahead)


def _date(day: date, ahead: int) -> str:
    """`четырнадцатого декабря`, with the year where it is far off."""
    year = f" {say_ordinal(day.year)} года" if ahead > 330 else ""
    return f"{say_ordinal(day.day)} {MONTHS[day.month - 1]}{year}"
