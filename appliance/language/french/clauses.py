"""French: parts of one breath, and stems of words."""

from __future__ import annotations

from dataclasses import replace

from appliance.language.forms import Forms, listed
from appliance.language.french.durations import stretch_at
from appliance.language.french.numbers import NUMBERS
from appliance.language.french.numberwords import below_hundred, part_at
from appliance.language.french.tokens import spelled, words
from appliance.language.french.units import UNITS
from appliance.language.reading.clauses import clauses_with
from appliance.language.reading.durations import DurationWords
from appliance.language.reading.pieces import Piece
from appliance.language.reading.stemming import pairs, stems_with
from appliance.language.reading.tokens import word_at


def _whole_piece_at(spoken: list[str], place: int) -> Piece | None:
    """A number with all that belongs to it: `six heures et demie`, `deux tasses et demie`."""
    if word_at(spoken, place) == "entre":
        return _between(spoken, place)
    stretch = stretch_at(spoken, place, hours=True)
    piece = stretch.piece if stretch else None
    if piece is None:
        return None
    half = word_at(spoken, piece.end + 1) == "et" and word_at(spoken, piece.end + 2) in ("demi", "demie")
    return replace(piece, end=piece.end + 3) if half and UNITS.known(word_at(spoken, piece.end)) else piece


def _between(spoken: list[str], place: int) -> Piece | None:
    """`entre six et sept heures` as one."""
    first = _whole_piece_at(spoken, place + 1)
    second = _whole_piece_at(spoken, first.end + 1) if first and word_at(spoken, first.end) == "et" else None
    return replace(second, start=place) if second else None


clauses = clauses_with(
    listed("et mais puis ensuite aussi"),
    DurationWords(
        numbers=replace(NUMBERS, piece_at=_whole_piece_at),
        number_at=below_hundred,
        part_at=part_at,
        one=frozenset(),
        alone=frozenset(),
        before_unit=frozenset(),
        vague=frozenset(),
        no_time=Forms(()),
    ),
)

_IRREGULAR = pairs("""
dormi=dormir sommeil=dormir dors=dormir couru=courir course=courir cours=courir footing=courir jogging=courir lu=lire
lecture=lire lis=lire bu=boire bois=boire ecrit=ecrire ecris=ecrire ecriture=ecrire marche=marcher marches=marcher
medite=meditation mediter=meditation nage=nager natation=nager couche=coucher couchee=coucher leve=lever levee=lever
reveille=reveil reveillee=reveil reveiller=reveil travaille=travail travailler=travail bosse=travail boulot=travail
fume=fumer clopes=cigarette clope=cigarette mange=manger pese=poids peser=poids moral=humeur vu=voir pris=prendre
fait=faire fais=faire appele=appeler appelle=appeler telephone=telephoner etudie=etudier etudes=etudier appris=apprendre
mis=mettre ete=etre cafe=cafe cafes=cafe pas=pas
""")
_UNSAID = listed(
    spelled("""
le la les l un une des du de d à au aux en y et ou mais donc ce cet cette ces mon ma mes ton ta tes son sa ses nos notre
je j tu il elle on nous vous ils elles me m te t se s lui leur que qu qui quoi ne n est suis ai as a été étais avait
pour par sur dans avec sans très trop bien plus moins c ça oui non
""")
)

stems = stems_with("french", words, _IRREGULAR, _UNSAID)
