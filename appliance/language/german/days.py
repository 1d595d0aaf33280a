"""German days: `übermorgen`, `in drei Tagen`, `nächsten Freitag`, `Freitag in einer Woche`, `am fünften`, `3. Mai`."""

from __future__ import annotations

import re
from dataclasses import replace

from appliance.language.forms import Forms, listed
from appliance.language.german.clockwords import PARTS_OF_DAY
from appliance.language.german.numberwords import below_hundred, whole_word
from appliance.language.german.tokens import tokens
from appliance.language.reading.days import DayFound, DayWords, chosen_day, days_in
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.values import DaySaid

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
PARTS = ("früh", "morgen", "vormittag", "mittag", "nachmittag", "abend", "nacht")
"""Parts of the day that may be joined to a weekday: `Freitagabend`."""

_FIRST_ORDINALS = {"erst": 1, "zweit": 2, "dritt": 3, "siebt": 7, "acht": 8}
_ORDINAL = re.compile(r"(.+?)(?:st|t)?e[nrs]?")
_MONTH_DATE = re.compile(r"(\d+)/(\d+)/")


def ordinal_at(spoken: list[str], place: int) -> tuple[int, int] | None:
    """`dritten`, `einundzwanzigste`, `3ter` (as `3.` is read), and where it ends."""
    word = word_at(spoken, place)
    if word.endswith("ter") and word[:-3].isdecimal():
        return int(word[:-3]), place + 1
    match = _ORDINAL.fullmatch(word)
    if match is None or len(word) < 5:
        return None
    stem = re.sub(r"(?:en|er|es|e)$", "", word)
    if stem in _FIRST_ORDINALS:
        return _FIRST_ORDINALS[stem], place + 1
    for ending in ("st", "t"):
        value = whole_word(stem.removesuffix(ending)) if stem.endswith(ending) else None
        if value is not None and 4 <= value <= 31:
            return value, place + 1
    return None


_NAMED = {
    "heute": 0, "jetzt": 0, "jetzt gleich": 0, "gleich": 0, "sofort": 0, "heute noch": 0, "noch heute": 0,
    "gleich morgen": 1, "morgen gleich": 1,
    "morgen": 1, "übermorgen": 2, "überübermorgen": 3, "gestern": -1, "vorgestern": -2, "vorvorgestern": -3,
    "heute in einer woche": 7, "morgen in einer woche": 8, "heute in acht tagen": 7, "in acht tagen": 7,
    "nächsten tag": 1, "am nächsten tag": 1, "tags darauf": 1,
}  # fmt: skip
_WEEKENDS = {
    **dict.fromkeys(("am wochenende", "dieses wochenende", "übers wochenende", "das wochenende", "wochenende"),
                    DaySaid(weekday=5)),
    **dict.fromkeys(("nächstes wochenende", "am nächsten wochenende", "kommendes wochenende"),
                    DaySaid(weekday=5, certainty=0.6)),
    **dict.fromkeys(("nächste woche", "kommende woche", "anfang nächster woche", "anfang der woche"),
                    DaySaid(weekday=0, certainty=0.7)),
    **dict.fromkeys(("ende der woche", "zum ende der woche", "diese woche", "unter der woche", "diese woche noch"),
                    DaySaid(weekday=6, certainty=0.6)),
}  # fmt: skip
_LEADS = listed("am nächsten nächster kommenden kommender diesen dieser den der im an jeden diesem")
_BEFORE_MORNING = listed("am heute gestern guten jeden übermorgen diesen")
_DOUBTED = 0.6
_PAST = listed("letzten letzter letzte letztes vergangenen vorigen vorletzten seit")
"""Before a weekday: it is over, and no day ahead."""

_ASIDE = frozenset({"am", "in", "der", "heute"})


def _weekday_forms() -> dict[str, int]:
    short = {"mo": 0, "di": 1, "mi": 2, "do": 3, "fr": 4, "sa": 5, "so": 6}
    names = {name.lower(): number for number, name in enumerate(WEEKDAYS)}
    joined = {f"{name}{part}": number for name, number in names.items() for part in (*PARTS, "s", "e", "en", "es")}
    return {**names, **joined, **{name: day for name, day in short.items() if name not in ("so", "do", "mi", "di")}}


