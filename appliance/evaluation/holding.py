"""Holds dialogues with any coach, and gathers how it went."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from time import perf_counter

from appliance.calls.backstage import Backstage
from appliance.calls.conversation import Conversation, Script
from appliance.coach.persona import Persona
from appliance.coach.prompts import head
from appliance.coach.replies import Replies
from appliance.coach.scripted import ScriptedCoach
from appliance.errors import ApplianceError, NotFoundError
from appliance.evaluation.dialogue import Dialogue
from appliance.evaluation.judging import Held, faults_of
from appliance.evaluation.line import ScriptedLine
from appliance.ports import LanguageModel


@dataclass(frozen=True, slots=True)
class Result:
    """One dialogue, held and judged."""

    name: str
    title: str
    language: str
    faults: tuple[str, ...]
    seconds: float
    worded_by_model: int
    """Turns in which a language model's words were spoken."""

    @property
    def passed(self) -> bool:
        return not self.faults


async def hold(dialogue: Dialogue, personas: Mapping[str, Persona], model: LanguageModel | None) -> Held:
    """Hold it once. Raises `NotFoundError` for a persona that does not exist."""
    persona = personas.get(dialogue.persona)
    if persona is None:
        raise NotFoundError(f"There is no persona {dialogue.persona!r}; there is: {', '.join(personas)}.")
    agenda, line = dialogue.agenda, ScriptedLine(dialogue)
    coach = ScriptedCoach(persona, user_name=dialogue.user, language=dialogue.language, seed=dialogue.title)
    replies = None
    if model is not None:
        words = head(persona, agenda, user_name=dialogue.user, language=dialogue.language)
        replies = Replies(model, words, dialogue.language, persona.style)
    talk = Conversation(line, coach, Script(agenda), Backstage(line.keep, replies=replies))
    ending = await talk.run()
    return Held(ending.value, line.kept, line.sentences)


async def evaluate(
    dialogues: Mapping[str, Dialogue], personas: Mapping[str, Persona], model: LanguageModel | None
) -> AsyncIterator[Result]:
    """Hold them one after the other, and judge each. What fails in mid-dialogue is a fault of that dialogue."""
    for name, dialogue in dialogues.items():
        began = perf_counter()
        try:
            held = await hold(dialogue, personas, model)
        except ApplianceError as error:
            faults, worded = [str(error)], 0
        else:
            faults = faults_of(dialogue, held)
            worded = sum(bool(said.worded_by) for said in held.kept)
        yield Result(name, dialogue.title, dialogue.language, tuple(faults), perf_counter() - began, worded)
