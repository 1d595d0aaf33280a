"""What a person asks to have done: `move this to nine`, `skip today, I'm ill`, `pause until Monday`.

It counts only when it is the whole utterance but for politeness and a reason, so that `move the sofa to the garage`
stays a promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from appliance.language.forms import Forms
from appliance.language.reading.originals import in_their_words
from appliance.language.reading.slots import Slot, SlotWords, slots_in
from appliance.language.reading.tokens import BREAK, Tokens
from appliance.language.wishes import Wish
from appliance.records.requests import RequestKind

_LONGEST = 40
"""Words: nobody asks for this in more."""


@dataclass(frozen=True, slots=True)
class RequestRule:
    """Forms of one kind of wish, with slots: `<when>` begins with a time of day (`nine in the evening tomorrow`),
    `<then>` with what leads to one (`at nine`, `tomorrow at nine`), `<day>` is a day without a time, `<days>` a number
    of days, `<length>` a length of time."""

    kind: RequestKind
    forms: Forms
    certainty: float
    bare: bool = True
    """Whether a time told by one number is enough."""
    own: bool = True
    """Whether `I want to …` may lead: it could not be a promise of one's own."""
    needs_reason: bool = False
    """Whether it is a wish only beside a reason that holds now."""


@dataclass(frozen=True, slots=True)
class RequestWords:
    tokens: Tokens
    slots: SlotWords
    rules: tuple[RequestRule, ...]
    """In the order in which they are tried."""
    hesitations: frozenset[str]
    opening: frozenset[str]
    """Politeness before a wish, word by word."""
    closing: frozenset[str]
    closing_phrases: Forms
    """`if you can`."""
    asks: Forms
    """`can you`, `please`, `let's`: may lead to a wish."""
    own_asks: Forms
    """`I want to`: may lead to one that cannot be a promise of one's own."""
    remarks: Forms
    """Whole clauses about the moment before a wish: `I'm in a meeting`, `not now`, `hello`."""
    somebody_else: Forms
    """In what stands before the wish: somebody else speaks, who cannot ask in the person's name."""
    states: Forms
    """Reasons that may lead without a pause between them and the wish: `I'm ill`."""
    clauses: Forms
    """How a reason begins that nothing introduces: `I'm`, `my`."""
    greetings: Forms
    """Of remarks that begin like a reason, those that are none: `I'm here`."""
    introductions: Forms
    """What begins like a reason and may introduce somebody: `it's` (Anna)."""
    because: Forms
    so: frozenset[str]
    """After a reason, without a pause, leads to the wish: `so`."""
    and_so: frozenset[str]
    """Before a clause that follows a wish: `as`, `since`, `and`."""
    task: Forms
    """What introduces a focus session's task: `while I`, `to`."""
    past: frozenset[str]
    """A reason with one of these tells of a deed left undone, not of a call to leave out."""
    correcting: frozenset[str]
    """Before `make it nine o'clock` they make it the correction of an answer."""
    within: Mapping[RequestKind, Mapping[str, frozenset[str]]]
    """The slots that a reason may fill, and the words before them: `I'm away (until) Monday, pause my calls`."""
    proper: Callable[[str], str] = field(default=str)
    """From a reason as it was heard to how it is written: `I` for `i`."""


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


def read_request_with(words: RequestWords) -> Callable[[str], Wish | None]:
    """A function that gives the wish that an utterance is, all of it; None where it is none.

    A wish may lack its time, its day or its length: `complete` tells. `call me in ten minutes` is not read here
    but as a command.
    """

    def read_request(text: str) -> Wish | None:
        spoken, breaks = _spoken(words, text)
        if not 0 < len(spoken) <= _LONGEST:
            return None
        slots = slots_in(words.slots, spoken)
        for first, before in _leads(words, spoken, breaks):
            if before and words.somebody_else.inside(spoken[before.start : before.end]):
                continue
            for last, after in _trails(words, spoken, first):
                for cut in _trimmed(words, spoken, first, last):
                    wish = _whole(words, spoken, cut, slots, after or before, text)
                    if wish is not None:
                        return wish
        return None

    return read_request


def _spoken(words: RequestWords, text: str) -> tuple[list[str], set[int]]:
    """The words without hesitation, and the places before which there was a pause. Ten past ten is `ten ten`."""
    spoken: list[str] = []
    breaks: set[int] = set()
    for token in words.tokens(text):
        again = spoken[-1:] == [token] and words.slots.number_at([token], 0) is None
        if token == BREAK:
            breaks.add(len(spoken))
        elif token not in words.hesitations and not again:
            spoken.append(token)
    return spoken, breaks


