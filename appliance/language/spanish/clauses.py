"""Spanish: parts of one breath, and stems of words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from appliance.language.forms import listed
from appliance.language.reading.clauses import clauses_with
from appliance.language.reading.pieces import Piece
from appliance.language.reading.stemming import pairs, stems_with
from appliance.language.reading.tokens import word_at
from appliance.language.spanish.durations import DURATIONS
from appliance.language.spanish.numberwords import piece_at
from appliance.language.spanish.tokens import folded, spoken_words, words


def _piece_at(spoken: list[str], place: int) -> Piece | None:
    """A number, with the half that stands behind its unit: `tres kilómetros y medio`."""
    piece = piece_at(spoken, place)
    if piece and word_at(spoken, piece.end + 1) == "y" and word_at(spoken, piece.end + 2) in _HALVES:
        return replace(piece, end=piece.end + 3)
    return piece


_HALVES = frozenset({"medio", "media", "cuarto", "pico"})
_TOGETHER = replace(DURATIONS, numbers=replace(DURATIONS.numbers, piece_at=_piece_at))

clauses = clauses_with(listed("y e pero luego despues entonces tambien ademas aunque"), _TOGETHER)

_WORD = re.compile(r"[^\W\d_]+")
_UNACCENTED = re.compile(r"([cs])ion$")

_IRREGULAR = pairs("""
sueño=dormir sueno=dormir duermo=dormir duerme=dormir duermes=dormir durmió=dormir durmio=dormir dormí=dormir
dormido=dormir fui=ir voy=ir fue=ir ido=ir hice=hacer hecho=hacer hago=hacer hizo=hacer leo=leer leí=leer leído=leer
lectura=leer libro=leer carrera=correr corro=correr corrí=correr caminata=caminar paseo=pasear paseé=pasear
  gym=gimnasio
gim=gimnasio entreno=entrenar entrenamiento=entrenar ejercicios=ejercicio ejercité=ejercicio humor=ánimo ánimos=ánimo
estado=ánimo meditación=meditar medité=meditar meditado=meditar café=café cafecito=café cafecitos=café cafés=café
cigarros=cigarrillo cigarro=cigarrillo fumé=fumar fumado=fumar bebí=beber bebido=beber tomé=tomar peso=pesar
  pesé=pesar
escribí=escribir escrito=escribir escritura=escribir llamada=llamar llamé=llamar llamado=llamar estudio=estudiar
estudié=estudiar trabajo=trabajar trabajé=trabajar acosté=acostar acostarse=acostar acostarme=acostar acuesto=acostar
acostado=acostar levanté=levantar levantarse=levantar levantarme=levantar desperté=despertar despierto=despertar
despertarse=despertar pude=poder pongo=poner puse=poner puesto=poner vi=ver visto=ver compra=comprar compré=comprar
comida=comer comí=comer cena=cenar cené=cenar pasos=paso nadé=nadar natación=nadar puedo=poder
""")
_UNSAID = spoken_words("""
el la los las un una unos unas y o u e de del a al en por para con sin sobre que qué mi mis tu tus su sus me te se
  nos lo le
les yo tú él ella este esta ese esa esto eso es son fue era ser estar está estoy he ha hay no sí ya muy más menos
  pero si como
cuando hoy ayer mañana también antes después
""")
_IRREGULAR_FOLDED = {folded(heard): folded(meant) for heard, meant in _IRREGULAR.items()}


def _accented(text: str) -> list[str]:
    """The words as they are written, and with the accent of `-ción` put back: the stemmer goes by accents."""
    return [_UNACCENTED.sub(r"\1ión", word) for word in _WORD.findall(text.lower()) if folded(word) not in _UNSAID]


def _plain(text: str) -> list[str]:
    return [word for word in words(text) if word not in _UNSAID]


def _with(told: Callable[[str], list[str]]) -> Callable[[str], frozenset[str]]:
    return stems_with("spanish", told, _IRREGULAR if told is _accented else _IRREGULAR_FOLDED, frozenset())


_stems_accented, _stems_plain = _with(_accented), _with(_plain)


def stems(text: str) -> frozenset[str]:
    """The stems of its words, without accents: of the words as written, and of the words without accents."""
    return frozenset(folded(stem) for stem in _stems_accented(text) | _stems_plain(text))
