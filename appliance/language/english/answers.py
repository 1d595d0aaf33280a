"""Natural spoken answers in English."""

from __future__ import annotations

from appliance.language.english.clock import say_clock
from appliance.language.english.durations import say_duration, unit_minutes
from appliance.language.english.numbers import say_number, say_quantity
from appliance.language.english.units import UNITS
from appliance.language.reading.answers import AnswerWords, spoken_answer_with
from appliance.language.reading.clock import DAY_MINUTES
from appliance.records.agenda import AgendaItem, Answer


def _numbers(item: AgendaItem, value: float) -> tuple[str, ...]:
    plain = say_number(value)
    if item.answer is Answer.SCALE:
        return (plain, f"a {plain}", f"{plain} out of ten") if item.high == 10 and value >= 1 else (plain,)
    return (plain, say_quantity(value, item.unit))


def _durations(item: AgendaItem, value: float) -> tuple[str, ...]:
    per = unit_minutes(item.unit)
    minutes = round(value * per)
    forms = [say_duration(value, item.unit)]
    if 10 <= minutes < 100:
        forms.append(say_quantity(minutes, "minutes"))
    if per == 60 and minutes % 15 == 0 and minutes >= 60:
        forms.append(say_number(minutes / 60))
    if minutes >= 60 and minutes % 60 == 30:
        forms.append(f"{say_quantity(minutes // 60, 'hours')} and a half")
    return tuple(forms)


def _times(_: AgendaItem, value: float) -> tuple[str, ...]:
    minutes = round(value) % DAY_MINUTES
    hour, minute = divmod(minutes, 60)
    half = "a m" if hour < 12 else "p m"
    past = "" if minute == 0 else f" oh {say_number(minute)}" if minute < 10 else f" {say_number(minute)}"
    return say_clock(minutes), f"{say_number(hour % 12 or 12)}{past} {half}"


spoken_answer = spoken_answer_with(
    AnswerWords(
        present=("yeah, I'm here", "yes", "hello", "speaking", "yes, I'm here", "hi, go ahead"),
        promises=(
            "Call the dentist before ten", "Run five kilometres before dinner", "Read ten pages before bed",
            "Write to my brother", "Go to bed before eleven",
        ),
        yes=("yes", "yeah, I did", "yes, I did", "yep", "I did", "of course", "yes, all done", "absolutely"),
        no=("no", "no, I didn't", "nope", "not really", "I didn't get to it", "no, not today"),
        no_to_promise=("I'm afraid not", "not yet"),
        parts=(
            (0.85, ("almost all of it", "nearly all of it")),
            (0.65, ("most of it", "mostly")),
            (0.35, ("about half of it", "half of it")),
            (0.0, ("a little of it", "a bit of it")),
        ),
        zero=("none", "nothing", "zero"),
        before=("", "", "about ", "I think ", "uh, ", "maybe "),
        before_time=("", "at ", "about ", "around "),
        numbers=_numbers,
        durations=_durations,
        times=_times,
        minutes_per=UNITS.minutes_per,
    )
)  # fmt: skip
