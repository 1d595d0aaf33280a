"""French yes and no."""

from __future__ import annotations

from appliance.language.forms import Forms
from appliance.language.french import affirmforms as forms
from appliance.language.french.tokens import words
from appliance.language.reading.affirm import LIKELY, OPEN, SURE, YesNoWords, read_yes_no_with
from appliance.language.values import Found

_AUXILIARIES = frozenset({"ai", "suis", "avons", "sommes"})
_WHO = frozenset({"je", "j", "me", "l", "les", "en", "y", "m", "on", "nous"})
_ENDINGS = ("e", "ee", "i", "ie", "u", "ue", "is", "it", "ert", "es", "us")
_SHORTEST = 2
"""Letters of a participle (`lu`, `bu`)."""

_REACH = 3
"""Words after the auxiliary among which its participle is looked for."""


def _tells_a_deed(spoken: list[str]) -> bool:
    """`j'ai médité`, `je me suis levée`, `on a bien couru`: an auxiliary and soon after it a participle."""
    for place, word in enumerate(spoken):
        before = spoken[place - 1] if place else ""
        told = (word in _AUXILIARIES and before in _WHO) or (word == "a" and before == "on")
        if told and any(_is_done(later) for later in spoken[place + 1 : place + 1 + _REACH]):
            return True
    return False


def _is_done(word: str) -> bool:
    return len(word) >= _SHORTEST and word.endswith(_ENDINGS) and word not in forms.NOT_DONE | forms.NO_PARTICIPLES


YES_NO = YesNoWords(
    words=words,
    fillers=forms.FILLERS,
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
_SIDES = {"oui": "yes", "ouais": "yes", "non": "no", "nan": "no"}
_SECOND_THOUGHTS = frozenset({"ah", "oh", "euh", "heu", "hum", "ben", "bah"})
_UNSURE = Forms(forms.UNSURE)
_WHEN_DONE = Forms(forms.WHEN_DONE)
_CORRECTIONS = Forms((*forms.CORRECTIONS, *forms.NO_HEARD))


def read_yes_no(text: str) -> Found | None:
    """Yes (1), no (0) or how much of it; None where the words say neither.

    After a no, `enfin si` is a yes and needs no more; with more behind it (`enfin si j'ai médité`) it may begin a
    condition as well, so that no plain no is left of it.
    """
    said = words(text)
    turned = _turned(said)
    found = _read_yes_no(" ".join(said[turned:]) if turned else text)
    if found is not None and turned:
        return Found(found.value, min(found.certainty, LIKELY))
    spoken = [word for word in said if word not in forms.FILLERS]
    if found is None or found.value:
        return found
    if _UNSURE.inside(spoken):
        return Found(found.value, OPEN)
    rest = _after_si(spoken)
    if rest is None:
        return found
    if _WHEN_DONE.is_all(rest):
        return Found(1.0, SURE)
    return Found(1.0, LIKELY) if _tells_a_deed(rest) else Found(found.value, OPEN)


def _turned(said: list[str]) -> int:
    """Where a second thought begins, told by a hesitation alone: `oui, ah non`, `non, euh, oui`. 0 where none does."""
    place = 1
    while place < len(said) and said[place] in _SECOND_THOUGHTS:
        place += 1
    if not 1 < place < len(said):
        return 0
    first, second = _SIDES.get(said[0]), _SIDES.get(said[place])
    return place if first and second and first != second else 0


def _after_si(spoken: list[str]) -> list[str] | None:
    """What follows the `si` that takes a no back (`non si`, `enfin si`); None where there is none."""
    for place, word in enumerate(spoken[1:], 1):
        corrects = any(_CORRECTIONS.is_all(spoken[start:place]) for start in range(max(0, place - 4), place))
        if word == "si" and corrects:
            return spoken[place + 1 :]
    return None
