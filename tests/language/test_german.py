"""German: what is said is read again, and the forms of its own that other languages do not have."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.interpret import interpret
from appliance.language.german import LANGUAGE as GERMAN
from appliance.language.german.clock import say_clock
from appliance.language.german.durations import say_duration
from appliance.language.german.numbers import say_number, say_quantity
from appliance.language.wishes import Wish
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, Answer
from appliance.records.calls import Meaning
from appliance.records.requests import Receipt, Refusal, RequestKind
from tests.language import items

SEEDS = st.integers(0, 2**32)
HABIT = items.HABIT.model_copy(update={"label": "Meditation"})
RUN = items.RUN_PROMISE.model_copy(update={"label": "fünf Kilometer laufen"})
WEIGHT = items.number("Kilo", 40, 150)
SLEEP = items.duration("Stunden", 0, 16)
WORK = items.duration("Minuten")
BEDTIME = items.clock("Schlafenszeit")


def check(item: AgendaItem, value: float, seed: int, tolerance: float = 1e-4) -> None:
    said = GERMAN.spoken_answer(item, value, Random(seed))
    reading = interpret(item, Transcript(said, language="de"))
    assert reading.meaning is Meaning.VALUE, said
    assert reading.value == pytest.approx(value, abs=tolerance), said
    assert not reading.unclear, said


@given(st.integers(-200_000, 2_000_000))
def test_hundredths_are_said_and_read(hundredths: int) -> None:
    found = GERMAN.read_number(say_number(hundredths / 100), "")
    assert found is not None
    assert found.value == pytest.approx(hundredths / 100)
    assert found.certainty >= 0.75


@given(st.integers(0, 2_000), st.sampled_from(["km", "Tassen", "Seiten", "Liter", "Gläser", "Zigaretten"]))
def test_quantities_are_said_and_read(halves: int, unit: str) -> None:
    found = GERMAN.read_number(say_quantity(halves / 2, unit), unit)
    assert found is not None
    assert found.value == pytest.approx(halves / 2)


@given(st.integers(0, 1439))
def test_times_are_said_and_read(minutes: int) -> None:
    found = GERMAN.read_clock(say_clock(minutes))
    assert found is not None
    assert (found.value, found.certainty >= 0.75) == (minutes, True)


@given(st.integers(0, 1440), st.sampled_from(["Stunden", "Minuten"]))
def test_durations_are_said_and_read(minutes: int, unit: str) -> None:
    per = 60 if unit == "Stunden" else 1
    found = GERMAN.read_duration(say_duration(minutes / per, unit), unit)
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
    said = GERMAN.spoken_answer(item, 1, Random(seed))
    reading = interpret(item, Transcript(said, language="de"), user_name="Sam")
    assert reading.meaning is (Meaning.PRESENT if item.answer is Answer.PRESENCE else Meaning.VALUE), said


@given(st.sampled_from([WEIGHT, SLEEP, BEDTIME, items.scale()]), st.integers(0, 100), SEEDS)
def test_answers_can_be_spoken_as_they_are(item: AgendaItem, value: int, seed: int) -> None:
    said = GERMAN.spoken_answer(item, value, Random(seed))
    assert GERMAN.speakable(said) == said


CLOCKS = st.one_of(st.tuples(st.integers(0, 1439), st.just(False)), st.tuples(st.integers(60, 779), st.just(True)))
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
)


@given(WISHES)
def test_a_wish_is_read_back_as_it_was_said(wish: Wish) -> None:
    heard = GERMAN.read_request(GERMAN.say_wish(wish))
    assert heard is not None, GERMAN.say_wish(wish)
    assert heard.certainty >= 0.85
    assert Wish(
        heard.kind, 1.0, heard.minutes, heard.at_minutes, heard.either_half, heard.days_ahead, heard.weekday
    ) == wish  # fmt: skip


@pytest.mark.parametrize("minutes", [1230, 1290, 1410])
def test_long_halves_are_lengths_too(minutes: float) -> None:
    heard = GERMAN.read_request(GERMAN.say_wish(Wish(RequestKind.FOCUS, minutes=minutes)))
    assert heard is not None
    assert heard.minutes == minutes


PIECES = (
    "ja|nein|halb acht|viertel|vor|drei|von fünf|um|uhr|morgen|früh|freitag|nicht|hab|ich's|gemacht|,|.|ne|½|7,5|5.|"
    "verschieb das auf|keine anrufe bis|stunde|minuten|und|eine halbe|1 Tasse|3/5|20 %|①|²"
)
WORDS = st.lists(st.sampled_from(PIECES.split("|")), max_size=12).map(" ".join)


@given(st.one_of(st.text(max_size=60), WORDS))
def test_any_text_is_survived(text: str) -> None:
    for reader in (GERMAN.read_yes_no, GERMAN.read_clock, GERMAN.read_request, GERMAN.read_deadline, GERMAN.read_day):
        found = reader(text)
        assert found is None or 0 <= found.certainty <= 1
    for answer in Answer:
        GERMAN.read_command(text, answer)
    GERMAN.read_presence(text, "Sam")
    GERMAN.read_promise(text)
    GERMAN.clauses(text)
    spoken = GERMAN.speakable(text)
    assert GERMAN.speakable(spoken) == spoken
    assert not any(char.isdigit() for char in spoken)


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("halb acht", 450), ("dreiviertel acht", 465), ("drei viertel acht", 465), ("fünf vor halb acht", 445),
        ("Viertel nach sieben", 435), ("zwanzig vor acht", 460), ("sieben Uhr dreißig", 450), ("7.30 Uhr", 450),
    ],
)  # fmt: skip
def test_times_count_towards_the_hour(said: str, minutes: int) -> None:
    found = GERMAN.read_clock(said, "Aufstehen")
    assert found is not None
    assert (found.value, found.certainty >= 0.75) == (minutes, True)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Um 21:30 Uhr, 5 km in 30 min.", "Um einundzwanzig Uhr dreißig, fünf Kilometer in dreißig Minuten."),
        ("Am 3. Mai um 1 Uhr.", "Am dritten Mai um ein Uhr."),
        ("1 Tasse, z. B. Tee", "eine Tasse, zum Beispiel Tee"),
        ("2,5 Liter für 3,50 €", "zweieinhalb Liter für drei Euro fünfzig"),
        ("12.500 Schritte sind 80 %", "zwölftausendfünfhundert Schritte sind achtzig Prozent"),
        ("**Gut!** ½ Liter", "Gut! ein halber Liter"),
        ("1. Aufstehen\n2. Laufen", "Aufstehen Laufen"),
        ("Der 3. Versuch am 24.12.", "Der dritte Versuch am vierundzwanzigsten Dezember"),
    ],
)
def test_text_is_made_speakable(written: str, said: str) -> None:
    assert GERMAN.speakable(written) == said


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ("Morgen laufen gehen.", "laufen gehen"), ("30 Minuten Yoga, morgen früh", "30 Minuten Yoga"),
        ("Ich rufe Oma an!", "Oma anrufen"), ("Ich höre auf zu rauchen", "aufhören zu rauchen"),
        ("ich sammle morgen Müll", "Müll sammeln"), ("Ich verspreche, pünktlich zu sein", "pünktlich sein"),
        ("bis 22 Uhr 10 Seiten lesen", "10 Seiten lesen"), ("Ich muss los", "los"),
    ],
)  # fmt: skip
def test_a_promise_is_noted_with_its_verb_last(said: str, action: str) -> None:
    assert GERMAN.read_promise(said).action == action


def test_days_are_said_as_one_speaks_of_them() -> None:
    assert [GERMAN.say_day(day, "2026-12-07") for day in ("2026-12-07", "2026-12-05", "2026-12-02", "x")] == [
        "heute", "vorgestern", "am Mittwoch", "beim letzten Mal",
    ]  # fmt: skip
    assert [GERMAN.say_due(day, "2026-12-07") for day in ("2026-12-08", "2026-12-11", "2026-12-20")] == [
        "morgen", "Freitag", "die kommende Woche",
    ]  # fmt: skip


def test_ordinals_and_abbreviations_end_no_sentence() -> None:
    assert GERMAN.split_sentences("Am 3. Mai, z. B. um acht. Gut? Dr. Weiß ruft an … bald. Ja!") == [
        "Am 3. Mai, z. B. um acht.", "Gut?", "Dr. Weiß ruft an … bald.", "Ja!",
    ]  # fmt: skip


NOW = datetime(2026, 12, 7, 17, 0, tzinfo=UTC)


def receipt(kind: RequestKind, *, done: bool = True, **rest: object) -> Receipt:
    told = {"zone": "Europe/Berlin", "day": date(2026, 12, 7), **rest}
    return Receipt.model_validate({"request_id": UUID(int=1), "kind": kind, "done": done, **told})


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (receipt(RequestKind.MOVE, ring_at=NOW.replace(hour=20)), "Ich rufe dich um neun Uhr abends an."),
        (receipt(RequestKind.MOVE, ring_at=NOW.replace(hour=20, day=8)), "Ich rufe dich morgen um neun Uhr abends an."),
        (
            receipt(RequestKind.MOVE, ring_at=NOW.replace(hour=20, day=14)),
            "Ich rufe dich am vierzehnten Dezember um neun Uhr abends an.",
        ),
        (receipt(RequestKind.SNOOZE, minutes=30), "Ich rufe dich in einer halben Stunde wieder an."),
        (receipt(RequestKind.PAUSE, until_day=date(2026, 12, 11)), "Ich rufe erst am Freitag wieder an."),
        (receipt(RequestKind.FOCUS, minutes=25), "Ich bleibe fünfundzwanzig Minuten hier. Los geht's."),
        (receipt(RequestKind.MOVE, done=False, refusal=Refusal.QUIET), "Das geht nicht: da ist Ruhezeit."),
    ],
)
def test_what_was_done(made: Receipt, said: str) -> None:
    assert GERMAN.say_receipt(made, NOW) == said


@pytest.mark.parametrize("kind", RequestKind)
@pytest.mark.parametrize("refusal", [None, *Refusal])
def test_every_refusal_has_words_for_every_kind(kind: RequestKind, refusal: Refusal | None) -> None:
    assert GERMAN.say_refusal(receipt(kind, done=False, refusal=refusal))


@pytest.mark.parametrize(
    "said",
    ["verschieb das Sofa in die Garage", "heute nicht", "überspringen", "den Zahnarzt um neun anrufen", "um neun",
     "ich lasse heute das Training ausfallen", "er ist nicht da, ruf um neun an", "mach das um neun", "nein, neun Uhr",
     "lass das Handy bis morgen aus", "bis neun arbeiten", "Fokus auf den Bericht"],
)  # fmt: skip
def test_promises_and_answers_are_no_requests(said: str) -> None:
    assert GERMAN.read_request(said) is None
