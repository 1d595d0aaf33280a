"""What people ask to have done. `HEARD` forms go into recogniser grammars; the others are only read.

A word in angle brackets is a slot, and in a grammar the rule of that name: `<when>` begins with a time of day (`nine
in the evening tomorrow`), `<then>` with what leads to one (`at nine`, `tomorrow at nine`), `<day>` is a day without a
time, `<days>` a number of days, `<length>` a number of minutes.
"""

from __future__ import annotations

from appliance.language.forms import lines, listed

_ONE = "[the | this | that | my | our | your | today's | tonight's | the next] (call | check in)"
_CALL = f"(this [one] | it | that | {_ONE})"
_CALLS = "([all] [my | the | your] calls | everything | all | this | it | it all | calling me | ringing)"
_UNTIL = "(until | till | til | before)"
_AGAIN = "[back | again | back again | later]"
_TODAY = "([for | again] (today | tonight | this evening | this morning | this afternoon))"

MOVE_HEARD = lines("""
move (this | it) to <when>
call me [back] at <when>
""")
MOVE = lines(f"""
(move | push | shift | postpone | delay | reschedule) {_CALL} [back | forward | on] (to | until | till | til | for)
  (<when> | <then>) [instead]
(move | push | shift | postpone | delay | reschedule) {_CALL} <then> [instead]
reschedule (to | for | until) <when> | put {_CALL} off (until | till | til | to) <when>
put off {_CALL} (until | till | til | to) <when>
(call | ring | phone) me {_AGAIN} [on | at | around | about | after] (<when> | <then>) [instead]
""")
MOVE_LOOSE = lines(f"""
(call | ring | phone) (back | again) <then> | try [me] again <then>
(let's | let us | can we | could we | shall we) (do | have) {_CALL} [again] <then> [instead]
(let's | let us | can we | could we | shall we) (talk | speak) [again] <then> [instead]
(move | push | shift | postpone | delay | reschedule) {_CALL} [to | until | till | for | on] <day> [instead]
(call | ring | phone) [me] {_AGAIN} <day> [instead] | reschedule [to | for | until] <day>
""")
MOVE_TOLD = lines("""
make (it | this | that) (<when> | <then>) [instead]
change (it | this | that | the time) to <when> [instead]
""")
"""As well a correction of an answer, so never with a bare number: `make it nine`."""

MOVE_BARE = lines(f"""
(move | shift | postpone | reschedule) {_CALL} [to | until | till | for] [another time | some other time | later |
  another day]
(move | reschedule) {_CALL} to (the | this) (morning | afternoon | evening) | move {_CALL} to tonight
reschedule | put {_CALL} off | put off {_CALL} | change the time [of {_CALL}]
(call | ring | phone) me [back | again] in the (morning | afternoon | evening)
""")
"""A time is missing."""

SNOOZE_HEARD = lines("""
snooze until <when>
""")
_SILENCE = f"""
((pause | suspend | hold) [{_CALLS}] | stop (calling [me] | ringing [me] | calls | my calls | all calls) |
  (don't | do not | not | never) (call | ring | phone | bother | disturb) (me | us) [again] |
  no [more] calls [for me] | (leave | let) me (alone | be | in peace))
"""
SNOOZE = lines(f"""
let me (sleep | lie in | rest) (until | till | til) <when> | snooze {_CALL} (until | till | til | to) (<when> |
  <then>) | snooze (until | till | til | to) (<when> | <then>)
not (before | until | till) <when>
{_SILENCE.strip()} for [the next | another] <length>
(push | move | delay | postpone) {_CALL} [back] [by] <length>
put {_CALL} off [by | for] <length> | put off {_CALL} (by | for) <length>
""")

SKIP_HEARD = lines("""
skip (today | this call)
""")
SKIP = lines(f"""
skip {_TODAY} | skip {_ONE} [{_TODAY}]
skip (it | this | that) {_TODAY}
(leave | count) me out {_TODAY} | leave (it | this | me) out {_TODAY} | leave (today | tonight) out
""")
SKIP_LOOSE = lines(f"""
i'm skipping (today | this call | today's call | tonight)
no [more] (call | calls) [for me] {_TODAY} | cancel (today | tonight | today's call | tonight's call)
(don't | do not | not) (call | ring | phone | bother | disturb) (me | us) [any more | anymore] {_TODAY}
leave me (alone | be | in peace) {_TODAY} | give it a miss {_TODAY} | give (today | tonight | this one | today's
  call) a miss
""")
SKIP_WITH_REASON = lines("""
not (today | tonight | this evening | this morning) | leave it for (today | tonight)
""")
"""Alone it is a no."""

