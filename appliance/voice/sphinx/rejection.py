"""Whether an utterance was speech at all, and how sure its words are: pure judgement of pocketsphinx's evidence.

Acoustic scores alone do not tell a sneeze from a word (the medians of noise and of right answers differ by less than
their spread). What does is where the energy of the sound lies: nearly all of it in voiced frames for speech, little of
it for a sneeze, a bark or a clock, even where some frames of those sound voiced. So noise is refused by
`voiced_share`; what is left gets its confidence from how well the words fit beside a free loop of phones.

All constants come from `scripts/calibrate_rejection.py`, which prints them; decision 0004 has its numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from appliance.ports import FRAME_SAMPLES, HEARING_RATE

LEAST_VOICED_SHARE = 0.78
"""Below it the sound is noise. One in a hundred of the digits has less than 0.79."""

LEAST_VOICED_SHARE_IF_SURE = 0.70
"""Enough where `SURE_SECONDS` of voice fit a grammar with at least the confidence `SURE`: a loud breath before a clear
answer takes a quarter of the energy. Noise that fitted as well had 0.44 s."""

SURE = 0.85
SURE_SECONDS = 0.6

LEAST_VOICED_SECONDS = 0.18
"""Below it there was no time for a word: a clock's tick may be all voiced. The shortest "no" has 0.2 s."""

LEAST_VOICED_WORDS = 0.25
"""Below it the words lie where nothing was voiced, beside the voiced part of a sneeze."""

GRAMMAR_WEIGHTS = (2.80, 2.59, 3.43)
"""Of 1, `fit` and `shortest_word_seconds`: log-odds that the words are right, in a grammar."""

OPEN_WEIGHTS = (6.32, 2.16, -0.11)
"""The same for open speech, where right means at most one word in three wrong."""

OPEN_BELIEVED_FROM_SECONDS = 1.0
"""Open speech with less voice than this is believed in proportion: any short sound fits some word of 130,000."""

LONGEST_SHORT_WORD_SECONDS = 0.3
"""Beyond it a longer word says nothing more."""

DECODER_FRAME_SECONDS = 0.01
VOICE_FRAME_SECONDS = FRAME_SAMPLES / HEARING_RATE
PHONE_SCORE_UNIT = 1024
"""The phone loop's scores lack the 10-bit shift of the others."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was heard in one utterance, and what speaks for it."""

    text: str
    voiced_share: float
    """Of the sound's energy, weighted by how likely each frame (32 ms) holds speech; 0 … 1."""
    fit: float = 0.0
    """Log-likelihood of the words over that of any phones at all, nats a frame of 10 ms; mostly -2 … 0."""
    shortest_word_seconds: float = 0.0
    voiced_seconds: float = 0.0
    """The sum of the frames' speech probabilities, in seconds."""
    voiced_words: float = 0.0
    """Mean speech probability between the first word's beginning and the last one's end."""
    in_grammar: bool = True


def evidence(heard: dict[str, Any], *, in_grammar: bool) -> Evidence:
    """From a reply of `child.py`."""
    voiced_seconds = sum(heard["voice"]) * VOICE_FRAME_SECONDS
    words = [(first, last) for word, first, last in heard.get("words", ()) if word[0] not in "<[(+"]
    if not heard["text"] or not words:
        return Evidence("", heard["voiced_share"], voiced_seconds=voiced_seconds, in_grammar=in_grammar)
    frames = max(last for _, _, last in heard["words"]) + 1
    phones = sum(score for *_, score in heard["phones"]) * PHONE_SCORE_UNIT
    return Evidence(
        heard["text"],
        heard["voiced_share"],
        fit=(heard["score"] - phones) / frames,
        shortest_word_seconds=min(last - first + 1 for first, last in words) * DECODER_FRAME_SECONDS,
        voiced_seconds=voiced_seconds,
        voiced_words=_mean_between(heard["voice"], words[0][0], words[-1][1]),
        in_grammar=in_grammar,
    )


def confidence(found: Evidence) -> float | None:
    """How likely the words are right, 0 … 1; None for what was not speech or fitted nothing."""
    if not found.text or found.voiced_seconds < LEAST_VOICED_SECONDS or found.voiced_words < LEAST_VOICED_WORDS:
        return None
    sure = likelihood(found)
    clear = found.in_grammar and sure >= SURE and found.voiced_seconds >= SURE_SECONDS
    least = LEAST_VOICED_SHARE_IF_SURE if clear else LEAST_VOICED_SHARE
    return sure if found.voiced_share >= least else None


def likelihood(found: Evidence) -> float:
    """How likely the words are right if it was speech, 0 … 1."""
    constant, fit, shortest = GRAMMAR_WEIGHTS if found.in_grammar else OPEN_WEIGHTS
    shortest_seconds = min(LONGEST_SHORT_WORD_SECONDS, found.shortest_word_seconds)
    odds = constant + fit * found.fit + shortest * shortest_seconds
    believed = 1.0 if found.in_grammar else min(1.0, found.voiced_seconds / OPEN_BELIEVED_FROM_SECONDS)
    return believed / (1 + math.exp(-odds))


def _mean_between(voice: list[float], first: int, last: int) -> float:
    """Mean over the voice frames under decoder frames `first` … `last`."""
    frames_each = VOICE_FRAME_SECONDS / DECODER_FRAME_SECONDS
    return fmean(voice[int(first / frames_each) : int(last / frames_each) + 1] or [0.0])
