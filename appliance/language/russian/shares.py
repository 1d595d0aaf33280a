"""How much of a promise was kept: the Russian words around its numbers."""

from __future__ import annotations

from appliance.language.reading.durations import stretches_in
from appliance.language.reading.shares import ShareWords, read_share_with
from appliance.language.russian.deeds import is_past
from appliance.language.russian.durations import DURATIONS, read_duration
from appliance.language.russian.numbers import NUMBERS, read_number
from appliance.language.russian.promises import read_promise
from appliance.language.russian.spelling import words_of
from appliance.language.russian.tokens import words
from appliance.language.russian.turning import turned_tokens
from appliance.language.values import Found, Promised

SHARES = ShareWords(
    numbers=NUMBERS,
    before_time=words_of("в к до после около без часам"),
    after_time=words_of("утра вечера ночи час часов часу"),
    percent=words_of("процентов процента процент"),
)

_read_share = read_share_with(SHARES)
_NOT = words_of("не ни нет неа")
_LEFT = words_of("осталось остался осталась остались")
_REACHED = ("дозвон", "дожд", "догов")
"""What begins with `до` and tells of no part."""


def read_share(text: str, promise: str) -> Found | None:
    """How much of a promise was kept, 0 … 1, from the numbers of both; None where no number is said. Read back.

    Lengths of time are compared as such: `полчаса` of two hours are a quarter, and of ten pages nothing.
    """
    promised = read_promise(promise)
    if _minutes_per(promised):
        said = _without_lengths(text) if "за" in words(text) else text
        return _of_time(text, promised) or _read_share(said, promise)
    if not promised.amount:
        return _read_share(text, promise)
    return _all_but(text, promised) or _read_share(_without_lengths(text), promise) or _one_alone(text, promised)


def _of_time(text: str, promised: Promised) -> Found | None:
    spoken = words(text)
    told = _minutes_per(read_promise(text)) or {"с", "до"} <= set(spoken)
    done = read_duration(text, "минут") if told and "за" not in spoken else None
    per = _minutes_per(promised)
    if done is None or done.certainty < 0.4 or not per or not promised.amount:
        return None
    return _share(done.value / (promised.amount * per))


def _all_but(text: str, promised: Promised) -> Found | None:
    """`не добежал километр`, `осталось две страницы`."""
    told = _told_of_rest(words(text))
    left = read_number(" ".join(told), promised.unit) if told else None
    if left is None or left.certainty < 0.4 or not promised.amount or not 0 < left.value < promised.amount:
        return None
    return _share(1 - left.value / promised.amount)


def _told_of_rest(spoken: list[str]) -> list[str]:
    """The words that tell how much is left undone; none where nothing does. A verb may follow what it is about."""
    for place, word in enumerate(spoken):
        if word in _LEFT or (word == "хватило" and spoken[place - 1] == "не"):
            return spoken[place + 1 :]
        if _falls_short(word) and place and spoken[place - 1] == "не":
            return [*spoken[: place - 1], *spoken[place + 1 :]]
    return []


def _falls_short(word: str) -> bool:
    return word.startswith("до") and is_past(word) and not word.startswith(_REACHED)


def _without_lengths(text: str) -> str:
    """`две страницы за полчаса` without how long it took."""
    spoken = turned_tokens(text)
    for stretch in reversed(stretches_in(DURATIONS, spoken, hours=False)):
        if stretch.minutes_per is not None:
            start = stretch.piece.start
            del spoken[start - (start > 0 and spoken[start - 1] == "за") : stretch.piece.end]
    return " ".join(spoken)


def _one_alone(text: str, promised: Promised) -> Found | None:
    """`страничку` of ten pages."""
    if not promised.unit or not promised.amount or not _NOT.isdisjoint(words(text)):
        return None
    done = read_number(text, promised.unit)
    return None if done is None or done.certainty < 0.4 else _share(done.value / promised.amount)


def _minutes_per(told: Promised) -> float | None:
    return DURATIONS.numbers.units.minutes_per(told.unit)


def _share(share: float) -> Found:
    return Found(round(min(1.0, share), 2), 0.6)
