"""Grammars as the agenda makes them, and synthetic answers to its questions in several voices."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence

from appliance.language.catalogue import hint_for
from appliance.ports import HEARING_RATE, Audio, Hint, Sentence, VoiceStyle
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.voice.audio import resample
from appliance.voice.espeak import Espeak
from scripts.bench._utterances import Utterance, at_peak, in_a_room

ITEMS = {
    "presence": AgendaItem(key="a", kind=ItemKind.PRESENCE, answer=Answer.PRESENCE),
    "yes_no": AgendaItem(key="b", kind=ItemKind.FOLLOW_UP, answer=Answer.YES_NO, label="run five kilometres"),
    "number": AgendaItem(key="c", kind=ItemKind.METRIC, answer=Answer.NUMBER, label="glasses"),
    "scale": AgendaItem(key="d", kind=ItemKind.METRIC, answer=Answer.SCALE, label="mood", low=0, high=10),
    "duration": AgendaItem(key="e", kind=ItemKind.METRIC, answer=Answer.DURATION, label="sleep", unit="hours"),
    "open": AgendaItem(key="f", kind=ItemKind.PROMISE, answer=Answer.OPEN),
}
DIGITS = Hint(
    Answer.NUMBER,
    "#JSGF V1.0; grammar digits; public <digit> = zero | one | two | three | four | five | six | seven | eight | nine;",
)
CARDS = Hint(
    Answer.NUMBER,
    "#JSGF V1.0; grammar cards; public <cards> = <card>+; <card> = <rank>+ [of <suit>];"
    " <rank> = ace | two | three | four | five | six | seven | eight | nine | ten | jack | queen | king;"
    " <suit> = clubs | hearts | diamonds | spades;",
)

SPOKEN = {
    "presence": ("I'm here", "yes I'm here", "yeah", "hello", "he's out"),
    "yes_no": ("yeah", "yes", "no", "nope", "yes I did", "no I didn't", "not really", "of course", "skip"),
    "number": ("three", "seven", "about five", "twenty two", "zero", "I don't know"),
    "duration": ("about six and a half hours", "seven hours", "forty five minutes", "eight", "half an hour"),
    "open": (
        "call the dentist before ten",
        "I will run five kilometres before dinner",
        "read twenty pages tonight",
        "finish the report and send it",
        "go to bed before eleven",
    ),
}
REQUESTS = (
    "call me back in ten minutes",
    "move this to half past nine",
    "skip today I'm ill",
    "pause until Monday",
    "stay with me for half an hour",
)
VOICES = (
    VoiceStyle("en-us", rate=1.06),
    VoiceStyle("en-us+f2", rate=0.97),
    VoiceStyle("en-gb", rate=1.03),
    VoiceStyle("en-us+m3", rate=1.15, pitch=0.9),
    VoiceStyle("en-gb+f4", rate=0.91, pitch=1.1),
    VoiceStyle("en-us+m7", rate=0.85, pitch=0.8),
)
ALIKE = (
    {"yeah", "yes", "yep", "yup"},
    {"no", "nope", "nah"},
    {"skip", "skip that", "skip it"},
    {"yes i did", "yeah i did"},
)
"""Words between which no reader of the answer makes a difference."""


def hint(name: str) -> Hint:
    """What the agenda would tell the recogniser to expect."""
    return hint_for(ITEMS[name], "Sam")


async def synthetic() -> AsyncIterator[tuple[str, Utterance]]:
    """(name of the item, answer) in every voice."""
    espeak = Espeak()
    for item, texts in SPOKEN.items():
        for text in texts:
            for style in VOICES:
                sound = await espeak.synthesize(Sentence(text, "en", style))
                yield item, Utterance(f"{style.voice}: {text}", "speech", as_answer(sound), text)


def as_answer(sound: Audio) -> Audio:
    """At the recognisers' rate, at half of full scale, in a quiet room."""
    return in_a_room(at_peak(resample(sound, HEARING_RATE), 0.5))


def words(text: str) -> list[str]:
    """In lower case, without punctuation."""
    return re.sub(r"[^a-z' ]", " ", text.lower()).split()


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Least number of words to change, leave out or put in."""
    row = list(range(len(heard) + 1))
    for i, expected in enumerate(said, 1):
        diagonal, row[0] = row[0], i
        for j, found in enumerate(heard, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (expected != found))
    return row[-1]


def means_the_same(heard: str, said: str) -> bool:
    """Whether it is the answer that was given."""
    heard, said = heard.lower(), said.lower()
    return heard == said or any(heard in words and said in words for words in ALIKE)
