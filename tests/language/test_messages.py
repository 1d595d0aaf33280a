"""Message catalogues: what the appliance says itself, in every language there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import InvalidInputError
from appliance.language.messages import FILE, FOLDER, Messages, message_codes, messages, raw_messages
from appliance.language.wordings import fields_of

CODES = sorted(message_codes())
ENGLISH = (FOLDER / "english" / FILE).read_text(encoding="utf-8")


def leaves(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every key with its wordings, as `questions.mood`."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{path}{key}.")
        elif not isinstance(value, str):
            yield f"{path}{key}", tuple(value)


def said(code: str) -> dict[str, tuple[str, ...]]:
    return dict(leaves(messages(code).model_dump()))


@pytest.mark.parametrize("code", CODES)
def test_every_language_says_the_same_things_with_the_same_fields(code: str) -> None:
    english, own = said("en"), said(code)
    assert own.keys() == english.keys()
    for key, wordings in own.items():
        needed = {field for wording in english[key] for field in fields_of(wording)} - {"name"}
        used = {field for wording in wordings for field in fields_of(wording)} - {"name"}
        assert used == needed, key


@pytest.mark.parametrize("code", CODES)
def test_what_must_be_answered_is_a_question_and_what_follows_an_answer_is_none(code: str) -> None:
    own = said(code)
    for key in ("repairs.read_back", "repairs.read_back_share", "repairs.still_there", "requests.confirm"):
        assert all(wording.rstrip().endswith("?") for wording in own[key]), key
    for key in ("turns.heard_earlier", "turns.later_read_back", "questions.intention_more", "questions.mood"):
        assert all(wording.rstrip().endswith("?") for wording in own[key]), key
    quiet = [f"acknowledgements.{key}" for key in ("unknown", "skip", "promise", "promise_clip")]
    quiet += [f"words.{key}" for key in ("good", "half", "missed", "neutral", "completed", "stopped", "fillers")]
    quiet += [f"closings.{key}" for key in ("not_me", "out", "later", "silent", "dropped")]
    for key in quiet:
        assert not any("?" in wording for wording in own[key]), key


@pytest.mark.parametrize("code", CODES)
def test_nothing_stands_in_both_praise_and_comfort(code: str) -> None:
    own = said(code)
    assert not set(own["words.good"]) & set(own["words.missed"])


@pytest.mark.parametrize("code", CODES)
def test_everybodys_words_are_enough_for_days(code: str) -> None:
    own = said(code)
    least = {"openings": 12, "good": 24, "half": 12, "missed": 20, "neutral": 24, "completed": 12, "stopped": 6}
    for key, number in least.items():
        assert len(own[f"words.{key}"]) >= number, key
    for call_type in ("morning", "midday", "evening", "weekly", "custom", "talk"):
        assert len(own[f"words.greetings.{call_type}"]) >= 4, call_type


@pytest.mark.parametrize("code", CODES)
def test_openings_name_the_person_and_nothing_else(code: str) -> None:
    for wording in said(code)["words.openings"]:
        assert set(fields_of(wording)) == {"name"}


def test_a_region_is_ignored_and_an_unknown_language_is_named() -> None:
    assert messages("en_GB") is messages("en")
    with pytest.raises(InvalidInputError, match=r"no messages for the language 'xx'(?s:.)*en"):
        messages("xx")
    assert messages("en").title == "English"
    assert raw_messages("en")["code"] == "en"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('mood = ["How', 'mode = ["How', r"questions\.mood: Field required"),
        ("{value}. Is that right?", "{val}. Is that right?", r"repairs\.read_back: unknown field \{val\}"),
        ("(Part of it counts", "(Part of it (counts", r"words\.half: a bracket '\(' is not closed"),
        ('title = "English"', "title = English", r"not valid TOML"),
        ("[talk]", "[tall]", r"talk: Field required"),
    ],
)
def test_a_broken_file_is_refused_by_file_key_and_fault(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in ENGLISH
    (tmp_path / "english").mkdir()
    (tmp_path / "english" / FILE).write_text(ENGLISH.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidInputError, match=rf"english/messages\.toml: {fault}"):
        messages("en", tmp_path)


def test_every_key_of_the_model_is_a_table_of_the_file() -> None:
    assert set(raw_messages("en")) <= set(Messages.model_fields)


@pytest.mark.parametrize("code", CODES)
def test_what_is_said_often_is_said_in_many_ways(code: str) -> None:
    own = said(code)
    least = {"acknowledgements.unknown": 20, "acknowledgements.skip": 20, "acknowledgements.promise": 12}
    least |= {"acknowledgements.promise_clip": 12, "closings.not_me": 8, "closings.out": 8, "closings.later": 12}
    least |= {"closings.silent": 20, "closings.dropped": 8}
    for key, number in least.items():
        assert len(own[key]) >= number, key
