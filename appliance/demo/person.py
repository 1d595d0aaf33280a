"""Somebody to call: has a truth for every question, says it in their own words, and corrects what was misheard."""

from __future__ import annotations

import random
from collections.abc import Sequence

from appliance.calls.stage import Stage
from appliance.coach.interpret import interpret
from appliance.language.catalogue import language
from appliance.ports import Expect, Transcript
from appliance.records.agenda import AgendaItem, Answer

PROMISES = ("call the dentist before ten", "walk to the office", "read twenty pages", "go to bed at half past ten")
"""What may be promised; drawn at random like every other answer."""

TRUTHS: dict[Answer, Sequence[float]] = {
    Answer.YES_NO: (0.0, 1.0),
    Answer.DURATION: tuple(hours / 2 for hours in range(8, 20)),
    Answer.NUMBER: tuple(float(number) for number in range(1, 13)),
    Answer.SCALE: tuple(float(number) for number in range(1, 11)),
}


class DemoPerson:
    """Answers the agenda of one call. Knows the questions by their words, as somebody listening would."""

    def __init__(self, stage: Stage, chance: random.Random) -> None:
        self._stage = stage
        self._current = stage.agenda.items[0]
        self._truth: dict[str, float] = {}
        self.meant: dict[str, str] = {}
        """What they mean to say, by agenda item."""
        speak = language(stage.user.language).spoken_answer
        for item in stage.agenda.items:
            if item.answer is Answer.OPEN:
                self.meant[item.key] = chance.choice(PROMISES)
            else:
                self._truth[item.key] = chance.choice(TRUTHS.get(item.answer, (1.0,)))
                self.meant[item.key] = speak(item, self._truth[item.key], chance)

    def answer(self, expect: Expect, last_said: str) -> str:
        """What they say next, having heard `last_said`."""
        asked = self._asked(last_said)
        if asked is not None and asked.key != self._current.key:
            self._current = asked
            return self.meant[asked.key]
        coach = self._stage.coach
        again = (*coach.opening(), *coach.ask_again(self._current), *coach.still_there(self._current))
        if asked is not None or any(sentence.text in last_said for sentence in again):
            return self.meant[self._current.key]
        return self._confirm(last_said)

    def _asked(self, last_said: str) -> AgendaItem | None:
        """The item whose question the words end with."""
        for item in self._stage.agenda.items[1:]:
            question = " ".join(
                each.text for each in self._stage.coach.question(item, None, day=self._stage.agenda.day)
            )
            if last_said.endswith(question):
                return item
        return None

    def _confirm(self, read_back: str) -> str:
        understood = interpret(self._current, Transcript(read_back)).value
        if understood is not None and understood == self._truth.get(self._current.key):
            return "yes"
        return f"no, {self.meant[self._current.key]}"
