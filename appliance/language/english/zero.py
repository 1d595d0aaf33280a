"""Ways to say that there was nothing, where a number is asked for."""

from __future__ import annotations

from appliance.language.english.tokens import BREAK
from appliance.language.forms import Forms, lines, listed
from appliance.language.values import Found

_PLAIN = Forms(
    lines("""
[i had | i did | it was | there were | there was | absolutely | pretty much] (none | nothing | nil | nada | zilch |
  zip)
[nope | no] (none | nothing | not any) [at all | today | yet | so far | this time]
(none | nothing) (at all | today | yet | so far | this time | of them | whatsoever)
not (one | a single one | even one | any | a single thing | a thing | a bit) [today | yet | so far]
""")
)
_IMPLIED = Forms(
    lines("""
[no | nope] [i] (didn't | did not | haven't | have not | don't | never) [do | have | had | did | drink | eat |
  smoke | run | walk | read | get | sleep | manage] [any | anything | it | one | at all | to] [at all | today | yet]
not today
(didn't | did not) happen
never
[nope | no] not at all [today | yet]
""")
)
_NOT_ANY = Forms(
    lines("""
[i | we] (didn't | did not | haven't | have not | don't | never) [have | had | do | drink | drank | eat | smoke |
  get | run]
  (any | anything | a single | even one)
""")
)
_BARE_NO = Forms(("no", "nope", "nah"))
_NOT_THINGS = listed("sir way idea clue thanks problem wait sorry more i it not ma'am comment chance question yes that")
_WHEN = listed("today yet at so this for whatsoever tonight yesterday")
_FILLERS = frozenset({"uh", "um", "er", "ah", "oh", "well", "just", "like", "honestly", "actually", "hmm", BREAK})


def means_zero(spoken: list[str]) -> Found | None:
    """Zero, when the words say that there was nothing; None otherwise. A bare `no` is little to go by."""
    left = [word for word in spoken if word not in _FILLERS]
    if _PLAIN.is_all(left) or left[:1] in (["none"], ["nothing"]):
        return Found(0, 0.9 if _PLAIN.is_all(left) else 0.7)
    if _IMPLIED.is_all(left):
        return Found(0, 0.75)
    if _NOT_ANY.end_at(left, 0) is not None and len(left) < 9:
        return Found(0, 0.75)
    if _BARE_NO.is_all(left):
        return Found(0, 0.5)
    if left[:1] == ["no"] and len(left) > 1 and left[1] not in _NOT_THINGS and (len(left) == 2 or left[2] in _WHEN):
        return Found(0, 0.7)
    return None
