"""Words of a German utterance, whatever recogniser or keyboard they came from.

Besides what every language needs, the spoken short forms become the written ones (`hab's` is `habe es`, `nix` is
`nichts`), and `ß` becomes `ss`, so that the rules know one spelling of each word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from appliance.language.forms import Forms
from appliance.language.reading.tokens import BREAK, words_with

_NOT_WORDS = re.compile(r"\[[^\]]*\]|<[^>]*>|\([^)]*\)|\*[^*]*\*|\+\+[^+]*\+\+|♪")
"""What recognisers write for noise: `[Geräusch]`, `<unk>`, `(lacht)`."""

_VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}

_MONTH = "januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"

_SMALL = "ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|fünfzehn|zwanzig"

_SPELLING = (
    (re.compile(r"[’‘ʼ`´]"), "'"),
    (re.compile(r"ß"), "ss"),
    (re.compile(r"\b(z)\.\s?b\."), " zum beispiel "),
    (re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.(?!\d)(?:\s?\d{4})?"), r" \1/\2/ "),
    (re.compile(rf"(?<!\d)(\d{{1,2}})\.(?=\s*(?:{_MONTH})\b)"), r" \1ter "),
    (re.compile(r"(?<=\bam )(\d{1,2})\.(?=\s|$)|(?<=\bzum )(\d{1,2})\.(?=\s|$)"), r" \1\2ter "),
    (re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+)(?![\d])"), lambda match: match[1].replace(".", "")),
    (re.compile(r"(?<![\d.,])(\d{1,2})[.](\d\d)(?=\s?uhr)"), r"\1:\2"),
    (re.compile(r"(?<=\d)\s?h\s?(?=\d\d\b)"), ":"),
    (re.compile(r"(?<![\d.,])(\d{1,3})[ \u00a0\u202f](\d{3})(?![\d.,])"), r"\1\2"),
    (re.compile(r"(\d),(\d)"), r"\1.\2"),
    (re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d)"), " bis "),
    (re.compile(rf"\b({_SMALL})-?\s+(bis|oder|und)\s+({_SMALL})(tausend|hundert)\b"), r"\1\4 \2 \3\4"),
    (re.compile(r"(?<![\w'])[-−–](?=\d)"), " minus "),
    (re.compile(r"(?<=\d)\s?%"), " prozent "),
    (re.compile(r"€"), " euro "),
    (re.compile(r"&"), " und "),
    (re.compile(r"(?<=\d)(?!ter\b)(?=[a-zäöü])"), " "),
    (re.compile(r"(?<=[a-zäöü])(?=\d)"), " "),
    (re.compile(r"\b(?:m+[\s-]?h+m+|mhm+|a?hm?a)\b"), " mhm "),
    (re.compile(r"\b(?:m-m|mm-mm|n-n|hm-hm)\b"), " hmhm "),
    (re.compile(r"(?<=[a-zäöü])['](s|n|ne|nen|nem|ner)\b"), r" '\1"),
    (re.compile(r"-"), " "),
)

_TOKEN = re.compile(r"\d+/\d+/|\d+(?::\d\d)+|\d+/\d+|\d*\.\d+|\d+ter|\d+|'?[^\W\d_]+|[,;:.!?…—–/|]")

_FORM_WORD = re.compile(r"(?<![<\w])[^\W\d_]+(?![>\w])")

_SAID = {
    "'s": "es", "'n": "ein", "'ne": "eine", "'nen": "einen", "'nem": "einem", "'ner": "einer", "nen": "einen",
    "nem": "einem", "hab": "habe", "habs": "habe es", "hats": "hat es", "wars": "war es", "gehts": "geht es",
    "gings": "ging es", "machs": "mache es", "machts": "macht es", "ists": "ist es", "kanns": "kann es",
    "hamma": "haben wir", "hammer": "haben wir", "kannste": "kannst du", "haste": "hast du", "biste": "bist du",
    "kannstes": "kannst du es", "nich": "nicht", "net": "nicht", "ned": "nicht",
    "nit": "nicht", "nimmer": "nicht mehr", "is": "ist", "nix": "nichts", "nüscht": "nichts", "heut": "heute",
    "bins": "bin es", "sags": "sage es",
    "ner": "einer",
    "ma": "mal", "grad": "gerade", "grade": "gerade", "bissl": "bisschen", "bisserl": "bisschen",
    "bissel": "bisschen", "bisserle": "bisschen", "zwo": "zwei", "fuffzehn": "fünfzehn", "fuffzig": "fünfzig",
    "okay": "ok", "okey": "ok", "oke": "ok", "oki": "ok", "jez": "jetzt", "jetz": "jetzt", "etz": "jetzt",
    "mach": "mache", "glaub": "glaube", "denk": "denke", "schätz": "schätze",
    "komm": "komme", "ruf": "rufe", "gern": "gerne", "dreissge": "dreissig",
    "viere": "vier", "fünfe": "fünf", "sechse": "sechs", "siebene": "sieben", "neune": "neun",
    "zehne": "zehn", "elfe": "elf", "zwölfe": "zwölf", "dreie": "drei", "zweie": "zwei",
    "samstach": "samstag", "sonnabend": "samstag", "naja": "na ja", "jaja": "ja ja", "neinnein": "nein nein",
    "nee": "nein", "nö": "nein", "nöö": "nein", "nööö": "nein", "nope": "nein", "noe": "nein", "nä": "nein",
    "neee": "nein", "neh": "nein", "fuer": "für", "fuenf": "fünf", "zwoelf": "zwölf", "ueber": "über",
    "spaeter": "später", "naechste": "nächste", "naechsten": "nächsten", "uebermorgen": "übermorgen",
    "moechte": "möchte", "haelfte": "hälfte", "koennte": "könnte", "koenntest": "könntest", "waere": "wäre",
    "std": "stunden", "min": "minuten", "sek": "sekunden",
    "stündchen": "stunde", "halbstunde": "halbe stunde", "viertelstündchen": "viertelstunde",
    "dreiviertelstündchen": "dreiviertelstunde", "minütchen": "minuten", "minütchens": "minuten",
}  # fmt: skip
"""Short and spoken forms, and the words they stand for."""

_VERBS = """
red sag frag leg geh fahr sitz steh wart schreib trink les schick kauf koch putz brauch find werd bring nehm merk lösch
streich schalt setz meld hol spiel überspring pausier notier speicher hör vergess schieb verschieb verleg stopp lern
probier bemüh lieg schaff pack würd hätt möcht wär erledig zieh räum
"""
_SAID |= {verb: f"{verb}e" for verb in _VERBS.split() if verb not in ("hör", "stopp", "überspring")}
"""First persons and commands said without their last letter: `ich geh`, `sag noch mal`."""


def tokens(text: str) -> list[str]:
    """Lower-case words, numbers as written, and `BREAK` for punctuation.

    `Hab's gemacht… so 7,5 km!` gives `habe es gemacht , so 7.5 km ,`.
    """
    for sign, plain in _VULGAR.items():
        text = text.replace(sign, f" {plain} ")
    text = unicodedata.normalize("NFKC", _NOT_WORDS.sub("", text)).lower()
    for pattern, replacement in _SPELLING:
        text = pattern.sub(replacement, text)
    found: list[str] = []
    for token in _TOKEN.findall(text):
        word = token.lstrip("'") if token not in _SAID else token
        if not word or not (word[0].isalnum() or word[0] == "'" or (word[0] == "." and len(word) > 1)):
            found.append(BREAK)
        else:
            found += _SAID.get(word, word).split()
    return _with_articles(found)


def _with_articles(found: list[str]) -> list[str]:
    """`ne` is `eine` before a word (`ne halbe Stunde`), and `nein` where nothing follows."""
    return [
        word if word != "ne" else "eine" if found[place + 1 : place + 2] not in ([], [BREAK]) and place + 1 < len(found)
        else "nein"
        for place, word in enumerate(found)
    ]  # fmt: skip


words = words_with(tokens)


def spelt(forms: Iterable[str]) -> Forms:
    """Forms with their words spelt as tokens are, so that both `sag` and `sage` may be written in them."""
    return Forms(_FORM_WORD.sub(lambda word: _SAID.get(word[0], word[0]), form) for form in forms)
