"""Stands between a person's words and everybody who might answer them: persona, rules and language model."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.coach.safety import Alarm, Hotlines, Screen, crisis_words, hears_safe_word, screen_output
from appliance.coach.safety.crisis import NEUTRAL
from appliance.language.vetted import vetted
from appliance.ports import Sentence
from appliance.records.people import User


class AlarmRaised(Exception):  # noqa: N818  # not an error: the way out of everything else that goes on
    """Something was heard that ends the role at once; its turn is kept already, without its words."""

    def __init__(self, alarm: Alarm) -> None:
        super().__init__(alarm.kind)
        self.alarm = alarm


@dataclass(frozen=True, slots=True)
class Guard:
    """For one call to one person."""

    user: User
    hotlines: Hotlines
    screen: Screen

    def heard(self, text: str) -> Alarm | None:
        """What was heard in their words."""
        return self.screen.heard(text)

    def words(self, alarm: Alarm) -> tuple[Sentence, ...]:
        """All that is said then, in nobody's voice."""
        return crisis_words(alarm, self.user, self.hotlines)

    def hears_safe_word(self, text: str, *, harsh: bool) -> bool:
        """Whether they said the word that ends a role: their own at any time, the language's to a harsh persona."""
        own = self.user.prefers.safe_word
        return bool(own or harsh) and hears_safe_word(text, self.user.language, own)

    def role_dropped(self) -> tuple[Sentence, ...]:
        """What is said when the safe word was heard."""
        text = vetted(self.user.language).safe_word_heard
        return (Sentence(text, language=self.screen.language, style=NEUTRAL),)

    def allows(self, sentence: str, *, harsh: bool) -> bool:
        """Whether a language model's sentence may be spoken."""
        alarm = self.screen.written(sentence)
        return not (alarm is not None and alarm.ends_role) and screen_output(sentence, self.user.language, harsh)
