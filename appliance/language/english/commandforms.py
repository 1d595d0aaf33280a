"""Words about the call itself. `HEARD` forms go into recogniser grammars; the others are only read."""

from __future__ import annotations

from appliance.language.forms import lines

REPEAT_HEARD = lines("""
(say | repeat) (that | it) [again]
say again
repeat
come again
pardon
what [was the question | did you say]
""")
REPEAT = lines("""
[(can | could | would | will) you] [please] (say | repeat | ask) [that | it | this | the question | what you said |
  me] [again | once more | one more time] [for me] [please]
(pardon | pardon me | i beg your pardon | beg your pardon | come again | excuse me | sorry | huh | eh | say what |
  what | what now | what again)
(what was | what's | what is) (that | the question | it | your question) [again]
what (did you say | did you ask | was that | do you mean | are you asking | are you saying | was the question)
(again | once more | one more time | one more)
i (didn't | did not | couldn't | could not | can't) (hear | catch | understand | follow) [you | that | it |
  what you said | the question | a word] [properly | well]
i (didn't | did not) get (that | what you said | the question)
i don't (understand | follow | get it | get the question | hear you) | (can't | couldn't | didn't) (hear | catch |
  understand) (you | that)
(speak | talk) up | louder | a (bit | little) louder | (i'm | i am) sorry what | sorry what
(who is | who's) (this | it | there | that | calling | speaking) | who are you
""")
SLOWER_HEARD = lines("""
slower
slow down
(speak | talk) slower
too fast
""")
SLOWER = lines("""
[(can | could | would | will) you] [please] (speak | talk | go | say that | say it | repeat that) [a bit |
  a little | a little bit | much] [more] (slower | slowly) [please]
[a bit | a little | a little bit | much | more] (slower | slowly) [please]
[(can | could | would | will) you] [please] slow (down | it down) [a bit | a little | please]
[that's | that was | you're | you are | you're talking | you're speaking | you are talking | you speak |
  you talk] [a bit | way | much | far] too (fast | quick)
not so (fast | quick | quickly)
""")
SKIP_HEARD = lines("""
skip [it | that | this]
next [question]
pass
move on
""")
SKIP = lines("""
[let's | can we | could we | can you | just | please | let us | i'd like to | i want to | i'll | i will |
  i would like to] (skip | pass | pass on) [it | that | this | this one | that one | this question |
  that question | the question]
[the] next [question | one | please | thing] | [let's | can we | just | please] (move on | go on |
  go to the next one | move along) | on to the next [one]
[i'd | i would | i] (rather | prefer to | would prefer to | would prefer) not [to] [say | answer | talk about it |
  talk about that | tell you | discuss it | share that]
i'd (rather | prefer) not [to] [say | answer | answer (that | this)] | moving on | [i] prefer not to [say | answer]
  | no comment | never mind |
  forget it | forget about it
i don't want to (say | answer | talk about it | talk about that | answer that | tell you) |
  [that's] none of your business | that's private
don't ask [me] [that] | no answer
""")
STOP_HEARD = lines("""
stop
hang up
goodbye
enough
leave me alone
end the call
""")
STOP = lines("""
[please | just | can you | could you | will you | let's | i want to | can we] stop [it | this | the call | now |
  here | there | please | talking | calling | calling me | asking | asking me | bothering me]
[please | just | can you | could you | you can | i'm going to | i'll | i will] (hang | hanging) up [now | please |
  the phone] | shut (up | it) | be quiet | shush | quiet
that will do | that'll do | (end | finish | cancel | terminate | abort) [the | this] (call | conversation | check
  in) [now | please] | cancel |
  quit | exit | abort
(goodbye | bye | bye bye | good bye | see you | see you later | good night | goodnight | so long | see ya) [sam |
  for now | now]
(leave | let) me (alone | be | in peace) | go away | get lost | piss off | fuck off | bugger off
[that's | that is | i've had] enough [now | for today | for now | questions | of this] | no more [questions |
  for today]
(that's | that is | that'll be) (all | it) for (today | now | tonight) | we're done | we are done |
  i'm done (here | talking | with this)
i (have | need | got | gotta) to (go | leave | run | hang up | dash | be off) [now] | [i | i've] (gotta | got to)
  (go | run | dash) [now] | i (must |
  should) go [now]
don't call [me] (again | anymore | any more | back | ever again) | i don't want to talk [to you | now | anymore |
  about it]
""")
UNKNOWN_HEARD = lines("""
i don't know
don't know
i'm not sure
not sure
no idea
can't remember
i don't remember
""")
UNKNOWN = lines("""
[i | i really | i honestly | i just | i actually] (don't | do not) (know | remember | recall | have a clue |
  have an idea | have any idea | keep track | keep count) [that | exactly | really | anymore | for sure | yet]
[i'm | i am] not sure (if | whether) (i did | i have | it counts)
[i] can't think of (it | anything | one | something)
[i'm | i am] [really | honestly | just] not [really | too | so | quite | that] (sure | certain) [about that |
  about it | yet | really | anymore]
[i | i honestly | i really | i just] (can't | cannot | couldn't | can not) (remember | recall | say | tell |
  tell you | think of it | say for sure)
[i | we] (haven't | have not) [got] (the (faintest | foggiest | slightest) | a clue | any idea) [idea] | [i have |
  i've | i've got | i haven't] [absolutely] (no | not the faintest | not the foggiest | a) (idea | clue) |
  dunno | i dunno | [i] haven't a clue
(hard | difficult | tough) to (say | tell) | who knows | beats me | search me | god knows | goodness knows |
  your guess is as good as mine | no clue at all
i lost (track | count) | i wasn't (counting | keeping track) | i didn't (count | keep track | check | measure |
  look | weigh myself) | haven't (counted | checked | looked | measured)
i have no idea [really | at all | honestly]
""")
FORGOT = lines("""
i (forgot | forget | have forgotten | 've forgotten) [it | that | the number]
""")
"""For a number it is not knowing; for yes and no it is a no."""

