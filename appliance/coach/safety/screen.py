"""Hears distress in somebody's words: before any persona answers and before any language model sees them.

Two listen. The word lists (`listed.py`) know forms of words and what takes their meaning away. The classifier
(`classifier.py`) tells how alike the words are to examples: it hears what the lists do not know, and where it finds
nothing at all it softens what they heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from appliance.coach.safety.alarms import Alarm, Kind
from appliance.coach.safety.classifier import WINDOW_WORDS, Classifier, classifier
from appliance.coach.safety.listed import ALSO, Judged, judge, sentences
from appliance.coach.safety.wordlists import Lists, lists
from appliance.language.catalogue import language
from appliance.records.agenda import Answer
from appliance.records.calls import Meaning

BY_EXAMPLE = "by its likeness to examples"
"""In place of a form."""

UNLIKE, NOT_AT_ALL_LIKE = 0.16, 0.08
"""Probabilities of distress below which a form of the lists is a `concern` only, and nothing."""
DOUBTED_WORDS = range(6, WINDOW_WORDS + 1)
"""Fewer words are too few to tell, a mishearing among them; in a long speech those of distress drown."""
CLOSE_WORDS, CLOSELY_LIKE = (3, 4), 0.6
"""So few words in a row that are like distress leave no doubt: one breath tells of the night, the gym and of dying."""
ABOUT_THE_CALL = frozenset({Meaning.STOP, Meaning.SKIP, Meaning.LATER, Meaning.REPEAT, Meaning.SLOWER, Meaning.THINK})
PLAINLY = 0.9
"""Certainty of words about the call, which the rules know as a whole: "I can't do it" is not compared to examples."""
LIKE_IN_SPITE = 0.85
"""Probability of distress from which it is one though a guard has cleared what the lists know of it."""


def screen(text: str, language: str) -> Alarm | None:
    """The most urgent alarm in the words, or None. Pure; a millisecond or two for a spoken answer."""
    own = lists(language)
    judged, fitted = judge(own, text), classifier(own.code)
    if fitted is None:
        return judged.alarm
    if judged.alarm is None:
        return _alike(fitted, judged, own, text)
    return _doubted(fitted, judged.alarm, own, text)


def _alike(fitted: Classifier, judged: Judged, own: Lists, text: str) -> Alarm | None:
    """What the words are like, where the lists hear nothing."""
    if _is_about_the_call(own.code, text):
        return None
    likeness = fitted.likeness(*{text, *sentences(text)})
    if likeness is None:
        return None
    if likeness.urgent >= (LIKE_IN_SPITE if judged.known else fitted.ends_role):
        return Alarm(likeness.kind, own.code, BY_EXAMPLE)
    if not judged.known and likeness.any_kind >= fitted.concern:
        return Alarm(Kind.CONCERN, own.code, BY_EXAMPLE)
    return None


def _is_about_the_call(code: str, text: str) -> bool:
    """Whether they are, as a whole, what one says to end, repeat or put off something."""
    command = language(code).read_command(text, Answer.YES_NO)
    return command is not None and command.meaning in ABOUT_THE_CALL and command.certainty >= PLAINLY


def _doubted(fitted: Classifier, alarm: Alarm, own: Lists, text: str) -> Alarm | None:
    """What the lists heard; less where the words, as they are and mended, are not like distress otherwise.

    Never in another language: of that the examples know nothing.
    """
    mended, respelled = own.heard(text), own.respelled(text)
    if not alarm.ends_role or alarm.language != own.code or len(mended) not in DOUBTED_WORDS:
        return alarm
    likeness = fitted.likeness(*{text, *sentences(text), " ".join(mended), " ".join(respelled)})
    if likeness is None or likeness.urgent >= UNLIKE or _is_close(fitted, respelled):
        return alarm
    return None if likeness.any_kind < NOT_AT_ALL_LIKE else replace(alarm, kind=Kind.CONCERN)


def _is_close(fitted: Classifier, words: Sequence[str]) -> bool:
    """Whether a few of the words in a row are like distress."""
    runs = {" ".join(words[at : at + size]) for size in CLOSE_WORDS for at in range(len(words) - size + 1)}
    likeness = fitted.likeness(*runs)
    return likeness is not None and likeness.urgent >= CLOSELY_LIKE


class Screen:
    """`screen` for one language, whose files are read when it is made: no answer waits for them."""

    def __init__(self, language: str) -> None:
        """Raises `InvalidInputError` for a language without word lists, or with broken ones."""
        self.language = lists(language).code
        lists(ALSO)
        classifier(self.language)

    def heard(self, text: str) -> Alarm | None:
        """The most urgent alarm in somebody's words, or None."""
        return screen(text, self.language)

    def written(self, text: str) -> Alarm | None:
        """The same in a language model's words, by the word lists alone: examples are of what people say."""
        return judge(lists(self.language), text).alarm
