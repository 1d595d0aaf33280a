"""French: every function of its `Language`, in files small enough to be read at once."""

from __future__ import annotations

from appliance.language.french.affirm import read_yes_no
from appliance.language.french.answers import spoken_answer
from appliance.language.french.clauses import clauses, stems
from appliance.language.french.clock import read_clock, read_half_of_day
from appliance.language.french.commands import read_command
from appliance.language.french.days import read_day
from appliance.language.french.deadlines import read_deadline
from appliance.language.french.durations import read_duration
from appliance.language.french.grammar import hint_for, hint_for_confirmation, hint_for_request_confirmation
from appliance.language.french.littles import hangs_on_a_syllable, say_day, say_due, says_little, speaks_of_deed
from appliance.language.french.numbers import read_number
from appliance.language.french.presence import read_presence
from appliance.language.french.promises import read_promise
from appliance.language.french.requests import read_request
from appliance.language.french.saying import say_unit, say_value
from appliance.language.french.sayrequests import say_receipt, say_refusal, say_wish
from appliance.language.french.sentences import split_sentences
from appliance.language.french.shares import read_share
from appliance.language.french.speakable import speakable
from appliance.language.french.tokens import words
from appliance.language.french.units import UNITS
from appliance.language.rules import Language

LANGUAGE = Language(
    code="fr",
    words=words,
    read_number=read_number,
    read_duration=read_duration,
    read_clock=read_clock,
    read_half_of_day=read_half_of_day,
    read_yes_no=read_yes_no,
    read_share=read_share,
    read_command=read_command,
    read_presence=read_presence,
    read_request=read_request,
    read_deadline=read_deadline,
    read_day=read_day,
    read_promise=read_promise,
    clauses=clauses,
    stems=stems,
    minutes_per=UNITS.minutes_per,
    says_little=says_little,
    speaks_of_deed=speaks_of_deed,
    hangs_on_a_syllable=hangs_on_a_syllable,
    say_value=say_value,
    say_unit=say_unit,
    say_day=say_day,
    say_due=say_due,
    say_wish=say_wish,
    say_receipt=say_receipt,
    say_refusal=say_refusal,
    speakable=speakable,
    split_sentences=split_sentences,
    hint_for=hint_for,
    hint_for_confirmation=hint_for_confirmation,
    hint_for_request_confirmation=hint_for_request_confirmation,
    spoken_answer=spoken_answer,
)
