"""Hears distress in somebody's words, by rules: before any persona answers and before any language model sees them.

A sign is a form of words of the lists. A guard may take its meaning away: an idiom that runs over its end ("killed
myself laughing"), a denial before it, a film, a time long ago. What is left is an alarm. Rules lean towards hearing too
much: one form without a guard is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.coach.safety.alarms import Alarm, Kind
from appliance.coach.safety.patterns import Span, spelled
from appliance.coach.safety.wordlists import Lists, lists

ALSO = "en"
"""Words of this language are heard in calls of every language."""

MOST_WORDS = 400
"""Words of one breath that are looked at: the last ones, said just now."""


def screen(text: str, language: str) -> Alarm | None:
    """The most urgent alarm in the words, or None. Pure; below a millisecond for a spoken answer."""
    own = lists(language)
    signs = _signs(own, own.heard(text))
    alarm = _most_urgent(own, signs)
    if own.code == ALSO or signs.spans:  # what a guard has cleared is not to be heard by another language's words
        return alarm
    other = lists(ALSO)
    return _most_urgent(other, _signs(other, other.heard(text, mend=False)))


@dataclass(frozen=True, slots=True)
class _Signs:
    text: str
    spans: Sequence[tuple[Kind, Span]]


def _signs(own: Lists, words: Sequence[str]) -> _Signs:
    text = spelled(words[-MOST_WORDS:])
    return _Signs(text, [(kind, span) for kind in Kind for span in own.signs[kind].found(text)])


def _most_urgent(own: Lists, signs: _Signs) -> Alarm | None:
    judged = (_judged(own, kind, span, signs.text) for kind, span in signs.spans)
    alarms = [alarm for alarm in judged if alarm is not None]
    return min(alarms, key=lambda alarm: list(Kind).index(alarm.kind), default=None)


def _judged(own: Lists, kind: Kind, span: Span, text: str) -> Alarm | None:
    """What a sign amounts to where it stands."""
    if any(idiom.begin < span.end <= idiom.end for idiom in own.idioms.found(text)):
        return None
    if own.quoting.inside(text[: span.begin]):
        return None
    kind = _whose(own, kind, span, text)
    if own.fiction.inside(text) and (kind is Kind.FOR_ANOTHER or not own.first_person.inside(text)):
        return None
    if kind is not Kind.MEDICAL and own.past.inside(text) and not own.present.inside(own.over.without(text)):
        if kind is Kind.FOR_ANOTHER or own.over.inside(text):
            return None
        kind = Kind.CONCERN
    if any(denial.end == span.begin for denial in own.denials.found(text[: span.begin])):
        kind = Kind.CONCERN
    return Alarm(kind, own.code, span.form)


def _whose(own: Lists, kind: Kind, span: Span, text: str) -> Kind:
    """The kind of a sign that stands inside another: "threatens to kill me", "my friend wants to kill herself"."""
    if kind is Kind.FOR_ANOTHER:
        return Kind.SELF_HARM if own.mine.inside(text[span.begin - 1 : span.end]) else kind
    if kind is Kind.SELF_HARM:
        for other in (Kind.FOR_ANOTHER, Kind.VIOLENCE, Kind.DANGER):
            around = (each for each in own.signs[other].found(text) if each.begin <= span.begin < each.end)
            if any(_whose(own, other, each, text) is other for each in around):
                return other
    return kind


class Screen:
    """`screen` for one language, whose word lists are read when it is made: no answer waits for them."""

    def __init__(self, language: str) -> None:
        """Raises `InvalidInputError` for a language without word lists."""
        self.language = lists(language).code
        lists(ALSO)

    def heard(self, text: str) -> Alarm | None:
        """The most urgent alarm in the words, or None."""
        return screen(text, self.language)
