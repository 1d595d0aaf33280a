"""The notation in which spoken forms are written."""

from __future__ import annotations

import pytest

from appliance.language.forms import Forms, lines


@pytest.mark.parametrize("said", ["say that", "say that again", "repeat that", "repeat that again"])
def test_a_form_stands_for_its_word_sequences(said: str) -> None:
    assert Forms(("(say | repeat) that [again]",)).is_all(said.split())


@pytest.mark.parametrize("said", ["that", "say", "say repeat that", "say that again again", ""])
def test_a_form_stands_for_nothing_else(said: str) -> None:
    assert not Forms(("(say | repeat) that [again]",)).is_all(said.split())


def test_a_form_may_begin_with_what_can_be_left_out() -> None:
    forms = Forms(("[[oh] please] (stop | end [it]) | [so]",))
    assert [forms.end_at(said.split(), 0) for said in ("stop", "oh please end it", "please", "so", "oh")] == [
        1, 4, None, 1, None,
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["(a | b", "a ] b", "[a", "a ) b", "(a ]"])
def test_unbalanced_brackets_are_refused(form: str) -> None:
    with pytest.raises(ValueError, match="unbalanced"):
        Forms((form,))


def test_a_line_that_begins_with_a_space_continues() -> None:
    assert lines("\none | two |\n  three\n\nfour\n") == ("one | two |  three", "four")


def test_the_longest_form_is_found() -> None:
    forms = Forms(("no", "no way", "not at all"))
    assert forms.end_at(["oh", "no", "way"], 1) == 3
    assert forms.find(["well", "not", "at", "all"]) == (1, 4)
    assert forms.is_all(["no"])
    assert not forms.is_all(["not", "at"])
    assert not forms.inside(["nothing"])


@pytest.mark.parametrize("said", ["stop", "stop it", "stop it is enough", "stop that stop it", "it is enough stop it"])
def test_forms_may_follow_one_another_and_the_longest_need_not_be_meant(said: str) -> None:
    assert Forms(("stop [it | that] | [it] is enough",)).is_row(said.split())


@pytest.mark.parametrize("said", ["", "stop it that", "enough", "it", "stop is", "now stop"])
def test_a_row_of_forms_leaves_no_word_over(said: str) -> None:
    assert not Forms(("stop [it | that] | [it] is enough",)).is_row(said.split())
