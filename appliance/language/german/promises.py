"""German promises: `Ich rufe morgen vor zehn den Zahnarzt an` is an action, a day and a time.

What is to be done is told with its verb at the end, as one notes it down: `den Zahnarzt anrufen`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from appliance.language.forms import Forms, lines, listed
from appliance.language.german.days import DAYS, MONTHS, day_with_part, days_said, part_of_day, spoken_tokens
from appliance.language.german.deadlines import deadlines_in
from appliance.language.german.durations import DURATIONS, read_duration
from appliance.language.german.numbers import NUMBERS
from appliance.language.german.numberwords import number_word, piece_at
from appliance.language.german.units import plural
from appliance.language.reading.amounts import Amount
from appliance.language.reading.days import chosen_day
from appliance.language.reading.numbers import unit_after
from appliance.language.reading.pieces import Piece
from appliance.language.reading.promises import DaySpan, PromiseWords, promises_with
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.values import DaySaid, Promised

_OPENINGS = Forms(
    lines("""
(ich | wir) (will | möchte | werde | muss | sollte | soll | wollte | kann | könnte | würde |
  wollen | werden | müssen) [auf jeden fall | unbedingt | wirklich | mindestens | versuchen | gerne | mal | dann |
  noch | endlich]
(will | möchte | werde | muss | sollte | würde) ich [auf jeden fall | unbedingt | wirklich | mindestens | gerne | mal
  | dann | noch | endlich]
[ich] (verspreche | versprech | gelobe | schwöre) [dir] [dass] [ich]
[ich] (habe | nehme) [ich] [mir] vor
[ich] habe [ich] [mir] vorgenommen
ich (plane | plan | beabsichtige | versuche | versuch | probiere | bemühe mich) [mal | wieder | endlich]
mein (plan | ziel | vorhaben | versprechen) (ist | wäre) [es] | der plan ist | die eine sache ist | das wichtigste ist |
  erinnere mich daran | lass mich | ich würde sagen | würde ich sagen | dass ich | und zwar
