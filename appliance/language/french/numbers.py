"""French numbers: the words around them, and how several in one utterance belong together."""

from __future__ import annotations

from appliance.language.forms import Forms, lines, listed
from appliance.language.french.clockwords import clock_at
from appliance.language.french.numberwords import piece_at
from appliance.language.french.tokens import folded, spelled, tokens
from appliance.language.french.units import UNITS
from appliance.language.reading.choosing import ChoiceWords
from appliance.language.reading.numbers import SURE, NumberWords, number_in
from appliance.language.reading.pieces import pieces_of
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.reading.units import Unit
from appliance.language.reading.zero import ZeroWords
from appliance.language.values import Found

CHOICE = ChoiceWords(
    corrections=Forms(
        lines(
            spelled("""
non | nan | pardon | désolé | désolée | enfin | je veux dire | je voulais dire | attends | en fait | ou plutôt |
  plutôt |
 je me trompe | je me suis trompé | je me suis trompée | correction | oups | disons plutôt | au temps pour moi |
 autant pour moi | c'était plutôt | c'est plutôt | mettons plutôt | ah non | mais
""")
        )
    ),
    ruling_out=Forms(lines(spelled("(pas | et non | et pas | non pas) [de | les | à | un | une]"))),
    range_=listed(spelled("ou à jusque peut être même voire bien sinon")),
    out_of=listed(spelled("sur des de les mes aux un total ces au lieu")),
    of=listed("sur des lieu"),
    sums=Forms(lines(spelled("plus | et encore | et puis [encore] | puis [encore] | ensuite"))),
    times=listed("fois seances sessions tranches blocs pomodoros periodes reprises"),
    portions=listed("matin midi soir apres aprem nuit dejeuner diner travail boulot gouter aller retour"),
    between=listed("entre"),
    and_=listed("et"),
    range_fillers=listed("euh heu un une heure heures minute minutes"),
)

ZERO = ZeroWords(
    plain=Forms(
        lines(
            spelled("""
[non | nan] [j'en ai] [pris | bu | fait | eu | fumé] (aucun | aucune | rien | zéro | néant | nada | que dalle | zéro
  pointé) [du tout | aujourd'hui | encore |
  cette fois | hier | pour l'instant]
[non | nan] (pas un | pas une | même pas un | même pas une) [seul | seule] [aujourd'hui | hier | du tout]
[non | nan] [je] [n'] [j'] [en] [ai] [rien] (pas un | pas une | aucun | aucune | rien) [seul | seule] [bu | pris |
  fait | lu | fumé | mangé | couru | marché] [du tout |
  aujourd'hui | hier]
""")
        )
    ),
    opening=listed("aucun aucune rien"),
    implied=Forms(
        lines(
            spelled("""
[non | nan] (je n'en | j'en | je n' | j' | je n'y | j'y | je ne les | je l' | je ne l') [ai] pas [bu | pris | fait |
  lu | fumé | mangé | couru | marché | dormi | eu | travaillé | bossé]
  [du tout | aujourd'hui | hier | encore | ce matin]
[non | nan] pas (aujourd'hui | du tout | encore | dormi | couru | bu | fumé | lu | fait | travaillé | bossé | marché)
  [du tout | aujourd'hui] | jamais
""")
        )
    ),
    not_any=Forms(
        lines(
            spelled("""
[je | j' | on] (n'ai | ai | n'en ai | en ai | ne | a | n'a) [en] pas [bu | pris | fait | lu | fumé | mangé | eu] (de
  | d' | un seul | une seule | le moindre)
  | [je | j'] [n'] ai (rien | aucun | aucune | bu aucun | pris aucun | fait aucun | fumé aucune)
""")
        )
    ),
    bare_no=Forms(("non", "nan", "non non", "ben non", "bah non")),
    no=listed("pas sans aucun aucune"),
    not_things=listed(
        spelled("mal trop vraiment sûr sûre encore la plus beaucoup moi ça moins envie maintenant un une")
    ),
    when=listed(spelled("aujourd'hui hier encore du ce pour cette matin soir")),
    fillers=listed("euh heu hum ah oh ben bah bon alors donc enfin quoi voila de d") | {BREAK},
)

NUMBERS = NumberWords(
    tokens=tokens,
    piece_at=piece_at,
    units=UNITS,
    choice=CHOICE,
    zero=ZERO,
    before_unit=listed("de d bons bonnes petits petites gros grosses grands grandes autres petite petit bonne bon"),
    and_=listed("et"),
    vague=listed("moins plus maximum minimum maxi mini presque dessus dessous jusque quasi quasiment"),
    around=listed(
        spelled("euh heu je dirais environ peut être à peu près genre ben bah crois pense juste c est le un")
    ),
    sounds_like={
        "cet": 7,
        "cette": 7,
        "set": 7,
        "dis": 10,
        "vin": 20,
        "cis": 6,
        "sein": 5,
        "saint": 5,
        "wit": 8,
        "uit": 8,
    },
)


