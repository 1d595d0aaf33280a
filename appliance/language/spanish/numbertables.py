"""The words of whole numbers, without accents."""

from __future__ import annotations


def _counted(text: str, start: int = 0, step: int = 1) -> dict[str, int]:
    """Words to numbers, one number a line where several words share it (`un uno una`)."""
    rows = [line.split() for line in text.strip().splitlines()]
    return {word: start + step * index for index, row in enumerate(rows) for word in row}


ONES = _counted("cero\nuno un una\ndos\ntres\ncuatro\ncinco\nseis\nsiete\nocho\nnueve")
TEENS = _counted(
    "diez\nonce\ndoce\ntrece\ncatorce\nquince\ndieciseis\ndiecisiete\ndieciocho\ndiecinueve\nveinte\n"
    "veintiuno veintiun veintiuna\nveintidos\nveintitres\nveinticuatro\nveinticinco\nveintiseis\nveintisiete\n"
    "veintiocho\nveintinueve",
    10,
)
TENS = _counted("treinta\ncuarenta\ncincuenta\nsesenta\nsetenta\nochenta\nnoventa", 30, 10)
HUNDREDS = {
    "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
    "seiscientos": 600, "setecientos": 700, "novecientos": 900, "ochocientos": 800, "sietecientos": 700,
    "nuevecientos": 900,
}  # fmt: skip
HUNDREDS |= {f"{word[:-2]}as": value for word, value in HUNDREDS.items() if word.endswith("os")}
