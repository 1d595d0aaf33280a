"""Yes, no, and what lies between, in their many spoken forms.

Every form found in the utterance is evidence. One kind of evidence decides; two kinds that contradict each other are
settled by a correction between them (`ja, quatsch, nein`), or leave the answer open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from appliance.language.forms import Forms
from appliance.language.german import affirmforms as forms
from appliance.language.german.tokens import without_repeats, words
from appliance.language.values import Found

SURE = 0.95
LIKELY = 0.7
"""Read back once."""
OPEN = 0.3
"""The words contradict each other: ask again."""
_MILD = 0.75


class Kind(StrEnum):
    YES = "yes"
    NO = "no"
    PARTLY = "partly"
    CORRECTION = "correction"
    CONTRAST = "contrast"
    NEITHER = "neither"


_VERDICTS = frozenset({Kind.YES, Kind.NO, Kind.PARTLY})


@dataclass(frozen=True, slots=True)
class Evidence:
    kind: Kind
    value: float
    certainty: float
    start: int = 0
    """Word at which it begins."""
    end: int = 0
    negates: bool = False
    """Whether what follows stands under its negation."""


def _forms(lines: Iterable[str]) -> Forms:
    """The forms without the fillers, which are left out of what was said too."""
    fillers = "|".join(sorted(forms.FILLERS, key=len, reverse=True))
    return Forms(re.sub(rf"(?<![\w])(?:{fillers})(?![\w])", "", line) for line in lines)


_ENDING = _forms(forms.YES_ENDING)
_TABLE: tuple[tuple[Forms, Evidence], ...] = (
    (_forms(forms.YES), Evidence(Kind.YES, 1.0, SURE)),
    (_forms(forms.YES_MILD), Evidence(Kind.YES, 1.0, _MILD)),
    (_ENDING, Evidence(Kind.YES, 1.0, SURE)),
    (_forms(forms.YES_WEAK), Evidence(Kind.YES, 1.0, LIKELY)),
    (_forms(forms.NO), Evidence(Kind.NO, 0.0, SURE)),
    (_forms(forms.NO_VERBAL), Evidence(Kind.NO, 0.0, SURE, negates=True)),
    (_forms(forms.NO_WEAK), Evidence(Kind.NO, 0.0, LIKELY, negates=True)),
    *((_forms(said), Evidence(Kind.PARTLY, value, 0.6)) for said, value in forms.PARTLY),
    (_forms(forms.CORRECTIONS), Evidence(Kind.CORRECTION, 0.0, 1.0)),
    (Forms(forms.CONTRASTS), Evidence(Kind.CONTRAST, 0.0, 1.0)),
    (_forms(forms.NEITHER), Evidence(Kind.NEITHER, 0.0, 1.0)),
)


def read_yes_no(text: str) -> Found | None:
    """Yes (1), no (0) or how much of it (between); None where the words say neither.

    `ja nein` gives a value with a certainty too low to be used: the question is to be asked again. Telling what one
    did (`ich bin gelaufen`) says yes to most questions but not to all, hence a certainty that asks for a read-back.
    """
    spoken = without_repeats([word for word in words(text) if word not in forms.FILLERS])
    evidence = _evidence(spoken)
    if any(piece.kind in _VERDICTS for piece in evidence):
        return _weigh(evidence, len(spoken))
    told = not forms.DEEDS.isdisjoint(spoken) or not forms.DID.isdisjoint(spoken)
    return Found(1.0, 0.65) if told and "nicht" not in spoken and "kein" not in " ".join(spoken) else None


def _evidence(spoken: list[str]) -> list[Evidence]:
    """What is found from left to right, the longest form at each word, nothing inside another."""
    found: list[Evidence] = []
    place = 0
    while place < len(spoken):
        best = _best_at(spoken, place)
        if best:
            found.append(best)
        place = best.end if best else place + 1
    return found


def _best_at(spoken: list[str], place: int) -> Evidence | None:
    best: Evidence | None = None
    for known, kind in _TABLE:
        end = known.end_at(spoken, place)
        if end is None or (known is _ENDING and end < len(spoken)):
            continue
        if best is None or end > best.end:
            best = replace(kind, start=place, end=end)
    if best and best.certainty == _MILD and best.end - best.start < len(spoken):
        return replace(best, certainty=0.6)
    return best


def _weigh(evidence: list[Evidence], length: int) -> Found:
    began = evidence[0].start
    evidence = _after_correction(evidence)
    verdicts = _outside_negations(evidence)
    partly = [piece for piece in verdicts if piece.kind is Kind.PARTLY]
    if partly:
        return Found(partly[0].value, partly[0].certainty)
    first = verdicts[0]
    if any(piece.kind is not first.kind for piece in verdicts):
        return _contradiction(evidence, verdicts)
    certainty = max(piece.certainty for piece in verdicts)
    if any(piece.kind is Kind.CONTRAST and piece.start > first.start for piece in evidence):
        certainty = min(certainty, 0.8)
    covered = sum(piece.end - piece.start for piece in evidence)
    told_in_passing = began > 1 and covered * 3 < length
    return Found(first.value, certainty * (LIKELY if told_in_passing else 1.0))


def _after_correction(evidence: list[Evidence]) -> list[Evidence]:
    """What was said after the last `ich meine`, where a verdict was said after it."""
    for index in range(len(evidence) - 1, 0, -1):
        after = evidence[index + 1 :]
        if evidence[index].kind is Kind.CORRECTION and any(piece.kind in _VERDICTS for piece in after):
            return after
    return evidence


def _outside_negations(evidence: list[Evidence]) -> list[Evidence]:
    """The verdicts, without each yes that stands under a negation before it (`ich hab's nicht … geschafft`)."""
    verdicts: list[Evidence] = []
    negated = False
    for piece in evidence:
        if piece.kind is Kind.CONTRAST:
            negated = False
        if piece.kind in _VERDICTS and not (negated and piece.kind is Kind.YES):
            verdicts.append(piece)
            negated = negated or piece.negates
    return verdicts


def _contradiction(evidence: list[Evidence], verdicts: list[Evidence]) -> Found:
    """`ja, aber nicht fertig` is partly yes, `nein, aber spazieren war ich` partly no; anything else stays open."""
    contrasts = [piece.start for piece in evidence if piece.kind is Kind.CONTRAST]
    if contrasts and verdicts[0].start < contrasts[0] < verdicts[-1].start:
        return Found(0.5, 0.5)
    return Found(verdicts[0].value, OPEN)
