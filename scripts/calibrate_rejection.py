"""Sets the constants of `appliance/voice/sphinx/rejection.py`, and reports what they do on recordings not used for it.

    python -m scripts.calibrate_rejection        (needs the recordings named by RECORDINGS; takes some minutes)

Prints the constants, false accepts on both halves of the noise, false rejects and the calibration of the confidence on
both halves of the speech.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from appliance.ports import Hint
from appliance.voice.sphinx.engine import Sphinx
from appliance.voice.sphinx.rejection import (
    LONGEST_SHORT_WORD_SECONDS,
    Evidence,
    confidence,
)
from scripts.bench._answers import CARDS, DIGITS, as_answer, hint, means_the_same, synthetic, word_errors, words
from scripts.bench._utterances import CALIBRATION, HELD_OUT, Utterance, noise, recorded, with_noise
from tests.recordings import RECORDINGS, read_any

WORTH_DECODING = 0.6
"""Noise below this voiced share is far from any threshold."""

PENALTY = 1.0
"""Ridge penalty of the logistic regression."""

BANDS = (0.0, 0.25, 0.4, 0.6, 0.75, 0.9, 1.001)


@dataclass(frozen=True, slots=True)
class Judged:
    utterance: Utterance
    grammar: str
    evidence: Evidence
    right: bool
    half: int


async def judge(engine: Sphinx, utterance: Utterance, grammar: str, expected: Hint, half: int) -> Judged:
    least = WORTH_DECODING if utterance.kind != "speech" else 0.0
    found = await engine.recognise(utterance.audio.pcm, expected.grammar, least_voiced_share=least)
    if expected.grammar is None:
        said = words(utterance.text)
        right = 3 * word_errors(said, words(found.text)) <= len(said)
    else:
        right = means_the_same(found.text, utterance.text)
    return Judged(utterance, grammar, found, right, half)


async def judge_speech(engine: Sphinx) -> list[Judged]:
    """Digits plain and over office noise, cards, synthetic answers; each speaker's file in one half only."""
    office = read_any(RECORDINGS / "noise" / "office" / "office-ambience-24000-mono.mp3")
    judged = []
    for digit in recorded("fsdd"):
        plain = as_answer(digit.audio)
        for grammar, expected in (("digits", DIGITS), ("scale", hint("scale")), ("number", hint("number"))):
            for sound, label in ((plain, ""), (with_noise(plain, office, 20), " +20 dB")):
                spoken = Utterance(digit.source, "speech", sound, digit.text)
                judged.append(await judge(engine, spoken, grammar + label, expected, half_of(digit.source)))
    for card in recorded("pocketsphinx"):
        judged.append(await judge(engine, card, "cards", CARDS, half_of(card.source)))
    for folder in ("harvard12", "librivox_austen", "ljspeech32"):
        for read in recorded(folder):
            judged.append(await judge(engine, read, "open", hint("open"), half_of(read.source)))
    async for item, answer in synthetic():
        judged.append(await judge(engine, answer, item, hint(item), half_of(answer.text)))
    return judged


async def judge_noise(engine: Sphinx, half: int) -> list[Judged]:
    """Every noise utterance where a yes, and where a number is expected; open speech for those that seem voiced."""
    judged = []
    for sound in noise(half):
        first = await judge(engine, sound, "yes_no", hint("yes_no"), half)
        judged.append(first)
        if first.evidence.voiced_share >= WORTH_DECODING:
            for name in ("scale", "open"):
                judged.append(await judge(engine, sound, name, hint(name), half))
    return judged


def half_of(name: str) -> int:
    return hashlib.sha256(name.encode()).digest()[0] % 2


def features(evidence: Evidence) -> list[float]:
    shortest = min(LONGEST_SHORT_WORD_SECONDS, evidence.shortest_word_seconds)
    return [1.0, evidence.fit, shortest]


