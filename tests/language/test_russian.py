"""Russian: what is said is read again, and the forms of its own that other languages do not have."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.confirm import interpret_confirmation
from appliance.coach.interpret import interpret
from appliance.coach.reading import Reading
from appliance.language.russian import LANGUAGE as RUSSIAN
from appliance.language.russian.sayclock import say_at, say_clock
from appliance.language.russian.saynumbers import say_duration, say_number, say_quantity, say_whole_in
from appliance.language.wishes import Wish
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, Answer
from appliance.records.calls import Meaning
from appliance.records.requests import Receipt, Refusal, RequestKind
from tests.language import items

SEEDS = st.integers(0, 2**32)
HABIT = items.HABIT.model_copy(update={"label": "медитация"})
RUN = items.RUN_PROMISE.model_copy(update={"label": "пробежать пять километров до ужина"})
WEIGHT = items.number("кг", 40, 150)
SLEEP = items.duration("часов", 0, 16)
WORK = items.duration("минут")
BEDTIME = items.clock("отбой")


def check(item: AgendaItem, value: float, seed: int, tolerance: float = 1e-4) -> None:
    said = RUSSIAN.spoken_answer(item, value, Random(seed))
    reading = interpret(item, Transcript(said, language="ru"))
    assert reading.meaning is Meaning.VALUE, said
    assert reading.value == pytest.approx(value, abs=tolerance), said
    assert not reading.unclear, said


@given(st.integers(-200_000, 2_000_000))
def test_hundredths_are_said_and_read(hundredths: int) -> None:
    found = RUSSIAN.read_number(say_number(hundredths / 100), "")
    assert found is not None
    assert found.value == pytest.approx(hundredths / 100)
    assert found.certainty >= 0.75


@given(st.integers(1, 99_999), st.sampled_from("ngdp"))
def test_numbers_are_read_in_every_case_but_the_instrumental_of_seven(number: int, case: str) -> None:
    found = RUSSIAN.read_number(say_whole_in(number, case), "")
    assert found is not None
    assert found.value == number


@given(st.integers(0, 2_000), st.sampled_from(["км", "чашек", "страниц", "литров", "cups", "steps", "сигареты"]))
def test_quantities_are_said_and_read(halves: int, unit: str) -> None:
    found = RUSSIAN.read_number(say_quantity(halves / 2, unit), unit)
    assert found is not None
    assert found.value == pytest.approx(halves / 2)


@given(st.integers(0, 1439))
def test_times_are_said_and_read(minutes: int) -> None:
    for said in (say_clock(minutes), say_at(minutes)):
        found = RUSSIAN.read_clock(said)
        assert found is not None
        assert (found.value, found.certainty >= 0.75) == (minutes, True)


@given(st.integers(0, 1440), st.sampled_from(["часов", "минут", "hours"]))
def test_durations_are_said_and_read(minutes: int, unit: str) -> None:
    per = 1 if unit == "минут" else 60
    found = RUSSIAN.read_duration(say_duration(minutes / per, unit), unit)
    assert found is not None
    assert found.value * per == pytest.approx(minutes, abs=0.01)


@given(st.sampled_from([HABIT, RUN]), st.sampled_from([0.0, 1.0]), SEEDS)
def test_yes_and_no(item: AgendaItem, value: float, seed: int) -> None:
    check(item, value, seed)


@given(st.sampled_from([0.9, 0.75, 0.5, 0.25]), SEEDS)
def test_parts(value: float, seed: int) -> None:
    check(RUN, value, seed, tolerance=0.06)


@given(st.integers(4000, 15_000), SEEDS)
def test_weights(hundredths: int, seed: int) -> None:
    check(WEIGHT, hundredths / 100, seed)


@given(st.integers(1, 10), SEEDS)
def test_scales(value: int, seed: int) -> None:
    check(items.scale(), value, seed)


@given(st.integers(0, 192), SEEDS)
def test_hours(steps: int, seed: int) -> None:
    check(SLEEP, steps * 5 / 60, seed)


@given(st.integers(0, 144), SEEDS)
def test_minutes(steps: int, seed: int) -> None:
    check(WORK, steps * 5, seed)


@given(st.integers(0, 1439), SEEDS)
def test_times_answered(minutes: int, seed: int) -> None:
    check(BEDTIME, minutes, seed)


@given(st.sampled_from([items.PRESENCE, items.PROMISE]), SEEDS)
def test_presence_and_promises(item: AgendaItem, seed: int) -> None:
    said = RUSSIAN.spoken_answer(item, 1, Random(seed))
    reading = interpret(item, Transcript(said, language="ru"), user_name="Sam")
    assert reading.meaning is (Meaning.PRESENT if item.answer is Answer.PRESENCE else Meaning.VALUE), said


@given(st.sampled_from([WEIGHT, SLEEP, BEDTIME, items.scale()]), st.integers(0, 100), SEEDS)
def test_answers_can_be_spoken_as_they_are(item: AgendaItem, value: int, seed: int) -> None:
    said = RUSSIAN.spoken_answer(item, value, Random(seed))
    assert RUSSIAN.speakable(said) == said


CLOCKS = st.one_of(st.tuples(st.integers(0, 1439), st.just(False)), st.tuples(st.integers(180, 779), st.just(True)))
DAYS = st.sampled_from([(None, None), *((None, day) for day in range(7)), (0, None), (1, None), (2, None)])
WISHES = st.one_of(
    st.builds(
        lambda clock, day: Wish(
            RequestKind.MOVE, at_minutes=clock[0], either_half=clock[1], days_ahead=day[0], weekday=day[1]
        ),
        CLOCKS,
        DAYS,
    ),
    st.builds(lambda day: Wish(RequestKind.PAUSE, days_ahead=day), st.integers(1, 99)),
    st.builds(lambda day: Wish(RequestKind.PAUSE, weekday=day), st.integers(0, 6)),
    st.builds(lambda minutes: Wish(RequestKind.FOCUS, minutes=minutes), st.integers(1, 1440)),
    st.sampled_from([Wish(RequestKind.SKIP), Wish(RequestKind.PAUSE), Wish(RequestKind.FOCUS)]),
    st.just(Wish(RequestKind.RESUME)),
)


@given(WISHES)
def test_a_wish_is_read_back_as_it_was_said(wish: Wish) -> None:
    heard = RUSSIAN.read_request(RUSSIAN.say_wish(wish))
    assert heard is not None, RUSSIAN.say_wish(wish)
    assert heard.certainty >= 0.85
    assert Wish(
        heard.kind, 1.0, heard.minutes, heard.at_minutes, heard.either_half, heard.days_ahead, heard.weekday
    ) == wish  # fmt: skip


PIECES = (
    "да|нет|неа|полвосьмого|без|пятнадцати|три|из пяти|в|часов|завтра|утром|пятницу|не|сделал|,|.|½|7,5|5.|час|минут|"
    "перенеси на|не звони до|и|с половиной|1 чашка|3/5|20 %|①|²|тысяч|семь-восемь|пол|четверть|к двадцатому|ё"
)


@given(st.lists(st.sampled_from(PIECES.split("|")), max_size=12).map(" ".join) | st.text(max_size=40))
def test_whatever_is_said_is_read_or_not_and_never_breaks(text: str) -> None:
    for item in (HABIT, RUN, WEIGHT, SLEEP, WORK, BEDTIME, items.scale(), items.PRESENCE, items.PROMISE):
        interpret(item, Transcript(text, language="ru"), user_name="Sam")
    RUSSIAN.read_day(text)
    RUSSIAN.read_promise(text)
    RUSSIAN.clauses(text)
    RUSSIAN.stems(text)
    assert not any(char.isdigit() for char in RUSSIAN.speakable(text))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("**Отлично** 🎉! Пробеги 5 км в 21:30.", "Отлично! Пробеги пять километров в половине десятого вечера."),
        ("6,5 ч, 3 500 шагов и т. д.", "шесть с половиной часов, три тысячи пятьсот шагов и так далее"),
        ("2025-03-09 в 9:00", "девятого марта две тысячи двадцать пятого года в девять часов утра"),
        ("1 минута, 2 минуты, 5 минут, 21 страница", "одна минута, две минуты, пять минут, двадцать одна страница"),
        ("Выполнено: 3 из 5. До 5 км, к 10.", "Выполнено: три из пяти. До пяти километров, к десяти."),
        ("до 21:15, 5 мая, 3-й раз", "до девяти пятнадцати вечера, пятого мая, третий раз"),
        ("5-6 км, 50%, -3°C", "пять-шесть километров, пятьдесят процентов, минус три градуса"),
        ("Мир не рухнул.", "Мир не рухнул."),
    ],
)
def test_written_to_spoken(written: str, spoken: str) -> None:
    assert RUSSIAN.speakable(written) == spoken


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "одна страница"), (2, "две страницы"), (5, "пять страниц"), (11, "одиннадцать страниц"),
     (21, "двадцать одна страница"), (1.5, "полторы страницы"), (2.5, "две с половиной страницы"),
     (0.5, "половина страницы"), (2.3, "две целых три десятых страницы")],
)  # fmt: skip
def test_a_unit_agrees_with_its_number(count: float, said: str) -> None:
    assert say_quantity(count, "pages") == said


def test_sentences_end_where_they_end() -> None:
    assert RUSSIAN.split_sentences("Это т. е. так. И т. д. Пробеги 5.5 км! А. С. Пушкин… ну да. Всё?") == [
        "Это т. е. так.", "И т. д.", "Пробеги 5.5 км!", "А. С. Пушкин… ну да.", "Всё?",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pending", "said", "value"),
    [
        (6.5, "да, верно", 6.5), (6.5, "нет, семь с половиной", 7.5), (6.5, "не семь, а шесть", 6.0),
        (6.5, "угу, именно", 6.5), (6.5, "нет", None), (6.5, "неверно", None),
    ],
)  # fmt: skip
def test_a_read_back_is_confirmed_or_mended(pending: float, said: str, value: float | None) -> None:
    reading = interpret_confirmation(SLEEP, Reading(Meaning.VALUE, pending, 0.6), Transcript(said, language="ru"))
    assert reading.value == value


def test_the_half_of_the_day_is_told_after_a_read_back() -> None:
    pending = Reading(Meaning.VALUE, 11 * 60, 0.6)
    reading = interpret_confirmation(BEDTIME, pending, Transcript("нет, вечера", language="ru"))
    assert reading.value == 23 * 60


NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("receipt", "said"),
    [
        ({"kind": RequestKind.SNOOZE, "minutes": 21}, "Перезвоню через двадцать одну минуту."),
        ({"kind": RequestKind.SNOOZE, "minutes": 60}, "Перезвоню через час."),
        ({"kind": RequestKind.MOVE, "ring_at": datetime(2026, 3, 3, 20, 30, tzinfo=UTC)},
         "Позвоню завтра в половине девятого вечера."),
        ({"kind": RequestKind.PAUSE, "until_day": date(2026, 3, 6)}, "До пятницы звонков не будет."),
        ({"kind": RequestKind.PAUSE, "until_day": date(2026, 4, 14)}, "До четырнадцатого апреля звонков не будет."),
        ({"kind": RequestKind.SKIP, "until_day": date(2026, 3, 3)}, "Завтра звонка не будет."),
        ({"kind": RequestKind.FOCUS, "minutes": 25}, "Я рядом двадцать пять минут. Начинай."),
    ],
)  # fmt: skip
def test_receipts_are_whole_sentences(receipt: dict[str, object], said: str) -> None:
    told = Receipt.model_validate({"request_id": UUID(int=1), "done": True, **receipt})
    assert RUSSIAN.say_receipt(told, NOW) == said


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_has_its_words(refusal: Refusal) -> None:
    for kind in RequestKind:
        receipt = Receipt(request_id=UUID(int=1), kind=kind, done=False, refusal=refusal)
        assert RUSSIAN.say_receipt(receipt, NOW).startswith("Так не получится: ")
        assert RUSSIAN.speakable(RUSSIAN.say_refusal(receipt)) == RUSSIAN.say_refusal(receipt)


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.integers(-400, 400))
def test_days_are_told_in_words(today: date, apart: int) -> None:
    other = date.fromordinal(today.toordinal() + apart).isoformat()
    for said in (RUSSIAN.say_day(other, today.isoformat()), RUSSIAN.say_due(other, today.isoformat())):
        assert RUSSIAN.speakable(said) == said
