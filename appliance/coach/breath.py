"""Several answers in one breath: `slept six hours, mood seven, skipped the gym`. Pure.

Each answer is found by a word of its item's label, and reaches as far as the words read best: with or without commas,
label first or value first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from appliance.coach.interpret import interpret
from appliance.coach.reading import STORE_FROM, Reading
from appliance.language.catalogue import language
from appliance.language.rules import Language
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, Answer, ItemKind
from appliance.records.calls import Meaning

ANSWERABLE = frozenset({ItemKind.METRIC, ItemKind.FOLLOW_UP, ItemKind.QUESTION})

MOST_WORDS = 60
"""Longer speeches are no list of answers."""

SHORT_LABEL = 3
"""Telling stems up to which one of them is enough to name an item."""

VOLUNTEERED = 0.7
"""At most this confidence for what nobody asked for yet: it is read back when its turn comes."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """A word that names an item."""

    place: int
    item: AgendaItem


def read_breath(
    asked: AgendaItem, others: Sequence[AgendaItem], transcript: Transcript, *, user_name: str = ""
) -> dict[str, Reading]:
    """What one utterance answers, by item key; empty unless it answers more than one item, or one that was not asked.

    `others` are the items still to come. What is said of one of them without its value is not in the result, nor is
    anything that would have to be asked again.
    """
    rules = language(transcript.language)
    words = rules.words(transcript.text)
    items = [item for item in (asked, *others) if item.kind in ANSWERABLE and item.answer is not Answer.OPEN]
    if asked not in items or len(items) < 2 or len(words) > MOST_WORDS:
        return {}
    hits = _hits(rules, words, items)
    if not any(hit.item is not asked for hit in hits):
        return {}
    if all(hit.item is not asked for hit in hits) and hits[0].place > 0:
        hits.insert(0, _Hit(0, asked))  # the first words answer the question, and need not name it
    pieces = _split(rules, transcript, words, hits, user_name)
    found = {
        hit.item.key: reading if hit.item is asked else _volunteered(rules, hit.item, reading)
        for hit, reading in pieces
        if reading.meaning is Meaning.VALUE and not reading.unclear
    }
    return found if set(found) - {asked.key} else {}


def _hits(rules: Language, words: Sequence[str], items: Sequence[AgendaItem]) -> list[_Hit]:
    """The first word that names each item: by a stem that no other item's label or unit has. Long labels take two such
    stems, since a promise's words (`before`, `at`) stand in other answers too."""
    names = {item.key: _names(rules, item.label) for item in items}
    measured = {item.key: _names(rules, item.unit) for item in items}
    hits = []
    for item in items:
        others = [key for key in names if key != item.key]
        shared = frozenset[str]().union(*(names[key] | measured[key] for key in others))
        own = names[item.key] - shared
        places = [place for place, word in enumerate(words) if own & rules.stems(word)]
        found = frozenset[str]().union(*(own & rules.stems(words[place]) for place in places))
        if len(found) >= (1 if len(own) <= SHORT_LABEL else 2):
            hits.append(_Hit(places[0], item))
    return sorted(hits, key=lambda hit: hit.place)


def _names(rules: Language, label: str) -> frozenset[str]:
    """The stems of a label's words, without numbers."""
    return frozenset[str]().union(
        *(rules.stems(word) for word in rules.words(label) if rules.read_number(word, "") is None)
    )


def _split(
    rules: Language, transcript: Transcript, words: Sequence[str], hits: Sequence[_Hit], user_name: str
) -> list[tuple[_Hit, Reading]]:
    """Cut the words between each two names: where a clause begins, else where it all reads best."""
    breaks = _clause_starts(rules, transcript.text)

    @cache
    def read(index: int, first: int, last: int) -> Reading:
        said = replace(transcript, text=" ".join(words[first:last]))
        return interpret(hits[index].item, said, user_name=user_name)

    def worth(index: int, first: int, last: int) -> float:
        reading = read(index, first, last)
        return reading.confidence if reading.meaning is Meaning.VALUE else 0.0

    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    for index in range(len(hits)):
        ahead: dict[int, tuple[float, tuple[int, ...]]] = {}
        ends = [len(words)]
        if index < len(hits) - 1:
            between = range(hits[index].place + 1, hits[index + 1].place + 1)
            ends = [place for place in between if place in breaks] or list(between)
        for first, (score, cuts) in best.items():
            for end in ends:
                candidate = score + worth(index, first, end), (*cuts, end)
                ahead[end] = max(ahead.get(end, (-1.0, ())), candidate)
        best = ahead
    cuts = best[len(words)][1]
    return [(hit, read(index, cuts[index], cuts[index + 1])) for index, hit in enumerate(hits)]


def _clause_starts(rules: Language, text: str) -> frozenset[int]:
    """The places among the words at which a clause begins. Clauses may leave out the words that join them."""
    spoken, places, place = rules.words(text), set[int](), 0
    for clause in rules.clauses(text):
        said = rules.words(clause)
        while said and place < len(spoken) and spoken[place : place + len(said)] != said:
            place += 1
        places.add(place)
        place += len(said)
    return frozenset(places)


def _volunteered(rules: Language, item: AgendaItem, reading: Reading) -> Reading:
    """What nobody has asked for may be about something else: only a value right beside its name is stored as it is."""
    if reading.confidence < STORE_FROM or (item.answer is not Answer.YES_NO and _plain(rules, item, reading.words)):
        return reading
    return replace(reading, confidence=VOLUNTEERED)


def _plain(rules: Language, item: AgendaItem, text: str) -> bool:
    """Whether nothing is told but the name, the value and its unit, apart from small words."""
    own = _names(rules, item.label) | _names(rules, item.unit)
    telling = [word for word in rules.words(text) if rules.stems(word)]
    return all(own & rules.stems(word) or rules.read_number(word, "") is not None for word in telling)
