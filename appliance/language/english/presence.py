"""English words of whoever answers."""

from __future__ import annotations

from appliance.language.english import commandforms as forms
from appliance.language.english.commands import read_command
from appliance.language.english.durations import read_duration
from appliance.language.english.tokens import words
from appliance.language.forms import Forms, listed
from appliance.language.reading.presence import PresenceWords, read_presence_with


def _pronoun(word: str, name: str) -> str:
    return "he's" if word == f"{name}'s" else "he" if word == name else word


def _is_other(spoken: list[str], found: tuple[int, int]) -> bool:
    """`sure that's not me` is still the person's own."""
    start = found[0]
    return not (start and spoken[start - 1] == "sure" and spoken[start] != "it's")


PRESENCE = PresenceWords(
    words=words,
    hesitations=listed("uh um er erm ah"),
    present=Forms((*forms.PRESENT, *forms.PRESENT_HEARD)),
    out=Forms((*forms.OUT, *forms.OUT_HEARD)),
    pronoun=_pronoun,
    not_out_after=listed("i'm i am we're you if"),
    not_me=Forms((*forms.NOT_ME, *forms.NOT_ME_HEARD)),
    is_other=_is_other,
    denies=Forms(("(not | isn't) [a] | no | ain't",)),
    introduces=Forms(("it's | i'm | (this | it | i) (is | am)",)),
    after_name=listed("speaking here"),
    no_names=listed("""
am is are it me he she him her here not a an the his my your busy in on at out ready up good fine there this that
what who speaking calling ok your just so all still right now about for of and or
"""),
    never_before_closing=listed("i yes yeah"),
    is_state=lambda word: word.endswith("ing"),
    bare_no=Forms(("no", "nope", "nah", "nuhuh", "no no")),
    leaving=Forms(("i (have | need | got) to (go | run | leave) [now]", "(gotta | got to) (go | run) [now]")),
    later=Forms((*forms.LATER_CALL, *forms.LATER_BARE, *forms.LATER_PRESENCE, *forms.LATER_HEARD)),
    not_=listed("not"),
    time_units=listed("minute minutes hour hours min mins"),
    read_duration=read_duration,
    minutes="minutes",
)

read_presence = read_presence_with(PRESENCE, read_command)
