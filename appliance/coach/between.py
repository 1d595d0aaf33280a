"""What is said between the questions: to words about the call itself, in free talk, and while something takes time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from appliance.coach.reading import Reading
from appliance.language.catalogue import language
from appliance.language.messages import Messages
from appliance.ports import Sentence
from appliance.records.agenda import AgendaItem


class Between(ABC):
    """Part of a coach."""

    language: str
    _messages: Messages

    @abstractmethod
    def _say(self, variants: Sequence[str], slot: str, **fields: str) -> tuple[Sentence, ...]:
        """One of the wordings, with its fields filled in."""

    def filler(self) -> tuple[Sentence, ...]:
        """While something takes a moment."""
        return self._say(self._messages.words.fillers, "filler")

    def take_your_time(self) -> tuple[Sentence, ...]:
        """Somebody wants to think."""
        return self._say(self._messages.turns.think, "think")

    def slower(self) -> tuple[Sentence, ...]:
        """Somebody wants to be spoken to slower."""
        return self._say(self._messages.turns.slower, "slower")

    def switched(self, title: str) -> tuple[Sentence, ...]:
        """The first words of a persona that goes on in mid-call; `title` is what it is called."""
        return self._say(self._messages.turns.switched, "switched", persona=title)

    def no_such_persona(self, names: Sequence[str]) -> tuple[Sentence, ...]:
        """There is none of that name for them; `names` are those there are."""
        return self._say(self._messages.turns.no_persona, "no_persona", names=", ".join(names))

    def not_allowed(self, title: str, names: Sequence[str]) -> tuple[Sentence, ...]:
        """The one called `title` may not talk to them here; `names` are those that may."""
        return self._say(self._messages.turns.not_allowed, "not_allowed", persona=title, names=", ".join(names))

    def remembered(self) -> tuple[Sentence, ...]:
        return self._say(self._messages.turns.remembered, "remembered")

    def forgotten(self) -> tuple[Sentence, ...]:
        return self._say(self._messages.turns.forgotten, "forgotten")

    def nothing_to_forget(self) -> tuple[Sentence, ...]:
        return self._say(self._messages.turns.nothing_to_forget, "nothing_to_forget")

    def time_up(self) -> tuple[Sentence, ...]:
        """The call has taken as long as it may."""
        return self._say(self._messages.turns.time_up, "time_up")

    def noted_too(self, answers: Sequence[tuple[AgendaItem, Reading]]) -> tuple[Sentence, ...]:
        """What was answered together with something else, said so that a wrong one is noticed; nothing for nothing."""
        told = [f"{item.label} {self._value(item, reading)}" for item, reading in answers if reading.value is not None]
        return self._say(self._messages.turns.noted_too, "noted_too", value=", ".join(told)) if told else ()

    def read_back_early(self, item: AgendaItem, reading: Reading) -> tuple[Sentence, ...]:
        """Asks whether what was said of an item before its turn was understood rightly."""
        wordings, value = self._messages.turns.heard_earlier, self._value(item, reading)
        return self._say(wordings, f"{item.key}:early", label=item.label, value=value)

    def read_back_late(self, item: AgendaItem, reading: Reading) -> tuple[Sentence, ...]:
        """Asks at the end whether an answer was understood rightly that took time to understand."""
        wordings, value = self._messages.turns.later_read_back, self._value(item, reading)
        return self._say(wordings, f"{item.key}:late", label=item.label, value=value)

    def talk_opening(self) -> tuple[Sentence, ...]:
        """What it is to be about."""
        return self._say(self._messages.talk.opening, "talk:opening")

    def talk_capped(self) -> tuple[Sentence, ...]:
        """A talk has taken as long as it may."""
        return self._say(self._messages.talk.capped, "talk:capped")

    def talk_without_model(self) -> tuple[Sentence, ...]:
        """There is no language model: what can be done all the same."""
        return self._say(self._messages.talk.without_model, "talk:without_model")

    def hear_out(self, words: str, turn: int) -> tuple[Sentence, ...]:
        """To something said in a talk, where no language model answers; another wording from turn to turn."""
        talk = self._messages.talk
        return self._say(talk.asked_back if words.rstrip().endswith("?") else talk.go_on, f"talk:{turn}")

    def back_to_it(self) -> tuple[Sentence, ...]:
        """A talk within a call is over; the next question follows."""
        return self._say(self._messages.turns.back_to_it, "back_to_it")

    def _value(self, item: AgendaItem, reading: Reading) -> str:
        return language(self.language).say_value(item, reading.value or 0.0)
