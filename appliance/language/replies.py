"""Short answers that only make sense to two questions: how it is going, and whether there is anything else. And whom
somebody speaks of, and what they promise of their own accord.

Each language has them in its `replies.toml`; a language without the file has none, and is asked again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from appliance.language.catalogue import language, language_code
from appliance.language.folders import files_of
from appliance.language.forms import Forms
from appliance.language.reading.originals import written
from appliance.language.reading.tokens import BREAK
from appliance.language.values import Found
from appliance.tomlfiles import read_toml

SURE = 0.9
FILE = "replies.toml"


@dataclass(frozen=True, slots=True)
class _Replies:
    well: Forms
    badly: Forms
    nothing_more: Forms
    people: Forms
    promising: Forms


def read_going(text: str, code: str) -> Found | None:
    """How something is going: 1 is well, 0 badly; None where the words, all of them, say neither."""
    replies, words = _replies(language_code(code)), language(code).words(text)
    if replies.badly.is_all(words):
        return Found(0.0, SURE)
    return Found(1.0, SURE) if replies.well.is_all(words) else None


def says_nothing_more(text: str, code: str) -> bool:
    """Whether the words, all of them, say that there is nothing else: `no, that's all`."""
    return _replies(language_code(code)).nothing_more.is_all(language(code).words(text))


def speaks_of_somebody(text: str, code: str) -> bool:
    """Whether it is about somebody in the person's life: `my sister is called Ana`."""
    return _replies(language_code(code)).people.inside(language(code).words(text))


def promised_words(text: str, code: str) -> str:
    """What is promised, where the words begin by saying so: `remind me to call Bob`; empty where they do not."""
    said = written(text, language(code).words).without(BREAK)
    led = _replies(language_code(code)).promising.end_at(said.tokens, 0)
    words = "" if led is None else said.part(led, len(said.tokens))
    amount = language(code).read_number(words, "")
    return "" if amount is not None and amount.value == 0 else words  # "I promise nothing"


@cache
def _replies(code: str) -> _Replies:
    path = files_of(FILE).get(code)
    told = {} if path is None else read_toml(path, f"{path.parent.name}/{FILE}")
    return _Replies(*(Forms(told.get(name, ())) for name in ("well", "badly", "nothing_more", "people", "promising")))
