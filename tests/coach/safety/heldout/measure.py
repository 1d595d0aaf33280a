"""What the screen hears of the held-out sets, and what wrongly: `python -m tests.coach.safety.heldout.measure`.

Prints two rows per set and language: of the words as written, and as `noise` leaves them. `--missed` names what went
wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random

from appliance.coach.safety import Kind, screen
from scripts.noise import noisy

HERE = Path(__file__).parent

SETS = ("first", "second", "third", "fourth", "fifth")

LANGUAGES = ("en", "de", "es", "fr", "ru")

SEED = 20

ROUNDS = 20
"""How often each utterance is made noisy, each time otherwise."""

SOMEBODY_ELSE = "# somebody else"
"""The heading of what is said of others, in each list of distress."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of utterances, 0 to 1."""

    recall: float
    """Distress that ends the role."""
    half: float
    """Distress heard as a `concern` only."""
    other: float
    """Of what is said of somebody else: heard as such, or as an emergency beside them."""
    false: float
    """Look-alikes that end the role."""

    @property
    def precision(self) -> float:
        """Of what ends the role, the share that is distress; both lists of a set are equally long."""
        return self.recall / (self.recall + self.false)


def utterances(part: str, name: str, language: str) -> list[str]:
    """One list of one set, without its comments."""
    return [line for line in _lines(part, name, language) if not line.startswith("#")]


def of_others(part: str, language: str) -> list[str]:
    """The part of the distress that is about somebody else."""
    lines = _lines(part, "crisis", language)
    return lines[lines.index(SOMEBODY_ELSE) + 1 :]


def figures(part: str, language: str, rounds: int = 0) -> Figures:
    """Of the words as written, or, with `rounds`, of so many noisy versions of each; the same each time."""
    heard = [screen(text, language) for text in spoken(utterances(part, "crisis", language), language, rounds)]
    others = [screen(text, language) for text in spoken(of_others(part, language), language, rounds)]
    idioms = [screen(text, language) for text in spoken(utterances(part, "idioms", language), language, rounds)]
    return Figures(
        recall=_share(alarm is not None and alarm.ends_role for alarm in heard),
        half=_share(alarm is not None and not alarm.ends_role for alarm in heard),
        other=_share(alarm is not None and alarm.kind in (Kind.FOR_ANOTHER, Kind.MEDICAL) for alarm in others),
        false=_share(alarm is not None and alarm.ends_role for alarm in idioms),
    )


def ordinary(language: str) -> list[str]:
    """Answers and remarks that hold no distress and no dark words, of a day like any other."""
    lines = (HERE / "ordinary" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def ordinary_heard(language: str, rounds: int = 0) -> tuple[float, float]:
    """The shares of them that end the role, and that are a `concern`."""
    heard = [screen(text, language) for text in spoken(ordinary(language), language, rounds)]
    return (
        _share(alarm is not None and alarm.ends_role for alarm in heard),
        _share(alarm is not None and not alarm.ends_role for alarm in heard),
    )


def spoken(texts: Sequence[str], language: str, rounds: int) -> list[str]:
    """The texts as they are, or noisy so many times each."""
    if not rounds:
        return list(texts)
    random = Random(SEED)
    return [noisy(text, language, random) for _ in range(rounds) for text in texts]


def _lines(part: str, name: str, language: str) -> list[str]:
    text = (HERE / part / f"{name}.{language}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


def _share(hits: Iterable[bool]) -> float:
    counted = list(hits)
    return sum(counted) / len(counted)


def _missed(part: str, language: str) -> Iterable[str]:
    """What goes wrong as written, with the kind that was heard."""
    for name, wanted in (("crisis", True), ("idioms", False)):
        for text in utterances(part, name, language):
            alarm = screen(text, language)
            if (alarm is not None and alarm.ends_role) is not wanted:
                yield f"  {name} {language} {alarm.kind if alarm else '-'}: {text} {alarm.form if alarm else ''}"


def main(arguments: Sequence[str]) -> None:
    """Prints the figures as rows of a table."""
    print("| Set | Language | Words | Recall | Half heard | Of others | False alarms | Precision |")
    print("|---|---|---|---|---|---|---|---|")
    for part, language in product(SETS, LANGUAGES):
        for words, rounds in (("as written", 0), ("noisy", ROUNDS)):
            got = figures(part, language, rounds)
            shares = (got.recall, got.half, got.other, got.false, got.precision)
            print(f"| {part} | {language} | {words} | {' | '.join(f'{100 * share:.1f} %' for share in shares)} |")
    print("\n| Ordinary answers | End the role | Noisy | A concern | Noisy |")
    print("|---|---|---|---|---|")
    for language in LANGUAGES:
        (ends, concern), (noisily, concerned) = ordinary_heard(language), ordinary_heard(language, ROUNDS)
        print(f"| {language} | {' | '.join(f'{100 * each:.1f} %' for each in (ends, noisily, concern, concerned))} |")
    if "--missed" in arguments:
        print(*(line for part, language in product(SETS, LANGUAGES) for line in _missed(part, language)), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