""")
)
_DATE = re.compile(rf"(?<!\d)(\d{{1,2}})\.(?=\s*(?:{'|'.join(MONTHS)}))|(?<=\bam )(\d{{1,2}})\.(?=\s)", re.IGNORECASE)
_LEADS_TO_ZU = re.compile(r"\b(?:versprech|vor\b|vorgenommen|plane?\b|versuch|probier|bemüh|beabsichtige|schwör)")
_INTENDS = re.compile(
    r"\bich (?:habe? vor(?=\b.{0,200}\b(?:zu \w+|\w+zu\w+n\b))|nehme? mir (?:fest )?vor)\b,?", re.IGNORECASE
)
"""`ich habe vor, am Samstag …`: without it `vor` would be taken for the word before a time."""
_NOT_BEFORE = re.compile(
    r"\bnicht vor (?=(?:halb|viertel|dreiviertel|mitternacht|mittag|zehn|elf|zwölf|\d)\b)", re.IGNORECASE
)
_READ_BACK = 0.6
_CORRECTS = listed("nein nee quatsch sorry entschuldigung")
_BESIDE_CORRECTION = listed("um ich meine doch lieber eher besser quatsch moment sorry")
_LONGEST_CORRECTION = 5
_INSIDE_NUMBERS = listed("halb viertel dreiviertel vor nach komma und")
_PREFIXES = listed("""
an auf aus ein ab mit zu vor nach weg los durch hin her zurück fertig weiter um bei teil statt fern heim hoch runter
raus rein vorbei zusammen fest frei sauber weiter
""")
_IRREGULAR = {"bin": "sein", "habe": "haben", "tue": "tun", "werde": "werden", "weiss": "wissen"}
_NO_VERBS = listed("""
will soll kann muss darf mag eine meine keine seine ihre diese jede alle viele heute ohne gerne beide halbe ganze neue
gute alte kleine grosse erste zweite dritte nächste späte frühe weile woche stunde minute seite tasse runde mindestens
pause
""")


def _days(spoken: list[str]) -> tuple[DaySaid | None, list[DaySpan]]:
    found = days_said(spoken)
    spans = [DaySpan(day.start, day_with_part(spoken, day)) for day in found]
    return chosen_day(DAYS, spoken, found), spans


def _amount(spoken: list[str], told: frozenset[int]) -> Amount | None:
    """The first quantity that tells no day and no time: a duration, or a number with its unit."""
    free = _without_stretches([BREAK if place in told else word for place, word in enumerate(spoken)])
    for place, word in enumerate(free):
        if word_at(free, place - 1) == "in" and _is_time(free, place):
            continue
        if word in DURATIONS.alone and word in ("viertelstunde", "dreiviertelstunde"):
            return _duration(free, place, place + 1)
        piece = None if word == BREAK else piece_at(free, place)
        if piece is None or word_at(free, piece.end) == "uhr":
            continue
        unit = unit_after(NUMBERS, free, piece)
        if unit is not None and unit.dimension == "time":
            return _duration(free, place, piece.end + 1)
        if unit is None and word_at(free, piece.end) in ("bis", "oder", "und"):
            other = piece_at(free, piece.end + 1)
            unit = None if other is None else unit_after(NUMBERS, free, other)
        if unit is not None:
            return Amount(piece.value, plural(unit), place, piece.end + 1)
        if not part_of_day(word) and not _is_loose(free, piece):
            return Amount(piece.value, "", place, piece.end)
    return None


def _is_time(spoken: list[str], place: int) -> bool:
    """`in einer Stunde` tells when; `in zehn Läden` does not."""
    piece = piece_at(spoken, place)
    unit = piece and unit_after(NUMBERS, spoken, piece)
    return unit.dimension == "time" if unit else spoken[place] in DURATIONS.alone


def _without_stretches(spoken: list[str]) -> list[str]:
    """`zwischen drei und vier` tells when; `zwischen drei und vier Kilometer` how much."""
    free = list(spoken)
    for place, word in enumerate(spoken):
        first = piece_at(spoken, place + 1) if word == "zwischen" else None
        second = piece_at(spoken, first.end + 1) if first and word_at(spoken, first.end) == "und" else None
        if second and unit_after(NUMBERS, spoken, second) is None:
            free[place : second.end] = [BREAK] * (second.end - place)
    return free


def _is_loose(spoken: list[str], piece: Piece) -> bool:
    """`beide Eltern`, `einmal aufräumen`: no amount."""
    return spoken[piece.start] in ("beide", "beides", "einmal")


def _duration(spoken: list[str], start: int, end: int) -> Amount | None:
    """In minutes, or in hours where the words give whole ones."""
    found = read_duration(" ".join(spoken[start:]), "minutes")
    if found is None or found.value <= 0:
        return None
    in_hours = found.value % 60 == 0 and not {"stunde", "stunden", "h"}.isdisjoint(spoken[start:])
    return Amount(found.value / 60 if in_hours else found.value, "Stunden" if in_hours else "Minuten", start, end)


_read = promises_with(
    PromiseWords(
        tokens=spoken_tokens,
        openings=_OPENINGS,
        never_after_opening=frozenset(),
        fillers=listed("also äh ähm hm nein quatsch ok ja und oh na dann bitte vielleicht gut halt eben nun tja genau"),
        closing=listed("dann bitte danke und um bis vor am gegen oder so ok vielleicht noch würde sage"),
        before_day=listed("bis am vor ab für zum spätestens"),
        parts_of_day=Forms(
            lines("""
am (morgen | vormittag | nachmittag | abend | mittag) | in der (früh | nacht) | gleich (morgens | in der früh) | heute
  (abend | nacht | früh | mittag | nachmittag | vormittag | morgen) | morgens | abends | vormittags | nachmittags |
  mittags | nachts
