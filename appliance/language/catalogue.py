"""The languages the appliance can listen and answer in: one value of functions for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Protocol

from appliance.errors import InvalidInputError
from appliance.language.values import Command, Found
from appliance.ports import Hint
from appliance.records.agenda import AgendaItem, Answer


class ReadClock(Protocol):
    def __call__(
        self, text: str, about: str = "", low: float | None = None, high: float | None = None
    ) -> Found | None: ...


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of one language. The English functions say what each returns."""

    code: str
    words: Callable[[str], list[str]]
    read_number: Callable[[str, str], Found | None]
    read_duration: Callable[[str, str], Found | None]
    read_clock: ReadClock
    read_half_of_day: Callable[[str], str | None]
    read_yes_no: Callable[[str], Found | None]
    read_share: Callable[[str, str], Found | None]
    read_command: Callable[[str, Answer], Command | None]
    read_presence: Callable[[str, str], Command | None]
    says_little: Callable[[str], bool]
    speaks_of_deed: Callable[[str], bool]
    say_value: Callable[[AgendaItem, float], str]
    say_unit: Callable[[str], str]
    say_day: Callable[[str, str], str]
    say_due: Callable[[str, str], str]
    speakable: Callable[[str], str]
    split_sentences: Callable[[str], list[str]]
    hint_for: Callable[[AgendaItem, str], Hint]
    hint_for_confirmation: Callable[[AgendaItem], Hint]
    spoken_answer: Callable[[AgendaItem, float, Random], str]


@cache
def language(code: str) -> Language:
    """The language of an ISO 639-1 code; a region (`en-GB`) is ignored. Raises `InvalidInputError`."""
    name = code.lower().replace("_", "-").split("-")[0]
    if name == "en":
        from appliance.language.english import ENGLISH

        return ENGLISH
    raise InvalidInputError(f"no rules for the language {code!r}", remedy="Known languages: en.")


def hint_for(item: AgendaItem, user_name: str, language_code: str = "en") -> Hint:
    """What a recogniser may expect as the answer to this item."""
    return language(language_code).hint_for(item, user_name)


def hint_for_confirmation(item: AgendaItem, language_code: str = "en") -> Hint:
    """What a recogniser may expect after the item's value was read back."""
    return language(language_code).hint_for_confirmation(item)
