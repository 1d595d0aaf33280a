"""The notation of wordings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.language.wordings import MOST_EXPANSIONS, as_heard, expand, expanded, fields_of

PLAIN = st.text(alphabet=st.characters(exclude_characters="()[]|{}", exclude_categories=["Cs"]), max_size=12)


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ("Hi.", ["Hi."]),
        ("(Hi|Hello) {name}.", ["Hi {name}.", "Hello {name}."]),
        ("(Hi | Hello ) {name} .", ["Hi {name}.", "Hello {name}."]),
        ("Hi[, {name}].", ["Hi.", "Hi, {name}."]),
        ("[Well|So], yes", [", yes", "Well, yes", "So, yes"]),
        ("(a|(b|c)[d])", ["a", "b", "bd", "c", "cd"]),
        ("(a|a)", ["a"]),
        ("Oh [ dear ] .", ["Oh.", "Oh dear."]),
        ("{name}", ["{name}"]),
    ],
)
def test_what_a_template_stands_for(template: str, texts: list[str]) -> None:
    assert list(expand(template)) == texts


@pytest.mark.parametrize("template", ["(a", "a)", "[a", "a]", "(a]", "[a)", "a|b", "(a|[b)|c]", ")("])
def test_brackets_that_do_not_match_are_refused_by_template(template: str) -> None:
    with pytest.raises(ValueError, match=r"bracket") as refused:
        expand(template)
    assert repr(template) in str(refused.value)


def test_more_than_anybody_needs_is_refused_before_it_is_made() -> None:
    with pytest.raises(ValueError, match=r"stands for \d+ wordings; at most"):
        expand("(a|b|c|d)" * 40)
    assert len(expand("(a|b)" * 8)) == 2**8 <= MOST_EXPANSIONS


@given(PLAIN)
def test_plain_text_stands_for_itself(text: str) -> None:
    assert [as_heard(found) for found in expand(text)] == [as_heard(text)]


@given(st.lists(st.tuples(PLAIN, PLAIN), max_size=5))
def test_every_choice_is_made_both_ways(pairs: list[tuple[str, str]]) -> None:
    """Each part marked by its own letters, so that no two expansions are the same."""
    template = "".join(f"(a{place}{one}|b{place}{two})" for place, (one, two) in enumerate(pairs))
    found = expand(template)
    assert len(found) == 2 ** len(pairs)
    assert all(not set("()[]|") & set(text) for text in found)


@given(st.text(alphabet="ab()[]|{} .", max_size=30))
def test_any_text_is_expanded_or_refused(template: str) -> None:
    try:
        found = expand(template)
    except ValueError as error:
        assert "bracket" in str(error) or "at most" in str(error)  # noqa: PT017  # either outcome is right
    else:
        assert found
        assert len(set(found)) == len(found) <= MOST_EXPANSIONS


def test_wordings_that_sound_the_same_are_one() -> None:
    assert expanded(["Hi, {name}!", "hi {name}."], frozenset({"name"})) == ("Hi, {name}!",)


def test_fields_are_named_and_take_no_format() -> None:
    assert list(fields_of("{name}: {label}")) == ["name", "label"]
    with pytest.raises(ValueError, match="takes no format"):
        list(fields_of("{name!r}"))
