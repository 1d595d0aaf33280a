"""A reply cut into sentences, so that the first can be spoken while the rest is still being made."""

from __future__ import annotations

import re

from appliance.language.forms import listed
from appliance.language.reading.sentences import SentenceWords, ends_with, split_sentences_with

_ABBREVIATIONS = listed("""
sr sra srta sres dr dra prof profa lic ing arq d dña ud uds vd etc p.ej ej a.m p.m aprox pág págs núm n.º tel av avda
c pza min máx ee.uu s.a art cap vol ene feb mar abr jun jul ago sep sept oct nov dic lun mié jue vie sáb dom
""")
_SOMETIMES_LAST = frozenset(["a.m", "p.m", "etc", "min", "máx", "ee.uu", "s.a", "mar", "uds", "ud"])
"""Abbreviations that also end sentences: they do when a capital follows."""

_END = re.compile(r"(?P<stop>[.!?…]+|\n+)(?P<closing>[\"'”’)\]»]*)(?=\s|$|[¿¡])|\n+")


_at_a_stop = ends_with(
    SentenceWords(
        opening="(\"'“‘[«¿¡",
        letter=re.compile(r"[a-zñ]"),
        letters_alone=listed("y o a e"),
        abbreviations=_ABBREVIATIONS,
        sometimes_last=_SOMETIMES_LAST,
        beginning="¿¡",
    )
)


def _ends(text: str, begin: int, match: re.Match[str]) -> bool:
    """As everywhere, but that a sentence may go on after `?` and `!`; `¿` and `¡` stay with what they open."""
    if match["stop"] and not match["stop"].strip("!?"):
        following = text[match.end() :].lstrip()[:1]
        return not following.islower() and following != ","
    return _at_a_stop(text, begin, match)


split_sentences = split_sentences_with(_END, _ends)
