"""Recogniser grammars for requests: few of their forms, and coarser times, since every path makes the others weaker."""

from __future__ import annotations

from appliance.language.english import requestforms as forms
from appliance.language.english.numbergrammar import Rules, whole_numbers
from appliance.language.english.requestslots import WEEKDAYS

WAIT = "(five | ten | fifteen | twenty | thirty) minutes | half an hour | an hour"


def request_rules() -> Rules:
    """Rules for what may be asked for beside an answer; the entry is `<request>`."""
    skips = " | ".join(forms.SKIP_HEARD)
    others = (*forms.MOVE_HEARD, *forms.PAUSE_HEARD, *forms.FOCUS_HEARD, *forms.SNOOZE_HEARD)
    return {
        "wait": WAIT,
        "at_hour": whole_numbers(1, 12),
        "at_minute": "fifteen | twenty | thirty | forty | forty five",
        "at_half": "a.m. | p.m. | in the (morning | afternoon | evening) | at night",
        "at": "<at_hour> [o'clock | <at_minute>] | (half | quarter) past <at_hour> | quarter to <at_hour>",
        "weekday": " | ".join(WEEKDAYS),
        "when": "<at> [<at_half>] [tomorrow | on <weekday>] | noon",
        "day": "<weekday> | tomorrow | next week",
        "days": "(two | three) days | a week",
        "length": "(ten | fifteen | twenty | twenty five | thirty | forty five) minutes | half an hour | an hour",
        "reason": " | ".join(forms.REASON_HEARD),
        "request": f"({skips}) [<reason>] | {' | '.join(others)} | call [me] back in <wait>",
    }
