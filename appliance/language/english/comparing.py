"""Amounts told by others: `two more than yesterday`, `twice as many as usual`, `an hour short of eight`."""

from __future__ import annotations

from appliance.language.english.numberwords import piece_at
from appliance.language.english.tokens import words
from appliance.language.forms import Forms, lines
from appliance.language.reading.doubting import doubted_with

_COMPARING = Forms(
    lines("""
(more | less | fewer | longer | shorter | higher | lower | better | worse | later | earlier | further) than
  (yesterday | usual | normal | planned | before | last | the (day | last | usual | other) | on | my | always |
  expected | i (did | had | planned | wanted | usually))
as (many | much) as | (short | shy) of | (every | per | each) hour | instead of
(goal | target | plan) (was | is | of) | planned | wanted | intended | (hoped | hoping | aimed | aiming) for
(first | second | third | fourth | fifth | sixth | seventh | eighth | ninth | tenth) one
""")
)


def _compares(text: str) -> bool:
    spoken = words(text)
    halved = any(
        spoken[place : place + 2] == ["half", "of"] and piece_at(spoken, place + 2) is not None
        for place in range(len(spoken))
    )
    return halved or _COMPARING.inside(spoken)


doubted = doubted_with(_compares)
"""Where a number may be a difference from another."""
