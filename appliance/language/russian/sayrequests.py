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
from appliance.language.russian.littles import say_on
from appliance.language.russian.sayclock import say_at, say_clock, say_face
from appliance.language.russian.saynumbers import accusative, say_duration, say_ordinal, say_quantity
from appliance.language.wishes import Wish
from appliance.records.requests import Refusal, RequestKind

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
_UNTIL_WEEKDAY = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")
_TO_WEEKDAY = ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")

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


def _say_paused(until: date, asked: date) -> str:
    ahead = (until - asked).days
    if ahead <= 1:
        return "До завтра звонков не будет."
    day = _UNTIL_WEEKDAY[until.weekday()] if ahead < 7 else _date(until, ahead)
    return f"До {day} звонков не будет."


def _on(day: date, asked: date) -> str:
    """A day after `asked`: `завтра`, `в пятницу`, `четырнадцатого декабря`; empty for the same one."""
    ahead = (day - asked).days
    return "" if ahead == 0 else say_on(day, asked) or _date(day, ahead)


def _date(day: date, ahead: int) -> str:
    """`четырнадцатого декабря`, with the year where it is far off."""
    year = f" {say_ordinal(day.year)} года" if ahead > 330 else ""
    return f"{say_ordinal(day.day)} {MONTHS[day.month - 1]}{year}"


say_wish = say_wish_with(
    WishWords(
        plain={
            RequestKind.SKIP: "пропустить этот звонок",
            RequestKind.CALL: "позвонить сейчас",
            RequestKind.RESUME: "снова включить звонки",
            RequestKind.CANCEL: "отменить этот звонок",
            RequestKind.ANSWER_LATE: "позвонить по поводу пропущенного",
            RequestKind.PLACE: "отметить, где ты",
        },
        move=_say_move,
        snooze=_say_snooze,
        pause=_say_pause,
        focus="побыть с тобой",
        focus_for=lambda minutes: f"побыть с тобой {_length(minutes)}",
    )
)
say_refusal = say_refusal_with(
    RefusalWords(
        reasons=_REFUSALS,
        missing=_MISSING,
        something_missing="чего-то не хватает",
        unknown="не вышло",
    )
)
say_receipt = say_receipt_with(
    ReceiptWords(
        refused="Так не получится: {why}.",
        resumed="Звонки снова включены.",
        cancelled="Звонка не будет.",
        away="Отмечено: ты не дома.",
        home="Отмечено: ты дома.",
        focus="Я рядом.",
        focus_for=lambda minutes: f"Я рядом {_length(minutes)}. Начинай.",
        again_in=lambda minutes: f"Перезвоню через {_length(minutes)}.",
        soon="Скоро перезвоню.",
        now="Звоню сейчас.",
        skipped=lambda day: f"{day[:1].upper()}{day[1:]} звонка не будет.",
        skipped_today="Сегодня больше не спрошу.",
        ringing=lambda day, minutes: f"Позвоню {day and f'{day} '}{say_at(minutes)}.",
        paused_for_good="Звонков не будет, пока ты не попросишь.",
        paused=_say_paused,
        on=_on,
    ),
    say_refusal,
)
