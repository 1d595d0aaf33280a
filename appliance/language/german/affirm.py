"""German yes and no."""

from __future__ import annotations

import re
from collections.abc import Iterable

from appliance.language.forms import Forms
from appliance.language.german import affirmforms as forms
from appliance.language.german.numberwords import below_hundred
from appliance.language.german.tokens import spelt, words
from appliance.language.reading.affirm import YesNoWords, read_yes_no_with


def _forms(lines: Iterable[str]) -> Forms:
    """The forms without the fillers, which are left out of what was said too."""
    fillers = "|".join(sorted(forms.FILLERS, key=len, reverse=True))
    return spelt(re.sub(rf"(?<!\w)(?:{fillers})(?!\w)", "", line) for line in lines)


_NEITHER = _forms(forms.NEITHER)


def _without_times(spoken: list[str]) -> list[str]:
    """`um halb zehn` is no half of anything."""
    return [
        word
        for place, word in enumerate(spoken)
        if not (word in ("halb", "dreiviertel", "viertel") and below_hundred(spoken, place + 1))
    ]


def _telling_words(text: str) -> list[str]:
    """The words without fillers and without what holds a yes or no and says neither: `na ja`, `nicht schlecht`."""
    told = _without_times(words(text))
    for place in range(len(told) - 1):  # `heute Morgen` is no putting off until tomorrow
        if told[place] in ("heute", "am", "gestern") and told[place + 1] == "morgen":
            told[place + 1] = "morgens"
    spoken = [word for word in told if word not in forms.FILLERS]
    kept: list[str] = []
    place = 0
    while place < len(spoken):
        end = _NEITHER.end_at(spoken, place)
        kept += [] if end else [spoken[place]]
        place = end or place + 1
    return [word for place, word in enumerate(kept) if not _denied_beginning(kept, place)]


def _denied_beginning(spoken: list[str], place: int) -> bool:
    """`gar nicht erst angefangen` is no beginning."""
    return spoken[place] in forms.BEGINNINGS and "nicht" in spoken[max(0, place - 3) : place]


def _tells_a_deed(spoken: list[str]) -> bool:
    told = not forms.DEEDS.isdisjoint(spoken) or not forms.DID.isdisjoint(spoken)
    return told and forms.NEGATIONS.isdisjoint(spoken)


YES_NO = YesNoWords(
    words=_telling_words,
    fillers=forms.FILLERS,
    yes=_forms(forms.YES),
    yes_mild=_forms(forms.YES_MILD),
    yes_ending=_forms(forms.YES_ENDING),
    yes_weak=_forms(forms.YES_WEAK),
    no=_forms(forms.NO),
    no_verbal=_forms(forms.NO_VERBAL),
    no_weak=_forms(forms.NO_WEAK),
    partly=tuple((_forms(said), value) for said, value in forms.PARTLY),
    corrections=_forms(forms.CORRECTIONS),
    contrasts=Forms(forms.CONTRASTS),
    tells_a_deed=_tells_a_deed,
)

read_yes_no = read_yes_no_with(YES_NO)
