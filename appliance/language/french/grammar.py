"""What a recogniser is told to expect in French: no grammars, since the embedded recogniser knows English only, but
the words that are likely."""

from __future__ import annotations

from appliance.language.french.saying import say_unit
from appliance.ports import Hint
from appliance.records.agenda import AgendaItem, Answer

_YES_NO = ("oui", "non", "pas encore", "à moitié", "c'est fait")
_LIKELY = {
    Answer.PRESENCE: ("allô", "oui", "c'est moi"),
    Answer.YES_NO: _YES_NO,
    Answer.DURATION: ("heures", "et demie", "minutes"),
    Answer.TIME: ("heures", "et demie", "moins le quart", "midi", "minuit"),
    Answer.SCALE: ("sur dix",),
}


def hint_for(item: AgendaItem, user_name: str) -> Hint:
    """The words worth expecting: the person's name, those of the promise or metric asked about, and likely answers."""
    unit = say_unit(item.unit) if item.unit else ""
    expected = (user_name, *item.label.split(), unit, *_LIKELY.get(item.answer, ()))
    return Hint(item.answer, None, tuple(dict.fromkeys(word for word in expected if word)))


def hint_for_confirmation(item: AgendaItem) -> Hint:
    """After a read-back: yes, no, or another value."""
    return Hint(item.answer, None, tuple(dict.fromkeys(("oui", "non", "c'est ça", *_LIKELY.get(item.answer, ())))))


def hint_for_request_confirmation() -> Hint:
    """After a request was read back."""
    return Hint(Answer.YES_NO, None, ("oui", "non", "c'est ça", "stop"))