LATER_HEARD = lines("""
later
not now
i'm busy
call [me] back [later]
call me later
bad time
in a meeting
""")
LATER_CALL = lines("""
[please | can you | could you | would you | you can | just | better] (call | ring | phone | try) [me] [back |
  again | back again] (later | tomorrow | another time | some other time | in a bit | in a while | in a minute |
  in a moment | soon | tonight | this evening | this afternoon | later on | a bit later | a little later) [please]
[please | can you | could you | would you | you can | just | better] (call | ring | phone) [me] (back |
  again) [please]
(can | could) (we | you) (talk | do this | do it | speak | call) [again] (later | tomorrow | another time |
  some other time)
(try | try me) again [later] | let's (talk | do this | do it | speak) (later | tomorrow | another time) |
  snooze [it | this]
[it's | this is | it is | now is] [a | kind of a | really a | a really] (bad | terrible | inconvenient) (time |
  moment) [right now | now | for me]
[it's | this is | it is | now is] (not a | not a very | not really a | not the best) [good | great |
  convenient] (time | moment) [right now | now | for me]
now's not a good time | this isn't a good time | it isn't a good time
[i'm | i am] [really | kind of | pretty | a bit | very | super | quite | too |
  in the middle of something and] busy [right now | now | at the moment | today | here]
(i'm | i am | we're | we are) [still | just | right | currently] (in a meeting | in a call | on a call |
  on the phone | in the car | on the (bus | train | tube) | driving | eating | having dinner | having lunch | having
  breakfast | at dinner | cooking |
  working | at work | in class | in the shower | on the toilet | in the middle of something | not free |
  on my way | with somebody | with someone | with people | not home | not at home | out | out right now |
  on the road) [right now | now | at the moment]
in a meeting | in the middle of something | (i | we) can't (talk | speak | do this | do it) [right now | now |
  at the moment | here] | can't talk [right now | now]
i (don't have | have no | haven't got | haven't any) time [right now | now | for this] | no time (now |
  right now) | i'll call you back
""")
LATER_BARE = lines("""
[maybe | a bit | a little | much | perhaps] later [please | on | today | thanks] | not (now | right now |
  at the moment | just now) [please | sorry | thanks]
(another | some other) time [please] | in a (bit | while | minute | moment | sec | second)
""")
"""Putting off, with a question asked: an answer to "did you?", a wish to be called again otherwise."""

LATER_PRESENCE = lines("""
not (today | tonight | this time) | tomorrow | give me (a minute | a moment | a bit | a few minutes | some time) |
  soon
(a | one) (few | couple of) minutes | i'm (sleeping | asleep | in bed | tired | exhausted) | let me sleep |
  i was sleeping | busy
""")
LATER_WITH_TIME = lines("""
[please | can you | could you | would you | you can] (call | ring | phone | try) [me] [back | again]
give (me | us) | snooze [for] | wait | need | i need | again | remind me | later
[i'm | i am] [really] busy | not now | bad time | not right now | later | call me back
""")
"""What may stand before `in ten minutes`."""