def fitted(judged: Sequence[Judged]) -> NDArray[np.float64]:
    """Weights of a logistic regression of `right` on `features`, by Newton's method."""
    x = np.array([features(one.evidence) for one in judged])
    y = np.array([one.right for one in judged], np.float64)
    weights = np.zeros(x.shape[1])
    penalty = PENALTY * np.diag([0.0] + [1.0] * (x.shape[1] - 1))
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (p - y) + penalty @ weights
        weights = weights - np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty, slope)
    return weights


def report_noise(judged: Sequence[Judged], half: int) -> None:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        if one.grammar == "yes_no":
            groups[one.utterance.kind].append(one)
    taken = {id(one.utterance) for one in judged if confidence(one.evidence) is not None}
    total = sum(len(group) for group in groups.values())
    print(f"\nnoise, {'held out' if half == HELD_OUT else 'calibration'}: {total} utterances")
    for kind, group in groups.items():
        accepted = sum(id(one.utterance) in taken for one in group)
        print(f"  {kind:8} {len(group):4}   accepted in any grammar or openly: {accepted}")
    print(f"  false accepts: {len(taken) / total:.2%}")
    shares = sorted({(one.evidence.voiced_share, one.utterance.source) for one in judged}, reverse=True)
    for one in judged:
        if confidence(one.evidence) is not None:
            found = one.evidence
            print(
                f"    {one.utterance.source} {one.utterance.kind} in {one.grammar}: voiced {found.voiced_share:.2f},"
                f" {found.voiced_seconds:.2f} s, words {found.voiced_words:.2f}, confidence {confidence(found):.2f}"
            )
    print("  highest voiced shares:", ", ".join(f"{share:.2f} {source}" for share, source in shares[:6]))


def report_speech(judged: Sequence[Judged]) -> None:
    print("\nspeech                     n   right   rejected   right of accepted   voiced share at 1 %, 5 %, shortest")
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.grammar].append(one)
    for name, group in groups.items():
        accepted = [one for one in group if confidence(one.evidence) is not None]
        shares = np.percentile([one.evidence.voiced_share for one in group], [1, 5])
        shortest = min(one.evidence.voiced_seconds for one in accepted)
        print(
            f"  {name:20} {len(group):5} {mean(o.right for o in group):7.1%} {1 - len(accepted) / len(group):9.1%}"
            f" {mean(o.right for o in accepted):14.1%}             {shares[0]:.2f}  {shares[1]:.2f}   {shortest:.2f} s"
        )


def report_confidence(judged: Sequence[Judged], weights: NDArray[np.float64]) -> None:
    held = [one for one in judged if one.half == HELD_OUT]
    for low, high in pairwise(BANDS):
        band = [one.right for one in held if low <= 1 / (1 + math.exp(-float(weights @ features(one.evidence)))) < high]
        print(f"  {low:.2f} … {min(1.0, high):.2f}: {mean(band):6.1%} of {len(band)}")


def mean(values: Iterable[bool]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else math.nan


async def main() -> None:
    engine = Sphinx()
    try:
        speech = await judge_speech(engine)
        noises = [await judge_noise(engine, half) for half in (CALIBRATION, HELD_OUT)]
    finally:
        await engine.aclose()
    used = [one for one in speech if one.half == CALIBRATION and one.evidence.text]
    loudest = max(one.evidence.voiced_share for one in noises[CALIBRATION])
    faintest = np.percentile([one.evidence.voiced_share for one in used], [1, 2])
    print(f"voiced share: noise for calibration at most {loudest:.3f}, speech at 1 % and 2 % {faintest.round(3)}")
    for half in (CALIBRATION, HELD_OUT):
        report_noise(noises[half], half)
    report_speech(speech)
    for name, in_grammar in (("GRAMMAR_WEIGHTS", True), ("OPEN_WEIGHTS", False)):
        kind = [one for one in speech if one.evidence.text and one.evidence.in_grammar == in_grammar]
        weights = fitted([one for one in kind if one.half == CALIBRATION])
        print(f"\n{name} = (" + ", ".join(f"{weight:.2f}" for weight in weights) + ")")
        print("confidence of speech, held out: share that was right")
        report_confidence(kind, weights)


if __name__ == "__main__":
    asyncio.run(main())
