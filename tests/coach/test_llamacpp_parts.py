"""The parts of the llama.cpp engine that need no model: trimming, text, templates, grammars."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.llamacpp import grammar as grammar
from appliance.coach.llamacpp.template import NOTHING_SAID, Template, head_of
from appliance.coach.llamacpp.text import ReplyText
from appliance.coach.llamacpp.trim import Turn, trim

STEP = 50

turns_of = st.lists(
    st.tuples(st.sampled_from(["system", "user", "assistant"]), st.integers(0, 60)), min_size=1, max_size=40
)


def as_turns(made: list[tuple[str, int]]) -> list[Turn]:
    return [{"role": role, "content": f"{number} {tokens}"} for number, (role, tokens) in enumerate(made)]


def tokens_of(turn: Turn) -> int:
    return int(turn["content"].split()[1])


def trimmed(turns: list[Turn], room: int) -> list[Turn] | None:
    return trim(turns, [tokens_of(turn) for turn in turns], STEP, lambda some: sum(map(tokens_of, some)) <= room)


def spoken(turns: list[Turn]) -> list[Turn]:
    return [turn for turn in turns if turn["role"] != "system"]


@given(turns_of, st.integers(0, 400))
def test_what_is_left_out_is_the_oldest_that_is_not_system(made: list[tuple[str, int]], room: int) -> None:
    turns = as_turns(made)
    kept = trimmed(turns, room)
    fixed = [turn for turn in turns if turn["role"] == "system"]
    if kept is None:
        assert sum(map(tokens_of, [*fixed, *spoken(turns)[-1:]])) > room
        return
    assert sum(map(tokens_of, kept)) <= room
    assert [turn for turn in kept if turn["role"] == "system"] == fixed
    assert spoken(kept) == spoken(turns)[len(spoken(turns)) - len(spoken(kept)) :]
    assert bool(spoken(kept)) == bool(spoken(turns))
    assert kept == [turn for turn in turns if turn in kept]


@given(turns_of, st.integers(20, 400))
def test_no_more_than_a_step_is_left_out_in_vain(made: list[tuple[str, int]], room: int) -> None:
    turns = as_turns(made)
    kept = trimmed(turns, room)
    if kept is None or len(spoken(kept)) == 1:
        return
    left_out = sum(map(tokens_of, turns)) - sum(map(tokens_of, kept))
    needed = max(0, sum(map(tokens_of, turns)) - room)
    assert left_out <= needed + STEP + max(map(tokens_of, spoken(turns)), default=0)
    assert needed or not left_out


@given(turns_of, st.integers(100, 400), st.integers(1, 60))
def test_the_beginning_stays_while_the_conversation_still_fits(
    made: list[tuple[str, int]], room: int, more: int
) -> None:
    turns = as_turns(made)
    kept = trimmed(turns, room)
    longer = [*turns, {"role": "user", "content": f"{len(turns)} {more}"}]
    if kept is None or len(spoken(kept)) < 2 or sum(map(tokens_of, kept)) + more > room:
        return
    assert trimmed(longer, room) == [*kept, longer[-1]]


@given(st.text(), st.lists(st.text(min_size=1, max_size=4), max_size=3), st.integers(1, 5))
def test_text_arrives_whole_however_its_bytes_are_cut(text: str, stops: list[str], size: int) -> None:
    text = text.encode(errors="ignore").decode()
    reply, data = ReplyText(stops), text.encode()
    given_out = "".join(reply.feed(data[at : at + size]) for at in range(0, len(data), size)) + reply.rest()
    ends = [at for stop in stops if (at := text.lstrip().find(stop)) >= 0]
    assert given_out == (text.lstrip()[: min(ends)] if ends else text.lstrip())
    assert reply.stopped == bool(ends)


def test_half_a_character_waits_and_a_broken_one_is_shown_as_such() -> None:
    reply = ReplyText()
    assert reply.feed("é".encode()[:1]) == ""
    assert reply.feed("é".encode()[1:]) == "é"
    assert reply.feed(b"\xe6\x97") == ""
    assert reply.rest() == "\ufffd"


@dataclass
class Answer:
    prompt: str
    stop: str | list[str] | None = None


class Tags:
    """Takes everything."""

    def __call__(self, *, messages: list[Turn], enable_thinking: bool) -> Answer:
        assert not enable_thinking, "nobody wants to hear a model think"
        return Answer("".join(f"<{turn['role']}>{turn['content']}" for turn in messages) + "<assistant>", "<")


class OneSystem(Tags):
    """Keeps the first `system` turn only."""

    def __call__(self, *, messages: list[Turn], enable_thinking: bool) -> Answer:
        kept = [turn for number, turn in enumerate(messages) if turn["role"] != "system" or number == 0]
        return super().__call__(messages=kept, enable_thinking=enable_thinking)


class Deaf(Tags):
    """Loses `system` turns without a word."""

    def __call__(self, *, messages: list[Turn], enable_thinking: bool) -> Answer:
        kept = [turn for turn in messages if turn["role"] != "system"]
        return super().__call__(messages=kept, enable_thinking=enable_thinking)


class Strict(Tags):
    """Refuses anything but `user` and `assistant` by turns."""

    def __call__(self, *, messages: list[Turn], enable_thinking: bool) -> Answer:
        for number, turn in enumerate(messages):
            if turn["role"] != ("user", "assistant")[number % 2]:
                raise LookupError("out of turn")
        return super().__call__(messages=messages, enable_thinking=enable_thinking)


CALL = [
    {"role": "system", "content": "Be kind."},
    {"role": "system", "content": "It is Monday."},
    {"role": "assistant", "content": "Did you run?"},
    {"role": "user", "content": "Yes."},
    {"role": "system", "content": "Say goodbye."},
]


@pytest.mark.parametrize(
    ("formatter", "prompt"),
    [
        (
            Tags(),
            "<system>Be kind.\n\nIt is Monday.<assistant>Did you run?<user>Yes.<system>Say goodbye.<assistant>",
        ),
        (
            OneSystem(),
            "<system>Be kind.\n\nIt is Monday.<assistant>Did you run?<user>Yes.<user>Say goodbye.<assistant>",
        ),
        (
            Deaf(),
            "<user>Be kind.\n\nIt is Monday.<assistant>Did you run?<user>Yes.\n\nSay goodbye.<assistant>",
        ),
        (
            Strict(),
            "<user>Be kind.\n\nIt is Monday.<assistant>Did you run?<user>Yes.\n\nSay goodbye.<assistant>",
        ),
    ],
)
def test_a_template_is_given_what_it_takes(formatter: Tags, prompt: str) -> None:
    rendered = Template(formatter).render(CALL)
    assert rendered.prompt == prompt
    assert rendered.stops == ("<",)


def test_a_person_speaks_first_where_a_template_insists() -> None:
    assert Template(Strict()).shape(CALL[2:4]) == [{"role": "user", "content": NOTHING_SAID}, *CALL[2:4]]


def test_a_head_is_what_every_continuation_begins_with() -> None:
    template = Template(Tags())
    head = head_of(CALL[:2], lambda some: list(template.render(some).prompt.encode()))
    assert bytes(head).decode() == "<system>Be kind.\n\nIt is Monday.<"


@given(st.integers(-3_000, 3_000), st.integers(0, 3_000), st.data())
def test_a_grammar_of_integers_takes_those_between_and_no_others(low: int, span: int, data: st.DataObject) -> None:
    taken = expression(grammar._either(grammar._integers(low, low + span)))
    for number in (low, low + span, low - 1, low + span + 1, data.draw(st.integers(-7_000, 7_000))):
        assert bool(taken.fullmatch(str(number))) == (low <= number <= low + span)


@pytest.mark.parametrize(
    ("bounds", "taken", "refused"),
    [
        ({}, ["0", "-7", "3.25", "3.0", "0.50", "-0.5"], ["07", "1e9", ".5", "3.", "1" * 10]),
        ({"minimum": 0, "maximum": 5}, ["0", "0.0", "5", "4.99"], ["-1", "5.1", "6"]),
        ({"exclusiveMinimum": 0, "maximum": 5}, ["0.01", "0.1", "1.0", "5"], ["0", "0.0", "0.00"]),
        ({"minimum": -2, "exclusiveMaximum": 0}, ["-2", "-1", "-0.5", "-1.0"], ["0", "-0.0", "-2.5", "1"]),
    ],
)
def test_a_grammar_of_numbers_keeps_their_bounds(
    bounds: dict[str, float], taken: list[str], refused: list[str]
) -> None:
    numbers = expression(grammar._either(grammar._numbers({"type": "number", **bounds})))
    assert [text for text in taken if not numbers.fullmatch(text)] == []
    assert [text for text in refused if numbers.fullmatch(text)] == []


@pytest.mark.parametrize(
    "schema",
    [{"type": "string", "pattern": "^a$"}, {"type": "number", "minimum": 0.2, "maximum": 0.8}, {"type": "any"}],
)
def test_what_no_grammar_says_is_an_error(schema: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no "):
        grammar.gbnf(schema)


def expression(rule: str) -> re.Pattern[str]:
    """A grammar of literals, classes and repetitions as a regular expression."""
    return re.compile(re.sub(r'"([^"]*)"', lambda literal: re.escape(literal[1]), rule).replace(" ", ""))
