"""Lists of questions as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.calls.own_questions import read_question, read_questions
from appliance.errors import InvalidInputError
from appliance.records.agenda import Answer, CustomQuestion

LIST = """\
# In the evening
How was your day?

How far did you run? [number km] -> run
Did you stretch? [yes/no]
How rested are you? [scale 1-5] -> rest
How long did you read? [minutes]
When did you get up? [time]
"""


def test_a_line_is_a_question_with_its_kind_of_answer_and_its_metric() -> None:
    assert read_questions(LIST) == [
        CustomQuestion(text="How was your day?"),
        CustomQuestion(text="How far did you run?", answer=Answer.NUMBER, unit="km", metric="run"),
        CustomQuestion(text="Did you stretch?", answer=Answer.YES_NO),
        CustomQuestion(text="How rested are you?", answer=Answer.SCALE, low=1, high=5, metric="rest"),
        CustomQuestion(text="How long did you read?", answer=Answer.DURATION, unit="minutes"),
        CustomQuestion(text="When did you get up?", answer=Answer.TIME),
    ]


def test_toml_says_the_same() -> None:
    text = '[[questions]]\ntext = "How far?"\nanswer = "number"\nunit = "km"\nmetric = "run"\n'
    assert read_questions(text, toml=True) == read_questions("How far? [number km] -> run")


@pytest.mark.parametrize(
    ("text", "toml", "said"),
    [
        ("Fine?\nHow far? [furlongs]", False, "Line 2: [furlongs]"),
        ("\n\nHow far? ->", False, "Line 3: nothing stands after ->"),
        ("How far? -> run", False, "Line 1: free words"),
        ("[number km]", False, "Line 1: '[number km]' asks nothing"),
        ("How good? [scale 5-1]", False, "Line 1: 5 is not below 1"),
        ("x" * 301, False, "Line 1: text"),
        ("", False, "no question"),
        ("# only a comment", False, "no question"),
        ("[[questions]]\ntext = 3 4", True, "no TOML"),
        ("[[questions]]\ntext = 'a'\n\n[[questions]]\ntext = 'b'\ncolour = 'red'", True, "Line 4: colour"),
        ("[[questions]]\ntext = 'a'\nanswer = 'presence'", True, "Line 1: answer: presence"),
        ("title = 'mine'", True, "[[questions]]"),
        ("questions = [3]", True, "Line 1"),
    ],
)
def test_what_cannot_be_is_named_with_its_line(text: str, toml: bool, said: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_questions(text, toml=toml)
    assert said in caught.value.message + (caught.value.remedy or "")


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    fault = ""
    try:
        found = read_question(text)
    except InvalidInputError as error:
        fault = error.message
    if fault:
        assert fault.startswith("Line 1")
    else:
        assert CustomQuestion.model_validate(found.model_dump()) == found
