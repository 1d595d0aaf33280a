"""German yes and no."""

from __future__ import annotations

import re
from collections.abc import Iterable

from appliance.language.forms import Forms
from appliance.language.german import affirmforms as forms
from appliance.language.german.numberwords import below_hundred
from appliance.language.german.tokens import spelt, words
from appliance.language.reading.affirm import LIKELY, OPEN, YesNoWords, read_yes_no_with
from appliance.language.values import Found


def _forms(lines: Iterable[str]) -> Forms:
    """The forms without the fillers, which are left out of what was said too."""
    fillers = "|".join(sorted(forms.FILLERS, key=len, reverse=True))
    return spelt(re.sub(rf"(?<!\w)(?:{fillers})(?!\w)", "", line) for line in lines)


_NEITHER = _forms(forms.NEITHER)
_LONGEST_CLAUSE = 5
"""Words between a modal verb and its participle."""
_DID_IT = frozenset({"habe", "bin", "ist", "war", "ja", "aber", "doch"})


def _without_times(spoken: list[str]) -> list[str]:
    """`um halb zehn` is no half of anything."""
    return [
        word
        for place, word in enumerate(spoken)
        if not (word in ("halb", "dreiviertel", "viertel") and below_hundred(spoken, place + 1))
    ]


_MEANT = (
    (("ausser", "heute"), ["nicht"]),
    (("nur", "heute", "nicht"), ["nicht"]),
    (("schon", "gesagt"), ["schon", "erzählt"]),
    (("mache", "ich", "jetzt"), ["mache", "ich", "später"]),
    (("mache", "ich", "das", "jetzt"), ["mache", "ich", "das", "später"]),
    (("heute", "morgen"), ["heute", "morgens"]),
    (("am", "morgen"), ["am", "morgens"]),
    (("gestern", "morgen"), ["gestern", "morgens"]),
)
"""What would be lost with the fillers, or means another thing alone: `heute Morgen` is no putting off."""


def _as_meant(told: list[str]) -> list[str]:
    meant: list[str] = []
    place = 0
    while place < len(told):
        said = next(((known, said) for known, said in _MEANT if tuple(told[place : place + len(known)]) == known), None)
        meant += said[1] if said else [told[place]]
        place += len(said[0]) if said else 1
    return [*meant[:-1], "später"] if meant[-1:] == ["gleich"] else meant


def _telling_words(text: str) -> list[str]:
    """The words without fillers and without what holds a yes or no and says neither: `na ja`, `nicht schlecht`."""
    told = _as_meant(_without_times(words(text)))
    spoken = [word for word in told if word not in forms.FILLERS]
    kept: list[str] = []
    place = 0
    while place < len(spoken):
        end = _NEITHER.end_at(spoken, place)
        kept += [] if end else [spoken[place]]
        place = end or place + 1
    return [word for place, word in enumerate(kept) if not _says_nothing(kept, place)]


def _says_nothing(spoken: list[str], place: int) -> bool:
    return _denied_beginning(spoken, place) or _undone(spoken, place) or _stresses(spoken, place)


def _stresses(spoken: list[str], place: int) -> bool:
    """`klar nicht`, `immer noch nicht`."""
    after = [word for word in spoken[place + 1 : place + 3] if word != "noch"]
    return spoken[place] in forms.STRESS and bool(after) and after[0] in forms.STRESSED


def _denied_beginning(spoken: list[str], place: int) -> bool:
    """`gar nicht erst angefangen` is no beginning."""
    return spoken[place] in forms.BEGINNINGS and "nicht" in spoken[max(0, place - 3) : place]


def _undone(spoken: list[str], place: int) -> bool:
    """`wird noch erledigt` and `hätte gemacht werden sollen` are no deeds; `sollte ich, habe ich gemacht` is one."""
    if spoken[place] not in forms.DONE:
        return False
    before = spoken[max(0, place - _LONGEST_CLAUSE) : place]
    modal = next((back for back in range(len(before) - 1, -1, -1) if before[back] in forms.MODALS), None)
    return modal is not None and _DID_IT.isdisjoint(before[modal:])


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

_IRREAL = frozenset({"hätte", "könnte", "wäre", "würde", "ginge", "dürfte", "müsste"})
_read = read_yes_no_with(YES_NO)


def read_yes_no(text: str) -> Found | None:
    """Yes (1), no (0) or how much; `ja, wenn ich nur könnte` is none of these and is asked again."""
    found = _read(text)
    spoken = words(text)
    if found is None or not found.value:
        return found
    if "wenn" in spoken and not _IRREAL.isdisjoint(spoken):
        return found.at_most(OPEN)
    return found.at_most(LIKELY - 0.1) if _somebody_elses(spoken) else found


def _somebody_elses(spoken: list[str]) -> bool:
    """`meine Frau hat es gemacht`; not `hat Spaß gemacht`."""
    told = not forms.DEEDS.isdisjoint(spoken[spoken.index("hat") :]) if "hat" in spoken else False
    return told and _DID_IT.isdisjoint(spoken) and forms.HAT_FUN.isdisjoint(spoken)
