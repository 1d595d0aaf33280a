"""Natural spoken answers in Russian."""

from __future__ import annotations

from appliance.language.reading.answers import AnswerWords, spoken_answer_with
from appliance.language.reading.clock import DAY_MINUTES
from appliance.language.russian.sayclock import say_at, say_clock
from appliance.language.russian.saynumbers import minutes_per, say_duration, say_number, say_quantity, unit_minutes
from appliance.records.agenda import AgendaItem, Answer


def _numbers(item: AgendaItem, value: float) -> tuple[str, ...]:
    told = say_number(value)
    if item.answer is Answer.SCALE:
        return (told, f"{told} из десяти") if item.high == 10 and value >= 1 else (told,)
    return (told, say_quantity(value, item.unit))


def _durations(item: AgendaItem, value: float) -> tuple[str, ...]:
    per = unit_minutes(item.unit)
    minutes = round(value * per)
    forms = [say_duration(value, item.unit)]
    if 10 <= minutes < 100:
        forms.append(say_quantity(minutes, "минута"))
    if per == 60 and minutes % 15 == 0 and minutes >= 60:
        forms.append(say_number(minutes / 60))
    if 60 < minutes < 120 and minutes % 5 == 0:
        forms.append(f"час {say_quantity(minutes - 60, 'минута')}")
    return tuple(forms)


def _times(_: AgendaItem, value: float) -> tuple[str, ...]:
    minutes = round(value) % DAY_MINUTES
    hour, minute = divmod(minutes, 60)
    told = f"{say_quantity(hour, 'час')} {say_quantity(minute, 'минута')}" if minute else say_quantity(hour, "час")
    exact = (f"в {told}",) if hour > 12 or hour == 0 else ()
    return say_at(minutes), f"около {say_clock(minutes)}" if minute not in (30, 45) else say_at(minutes), *exact


spoken_answer = spoken_answer_with(
    AnswerWords(
        present=("да, это я", "да", "алло", "слушаю", "да, я здесь", "привет, я тут"),
        promises=(
            "Позвонить врачу до десяти", "Пробежать пять километров до ужина", "Прочитать десять страниц перед сном",
            "Написать брату", "Лечь спать до одиннадцати",
        ),
        yes=("да", "ага", "да, сделано", "угу", "конечно", "да, всё получилось", "получилось", "да, всё готово"),
        no=("нет", "неа", "нет, не получилось", "не вышло", "ещё нет", "нет, не сегодня", "к сожалению, нет"),
        no_to_promise=("не особо",),
        parts=(
            (0.85, ("почти всё", "практически всё")),
            (0.65, ("в основном", "большую часть")),
            (0.35, ("примерно половину", "наполовину")),
            (0.0, ("совсем немного", "чуть-чуть")),
        ),
        zero=("ни одного", "нисколько", "ноль"),
        before=("", "", "примерно ", "думаю, ", "э-э, ", "ну, ", "где-то "),
        before_time=("",),
        numbers=_numbers,
        durations=_durations,
        times=_times,
        minutes_per=minutes_per,
    )
)  # fmt: skip
