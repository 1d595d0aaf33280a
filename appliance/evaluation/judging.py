"""What went wrong in a dialogue that was held. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appliance.calls.journal import Said
from appliance.coach.reading import Reading
from appliance.coach.sentences import MOST_CHARACTERS, is_plain
from appliance.coach.tongue import is_foreign
from appliance.evaluation.dialogue import Dialogue
from appliance.ports import Sentence
from appliance.records.calls import Meaning, MessageType

CLOSE = 0.005
"""Values may differ by rounding."""


@dataclass(frozen=True, slots=True)
class Held:
    """What came of a dialogue."""

    ending: str
    kept: Sequence[Said]
    sentences: Sequence[Sentence]


def faults_of(dialogue: Dialogue, held: Held) -> list[str]:
    """Everything that is not as it must be, for a person; empty where all is well."""
    return [
        *_ending(dialogue, held),
        *_values(dialogue, held),
        *_questions(dialogue, held),
        *_words(dialogue, held),
        *_speech(dialogue, held),
    ]


def settled(kept: Sequence[Said]) -> dict[str, Reading]:
    """The last settled reading of each item."""
    found: dict[str, Reading] = {}
    for said in kept:
        if said.reading is not None and said.settled:
            found[said.item_key] = said.reading
        found.update({key: reading for key, reading in said.also.items() if reading.sure})
    return found


def _ending(dialogue: Dialogue, held: Held) -> Iterator[str]:
    if held.ending != dialogue.expected.ending:
        yield f"it ended {held.ending}, not {dialogue.expected.ending}"


def _values(dialogue: Dialogue, held: Held) -> Iterator[str]:
    final = {key: found for key, found in settled(held.kept).items() if found.meaning is Meaning.VALUE}
    for key, value in dialogue.expected.values.items():
        made = final[key].value if key in final else None
        if made is None or abs(made - value) > CLOSE:
            yield f"{key}: {_told(made)} instead of {value:g}"
    for key in dialogue.expected.nothing:
        if key in final:
            yield f"{key}: {_told(final[key].value)} although nothing was said"
    for key, words in dialogue.expected.words.items():
        kept = final[key].words if key in final else ""
        if words.casefold() not in kept.casefold():
            yield f"{key}: kept {kept!r}, without {words!r}"


def _told(value: float | None) -> str:
    return "nothing" if value is None else f"{value:g}"


def _questions(dialogue: Dialogue, held: Held) -> Iterator[str]:
    asked = {said.item_key for said in held.kept if said.message_type is MessageType.AI}
    for key in dialogue.expected.unsaid:
        if key in asked:
            yield f"{key}: asked although it was known, or there was no time"
    for key in dialogue.expected.read_back:
        readings = [said for said in held.kept if key in said.also or said.item_key == key]
        if not any(_unsure(said, key) for said in readings):
            yield f"{key}: stored without being read back"


def _unsure(said: Said, key: str) -> bool:
    reading = said.also.get(key, said.reading if said.item_key == key else None)
    return reading is not None and reading.unsure


def _words(dialogue: Dialogue, held: Held) -> Iterator[str]:
    said = " ".join(sentence.text for sentence in held.sentences)
    for pattern in dialogue.must_say:
        if not re.search(pattern, said, re.IGNORECASE):
            yield f"never said: {pattern}"
    for pattern in dialogue.never_say:
        if found := re.search(pattern, said, re.IGNORECASE):
            yield f"said: {found[0]!r}"


def _speech(dialogue: Dialogue, held: Held) -> Iterator[str]:
    """Whatever made the words: they can be spoken, and are in the language of the call."""
    for sentence in held.sentences:
        if len(sentence.text) > MOST_CHARACTERS:
            yield f"too long to be spoken: {sentence.text[:60]!r}…"
        elif not is_plain(sentence.text):
            yield f"not fit to be spoken: {sentence.text!r}"
        elif is_foreign(sentence.text, dialogue.language):
            yield f"not in {dialogue.language}: {sentence.text!r}"
