"""Fits what hears distress by examples: `python -m scripts.distress [CODE …]`, all languages without one.

Reads `distress.txt` in each language's folder (a line: `kind: words`, or `none: words` for what only sounds like it)
and writes `distress.npz` beside it. Prints what cross-validation finds, one JSON object per language.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

from appliance.coach.safety.alarms import Kind
from appliance.coach.safety.classifier import (
    BUCKETS,
    CLASSES,
    EXAMPLES,
    FITTED,
    NOTHING,
    counts_of,
    features_of,
    words_of,
)
from appliance.errors import InvalidInputError
from appliance.language.folders import files_of
from scripts.noise import noisy

SEED = 20261126
"""Of mishearings and of what is said beside an example."""
MOST_BESIDE = 9
"""Words."""
LINKS = {"en": "and", "de": "und", "es": "y", "fr": "et", "ru": "и"}
FOLDS = 3
STRENGTH = 8.0
"""Inverse of the regularisation, chosen by cross-validation; 1 to 16 differ little."""
ENDS_WRONGLY, CONCERNS_WRONGLY = 0.015, 0.04
"""Shares of the examples of nothing that may be heard as a kind: they set the thresholds. A third are look-alikes."""

ENDING = [CLASSES.index(kind.value) for kind in Kind if kind.ends_role]
"""Places of the classes that end the role."""

Example = tuple[str, str]
"""Class and words."""


def read_examples(file: Path) -> list[Example]:
    """Raises `InvalidInputError` naming the line."""
    examples = []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{file} cannot be read as text: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        kind, parted, words = line.partition(":")
        if kind not in CLASSES or not parted or not words_of(words):
            raise InvalidInputError(
                f"{file}, line {number}: not `kind: words`", remedy=f"The kinds are: {', '.join(CLASSES)}."
            )
        examples.append((kind, words.strip()))
    told = Counter(kind for kind, _ in examples)
    lacking = sorted(kind for kind in CLASSES if told[kind] < FOLDS)
    if lacking:
        raise InvalidInputError(f"{file} has fewer than {FOLDS} examples of: {', '.join(lacking)}")
    if not any(map(_is_short_and_ordinary, examples)):
        raise InvalidInputError(f"{file} has no example of {NOTHING} of up to {MOST_BESIDE} words")
    return examples


def digest_of(file: Path) -> str:
    """Of the examples that something was fitted to."""
    return sha256(file.read_bytes()).hexdigest()


def rarity_of(utterances: Sequence[list[str]]) -> NDArray[np.float32]:
    """Inverse document frequency of each bucket, smoothed as if one more utterance had hit all of them."""
    within = np.zeros(2 * BUCKETS)
    for words in utterances:
        for block, counts in enumerate(counts_of(words)):
            within[np.fromiter(counts, np.intp, len(counts)) + block * BUCKETS] += 1
    return (np.log((1 + len(utterances)) / (1 + within)) + 1).astype(np.float16).astype(np.float32)


def matrix_of(utterances: Sequence[list[str]], rarity: NDArray[np.float32]) -> csr_matrix:
    """One row per utterance, 2 · BUCKETS columns."""
    rows = [features_of(words, rarity) for words in utterances]
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    places, values = (np.concatenate(part) for part in zip(*rows, strict=True))
    return csr_matrix((values, places, ends), shape=(len(rows), 2 * BUCKETS))


def as_written(example: Example, _: Sequence[Example], __: str, ___: Random) -> str:
    """Its words."""
    return example[1]


def misheard(example: Example, _: Sequence[Example], language: str, random: Random) -> str:
    """As a recogniser may hear it."""
    return noisy(example[1], language, random)


def beside_another(example: Example, examples: Sequence[Example], language: str, random: Random) -> str:
    """In one breath with something ordinary: what is said beside it takes nothing away."""
    while not _is_short_and_ordinary(other := random.choice(examples)):
        pass
    link = random.choice(("", LINKS.get(language, "")))
    first, second = (other[1], example[1]) if random.random() < 0.7 else (example[1], other[1])
    return f"{first} {link} {second}"


def _is_short_and_ordinary(example: Example) -> bool:
    return example[0] == NOTHING and len(words_of(example[1])) <= MOST_BESIDE


def fit(file: Path, language: str) -> dict[str, object]:
    """Writes what was fitted beside the examples; returns the figures of the cross-validation.

    Each example is learnt in three ways; a fold holds all of them or none.
    """
    examples = read_examples(file)
    ways = [as_written, misheard, beside_another]
    random = Random(SEED)  # noqa: S311  # the same each time
    utterances = [words_of(way(example, examples, language, random)) for way in ways for example in examples]
    kinds = np.array([CLASSES.index(kind) for kind, _ in examples] * len(ways))
    rarity = rarity_of(utterances)
    matrix = matrix_of(utterances, rarity)
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=1)
    groups = np.tile(np.arange(len(examples)), len(ways))
    chances = cross_val_predict(model, matrix, kinds, groups=groups, cv=folds, method="predict_proba")
    figures = crossed(chances, kinds)
    model.fit(matrix, kinds)
    weights = model.coef_.T
    scale = np.abs(weights).max(axis=0) / 127
    np.savez_compressed(
        file.with_name(FITTED),
        weights=np.rint(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=model.intercept_.astype(np.float32),
        rarity=rarity.astype(np.float16),
        ends_role=figures["ends_role"],
        concern=figures["concern"],
        digest=digest_of(file),
    )
    return {"examples": dict(Counter(kind for kind, _ in examples)), **figures}


def crossed(chances: NDArray[np.float64], kinds: NDArray[np.intp]) -> dict[str, float]:
    """The thresholds that keep to the shares allowed, and what is heard by them; of examples each fold had not seen."""
    urgent, any_kind = urgency(chances), 1 - chances[:, CLASSES.index(NOTHING)]
    nothing = kinds == CLASSES.index(NOTHING)
    serious = np.isin(kinds, ENDING)
    ends_role = float(np.quantile(urgent[nothing], 1 - ENDS_WRONGLY))
    concern = float(np.quantile(any_kind[nothing], 1 - CONCERNS_WRONGLY))
    half = (urgent < ends_role) & (any_kind >= concern)
    figures = {
        "ends_role": ends_role,
        "concern": concern,
        "recall": float(np.mean(urgent[serious] >= ends_role)),
        "half_heard": float(np.mean(half[serious])),
    }
    return {name: round(figure, 3) for name, figure in figures.items()}


def urgency(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of a kind that ends the role, of each row."""
    summed: NDArray[np.float64] = chances[:, ENDING].sum(axis=1)
    return summed


def main(codes: Sequence[str]) -> None:
    """Fit the languages named, or all that have examples."""
    files = files_of(EXAMPLES)
    for code in codes or files:
        if code not in files:
            raise SystemExit(f"no {EXAMPLES} for the language {code!r}. There are: {', '.join(files)}.")
        try:
            print(json.dumps({"language": code, **fit(files[code], code)}), flush=True)
        except InvalidInputError as error:
            raise SystemExit(f"{error}\n{error.remedy}".strip()) from error


if __name__ == "__main__":
    main(sys.argv[1:])
