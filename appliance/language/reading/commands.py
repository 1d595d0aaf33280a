"""Words about the call rather than an answer: repeat, slower, skip, stop, not now, I don't know, let me think.

They count only when they are the whole utterance but for politeness, so that "I'll stop smoking" stays a promise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from appliance.language.forms import Forms
from appliance.language.reading.pieces import NumberAt
from appliance.language.reading.talk import TalkWords, read_with_words
from appliance.language.reading.tokens import Tokens, without_repeats
from appliance.language.values import Command, Found
from appliance.records.agenda import Answer
from appliance.records.calls import Meaning

SURE = 0.95

_MEASURED = frozenset({Answer.NUMBER, Answer.DURATION, Answer.SCALE, Answer.TIME})

ReadCommand = Callable[[str, Answer], Command | None]


@dataclass(frozen=True, slots=True)
class PutOffWords:
    """`call me back in ten minutes`: a wish to be called again, and a time."""

    before_a_time: Forms
    """`call me`, `give me`, `not now`: may stand before it."""
    links: frozenset[str]
    """`in`, `for`: lead to the time."""
    without_link: frozenset[str]
    """Last words before a time that needs none: `give me (five minutes)`."""
    around_a_time: frozenset[str]
    """Words of a time beside numbers and units: `half`, `about`."""
    units: frozenset[str]
    """`minutes`, `hour`: one of them must be said."""
    number_at: NumberAt
    read_duration: Callable[[str, str], Found | None]
    minutes: str
    """How the unit is called that `read_duration` is asked for."""
    after_a_time: Forms = field(default_factory=lambda: Forms(()))
    """What may end the wish: `zurück`, `wieder an`."""


@dataclass(frozen=True, slots=True)
class CommandWords:
    words: Tokens
    hesitations: frozenset[str]
    opening_polite: frozenset[str]
    """Words that may stand before a command, any number of them."""
    closing_polite: frozenset[str]
    whole: Mapping[Meaning, Forms]
    """What each command is, all of it; in order, the first that fits counts. Without `SWITCH` and `REMEMBER`."""
    later_bare: Forms
    """Putting off with a question asked (`later`): an answer to "did you?", a wish to be called again otherwise."""
    forgot: Forms
    """For a number it is not knowing; for yes and no it is a no."""
    nothing_to_promise: Forms
    """`no`, `nothing today`: skips an open question."""
    put_off: PutOffWords
    talk: TalkWords


def read_command_with(words: CommandWords) -> ReadCommand:
    """A function that gives the command an utterance is, all of it; None where it is none, for such a question."""

    def read_command(text: str, answer: Answer) -> Command | None:
        spoken = without_repeats([word for word in words.words(text) if word not in words.hesitations])
        for candidate in _candidates(words, spoken):
            command = _whole(words, candidate, answer)
            if command:
                return command
        command = read_with_words(words.talk, text, words.opening_polite | words.hesitations, answer)
        if command:
            return command
        minutes = put_off_minutes(words, spoken)
        return None if minutes is None else Command(Meaning.LATER, SURE, minutes)

    return read_command


def _candidates(words: CommandWords, spoken: list[str]) -> list[list[str]]:
    """The words as they are, then without politeness before, after, and on both sides."""
    first, last = 0, len(spoken)
    while first < last and spoken[first] in words.opening_polite:
        first += 1
    while last > first and spoken[last - 1] in words.closing_polite:
        last -= 1
    return [spoken, spoken[first:], spoken[:last], spoken[first:last]]


def _whole(words: CommandWords, spoken: list[str], answer: Answer) -> Command | None:
    how_long = answer in _MEASURED and _only_a_time(words.put_off, spoken)
    for meaning, known in words.whole.items():
        if how_long and meaning is Meaning.THINK:  # `one minute` is an answer there
            continue
        if known.is_row(spoken):  # `I didn't hear you, say that again` is one such command after another
            return Command(meaning, SURE)
    if answer is not Answer.YES_NO and words.later_bare.is_all(spoken):
        return Command(Meaning.LATER, 0.9)
    if answer in _MEASURED and words.forgot.is_all(spoken):
        return Command(Meaning.UNKNOWN, 0.9)
    if answer is Answer.OPEN and words.nothing_to_promise.is_all(spoken):
        return Command(Meaning.SKIP, 0.85)
    return None


_LONGEST_PUT_OFF = 40
"""Words."""


def put_off_minutes(words: CommandWords, spoken: list[str]) -> float | None:
    """The minutes of `call me back in ten minutes`; None where the words are not such a wish."""
    if len(spoken) > _LONGEST_PUT_OFF:
        return None
    told = words.put_off
    ends = [end for end in range(len(spoken), 1, -1) if end == len(spoken) or told.after_a_time.is_all(spoken[end:])]
    for place in range(1, len(spoken)):
        if spoken[place] not in told.links and spoken[place - 1] not in told.without_link:
            continue
        head = spoken[:place]
        while head and (head[-1] in told.links or head[0] in words.opening_polite):
            head = head[:-1] if head[-1] in told.links else head[1:]
        if not _made_of_wishes(words, head):
            continue
        for end in ends:
            said = spoken[place:end]
            found = told.read_duration(" ".join(said), told.minutes) if _only_a_time(told, said) else None
            if found and found.value > 0:
                return found.value
    return None


def _made_of_wishes(words: CommandWords, spoken: list[str]) -> bool:
    """Whether the words are one wish to be called again, or several in a row: `I'm busy, call me`."""
    place = 0
    while place < len(spoken):
        known = (words.put_off.before_a_time, words.whole[Meaning.LATER], words.later_bare)
        ends = [forms.end_at(spoken, place) for forms in known]
        place = max((end for end in ends if end is not None), default=0)
        if not place:
            return False
    return bool(spoken)


def _only_a_time(told: PutOffWords, spoken: list[str]) -> bool:
    """Whether nothing but a duration with its unit is told."""
    without = told.links | told.around_a_time
    plain = [word for word in spoken if word not in without and told.number_at([word], 0) is None]
    return bool(plain) and set(plain) <= told.units
