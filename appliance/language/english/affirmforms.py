"""The many forms of yes and no. `HEARD` forms go into recogniser grammars; the others are only read."""

from __future__ import annotations

from appliance.language.forms import lines, listed

YES_HEARD = lines("""
yes [i did | it is | it was | i have | i do | sir | that's right | of course | indeed | i am | absolutely]
yeah [i did | i have | sure | of course | that's right | i am]
yep [i did]
yup
sure [did | thing]
of course [i did]
absolutely
definitely
certainly
i did [it | all of it | indeed]
i have
i certainly did
done
all done
i've done it
did it
i think so
correct
right
that's right
uh-huh
""")
"""`i have`, `it was` and the like count only where nothing follows them."""

YES_READ = lines("""
yes | yeah | yep | yup | yea | ya | yah | yeh | aye | affirmative | positive | uhhuh | yessir | totally | indeed
surely | certainly | definitely | absolutely | obviously | naturally | exactly | precisely | correct | true
(sure | certainly | most certainly) (did | have | am | i did)
i sure (did | have)
(did | i did) (indeed | so)
of course | for sure | you bet | you betcha | damn right | hell (yeah | yes) | oh (yes | yeah) | by all means
(it's | that's | it is | that is | that would be | that'll be | i'd say) a yes
without fail | as always | as usual | as promised | like always | every (day | time) | always
no (doubt | question | problem | worries) | without a doubt | piece of cake
[i | i've | we | we've | it's | it is | all | already | just] (done | finished | completed | accomplished) [it | that]
[i | we] [already | just | finally] (did | made | managed | nailed | crushed | smashed) (it | that)
[i | we] (got | have | had) (it | that) done | [i | we] managed to
[i] kept (it | my word | my promise) | [i] stuck (to | with) it
(that's | that is) (right | correct | true | it) | you got it | you've got it
[i did | yes] (all of (it | them) | every (one | single one) | the whole (thing | lot)) | everything
it happened | it has been done | [of] course i did | all set | sorted
[i] (would never | wouldn't | never | didn't | did not | haven't | don't) (miss | missed | forget | forgot |
  forgotten | skip | skipped | fail | failed) [it | that]
""")
YES_MILD = lines("""
ok | alright | all right | fine | sure | right | easy | check | sure thing | all good | i could
""")
"""May also be mere politeness."""

YES_ENDING = lines("""
(i | we) [really | actually | totally | definitely | already | just | sure | finally] (did | have | had | do | am |
  was)
it (is | was | did)
""")
"""Yes where nothing follows: `I did`; not `I have a question`."""

YES_WEAK = lines("""
[i | i've | i'd | we] (almost | nearly | very nearly | barely) (forgot | forgotten | missed | skipped) [it | that |
  to]
yeah right | can't complain
(he | she | they | somebody | someone | somebody else | someone else | (my | our) (wife | husband | partner | son |
  daughter |
  kids | children | brother | sister | mother | father | mum | mom | dad | friend | flatmate | roommate | neighbour |
  neighbor | colleague | boss | girlfriend | boyfriend)) [has | have | had | already | just | actually] (did | done |
  finished | made | managed | got | completed) (it | that | them | everything) [done] [for me | instead]
(did | done | finished | made | got) (it | that | them | everything) [done] for me
i (think | guess | suppose | believe | reckon | imagine | would say | expect | hope) (so | i did | i have | yes)
i (suppose | guess) | guess so | suppose so | think so | probably | presumably | i'm afraid so | [it] seems so
you could say that | i would say so | i'd say so | why not | apparently | supposedly | most likely
[i'm] pretty sure [i did]
""")
NO_HEARD = lines("""
no [i didn't | i did not | i haven't | it isn't | it wasn't | not today | not yet | sorry | sir | way | not really]
nope
nah
not (really | yet | today | at all | this time)
i didn't [do it | get to it | manage it | make it]
i did not
i haven't [yet | done it]
didn't
never
i don't think so
i'm afraid not
i forgot
that's wrong
""")
NO_READ = lines("""
no | nope | nah | naw | nay | negative | nuhuh | nada | false | incorrect | wrong
no (sir | way | chance | such luck) | hell no | god no | oh no | not a chance | nowhere near | no can do
(it's | that's | it is | that is | that would be | that'll be | i'd say) a no | sadly no | unfortunately no |
  afraid no
""")
NO_VERBAL = lines("""
not (really | yet | today | tonight | at all | this time | exactly | done | finished | once | even | happening |
  ready | completed | achieved | sorted | managed)
(absolutely | certainly | definitely | sadly | unfortunately | probably | obviously | sure | regrettably |
  of course) not
[i'm | i am] afraid not | i (guess | suppose | think | would say) not | guess not | i'd say not | i doubt it
[i] (don't | do not | didn't) (think | believe | suppose | guess) [so | i did | i have | i managed | that i did]
[of course | certainly | definitely | obviously | naturally | absolutely | honestly] [i | we | it | that] [really |
  just | still | actually | sadly | honestly | certainly | definitely |
  unfortunately] (didn't | did not | haven't | have not | hasn't | hadn't | couldn't | could not | wasn't |
  was not | isn't | don't | do not | won't | can't | cannot | never | ain't) [really | even | do | did | done |
  had | have | finish | finished | manage | managed | make | get | got | quite | been] [it | that | to | to it |
  any | anything | able to | round to it | around to it] [yet | today | at all]
[i] (wasn't | was not | am not | i'm not | was | been) (able | unable) to | unable to | failed to | forgot [to |
  about it | it | that | all about it]
[i | i've] [completely | totally] (failed | forgot | forgotten | missed | skipped | blew | broke) [it | that |
  this one]
[i] (messed up | slipped | slipped up | gave up | ran out of time | had no time | had no energy) | no (time | energy)
[i] (fell asleep | overslept) | it slipped my mind | [i] decided (not to | against it)
[i] had to (skip | miss | cancel | drop) [it | that | this one]
(that's | that is | it's) (wrong | not right | not it | not true | incorrect | not correct) | not (right |
  correct | true)
[i] (was | am | felt | i'm) [too | so | just too | really | very] (busy | tired | sick | ill | late | exhausted |
  lazy)
too (busy | tired | late | sick | lazy)
[i] (gave (it | that) a miss | let (it | that) slide | bottled (it | out) | chickened out | bailed [on it] |
  couldn't be (bothered | arsed)) | (no | fat) chance
[i] did (nothing | none of (it | them) | something (else | different))
i (should have | should've | wish | wish i had | wish i did | was going to | was about to | meant to | wanted to) |
  if only
[i] still (have | need) to | can't say [that] i did | don't have time | i wish i could say (yes | so)
""")
"""No, and what is said after it stands under its negation: `I didn't get it done`."""

