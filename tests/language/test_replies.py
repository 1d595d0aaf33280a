"""Short answers to "how is it going?" and "anything else?", in every language that has them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from appliance.language import replies
from appliance.language.folders import known_languages
from appliance.language.forms import Forms
from appliance.language.replies import promised_words, read_going, says_nothing_more, speaks_of_somebody

FILES = sorted(Path(replies.__file__).parent.glob(f"*/{replies.FILE}"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_every_file_has_every_table_and_every_form_can_be_read(path: Path) -> None:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(told) == {"well", "badly", "nothing_more", "people", "promising"}
    for forms in told.values():
        Forms(forms)


SAID = {
    "en": (["good", "it's going well", "so far so good", "almost done"], ["not great", "so so", "badly", "I'm behind"],
           ["that's all", "no, that's it", "nothing else", "no nothing more, thanks"]),
    "de": (["läuft gut", "ganz gut", "fast fertig"], ["geht so", "nicht so gut", "schlecht"],
           ["das war's", "nein, sonst nichts", "nein danke, das wars"]),
    "es": (["va bien", "muy bien", "en ello"], ["más o menos", "no muy bien", "mal"],
           ["nada más", "no, eso es todo", "no, ya está"]),
    "fr": (["ça va bien", "très bien", "presque fini"], ["pas très bien", "bof", "mal"],
           ["c'est tout", "non, rien d'autre", "non merci, c'est tout"]),
    "ru": (["идёт хорошо", "всё нормально", "уже почти готово"], ["так себе", "не очень", "плохо"],
           ["нет, это всё", "больше ничего", "нет, на сегодня хватит"]),
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(set(SAID) & set(known_languages())))
def test_what_people_say_is_understood(code: str) -> None:
    well, badly, nothing = SAID[code]
    for text in well:
        assert getattr(read_going(text, code), "value", None) == 1.0, text
    for text in badly:
        assert getattr(read_going(text, code), "value", None) == 0.0, text
    for text in nothing[:2]:
        assert says_nothing_more(text, code), text


@pytest.mark.parametrize(
    "text", ["call mum", "go for a run, that's all I want", "nothing but vegetables", "good grief"]
)
def test_a_promise_is_no_short_answer(text: str) -> None:
    assert not says_nothing_more(text, "en")
    assert read_going(text, "en") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("my sister is called Ana", "en"), ("meine Schwester heißt Ana", "de"), ("mi hermana se llama Ana", "es"),
     ("ma sœur s'appelle Ana", "fr"), ("мою сестру зовут Аня", "ru")],
)  # fmt: skip
def test_people_are_told_from_facts(text: str, code: str) -> None:
    if code in known_languages():
        assert speaks_of_somebody(text, code)
        assert not speaks_of_somebody("Ana", code)


@pytest.mark.parametrize(
    ("code", "words", "promised"),
    [
        ("en", "Please remind me at six pm to call Bob", "at six pm to call Bob"),
        ("en", "remind me to call Bob tomorrow", "call Bob tomorrow"),
        ("en", "I promise I'll stop smoking", "stop smoking"),
        ("en", "I promise nothing", ""),
        ("en", "remind me", ""),
        ("en", "my mother reminded me to call", ""),
        ("de", "Erinnere mich bitte daran, Bob anzurufen", "Bob anzurufen"),
        ("de", "kannst du mich daran erinnern, Bob anzurufen", "Bob anzurufen"),
        ("de", "Ich verspreche dir, dass ich morgen laufe", "morgen laufe"),
        ("de", "ich verspreche nichts", ""),
        ("es", "Recuérdame llamar a Bob mañana", "llamar a Bob mañana"),
        ("es", "te prometo que mañana corro", "mañana corro"),
        ("es", "no prometo nada", ""),
        ("fr", "s'il te plaît, rappelle-moi de courir", "courir"),
        ("fr", "rappelle-moi d'appeler Luc demain", "appeler Luc demain"),
        ("fr", "je promets de courir", "courir"),
        ("ru", "напомни мне позвонить Бобу завтра", "позвонить Бобу завтра"),
        ("ru", "обещаю завтра бегать", "завтра бегать"),
    ],
)
def test_what_is_promised_of_ones_own_accord(code: str, words: str, promised: str) -> None:
    assert promised_words(words, code) == promised
