"""Whether two names are one, also where one is written in Latin letters and the other in Cyrillic ones."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher

_LATIN = {
    **dict(zip("абвгдезийклмнопрстуфэы", "abvgdeziiklmnoprstufey", strict=True)),
    "ё": "e", "ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ь": "", "ю": "yu", "я": "ya",
}  # fmt: skip

ALIKE = 0.6
"""Share of letters in common from which names of two scripts are taken for one: `Сэм` and `Sam` have 0.67."""


def same_name(one: str, other: str) -> bool:
    """Whether they are one name. Accents do not count; between scripts, sounds are compared roughly."""
    one, other = _plain(one), _plain(other)
    if one == other or is_latin(one) == is_latin(other):
        return one == other
    return SequenceMatcher(None, _spelled(one), _spelled(other)).ratio() >= ALIKE


def is_latin(name: str) -> bool:
    """Whether it has no Cyrillic letter."""
    return not any(letter in _LATIN for letter in name.casefold())


def _plain(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name.casefold().replace("й", "и").replace("ё", "е"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _spelled(name: str) -> str:
    return "".join(_LATIN.get(letter, letter) for letter in name)
