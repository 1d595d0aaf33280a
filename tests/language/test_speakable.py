"""Text made fit for a voice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.language.english.speakable import speakable


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("**Great** job 🎉! Run 5 km at 21:30.", "Great job! Run five kilometres at half past nine in the evening."),
        ("6.5 h of 3,500 steps & e.g. 50%", "six and a half hours of three thousand five hundred steps and"
            " for example fifty percent"),
        ("On 2025-03-09 at 9pm", "On March ninth, twenty twenty-five at nine o'clock in the evening"),
        ("you ran 5-6 km", "you ran five to six kilometres"),
        ("- item 1\n- item 2\n# Title", "item one item two Title"),
        ("$5 or 7/10, 3rd place", "five dollars or seven of ten, third place"),
        ("-3°C and 1 kg", "minus three degrees and one kilogram"),
        ("`code` _em_ snake_case ½ cup", "code em snake case half cup"),
        ("see [this](http://a.b/c) at www.example.com/x", "see this at example dot com"),
        ("about (3) things", "about (three) things"),
        ("It's well-known: call Anna!", "It's well-known: call Anna!"),
        ("1 h and 2 h", "one hour and two hours"),
        ("", ""),
    ],
)  # fmt: skip
def test_written_to_spoken(written: str, spoken: str) -> None:
    assert speakable(written) == spoken


@given(st.text(max_size=80) | st.from_regex(r"[0-9a-z:./%$ \-*_#,]{0,40}", fullmatch=True))
def test_no_digit_is_left_and_a_second_pass_changes_nothing(text: str) -> None:
    once = speakable(text)
    assert not any(char.isdigit() for char in once)
    assert speakable(once) == once


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 99_999), st.sampled_from(["km", "kg", "h", "min", "%"]))
def test_ordinary_sentences_keep_their_end(hour: int, minute: int, value: int, unit: str) -> None:
    spoken = speakable(f"Do {value} {unit} at {hour:02}:{minute:02}.")
    assert spoken.startswith("Do ")
    assert spoken.endswith(".")
    assert not any(char.isdigit() for char in spoken)
