"""What a person asks to have done: `move this to nine`, `skip today, I'm ill`, `pause until Monday`.

It counts only when it is the whole utterance but for politeness and a reason, so that `move the sofa to the garage`
stays a promise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from appliance.language.english import commandforms
from appliance.language.english import requestforms as forms
from appliance.language.english.numberwords import below_hundred
from appliance.language.english.requestreasons import in_their_words
from appliance.language.english.requestslots import Slot, slots_in, spoken_tokens
from appliance.language.forms import Forms
from appliance.language.reading.tokens import BREAK
from appliance.language.wishes import Wish
from appliance.records.requests import RequestKind

_LONGEST = 40
"""Words: nobody asks for this in more."""

_CORRECTING = frozenset({"no", "nope", "sorry", "wait", "actually"})
"""Before `make it nine o'clock` they make it the correction of an answer."""

_HESITATIONS = frozenset({"uh", "um", "er", "erm", "ah", "hmm", "mm"})


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: RequestKind
    forms: Forms
    certainty: float
    bare: bool = True
    """Whether a time told by one number is enough."""
    own: bool = True
    """Whether `I want to …` may lead: it could not be a promise of one's own."""
    needs_reason: bool = False
    """Whether it is a wish only beside a reason that holds now."""


_RULES = (
    _Rule(RequestKind.SKIP, Forms((*forms.SKIP_HEARD, *forms.SKIP)), 0.95),
    _Rule(RequestKind.SKIP, Forms(forms.SKIP_LOOSE), 0.9),
    _Rule(RequestKind.SKIP, Forms(forms.SKIP_WITH_REASON), 0.85, own=False, needs_reason=True),
    _Rule(RequestKind.MOVE, Forms((*forms.MOVE_HEARD, *forms.MOVE)), 0.95),
    _Rule(RequestKind.MOVE, Forms(forms.MOVE_LOOSE), 0.85),
    _Rule(RequestKind.MOVE, Forms(forms.MOVE_TOLD), 0.85, bare=False, own=False),
    _Rule(RequestKind.MOVE, Forms(forms.MOVE_BARE), 0.85),
    _Rule(RequestKind.PAUSE, Forms((*forms.PAUSE_HEARD, *forms.PAUSE)), 0.95),
    _Rule(RequestKind.PAUSE, Forms(forms.PAUSE_BARE), 0.85),
    _Rule(RequestKind.SNOOZE, Forms(forms.SNOOZE_HEARD), 0.95),
    _Rule(RequestKind.SNOOZE, Forms(forms.SNOOZE), 0.85, own=False),
    _Rule(RequestKind.FOCUS, Forms((*forms.FOCUS_HEARD, *forms.FOCUS)), 0.95, own=False),
    _Rule(RequestKind.FOCUS, Forms(forms.FOCUS_LOOSE), 0.85, own=False),
    _Rule(RequestKind.FOCUS, Forms(forms.FOCUS_BARE), 0.85, own=False),
)
_WITHIN: dict[RequestKind, dict[str, tuple[str, ...]]] = {
    RequestKind.PAUSE: {"<day>": ("until", "till", "til"), "<days>": ("for",)},
    RequestKind.FOCUS: {"<length>": ("for",)},
}
"""The slots that a reason may fill, and the words before them."""

