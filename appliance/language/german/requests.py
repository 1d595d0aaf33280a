"""German wishes: the words around their forms."""

from __future__ import annotations

from appliance.language.forms import listed
from appliance.language.german import commandforms
from appliance.language.german import requestforms as forms
from appliance.language.german.days import spoken_tokens
from appliance.language.german.requestslots import SLOTS
from appliance.language.german.tokens import spelt
from appliance.language.reading.requests import RequestRule, RequestWords, read_request_with
from appliance.records.requests import RequestKind

REQUESTS = RequestWords(
    tokens=spoken_tokens,
    slots=SLOTS,
    rules=(
        RequestRule(RequestKind.SKIP, spelt(forms.SKIP), 0.95),
        RequestRule(RequestKind.SKIP, spelt(forms.SKIP_LOOSE), 0.9),
        RequestRule(RequestKind.SKIP, spelt(forms.SKIP_WITH_REASON), 0.85, own=False, needs_reason=True),
        RequestRule(RequestKind.MOVE, spelt(forms.MOVE), 0.95),
        RequestRule(RequestKind.MOVE, spelt(forms.MOVE_LOOSE), 0.85),
        RequestRule(RequestKind.MOVE, spelt(forms.MOVE_TOLD), 0.85, bare=False, own=False),
        RequestRule(RequestKind.MOVE, spelt(forms.MOVE_BARE), 0.85),
        RequestRule(RequestKind.PAUSE, spelt(forms.PAUSE), 0.95),
        RequestRule(RequestKind.PAUSE, spelt(forms.PAUSE_BARE), 0.85),
        RequestRule(RequestKind.SNOOZE, spelt(forms.SNOOZE), 0.9, own=False),
        RequestRule(RequestKind.SNOOZE, spelt(forms.SNOOZE_LOOSE), 0.85, own=False),
        RequestRule(RequestKind.FOCUS, spelt(forms.FOCUS), 0.95, own=False),
        RequestRule(RequestKind.FOCUS, spelt(forms.FOCUS_LOOSE), 0.85, own=False),
        RequestRule(RequestKind.FOCUS, spelt(forms.FOCUS_BARE), 0.85, own=False),
        RequestRule(RequestKind.RESUME, spelt(forms.RESUME), 0.85),
    ),
    hesitations=listed("äh ähm öh hm hmm mh halt eben mal"),
    opening=forms.OPENING,
    closing=forms.CLOSING,
    closing_phrases=spelt(forms.CLOSING_PHRASES),
    asks=spelt(forms.ASKS),
    own_asks=spelt(forms.OWN_ASKS),
    remarks=spelt((*commandforms.LATER_BARE, *commandforms.LATER_CALL, *commandforms.PRESENT)),
    somebody_else=spelt((*commandforms.NOT_ME, *commandforms.OUT)),
    states=spelt(forms.STATES),
    clauses=spelt(forms.CLAUSES),
    greetings=spelt(forms.GREETINGS),
    introductions=spelt(forms.INTRODUCTIONS),
    because=spelt(forms.BECAUSE),
    so=listed("also deshalb darum daher"),
    and_so=forms.AND_SO,
    task=spelt(forms.TASK),
    past=forms.PAST,
    correcting=listed("nein sorry moment warte quatsch eigentlich"),
    within={
        RequestKind.PAUSE: {"<day>": listed("bis"), "<days>": listed("für")},
        RequestKind.FOCUS: {"<length>": listed("für")},
    },
)

read_request = read_request_with(REQUESTS)
