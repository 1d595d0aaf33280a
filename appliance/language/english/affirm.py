"""English yes and no."""

from __future__ import annotations

from appliance.language.english import affirmforms as forms
from appliance.language.english.numberwords import below_hundred
from appliance.language.english.tokens import words
from appliance.language.forms import Forms, listed
from appliance.language.reading.affirm import YesNoWords, read_yes_no_with


def _tells_a_deed(spoken: list[str]) -> bool:
    for place, word in enumerate(spoken[:-1]):
        if word in ("i", "we", "just", "already", "finally"):
            following = spoken[place + 1 : place + 3]
            if any(verb in forms.DID or (verb.endswith("ed") and verb not in forms.NOT_DONE) for verb in following):
                return True
    return False


def _without_halves_told(text: str) -> list[str]:
    """The words without the half of `half past six`, `half six` and `half an hour`, which is no half of the deed."""
    spoken = words(text)
    return [
        word
        for word, following in zip(spoken, [*spoken[1:], ""], strict=False)
        if word != "half" or not (following in ("past", "an") or below_hundred([following], 0))
    ]


YES_NO = YesNoWords(
    words=_without_halves_told,
    fillers=listed("uh um er erm ah hmm hm mm well like please oh basically"),
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
    ending_goes_on=listed("did"),
)

read_yes_no = read_yes_no_with(YES_NO)
