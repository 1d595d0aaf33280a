"""About how long it takes to ask something and have it answered. Pure."""

from __future__ import annotations

from appliance.records.agenda import AgendaItem, Answer, ItemKind

WORDS_A_SECOND = 150 / 60
"""Conversational English has about 150 words a minute (National Center for Voice and Speech)."""

ANSWER_SECONDS = {
    Answer.PRESENCE: 2.0, Answer.YES_NO: 2.5, Answer.SCALE: 2.5, Answer.NUMBER: 3.0, Answer.TIME: 3.0,
    Answer.DURATION: 4.0, Answer.OPEN: 8.0,
}  # fmt: skip
"""Thinking and speaking. An open answer is a sentence of some fifteen words after a moment of thought."""

BETWEEN_SECONDS = 3.0
"""The silence that ends an answer (0.7 to 1.25 s), and a short acknowledgement of four words."""

AROUND_SECONDS = 8.0
"""Greeting and farewell: two sentences of about ten words."""

QUESTION_WORDS = {
    ItemKind.PRESENCE: 4, ItemKind.FOLLOW_UP: 7, ItemKind.METRIC: 5, ItemKind.PROMISE: 9, ItemKind.WAKE_TASK: 9,
    ItemKind.PROGRESS: 7, ItemKind.OBSTACLE: 5, ItemKind.REVIEW: 9, ItemKind.PAUSE_OFFER: 16,
}  # fmt: skip
"""Of the coach's own question, beside what it is about."""

TALK_SECONDS = 0.0
"""A free talk has no length of its own: the limit of the call holds."""


def estimated_seconds(item: AgendaItem) -> float:
    """Seconds from the first word of the question to the end of the acknowledgement, when all goes well."""
    if item.kind is ItemKind.TALK:
        return TALK_SECONDS
    asked = _words(item.question) if item.question else QUESTION_WORDS.get(item.kind, 6) + _words(item.label)
    spoken = (asked + _words(item.statement)) / WORDS_A_SECOND
    return round(spoken + ANSWER_SECONDS[item.answer] + BETWEEN_SECONDS, 1)


def timed(item: AgendaItem) -> AgendaItem:
    """The item with its estimate."""
    return item.model_copy(update={"seconds": estimated_seconds(item)})


def total_seconds(items: list[AgendaItem]) -> float:
    """Of a whole call, with its first and last words."""
    return AROUND_SECONDS + sum(item.seconds for item in items)


def _words(text: str) -> int:
    return len(text.split())
