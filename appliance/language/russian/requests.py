"""Russian wishes: the words around their forms."""

from __future__ import annotations

from dataclasses import replace

from appliance.language.forms import Forms
from appliance.language.reading.requests import RequestRule, RequestWords, read_request_with
from appliance.language.russian import commandforms
from appliance.language.russian import requestforms as forms
from appliance.language.russian.requestslots import SLOTS
from appliance.language.russian.spelling import words_of
from appliance.language.russian.turning import turned_tokens
from appliance.language.wishes import Wish
from appliance.records.requests import RequestKind

REQUESTS = RequestWords(
    tokens=turned_tokens,
    slots=SLOTS,
    rules=(
        RequestRule(RequestKind.SKIP, Forms(forms.SKIP), 0.95),
        RequestRule(RequestKind.SKIP, Forms(forms.SKIP_LOOSE), 0.9),
        RequestRule(RequestKind.SKIP, Forms(forms.SKIP_WITH_REASON), 0.85, own=False, needs_reason=True),
        RequestRule(RequestKind.RESUME, Forms(forms.RESUME), 0.9),
        RequestRule(RequestKind.SNOOZE, Forms(forms.SNOOZE), 0.85, own=False),
        RequestRule(RequestKind.PAUSE, Forms(forms.PAUSE), 0.95),
        RequestRule(RequestKind.MOVE, Forms(forms.MOVE), 0.95),
        RequestRule(RequestKind.MOVE, Forms(forms.MOVE_LOOSE), 0.85),
        RequestRule(RequestKind.MOVE, Forms(forms.MOVE_TOLD), 0.85, bare=False, own=False),
        RequestRule(RequestKind.MOVE, Forms(forms.MOVE_BARE), 0.85),
        RequestRule(RequestKind.PAUSE, Forms(forms.PAUSE_BARE), 0.85),
        RequestRule(RequestKind.FOCUS, Forms(forms.FOCUS), 0.95, own=False),
        RequestRule(RequestKind.FOCUS, Forms(forms.FOCUS_LOOSE), 0.85, own=False),
        RequestRule(RequestKind.FOCUS, Forms(forms.FOCUS_BARE), 0.85, own=False),
    ),
    hesitations=words_of("э эм мм м хм короче значит типа"),
    opening=forms.OPENING,
    closing=forms.CLOSING,
    closing_phrases=Forms(forms.CLOSING_PHRASES),
    asks=Forms(forms.ASKS),
    own_asks=Forms(forms.OWN_ASKS),
    remarks=Forms((*commandforms.LATER_BARE, *commandforms.LATER_CALL, *commandforms.PRESENT)),
    somebody_else=Forms((*commandforms.NOT_ME, *commandforms.OUT)),
    states=Forms(forms.STATES),
    clauses=Forms(forms.CLAUSES),
    greetings=Forms(("я (здесь | тут | слушаю | на связи | на месте)",)),
    introductions=Forms(("это",)),
    because=Forms(forms.BECAUSE),
    so=words_of("поэтому так"),
    and_so=forms.AND_SO,
    task=Forms(forms.TASK),
    past=forms.PAST,
    correcting=words_of("нет неа извини прости погоди стоп ой вернее точнее"),
    within={
        RequestKind.PAUSE: {"<day>": words_of("до по"), "<days>": words_of("на")},
        RequestKind.FOCUS: {"<length>": words_of("на")},
    },
)

_read_request = read_request_with(REQUESTS)
_MOVES = ("перене", "передвин", "сдвин", "перестав", "перекин")
_HOURS_TOLD = 180
"""Minutes: from here on `перенеси на пять часов` tells the time; `на час` and `на два часа` may be either."""


def read_request(text: str) -> Wish | None:
    """The wish that an utterance is, all of it; None where it is none."""
    wish = _read_request(text)
    if wish is None or wish.kind is not RequestKind.SNOOZE or not wish.minutes or wish.minutes % 60:
        return wish
    if not any(word.startswith(_MOVES) for word in turned_tokens(text)):
        return wish
    if not _HOURS_TOLD <= wish.minutes < 13 * 60:
        return replace(wish, certainty=0.7)
    hour = wish.minutes % (12 * 60)
    return Wish(RequestKind.MOVE, wish.certainty, at_minutes=hour or 720.0, either_half=True, reason=wish.reason)
