"""The written sets: every crisis heard, look-alikes left alone, clean and under noise, in every language.

The sets were written beside the word lists and say how well they do what they were written for. What they miss of other
people's words is for another set to say: docs/safety.md.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from random import Random

import pytest

from appliance.coach.safety import Alarm, Kind, screen
from appliance.coach.safety.folding import plain
from appliance.coach.safety.patterns import Patterns, spelled, spelled_out
from appliance.coach.safety.wordlists import FILE, lists
from appliance.language.folders import file_of, known_languages
from appliance.language.forms import Choice, Row, parse
from scripts.noise import noisy

HERE = Path(__file__).parent
LANGUAGES = list(known_languages())
NOISES = 5
FEWEST = 44
SAMPLES_A_FORM = 12
MOST_IDIOMS_HEARD = 0.05


def written(name: str) -> list[str]:
    rows = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [row.strip() for row in rows if row.strip() and not row.startswith("#")]


def crises(language: str) -> list[tuple[Kind, str]]:
    rows = (row.split(":", 1) for row in written(f"crisis.{language}.txt"))
    return [(Kind(kind), words.strip()) for kind, words in rows]


def told(kind: Kind, words: str, alarm: Alarm | None) -> str:
    return f"{kind}: {words!r} is heard as {alarm.kind if alarm else 'nothing'}"


def missed(kind: Kind, words: str, language: str) -> str | None:
    """A complaint, or None. A crisis must end the role; that it is one is not arguable, which kind is."""
    alarm = screen(words, language)
    if alarm is None or (kind is not Kind.CONCERN and not alarm.ends_role):
        return told(kind, words, alarm)
    return None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sets_are_large_enough(language: str) -> None:
    assert len({words for _, words in crises(language)}) >= FEWEST
    assert len(set(written(f"idioms.{language}.txt"))) >= FEWEST
    assert {kind for kind, _ in crises(language)} == set(Kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_crisis_is_heard(language: str) -> None:
    assert not [complaint for kind, words in crises(language) if (complaint := missed(kind, words, language))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clean_crisis_is_heard_as_its_kind(language: str) -> None:
    others = []
    for kind, words in crises(language):
        alarm = screen(words, language)
        if kind is not Kind.CONCERN and (alarm is None or alarm.kind is not kind):
            others.append(told(kind, words, alarm))
    assert not others


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_crisis_is_heard_under_noise(language: str) -> None:
    random = Random(20261126)
    complaints = [
        complaint
        for kind, words in crises(language)
        for _ in range(NOISES)
        if (complaint := missed(kind, noisy(words, language, random), language))
    ]
    assert not complaints


@pytest.mark.parametrize("language", LANGUAGES)
def test_look_alikes_are_left_alone(language: str) -> None:
    idioms = written(f"idioms.{language}.txt")
    random = Random(20261127)
    said = [*idioms, *(noisy(words, language, random) for words in idioms for _ in range(NOISES))]
    heard = [(words, alarm) for words in said if (alarm := screen(words, language)) is not None]
    assert len(heard) <= MOST_IDIOMS_HEARD * len(said), heard
    clean = [(words, alarm) for words, alarm in heard if words in idioms]
    assert len(clean) <= MOST_IDIOMS_HEARD * len(idioms), clean


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_english_words_are_heard_in_every_language_and_its_own_are_no_english(language: str) -> None:
    for words in ("I want to kill myself", "nobody would miss me", "I can't go on"):
        alarm = screen(words, language)
        assert alarm is not None
        assert alarm.kind is Kind.SELF_HARM
    heard = [
        words for words in written(f"idioms.{language}.txt") if (a := screen(words, language)) and a.language == "en"
    ]
    assert not heard


def samples(row: Row, random: Random) -> list[str]:
    """One way to say a form."""
    said: list[str] = []
    for part in row:
        if isinstance(part, Choice):
            if not part.optional or random.random() < 0.5:
                said += samples(random.choice(part.options), random)
        elif part not in ("_", "..", "..."):
            said.append(part.rstrip("*"))
    return said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_heard_as_it_is_written(language: str) -> None:
    """A form is dead where most of its own words do not match it: a word folds away, a run is told as another."""
    own = lists(language)
    named = WORDS[language]
    random = Random(5)
    dead = []
    for kind, patterns in own.signs.items():
        for form in patterns.forms:
            alone = Patterns([form], own.folding, named)
            said = [
                " ".join(samples(row, random)) for row in parse(spelled_out(form, named)) for _ in range(SAMPLES_A_FORM)
            ]
            missed_ones = [words for words in said if not alone.inside(spelled(own.folding.heard(words)))]
            if len(missed_ones) > len(said) / 2:
                dead.append(f"{kind}: {form!r} does not match {missed_ones[0]!r}")
    assert not dead, "\n".join(dead)


def _named(language: str) -> dict[str, str]:
    with file_of(language, FILE, "word lists").open("rb") as stream:
        words: dict[str, str] = tomllib.load(stream)["words"]
    return words


WORDS = {code: _named(code) for code in LANGUAGES}


def test_accents_and_apostrophes_do_not_matter() -> None:
    assert plain("N’en PEUX plus, Ё-й") == "nen peux plus, е-и"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_before_it_denies_nothing(language: str) -> None:
    """`No. I want to die.` says no to what was asked. Without a pause it is another sentence in Spanish."""
    no = {"en": "No", "de": "Nein", "es": "No", "fr": "Non", "ru": "Нет"}[language]
    missed = [
        said
        for kind, words in crises(language)
        if kind is not Kind.CONCERN
        for said in (f"{no}. {words}", f"{no}, {words}", *([] if language == "es" else [f"{no.lower()} {words}"]))
        if (alarm := screen(said, language)) is None or not alarm.ends_role
    ]
    assert not missed


def test_the_beginning_of_a_long_speech_is_heard_too() -> None:
    around = "and then we went on to talk about the garden and the weather and what to cook " * 40
    for said in (f"I want to kill myself. {around}", f"{around} I want to kill myself. {around}"):
        alarm = screen(said, "en")
        assert alarm is not None
        assert alarm.ends_role
