"""A correction said one question later: heard in every language, and nothing else taken for one."""

from __future__ import annotations

import pytest

from appliance.coach.corrections import correction_of
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, Answer, ItemKind

PAGES = AgendaItem(key="pages", kind=ItemKind.METRIC, answer=Answer.NUMBER, label="pages", unit="pages")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "no, fifteen, not fifty"),
        ("en", "no I said fifteen pages, not fifty"),
        ("de", "nein, fünfzehn, nicht fünfzig"),
        ("de", "nicht fünfzig, fünfzehn"),
        ("es", "no, quince, no cincuenta"),
        ("fr", "non, quinze, pas cinquante"),
        ("ru", "нет, пятнадцать, а не пятьдесят"),
    ],
)
def test_a_correction_names_what_was_understood_and_gives_another(code: str, words: str) -> None:
    found = correction_of(PAGES, 50.0, Transcript(words, code))
    assert found is not None
    assert found.value == 15
    assert found.unsure, "it is always read back"
    assert correction_of(PAGES, 40.0, Transcript(words, code)) is None, "of another value it is none"


@pytest.mark.parametrize(
    "words", ["six hours", "fifty minutes", "no", "no, fifteen", "no, fifty", "fifty, and fifteen", ""]
)
def test_an_answer_is_no_correction(words: str) -> None:
    assert correction_of(PAGES, 50.0, Transcript(words, "en")) is None
