"""Yes, no, and what lies between, in their many spoken forms.

Every form found in the utterance is evidence. One kind of evidence decides; two kinds that contradict each other are
settled by a correction between them ("yes, I mean no"), or leave the answer open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from appliance.language.forms import Forms
from appliance.language.reading.tokens import Tokens, without_repeats
from appliance.language.values import Found

SURE = 0.95
LIKELY = 0.7
"""Read back once."""
OPEN = 0.3
"""The words contradict each other: ask again."""


class Kind(StrEnum):
    YES = "yes"
    NO = "no"
    PARTLY = "partly"
    CORRECTION = "correction"
    CONTRAST = "contrast"


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


@dataclass(frozen=True, slots=True)
class YesNoWords:
    """The forms of yes and no. Each may be part of a longer utterance; the longest at a word counts."""

    words: Tokens
    fillers: frozenset[str]
    """Left out before anything is looked for."""
    yes: Forms
    yes_mild: Forms
    """May also be mere politeness: `ok`, `fine`. Stored all the same."""
    yes_ending: Forms
    """Yes where nothing follows: `I did`; not `I have a question`."""
    yes_weak: Forms
    """Read back: `I think so`, `probably`."""
    no: Forms
    no_verbal: Forms
    """No, and what is said after it stands under its negation: `I didn't` (get it done)."""
    no_weak: Forms
    """Read back: `hardly`, `later`."""
    partly: tuple[tuple[Forms, float], ...]
    """How much of it was done, for words that are neither yes nor no: `mostly` 0.8, `half of it` 0.5."""
    corrections: Forms
    """What was said before is taken back: `I mean`."""
    contrasts: Forms
    """`but`: ends a negation, and makes of a yes and a no a part."""
    tells_a_deed: Callable[[list[str]], bool] = lambda spoken: False
    """Whether words without yes and no tell that something was done: `I called him`. Read back as a yes."""
    ending_goes_on: frozenset[str] = frozenset()
    """Last words of a `yes_ending` that count although something follows: `I did the dishes`."""


def read_yes_no_with(words: YesNoWords) -> Callable[[str], Found | None]:
    """A function that gives yes (1), no (0) or how much of it (between); None where the words say neither.

    `yes no` gives a value with a certainty too low to be used: the question is to be asked again. Telling what one
    did ("I called him") says yes to most questions but not to all, hence a certainty that asks for a read-back.
    """
    table = _table(words)

    def read_yes_no(text: str) -> Found | None:
        spoken = without_repeats([word for word in words.words(text) if word not in words.fillers])
        evidence = _evidence(words, table, spoken)
        if any(piece.kind in _VERDICTS for piece in evidence):
            return _weigh(evidence, len(spoken))
        return Found(1.0, 0.65) if words.tells_a_deed(spoken) else None

    return read_yes_no


_Table = tuple[tuple[Forms, Evidence], ...]


def _table(words: YesNoWords) -> _Table:
    """The forms with what each is evidence for; the first of equally long ones counts."""
    return (
        (words.yes, Evidence(Kind.YES, 1.0, SURE)),
        (words.yes_mild, Evidence(Kind.YES, 1.0, 0.75)),
        (words.yes_ending, Evidence(Kind.YES, 1.0, SURE)),
        (words.yes_weak, Evidence(Kind.YES, 1.0, LIKELY)),
        (words.no, Evidence(Kind.NO, 0.0, SURE)),
        (words.no_verbal, Evidence(Kind.NO, 0.0, SURE, negates=True)),
        (words.no_weak, Evidence(Kind.NO, 0.0, LIKELY, negates=True)),
        *((said, Evidence(Kind.PARTLY, value, 0.6)) for said, value in words.partly),
        (words.corrections, Evidence(Kind.CORRECTION, 0.0, 1.0)),
        (words.contrasts, Evidence(Kind.CONTRAST, 0.0, 1.0)),
    )


def _evidence(words: YesNoWords, table: _Table, spoken: list[str]) -> list[Evidence]:
    """What is found from left to right, the longest form at each word, nothing inside another."""
    found: list[Evidence] = []
    place = 0
    while place < len(spoken):
        best = _best_at(words, table, spoken, place)
        if best:
            found.append(best)
        place = best.end if best else place + 1
    return found


def _best_at(words: YesNoWords, table: _Table, spoken: list[str], place: int) -> Evidence | None:
    best: Evidence | None = None
    for known, kind in table:
        end = known.end_at(spoken, place)
        goes_on = known is words.yes_ending and end is not None and end < len(spoken)
        if end is None or (goes_on and spoken[end - 1] not in words.ending_goes_on):
            continue
        if best is None or end > best.end:
            best = Evidence(kind.kind, kind.value, 0.8 if goes_on else kind.certainty, place, end, kind.negates)
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
    """What was said after the last `I mean`, where a verdict was said after it."""
    for index in range(len(evidence) - 1, 0, -1):
        after = evidence[index + 1 :]
        if evidence[index].kind is Kind.CORRECTION and any(piece.kind in _VERDICTS for piece in after):
            return after
    return evidence


def _outside_negations(evidence: list[Evidence]) -> list[Evidence]:
    """The verdicts, without each yes that stands under a negation before it (`I didn't … get it done`)."""
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
    """`yes but I didn't finish` is partly yes, `no but I did walk` partly no; anything else stays open."""
    contrasts = [piece.start for piece in evidence if piece.kind is Kind.CONTRAST]
    if contrasts and verdicts[0].start < contrasts[0] < verdicts[-1].start:
        return Found(0.5, 0.5)
    return Found(verdicts[0].value, OPEN)
