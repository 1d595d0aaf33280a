"""Recogniser grammars: whatever they can hear, the rules can read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pocketsphinx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.coach.confirm import interpret_confirmation
from appliance.coach.interpret import interpret
from appliance.coach.reading import Reading
from appliance.language.catalogue import hint_for, hint_for_confirmation, language
from appliance.language.english.affirm import read_yes_no
from appliance.language.english.commands import read_command
from appliance.language.english.names import GIVEN_NAMES
from appliance.language.english.numbergrammar import whole_numbers
from appliance.language.english.numbers import read_number
from appliance.language.english.presence import read_presence
from appliance.language.english.requestgrammar import request_rules
from appliance.language.english.requests import read_request
from appliance.language.english.units import KNOWN
from appliance.ports import Transcript
from appliance.records.agenda import AgendaItem, Answer
from appliance.records.calls import Meaning
from tests.language.items import CALL_PROMISE, HEARD, PROMISE, number
from tests.language.jsgf import Grammar, read_grammar

ITEMS = st.sampled_from(HEARD)
SEEDS = st.integers(0, 2**32)


@cache
def dictionary() -> frozenset[str]:
    path = Path(pocketsphinx.get_model_path(), "en-us", "cmudict-en-us.dict")
    return frozenset(line.split()[0] for line in path.read_text(encoding="utf-8").splitlines() if line)


@cache
def answers_of(item: AgendaItem) -> Grammar:
    grammar = hint_for(item, "Sam").grammar
    assert grammar is not None
    return read_grammar(grammar)


@cache
def confirmations_of(item: AgendaItem) -> Grammar:
    grammar = hint_for_confirmation(item).grammar
    assert grammar is not None
    return read_grammar(grammar)


@given(ITEMS, SEEDS)
def test_every_sentence_of_a_grammar_is_understood(item: AgendaItem, seed: int) -> None:
    said = answers_of(item).sentence(Random(seed))
    wish = read_request(said)
    if wish is not None:
        assert wish.complete
        return
    reading = interpret(item, Transcript(said), user_name="Sam")
    assert reading.meaning is not Meaning.UNCLEAR
    assert not reading.unclear, said


@given(SEEDS)
def test_every_request_that_a_grammar_hears_is_read(seed: int) -> None:
    said = requests().sentence(Random(seed))
    wish = read_request(said)
    if wish is None:
        for command in (read_command(said, Answer.NUMBER), read_presence(said, "Sam")):
            assert command is not None, said
            assert command.meaning is Meaning.LATER
            assert command.minutes
    else:
        assert wish.complete, said
        assert wish.certainty >= 0.95


@given(ITEMS, SEEDS)
def test_no_answer_that_a_grammar_hears_is_a_request(item: AgendaItem, seed: int) -> None:
    grammar = hint_for(item, "Sam").grammar
    assert grammar is not None
    said = pruned(grammar).sentence(Random(seed))
    assert read_request(said) is None, said


@given(SEEDS)
def test_every_answer_to_a_request_that_was_read_back_is_understood(seed: int) -> None:
    hint = language("en").hint_for_request_confirmation()
    assert hint.grammar is not None
    said = read_grammar(hint.grammar).sentence(Random(seed))
    command = read_command(said, Answer.YES_NO)
    assert read_yes_no(said) or (command and command.meaning is Meaning.STOP), said


@cache
def requests() -> Grammar:
    body = "\n".join(f"<{name}> = {expansion};" for name, expansion in request_rules().items() if name != "request")
    return read_grammar(f"#JSGF V1.0;\ngrammar r;\npublic <request> = {request_rules()['request']};\n{body}\n")


@cache
def pruned(grammar: str) -> Grammar:
    """The grammar without its requests."""
    whole = read_grammar(grammar)
    return Grammar(whole.public, {**whole.rules, whole.public: whole.rules[whole.public][: -len(["|", "<request>"])]})


@given(ITEMS.filter(lambda item: item.answer is not Answer.PRESENCE), SEEDS)
def test_every_confirmation_but_a_plain_no_is_understood(item: AgendaItem, seed: int) -> None:
    said = confirmations_of(item).sentence(Random(seed))
    pending = {Answer.YES_NO: 1.0, Answer.TIME: 600.0}.get(item.answer, 7.0)
    reading = interpret_confirmation(item, Reading(Meaning.VALUE, pending, 0.6), Transcript(said))
    denial = _denies(said)
    assert denial or not reading.unclear, said


def _denies(said: str) -> bool:
    verdict = read_yes_no(said)
    return verdict is not None and verdict.value == 0


@pytest.mark.parametrize("item", HEARD, ids=lambda item: f"{item.answer}-{item.unit}-{item.low}-{item.high}")
def test_a_recogniser_takes_the_grammar_and_knows_every_word(item: AgendaItem) -> None:
    decoder = pocketsphinx.Decoder(lm=None, loglevel="FATAL")
    for hint in (hint_for(item, "Sam"), hint_for_confirmation(item), language("en").hint_for_request_confirmation()):
        assert hint.grammar is not None
        assert read_grammar(hint.grammar).words() <= dictionary()
        assert len(hint.grammar) < 6000
        decoder.add_jsgf_string(hint.grammar[:40], hint.grammar)


@pytest.mark.parametrize("unit", [unit.singular for unit in KNOWN])
def test_the_words_of_every_known_unit_are_in_the_dictionary(unit: str) -> None:
    for item in (number(unit, 0, 20), number(unit)):
        assert answers_of(item).words() <= dictionary()


def test_the_given_names_are_in_the_dictionary() -> None:
    assert dictionary() >= GIVEN_NAMES


def test_another_name_is_left_out_of_the_grammar_and_kept_as_a_word_to_expect() -> None:
    hint = hint_for(HEARD[0], "Xzqw")
    assert hint.grammar is not None
    assert "xzqw" not in hint.grammar.lower()
    assert "Xzqw" in hint.words


def test_open_answers_have_words_to_expect_and_no_grammar() -> None:
    assert hint_for(PROMISE, "Sam").grammar is None
    assert hint_for(PROMISE, "Sam").words == ("Sam",)
    assert "dentist" in hint_for(CALL_PROMISE, "Sam").words


BOUNDS = st.tuples(st.integers(0, 2500), st.integers(0, 2500)).map(lambda pair: (min(pair), max(pair)))


@given(BOUNDS, SEEDS)
def test_number_grammars_keep_their_bounds(bounds: tuple[int, int], seed: int) -> None:
    low, high = bounds
    said = Grammar("n", {"n": read_pieces(whole_numbers(low, high))}).sentence(Random(seed))
    found = read_number(said)
    assert found is not None
    assert low <= found.value <= high


@given(BOUNDS, st.data())
def test_number_grammars_hold_every_number_between_their_bounds(bounds: tuple[int, int], data: st.DataObject) -> None:
    low, high = bounds
    value = data.draw(st.integers(low, high))
    decoder_words = words_of(value)
    assert accepts(read_pieces(whole_numbers(low, high)), decoder_words)


def read_pieces(expansion: str) -> list[str]:
    return read_grammar(f"#JSGF V1.0;\ngrammar n;\npublic <n> = {expansion};\n").rules["n"]


def words_of(value: int) -> tuple[str, ...]:
    from appliance.language.english.numbers import say_number

    return tuple(say_number(value).replace("-", " ").split())


def accepts(pieces: list[str], said: tuple[str, ...]) -> bool:
    """Whether the expansion, as a set of paths, holds these words: a tiny backtracking matcher."""
    return len(said) in _either(pieces, 0, said, {0})[0]


def _either(pieces: list[str], place: int, said: tuple[str, ...], starts: set[int]) -> tuple[set[int], int]:
    ends: set[int] = set()
    while True:
        current = set(starts)
        while place < len(pieces) and pieces[place] not in "|)]":
            piece = pieces[place]
            if piece in "([":
                inner, place = _either(pieces, place + 1, said, current)
                current = inner | current if piece == "[" else inner
            else:
                current = {at + 1 for at in current if at < len(said) and said[at] == piece}
            place += 1
        ends |= current
        if place == len(pieces) or pieces[place] != "|":
            return ends, place
        place += 1
