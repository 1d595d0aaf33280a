"""Holds dialogues with any coach, and gathers how it went."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

from appliance.calls.backstage import Backstage, Cast, NoSuchRole, Recast
from appliance.calls.casting import Company, cast_by
from appliance.calls.conversation import Conversation, Script
from appliance.calls.guard import Guard
from appliance.calls.journal import Said
from appliance.coach.memory.about import About
from appliance.coach.persona import Persona
from appliance.coach.prompts import head
from appliance.coach.replies import Replies
from appliance.coach.safety import Screen, Standing
from appliance.coach.safety.hotlines import shipped
from appliance.coach.scripted import ScriptedCoach
from appliance.errors import ApplianceError, NotFoundError
from appliance.evaluation.dialogue import Dialogue
from appliance.evaluation.judging import Held, Raised, faults_of
from appliance.evaluation.line import ScriptedLine
from appliance.evaluation.notes import Notes
from appliance.evaluation.overhearing import Overheard
from appliance.ports import LanguageModel
from appliance.records.calls import DISTRESS
from appliance.records.people import User


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
    if dialogue.persona not in personas:
        raise NotFoundError(f"There is no persona {dialogue.persona!r}; there is: {', '.join(personas)}.")
    return await Rehearsal(dialogue, personas, model).held()


class Rehearsal:
    """One dialogue being held, with everything that a call has behind it but a database and a desk."""

    def __init__(self, dialogue: Dialogue, personas: Mapping[str, Persona], model: LanguageModel | None) -> None:
        self._dialogue = dialogue
        self._personas = personas
        self._model = Overheard(model) if model is not None else None
        self._line = ScriptedLine(dialogue)
        self._notes = Notes()
        self._user = _user(dialogue)
        self._guard = Guard(self._user, shipped(), Screen(dialogue.language))
        self._persona = ""
        self._flagged: tuple[str, int, int] | None = None
        """The words in which distress was heard, and how many sentences and questions to a model came before."""

    async def held(self) -> Held:
        """Hold it."""
        persona, agenda = self._personas[self._dialogue.persona], self._dialogue.agenda
        coach = ScriptedCoach(
            persona, user_name=self._user.name, language=self._user.language, seed=self._dialogue.title
        )
        replies = None
        if self._model is not None:
            words = head(persona, agenda, user_name=self._user.name, language=self._user.language)
            replies = Replies(self._model, words, self._user.language, persona.style)
        backstage = Backstage(
            self._keep,
            replies=replies,
            notebook=self._notes,
            cast=self._casting(coach),
            guard=self._guard,
            preferences=self._user.prefers,
        )
        ending = await Conversation(self._line, coach, Script(agenda), backstage).run()
        gone = {id(said) for said in self._notes.gone}
        return Held(
            ending,
            [said for said in self._line.kept if id(said) not in gone],
            self._line.sentences,
            persona=self._persona,
            remembered=self._notes.remembered,
            asked=self._asked,
            fixed=self._fixed(),
            raised=self._raised(),
            unheard=self._line.unheard,
        )

    @property
    def _asked(self) -> list[str]:
        return self._model.asked if self._model is not None else []

    async def _keep(self, said: Said) -> None:
        await self._line.keep(said)
        self._notes.told(said)
        if said.flag == DISTRESS:
            self._flagged = (self._line.words, len(self._line.sentences), len(self._asked))

    def _casting(self, coach: ScriptedCoach) -> Cast:
        """Nobody has agreed to a harsh persona, so only the others may take over."""
        company = Company(self._personas, (), Standing(private=True), self._user.created_at)
        cast = cast_by(company, coach, self._dialogue.agenda, About(), self._user)

        async def noted(wanted: str) -> Recast | NoSuchRole:
            made = await cast(wanted)
            if isinstance(made, Recast):
                self._persona = made.coach.persona.name
            return made

        return noted

    def _fixed(self) -> set[str]:
        """What the guard answers to whatever is in the file; the names of services are no model's words."""
        said = (utterance.words for key in self._dialogue.answers for utterance in self._dialogue.utterances(key))
        alarms = (self._guard.heard(words) for words in said if words)
        return {sentence.text for alarm in alarms if alarm is not None for sentence in self._guard.words(alarm)}

    def _raised(self) -> Raised | None:
        if self._flagged is None:
            return None
        words, said, asked = self._flagged
        alarm = self._guard.heard(words)
        fixed = self._guard.words(alarm) if alarm is not None else ()
        return Raised(words, fixed, self._line.sentences[said:], asked=len(self._asked) > asked)


def _user(dialogue: Dialogue) -> User:
    return User(
        name=dialogue.user,
        preferences=dialogue.preferences.model_dump(),
        personality_mode=dialogue.persona,
        timezone="UTC",
        language=dialogue.language,
        created_at=datetime.fromisoformat(dialogue.day).replace(tzinfo=UTC),
    )


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
