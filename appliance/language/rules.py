"""What is known of one language, as a value of functions: each language fills one in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Protocol

from appliance.language.values import Command, DaySaid, Deadline, Found, Promised
from appliance.language.wishes import Wish
from appliance.ports import Hint
from appliance.records.agenda import AgendaItem, Answer
from appliance.records.requests import Receipt


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
    read_request: Callable[[str], Wish | None]
    read_deadline: Callable[[str], Deadline | None]
    read_day: Callable[[str], DaySaid | None]
    read_promise: Callable[[str], Promised]
    clauses: Callable[[str], list[str]]
    stems: Callable[[str], frozenset[str]]
    minutes_per: Callable[[str], float | None]
    """Minutes in one of a unit, written as settings or people write it; None for what is no unit of time."""
    says_little: Callable[[str], bool]
    speaks_of_deed: Callable[[str], bool]
    hangs_on_a_syllable: Callable[[str], bool]
    say_value: Callable[[AgendaItem, float], str]
    say_unit: Callable[[str], str]
    say_day: Callable[[str, str], str]
    say_due: Callable[[str, str], str]
    say_wish: Callable[[Wish], str]
    say_receipt: Callable[[Receipt, datetime], str]
    say_refusal: Callable[[Receipt], str]
    speakable: Callable[[str], str]
    split_sentences: Callable[[str], list[str]]
    hint_for: Callable[[AgendaItem, str], Hint]
    hint_for_confirmation: Callable[[AgendaItem], Hint]
    hint_for_request_confirmation: Callable[[], Hint]
    spoken_answer: Callable[[AgendaItem, float, Random], str]
