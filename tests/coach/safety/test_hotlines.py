"""Numbers by country, with sources; the owner's own; and what is said with them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from appliance.coach.safety import Alarm, Hotline, Kind, country_of, crisis_words, load_hotlines
from appliance.coach.safety.countries import country_of_zone
from appliance.coach.safety.hotlines import OWN_FILE, Country, Hotlines, set_own, shipped
from appliance.errors import InvalidInputError
from appliance.language.vetted import spoken_number, vetted
from appliance.records.people import User


def person(language: str = "en", timezone: str = "Europe/London", country: str = "") -> User:
    preferences = {"country": country} if country else {}
    made = datetime(2026, 1, 1, tzinfo=UTC)
    return User(name="Sam", timezone=timezone, language=language, preferences=preferences, created_at=made)


def test_every_number_of_the_package_has_its_source_and_the_day_it_was_read() -> None:
    for code, country in shipped().countries.items():
        sources = [line.source for line in country.lines]
        if country.emergency:
            sources.append(country.emergency_source)
        assert sources, code
        for source in sources:
            assert source is not None, code
            assert date(2026, 1, 1) <= source.read


def test_every_country_of_the_package_has_an_emergency_number_or_a_service() -> None:
    assert all(country.emergency or country.lines for country in shipped().countries.values())


def test_the_owners_entries_stand_in_place_of_the_packages(tmp_path: Path) -> None:
    (tmp_path / OWN_FILE).write_text('[GB]\n[[GB.lines]]\nname = "Dr Patel"\nnumber = "020 1234"\n', "utf-8")
    hotlines = load_hotlines(tmp_path)
    best = hotlines.best("GB", Kind.SELF_HARM, "en")
    assert best is not None
    assert best.name == "Dr Patel"
    assert hotlines.of("GB").emergency == shipped().of("GB").emergency
    assert hotlines.of("DE") == shipped().of("DE")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[GB", "not valid TOML"),
        ("[Britain]\n", "'Britain' is no country"),
        ('[GB]\nemergency = "police"\n', "GB.emergency"),
        ('[GB]\n[[GB.lines]]\nname = "x"\n', "GB.lines.0.number"),
        ('[GB]\nemergancy = "999"\n', "GB.emergancy"),
    ],
)
def test_a_faulty_file_is_told_by_name_and_place(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / OWN_FILE).write_text(text, "utf-8")
    with pytest.raises(InvalidInputError, match=OWN_FILE) as raised:
        load_hotlines(tmp_path)
    assert fault in str(raised.value)


def test_setting_a_number_keeps_the_others(tmp_path: Path) -> None:
    set_own(tmp_path, "GB", Hotline(name='Our "doctor"\\', number="1"))
    set_own(tmp_path, "GB", Hotline(name='Our "doctor"\\', number="+44 2"))
    set_own(tmp_path, "XK", Hotline(name="Ein Freund", number="3", languages=("de",), about=(Kind.VIOLENCE,)))
    hotlines = load_hotlines(tmp_path)
    assert [line.number for line in hotlines.of("GB").lines] == ["+44 2", *(x.number for x in shipped().of("GB").lines)]
    assert hotlines.best("XK", Kind.VIOLENCE, "en") == hotlines.of("XK").lines[0]
    assert hotlines.best("XK", Kind.SELF_HARM, "de") is None


def test_a_service_that_speaks_the_language_comes_first() -> None:
    lines = (Hotline(name="a", number="1", languages=("fr",)), Hotline(name="b", number="2", languages=("de",)))
    hotlines = Hotlines(countries={"CH": Country(lines=lines)})
    names = [found.name for code in ("fr", "de", "ru") if (found := hotlines.best("CH", Kind.SELF_HARM, code))]
    assert names == ["a", "b", "a"]


@pytest.mark.parametrize(
    ("zone", "code"),
    [("Europe/Berlin", "DE"), ("America/New_York", "US"), ("Europe/Kiev", "UA"), ("UTC", ""), ("Nowhere/At_All", "")],
)
def test_the_country_of_a_zone(zone: str, code: str) -> None:
    assert country_of_zone(zone) == code


def test_the_country_of_a_person() -> None:
    assert country_of(person(timezone="Europe/Vienna", language="de")) == "AT"
    assert country_of(person(timezone="Europe/Vienna", country="NZ")) == "NZ"
    assert country_of(person(timezone="UTC", language="de")) == "DE"
    assert country_of(person(timezone="UTC", language="en-IE")) == "IE"
    assert country_of(person(timezone="UTC", language="en")) == ""


def test_numbers_are_read_digit_by_digit() -> None:
    texts = vetted("en")
    assert spoken_number("116 123", texts) == "one one six, one two three"
    assert spoken_number("+44 20-7", texts) == "plus four four, two zero, seven"
    assert spoken_number("988", texts) == "nine eight eight"


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_said_is_plain_neutral_and_names_a_number(kind: Kind) -> None:
    said = crisis_words(Alarm(kind, "en", ""), person(), shipped())
    words = " ".join(sentence.text for sentence in said)
    assert "{" not in words
    assert ("nine nine nine" in words) == (kind is not Kind.CONCERN)
    assert (vetted("en").comes_after in words) == (kind is not Kind.CONCERN)
    assert {(sentence.style.voice, sentence.style.rate, sentence.language) for sentence in said} == {("", 1.0, "en")}


def test_an_emergency_of_the_body_names_the_emergency_number_before_everything_else() -> None:
    said = [sentence.text for sentence in crisis_words(Alarm(Kind.MEDICAL, "en", ""), person(), shipped())]
    assert "nine nine nine" in said[len(vetted("en").medical)]


def test_where_no_number_is_known_none_is_made_up() -> None:
    nowhere = person(timezone="UTC")
    said = [sentence.text for sentence in crisis_words(Alarm(Kind.SELF_HARM, "en", ""), nowhere, shipped())]
    assert vetted("en").no_number in said
    assert not any("The number is" in text for text in said)


@pytest.mark.parametrize("kind", Kind)
def test_every_word_about_distress_is_said_to_its_end(kind: Kind) -> None:
    assert all(sentence.to_the_end for sentence in crisis_words(Alarm(kind, "en", ""), person(), shipped()))
