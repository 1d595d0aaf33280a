"""How the rules of Russian are written down: with both genders at once, and as tokens spell them."""

from __future__ import annotations

import re

from appliance.language.forms import lines, listed
from appliance.language.russian.tokens import plain

_GENDERS = re.compile(r"(\w+)/(\w+)")


def forms_of(text: str) -> tuple[str, ...]:
    """Forms, one a line. `сделал/а` stands for `(сделал | сделала)`, `смог/ла` for `(смог | смогла)`."""
    return lines(_GENDERS.sub(r"(\1 | \1\2)", plain(text)))


def words_of(text: str) -> frozenset[str]:
    """Words, as tokens spell them."""
    return listed(_GENDERS.sub(r"\1 \1\2", plain(text)))
