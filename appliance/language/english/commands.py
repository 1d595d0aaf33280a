"""Words about the call rather than an answer: repeat, slower, skip, stop, not now, I don't know, let me think.

They count only when they are the whole utterance but for politeness, so that "I'll stop smoking" stays a promise.
"""

from __future__ import annotations

from appliance.language.english import commandforms as forms
from appliance.language.english import talkforms
from appliance.language.english.aboutthetalk import read_with_words
from appliance.language.english.durations import read_duration
from appliance.language.english.numberwords import below_hundred
from appliance.language.english.tokens import words
from appliance.language.forms import Forms, listed
from appliance.language.reading.tokens import without_repeats
from appliance.language.values import Command
from appliance.records.agenda import Answer
from appliance.records.calls import Meaning

SURE = 0.95

_HESITATIONS = frozenset({"uh", "um", "er", "erm", "ah", "hmm", "mm", "like"})
_POLITE = listed("""
please ok oh well so hey thanks sorry just honestly actually no yeah thank you but and now then wait yes sir my god man
look listen really again
""")
_OPENING_POLITE = _POLITE - {"you", "now", "again", "really"}
_CLOSING_POLITE = _POLITE - {"no", "yes", "yeah", "but", "and", "look", "listen"}

_CALL_LATER = Forms(forms.LATER_CALL)
_WHOLE: tuple[tuple[Forms, Meaning], ...] = (
    (Forms((*forms.REPEAT, *forms.REPEAT_HEARD)), Meaning.REPEAT),
    (Forms((*forms.SLOWER, *forms.SLOWER_HEARD)), Meaning.SLOWER),
    (Forms((*forms.SKIP, *forms.SKIP_HEARD)), Meaning.SKIP),
    (Forms((*forms.STOP, *forms.STOP_HEARD)), Meaning.STOP),
    (Forms((*forms.UNKNOWN, *forms.UNKNOWN_HEARD)), Meaning.UNKNOWN),
    (_CALL_LATER, Meaning.LATER),
    (Forms(talkforms.THINK), Meaning.THINK),
    (Forms(talkforms.FORGET), Meaning.FORGET),
    (Forms(talkforms.TALK), Meaning.TALK),
)
_LATER_BARE = Forms(forms.LATER_BARE)
_FORGOT = Forms(forms.FORGOT)
_NOTHING_TO_PROMISE = Forms(forms.NOTHING_TO_PROMISE)
_BEFORE_A_TIME = Forms(forms.LATER_WITH_TIME)
_LINKS = frozenset({"in", "after", "for", "again", "back"})
_AROUND_A_TIME = frozenset(
    {
        "about",
        "around",
        "or",
        "so",
        "a",
        "an",
        "half",
        "quarter",
        "of",
        "and",
        "please",
        "more",
        "like",
        "another",
        "couple",
        "few",
        "say",
    }
)

_MEASURED = frozenset({Answer.NUMBER, Answer.DURATION, Answer.SCALE, Answer.TIME})


def read_command(text: str, answer: Answer) -> Command | None:
    """The command an utterance is, all of it; None where it is not one, for a question of this kind."""
    spoken = without_repeats([word for word in words(text) if word not in _HESITATIONS])
    for candidate in _candidates(spoken):
        command = _whole(candidate, answer)
        if command:
            return command
    for first in _opened(words(text)):
        command = read_with_words(text, first, answer)
        if command:
            return command
    minutes = put_off_minutes(spoken)
    return None if minutes is None else Command(Meaning.LATER, SURE, minutes)


def _candidates(spoken: list[str]) -> list[list[str]]:
    """The words as they are, then without politeness before, after, and on both sides."""
    first, last = 0, len(spoken)
    while first < last and spoken[first] in _OPENING_POLITE:
        first += 1
    while last > first and spoken[last - 1] in _CLOSING_POLITE:
        last -= 1
    return [spoken, spoken[first:], spoken[:last], spoken[first:last]]


def _opened(spoken: list[str]) -> range:
    """The words at which a command may begin: the first, and each after a politeness or hesitation."""
    first = 0
    while first < len(spoken) and (spoken[first] in _OPENING_POLITE or spoken[first] in _HESITATIONS):
        first += 1
    return range(first + 1)


def _whole(spoken: list[str], answer: Answer) -> Command | None:
    for known, meaning in _WHOLE:
        if known.is_all(spoken):
            return Command(meaning, SURE)
    if answer is not Answer.YES_NO and _LATER_BARE.is_all(spoken):
        return Command(Meaning.LATER, 0.9)
    if answer in _MEASURED and _FORGOT.is_all(spoken):
        return Command(Meaning.UNKNOWN, 0.9)
    if answer is Answer.OPEN and _NOTHING_TO_PROMISE.is_all(spoken):
        return Command(Meaning.SKIP, 0.85)
    return None


def put_off_minutes(spoken: list[str]) -> float | None:
    """The minutes of `call me back in ten minutes`; None where the words are not such a wish."""
    for place in range(1, len(spoken)):
        if spoken[place] not in _LINKS and spoken[place - 1] not in ("me", "snooze", "need"):
            continue
        head = spoken[:place]
        while head and (head[-1] in _LINKS or head[0] in _OPENING_POLITE):
            head = head[:-1] if head[-1] in _LINKS else head[1:]
        known = _made_of_wishes(head)
        found = read_duration(" ".join(spoken[place:]), "minutes") if known else None
        if found and found.value > 0 and _only_a_time(spoken[place:]):
            return found.value
    return None


def _made_of_wishes(spoken: list[str]) -> bool:
    """Whether the words are one wish to be called again, or several in a row: `I'm busy, call me`."""
    place = 0
    while place < len(spoken):
        ends = [known.end_at(spoken, place) for known in (_BEFORE_A_TIME, _CALL_LATER, _LATER_BARE)]
        place = max((end for end in ends if end is not None), default=0)
        if not place:
            return False
    return bool(spoken)


def _only_a_time(spoken: list[str]) -> bool:
    """Whether nothing but a duration with its unit is told."""
    units = ("minute", "minutes", "hour", "hours", "min", "mins")
    plain = [word for word in spoken if word not in _LINKS | _AROUND_A_TIME and below_hundred([word], 0) is None]
    return bool(plain) and set(plain) <= set(units)
