"""What makes of a German number something else than the answer: a wish, a habit, a comparison, a time for a length.

None of these is stored as it is: the value is read back, or asked for again where it can hardly be meant.
"""

from __future__ import annotations

from appliance.language.forms import lines, listed
from appliance.language.german import clock, durations, numbers
from appliance.language.german.numberwords import ARTICLES, below_hundred, number_word
from appliance.language.german.tokens import spelt, tokens
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.values import Found

READ_BACK = 0.6
ASK_AGAIN = 0.3

_COMPARES = spelt(
    lines("""
(weniger | mehr | länger | kürzer | früher | später) als (gestern | vorgestern | sonst | normal | normalerweise |
  üblich | gewohnt | immer | letzte | letztes | am)
(halb | doppelt | dreimal | viermal | genauso | genau so) [so] (viel | viele | lang | lange | oft | weit) wie
(stunde | stunden | minute | minuten | einer | eine | einen | eins) zu (wenig | viel | lang | lange | früh | spät)
(stunde | stunden | minuten) (weniger | früher | später)
""")
)
_WISHES = spelt(
    lines("""
wollte | wollten | sollte | sollten | müsste | müssten | dürfte | dürften | möchte | hätte | (wäre | wären) (schön |
  gut | besser | toll | super | nötig | ideal)
normalerweise | üblicherweise | gewöhnlich | sonst
""")
)
"""Wished for or usual, where nothing tells what it came to."""
_CAME_TO = listed("aber habe bin heute wurde wurden war waren sind geworden sagen gesagt schätzen gewesen")
_TAKEN_AWAY = spelt(
    lines("""
wecker [war | stand | ist] auf
davon | weggeschüttet | weggekippt | verschüttet | stehen lassen | stehengelassen | abgezogen
""")
)
_ONE_MORE = spelt(
    lines("""
(dann | und | später | danach) noch (einen | eine | eins | einer)
und (einen | eine | ein) (kleinen | kleine | kleiner | grossen | grosse | grosser | weiteren | weitere | doppelten)
""")
)
_OCCASIONS = listed("morgens mittags abends nachmittags vormittags nachts mittagessen abendessen frühstück")
_CLOCK_LEADS = listed("um seit ab bis vor nach gegen")
_LENGTHS = listed("stunde stunden minute minuten")
_STRETCHES = listed("von mitternacht mittag")
"""They tell where a length begins: `von Mitternacht bis sieben`."""
_UPRIGHT = listed("aufgestanden aufgewacht raus wach bett hingelegt eingeschlafen seit ab bis vor nach")
_BEFORE_AFTER = listed("vor nach")
_SHORTLY = listed("kurz viertel gleich minuten minute knapp lange bald")


def read_number(text: str, unit: str = "") -> Found | None:
    """The number an utterance gives, in `unit`; read back where it may be about something else."""
    found = numbers.read_number(text, unit)
    spoken = tokens(text)
    halved = any(word == "halb" and below_hundred(spoken, place + 1) for place, word in enumerate(spoken))
    if halved or _COMPARES.inside(spoken):
        return _capped(found, ASK_AGAIN)
    if found is not None and _ONE_MORE.inside(spoken) and sum(number_word(word) is not None for word in spoken) == 1:
        return Found(found.value + 1, READ_BACK)
    led = any(word == "um" and number_word(word_at(spoken, place + 1)) for place, word in enumerate(spoken))
    return _capped(found, READ_BACK if _is_doubtful(spoken) or led or _of_yesterday(spoken) else 1.0)


def read_duration(text: str, unit: str) -> Found | None:
    """The duration an utterance gives, in `unit`; read back where it may be about something else."""
    found = durations.read_duration(text, unit)
    spoken = tokens(text)
    shared = any(word in ARTICLES and word_at(spoken, place + 1) == "von" for place, word in enumerate(spoken))
    when = _only_a_clock(spoken)
    if shared or _COMPARES.inside(spoken) or (when and not _UPRIGHT.isdisjoint(spoken)):
        return _capped(found, ASK_AGAIN)
    doubtful = _is_doubtful(spoken) or "kaum" in spoken or _at_most(spoken) or when
    return _capped(found, READ_BACK if doubtful else 1.0)


def read_clock(text: str, about: str = "", low: float | None = None, high: float | None = None) -> Found | None:
    """The time of day an utterance tells; read back where it may be about something else."""
    found = clock.read_clock(text, about, low, high)
    spoken = [word for word in tokens(text) if word != BREAK]
    if found is None or _is_length(spoken) or (spoken and spoken[-1] in _BEFORE_AFTER):
        return _capped(found, ASK_AGAIN)
    return _capped(found, READ_BACK if _is_doubtful(spoken) or _is_bound(spoken) else 1.0)


def _capped(found: Found | None, certainty: float) -> Found | None:
    return found and found.at_most(certainty)


def _is_doubtful(spoken: list[str]) -> bool:
    wished = _WISHES.inside(spoken) and _CAME_TO.isdisjoint(spoken)
    taken = any(word == "minus" and place for place, word in enumerate(spoken)) or _TAKEN_AWAY.inside(spoken)
    return wished or taken or _COMPARES.inside(spoken) or len(_OCCASIONS.intersection(spoken)) > 1


def _of_yesterday(spoken: list[str]) -> bool:
    return "gestern" in spoken and "heute" not in spoken and "als" not in spoken


def _at_most(spoken: list[str]) -> bool:
    """`weniger als zwei Stunden`: a bound."""
    return any(word == "weniger" and word_at(spoken, place + 1) == "als" for place, word in enumerate(spoken))


def _only_a_clock(spoken: list[str]) -> bool:
    """`um sieben aufgestanden` and `vor zehn Stunden` tell when, not how long; `um acht Stunden` how long."""
    found = [place for place, word in enumerate(spoken) if number_word(word) is not None]
    stretch = not _STRETCHES.isdisjoint(spoken)
    if stretch or len(found) != 1 or word_at(spoken, found[0] - 1) not in _CLOCK_LEADS:
        return False
    lead, after = spoken[found[0] - 1], word_at(spoken, found[0] + 1)
    return after not in _LENGTHS or lead in ("vor", "seit")


def _is_length(spoken: list[str]) -> bool:
    """`acht Stunden`, `in zehn Minuten`; not `zehn Minuten nach elf`."""
    lengths = [place for place, word in enumerate(spoken) if word in _LENGTHS and place]
    told = [place for place, word in enumerate(spoken) if number_word(word) is not None]
    return bool(lengths) and len(told) == 1 and told[0] == lengths[0] - 1


def _is_bound(spoken: list[str]) -> bool:
    """`nach zwölf` says no more than that; `zehn nach zwölf` does."""
    for place, word in enumerate(spoken):
        before = word_at(spoken, place - 1) if place else ""
        told = number_word(before) is not None or before in _SHORTLY
        if word in _BEFORE_AFTER and not told and number_word(word_at(spoken, place + 1)) is not None:
            return True
    return False
