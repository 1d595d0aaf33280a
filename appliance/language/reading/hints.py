"""What a recogniser may expect in a language without grammars: open speech, and the words of what is asked about."""

from __future__ import annotations

from collections.abc import Callable

from appliance.language.reading.tokens import Tokens
from appliance.ports import Hint
from appliance.records.agenda import AgendaItem, Answer


def open_hint_with(words: Tokens) -> Callable[[AgendaItem, str], Hint]:
    """A function that gives the hint for an item and a person's name: no grammar, the words worth expecting."""

    def hint_for(item: AgendaItem, user_name: str) -> Hint:
        expected = dict.fromkeys([user_name, *words(item.label), *words(item.unit)])
        return Hint(item.answer, None, tuple(word for word in expected if word))

    return hint_for


def open_hint_for_confirmation(item: AgendaItem) -> Hint:
    """After a value was read back."""
    return Hint(item.answer, None, ())


def open_hint_for_request_confirmation() -> Hint:
    """After a request was read back."""
    return Hint(Answer.YES_NO, None, ())
