"""Spanish yes and no."""

from __future__ import annotations

import re

from appliance.language.forms import Forms
from appliance.language.reading.affirm import YesNoWords, read_yes_no_with
from appliance.language.spanish import affirmforms as forms
from appliance.language.spanish.days import without_mornings
from appliance.language.spanish.tokens import folded, spoken_words, words
from appliance.language.values import Found

_FIRST_PERSON = re.compile(r"\b[a-zñáéíóúü]{2,}(?:é|í)\b")
"""`llamé`, `corrí`: a recogniser writes the accent; without it `llame` may be a wish."""

_WORD = re.compile(r"[^\W_]+")
_NO_VERBS = spoken_words("""
así aquí allí ahí café té mí ti sí qué sé porqué también bebé comité josé andré puré paté chalé casi jamás dé esté ahi
""")
_HAVE_DONE = re.compile(
    r"\b(?:he|hemos)\s+(?:\w+\s+)?(?:\w+(?:ado|ido|ído)|hecho|escrito|visto|puesto|dicho|vuelto|abierto)\b"
)

_TODAY_NOT = re.compile(r"\bhoy no\b", re.IGNORECASE)
_NO = re.compile(r"\b(no)\b", re.IGNORECASE)

_ALL = spoken_words("todo toda")
_STRETCHES = spoken_words("día rato tiempo tarde madrugada mañana noche semana mes fin")


def _without_stretches(spoken: list[str]) -> list[str]:
    """The words without the `todo` of `todo el día`, which is no yes."""
    following = [[*spoken, "", "", ""][place + 1 : place + 4] for place in range(len(spoken))]
    return [
        word
        for word, after in zip(spoken, following, strict=True)
        if word not in _ALL or after[0] not in ("el", "la") or _STRETCHES.isdisjoint(after[1:])
    ]


YES_NO = YesNoWords(
    words=lambda text: _without_stretches(without_mornings(words(text))),
    fillers=spoken_words("eh em ah hmm hm mm mmm este pues bueno ay oye mira hombre mujer"),
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
)

_read = read_yes_no_with(YES_NO)
_OBSTACLES = Forms(forms.OBSTACLES)


def read_yes_no(text: str) -> Found | None:
    """Yes (1), no (0) or how much of it (between); None where the words say neither.

    Telling what one did (`llamé al dentista`) says yes to most questions but not to all, hence a certainty that asks
    for a read-back.
    """
    found = _read(text)
    if found is None:
        return _told_by_deeds(text.lower())
    before, no, after = _NO.split(text.lower(), maxsplit=1) if _NO.search(text) else (text.lower(), "", "")
    today = _TODAY_NOT.search(text) is not None
    if no and not today and found.value == 0 and _tells_a_deed(before) and not _tells_a_deed(after):
        return Found(1.0, 0.6)  # `llamé pero no contestaron`
    return _without_accents(text, found)


def _told_by_deeds(text: str) -> Found | None:
    """`llamé al dentista` is likely a yes, `me lesioné` a no, `salí pero me lesioné` a part of it."""
    spoken = words(text)
    obstacle = _OBSTACLES.find(spoken)
    if obstacle is None:
        return Found(1.0, 0.65) if _tells_a_deed(text) else None
    accented = _WORD.findall(text)
    before, after = " ".join(accented[: obstacle[0]]), " ".join(accented[obstacle[1] :])
    if _tells_a_deed(before):
        return Found(0.5, 0.5)
    plain = _OBSTACLES.find(words(after)) is None and _tells_a_deed(after)
    return Found(1.0 if plain else 0.0, 0.6)


def _without_accents(text: str, found: Found) -> Found:
    """A no after `pero` is doubted where what stands before it says no neither: `llame pero no contestaron`."""
    before, but, _ = folded(text).partition(" pero no ")
    if not but or found.value > 0:
        return found
    first = _read(before)
    return found if first is not None and first.value == 0 else Found(0.0, min(found.certainty, 0.6))


def _tells_a_deed(text: str) -> bool:
    verbs = {folded(word) for word in _FIRST_PERSON.findall(text)} - _NO_VERBS
    told = bool(verbs - forms.NOT_DONE) or not forms.DID.isdisjoint(words(text))
    return told or _HAVE_DONE.search(text) is not None
