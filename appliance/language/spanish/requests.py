"""Spanish wishes: the words around their forms."""

from __future__ import annotations

from appliance.language.forms import Forms, listed
from appliance.language.reading.requests import RequestRule, RequestWords, read_request_with
from appliance.language.spanish import commandforms
from appliance.language.spanish import requestforms as forms
from appliance.language.spanish.requestslots import SLOTS
from appliance.language.spanish.tokens import spoken_lines, spoken_words, tokens
from appliance.records.requests import RequestKind

REQUESTS = RequestWords(
    tokens=tokens,
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
        RequestRule(RequestKind.RESUME, Forms(forms.RESUME), 0.85),
        RequestRule(RequestKind.ANSWER_LATE, Forms(forms.ANSWER_LATE), 0.85),
    ),
    hesitations=listed("eh em este ah hmm mm mmm"),
    opening=forms.OPENING,
    closing=forms.CLOSING,
    closing_phrases=Forms(forms.CLOSING_PHRASES),
    asks=Forms(forms.ASKS),
    own_asks=Forms(forms.OWN_ASKS),
    remarks=Forms((*commandforms.LATER_BARE, *commandforms.LATER_CALL, *commandforms.PRESENT_HEARD)),
    somebody_else=Forms((*commandforms.NOT_ME, *commandforms.OUT)),
    states=Forms(forms.STATES),
    clauses=Forms(forms.CLAUSES),
    greetings=Forms(spoken_lines("estoy aquí | estoy | hay")),
    introductions=Forms(spoken_lines("mi | mis")),
    because=Forms(forms.BECAUSE),
    so=spoken_words("así entonces"),
    and_so=forms.AND_SO,
    task=Forms(forms.TASK),
    past=forms.PAST,
    correcting=spoken_words("no perdón perdona espera digo"),
    within={
        RequestKind.PAUSE: {"<day>": listed("hasta"), "<days>": listed("durante por")},
        RequestKind.FOCUS: {"<length>": listed("durante por")},
    },
)

read_request = read_request_with(REQUESTS)
