"""Days and months by name."""

from __future__ import annotations

from datetime import date

from num2words import num2words

WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip


def say_date(day: date, *, year: bool = False) -> str:
    """`uno de mayo`, `catorce de diciembre de dos mil veintisiete`."""
    told = f"{num2words(day.day, lang='es')} de {MONTHS[day.month - 1]}"
    return f"{told} de {num2words(day.year, lang='es')}" if year else told


def say_day(day: str, today: str) -> str:
    """An ISO date as one speaks of it: `hace un rato`, `ayer`, `el lunes`, `la semana pasada`, `hace un tiempo`."""
    try:
        ago = (date.fromisoformat(today) - date.fromisoformat(day)).days
    except ValueError:
        return "la última vez"
    if ago <= 0:
        return "hoy mismo"
    if ago == 1:
        return "ayer"
    if ago < 7:
        return f"el {WEEKDAYS[date.fromisoformat(day).weekday()]}"
    return "la semana pasada" if ago < 14 else "hace un tiempo"


def say_due(day: str, today: str) -> str:
    """An ISO date that lies ahead, after `para`: `hoy`, `mañana`, `el viernes`, `la semana que viene`; `mañana` where
    the date is missing."""
    try:
        ahead = (date.fromisoformat(day) - date.fromisoformat(today)).days
    except ValueError:
        return "mañana"
    if ahead <= 0:
        return "hoy"
    if ahead == 1:
        return "mañana"
    return f"el {WEEKDAYS[date.fromisoformat(day).weekday()]}" if ahead < 7 else "la semana que viene"
