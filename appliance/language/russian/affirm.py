"""Russian yes and no."""

from __future__ import annotations

import re
from collections.abc import Iterable

from appliance.language.forms import Forms
from appliance.language.reading.affirm import YesNoWords, read_yes_no_with
from appliance.language.russian import affirmforms as forms
from appliance.language.russian.deeds import ANY_DEED, is_past, words_with_deeds
from appliance.language.russian.numbers import read_number
from appliance.language.russian.spelling import forms_of, words_of
from appliance.language.values import Found


def _words_in(*groups: Iterable[str]) -> frozenset[str]:
    return frozenset(word for group in groups for form in group for word in re.findall(r"[^\s()\[\]|]+", form))


_KNOWN = _words_in(
    forms.YES_READ, forms.YES_MILD, forms.YES_ENDING, forms.YES_WEAK, forms.NO_READ, forms.NO_VERBAL, forms.NO_WEAK,
    forms.HINDERED, *(said for said, _ in forms.PARTLY), forms.CORRECTIONS,
)  # fmt: skip


def _tells_a_deed(spoken: list[str]) -> bool:
    return any(word == ANY_DEED and (not place or spoken[place - 1] != "не") for place, word in enumerate(spoken))


_LEADS = Forms(
    forms_of("""
(если | ну если) [уж | быть] честно [говоря] [то] | честно [говоря | сказать] | по правде [говоря | сказать] |
 на самом деле | в принципе | в общем [то] | вообще то | скажем так | скажу так | если по честному [то]
(сегодня | в этот раз | на этот раз) [то | уж | точно]
""")
)
"""Said before an answer, they tell nothing; after `не` they are part of it."""


_OPEN = 0.4
"""Below this certainty the words contradict each other, and the question is asked again."""


_BEFORE_LEADS = words_of("ну а и ой э эм так")
_THEN = words_of("потом позже попозже")


def _without_then(spoken: list[str]) -> list[str]:
    """Without the `потом` of `потом сделал`: it puts nothing off."""
    then = {place for place, word in enumerate(spoken[:-1]) if word in _THEN and is_past(spoken[place + 1])}
    return [word for place, word in enumerate(spoken) if place not in then]


def _words(text: str) -> list[str]:
    spoken = _without_then(words_with_deeds(_KNOWN, text))
    start = next((place for place, word in enumerate(spoken) if word not in _BEFORE_LEADS), 0)
    end = _LEADS.end_at(spoken, start)
    return [*spoken[:start], *spoken[end:]] if end is not None and end < len(spoken) else spoken


YES_NO = YesNoWords(
    words=_words,
    fillers=words_of("э эм мм м хм ну-у блин слушай короче значит вот"),
    yes=Forms(forms.YES_READ),
    yes_mild=Forms(forms.YES_MILD),
    yes_ending=Forms(forms.YES_ENDING),
    yes_weak=Forms(forms.YES_WEAK),
    no=Forms(forms.NO_READ),
    no_verbal=Forms(forms.NO_VERBAL),
    no_weak=Forms(forms.NO_WEAK),
    partly=tuple((Forms(said), value) for said, value in forms.PARTLY),
    corrections=Forms(forms.CORRECTIONS),
    contrasts=Forms(forms.CONTRASTS),
    tells_a_deed=_tells_a_deed,
)

_read_yes_no = read_yes_no_with(YES_NO)
_BUT = words_of("а но зато")
_LONGEST = 30
"""Words: in a longer utterance no `но` is looked for."""
_PLAIN_NO = words_of("нет неа")
_FORGOT = words_of("забыл/а пропустил/а")
_HINDERED = Forms(forms.HINDERED)
_DEED_ALONE = Found(1.0, 0.65)
"""What is made of words that tell a deed, and neither yes nor no."""


def read_yes_no(text: str) -> Found | None:
    """Yes (1), no (0) or how much of it (between); None where the words say neither. `Не` alone is a no, percents are
    a part, and a deed beside another one not done (`звонил, не взяли трубку`, `утром забыла, вечером выпила`) is read
    back."""
    spoken = YES_NO.words(text)
    if set(spoken) in ({"не"}, {"все"}):
        return Found(float(spoken[0] == "все"), 0.7)
    found = _of_hundred(text, spoken) or _read_with_hindrance(text, spoken)
    return _less_sure(found, spoken) if found is not None and found.value == 0 and found.certainty >= _OPEN else found


def _read_with_hindrance(text: str, spoken: list[str]) -> Found | None:
    """Yes or no; a no where nothing is told but what came between: `приехал внук`."""
    found = _read_yes_no(text)
    hindered = (found is None or found == _DEED_ALONE) and _HINDERED.inside(spoken)
    return Found(0.0, 0.6) if hindered else found


def _less_sure(no: Found, spoken: list[str]) -> Found:
    """A no, read back where a deed is told beside it, or where it is somebody else's: `никто не ответил`."""
    beside = _tells_a_deed(spoken)
    others = _HINDERED.inside(spoken) and _PLAIN_NO.isdisjoint(spoken)
    if others or (beside and ["не", ANY_DEED] in _pairs(spoken)):
        return Found(0.0, min(no.certainty, 0.6))
    if _one_of_two(spoken):
        return Found(0.5, 0.5)
    return Found(0.0, min(no.certainty, 0.6)) if beside and not _FORGOT.isdisjoint(spoken) else no


def _one_of_two(spoken: list[str]) -> bool:
    """`утренние выпил а вечерние забыл`: yes and no, on either side of a `но`."""
    for place, word in enumerate(spoken):
        if word in _BUT and len(spoken) <= _LONGEST:
            sides = [_read_with_hindrance(" ".join(side), side) for side in (spoken[:place], spoken[place + 1 :])]
            if {side.value for side in sides if side is not None} == {0.0, 1.0}:
                return True
    return False


def _pairs(spoken: list[str]) -> list[list[str]]:
    return [spoken[place : place + 2] for place in range(len(spoken) - 1)]


def _of_hundred(text: str, spoken: list[str]) -> Found | None:
    """`процентов на восемьдесят`."""
    if not any(word.startswith("процент") for word in spoken):
        return None
    number = read_number(text, "процент")
    return Found(number.value / 100, 0.6) if number is not None and 0 <= number.value <= 100 else None
