"""German: every function of its `Language`, in files small enough to be read at once."""

from __future__ import annotations

from appliance.language.german.affirm import read_yes_no
from appliance.language.german.answers import spoken_answer
from appliance.language.german.clauses import clauses, stems
from appliance.language.german.clock import read_half_of_day
from appliance.language.german.commands import read_command
from appliance.language.german.days import read_day
from appliance.language.german.deadlines import read_deadline
from appliance.language.german.doubts import read_clock, read_duration, read_number
from appliance.language.german.grammar import hint_for, hint_for_confirmation, hint_for_request_confirmation
from appliance.language.german.littles import hangs_on_a_syllable, say_day, say_due, says_little, speaks_of_deed
from appliance.language.german.presence import read_presence
from appliance.language.german.promises import read_promise
from appliance.language.german.requests import read_request
from appliance.language.german.saying import say_unit, say_value
from appliance.language.german.sayrequests import say_receipt, say_refusal, say_wish
from appliance.language.german.sentences import split_sentences
from appliance.language.german.shares import read_share
from appliance.language.german.speakable import speakable
from appliance.language.german.tokens import words
from appliance.language.german.units import UNITS
from appliance.language.rules import Language

LANGUAGE = Language(
    code="de",
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
