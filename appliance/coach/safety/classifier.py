"""Hears distress by its likeness to examples: what word lists miss, since nobody thought of those words.

A multinomial logistic regression over n-grams of words and letters, one per language, fitted beforehand by
`python -m scripts.distress` to `distress.txt` in the language's folder. It weighs, and cannot say why; the lists can.
"""

from __future__ import annotations

import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from appliance.coach.safety import folding
from appliance.coach.safety.alarms import Kind
from appliance.errors import InvalidInputError
from appliance.language.folders import base_code, files_of

log = logging.getLogger(__name__)

EXAMPLES, FITTED = "distress.txt", "distress.npz"
NOTHING = "none"
"""The class of ordinary words; the others are kinds."""
CLASSES = (NOTHING, *(kind.value for kind in Kind))

MOST_LOADED = 8
"""Files kept: one for each language, about a megabyte."""

BUCKETS = 2**15
"""Each block of features is hashed to so many places."""
WORD_GRAMS, LETTER_GRAMS = range(1, 4), range(2, 6)

LEAST_WORDS = 3
"""Shorter utterances are left to the word lists: a word or two are like anything."""
WINDOW_WORDS, STEP_WORDS = 24, 12
"""Longer ones are looked at in windows that overlap: what was said in between must not drown."""
MOST_WORDS = 600
"""Of the beginning, and of the end, of something that nobody says in one breath."""

_DIGITS = re.compile(r"\d+")

Features = tuple[NDArray[np.intp], NDArray[np.float32]]
"""Places and values of what is not 0 in one utterance."""


def words_of(text: str) -> list[str]:
    """Words as they are compared: lower case, no accents and apostrophes, every number alike."""
    return [_DIGITS.sub("0", word) for word in folding.words_of(text)]


def counts_of(words: list[str]) -> tuple[Counter[int], Counter[int]]:
    """How often each bucket is hit: by runs of words, and by runs of letters within words."""
    around = ["<", *words, ">"]
    runs = (" ".join(around[at : at + size]) for size in WORD_GRAMS for at in range(len(around) - size + 1))
    return _hashed(runs), _hashed(run for word in words for run in _letters(f" {word} "))


def _letters(word: str) -> Iterator[str]:
    for size in LETTER_GRAMS:
        yield from (word[at : at + size] for at in range(len(word) - size + 1))


def _hashed(runs: Iterable[str]) -> Counter[int]:
    return Counter(zlib.crc32(run.encode()) % BUCKETS for run in runs)


def features_of(words: list[str], rarity: NDArray[np.float32]) -> Features:
    """Sublinear TF-IDF, each block of Euclidean length 1. `rarity`: inverse document frequency of 2 · BUCKETS."""
    places, values = [], []
    for block, counts in enumerate(counts_of(words)):
        hit = np.fromiter(counts, np.intp, len(counts)) + block * BUCKETS
        weight = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * rarity[hit]
        length = float(np.linalg.norm(weight))
        places.append(hit)
        values.append(weight / length if length else weight)
    return np.concatenate(places), np.concatenate(values).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Of one utterance to the examples."""

    kind: Kind
    """The likeliest that ends the role."""
    urgent: float
    """Probability of any kind that ends the role."""
    any_kind: float
    """Probability of any kind, `concern` among them."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """Fitted for one language."""

    weights: NDArray[np.int8]
    """2 · BUCKETS by classes, in units of `scale`."""
    scale: NDArray[np.float32]
    """Per class."""
    bias: NDArray[np.float32]
    rarity: NDArray[np.float32]
    ends_role: float
    """Probability of a kind that ends the role, from which it does."""
    concern: float
    """Probability of any kind, from which it is at least a `concern`."""
    digest: str
    """Of the examples it was fitted to."""

    def probabilities(self, words: list[str]) -> NDArray[np.float64]:
        """Of each of `CLASSES`, for words of `words_of`."""
        places, values = features_of(words, self.rarity)
        scores = values @ (self.weights[places].astype(np.float32) * self.scale) + self.bias
        raised = np.exp(scores.astype(np.float64) - scores.max())
        return raised / raised.sum()  # type: ignore[no-any-return]

    def likeness(self, *texts: str) -> Likeness | None:
        """What the words are most alike to, the most urgent of all windows; None for fewer than `LEAST_WORDS`."""
        windows = (window for text in texts for window in _windows(words_of(text)))
        likenesses = (self._likeness(window) for window in windows if len(window) >= LEAST_WORDS)
        return max(likenesses, key=lambda each: (each.urgent, each.any_kind), default=None)

    def _likeness(self, words: list[str]) -> Likeness:
        chances = dict(zip(CLASSES, self.probabilities(words).tolist(), strict=True))
        kinds = {kind: chances[kind.value] for kind in Kind if kind.ends_role}
        urgent = sum(kinds.values())
        return Likeness(max(kinds, key=kinds.__getitem__), urgent, urgent + chances[Kind.CONCERN.value])


def _windows(words: list[str]) -> Iterator[list[str]]:
    if len(words) > 2 * MOST_WORDS:
        words = [*words[:MOST_WORDS], *words[-MOST_WORDS:]]
    for at in range(0, max(1, len(words) - WINDOW_WORDS + STEP_WORDS), STEP_WORDS):
        yield words[at : at + WINDOW_WORDS]


@cache
def classifier(language: str) -> Classifier | None:
    """The one of an ISO 639-1 code. None where the language has none, and where its file is broken, which is logged:
    the lists go on listening, and no call is lost by it."""
    file = files_of(FITTED).get(base_code(language))
    try:
        return None if file is None else load(file)
    except InvalidInputError as error:
        log.error("Distress is heard by the word lists alone: %s %s", error, error.remedy)
        return None


def load(file: Path) -> Classifier:
    """Read again only when the file has changed. Raises `InvalidInputError` naming the file and the remedy."""
    try:
        stat = file.stat()
    except OSError as error:
        raise InvalidInputError(f"{file} cannot be read: {error}", remedy=REMEDY) from error
    return _load(file, (stat.st_mtime_ns, stat.st_size, stat.st_ino))


@lru_cache(MOST_LOADED)
def _load(file: Path, _stamp: tuple[int, int, int]) -> Classifier:
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
            fitted = Classifier(
                weights=held["weights"],
                scale=held["scale"],
                bias=held["bias"],
                rarity=held["rarity"].astype(np.float32),
                ends_role=float(held["ends_role"]),
                concern=float(held["concern"]),
                digest=str(held["digest"]),
            )
    except (OSError, EOFError, KeyError, ValueError, BadZipFile, zlib.error) as error:
        raise InvalidInputError(f"{file} cannot be read: {error}", remedy=REMEDY) from error
    if fitted.weights.shape != (2 * BUCKETS, len(CLASSES)) or fitted.rarity.shape != (2 * BUCKETS,):
        raise InvalidInputError(f"{file} was fitted by another version.", remedy=REMEDY)
    numbers = (fitted.scale, fitted.bias, fitted.rarity, fitted.ends_role, fitted.concern)
    if not all(np.all(np.isfinite(each)) for each in numbers):
        raise InvalidInputError(f"{file} holds something that is no number.", remedy=REMEDY)
    return fitted


REMEDY = "Fit it again: python -m scripts.distress"