DAYS = DayWords(
    named={**{phrase: DaySaid(days_ahead=days) for phrase, days in _NAMED.items()}, **_WEEKENDS},
    weekdays=_weekday_forms(),
    number_at=below_hundred,
    units={"tag": 1, "tage": 1, "tagen": 1, "woche": 7, "wochen": 7, "nacht": 1, "nächten": 1},
    before_weekday=_LEADS,
    next_week=Forms(("[in der] (nächste | nächsten | kommende | kommenden) woche [am]", "in einer woche",
                     "(übernächsten | übernächster)", "in acht tagen")),
    ahead=Forms(("in [etwa | ungefähr | so | den nächsten | spätestens]", "innerhalb von", "binnen")),
    ahead_after=Forms(("später",)),
    ago_before=Forms(("vor [etwa | ungefähr]",)),
    ago=Forms(("her", "zuvor")),
    loose={"einer": 1, "einem": 1, "ein": 1, "eine": 1, "ein paar": 3, "paar": 3},
    months={**{name.lower(): number for number, name in enumerate(MONTHS, 1)},
            "jänner": 1, "feber": 2, "juno": 6, "julei": 7},
    ordinal_at=ordinal_at,
    before_ordinal=Forms(("(am | zum | vom | den | bis | der | beim) [zum | den | spätestens]",)),
    before_month=frozenset({"den", "der"}),
    after_ordinal=listed("""
um bis vor in und dann oder weil also bitte für ich wir den die das ein eine einen mit zum zur beim im ins geht mache
rufe gehe spätestens abends morgens früh nachmittags vormittags mittags meine meinen mein
""") | {BREAK},
    corrections=Forms(("nein", "quatsch", "entschuldigung", "sorry", "ich meine", "ich meinte", "moment", "warte",
                       "besser", "lieber", "sondern", "beziehungsweise", "doch eher", "eher", "halt stopp")),
)  # fmt: skip


def spoken_tokens(text: str) -> list[str]:
    """The tokens without digits that no number is written with (`❶`)."""
    return [token for token in tokens(text) if not token.isdigit() or token.isdecimal()]


def days_said(spoken: list[str]) -> list[DayFound]:
    """Every day among the words. `morgen` is no day where it is the morning: `heute Morgen`, `am Morgen`."""
    plain = [_morning(spoken, place, word) for place, word in enumerate(spoken)]
    found = days_in(DAYS, plain)
    for place, word in enumerate(plain):
        match = _MONTH_DATE.fullmatch(word)
        if match and 1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12:
            found.append(DayFound(DaySaid(month_day=(int(match[2]), int(match[1]))), place, place + 1))
        ordinal = _before_verb(plain, place)
        if ordinal is not None and not any(day.start <= place < day.end for day in found):
            found.append(ordinal)
    found = [day for day in found if word_at(spoken, day.start - 1) not in _PAST]
    meant = [day for day in found if not _ruled_out(spoken, day)]
    doubted = [replace(day, day=replace(day.day, certainty=min(day.day.certainty, _DOUBTED))) for day in found]
    return sorted(meant or doubted, key=lambda day: day.start)


def _ruled_out(spoken: list[str], found: DayFound) -> bool:
    """`nicht morgen`, `nicht am Montag`."""
    before = found.start - (word_at(spoken, found.start - 1) in ("am", "vor", "bis"))
    return word_at(spoken, before - 1) == "nicht"


def _before_verb(spoken: list[str], place: int) -> DayFound | None:
    """`bis zum zwanzigsten schicke ich …`: a day of the month before what may be a verb. To be read back."""
    start = DAYS.before_ordinal.end_at(spoken, place)
    day = None if start is None else ordinal_at(spoken, start)
    after = "" if day is None else word_at(spoken, day[1])
    if day is None or not 1 <= day[0] <= 31 or not after.endswith("e") or after in ("stunde", "woche", "seite"):
        return None
    return DayFound(DaySaid(month_day=(None, day[0]), certainty=0.7), place, day[1])


def _morning(spoken: list[str], place: int, word: str) -> str:
    if word != "morgen":
        return word
    before = spoken[place - 1] if place else ""
    weekday = before in {name.lower() for name in WEEKDAYS}
    return (
        "morgens" if before in ("am", "heute", "gestern", "guten", "jeden", "übermorgen", "diesen") or weekday else word
    )


def day_with_part(spoken: list[str], found: DayFound) -> int:
    """Where the day ends together with the part of the day that is told right after it: `morgen früh`."""
    place = found.end
    while word_at(spoken, place) in _ASIDE and place < found.end + 2:
        place += 1
    return place + 1 if word_at(spoken, place) in PARTS_OF_DAY | {"morgen", "morgens"} else found.end


def part_of_day(word: str) -> str:
    """The part of the day that is joined to a weekday: `abend` of `freitagabend`; empty where there is none."""
    return next((part for part in PARTS if word.endswith(part) and word != part and word not in DAYS.named), "")


def read_day(text: str) -> DaySaid | None:
    """The day an utterance tells, not yet counted from any other; None where it tells none."""
    spoken = spoken_tokens(text)
    return chosen_day(DAYS, spoken, days_said(spoken))
