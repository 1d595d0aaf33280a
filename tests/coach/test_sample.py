"""The same evening with each persona: heard, and written in the docs."""

from __future__ import annotations

import asyncio

import pytest

from appliance.coach.persona import load_personas
from appliance.coach.sample import sample_of, text_of
from appliance.ports import Audio, Sentence
from appliance.voice.aloud import BETWEEN_TURNS_SECONDS, read_out
from scripts.personas import PAGE, dialogues, page

PERSONAS = load_personas()


@pytest.mark.parametrize("name", sorted(PERSONAS))
def test_an_evening_in_short(name: str) -> None:
    said = sample_of(PERSONAS[name], "en", "Ana")
    assert "Ana" in text_of(said.opening)
    assert text_of(said.question).endswith("?")
    assert "walk for half an hour" in text_of(said.question)
    assert len({text_of(line) for line in (said.opening, said.greeting, said.good, said.missed, said.closing)}) == 5
    assert sample_of(PERSONAS[name], "en", "Ana") == said


def test_the_docs_say_what_they_say() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert page(written, dialogues(PERSONAS)) == written, "make personas"
    for persona in PERSONAS.values():
        assert persona.title in written


def test_a_page_without_a_place_is_left_alone() -> None:
    with pytest.raises(ValueError, match="no place"):
        page("# Personas\n", "Hello.")


class _Beeps:
    """A voice that takes a tenth of a second for whatever it says."""

    name = "beeps"

    async def warm(self) -> None: ...

    async def aclose(self) -> None: ...

    async def synthesize(self, sentence: Sentence) -> Audio:
        return Audio(b"\1\0" * 1600, 16_000, self.name)


def test_turns_are_read_out_with_their_pauses() -> None:
    said = sample_of(PERSONAS["mentor"], "en")
    turns = (said.opening, said.greeting)
    audio = asyncio.run(read_out(_Beeps(), turns))
    sentences = sum(map(len, turns))
    pauses = (sentences - 2) * PERSONAS["mentor"].voice.pause_seconds + BETWEEN_TURNS_SECONDS
    assert audio.seconds == pytest.approx(sentences * 0.1 + pauses, abs=0.01)
    assert audio.engine == "beeps"
    assert asyncio.run(read_out(_Beeps(), ())).seconds == 0