""")
        ),
        deadlines=deadlines_in,
        days=_days,
        amount=_amount,
    )
)


def read_promise(text: str) -> Promised:
    """The parts of a promise. The certainty is the lowest of its parts."""
    told = _corrected(_INTENDS.sub("ich plane", text))
    at_earliest = _NOT_BEFORE.sub("um ", told)
    made = _read(_DATE.sub(lambda match: f"{match[1] or match[2]}ter", at_earliest))
    if at_earliest != told:
        made = replace(made, certainty=min(made.certainty, _READ_BACK))
    action = _with_verb_last(made.action)
    return replace(made, action=_without_zu(action) if _LEADS_TO_ZU.search(text.lower()) else action)


def _corrected(text: str) -> str:
    """`zehn, nein, zwölf Seiten` as `zwölf Seiten`."""
    words = text.split()
    own = [word.lower().strip(",.;:!?…–-") for word in words]
    gone: set[int] = set()
    for place, word in enumerate(own):
        instead = _taken_back(own, place) if word in _CORRECTS else None
        gone |= set(range(*instead)) if instead else set()
    return " ".join(word for place, word in enumerate(words) if place not in gone) if gone else text


def _taken_back(own: list[str], place: int) -> tuple[int, int] | None:
    """Where the number before a correction begins, and where the one in its place does."""
    later = range(place + 1, min(len(own), place + _LONGEST_CORRECTION))
    after = next((there for there in later if own[there] not in _BESIDE_CORRECTION), 0)
    earlier = range(place - 1, max(-1, place - 3), -1)
    start = next((back for back in earlier if number_word(own[back]) is not None), None)
    if start is None or not after or number_word(own[after]) is None or word_at(own, start - 1) in _INSIDE_NUMBERS:
        return None
    return start, after


def _with_verb_last(action: str) -> str:
    """`rufe den Zahnarzt an` as `den Zahnarzt anrufen`; words that are no such sentence as they are."""
    words = action.split()
    own = [word.lower().strip(",.") for word in words]
    said_ich = own[:1] == ["ich"] or own[1:2] == ["ich"]
    if said_ich:
        place = own.index("ich")
        words, own = [*words[:place], *words[place + 1 :]], [*own[:place], *own[place + 1 :]]
    verb = infinitive(own[0], said_ich=said_ich) if own else None
    prefix = next((place for place in range(1, len(own)) if _is_prefix(own, place)), None)
    if verb is None or (not said_ich and prefix is None):
        return action
    if prefix is None:
        return " ".join([*words[1:], verb])
    return " ".join([*words[1:prefix], own[prefix] + verb, *words[prefix + 1 :]])


def _is_prefix(own: list[str], place: int) -> bool:
    """Whether a verb's prefix stands there: last, or before a clause with `zu` (`ich höre auf zu rauchen`)."""
    return own[place] in _PREFIXES and (place == len(own) - 1 or (own[place + 1] == "zu" and len(own) > place + 2))


def _without_zu(action: str) -> str:
    """`zwei Liter zu trinken` and `den Zahnarzt anzurufen` as one would note them down."""
    words = action.split()
    if len(words) > 1 and words[-2] == "zu":
        return " ".join([*words[:-2], words[-1]])
    joined = re.fullmatch(rf"({'|'.join(_PREFIXES)})zu(\w+n)", words[-1]) if words else None
    return " ".join([*words[:-1], joined[1] + joined[2]]) if joined else action


def infinitive(verb: str, *, said_ich: bool = True) -> str | None:
    """`rufen` of `rufe`: the infinitive of a verb's first person, whose `e` may be left out after `ich`."""
    spelt = spoken_tokens(verb)
    word = spelt[0] if len(spelt) == 1 else verb
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if said_ich and len(word) > 2 and word.isalpha() and word[-1] not in "aeiounyst" and word not in _NO_VERBS:
        word += "e"
    if not word.endswith("e") or len(word) < 4 or word in _NO_VERBS:
        return None
    stem = word[:-1]
    return f"{stem[:-1]}eln" if stem.endswith("l") and stem[-2:-1] not in "aeiouäöül" else f"{stem}en"
