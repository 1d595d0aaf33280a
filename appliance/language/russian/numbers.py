"""Russian numbers: the words around them."""

from __future__ import annotations

from appliance.language.forms import Forms, lines
from appliance.language.reading.choosing import ChoiceWords
from appliance.language.reading.numbers import NumberWords, number_in
from appliance.language.reading.tokens import word_at
from appliance.language.reading.zero import means_zero
from appliance.language.russian.numberwords import piece_at
from appliance.language.russian.smallerunits import with_ones, with_smaller_units
from appliance.language.russian.spelling import words_of
from appliance.language.russian.turning import BOUNDS, turned_tokens
from appliance.language.russian.units import UNITS, noun_of
from appliance.language.russian.zero import ZERO
from appliance.language.values import Found

CHOICE = ChoiceWords(
    corrections=Forms(lines("""
нет | неа | ой | точнее | вернее | то есть | в смысле | поправка | погоди | подожди | стоп | извини | прости |
  извините | хотя | скорее | ошибся | ошиблась | оговорился | оговорилась | вру | поправлюсь | не так | точней | не то
""")),
    ruling_out=Forms(("[а] не [в | к | на | до]",)),
    range_=words_of("или до может быть а то максимум возможно либо ну наверное"),
    out_of=words_of("из вместо от с моих этих всех тех"),
    of=words_of("из вместо"),
    sums=Forms(lines("""
плюс | и еще | еще | да еще | потом еще | (утром | днем | вечером | ночью | на завтрак | на обед | в обед |
 за завтраком |
 за обедом) [а | и | потом]
""")),
    times=words_of("по"),
    portions=words_of("утром днем вечером ночью завтрак обед обедом ужин завтраком ужином потом после затем работы"),
    between=frozenset({"между"}),
    and_=frozenset({"и"}),
    range_fillers=words_of("э эм и в к около часа часов минут где"),
)  # fmt: skip

VAGUE = words_of("больше меньше более менее почти минимум максимум хотя свыше чуть побольше поменьше порядка")
"""A bound rather than a value."""

NUMBERS = NumberWords(
    tokens=turned_tokens,
    piece_at=piece_at,
    units=UNITS,
    choice=CHOICE,
    zero=ZERO,
    before_unit=words_of("еще целых полных хороших примерно этих таких"),
    and_=words_of("и с"),
    vague=VAGUE,
    around=words_of("э эм ну вот где то примерно около наверное думаю только всего"),
    also_number=frozenset({"ни"}),
)


def read_number(text: str, unit: str = "") -> Found | None:
    """The number of an utterance, in a unit; None where there is none. The thing alone (`чашечку`) is one of them."""
    noun = noun_of(unit)
    wanted = UNITS.of(noun.one) if noun else None
    single = noun.single if noun and noun.declined else frozenset[str]()
    spoken, doubted = with_smaller_units(with_ones(turned_tokens(text), single), wanted)
    found = number_in(NUMBERS, spoken, wanted)
    if found is not None and (doubted or (repeated(spoken) and not (wanted and wanted.singular == "раз"))):
        return Found(found.value, min(found.certainty, 0.6))
    if found is not None or wanted is None or not wanted.known:
        return found
    told = [word for word in spoken if word in single]
    sure = len(told) == 1 and BOUNDS.isdisjoint(spoken)
    return Found(len(told), 0.85 if sure else 0.6) if told and means_zero(ZERO, spoken) is None else None


def repeated(spoken: list[str]) -> bool:
    """Whether something is told to have happened several times: `пять километров два раза`."""
    several = (piece for place in range(len(spoken)) if (piece := piece_at(spoken, place)) is not None)
    return any(piece.value > 1 and word_at(spoken, piece.end) in ("раза", "раз") for piece in several)
