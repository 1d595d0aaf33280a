"""Words of a French utterance, whatever recogniser or keyboard they came from.

Accents and capitals are dropped, elisions are words of their own: `J'ai dormi à peine` is `j ai dormi a peine`. So
what a recogniser writes without them is read alike, and forms may be written as French is.
"""

from __future__ import annotations

import re
import unicodedata

from appliance.language.reading.tokens import BREAK

_NOT_WORDS = re.compile(r"\[[^\]]*\]|<[^>]*>|\([^)]*\)|\*[^*]*\*|\+\+[^+]*\+\+|♪")
"""What recognisers write for noise: `[bruit]`, `<sil>`, `(rires)`."""

_VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}

_SPELLING = (
    (re.compile(r"[’‘ʼ`´]"), "'"),
    (re.compile(r"\bn[°º]\s?"), "numero "),
    (re.compile(r"(?<=\d)[\u00a0\u202f ](?=\d{3}(?!\d))"), ""),
    (re.compile(r"(?<=\d)\.(?=\d{3}(?![\d,]))(?<!\d{4}\.)(?<!\b0\.)"), ""),
    (re.compile(r"(?<![\d.,])(\d+),(\d{1,2}(?!\d)|(?<=\b0,)\d+)(?!,\d)"), r"\1.\2"),
    (re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d)"), " a "),
    (re.compile(r"(?<![\w'])[-−–](?=\d)"), " moins "),
    (re.compile(r"\b(\d{1,2})\s?h(?:eures?)?\s?([0-5]\d)\b(?!\s*m)"), r" \1h\2 "),
    (re.compile(r"(?<=\d)\s?%|\bpour\s?cents?\b"), " pourcent "),
    (re.compile(r"(?<=\d)\s?€"), " euros "),
    (re.compile(r"(?<=\d)\s?°"), " degres "),
    (re.compile(r"&"), " et "),
    (re.compile(r"\+"), " plus "),
    (re.compile(r"(?<=\d)(?=[a-z])(?!h\d\d(?!\s*m))"), " "),
    (re.compile(r"(?<=[a-gi-z])(?=\d)"), " "),
    (re.compile(r"\baujourd'? ?hui\b"), "aujourdhui"),
    (re.compile(r"\bquelqu'? ?un(e?)\b"), r"quelquun\1"),
    (re.compile(r"\b(ok|okay|okey|o\.k\.|dac|daccord)(?=$|\W)"), "d'accord"),
    (re.compile(r"\bpresqu'"), "presque "),
    (re.compile(r"\bjusqu'"), "jusque "),
    (re.compile(r"\blorsqu'"), "lorsque "),
    (re.compile(r"\bpuisqu'"), "puisque "),
    (re.compile(r"\b(j)(ai|y|en|etais|avais|arrive|ecoute|entends)\b"), r"\1'\2"),
    (re.compile(r"\b(c)(est|etait)\b"), r"\1'\2"),
    (re.compile(r"\b(n)(ai|as|est|etais|etait|ont)\b"), r"\1'\2"),
    (re.compile(r"\b(t)(inquiete)\b"), r"\1'\2"),
    (re.compile(r"'"), " "),
    (re.compile(r"-(?:t-)?"), " "),
)
"""The last but four mend elisions that were written without an apostrophe: `jai`, `cest`."""

_TOKEN = re.compile(r"\d{1,2}h\d\d|\d{1,3},\d{3}(?!\d)|\d+(?::\d\d)+|\d+/\d+|\d*\.\d+|\d+|[^\W\d_]+|[,;:.!?…—–/|]")


def folded(text: str) -> str:
    """The text in lower case without accents: `Édith, ça` is `edith, ca`."""
    text = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(char for char in text if not unicodedata.combining(char))


def tokens(text: str) -> list[str]:
    """Plain words, numbers as written, and `BREAK` for punctuation.

    `Six et demie… non, 7,5 !` gives `six et demie , non , 7.5 ,`. A comma before three digits stays: `1,250` may be
    either more than a thousand or little more than one.
    """
    for sign, plain in _VULGAR.items():
        text = text.replace(sign, f" {plain} ")
    text = folded(_NOT_WORDS.sub("", text).replace("…", ", "))
    for pattern, replacement in _SPELLING:
        text = pattern.sub(replacement, text)
    found = _TOKEN.findall(text)
    return [token if token[0].isalnum() or (token[0] == "." and len(token) > 1) else BREAK for token in found]


_UNBROKEN = str.maketrans("'’-", "   ")


def spelled(text: str) -> str:
    """A block of forms in the spelling of tokens: `j'ai [déjà] fait ça` becomes `j ai [deja] fait ca`."""
    text = folded(text).replace("aujourd'hui", "aujourdhui").replace("quelqu'un", "quelquun")
    return text.translate(_UNBROKEN)


def words(text: str) -> list[str]:
    """The tokens without the breaks."""
    return [token for token in tokens(text) if token != BREAK]
