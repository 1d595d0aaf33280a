"""Keeps a call safe: hears distress, says fixed words, and decides which persona may talk. See docs/safety.md.

Screen("de").heard("ich kann nicht mehr leben")   an Alarm, or None
crisis_words(alarm, user, hotlines)              what is said then, in a neutral voice
screen_output(sentence, "de", harsh=False)       whether a language model's sentence may be spoken
permission(...)                                  whether this persona may talk, now, here
"""

from __future__ import annotations

from appliance.coach.safety.alarms import Alarm, Kind
from appliance.coach.safety.crisis import country_of, crisis_words
from appliance.coach.safety.hotlines import Hotline, Hotlines, load_hotlines, usable_hotlines
from appliance.coach.safety.output import screen_output
from appliance.coach.safety.permission import (
    Permission,
    Permitted,
    Replaced,
    Softened,
    Standing,
    may_ask_mood,
    permission,
    stands,
)
from appliance.coach.safety.safeword import hears_safe_word
from appliance.coach.safety.screen import Screen, screen

__all__ = [
    "Alarm",
    "Hotline",
    "Hotlines",
    "Kind",
    "Permission",
    "Permitted",
    "Replaced",
    "Screen",
    "Softened",
    "Standing",
    "country_of",
    "crisis_words",
    "hears_safe_word",
    "load_hotlines",
    "may_ask_mood",
    "permission",
    "screen",
    "screen_output",
    "stands",
    "usable_hotlines",
]
