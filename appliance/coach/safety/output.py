"""Looks at what a language model wrote, before it is spoken."""

from __future__ import annotations

from appliance.coach.safety.listed import ALSO
from appliance.coach.safety.patterns import spelled
from appliance.coach.safety.wordlists import Lists, lists


def screen_output(text: str, language: str, harsh: bool) -> bool:
    """Whether the sentence may be spoken.

    False where it encourages self-harm, threatens, insults body, worth, family or identity, holds a slur, or gives
    medical or legal instructions; where the persona is not `harsh`, also for rough words. English is looked at too.
    """
    own = lists(language)
    if not _may(own, own.written(text), harsh):
        return False
    other = lists(ALSO)
    return own.code == ALSO or _may(other, other.written(text), harsh)


def _may(own: Lists, words: list[str], harsh: bool) -> bool:
    told = spelled(words)
    return not own.never_said.inside(told) and (harsh or not own.unless_harsh.inside(told))
