"""Utterances that hold no answer to an open question, and days as they are spoken of."""

from __future__ import annotations

from datetime import date

from appliance.language.english.tokens import words
from appliance.language.forms import listed
from appliance.language.reading.littles import hangs_on_a_syllable_with, says_little_with, speaks_of_deed_with

_NO_CONTENT = listed("""
uh um er erm ah oh hmm hm mm mhm uhhuh nuhuh well so like ok yes yeah yep yup right sure and but the a an i to
it maybe perhaps wait hold on let me think see moment second one hang please thanks hello hi hey you know
""")


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


_DEEDS = listed("""
did didn't done have haven't finished went made got kept could couldn't forgot managed missed
""")
_PLAIN = listed("""
yes yeah yep yup yah aye sure absolutely definitely totally indeed course right certainly
no nope nah not never none nothing neither hardly
""")

says_little = says_little_with(words, _NO_CONTENT)
speaks_of_deed = speaks_of_deed_with(words, _DEEDS)
hangs_on_a_syllable = hangs_on_a_syllable_with(words, _DEEDS, _PLAIN)


def say_day(day: str, today: str) -> str:
    """An ISO date as one speaks of it: `earlier today`, `yesterday`, `on Monday`, `last week`, `a while ago`."""
    try:
        ago = (date.fromisoformat(today) - date.fromisoformat(day)).days
    except ValueError:
        return "last time"
    if ago <= 0:
        return "earlier today"
    if ago == 1:
        return "yesterday"
    if ago < 7:
        return f"on {_WEEKDAYS[date.fromisoformat(day).weekday()]}"
    return "last week" if ago < 14 else "a while ago"


def say_due(day: str, today: str) -> str:
    """An ISO date that lies ahead, after `for`: `today`, `tomorrow`, `Friday`, `the week ahead`;
    `tomorrow` where the date is missing."""
    try:
        ahead = (date.fromisoformat(day) - date.fromisoformat(today)).days
    except ValueError:
        return "tomorrow"
    if ahead <= 0:
        return "today"
    if ahead == 1:
        return "tomorrow"
    return _WEEKDAYS[date.fromisoformat(day).weekday()] if ahead < 7 else "the week ahead"
