"""A reason as the person put it."""

from __future__ import annotations

import re

_I = re.compile(r"\bi(?=$|['\s])")


def in_their_words(reason: list[str], text: str) -> str:
    """The part of the utterance that these words are, as it was written; the words themselves where it is not found."""
    pattern = r"\W+".join(re.escape(word).replace("'", "['’‘ʼ`´]") for word in reason)
    written = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    return _I.sub("I", " ".join(written[0].split()) if written else " ".join(reason))
