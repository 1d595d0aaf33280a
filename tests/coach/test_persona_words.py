"""What the shipped personas say, in every language they have: enough of it, each in its own manner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

import pytest

from appliance.coach.persona import load_personas
from appliance.language.catalogue import language
from appliance.language.folders import known_languages
from appliance.language.messages import Words, messages
from appliance.language.wordings import as_heard, fields_of

PERSONAS = load_personas()
SPOKEN = [(name, code) for name, persona in PERSONAS.items() for code in persona.languages]
LEAST = {
    "openings": 30, "good": 60, "half": 30, "missed": 40, "neutral": 60, "completed": 20, "stopped": 8, "fillers": 4,
}  # fmt: skip
CODES_SPOKEN = sorted({code for _, code in SPOKEN})
LEAST_GREETINGS = 8
MOST_SHARED = 0.06
"""Of a persona's lines, with another."""
QUIET = ("good", "half", "missed", "neutral", "completed", "stopped", "fillers")
LONGEST = 140
"""Characters of a line: about nine seconds of speech."""


def words(name: str, code: str) -> Words:
    return PERSONAS[name].messages(code).words


def lines(name: str, code: str) -> Iterator[tuple[str, str]]:
    said = words(name, code)
    for key in LEAST:
        yield from ((key, line) for line in getattr(said, key))
    for call_type, greetings in said.greetings:
        yield from ((call_type, line) for line in greetings)


def test_the_five_are_there_and_speak_english() -> None:
    assert set(PERSONAS) == {"motivator", "drill_sergeant", "abuser", "friend", "mentor"}
    assert {name for name, persona in PERSONAS.items() if persona.harsh} == {"drill_sergeant", "abuser"}
    assert all("en" in persona.languages for persona in PERSONAS.values())
    assert len({persona.style for persona in PERSONAS.values()}) == len(PERSONAS)
    assert len({persona.chime for persona in PERSONAS.values()}) == len(PERSONAS)


@pytest.mark.parametrize(("name", "code"), SPOKEN)
def test_there_is_enough_to_say_for_days(name: str, code: str) -> None:
    said = words(name, code)
    for key, least in LEAST.items():
        assert len({as_heard(line) for line in getattr(said, key)}) >= least, key
    for call_type, greetings in said.greetings:
        assert len({as_heard(line) for line in greetings}) >= LEAST_GREETINGS, call_type


@pytest.mark.parametrize(("name", "code"), SPOKEN)
def test_nothing_is_taken_from_everybody(name: str, code: str) -> None:
    """A language that a persona has is its own throughout: no table is left out."""
    own = PERSONAS[name].words[code]
    assert set(LEAST) | {"greetings"} <= set(own)
    assert set(own["greetings"]) == set(Words.model_fields["greetings"].annotation.model_fields)  # type: ignore[union-attr]


@pytest.mark.parametrize(("name", "code"), SPOKEN)
def test_openings_are_for_anybodys_ears(name: str, code: str) -> None:
    for opening in words(name, code).openings:
        assert set(fields_of(opening)) == {"name"}, opening


@pytest.mark.parametrize(("name", "code"), SPOKEN)
def test_what_answers_an_answer_asks_nothing(name: str, code: str) -> None:
    for key in QUIET:
        assert [line for line in getattr(words(name, code), key) if "?" in line or "¿" in line] == []


@pytest.mark.parametrize(("name", "code"), SPOKEN)
def test_praise_comfort_and_notes_share_no_line(name: str, code: str) -> None:
    said = words(name, code)
    for one, other in combinations(("good", "half", "missed", "neutral"), 2):
        shared = {as_heard(line) for line in getattr(said, one)} & {as_heard(line) for line in getattr(said, other)}
        assert not shared, (one, other)


@pytest.mark.parametrize(("name", "code"), SPOKEN)
def test_every_line_is_well_written(name: str, code: str) -> None:
    for key, line in lines(name, code):
        told = line.format(name="Sam", label="Laufen")
        assert told[0].isalnum() or told[0] in "¡¿«„“'’", (key, line)
        assert told.rstrip("»”“")[-1] in ".!?…", (key, line)
        assert not re.search(r"\s[,.;]|[,;:][.!?]|[.,!?]{2}|  ", told), (key, line)
        assert len(told) <= LONGEST, (key, line)


@pytest.mark.parametrize(("name", "code"), [spoken for spoken in SPOKEN if spoken[1] in known_languages()])
def test_every_line_can_be_spoken_as_it_is_written(name: str, code: str) -> None:
    rules = language(code)
    for key, line in lines(name, code):
        told = line.format(name="Sam", label="Laufen")
        assert as_heard(rules.speakable(told)) == as_heard(told), (key, line)
        assert as_heard(" ".join(rules.split_sentences(told))) == as_heard(told), (key, line)


@pytest.mark.parametrize("code", CODES_SPOKEN)
def test_who_speaks_can_be_told_from_one_line(code: str) -> None:
    """No two personas share lines to speak of, and none speaks in everybody's words."""
    said = {name: {as_heard(line) for _, line in lines(name, code)} for name, spoken in SPOKEN if spoken == code}
    for one, other in combinations(said, 2):
        shared = said[one] & said[other]
        assert len(shared) <= MOST_SHARED * min(len(said[one]), len(said[other])), (one, other, sorted(shared))
    nobodys = messages(code).words
    for name, own in said.items():
        shared = own & {as_heard(line) for key in QUIET for line in getattr(nobodys, key)}
        assert len(shared) <= MOST_SHARED * len(own), (name, sorted(shared))


FORBIDDEN = re.compile(
    r"\b(fat|ugly|stupid|dumb|idiot|worthless|useless|pathetic|loser|weak(ling)?|crazy|insane|mental|maggot|lazy|"
    r"shit|fuck\w*|ass|hell|bitch|kill|die|hate you|punish\w*|or else|you will pay)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", sorted(name for name, persona in PERSONAS.items() if persona.harsh))
def test_harsh_ones_attack_what_was_done_and_nobody(name: str) -> None:
    said = PERSONAS[name].messages("en").model_dump_json()
    assert not FORBIDDEN.search(said), FORBIDDEN.search(said)
    assert "never" in PERSONAS[name].prompt


@pytest.mark.parametrize("persona", PERSONAS.values(), ids=PERSONAS)
def test_a_prompt_says_in_a_few_sentences_who_speaks_and_what_they_never_do(persona: object) -> None:
    prompt = str(getattr(persona, "prompt", ""))
    assert 4 <= len(language("en").split_sentences(prompt.strip())) <= 8
    assert "never" in prompt


@pytest.mark.parametrize(("name", "code"), SPOKEN)
def test_what_everybody_says_often_is_enough_for_days_with_every_persona(name: str, code: str) -> None:
    said = PERSONAS[name].messages(code)
    for key, least in (("unknown", 20), ("skip", 20), ("promise", 28), ("promise_clip", 12)):
        assert len(getattr(said.acknowledgements, key)) >= least, key


@pytest.mark.parametrize("persona", sorted(PERSONAS))
@pytest.mark.parametrize("code", sorted(known_languages()))
def test_everybody_is_called_something_in_every_language(persona: str, code: str) -> None:
    own = PERSONAS[persona]
    assert code == "en" or own.title_in(code) != own.title
