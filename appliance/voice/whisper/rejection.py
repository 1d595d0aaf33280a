"""Whether an utterance was speech at all, and how sure its words are: pure judgement of Whisper's evidence.

Whisper makes words of anything. Three things are asked before its words are believed: did the sound hold a voice (asked
before it is decoded), did the decoder itself believe in what it wrote, and can these words have been said there.

The numbers of the voice were chosen by hearing the recordings that the tests name through Silero v6, as faster-whisper
1.2.1 brings it. The decoder's are Whisper's own where this says so; with real weights they are yet to be measured.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice

LEAST_VOICED_SECONDS = 0.12
"""Below it there was no time for a word; it is also what the line asks for before it calls a sound speech."""

LEAST_VOICED_SHARE = 0.62
"""Of a short sound's energy. Six sneezes reach 0.59, a clock 0.39, a chainsaw 0.16. Of 189 spoken words and sentences 4
lie below it among digital silence, none in an office 20 or 10 dB below them, 4 in rain and 53 in music 5 dB below: each
a single word over a telephone."""

LONG_VOICED_SECONDS = 1.0
"""A sound with so much voice needs no share: people talk beside running water. The longest sneeze has 0.59 s."""

NO_SPEECH, UNSURE = 0.6, -1.0
"""Whisper's own thresholds (`transcribe` in openai/whisper): nobody spoke where the decoder gives silence more than the
one and its words less than the other, in nats for a token."""

LEAST_LOG_PROBABILITY = -1.4
"""Nats for a token: a quarter. Less is guesswork, and no answer would be read from it."""

MOST_REPETITIVE = 2.4
"""Bytes of the text over its compressed bytes: Whisper's own threshold for a decoder that goes round in circles."""

MOST_CHARACTERS_A_SECOND, SPARE_CHARACTERS = 40.0, 12
"""More text than this cannot be said in so much voice. Quick talkers reach 25; some to spare for a mumbled word."""

SURE_OF_CREDITS = 0.85
SURE_OF_THANKS = 0.6
"""Confidence that words need which Whisper is known to make of near-silence; it was taught by subtitles."""

MOST_SILENT = 0.2
"""Probability of no speech at which such words are not believed at any confidence."""

THANKS = frozenset(
    {"thank you", "thanks", "thank you very much", "thank you so much", "you", "bye", "bye bye", "so", "oh", "the end"}
)
"""What people do say now and then, and Whisper says of breaths and clicks: the whole text, in small letters."""

CREDITS = re.compile(
    r"for watching|for listening to (this|the)|(like|please) (and )?subscribe|subscribe to|see you in the next"
    r"|(sub|closed )?(titles|captions?|captioned|transcri\w+|translat\w+) by|amara org|www \w+|all rights reserved"
    r"|untertitel|vielen dank fürs? zu|sous titr|merci d avoir regardé|subtítulos|gracias por ver|sottotitoli"
    r"|legendas|obrigado por assistir|ondertiteling|napisy|dziękuję za (uwagę|oglądanie)|titulky|textning|undertekst"
    r"|субтитры|продолжение следует|спасибо за (просмотр|внимание)|字幕|请不吝点赞|ご視聴|시청해|자막"
)
"""What ends a film or a video, in languages that Whisper was taught most; nobody answers a question with it."""

MOST_CREDIT_WORDS = 12
"""A longer text that holds such words is about something."""

LEAST_ECHOED_WORDS = 3
"""A text of so many words that is the hint's beginning, or the hint over and over, is the hint said back: Whisper does
so when it hears nothing. The hint begins with the person's name, which nobody says before an answer."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What voice activity detection makes of one utterance."""

    seconds: float
    """The sum of the frames' speech probabilities, in seconds."""
    share: float
    """Of the energy above the noise floor, weighted by how likely each frame holds speech; 0 … 1."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What Whisper wrote of at most 30 s, and what speaks for it."""

    text: str
    log_probability: float
    """Mean over the tokens, nats."""
    no_speech: float
    """Probability that nobody speaks, 0 … 1."""
    repetition: float
    """Bytes of the text over its compressed bytes."""
    tokens: int
    voiced_seconds: float


@dataclass(frozen=True, slots=True)
class Words:
    """What is believed to have been said."""

    text: str
    confidence: float
    """0 … 1: the mean (geometric) probability of a token, `exp` of their mean log-probability."""


def is_voice(voice: Voice) -> bool:
    """Whether a sound is worth decoding."""
    if voice.seconds < LEAST_VOICED_SECONDS:
        return False
    return voice.seconds >= LONG_VOICED_SECONDS or voice.share >= LEAST_VOICED_SHARE


def words(passages: Sequence[Passage], hint: Sequence[str] = ()) -> Words | None:
    """The passages that are believed, as one text; None where there are none. `hint` is what the decoder was told."""
    believed = [passage for passage in passages if is_believed(passage, hint)]
    if not believed:
        return None
    tokens = sum(passage.tokens for passage in believed)
    mean = sum(passage.log_probability * passage.tokens for passage in believed) / tokens
    return Words(" ".join(passage.text.strip() for passage in believed), probability(mean))


def is_believed(passage: Passage, hint: Sequence[str] = ()) -> bool:
    """Whether these words were said there."""
    said = plain(passage.text)
    if not said or passage.tokens < 1:
        return False
    sure_enough = passage.log_probability >= (UNSURE if passage.no_speech > NO_SPEECH else LEAST_LOG_PROBABILITY)
    time_enough = len(said) <= SPARE_CHARACTERS + MOST_CHARACTERS_A_SECOND * passage.voiced_seconds
    goes_on = passage.repetition <= MOST_REPETITIVE
    return sure_enough and time_enough and goes_on and not _is_echo(said, hint) and not _is_invented(said, passage)


def probability(log_probability: float) -> float:
    """0 … 1, from nats."""
    return math.exp(min(0.0, log_probability))


def plain(text: str) -> str:
    """Small letters and digits with single spaces between words, whatever the script; other signs are spaces."""
    small = unicodedata.normalize("NFC", text).casefold()
    kept = (sign if sign.isalnum() or unicodedata.category(sign).startswith("M") else " " for sign in small)
    return " ".join("".join(kept).split())


def _is_echo(said: str, hint: Sequence[str]) -> bool:
    told = [word for phrase in hint for word in plain(phrase).split()]
    spoken = said.split()
    return bool(told) and len(spoken) >= LEAST_ECHOED_WORDS and spoken == list(islice(cycle(told), len(spoken)))


def _is_invented(said: str, passage: Passage) -> bool:
    """Whether it is something that Whisper writes of near-silence, and not plainly heard."""
    ends_a_film = len(said.split()) <= MOST_CREDIT_WORDS and CREDITS.search(said) is not None
    if not ends_a_film and said not in THANKS:
        return False
    needed = SURE_OF_CREDITS if ends_a_film else SURE_OF_THANKS
    return passage.no_speech > MOST_SILENT or probability(passage.log_probability) < needed
