"""French yes and no."""

from __future__ import annotations

from appliance.language.forms import Forms
from appliance.language.french import affirmforms as forms
from appliance.language.french.tokens import words
from appliance.language.reading.affirm import YesNoWords, read_yes_no_with

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

read_yes_no = read_yes_no_with(YES_NO)
