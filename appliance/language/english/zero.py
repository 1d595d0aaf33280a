"""English ways to say that there was nothing, where a number is asked for."""

from __future__ import annotations

from appliance.language.forms import Forms, lines, listed
from appliance.language.reading.tokens import BREAK
from appliance.language.reading.zero import ZeroWords

ZERO = ZeroWords(
    plain=Forms(
        lines("""
[i had | i did | it was | there were | there was | absolutely | pretty much] (none | nothing | nil | nada | zilch |
  zip)
[nope | no] (none | nothing | not any) [at all | today | yet | so far | this time]
(none | nothing) (at all | today | yet | so far | this time | of them | whatsoever)
not (one | a single one | even one | any | a single thing | a thing | a bit) [today | yet | so far]
""")
    ),
    implied=Forms(
        lines("""
[no | nope] [i] (didn't | did not | haven't | have not | don't | never) [do | have | had | did | drink | eat |
  smoke | run | walk | read | get | sleep | manage] [any | anything | it | one | at all | to] [at all | today | yet]
not today
(didn't | did not) happen
never
[nope | no] not at all [today | yet]
""")
    ),
    not_any=Forms(
        lines("""
[i | we] (didn't | did not | haven't | have not | don't | never) [have | had | do | drink | drank | eat | smoke |
  get | run]
  (any | anything | a single | even one)
""")
    ),
    bare_no=Forms(("no", "nope", "nah")),
    no=frozenset({"no"}),
    opening=listed("none nothing"),
    not_things=listed(
        "sir way idea clue thanks problem wait sorry more i it not ma'am comment chance question yes that"
    ),
    when=listed("today yet at so this for whatsoever tonight yesterday"),
    fillers=listed("uh um er ah oh well just like honestly actually hmm thanks sorry afraid") | {BREAK},
)
