"""What the words of a person mean for one agenda item, by rules. No language model is needed, none is asked here."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

from appliance.coach.reading import STORE_FROM, Reading
from appliance.language.catalogue import language
from appliance.language.folders import known_languages
from appliance.language.replies import read_going, says_nothing_more
from appliance.language.rules import Language
from appliance.language.values import Found
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.records.calls import Meaning

IMPLAUSIBLE = 0.35
"""At most this confidence for a value outside the item's bounds: below `READ_BACK_FROM`, so it is asked again."""

UNHEARD = 0.25
"""Below this confidence of the recogniser its words count as noise, for a question with a bounded answer."""

DOUBTED = 0.7
"""At most this confidence for a spoken yes or no that hangs on one syllable: it is read back."""

PLAINLY = 0.9
"""From this certainty of a rule words mean what it says and nothing else."""

ON_A_SCALE = "on a scale"
"""The unit of a scale: one that no words name, so that kilometres and euros are none."""

_HOUR_MINUTES = 60
_DAY_MINUTES = 24 * _HOUR_MINUTES


def interpret(item: AgendaItem, transcript: Transcript, *, user_name: str = "") -> Reading:
    """The meaning of one utterance as the answer to `item`.

    Confidence is the lower of the rule's certainty and the recogniser's confidence, where it has one. `user_name` is
    needed to tell "this is Sam" from "this is Anna". An open answer keeps its words whatever their confidence, so
    that the person's own recording can stand in for words that were not heard well.
    """
    text = transcript.text.strip()
    rules = language(transcript.language)
    if not rules.words(text):
        return Reading(Meaning.UNCLEAR, confidence=0.0, words=text)
    reading = read_wish(rules, item, text, user_name or item.label)
    if reading is None and item.answer is Answer.PRESENCE:
        reading = _presence(rules, text, user_name or item.label)
    elif reading is None:
        reading = _small_answer(rules, item, text) or _command(rules, item, text) or _answer(rules, item, text)
        if reading.meaning is Meaning.UNCLEAR:
            reading = _somebody_else(rules, text, user_name) or reading
    return _heard(rules, item, replace(reading, words=text), transcript.confidence)


def read_wish(rules: Language, item: AgendaItem, text: str, user_name: str) -> Reading | None:
    """Something to be done. It is the whole utterance, so it goes before what its words might mean as an answer.

    Except where they may well be one: a time said to a question about a time, a plan said to an open question; and
    where somebody else speaks, who cannot ask in the person's name.
    """
    wish = rules.read_request(text)
    if wish is None or (wish.certainty < PLAINLY and item.answer in (Answer.TIME, Answer.OPEN)):
        return None
    if item.answer is Answer.PRESENCE:
        who = rules.read_presence(text, user_name)
        if who is not None and (
            who.meaning is Meaning.OUT or (who.meaning is Meaning.NOT_ME and who.certainty >= PLAINLY)
        ):
            return None
    return Reading(Meaning.REQUEST, confidence=wish.certainty, wish=wish)


def _presence(rules: Language, text: str, user_name: str) -> Reading:
    command = rules.read_presence(text, user_name)
    if command is None:
        return Reading(Meaning.UNCLEAR, confidence=0.0)
    return Reading(command.meaning, confidence=command.certainty, minutes=command.minutes)


def _somebody_else(rules: Language, text: str, user_name: str) -> Reading | None:
    """ "That's not me", "he's out", said in the middle of a call."""
    found = _presence(rules, text, user_name)
    return found if found.meaning in (Meaning.NOT_ME, Meaning.OUT) and found.confidence >= PLAINLY else None


def _small_answer(rules: Language, item: AgendaItem, text: str) -> Reading | None:
    """What only this question makes sense of: "that's all" to "anything else?", "not great" to "how is it going?"."""
    if item.kind is ItemKind.PROMISE and item.only_after and says_nothing_more(text, rules.code):
        return Reading(Meaning.SKIP, confidence=PLAINLY)
    going = read_going(text, rules.code) if item.kind is ItemKind.PROGRESS else None
    return None if going is None else Reading(Meaning.VALUE, going.value, going.certainty)


