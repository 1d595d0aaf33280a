"""A few words of a persona, to hear or read who it is: always the same evening, so that personas can be compared."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.coach.persona import Persona
from appliance.coach.reading import Reading
from appliance.coach.scripted import Ending, ScriptedCoach
from appliance.language.folders import base_code
from appliance.ports import Sentence
from appliance.records.agenda import Agenda, AgendaItem, Answer, ItemKind
from appliance.records.calls import Meaning

NAME = "Sam"
DAY, YESTERDAY = "2025-03-11", "2025-03-10"

PROMISES = {
    "en": "walk for half an hour", "de": "eine halbe Stunde spazieren", "es": "caminar media hora",
    "fr": "marcher une demi-heure", "ru": "погулять полчаса",
}  # fmt: skip
"""What was promised the day before, as somebody would have said it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One evening call in short."""

    opening: tuple[Sentence, ...]
    greeting: tuple[Sentence, ...]
    question: tuple[Sentence, ...]
    good: tuple[Sentence, ...]
    """To a promise kept; a sample says this or `missed`."""
    missed: tuple[Sentence, ...]
    closing: tuple[Sentence, ...]

    @property
    def turns(self) -> tuple[tuple[Sentence, ...], ...]:
        """What is said aloud, with an answer between each: the evening of a promise kept."""
        return (self.opening, (*self.greeting, *self.question), (*self.good, *self.closing))


def sample_of(persona: Persona, language: str, name: str = NAME) -> Sample:
    """The same evening by this persona. Raises `InvalidInputError` for a language there is nothing in."""
    label = PROMISES.get(base_code(language), PROMISES["en"])
    item = AgendaItem(
        key="follow_up:sample", kind=ItemKind.FOLLOW_UP, answer=Answer.YES_NO, label=label, promised_on=YESTERDAY
    )
    presence = AgendaItem(key="presence", kind=ItemKind.PRESENCE, answer=Answer.PRESENCE, label=name)
    coach = ScriptedCoach(persona, user_name=name, language=language, seed="sample")
    coach.allot(Agenda(call_type="evening", day=DAY, items=(presence, item)))
    return Sample(
        opening=coach.opening(),
        greeting=coach.greeting("evening"),
        question=coach.question(item, day=DAY),
        good=coach.acknowledge(item, Reading(Meaning.VALUE, 1.0)),
        missed=coach.acknowledge(item, Reading(Meaning.VALUE, 0.0)),
        closing=coach.farewell(Ending.COMPLETED),
    )


def text_of(sentences: tuple[Sentence, ...]) -> str:
    """The words of a line."""
    return " ".join(sentence.text for sentence in sentences)
