"""Hears that a word at one question corrects what was understood at the one before: "no, fifteen, not fifty"."""

from __future__ import annotations

from appliance.coach.interpret import read_value
from appliance.coach.reading import READ_BACK_FROM, Reading
from appliance.language.catalogue import language
from appliance.language.rules import Language
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem
from appliance.records.calls import Meaning

MOST_NUMBER_WORDS = 5
"""Of one number, as it is said."""

TO_BE_READ_BACK = 0.6


def correction_of(earlier: AgendaItem, value: float, transcript: Transcript) -> Reading | None:
    """What the words make of an earlier answer: they deny, name the value that was understood, and give another.

    Always to be read back. None where they are no correction of it.
    """
    rules, text = language(transcript.language), transcript.text
    denied = rules.read_yes_no(text)
    if denied is None or denied.value != 0 or not _names(rules, text, value):
        return None
    found = read_value(rules, earlier, text)
    if found is None or found.value == value or found.certainty < READ_BACK_FROM:
        return None
    return Reading(Meaning.VALUE, found.value, min(found.certainty, TO_BE_READ_BACK), words=text)


def _names(rules: Language, text: str, value: float) -> bool:
    """Whether the words hold this very number."""
    words = rules.words(text)
    runs = (
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + MOST_NUMBER_WORDS) + 1)
    )
    return any((found := rules.read_number(run, "")) is not None and found.value == value for run in runs)
