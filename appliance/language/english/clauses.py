"""English: parts of one breath, and stems of words."""

from __future__ import annotations

from appliance.language.english.durations import DURATIONS
from appliance.language.english.tokens import words
from appliance.language.forms import listed
from appliance.language.reading.clauses import clauses_with
from appliance.language.reading.stemming import pairs, stems_with

clauses = clauses_with(listed("and but then plus also though"), DURATIONS)

_IRREGULAR = pairs("""
slept=sleep ran=run ate=eat eaten=eat drank=drink drunk=drink wrote=write written=write went=go gone=go did=do done=do
swam=swim swum=swim rode=ride ridden=ride woke=wake woken=wake felt=feel spent=spend read=read bought=buy thought=think
taught=teach drove=drive driven=drive spoke=speak spoken=speak told=tell said=say took=take taken=take got=get
kept=keep sent=send paid=pay lay=lie lain=lie sat=sit stood=stand met=meet left=leave made=make began=begin begun=begin
weighed=weight weigh=weight smoked=smoke meditation=meditate studied=study asleep=sleep exercised=exercise
sang=sing sung=sing fed=feed swept=sweep built=build caught=catch broke=break broken=break rose=rise risen=rise
cleaned=clean phoned=phone drew=draw drawn=draw gave=give given=give knew=know known=know found=find fought=fight
children=child people=person feet=foot teeth=tooth men=man women=woman
""")
_UNSAID = listed("""
a an the this that these those my your his her its our their mine me i you he she it we they them us of in on at to for
from by with about and or but so as is am are was were be been have has had do does did will would can could not no
yes just really very some any i'm i've it's
""")

stems = stems_with("english", words, _IRREGULAR, _UNSAID)
