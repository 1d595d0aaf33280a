"""Words about the talk itself: time to think, another persona, what is to be remembered or forgotten."""

from __future__ import annotations

from appliance.language.forms import lines, listed

THINK = lines("""
let me (think | see) [about (it | that) | for a (second | sec | moment | minute) | a (second | moment | minute)]
[just | please | can you | could you | will you | just please] (give | gimme) me (a | one | another) (second |
  sec | moment | minute | little time) [to think]
(give | gimme) (a | one) (second | sec | moment) | give me [a little | some | a bit of | more] time [to think]
[just] (a | one) (second | sec | moment) | (hang | hold) on [a | one | just a] [second | sec | moment | minute]
wait [a | one | just a] [second | sec | moment | minute] | bear with me | [i'm | i am] [still] thinking [about it]
i (need | have | want) (to think | a (second | moment | minute)) [about (it | that)] [to think]
(good | tough | hard) question [let me think] | let me (check | look | have a (look | think) | look it up | count)
hold the line
""")
FORGET = lines("""
[never mind] [please | just | you can | can you | could you] (forget | erase | delete | scratch | strike) (that
  | this | what i
  [just] said | what i [just] told you | what i've [just] said | my last (answer | sentence) | the last (bit | thing |
  part | answer))
[please] (don't | do not) (remember | keep | store | save | write down | note | note down) (that | this | what i
  [just] said)
[please] (don't | do not) (write | note) (that | this) down | i take (that | it) back
[please | just | you can] (ignore | scrap | disregard) (that | this | what i [just] said | the last (bit | thing |
  part | answer))
[please | just] (forget | pretend) i (said (that | anything) | didn't say (that | anything) | never said (that |
  anything) | told you [that])
""")
FORGET_LEAD = lines("""
[please | just | you can | can you | could you] forget [everything] (that | about | what i [just] (said | told you)
  about | what you know about | everything about)
""")
TALK = lines("""
[can | could | may | shall] (we | i) [just | please] (talk | chat | have a chat) [to you | with you | a bit | a
  little |
  for a (bit | while | minute) | now | about something [else] | freely]
(i'd | i would) [like | love] to [just] (talk | chat) [to you | with you | a bit | for a (bit | while | minute)
  | about
  something [else]]
i [just | really] (want | need | have | wanna) [to] (talk | chat) [to you | with you | a bit | for a (bit | while |
  minute) | about something [else]]
let's [just] (talk | chat | have a chat) [a bit | for a (bit | while | minute) | about something else | instead]
(talk to me | chat with me | talk with me) | do you have [a] time to talk | (talk | chat) now
""")

SWITCH_LEAD = lines("""
[please | can you | could you | can we | let's | i want [you] to | i'd like [you] to | just] (switch | change)
  [over | back | me | [the | my | your] (persona | personas | voice | voices | personality)] to
""")
"""What follows may be any persona's name, a user's own as well."""

WANT_LEAD = lines("""
(i want | i'd like | i would like | i need | give me | get me | let me) [to (talk | speak) (to | with) | talk to |
  speak to | have | hear]
[please] (be | become | call) | (i'd | i would) rather (have | hear | talk to | speak to) | (bring | get | give)
  [me] [back] | bring back
[please | can you | could you] put [me] [on | on to | through to] | can i (talk to | speak to | have | get)
""")
"""What follows is a persona only where its name is known, or `persona` is said."""

PERSONAS = {
    "drill_sergeant": lines("[drill | army] (sergeant | sargent | instructor)"),
    "motivator": lines("motivator | motivating (one | voice | coach) | motivational (one | voice | coach)"),
    "friend": lines("friend | friendly (one | voice)"),
    "mentor": lines("mentor | wise (one | mentor)"),
    "abuser": lines("abuser | sarcastic [one | voice] | tough love [one | voice]"),
}
"""The personas that come with the appliance, by how they are asked for."""

PERSONA_NOUNS = listed("persona personality mode voice coach character")
PERSONA_ARTICLES = listed("the a an my that")
PERSONA_CLOSING = listed("on back please now instead today again thanks then")

REMEMBER_LEAD = lines("""
[please | can you | could you | i want you to | i'd like you to | you should] (remember | keep in mind | bear in
  mind | note |
  make a note | take note | don't forget | do not forget) [this] that
[please] remember this | (for the record | note to self)
""")
"""What follows is kept, word for word."""

REMEMBER_BARE = lines("[please | can you | could you | always] remember")
"""Followed by whom it is about, and what is said of them: `remember my sister is called Ana`."""

SUBJECTS = listed("my i i'm i've i'd our we we're he she they he's she's they're it's his her their")
SAYS = listed("""
is are was were am i'm we're he's she's they're it's has have i've had likes like love loves hate hates live
  lives work
works prefer prefers need needs can can't don't doesn't didn't want wants called
""")