REASON_HEARD = lines("""
i'm (ill | sick | busy | travelling)
""")

PAUSE_HEARD = lines("""
pause until <day>
pause for <days>
""")
PAUSE = lines(f"""
{_SILENCE.strip()} {_UNTIL} <day> | {_SILENCE.strip()} [for] [the next | another] <days>
{_SILENCE.strip()} {_UNTIL} (<when> | <then>)
""")
PAUSE_BARE = lines("""
(pause | suspend) [[all] [my | the | your] calls | everything | calling me]
(pause | suspend | hold) [[all] [my | the | your] calls | everything | calling me] (until (further notice | i'm back |
  i am back | i say so | i tell you [to]) | for [a | some] (time | while) | for now)
no calls until (further notice | i'm back | i am back | i say so | i tell you [to])
""")
"""A day is missing."""

FOCUS_HEARD = lines("""
stay with me for <length>
""")
FOCUS = lines("""
(stay | sit | be) with (me | us | you) [for] [the next | another] <length>
keep (me | us) company [for] [the next | another] <length>
(start | begin | open | have | run | set up) a focus session [of | for] <length>
(start | begin | open | have | run | set up) [a | an | another] <length> [of] (focus session | focus)
""")
FOCUS_LOOSE = lines("""
focus [session] [for] [the next | another] <length> | a focus session (of | for) <length> | <length> focus session
(work | stay | stay on the (line | phone)) with me for [the next | another] <length> | stay (here | on the (line |
  phone)) for <length>
""")
FOCUS_BARE = lines("""
stay with (me | us | you) [for a (while | bit)] | stay on the (line | phone) [with (me | us)] | keep me company [for
  a (while | bit)]
[start | begin | open | have] [a | another] focus session
""")
"""A length is missing."""

ASKS = lines("""
(can | could | would | will) you [please | just | maybe] | please | you can | (can | could | shall | may) we |
  let's | let us | just | i want you to | i'd like you to | i would like you to | you (should | may | could) |
  would you mind | maybe | better | kindly
""")
OWN_ASKS = lines("""
(can | could | may) i [please | just] | (i'd | i would) (like | rather | prefer) [to] | i (want | need | have) to |
  i'll have to | i will have to | i've got to | i have got to | i must
""")
"""Before a wish that cannot be a promise of one's own."""

OPENING = listed("""
please ok oh well so hey hi hello thanks sorry just honestly actually no yeah thank but and now then wait yes yep sir
man look listen really alright right sure no nope like
""")
CLOSING = listed("""
please ok thanks sorry thank you then instead sir man really alright now bye goodbye
""")
CLOSING_PHRASES = lines("""
if (you can | possible | you don't mind | that's ok | that's possible | that works | you like) | thank you |
  would you | will you | can you | could you | for me
""")

STATES = lines("""
(i'm | i am | i feel | i'm feeling | i am feeling | we're | we are) [really | very | so | too | a bit | still |
  quite |
  pretty] (ill | sick | poorly | unwell | under the weather | not well | not feeling well | tired | exhausted | busy
  | away | travelling |
  traveling | driving | abroad | out | working | at work | in bed | in hospital | hungover | injured | cooking |
  eating | in a meeting | on a call | on the (train | bus | road | phone | plane) | on holiday | on vacation |
  on leave | with friends | with my family) [today | tonight | now | right now | at the moment | this week]
i have (a | the) (cold | fever | flu | headache | migraine | meeting | call | visitor) [today | now]
i've got (a | the) (bug | cold | fever | flu | headache | migraine | meeting | call | visitor) [today | now]
""")
"""Reasons that may lead without a pause between them and the wish."""

CLAUSES = lines("""
i'm | i am | i've | i have | i had | i feel | i got | i need | i can't | i cannot | i don't | i didn't | i was |
  we're | we are | we have | we've | my | our | there's | there is | there are | it's | it is | something came up |
  something's come up |
  (i'll | i will) be (on | away | out | travelling | traveling | busy | abroad | home) | too (ill | sick | busy |
  tired)
""")
"""How a reason begins that nothing introduces."""

PAST = listed("""
was were had did didn't wasn't couldn't got went forgot felt
""")
"""A reason with one of these tells of a deed left undone, not of a call to leave out."""

BECAUSE = lines("""
because [of] | cause | cuz | [and] the reason is [that]
""")
AND_SO = listed("""
as since and but so when
""")
"""What may stand before a clause that follows a wish."""

TASK = lines("""
while | so [that] i can | to
""")
"""What introduces a focus session's task."""