def _leads(words: RequestWords, spoken: list[str], breaks: set[int]) -> Iterator[tuple[int, _Reason | None]]:
    """Where the wish may begin, and the reason that stands before it."""
    yield 0, None
    opening = _skip(words, spoken, 0, len(spoken))
    remark = words.remarks.end_at(spoken, opening)
    clause = words.clauses.end_at(spoken, opening) is not None
    if remark is not None:
        tells_why = clause and words.greetings.end_at(spoken, opening) is None
        yield remark, _Reason(opening, remark) if tells_why else None
    state = words.states.end_at(spoken, opening)
    if state is not None:
        yield state, _Reason(opening, state)
    because = words.because.end_at(spoken, opening) or opening
    if because > opening or (clause and words.introductions.end_at(spoken, opening) is None):
        for place in range(because + 2, len(spoken)):
            if place in breaks or spoken[place] in words.so:
                yield place, _Reason(because, place)


def _trails(words: RequestWords, spoken: list[str], first: int) -> Iterator[tuple[int, _Reason | None]]:
    """Where the wish may end, and the reason that stands after it."""
    yield len(spoken), None
    for place in range(first + 1, len(spoken)):
        because = words.because.end_at(spoken, place)
        task = words.task.end_at(spoken, place)
        if because is not None:
            yield place, _Reason(because, len(spoken))
        elif task is not None and task < len(spoken):
            yield place, _Reason(task, len(spoken), task=True)
        elif words.clauses.end_at(spoken, place) is not None:
            yield place, _Reason(place, len(spoken))
        elif spoken[place] in words.and_so and words.clauses.end_at(spoken, place + 1) is not None:
            yield place, _Reason(place + 1, len(spoken))


def _skip(words: RequestWords, spoken: list[str], first: int, last: int) -> int:
    while first < last and spoken[first] in words.opening:
        first += 1
    return first


def _trimmed(words: RequestWords, spoken: list[str], first: int, last: int) -> Iterator[_Cut]:
    """The stretch as it is, then without politeness and asking before it, each with and without what closes it."""
    ends = list(dict.fromkeys(_ends(words, spoken, first, last)))
    for start, own in dict.fromkeys(_starts(words, spoken, first, last)):
        yield from (_Cut(start, end, own) for end in ends if start < end)


def _ends(words: RequestWords, spoken: list[str], first: int, last: int) -> Iterator[int]:
    yield last
    while last > first and spoken[last - 1] in words.closing:
        last -= 1
        yield last
    yield from (place for place in range(first + 1, last) if words.closing_phrases.is_all(spoken[place:last]))


def _starts(words: RequestWords, spoken: list[str], first: int, last: int) -> Iterator[tuple[int, bool]]:
    """Where the wish may begin, and whether `I want to …` led to it."""
    own = False
    while first < last:
        opened = _skip(words, spoken, first, last)
        yield from ((place, own) for place in range(first, opened + 1))
        asked = words.asks.end_at(spoken, opened)
        owned = words.own_asks.end_at(spoken, opened) if asked is None else None
        first = asked or owned or last
        own = own or owned is not None


def _whole(
    words: RequestWords, spoken: list[str], cut: _Cut, slots: list[Slot], reason: _Reason | None, text: str
) -> Wish | None:
    """The wish that these words are, all of them."""
    core = spoken[cut.start : cut.end]
    inside = [slot for slot in slots if cut.start <= slot.start and slot.end <= cut.end]
    filled: list[tuple[list[str], Slot | None]] = [(core, None)]
    filled += [([*spoken[cut.start : slot.start], slot.name, *spoken[slot.end : cut.end]], slot) for slot in inside]
    for rule in words.rules:
        if (cut.own and not rule.own) or not _fits(words, rule, reason, spoken):
            continue
        for told, slot in filled:
            corrects = not rule.bare and (
                slot is None or slot.bare or (cut.start > 0 and spoken[cut.start - 1] in words.correcting)
            )
            if not corrects and rule.forms.is_all(told):
                if slot is None and reason is not None:
                    slot, reason = _told_within(words, rule, reason, spoken, slots)
                return _wish(rule, slot, _why(words, spoken, reason, text))
    return None


def _why(words: RequestWords, spoken: list[str], reason: _Reason | None, text: str) -> str:
    if reason is None:
        return ""
    return words.proper(in_their_words(spoken[reason.start : reason.end], text, words.tokens))


def _fits(words: RequestWords, rule: RequestRule, reason: _Reason | None, spoken: list[str]) -> bool:
    if reason is None:
        return not rule.needs_reason
    if reason.task:
        return rule.kind is RequestKind.FOCUS
    return not (rule.needs_reason and words.past & set(spoken[reason.start : reason.end]))


def _told_within(
    words: RequestWords, rule: RequestRule, reason: _Reason, spoken: list[str], slots: list[Slot]
) -> tuple[Slot | None, _Reason]:
    """What the wish lacks and its reason tells, and the reason: `I'm on holiday until Monday, pause my calls`,
    `stay with me while I write for half an hour`. The task of a focus session is told without the length."""
    links = words.within.get(rule.kind, {})
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


def _wish(rule: RequestRule, slot: Slot | None, reason: str) -> Wish:
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
