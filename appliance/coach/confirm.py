"""What the words of a person mean after a value was read back to them."""

from __future__ import annotations

from dataclasses import replace

from appliance.coach.interpret import UNHEARD, interpret, read_value, read_wish
from appliance.coach.reading import READ_BACK_FROM, Reading
from appliance.language.catalogue import language
from appliance.language.rules import Language
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, Answer
from appliance.records.calls import Meaning

NEW_VALUE_FROM = 0.51
"""From this certainty words after a read-back are a new value."""

SURELY_ZERO = 0.9
"""`none` and `nothing` are the value zero; `no` and `not at all` only deny what was read back."""

_HALF_DAY = 12 * 60


def interpret_confirmation(item: AgendaItem, pending: Reading, transcript: Transcript) -> Reading:
    """The outcome of a read-back of `pending`.

    `yes` settles it, with confidence 1; a value, with or without a `no` before it, replaces it, with the certainty it
    was said with, raised since the person has now been asked twice; `in the evening` turns a time of day; a plain
    `no` is UNCLEAR; words about the call (stop, skip, repeat) and wishes (`move it to nine`) pass through.
    """
    text = transcript.text.strip()
    rules = language(transcript.language)
    noise = transcript.confidence is not None and transcript.confidence < UNHEARD
    if noise or not rules.words(text):
        return Reading(Meaning.UNCLEAR, confidence=transcript.confidence or 0.0, words=text)
    wish = read_wish(rules, item, text, item.label)
    if wish is not None:
        return replace(wish, words=text, confidence=_no_surer(wish.confidence, transcript.confidence))
    if item.answer is Answer.OPEN:
        return _confirm_words(rules, item, pending, transcript)
    command = rules.read_command(text, item.answer)
    if command:
        return Reading(command.meaning, None, command.certainty, text, command.minutes, subject=command.subject)
    return _confirm_value(rules, item, pending, text)


def _no_surer(certainty: float, heard: float | None) -> float:
    return certainty if heard is None else min(certainty, heard)


def _confirm_value(rules: Language, item: AgendaItem, pending: Reading, text: str) -> Reading:
    if item.answer is Answer.YES_NO:
        return _confirm_yes_no(rules, item, pending, text)
    turned = _other_half_of_day(rules, item, pending, text)
    if turned:
        return turned
    verdict = rules.read_yes_no(text)
    said = read_value(rules, item, text)
    denies = verdict is not None and verdict.value == 0
    if said is not None and said.certainty >= (SURELY_ZERO if denies and said.value == 0 else NEW_VALUE_FROM):
        return _replaced(pending, said.value, said.certainty, text)
    if verdict is not None and verdict.value == 1 and verdict.certainty >= READ_BACK_FROM:
        return replace(pending, confidence=1.0)
    return Reading(Meaning.UNCLEAR, confidence=0.0, words=text)


def _replaced(pending: Reading, value: float, certainty: float, text: str) -> Reading:
    confidence = 1.0 if value == pending.value else max(certainty, 0.8)
    return Reading(Meaning.VALUE, value, confidence, text)


def _confirm_yes_no(rules: Language, item: AgendaItem, pending: Reading, text: str) -> Reading:
    """A yes agrees with what was read back; a no after "So that's a yes?" means no, after anything else it leaves the
    matter open. "I did" and "I didn't" speak of the deed itself, as do parts of it.
    """
    said = read_value(rules, item, text)
    if said is None or said.certainty < READ_BACK_FROM or pending.value is None:
        return Reading(Meaning.UNCLEAR, confidence=0.0, words=text)
    if rules.speaks_of_deed(text):
        return Reading(Meaning.VALUE, said.value, 1.0 if said.value == pending.value else 0.85, text)
    if said.value == 1:
        return replace(pending, confidence=1.0)
    if said.value == 0:
        if pending.value != 1:
            return Reading(Meaning.UNCLEAR, confidence=0.0, words=text)
        return Reading(Meaning.VALUE, 0.0, 0.85, text)
    return Reading(Meaning.VALUE, said.value, 0.85, text)


def _other_half_of_day(rules: Language, item: AgendaItem, pending: Reading, text: str) -> Reading | None:
    half = rules.read_half_of_day(text)
    if item.answer is not Answer.TIME or half is None or pending.value is None:
        return None
    if rules.read_clock(text, item.label, item.low, item.high) is not None:
        return None
    value = pending.value % _HALF_DAY + (_HALF_DAY if half == "pm" else 0)
    return Reading(Meaning.VALUE, value, 0.95, text)


def _confirm_words(rules: Language, item: AgendaItem, pending: Reading, transcript: Transcript) -> Reading:
    verdict = rules.read_yes_no(transcript.text)
    short = len(rules.words(transcript.text)) <= 4
    if verdict and short and verdict.certainty >= READ_BACK_FROM:
        if verdict.value == 1:
            return replace(pending, confidence=1.0)
        return Reading(Meaning.UNCLEAR, confidence=0.0, words=transcript.text)
    return interpret(item, transcript)