_ASKS = Forms(forms.ASKS)
_OWN_ASKS = Forms(forms.OWN_ASKS)
_REMARKS = Forms((*commandforms.LATER_BARE, *commandforms.LATER_CALL, *commandforms.PRESENT_HEARD))
_SOMEBODY_ELSE = Forms((*commandforms.NOT_ME, *commandforms.OUT))
_STATES = Forms(forms.STATES)
_CLAUSES = Forms(forms.CLAUSES)
_BECAUSE = Forms(forms.BECAUSE)
_TASK = Forms(forms.TASK)
_CLOSING_PHRASES = Forms(forms.CLOSING_PHRASES)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A stretch of the words, `start` … `end`, that may be the wish."""

    start: int
    end: int
    own: bool = False
    """Whether `I want to …` led to it."""


@dataclass(frozen=True, slots=True)
class _Reason:
    """Words beside the wish that tell why, with the words that introduce them left out."""

    start: int = 0
    end: int = 0
    task: bool = False
    """Introduced as what is done meanwhile: only a focus session has that."""


def read_request(text: str) -> Wish | None:
    """The wish that an utterance is, all of it; None where it is none.

    A wish may lack its time, its day or its length: `complete` tells. `call me in ten minutes` is not read here
    but by `read_command`.
    """
    spoken, breaks = _spoken(text)
    if not 0 < len(spoken) <= _LONGEST:
        return None
    slots = slots_in(spoken)
    for first, before in _leads(spoken, breaks):
        if before and _SOMEBODY_ELSE.inside(spoken[before.start : before.end]):
            continue
        for last, after in _trails(spoken, first):
            for cut in _trimmed(spoken, first, last):
                wish = _whole(spoken, cut, slots, after or before, text)
                if wish is not None:
                    return wish
    return None


def _spoken(text: str) -> tuple[list[str], set[int]]:
    """The words without hesitation, and the places before which there was a pause. Ten past ten is `ten ten`."""
    spoken: list[str] = []
    breaks: set[int] = set()
    for token in spoken_tokens(text):
        again = spoken[-1:] == [token] and below_hundred([token], 0) is None
        if token == BREAK:
            breaks.add(len(spoken))
        elif token not in _HESITATIONS and not again:
            spoken.append(token)
    return spoken, breaks


def _leads(spoken: list[str], breaks: set[int]) -> Iterator[tuple[int, _Reason | None]]:
    """Where the wish may begin, and the reason that stands before it."""
    yield 0, None
    opening = _skip(spoken, 0, len(spoken))
    remark = _REMARKS.end_at(spoken, opening)
    if remark is not None:
        clause = _CLAUSES.end_at(spoken, opening) is not None and spoken[opening : opening + 2] != ["i'm", "here"]
        yield remark, _Reason(opening, remark) if clause else None
    state = _STATES.end_at(spoken, opening)
    if state is not None:
        yield state, _Reason(opening, state)
    because = _BECAUSE.end_at(spoken, opening) or opening
    introduces = spoken[opening : opening + 1] in (["it's"], ["it"])
    if because > opening or (_CLAUSES.end_at(spoken, opening) is not None and not introduces):
        for place in range(because + 2, len(spoken)):
            if place in breaks or spoken[place] == "so":
                yield place, _Reason(because, place)


def _trails(spoken: list[str], first: int) -> Iterator[tuple[int, _Reason | None]]:
    """Where the wish may end, and the reason that stands after it."""
    yield len(spoken), None
    for place in range(first + 1, len(spoken)):
        because = _BECAUSE.end_at(spoken, place)
        task = _TASK.end_at(spoken, place)
        if because is not None:
            yield place, _Reason(because, len(spoken))
        elif task is not None and task < len(spoken):
            yield place, _Reason(task, len(spoken), task=True)
        elif _CLAUSES.end_at(spoken, place) is not None:
            yield place, _Reason(place, len(spoken))
        elif spoken[place] in forms.AND_SO and _CLAUSES.end_at(spoken, place + 1) is not None:
            yield place, _Reason(place + 1, len(spoken))


def _skip(spoken: list[str], first: int, last: int) -> int:
    while first < last and spoken[first] in forms.OPENING:
        first += 1
    return first


def _trimmed(spoken: list[str], first: int, last: int) -> Iterator[_Cut]:
    """The stretch as it is, then without politeness and asking before it, each with and without what closes it."""
    ends = list(dict.fromkeys(_ends(spoken, first, last)))
    for start, own in dict.fromkeys(_starts(spoken, first, last)):
        yield from (_Cut(start, end, own) for end in ends if start < end)


def _ends(spoken: list[str], first: int, last: int) -> Iterator[int]:
    yield last
    while last > first and spoken[last - 1] in forms.CLOSING:
        last -= 1
        yield last
    yield from (place for place in range(first + 1, last) if _CLOSING_PHRASES.is_all(spoken[place:last]))


def _starts(spoken: list[str], first: int, last: int) -> Iterator[tuple[int, bool]]:
    """Where the wish may begin, and whether `I want to …` led to it."""
    own = False
    while first < last:
        opened = _skip(spoken, first, last)
        yield from ((place, own) for place in range(first, opened + 1))
        asked = _ASKS.end_at(spoken, opened)
        owned = _OWN_ASKS.end_at(spoken, opened) if asked is None else None
        first = asked or owned or last
        own = own or owned is not None


def _whole(spoken: list[str], cut: _Cut, slots: list[Slot], reason: _Reason | None, text: str) -> Wish | None:
    """The wish that these words are, all of them."""
    core = spoken[cut.start : cut.end]
    inside = [slot for slot in slots if cut.start <= slot.start and slot.end <= cut.end]
    filled: list[tuple[list[str], Slot | None]] = [(core, None)]
    filled += [([*spoken[cut.start : slot.start], slot.name, *spoken[slot.end : cut.end]], slot) for slot in inside]
    for rule in _RULES:
        if (cut.own and not rule.own) or not _fits(rule, reason, spoken):
            continue
        for told, slot in filled:
            corrects = not rule.bare and (
                slot is None or slot.bare or (cut.start > 0 and spoken[cut.start - 1] in _CORRECTING)
            )
            if not corrects and rule.forms.is_all(told):
                if slot is None and reason is not None:
                    slot, reason = _told_within(rule, reason, spoken, slots)
                why = in_their_words(spoken[reason.start : reason.end], text) if reason else ""
                return _wish(rule, slot, why)
    return None


def _fits(rule: _Rule, reason: _Reason | None, spoken: list[str]) -> bool:
    if reason is None:
        return not rule.needs_reason
    if reason.task:
        return rule.kind is RequestKind.FOCUS
    return not (rule.needs_reason and forms.PAST & set(spoken[reason.start : reason.end]))


def _told_within(rule: _Rule, reason: _Reason, spoken: list[str], slots: list[Slot]) -> tuple[Slot | None, _Reason]:
    """What the wish lacks and its reason tells, and the reason: `I'm on holiday until Monday, pause my calls`,
    `stay with me while I write for half an hour`. The task of a focus session is told without the length."""
    links = _WITHIN.get(rule.kind, {})
    told = [
        slot
        for slot in slots
        if slot.name in links
        and reason.start + 1 < slot.start < slot.end <= reason.end
        and spoken[slot.start - 1] in links[slot.name]
    ]
    if not told:
        return None, reason
    if rule.kind is RequestKind.FOCUS:
        last = max(told, key=lambda slot: slot.end)
        return (last, replace(reason, end=last.start - 1)) if last.end == reason.end else (None, reason)
    return told[-1], reason


def _wish(rule: _Rule, slot: Slot | None, reason: str) -> Wish:
    if slot is None:
        return Wish(rule.kind, rule.certainty, reason=reason)
    certainty = min(rule.certainty, slot.certainty)
    if rule.kind is RequestKind.PAUSE and slot.at_minutes is not None:
        return _silence(slot, certainty, reason)
    kind = RequestKind.MOVE if rule.kind is RequestKind.SNOOZE and slot.has_day else rule.kind
    return Wish(kind, certainty, slot.minutes, slot.at_minutes, slot.either_half, slot.days_ahead, slot.weekday, reason)


def _silence(slot: Slot, certainty: float, reason: str) -> Wish:
    """`don't call me before nine` puts off; `… until nine on Monday` pauses, and the hour is left to the timetable."""
    if slot.has_day and slot.days_ahead != 0:
        return Wish(RequestKind.PAUSE, 0.85, days_ahead=slot.days_ahead, weekday=slot.weekday, reason=reason)
    return Wish(
        RequestKind.SNOOZE, min(certainty, 0.85), at_minutes=slot.at_minutes, either_half=slot.either_half,
        reason=reason,
    )  # fmt: skip
