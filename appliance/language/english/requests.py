"""English wishes: the words around their forms."""

from __future__ import annotations

import re

from appliance.language.english import commandforms
from appliance.language.english import requestforms as forms
from appliance.language.english.requestslots import SLOTS, spoken_tokens
from appliance.language.forms import Forms, listed
from appliance.language.reading.requests import RequestRule, RequestWords, read_request_with
from appliance.records.requests import RequestKind

_I = re.compile(r"\bi(?=$|['\s])")

REQUESTS = RequestWords(
    tokens=spoken_tokens,
    slots=SLOTS,
    rules=(
        RequestRule(RequestKind.SKIP, Forms((*forms.SKIP_HEARD, *forms.SKIP)), 0.95),
        RequestRule(RequestKind.SKIP, Forms(forms.SKIP_LOOSE), 0.9),
        RequestRule(RequestKind.SKIP, Forms(forms.SKIP_WITH_REASON), 0.85, own=False, needs_reason=True),
        RequestRule(RequestKind.MOVE, Forms((*forms.MOVE_HEARD, *forms.MOVE)), 0.95),
        RequestRule(RequestKind.MOVE, Forms(forms.MOVE_LOOSE), 0.85),
        RequestRule(RequestKind.MOVE, Forms(forms.MOVE_TOLD), 0.85, bare=False, own=False),
        RequestRule(RequestKind.MOVE, Forms(forms.MOVE_BARE), 0.85),
        RequestRule(RequestKind.PAUSE, Forms((*forms.PAUSE_HEARD, *forms.PAUSE)), 0.95),
        RequestRule(RequestKind.PAUSE, Forms(forms.PAUSE_BARE), 0.85),
        RequestRule(RequestKind.SNOOZE, Forms(forms.SNOOZE_HEARD), 0.95),
        RequestRule(RequestKind.SNOOZE, Forms(forms.SNOOZE), 0.85, own=False),
        RequestRule(RequestKind.FOCUS, Forms((*forms.FOCUS_HEARD, *forms.FOCUS)), 0.95, own=False),
        RequestRule(RequestKind.FOCUS, Forms(forms.FOCUS_LOOSE), 0.85, own=False),
        RequestRule(RequestKind.FOCUS, Forms(forms.FOCUS_BARE), 0.85, own=False),
    ),
    hesitations=listed("uh um er erm ah hmm mm"),
    opening=forms.OPENING,
    closing=forms.CLOSING,
    closing_phrases=Forms(forms.CLOSING_PHRASES),
    asks=Forms(forms.ASKS),
    own_asks=Forms(forms.OWN_ASKS),
    remarks=Forms((*commandforms.LATER_BARE, *commandforms.LATER_CALL, *commandforms.PRESENT_HEARD)),
    somebody_else=Forms((*commandforms.NOT_ME, *commandforms.OUT)),
    states=Forms(forms.STATES),
    clauses=Forms(forms.CLAUSES),
    greetings=Forms(("i'm here",)),
    introductions=Forms(("it's", "it")),
    because=Forms(forms.BECAUSE),
    so=listed("so"),
    and_so=forms.AND_SO,
    task=Forms(forms.TASK),
    past=forms.PAST,
    correcting=listed("no nope sorry wait actually"),
    within={
        RequestKind.PAUSE: {"<day>": listed("until till til"), "<days>": listed("for")},
        RequestKind.FOCUS: {"<length>": listed("for")},
    },
    proper=lambda reason: _I.sub("I", reason),
)

read_request = read_request_with(REQUESTS)