NOTHING_TO_PROMISE = lines("""
(no | nope | nah | nothing | none | nothing today | nothing really | not really | not today |
  nothing comes to mind | i have nothing | i don't have (one | any | anything) | (no promises |
  no promise) [today | tonight | this time | for tomorrow] |
  not this time | nothing for tomorrow | nothing special | nothing in particular | no thanks | no thank you)
""")

PRESENT_HEARD = lines("""
yes [i'm here | speaking | hello | go ahead | i am]
yeah [i'm here | speaking | hello | go ahead | i am | hi]
yep
hello
hi
hey
i'm here
i am here
here
speaking
go ahead
it's me
ready
""")
PRESENT = lines("""
yes | yeah | yep | yup | yea | ya | aye | uhhuh | ok | sure | right | alright | all right | fine | of course |
  absolutely | i am | indeed | certainly | always
hello | hi | hey | yo | howdy | hiya | hey there | hello there | hi there | good (morning | afternoon | evening |
  day) | morning | evening | afternoon
[i'm | i am | still | right] here | present | at your service | in person | (that's | it's | it is | that is |
  this is) me | you've got me | you got me
speaking | this is (she | he | her | him) | (i'm | i am) (ready | listening | all ears | up | awake | there |
  home | around | back | good | fine | free) | ready | listening | all ears
go (ahead | on | for it) | shoot | fire away | what's up | let's (go | do it | do this | start | begin) |
  carry on | tell me | talk to me | i'm (not | no longer) (busy | asleep | sleeping) | let's hear it
""")

NOT_ME_HEARD = lines("""
that's not me
that is not me
not me
wrong person
wrong number
""")
NOT_ME = lines("""
(not | isn't | ain't) me | (wrong | the wrong | a wrong) (person | number | guy | man | woman | house | one) |
  you've got the wrong (person | number | guy | one)
(i'm | i am | this is | this isn't | this is not | that's) not (him | her | he | she | the person | the one)
(this | that) (isn't | is not) (him | her | me | he | she) | (i'm | i am | it's | this is | it is |
  that's) (somebody | someone) else | (somebody | someone) else
(it's | this is | i'm | i am | it is) (his | her | their | the) [older | younger | little | big] (wife | husband |
  partner | mother | mom | mum | father | dad | son | daughter | brother | sister | friend | girlfriend |
  boyfriend | roommate | flatmate | housemate | neighbour | neighbor | babysitter | nanny | cleaner | colleague |
  flat mate | room mate | grandmother | grandfather | aunt | uncle | cousin | kid)
(nobody | no one | no body) (by | of | with) (that | this) name | (there's | there is) (nobody | no one) (called |
  named | here) | (who is | who's) that supposed to be
""")

OUT_HEARD = lines("""
(he's | she's) (out | not here | not home | asleep | away)
not (here | home)
""")
_ELSEWHERE = """
(out | away | asleep | sleeping | gone | in bed | at work | working | in the shower | in the bath |
  in the bathroom | in a meeting | on the phone | driving | busy | travelling | traveling | abroad | on holiday |
  on vacation | on a trip | at school | at the gym | at the office | shopping | downstairs | upstairs | outside |
  unavailable | taking a shower | having a shower | off | in hospital)
"""
_ABSENT = """
(here | home | at home | in | around | available | there | back | up | awake | back yet | home yet | up yet |
  here yet | in right now)
"""
OUT = lines(f"""
(he's | she's | they're | he is | she is | they are) [just | still | currently | already | gone | right now |
  probably] {_ELSEWHERE.strip()}
(he's | she's | they're | he is | she is | they are | is) [currently | just | still] not {_ABSENT.strip()}
(isn't | aren't | ain't) {_ABSENT.strip()}
(he'll | she'll | they'll) be (back | home | in) [soon | later | tonight | tomorrow] | (he | she | they) (isn't |
  aren't | went out | left | just left | has left | stepped out | just stepped out |
  just went out | can't come to the phone | can't talk | will be back)
(he's | she's) (gone | left | stepped | popped) [out | away | to work | to bed] | [just] (left | stepped out |
  popped out | went out) | (nobody's | nobody is | no one's | no one is) (here | home | in)
not (here | home | at home | in) [right now | now | at the moment | today | yet]
""")
"""Said about somebody else; `is` and `isn't` follow a name."""
