"""Spanish: every function of its `Language`, in files small enough to be read at once."""

from __future__ import annotations

from appliance.language.rules import Language
from appliance.language.spanish.affirm import read_yes_no
from appliance.language.spanish.answers import spoken_answer
from appliance.language.spanish.calendar import say_day, say_due
from appliance.language.spanish.clauses import clauses, stems
from appliance.language.spanish.clock import read_clock, read_half_of_day
from appliance.language.spanish.commands import read_command
from appliance.language.spanish.days import read_day
from appliance.language.spanish.deadlines import read_deadline
from appliance.language.spanish.durations import read_duration
from appliance.language.spanish.hints import hint_for, hint_for_confirmation, hint_for_request_confirmation
from appliance.language.spanish.littles import hangs_on_a_syllable, says_little, speaks_of_deed
from appliance.language.spanish.numbers import read_number
from appliance.language.spanish.presence import read_presence
from appliance.language.spanish.promises import read_promise
from appliance.language.spanish.requests import read_request
from appliance.language.spanish.saying import say_unit, say_value
from appliance.language.spanish.sayrequests import say_receipt, say_refusal, say_wish
from appliance.language.spanish.sentences import split_sentences
from appliance.language.spanish.shares import read_share
from appliance.language.spanish.speakable import speakable
from appliance.language.spanish.tokens import words
from appliance.language.spanish.units import UNITS

LANGUAGE = Language(
    code="es",
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
