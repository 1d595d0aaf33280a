"""Who answered: the person, somebody else, or the person at a bad moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from appliance.language.forms import Forms
from appliance.language.reading.commands import ReadCommand
from appliance.language.reading.samenames import is_latin, same_name
from appliance.language.reading.tokens import Tokens, without_repeats
from appliance.language.values import Command, Found
from appliance.records.agenda import Answer
from appliance.records.calls import Meaning

SURE = 0.95
LIKELY = 0.7
_LONGEST_REST = 2
"""Words from the name on in `this is Anna speaking`: more is no introduction."""


@dataclass(frozen=True, slots=True)
class PresenceWords:
    words: Tokens
    hesitations: frozenset[str]
    present: Forms
    out: Forms
    """Said about somebody else: `he's out`."""
    pronoun: Callable[[str, str], str]
    """From a word and the person's name to the word with a pronoun for the name: `Sam` to `he`, `Sam's` to `he's`."""
    not_out_after: frozenset[str]
    """Right before `out` forms these tell of oneself: `I'm (not here)`."""
    not_me: Forms
    is_other: Callable[[list[str], tuple[int, int]], bool]
    """Whether a `not_me` form found there means somebody else (`sure it's not me`)."""
    denies: Forms
    """Right before the name: `not`, `isn't`."""
    introduces: Forms
    """Right before a name: `this is`, `I'm`."""
    after_name: frozenset[str]
    """Right after a name: `speaking`, `here`."""
    no_names: frozenset[str]
    """Words that are no name in these places."""
    never_before_closing: frozenset[str]
    """More words that are no name before `speaking`: `yes`."""
    is_state: Callable[[str], bool]
    """Whether a word after `I'm` tells a state rather than a name, by its form: `cooking`."""
    bare_no: Forms
    leaving: Forms
    """`I have to go`."""
    later: Forms
    """A bad moment; all the forms of putting off."""
    not_: frozenset[str]
    """Before a bad moment it is none: `not (busy)`."""
    time_units: frozenset[str]
    """`minutes`, `hour`: with a number they ask to be called then."""
    read_duration: Callable[[str, str], Found | None]
    minutes: str
    """How the unit is called that `read_duration` is asked for."""


class ReadPresence(Protocol):
    def __call__(self, text: str, user_name: str = "") -> Command | None: ...


def read_presence_with(words: PresenceWords, read_command: ReadCommand) -> ReadPresence:
    """A function that tells whether the person called is there; None where the words do not say.

    Nothing private is said unless it is `PRESENT`, so everything that speaks against it wins over a "yes" beside it.
    The name tells "this is Sam" from "this is Anna"; without it a name counts for the person, with low certainty.
    """

    def read_presence(text: str, user_name: str = "") -> Command | None:
        spoken = without_repeats([word for word in words.words(text) if word not in words.hesitations])
        name = next(iter(words.words(user_name)), "")
        return (
            _absent(words, spoken, name)
            or _somebody_else(words, spoken, name)
            or _leaving_or_stopping(words, spoken, read_command(text, Answer.PRESENCE))
            or _bad_moment(words, spoken)
            or _one_of(read_command(text, Answer.PRESENCE), Meaning.REPEAT, Meaning.SLOWER)
            or _there(words, spoken, name)
        )

    return read_presence


def _absent(words: PresenceWords, spoken: list[str], name: str) -> Command | None:
    plain = [words.pronoun(word, name) for word in spoken] if name else spoken
    found = words.out.find(plain)
    if found is None or (found[0] and plain[found[0] - 1] in words.not_out_after):
        return None
    return Command(Meaning.OUT, SURE)


def _somebody_else(words: PresenceWords, spoken: list[str], name: str) -> Command | None:
    found = words.not_me.find(spoken)
    if found and words.is_other(spoken, found):
        return Command(Meaning.NOT_ME, SURE)
    for place, word in enumerate(spoken):
        if (
            name
            and word == name
            and any(words.denies.is_all(spoken[start:place]) for start in range(max(0, place - 4), place))
        ):
            return Command(Meaning.NOT_ME, SURE)
    introduced = _introduced(words, spoken)
    if name and introduced and not same_name(introduced, name):
        return Command(Meaning.NOT_ME, 0.8 if is_latin(introduced) == is_latin(name) else 0.6)
    return Command(Meaning.NOT_ME, 0.6) if words.bare_no.is_all(spoken) else None


def _introduced(words: PresenceWords, spoken: list[str]) -> str | None:
    """The name somebody gives: `this is Anna`, `it's Anna`, `I'm Anna`, `Anna speaking`, `Anna here`."""
    for place, word in enumerate(spoken):
        closed = place + 1 < len(spoken) and spoken[place + 1] in words.after_name and word.isalpha()
        if closed and word not in words.no_names | words.never_before_closing:
            return None if words.present.is_all([word]) else word
        end = words.introduces.end_at(spoken, place)
        if end is None or not 0 < len(spoken) - end <= _LONGEST_REST or not spoken[end].isalpha():
            continue
        named = spoken[end]
        is_state = named in words.no_names or words.is_state(named)
        return None if is_state or words.present.is_all([spoken[end - 1], named]) else named
    return None


def _leaving_or_stopping(words: PresenceWords, spoken: list[str], command: Command | None) -> Command | None:
    if words.leaving.inside(spoken):
        return Command(Meaning.LATER, 0.85, _minutes(words, spoken))
    return _one_of(command, Meaning.STOP, Meaning.LATER)


def _one_of(command: Command | None, *meanings: Meaning) -> Command | None:
    return command if command and command.meaning in meanings else None


def _bad_moment(words: PresenceWords, spoken: list[str]) -> Command | None:
    found = words.later.find(spoken)
    minutes = _minutes(words, spoken)
    if found is None:
        return None if minutes is None else Command(Meaning.LATER, 0.8, minutes)
    if found[0] and spoken[found[0] - 1] in words.not_:
        return None
    return Command(Meaning.LATER, 0.9, minutes)


def _minutes(words: PresenceWords, spoken: list[str]) -> float | None:
    if words.time_units.isdisjoint(spoken):
        return None
    found = words.read_duration(" ".join(spoken), words.minutes)
    return found.value if found and found.value > 0 else None


def _only(spoken: list[str], name: str) -> bool:
    return len(spoken) == 1 and same_name(spoken[0], name)


def _there(words: PresenceWords, spoken: list[str], name: str) -> Command | None:
    introduced = _introduced(words, spoken)
    if name and ((introduced and same_name(introduced, name)) or _only(spoken, name)):
        return Command(Meaning.PRESENT, SURE)
    if not name and introduced:
        return Command(Meaning.PRESENT, 0.6)
    found = words.present.find([word for word in spoken if word != name or not name])
    if found is None:
        return None
    return Command(Meaning.PRESENT, SURE if found[0] <= 1 else LIKELY)