NO_WEAK = lines("""
not (this (morning | afternoon | evening | week | weekend) | yesterday) | not so much | hardly | barely | i will |
  i'll do it | [i'm] (going to | gonna | about to) | later | tomorrow | soon
[i | we] (could | would | might) have [done (it | that)] | none | nothing [at all] | zero | none of it | not in the
  mood
""")

PARTLY: tuple[tuple[tuple[str, ...], float], ...] = (
    (lines("""
(almost | nearly) [all of it | done | finished | there | everything | all]
all but one | just about | very nearly | pretty much
"""), 0.9),
    (lines("""
mostly | most of (it | them | the way) | [for] the most part | more or less | largely | mainly | a lot of it
"""), 0.8),
    (lines("""
not as much [as i wanted | as i should | as planned] | not (properly | very well | in full)
(everything | all [of (it | them)] | the (lot | whole thing)) [done] (but | except [for] | apart from | bar)
except (for | the | my | one | two | a) | apart from
not (quite | all of it | all of them | everything | completely | entirely | fully | the whole thing | totally |
  perfectly)
[i] (didn't | did not | haven't) (quite | completely | entirely | fully) [finish | finished | do | done] [it |
  everything]
[i] (didn't | did not | haven't) (do | done | finish | finished) (all of it | everything | the whole thing | it all)
(three quarters | two thirds) of it
"""), 0.7),
    (lines("""
[about | only | just] (half | half of it | half of them | halfway | half way | half the way | half done |
  half and half)
yes and no | no and yes | kind of | kinda | sort of | sorta | partly | partially | in part | to some extent | somewhat
[only] some [of it | of them] | [a] part of it | in a way | so so | fifty fifty | up to a point
i tried [to | my best] | tried to | [i] did (try | start | begin | my best | what i could | (everything | all) i
  could) |
[i] (gave it | had) a (go | try | shot) | i started [it] | i began | i made a start
"""), 0.5),
    (lines("""
[just] a (bit | little | little bit | tiny bit) [of it] | (hardly | barely) any of it | not much [of it]
"""), 0.25),
)  # fmt: skip
"""How much of it was done, for words that are neither yes nor no."""

PARTLY_HEARD = lines("""
(almost | nearly) [all of it]
mostly | most of it
[about | only] half [of it]
some of it | partly | kind of | sort of | i tried
not (quite | all of it | everything)
a (little | bit) [of it]
""")

CORRECTIONS = lines("""
sorry | i mean | i meant | wait | actually | or rather | scratch that | correction | no wait | i take that back
""")
CONTRASTS = ("but", "although", "though", "except", "however")

NOT_DONE = listed("""
needed wanted decided planned intended stayed rested hoped waited failed missed skipped refused relaxed ignored
postponed delayed cancelled canceled stopped tried started supposed tired bored
""")
"""Words in -ed that do not tell that a thing was done."""

DID = listed("""
went ran walked read wrote swam rode slept woke took made kept ate drank cooked called told sent bought paid
gave found spoke met sang built fixed rang swept fed taught held wore drew sold hung dug
""")
