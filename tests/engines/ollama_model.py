"""What stands for a language model in the Ollama server of the tests: it strings together words of its prompt.

It is a model in all that matters to a client: it has tokens, a template, a context, random choice, a cached prompt,
stop words, a number of tokens to make, thoughts, and output held to a schema.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice, pairwise
from random import Random
from typing import Any

from tests.engines.schemas import sample

TOKEN = re.compile(r"\s?\w+|\s?[^\w\s]|\s")
WORD = re.compile(r"\w+")
FORM_PIECE = 4
"""Characters of a token inside a form."""

THOUGHTS = 8
"""Tokens that a thinking model thinks before it speaks."""

MADE_TOKENS = 48
"""Where a request does not say how many."""

Turn = dict[str, str]
"""`role` and `content`."""


@dataclass(frozen=True)
class Evaluation:
    """A prompt that was evaluated: what of it was new."""

    prompt: str
    fresh_characters: int
    prompt_tokens: int
    fresh_tokens: int
    dropped_turns: int
    """How many turns did not fit into the context and were left out by the server."""


@dataclass(frozen=True)
class Reply:
    """What is made of one prompt."""

    thoughts: list[str]
    pieces: list[str]
    reason: str
    """`stop` or `length`."""


def render(turns: list[Turn]) -> str:
    """The prompt: the model's template put around the turns."""
    written = "".join(f"<|{turn['role']}|>\n{turn.get('content', '')}<|end|>\n" for turn in turns)
    return f"{written}<|assistant|>\n"


def tokens(text: str) -> int:
    return len(TOKEN.findall(text))


def cut_to_context(turns: list[Turn], context_tokens: int) -> list[Turn]:
    """As Ollama does it: what is `system` and the last turn stay, of the others the oldest go first."""
    for first in range(len(turns)):
        kept = [turn for at, turn in enumerate(turns) if at >= first or turn["role"] == "system"]
        if tokens(render(kept)) <= context_tokens:
            return kept
    return [turn for turn in turns[:-1] if turn["role"] == "system"] + turns[-1:]


def evaluate(turns: list[Turn], context_tokens: int, cached: str) -> Evaluation:
    """Evaluate what of the prompt does not stand at the beginning of what is cached."""
    kept = cut_to_context(turns, context_tokens)
    prompt = render(kept)
    same = (at for at, (one, other) in enumerate(zip(prompt, cached, strict=False)) if one != other)
    fresh = prompt[next(same, min(len(prompt), len(cached))) :]
    return Evaluation(prompt, len(fresh), tokens(prompt), tokens(fresh), len(turns) - len(kept))


def reply(prompt: str, options: dict[str, Any], form: Any, *, thinks: bool, chance: Random) -> Reply:
    """The reply to a prompt, as long as `num_predict` allows; thoughts count. Without heat it is always the same."""
    if options.get("temperature", 0.8) == 0:
        chance = Random(sha256(prompt.encode()).digest())
    left = options.get("num_predict", MADE_TOKENS)
    vocabulary = WORD.findall(prompt)
    thoughts = list(islice(_babble(vocabulary, chance), min(THOUGHTS, left))) if thinks else []
    left -= len(thoughts)
    if isinstance(form, dict):
        text = json.dumps(sample(form, chance.randrange(1 << 30)), ensure_ascii=False)
        pieces = [text[at : at + FORM_PIECE] for at in range(0, len(text), FORM_PIECE)]
        return Reply(thoughts, pieces[:left], "stop" if len(pieces) <= left else "length")
    pieces = list(islice(_babble(vocabulary, chance), left))
    stopped = _until_stop(pieces, options.get("stop") or [])
    return Reply(thoughts, stopped, "stop" if len(stopped) < len(pieces) else "length")


def _babble(vocabulary: list[str], chance: Random) -> Iterator[str]:
    """Words for ever, each one that followed the one before somewhere in the prompt."""
    followers: dict[str, list[str]] = defaultdict(list)
    for word, follower in pairwise(vocabulary):
        followers[word].append(follower)
    word = chance.choice(vocabulary)
    yield word
    while True:
        word = chance.choice(followers[word] or vocabulary)
        yield f" {word}"


def _until_stop(pieces: list[str], stops: list[str]) -> list[str]:
    """The pieces before the first stop word."""
    text = ""
    for count, piece in enumerate(pieces):
        text += piece
        for stop in stops:
            if stop in text:
                rest = text[: text.index(stop)][len("".join(pieces[:count])) :]
                return [*pieces[:count], *([rest] if rest else [])]
    return pieces
