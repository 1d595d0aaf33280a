"""French promises: `je vais courir cinq kilomètres demain avant huit heures` is action, amount, day and time."""

from __future__ import annotations

from dataclasses import replace

from appliance.language.forms import Forms, lines, listed
from appliance.language.french.commands import without_elision
from appliance.language.french.days import DAYS, days_told, ruled_out_from, without_ruled_out
from appliance.language.french.deadlines import deadlines_in
from appliance.language.french.durations import read_duration, stretches_in
from appliance.language.french.numberwords import piece_at
from appliance.language.french.tokens import spelled, tokens
from appliance.language.french.units import UNITS
from appliance.language.reading.amounts import Amount
from appliance.language.reading.days import DayFound, chosen_day
from appliance.language.reading.durations import Stretch
from appliance.language.reading.pieces import Piece, pieces_of
from appliance.language.reading.promises import DaySpan, PromiseWords, promises_with
from appliance.language.reading.tokens import BREAK, word_at
from appliance.language.reading.units import Unit
from appliance.language.values import DaySaid, Promised

_OPENINGS = Forms(
    lines(
        spelled("""
[alors | et | puis | donc | bon] (je vais | je veux | je voudrais | j'aimerais [bien] | je dois | je compte [bien] |
  je pense | je souhaite | je peux | je pourrais | je devrais | on va | nous allons | je prévois de | j'ai prévu de |
  j'ai l'intention de | j'ai envie de | je projette de | m'engage à | je vais essayer de | je vais tâcher de |
  je vais tenter de | je vais devoir | il faut | faut) [absolument | vraiment | juste | essayer de | enfin]
[je] [te | m'] (promets | jure | engage) [de | à | que] [je vais]
(ma | mon | la) [seule] (promesse | objectif | but | chose) [pour (demain | aujourd'hui | ce soir)] (c'est | est) [de]
(rappelle moi | pense à me rappeler) [de] | je dirais | d'accord
""")
    )
)
_AFTER_DAY = listed("prochain prochaine matin soir midi prochains")
_LINKS = listed("de d bons bonnes petits petites autres")


def _days(spoken: list[str]) -> tuple[DaySaid | None, list[DaySpan]]:
    found = days_told(spoken)
    day = chosen_day(DAYS, spoken, without_ruled_out(spoken, found) or found)
    return day, [DaySpan(_start(spoken, found, index), _end(spoken, told)) for index, told in enumerate(found)]


def _start(spoken: list[str], found: list[DayFound], index: int) -> int:
    """With the correction between it and the day before, or the `non pas` that rules it out for another one."""
    day = found[index]
    before = found[index - 1] if index else None
    between = [word for word in spoken[before.end : day.start] if word != BREAK] if before else []
    rejected = before is not None and ruled_out_from(spoken, before) is not None and between == ["mais"]
    if before and (rejected or DAYS.corrections.is_all(between)):
        return before.end
    ruled_out = ruled_out_from(spoken, day)
    return day.start if ruled_out is None or len(found) == 1 else ruled_out


def _end(spoken: list[str], day: DayFound) -> int:
    """With `prochain`, `matin` or `qui vient` after the day."""
    end = day.end
    while word_at(spoken, end) in _AFTER_DAY:
        end += 1
    if spoken[end : end + 2] == ["apres", "midi"] or spoken[end : end + 2] == ["qui", "vient"]:
        end += 2
    return end


def _amount(spoken: list[str], told: frozenset[int]) -> Amount | None:
    """The first quantity that tells no day and no time: a duration in hours or minutes, or a number with its unit."""
    free = [BREAK if place in told else word for place, word in enumerate(spoken)]
    lengths = [one for one in stretches_in(free, hours=False) if one.minutes_per and not _tells_when(free, one.piece)]
    lengths = lengths[_first_meant(free, [one.piece for one in lengths]) :]
    counted = [piece for piece in pieces_of(free, piece_at) if _counts(free, piece)]
    counted = counted[_first_meant(free, counted) :]
    first = min((piece.start for piece in counted), default=len(free))
    if lengths and lengths[0].piece.start <= first:
        return _duration(free, lengths[0].piece)
    return _multiplied(free, counted, lengths) if counted else None


