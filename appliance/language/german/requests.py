"""German wishes: the words around their forms."""

from __future__ import annotations

from appliance.language.forms import Forms, listed
from appliance.language.german import commandforms
from appliance.language.german import requestforms as forms
from appliance.language.german.days import spoken_tokens
from appliance.language.german.requestslots import SLOTS
from appliance.language.reading.requests import RequestRule, RequestWords, read_request_with
from appliance.records.requests import RequestKind

REQUESTS = RequestWords(
    tokens=spoken_tokens,
    slots=SLOTS,
    rules=(
        RequestRule(RequestKind.SKIP, Forms(forms.SKIP), 0.95),
        RequestRule(RequestKind.SKIP, Forms(forms.SKIP_LOOSE), 0.9),
        RequestRule(RequestKind.SKIP, Forms(forms.SKIP_WITH_REASON), 0.85, own=False, needs_reason=True),
        RequestRule(RequestKind.MOVE, Forms(forms.MOVE), 0.95),
        RequestRule(RequestKind.MOVE, Forms(forms.MOVE_LOOSE), 0.85),
        RequestRule(RequestKind.MOVE, Forms(forms.MOVE_TOLD), 0.85, bare=False, own=False),
        RequestRule(RequestKind.MOVE, Forms(forms.MOVE_BARE), 0.85),
        RequestRule(RequestKind.PAUSE, Forms(forms.PAUSE), 0.95),
        RequestRule(RequestKind.PAUSE, Forms(forms.PAUSE_BARE), 0.85),
        RequestRule(RequestKind.SNOOZE, Forms(forms.SNOOZE), 0.9, own=False),
        RequestRule(RequestKind.FOCUS, Forms(forms.FOCUS), 0.95, own=False),
        RequestRule(RequestKind.FOCUS, Forms(forms.FOCUS_LOOSE), 0.85, own=False),
        RequestRule(RequestKind.FOCUS, Forms(forms.FOCUS_BARE), 0.85, own=False),
        RequestRule(RequestKind.RESUME, Forms(forms.RESUME), 0.85),
    ),
    hesitations=listed("äh ähm öh hm hmm mh halt eben mal"),
    opening=forms.OPENING,
    closing=forms.CLOSING,
    closing_phrases=Forms(forms.CLOSING_PHRASES),
    asks=Forms(forms.ASKS),
    own_asks=Forms(forms.OWN_ASKS),
    remarks=Forms((*commandforms.LATER_BARE, *commandforms.LATER_CALL, *commandforms.PRESENT)),
    somebody_else=Forms((*commandforms.NOT_ME, *commandforms.OUT)),
    states=Forms(forms.STATES),
    clauses=Forms(forms.CLAUSES),
    greetings=Forms(forms.GREETINGS),
    introductions=Forms(forms.INTRODUCTIONS),
    because=Forms(forms.BECAUSE),
    so=listed("also deshalb darum daher"),
    and_so=forms.AND_SO,
    task=Forms(forms.TASK),
    past=forms.PAST,
    correcting=listed("nein sorry moment warte quatsch eigentlich"),
    within={
        RequestKind.PAUSE: {"<day>": listed("bis"), "<days>": listed("für")},
        RequestKind.FOCUS: {"<length>": listed("für")},
    },
)

read_request = read_request_with(REQUESTS)
