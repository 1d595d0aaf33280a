"""Who answered: the person, somebody else, or the person at a bad moment."""

from __future__ import annotations

from appliance.language.english import commandforms as forms
from appliance.language.english.commands import read_command
from appliance.language.english.durations import read_duration
from appliance.language.english.tokens import words
from appliance.language.forms import Forms, listed
from appliance.language.reading.tokens import without_repeats
from appliance.language.values import Command
from appliance.records.agenda import Answer
from appliance.records.calls import Meaning

SURE = 0.95
LIKELY = 0.7

_OUT = Forms((*forms.OUT, *forms.OUT_HEARD))
_NOT_ME = Forms((*forms.NOT_ME, *forms.NOT_ME_HEARD))
_LATER = Forms((*forms.LATER_CALL, *forms.LATER_BARE, *forms.LATER_PRESENCE, *forms.LATER_HEARD))
_PRESENT = Forms((*forms.PRESENT, *forms.PRESENT_HEARD))
_BARE_NO = Forms(("no", "nope", "nah", "nuhuh", "no no"))
_LEAVING = Forms(("i (have | need | got) to (go | run | leave) [now]", "(gotta | got to) (go | run) [now]"))
_NOT_NOW_SELF = ("i'm", "i", "am", "we're")
_NO_NAMES = listed("""
am is are it me he she him her here not a an the his my your busy in on at out ready up good fine there this that
what who speaking calling ok your just so all still right now about for of and or
""")


def read_presence(text: str, user_name: str = "") -> Command | None:
    """Whether the person called is there; None where the words do not say.

    Nothing private is said unless this is `PRESENT`, so everything that speaks against it wins over a "yes" beside it.
    `user_name` tells "this is Sam" from "this is Anna"; without it a name counts for the person, with low certainty.
    """
    spoken = without_repeats([word for word in words(text) if word not in ("uh", "um", "er", "erm", "ah")])
    name = words(user_name)[0] if words(user_name) else ""
    return (
        _absent(spoken, name)
        or _somebody_else(spoken, name)
        or _leaving_or_stopping(spoken, text)
        or _bad_moment(spoken)
        or _repeat_or_slower(text)
        or _there(spoken, name)
    )


def _absent(spoken: list[str], name: str) -> Command | None:
    plain = ["he's" if word == f"{name}'s" else "he" if word == name else word for word in spoken] if name else spoken
    found = _OUT.find(plain)
    if found is None or (found[0] and plain[found[0] - 1] in (*_NOT_NOW_SELF, "you", "if")):
        return None
    return Command(Meaning.OUT, SURE)


def _somebody_else(spoken: list[str], name: str) -> Command | None:
    found = _NOT_ME.find(spoken)
    if found and not (found[0] and spoken[found[0] - 1] == "sure" and spoken[found[0]] != "it's"):
        return Command(Meaning.NOT_ME, SURE)
    for place, word in enumerate(spoken):
        if name and word == name and place and _denies(spoken[:place]):
            return Command(Meaning.NOT_ME, SURE)
    introduced = _introduced(spoken)
    if name and introduced and introduced != name:
        return Command(Meaning.NOT_ME, 0.8)
    return Command(Meaning.NOT_ME, 0.6) if _BARE_NO.is_all(spoken) else None


def _denies(before: list[str]) -> bool:
    """`not Sam`, `isn't Sam`, `no Sam (here)`."""
    return before[-1] in ("not", "isn't", "no", "ain't") or before[-2:] in (["not", "a"], ["isn't", "a"])


def _introduced(spoken: list[str]) -> str | None:
    """The name somebody gives: `this is Anna`, `it's Anna`, `I'm Anna`, `Anna speaking`, `Anna here`."""
    for place, word in enumerate(spoken):
        following = spoken[place + 1 :]
        if (
            following[:1] in (["speaking"], ["here"])
            and word.isalpha()
            and word not in _NO_NAMES | {"i", "yes", "yeah"}
        ):
            return None if _PRESENT.is_all([word]) else word
        opener = word in ("it's", "i'm") or (word in ("is", "am") and spoken[max(0, place - 1)] in ("this", "it", "i"))
        if opener and len(following) <= 2 and following[:1] and following[0].isalpha():
            is_state = (
                following[0] in _NO_NAMES or following[0].endswith("ing") or _PRESENT.is_all([word, following[0]])
            )
            return None if is_state else following[0]
    return None


def _leaving_or_stopping(spoken: list[str], text: str) -> Command | None:
    if _LEAVING.inside(spoken):
        return Command(Meaning.LATER, 0.85, _minutes(spoken))
    command = read_command(text, Answer.PRESENCE)
    if command and command.meaning in (Meaning.STOP, Meaning.LATER):
        return command
    return None


def _bad_moment(spoken: list[str]) -> Command | None:
    found = _LATER.find(spoken)
    minutes = _minutes(spoken)
    if found is None:
        alone = minutes is not None and any(word in spoken for word in ("minutes", "minute", "hour", "hours", "min"))
        return Command(Meaning.LATER, 0.8, minutes) if alone else None
    if "not" in spoken[max(0, found[0] - 1) : found[0]]:
        return None
    return Command(Meaning.LATER, 0.9, minutes)


def _minutes(spoken: list[str]) -> float | None:
    if not any(word.rstrip("s") in ("minute", "hour", "min") for word in spoken):
        return None
    found = read_duration(" ".join(spoken), "minutes")
    return found.value if found and found.value > 0 else None


def _repeat_or_slower(text: str) -> Command | None:
    command = read_command(text, Answer.PRESENCE)
    if command and command.meaning in (Meaning.REPEAT, Meaning.SLOWER):
        return command
    return None


def _there(spoken: list[str], name: str) -> Command | None:
    if name and (_introduced(spoken) == name or spoken == [name]):
        return Command(Meaning.PRESENT, SURE)
    if not name and _introduced(spoken):
        return Command(Meaning.PRESENT, 0.6)
    found = _PRESENT.find([word for word in spoken if word != name or not name])
    if found is None:
        return None
    return Command(Meaning.PRESENT, SURE if found[0] <= 1 else LIKELY)
