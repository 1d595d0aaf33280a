"""Russian: every function of its `Language`, in files small enough to be read at once."""

from __future__ import annotations

from appliance.language.reading.hints import (
    open_hint_for_confirmation,
    open_hint_for_request_confirmation,
    open_hint_with,
)
from appliance.language.rules import Language
from appliance.language.russian.affirm import read_yes_no
from appliance.language.russian.answers import spoken_answer
from appliance.language.russian.clauses import clauses, stems
from appliance.language.russian.clock import read_clock, read_half_of_day
from appliance.language.russian.commands import read_command
from appliance.language.russian.days import read_day
from appliance.language.russian.deadlines import read_deadline
from appliance.language.russian.durations import read_duration
from appliance.language.russian.littles import hangs_on_a_syllable, say_day, say_due, says_little, speaks_of_deed
from appliance.language.russian.numbers import read_number
from appliance.language.russian.presence import read_presence
from appliance.language.russian.promises import read_promise
from appliance.language.russian.requests import read_request
from appliance.language.russian.saying import say_unit, say_value
from appliance.language.russian.saynumbers import minutes_per
from appliance.language.russian.sayrequests import say_receipt, say_refusal, say_wish
from appliance.language.russian.sentences import split_sentences
from appliance.language.russian.shares import read_share
from appliance.language.russian.speakable import speakable
from appliance.language.russian.tokens import words

LANGUAGE = Language(
    code="ru",
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
    minutes_per=minutes_per,
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
    hint_for=open_hint_with(words),
    hint_for_confirmation=open_hint_for_confirmation,
    hint_for_request_confirmation=open_hint_for_request_confirmation,
    spoken_answer=spoken_answer,
)