_SMALLER = {"kilo": "grammes", "kilomètre": "metres", "litre": "millilitres"}
_DOUBTED = 0.5
_BEFORE_A_TIME = listed("a avant vers apres des")
_COMPARED = Forms(lines(spelled("de (plus | moins) [que | qu']")))
_UNUSABLE = 0.35
"""`un de plus qu'hier` tells no number by itself: asked again."""

_BOUNDS = listed("maximum max maxi minimum mini")
_BOUND = 0.7
"""`trois maximum` is kept, but read back."""


def read_number(text: str, unit: str = "") -> Found | None:
    """The number an utterance gives, in `unit`; None where it gives none. `10 k` is ten kilometres or ten thousand."""
    wanted = UNITS.of(unit)
    spoken = with_decimals_first(tokens(text))
    if wanted and wanted.singular == "kilomètre":
        spoken = ["km" if word == "k" else word for word in spoken]
    whole, doubtful = _with_left_out_units(spoken)
    if wanted is None or wanted.dimension != "time":
        whole = _without_times(whole)
    found = number_in(NUMBERS, with_units_repeated(_with_thousands(whole)), wanted)
    if found and _COMPARED.inside(spoken):
        return Found(found.value, min(found.certainty, _UNUSABLE))
    if found and not _BOUNDS.isdisjoint(spoken):
        return Found(found.value, min(found.certainty, _BOUND))
    if found and doubtful:
        return Found(found.value, min(found.certainty, _DOUBTED))
    return Found(1, SURE) if found and found.value == 1 and wanted and _one_of_it(spoken, wanted) else found


def _without_times(spoken: list[str]) -> list[str]:
    """Without the times of day of `trois cafés avant neuf heures`."""
    for place, word in enumerate(spoken):
        clock = clock_at(spoken, place + 1) if word in _BEFORE_A_TIME else None
        if clock is not None and clock.certainty == 1:
            spoken = [*spoken[: place + 1], *[BREAK] * (clock.end - place - 1), *spoken[clock.end :]]
    return spoken


def _with_thousands(spoken: list[str]) -> list[str]:
    """`entre huit et neuf mille` with its first `mille`."""
    pieces = pieces_of(spoken, piece_at)
    for before, piece in zip(reversed(pieces[:-1]), reversed(pieces[1:]), strict=True):
        between = spoken[before.end : piece.start]
        ranged = not between or between in (["a"], ["ou"]) or (between == ["et"] and "entre" in spoken)
        if ranged and 1 <= before.value < piece.value / 1000 and "mille" in spoken[piece.start : piece.end]:
            spoken = [*spoken[: before.end], "mille", *spoken[before.end :]]
    return spoken


def with_units_repeated(spoken: list[str]) -> list[str]:
    """`trois mille pas le matin et quatre mille le soir` with its second `pas`."""
    pieces = pieces_of(spoken, piece_at)
    for before, piece in zip(reversed(pieces[:-1]), reversed(pieces[1:]), strict=True):
        between = spoken[before.end : piece.start]
        unit = UNITS.known(between[0]) if between else None
        alone = UNITS.known(word_at(spoken, piece.end)) is None
        if unit is not None and alone and not CHOICE.portions.isdisjoint(between):
            spoken = [*spoken[: piece.end], between[0], *spoken[piece.end :]]
    return spoken


def with_decimals_first(spoken: list[str]) -> list[str]:
    """`sept kilos virgule cinq` in the order of `sept virgule cinq kilos`."""
    for place in range(1, len(spoken) - 2):
        after = piece_at(spoken, place + 2) if spoken[place + 1] == "virgule" else None
        if after and UNITS.known(spoken[place]) is not None:
            return [*spoken[:place], *spoken[place + 1 : after.end], spoken[place], *spoken[after.end :]]
    return spoken


def _one_of_it(spoken: list[str], wanted: Unit) -> bool:
    """`un zork`, where zorks are asked for and are no known unit."""
    thing = folded(wanted.singular)
    return any(word_at(spoken, place - 1) in ("un", "une") for place, word in enumerate(spoken) if word == thing)


def _with_left_out_units(spoken: list[str]) -> tuple[list[str], bool]:
    """`soixante kilos cinq cents` with its grammes; and whether something smaller follows that may be tenths
    or hundredths (`soixante kilos cinq`)."""
    doubtful = False
    for place in range(len(spoken) - 1, 0, -1):
        unit = UNITS.known(spoken[place])
        if unit is None or unit.singular not in _SMALLER or piece_at(spoken, place - 1) is None:
            continue
        after = piece_at(spoken, place + 1) if place + 1 < len(spoken) else None
        if after is None or after.value < 1 or UNITS.known(word_at(spoken, after.end)) is not None:
            continue
        if word_at(spoken, after.end) not in ("", BREAK):
            continue
        if 100 <= after.value < 1000:
            spoken = [*spoken[: after.end], _SMALLER[unit.singular], *spoken[after.end :]]
        else:
            doubtful = True
    return spoken, doubtful
