"""What a recogniser is told to expect. There is no embedded recogniser of German, so there are no grammars: speech is
open, and the words worth expecting are the person's name, what is asked about, and what is often answered.
"""

from __future__ import annotations

from appliance.language.german.units import UNITS, plural
from appliance.ports import Hint
from appliance.records.agenda import AgendaItem, Answer, ItemKind

_ANSWERS = {
    Answer.PRESENCE: ("ja", "nein", "ich bin dran", "später"),
    Answer.YES_NO: ("ja", "nein", "hab ich", "noch nicht", "die Hälfte", "fast"),
    Answer.DURATION: ("Stunden", "Minuten", "anderthalb", "sechseinhalb", "eine halbe Stunde", "Dreiviertelstunde"),
    Answer.TIME: ("Uhr", "halb", "Viertel", "dreiviertel", "abends", "morgens"),
}


def hint_for(item: AgendaItem, user_name: str) -> Hint:
    """The words of the likely answers to an item, without a grammar."""
    unit = UNITS.known(item.unit)
    told = (user_name, *item.label.split(), plural(unit) if unit else item.unit)
    usual = _ANSWERS.get(item.answer, ())
    share = ("von",) if item.kind is ItemKind.FOLLOW_UP else ()
    return Hint(item.answer, None, _once((*told, *usual, *share)))


def hint_for_confirmation(item: AgendaItem) -> Hint:
    """After a read-back: yes, no, or another value."""
    return Hint(item.answer, None, _once(("ja", "nein", "stimmt", "genau", "falsch", *_ANSWERS.get(item.answer, ()))))


def hint_for_request_confirmation() -> Hint:
    """After a request was read back: yes, no, or the end of the call."""
    return Hint(Answer.YES_NO, None, ("ja", "nein", "genau", "richtig", "stopp"))


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
