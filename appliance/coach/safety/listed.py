"""Hears distress by the word lists: what they know they judge for certain, and can say why.

A sign is a form of words. A guard may take its meaning away: an idiom that runs over its end ("killed myself
laughing"), a denial before it, a film, a time long ago. What is left is an alarm. Rules lean towards hearing too much:
one form without a guard is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appliance.coach.safety.alarms import Alarm, Kind
from appliance.coach.safety.patterns import Span, spelled
from appliance.coach.safety.wordlists import Lists, lists

ALSO = "en"
"""Words of this language are heard in calls of every language."""

MOST_WORDS = 1500
"""Of the beginning, and of the end, of something that nobody says in one breath."""

LONG_CHARACTERS = 2000
"""What is longer is looked at as a whole only."""

MOST_SENTENCES = 6
"""Later ones are looked at with those before them."""

WINDOW_WORDS, STEP_WORDS = 400, 300
"""A long speech is looked at in pieces that overlap: forms are shorter than what they share."""

_WORD = re.compile(r"\W*([^\W\d_]+)\W*")
_SENTENCE_ENDS = re.compile(r"[.!?…]+\s+")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the lists make of somebody's words."""

    alarm: Alarm | None
    """The most urgent."""
    known: bool
    """Whether there are signs in the words, cleared by a guard or not."""


def judge(own: Lists, text: str) -> Judged:
    """Pure; about a millisecond for a spoken answer."""
    heard = [_heard(own, part) for part in _parts(own, text)]
    return Judged(
        min((each.alarm for each in heard if each.alarm is not None), key=_urgency, default=None),
        any(each.known for each in heard),
    )


def sentences(text: str) -> list[str]:
    """The first few, and what comes after them as one; one only where the text is long."""
    ends = [match.end() for match in _SENTENCE_ENDS.finditer(text)][:MOST_SENTENCES]
    if len(text) > LONG_CHARACTERS or not ends:
        return [text]
    parts = [text[begin:end] for begin, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    return [part for part in parts if part.strip()]


def _parts(own: Lists, text: str) -> Iterator[str]:
    """The text; without the answers it begins with; and its later sentences by themselves: `No. I want to die.` denies
    what was asked, and not what follows. What tells of a film or a book is only looked at as a whole."""
    yield text
    if len(text) > LONG_CHARACTERS:
        return
    rest = text
    while (word := _WORD.match(rest)) and _is_answer(own, word) and word.end() < len(rest):
        rest = rest[word.end() :]
        yield rest
    ends = [match.end() for match in _SENTENCE_ENDS.finditer(text)][:MOST_SENTENCES]
    whole = spelled(own.heard(text)) if ends else ""
    if not own.fiction.inside(whole) and not own.quoting.inside(whole):
        yield from (text[end:] for end in ends)


def _is_answer(own: Lists, word: re.Match[str]) -> bool:
    """Whether it answers and says nothing of what follows. `no,` in the list: only with a pause behind it."""
    said, pause = word[1].casefold(), not word[0][word.end(1) - word.start() :].isspace()
    return said in own.answers or (pause and f"{said}," in own.answers)


def _heard(own: Lists, text: str) -> Judged:
    signs = list(_signs(own, own.heard(text)))
    alarms = [_most_urgent(own, each) for each in signs]
    known = any(each.spans for each in signs)
    if own.code != ALSO and not known:
        # what a guard has cleared is not to be heard by another language's words
        other = lists(ALSO)
        alarms += [_most_urgent(other, each) for each in _signs(other, other.heard(text, mend=False))]
    return Judged(min((alarm for alarm in alarms if alarm is not None), key=_urgency, default=None), known)


def _urgency(alarm: Alarm) -> int:
    return list(Kind).index(alarm.kind)


@dataclass(frozen=True, slots=True)
class _Signs:
    text: str
    spans: Sequence[tuple[Kind, Span]]


def _signs(own: Lists, words: Sequence[str]) -> Iterator[_Signs]:
    """The signs in each window of the words."""
    if len(words) > 2 * MOST_WORDS:
        words = [*words[:MOST_WORDS], *words[-MOST_WORDS:]]
    for begin in range(0, max(1, len(words) - WINDOW_WORDS + STEP_WORDS), STEP_WORDS):
        text = spelled(words[begin : begin + WINDOW_WORDS])
        yield _Signs(text, [(kind, span) for kind in Kind for span in own.signs[kind].found(text)])


def _most_urgent(own: Lists, signs: _Signs) -> Alarm | None:
    judged = (_judged(own, kind, span, signs.text) for kind, span in signs.spans)
    alarms = [alarm for alarm in judged if alarm is not None]
    return min(alarms, key=_urgency, default=None)


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
