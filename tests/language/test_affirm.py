"""Yes, no, and what lies between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.language.english.affirm import read_yes_no

YES = (
    "yes|Yeah.|yep|yup|sure|of course|absolutely|I did|done|uh-huh|mm-hmm|Mhm.|yes I did|yeah, I sure did|"
    "oh yes|all done|"
    "I have|yes, twice|definitely|yes yes yes|I didn't forget|never missed it|no doubt|you bet|well, yes|yes but late|"
    "of course I did|I managed to|that's right|okay|no problem|yes of course I did it this morning|"
    "no, I mean yes|did it|"
    "got it done|Yes. I ran five kilometres|it's a yes|aye|yes sir|yes ma'am|indeed|just did it|I did, yes|affirmative"
)
NO = (
    "no|nope|nah|not really|not yet|I didn't|didn't get to it|no way|never|not today|well no|I'm afraid not|uh-uh|"
    "I don't think so|no I didn't|I forgot|I haven't|no, sorry|absolutely not|of course not|sadly not|not at all|"
    "I couldn't|yes, I mean no|no no no|I was too tired|didn't have time|I missed it|I skipped it|I did not do it|"
    "I don't think I did|negative|not so much|no I was busy|I should have|not a chance|unfortunately I didn't|"
    "haven't done it yet|hardly|i wish|that's a no|it's a no from me|I can't say I did|couldn't manage to get it done|"
    "I had to skip it|didn't happen|no ma'am|I forgot to get it done"
)


@pytest.mark.parametrize("said", YES.split("|"))
def test_yes(said: str) -> None:
    found = read_yes_no(said)
    assert found is not None
    assert found.value == 1
    assert found.certainty >= 0.7


@pytest.mark.parametrize("said", NO.split("|"))
def test_no(said: str) -> None:
    found = read_yes_no(said)
    assert found is not None
    assert found.value == 0
    assert found.certainty >= 0.7


@pytest.mark.parametrize(
    "said", ["I guess so", "I think so", "probably", "I suppose so", "I called him", "I went running"]
)
def test_a_weak_yes_is_read_back(said: str) -> None:
    found = read_yes_no(said)
    assert found is not None
    assert found.value == 1
    assert 0.4 <= found.certainty < 0.75


@pytest.mark.parametrize("said", ["yes no", "no yes", "yeah no", "no I did", "yes I didn't", "yeah not really"])
def test_a_contradiction_is_asked_again(said: str) -> None:
    found = read_yes_no(said)
    assert found is not None
    assert found.certainty < 0.4


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("almost", 0.85, 0.95), ("nearly all of it", 0.85, 0.95), ("mostly", 0.7, 0.85), ("most of it", 0.7, 0.85),
        ("not all of it", 0.6, 0.8), ("yes but not all of it", 0.6, 0.8), ("half", 0.5, 0.5), ("half of it", 0.5, 0.5),
        ("kind of", 0.5, 0.5), ("yes and no", 0.5, 0.5), ("yes but I didn't finish", 0.5, 0.5), ("I tried", 0.5, 0.5),
        ("no but I did some of it", 0.5, 0.5), ("a little", 0.2, 0.3), ("only a bit", 0.2, 0.3),
    ],
)  # fmt: skip
def test_a_part_is_read_back(said: str, least: float, most: float) -> None:
    found = read_yes_no(said)
    assert found is not None
    assert least <= found.value <= most
    assert 0.4 <= found.certainty < 0.75


@pytest.mark.parametrize("said", ["", "maybe", "hello", "what", "it was raining", "perhaps", "I have a question"])
def test_neither(said: str) -> None:
    assert read_yes_no(said) is None


FILLERS = st.lists(st.sampled_from(["uh", "um", "well", "oh", "hmm", "er"]), max_size=3).map(" ".join)


@given(FILLERS, st.sampled_from(["yes", "I did", "nope", "not really", "I didn't get to it", "all done"]), FILLERS)
def test_hesitation_changes_nothing(before: str, said: str, after: str) -> None:
    assert read_yes_no(f"{before} {said} {after}") == read_yes_no(said)


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    read_yes_no(text)
