"""What a recogniser is told to expect. The embedded one knows no Spanish, so there are no grammars: only words."""

from __future__ import annotations

from appliance.language.spanish.calendar import WEEKDAYS
from appliance.language.spanish.units import UNITS
from appliance.ports import Hint
from appliance.records.agenda import AgendaItem, Answer

_YES_NO = ("sí", "no", "más o menos", "a medias", "todavía no", "casi")
_BY_ANSWER = {
    Answer.PRESENCE: ("sí", "soy yo", "no está", "dime"),
    Answer.YES_NO: _YES_NO,
    Answer.DURATION: ("horas", "minutos", "media", "cuarto"),
    Answer.TIME: ("y media", "menos cuarto", "de la mañana", "de la noche"),
    Answer.OPEN: ("mañana", *WEEKDAYS),
}


def hint_for(item: AgendaItem, user_name: str) -> Hint:
    """The words worth expecting: the person's name, the words of the promise or metric, and those of such answers."""
    unit = UNITS.of(item.unit)
    units = () if unit is None else (unit.singular, unit.plural)
    return _open(item.answer, user_name, *item.label.split(), *units, *_BY_ANSWER.get(item.answer, ()))


def hint_for_confirmation(item: AgendaItem) -> Hint:
    """After a read-back: yes, no, or another value."""
    return _open(item.answer, "sí", "no", "correcto", *_BY_ANSWER.get(item.answer, ()))


def hint_for_request_confirmation() -> Hint:
    """After a request was read back: yes, no, or the end of the call."""
    return _open(Answer.YES_NO, *_YES_NO, "para")


def _open(answer: Answer, *words: str) -> Hint:
    return Hint(answer, None, tuple(dict.fromkeys(word for word in words if word)))
