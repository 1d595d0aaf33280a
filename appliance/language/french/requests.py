"""French wishes: the words around their forms."""

from __future__ import annotations

import re
from dataclasses import replace

from appliance.language.forms import Forms, lines, listed
from appliance.language.french import commandforms
from appliance.language.french import requestforms as forms
from appliance.language.french.requestslots import SLOTS
from appliance.language.french.tokens import folded, spelled, tokens
from appliance.language.reading.requests import RequestRule, RequestWords, read_request_with
from appliance.language.wishes import Wish
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
        RequestRule(RequestKind.RESUME, Forms(forms.RESUME), 0.9),
        RequestRule(RequestKind.SNOOZE, Forms(forms.SNOOZE_HEARD), 0.95),
        RequestRule(RequestKind.SNOOZE, Forms(forms.SNOOZE), 0.85, own=False),
        RequestRule(RequestKind.FOCUS, Forms((*forms.FOCUS_HEARD, *forms.FOCUS)), 0.95, own=False),
        RequestRule(RequestKind.FOCUS, Forms(forms.FOCUS_LOOSE), 0.85, own=False),
        RequestRule(RequestKind.FOCUS, Forms(forms.FOCUS_BARE), 0.85, own=False),
    ),
    hesitations=listed("euh heu hum hmm hm mmh mm"),
    opening=forms.OPENING,
    closing=forms.CLOSING,
    closing_phrases=Forms(forms.CLOSING_PHRASES),
    asks=Forms(forms.ASKS),
    own_asks=Forms(forms.OWN_ASKS),
    remarks=Forms((*commandforms.LATER_BARE, *commandforms.LATER_CALL, *commandforms.PRESENT_HEARD)),
    somebody_else=Forms((*commandforms.NOT_ME, *commandforms.OUT)),
    states=Forms(forms.STATES),
    clauses=Forms(forms.CLAUSES),
    greetings=Forms(lines(spelled("je suis là | c'est moi"))),
    introductions=Forms(lines(spelled("c'est"))),
    because=Forms(forms.BECAUSE),
    so=listed("donc alors"),
    and_so=forms.AND_SO,
    task=Forms(forms.TASK),
    past=forms.PAST,
    correcting=listed("non nan pardon attends enfin fait"),
    within={
        RequestKind.PAUSE: {"<day>": listed("jusque a au avant"), "<days>": listed("pendant pour")},
        RequestKind.FOCUS: {"<length>": listed("pendant pour durant")},
    },
)

_WRITTEN = {"jusque": "jusque?", "presque": "presque?", "puisque": "puisque?", "aujourdhui": r"aujourd\W?hui"}
"""Tokens that are written otherwise."""

_read_request = read_request_with(REQUESTS)


def read_request(text: str) -> Wish | None:
    """The wish that an utterance is, all of it; None where it is none. A reason is told with its accents."""
    wish = _read_request(text)
    return replace(wish, reason=_as_written(wish.reason, text)) if wish and wish.reason else wish


def _as_written(reason: str, text: str) -> str:
    """The part of the text that these words without accents are; the words themselves where it is not found."""
    plain = [(letter, place) for place, char in enumerate(text) for letter in folded(char)]
    pattern = r"\W+".join(_WRITTEN.get(word, re.escape(word)) for word in tokens(reason))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", "".join(letter for letter, _ in plain))
    if found is None:
        return reason
    return " ".join(text[plain[found.start()][1] : plain[found.end() - 1][1] + 1].split())