def _tells_when(spoken: list[str], piece: Piece) -> bool:
    """`dans une heure`, `il y a deux heures`, `toutes les deux heures`."""
    return word_at(spoken, piece.start - 1) in ("dans", "ici") or spoken[max(0, piece.start - 2) : piece.start] in (
        ["y", "a"], ["toutes", "les"],
    )  # fmt: skip


def _first_meant(spoken: list[str], pieces: list[Piece]) -> int:
    """Index of the one after the last correction: `dix pages, non, quinze pages`."""
    later = range(len(pieces) - 1, 0, -1)
    between = {index: spoken[pieces[index - 1].end : pieces[index].start] for index in later}
    return next((index for index in later if DAYS.corrections.inside(between[index])), 0)


def _multiplied(spoken: list[str], counted: list[Piece], lengths: list[Stretch]) -> Amount:
    """`trois fois dix pompes`, `deux fois vingt minutes`; else the first quantity as it is."""
    first = counted[0]
    if word_at(spoken, first.end) != "fois":
        return _quantity(spoken, first)
    length = next((one.piece for one in lengths if one.piece.start == first.end + 1), None)
    following = next((piece for piece in counted if piece.start == first.end + 1), None)
    each = (length and _duration(spoken, length)) or (following and _quantity(spoken, following))
    return replace(each, value=first.value * each.value, start=first.start) if each else _quantity(spoken, first)


def _counts(spoken: list[str], piece: Piece) -> bool:
    """Whether the number counts something; `un` and `une` only before a unit."""
    unit = _unit(spoken, piece)
    if unit is not None:
        return unit[0].dimension != "time"
    return spoken[piece.start] not in ("un", "une") and not (piece.value < 1 and piece.start > 0)


def _quantity(spoken: list[str], piece: Piece) -> Amount:
    unit = _unit(spoken, piece) or _unit_of_range(spoken, piece)
    if unit is None:
        return Amount(piece.value, "", piece.start, piece.end)
    half = 0.5 if spoken[unit[1] : unit[1] + 2] in (["et", "demi"], ["et", "demie"]) else 0.0
    return Amount(piece.value + half, unit[0].plural, piece.start, unit[1] + (2 if half else 0))


def _unit_of_range(spoken: list[str], piece: Piece) -> tuple[Unit, int] | None:
    """The pages of `entre dix et quinze pages`, `dix ou quinze pages`."""
    other = piece_at(spoken, piece.end + 1) if word_at(spoken, piece.end) in ("et", "ou", "a") else None
    return None if other is None else _unit(spoken, other)


def _unit(spoken: list[str], piece: Piece) -> tuple[Unit, int] | None:
    place = piece.end
    while word_at(spoken, place) in _LINKS:
        place += 1
    unit = UNITS.known(word_at(spoken, place))
    return None if unit is None else (unit, place + 1)


def _duration(spoken: list[str], piece: Piece) -> Amount | None:
    """In minutes, or in hours where the words give whole ones."""
    said = spoken[piece.start : piece.end]
    found = read_duration(" ".join(said), "minutes")
    if found is None or found.value <= 0:
        return None
    in_hours = found.value % 60 == 0 and not {"heure", "heures", "h"}.isdisjoint(said)
    return Amount(
        found.value / 60 if in_hours else found.value, "heures" if in_hours else "minutes", piece.start, piece.end
    )


_read_promise = promises_with(
    PromiseWords(
        tokens=tokens,
        openings=_OPENINGS,
        never_after_opening=listed("le la les l un une mon ma mes son sa ses ce cette a au aux chez que"),
        fillers=listed(
            "euh heu hum hmm bon ben bah alors donc oui ouais ok et puis voila enfin juste peut etre ah oh disons"
        ),
        closing=listed("alors merci et a avant le ou environ vers bon voila quoi du coup pour d ici stp hein"),
        before_day=listed("pour avant d ici jusque a au des le ce"),
        parts_of_day=Forms(
            lines(
                spelled(
                    "au plus tard | le (matin | soir) | l'après-midi | dans (la matinée | l'après-midi) | de bon matin"
                )
            )
        ),
        deadlines=deadlines_in,
        days=_days,
        amount=_amount,
    )
)


def read_promise(text: str) -> Promised:
    """The parts of a promise; the action without the `d'` that led to it."""
    promised = _read_promise(text)
    return replace(promised, action=without_elision(promised.action))