def _command(rules: Language, item: AgendaItem, text: str) -> Reading | None:
    command = rules.read_command(text, item.answer)
    if command is None:
        return None
    return Reading(command.meaning, confidence=command.certainty, minutes=command.minutes, subject=command.subject)


def _answer(rules: Language, item: AgendaItem, text: str) -> Reading:
    if item.answer is Answer.OPEN:
        return _open(rules, text)
    found = read_value(rules, item, text)
    if found is None:
        return Reading(Meaning.UNCLEAR, confidence=0.0)
    return Reading(Meaning.VALUE, found.value, found.certainty)


def _open(rules: Language, text: str) -> Reading:
    if rules.says_little(text):
        return Reading(Meaning.UNCLEAR, confidence=0.0)
    return Reading(Meaning.VALUE)


def read_value(rules: Language, item: AgendaItem, text: str) -> Found | None:
    """The value an utterance gives for an item with a bounded answer; None where it gives none."""
    if item.answer is Answer.YES_NO:
        return _yes_no(rules, item, text)
    if item.answer is Answer.TIME:
        return rules.read_clock(text, f"{item.label} {item.question}", item.low, item.high)
    if item.answer is Answer.DURATION or rules.minutes_per(item.unit) is not None:
        return _plausible(item, _day_long(rules, item, rules.read_duration(text, item.unit)))
    return _plausible(item, rules.read_number(text, ON_A_SCALE if item.answer is Answer.SCALE else item.unit))


def _yes_no(rules: Language, item: AgendaItem, text: str) -> Found | None:
    """Yes, no, or a part. A number answers a promise that holds one; to other questions it is a weak yes or no."""
    found = rules.read_yes_no(text)
    plainly_yes = found is not None and found.value == 1 and found.certainty >= STORE_FROM
    if item.kind in (ItemKind.FOLLOW_UP, ItemKind.METRIC) and not (plainly_yes and not rules.speaks_of_deed(text)):
        share = rules.read_share(text, item.label)
        if share is not None:
            return share
    if found is not None:
        return found
    number = rules.read_number(text, "")
    if number is None or number.certainty < IMPLAUSIBLE:
        return None
    return Found(1.0 if number.value > 0 else 0.0, 0.6)


def _day_long(rules: Language, item: AgendaItem, found: Found | None) -> Found | None:
    """No day holds more than 24 hours of anything, whatever the item's bounds."""
    if found is None:
        return None
    minutes = found.value * (rules.minutes_per(item.unit) or 1)
    return found if 0 <= minutes <= _DAY_MINUTES else Found(found.value, IMPLAUSIBLE)


@cache
def most_a_day(unit: str) -> float:
    """The longest duration of one day, in hours or minutes as this unit of some language says; in longer units, any."""
    codes = sorted(known_languages(), key=lambda code: code != "en")  # rules of the others are read where it takes them
    minutes = next((per for code in codes if (per := language(code).minutes_per(unit))), 1.0)
    return _DAY_MINUTES / minutes if minutes <= _HOUR_MINUTES else math.inf


def _plausible(item: AgendaItem, found: Found | None) -> Found | None:
    if found is None:
        return None
    too_low = item.low is not None and found.value < item.low
    too_high = item.high is not None and found.value > item.high
    return Found(found.value, min(found.certainty, IMPLAUSIBLE)) if too_low or too_high else found


def _heard(rules: Language, item: AgendaItem, reading: Reading, confidence: float | None) -> Reading:
    if confidence is None or reading.meaning is Meaning.UNCLEAR:
        return reading
    if confidence < UNHEARD and item.answer is not Answer.OPEN:
        return replace(reading, meaning=Meaning.UNCLEAR, value=None, confidence=confidence)
    if item.answer is Answer.YES_NO and rules.hangs_on_a_syllable(reading.words):
        confidence = min(confidence, DOUBTED)
    return replace(reading, confidence=min(reading.confidence, confidence))
